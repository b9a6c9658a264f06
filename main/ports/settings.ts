/** What the store decides: its settings, its sequences of numbers and the set-up of the wallets. */
import type { SequenceKind, SequenceSettings } from '../domain/numbering.ts';
import type { Wallet } from '../domain/payment.ts';
import type { SavedSettings } from '../domain/settings.ts';
import type { PaymentProvider } from './providers.ts';

/** The sequences of numbers, for the settings. */
export interface Sequences {
  sequences(): readonly (SequenceSettings & { readonly kind: SequenceKind; readonly next?: { readonly epoch: number; readonly counter: number } })[];
  /** For numbers to come. Throws RangeError when a provider would refuse them. */
  configureSequence(kind: SequenceKind, settings: SequenceSettings): void;
  /** Forwards only. Throws RangeError otherwise. */
  advanceSequence(kind: SequenceKind, counter: number): void;
}

/** What of a wallet's set-up is no secret, as it was typed in. */
export interface ProviderChoice {
  readonly enabled: boolean;
  readonly fields: Readonly<Record<string, string>>;
}

export interface SavedProvider extends ProviderChoice {
  /** Since when the money goes to this account, epoch ms; absent where that never changed. */
  readonly accountSince?: number;
}

export interface ProviderBook {
  read(wallet: Wallet): SavedProvider;
  save(wallet: Wallet, saved: SavedProvider): void;
}

/** What was chosen in another field of the same form. */
export interface ProviderCondition {
  readonly field: string;
  readonly is: string;
}

interface ProviderEntry {
  readonly name: string;
  /** Always, never, or only by what was chosen elsewhere. */
  readonly required: boolean | ProviderCondition;
  /** Of no use unless this was chosen; always of use when absent. */
  readonly when?: ProviderCondition;
  /** Of several lines: a key or a certificate. */
  readonly long: boolean;
}

export interface ProviderField extends ProviderEntry {
  /** One of these; the first holds until somebody chooses, also in settings that were saved before there was such a choice. */
  readonly choices?: readonly [string, ...string[]];
  /** Says whose account the money goes to: with another value, payments of before are somebody else's. */
  readonly namesAccount?: true;
}

/** What has to be typed in for a wallet, in the order of the form. */
export interface ProviderForm {
  readonly fields: readonly ProviderField[];
  readonly secrets: readonly ProviderEntry[];
}

export interface ProviderProblem {
  readonly code: 'field_missing' | 'field_bad' | 'secret_missing' | 'secret_bad' | 'not_accepted';
  /** Of the field or secret. */
  readonly name: string;
  /** What is wrong with it: the adapter's own word, and one English sentence for support. Never the value. */
  readonly flaw?: string;
  readonly sentence?: string;
}

/** Makes a wallet out of what was typed in, or says all that is wrong with it. */
export interface ProviderWorkshop {
  readonly forms: Readonly<Record<Wallet, ProviderForm>>;
  /** Whether a text is somebody's private key, which must never be kept where public things are kept. */
  isPrivateKey(text: string): boolean;
  /**
   * No provider comes of what cannot be signed or proved with. One whose certificate is out of its dates comes all the same, with the
   * problem named: what is open must still be asked for, and what such a certificate is worth is for the wallet to say.
   */
  build(wallet: Wallet, fields: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): BuiltProvider;
}

export interface BuiltProvider {
  readonly provider?: PaymentProvider;
  readonly problems: readonly ProviderProblem[];
}

/** What the store has decided, saved and journaled. */
export interface SettingsBook {
  read(): SavedSettings;
  /** Saves the parts that are given, durably. Throws TypeError when one does not fit, and `LedgerUnavailableError`. */
  save(change: Partial<SavedSettings>, by: string): void;
}
