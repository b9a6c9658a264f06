/** Settings of store and till: looked at, checked, saved, in force with the next key that is pressed. */
import { may } from '../domain/approval.ts';
import { fen } from '../domain/money.ts';
import { LAST_COUNTER, makeDatedNumber, makeOutSn, makeOutTradeNo } from '../domain/numbering.ts';
import type { SequenceKind, SequenceSettings } from '../domain/numbering.ts';
import { classifyScan } from '../domain/scan.ts';
import type { ScanContext, ScanRules } from '../domain/scan.ts';
import { badScaleRule, changesMoney, scanWarnings, settingsProblem } from '../domain/settings.ts';
import type { SavedSettings, SettingsProblem, SettingsWarning, StoreSettings, TillPreferences } from '../domain/settings.ts';
import type { Clock, Ledger, Sequences } from '../ports.ts';
import type { House } from './house.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface SettingsDeskDeps {
  readonly house: House;
  readonly sequences: Sequences;
  readonly ledger: Pick<Ledger, 'commit'>;
  readonly session: Session;
  readonly clock: Clock;
  /** Saves the language of the screen. */
  readonly savePrefs: (prefs: Session['prefs']) => void;
}

export interface SequenceWish extends SequenceSettings {
  readonly kind: SequenceKind;
  /** The next counter, forwards only. */
  readonly next?: number | undefined;
}

export interface SettingsWish {
  readonly store?: StoreSettings | undefined;
  readonly till?: TillPreferences | undefined;
  readonly sequences?: readonly SequenceWish[] | undefined;
}

type SaveRefusal = SettingsProblem['code'] | 'sequence_bad' | 'only_forwards' | 'numbers_alike' | 'not_permitted';

export class SettingsDesk {
  private readonly deps: SettingsDeskDeps;

  constructor(deps: SettingsDeskDeps) {
    this.deps = deps;
  }

  view() {
    const { house, session } = this.deps;
    const { store, till } = house.saved;
    return { store, till: { ...till, ...session.settings.till }, sequences: this.sequences(), warnings: scanWarnings(store.scan) };
  }

  /** Saves all parts that are given, or nothing; then they hold. What decides over money takes more than the right to set tills up. */
  save(wish: SettingsWish): Outcome<{ warnings: readonly SettingsWarning[] }, SaveRefusal> {
    const { house, session, ledger, clock } = this.deps;
    const refusal = this.refusal(wish);
    if (refusal) return refusal;
    const { store, till, sequences = [] } = wish;
    const by = session.settings.cashier.id;
    const change: Partial<SavedSettings> = { ...(store && { store }), ...(till && { till }) };
    if (store || till) house.decide(change, by);
    if (sequences.length > 0) {
      ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: session.settings.till.id, by, note: 'sequences_saved', event: { sequences } }] });
      for (const sequence of sequences) this.configure(sequence);
    }
    if (till && till.language !== session.prefs.language) {
      session.prefs = { ...session.prefs, language: till.language };
      this.deps.savePrefs(session.prefs);
    }
    session.changed();
    return done({ warnings: scanWarnings(house.saved.store.scan) });
  }

  /** What is wrong with rules that are not saved yet, or dangerous about them. */
  checkScan(rules: ScanRules): Outcome<{ warnings: readonly SettingsWarning[] }, 'scale_rule_bad'> {
    const bad = badScaleRule(rules);
    return bad ? refused('scale_rule_bad', { name: bad.prefix }) : done({ warnings: scanWarnings(rules) });
  }

  /** What a scan would be taken for by rules that are not saved yet. */
  tryScan(text: string, place: ScanContext, rules: ScanRules) {
    const scanned = classifyScan(text, place, rules);
    switch (scanned.kind) {
      case 'payment_code':
        return { kind: scanned.kind, wallet: scanned.wallet };
      case 'scale_label':
        return {
          kind: scanned.kind, item: scanned.item,
          ...(scanned.amountFen !== undefined && { amount: fen(scanned.amountFen) }), ...(scanned.grams !== undefined && { grams: scanned.grams }),
        };
      case 'product':
        return { kind: scanned.kind, item: scanned.code };
      case 'receipt':
        return { kind: scanned.kind, item: scanned.number };
      case 'misplaced':
        return { kind: scanned.what };
      case 'unreadable':
        return { kind: scanned.kind };
    }
  }

  private sequences() {
    const { sequences, session, clock } = this.deps;
    return sequences.sequences().map(({ kind, prefix, suffix, style, next }) => ({
      kind, prefix, suffix, style, next: next?.counter ?? null,
      sample: sampleOf({ prefix, suffix, style }, { till: session.settings.till.number, epoch: next?.epoch ?? 0, counter: Math.min(next?.counter ?? 0, LAST_COUNTER) }, clock.now()),
    }));
  }

  private refusal({ store, sequences = [] }: SettingsWish): Extract<Outcome<never, SaveRefusal>, { ok: false }> | undefined {
    const { house, session } = this.deps;
    const { person } = session;
    if (store) {
      const problem = settingsProblem(store);
      if (problem) return refused(problem.code, { name: problem.name });
      const before = house.saved.store;
      if (changesMoney(before, store) && !(person && may(person, 'people', house.policy.roles))) return refused('not_permitted');
      if (before.selfApproval !== store.selfApproval && person?.role !== 'owner') return refused('not_permitted');
    }
    const current = this.deps.sequences.sequences();
    for (const { kind, prefix, suffix, next } of sequences) {
      if (!isUsable(prefix, suffix)) return refused('sequence_bad', { name: kind });
      const counted = current.find((sequence) => sequence.kind === kind)?.next?.counter;
      if (next !== undefined && next !== counted && (next > LAST_COUNTER || next <= (counted ?? -1))) return refused('only_forwards', { name: kind, next: counted ?? 0 });
    }
    const after = current.map((sequence) => sequences.find(({ kind }) => kind === sequence.kind) ?? sequence);
    const alike = after.find((sequence) => after.some((other) => other.kind !== sequence.kind && sameForm(sequence, other)));
    return alike && refused('numbers_alike', { name: alike.kind });
  }

  private configure({ kind, prefix, suffix, style, next }: SequenceWish): void {
    const { sequences } = this.deps;
    sequences.configureSequence(kind, { prefix, suffix, style });
    const counted = sequences.sequences().find((sequence) => sequence.kind === kind)?.next?.counter;
    if (next !== undefined && next !== counted) sequences.advanceSequence(kind, next);
  }
}

/** Numbers without a prefix of their own are told apart by nothing; dated ones of the two kinds of payment could even meet. */
function sameForm(a: Omit<SequenceWish, 'next'>, b: Omit<SequenceWish, 'next'>): boolean {
  if (a.style !== b.style) return false;
  if (a.style === 'serial') return a.prefix === b.prefix && a.suffix === b.suffix;
  return a.kind !== 'refund' && b.kind !== 'refund';
}

function isUsable(prefix: string, suffix: string): boolean {
  try {
    makeOutTradeNo(makeOutSn({ till: 1, epoch: 0, counter: 0 }), { prefix, suffix });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function sampleOf(settings: SequenceSettings, place: { readonly till: number; readonly epoch: number; readonly counter: number }, at: number): string {
  return settings.style === 'dated' ? makeDatedNumber(at, place) : makeOutTradeNo(makeOutSn(place), settings);
}
