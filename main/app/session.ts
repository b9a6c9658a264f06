/**
 * What the till is doing right now beyond what is saved: which window is up, what the last scan did, which sale was just
 * finished. All of it may be lost in a crash without losing anything; money never lives here.
 */
import type { Person } from '../domain/approval.ts';
import type { BackupTrouble } from '../domain/backup.ts';
import type { Fen } from '../domain/money.ts';
import type { FrozenReason } from '../domain/sale.ts';
import type { MisplacedScan } from '../domain/scan.ts';
import type { ScanRules } from '../domain/scan.ts';
import { DEFAULT_SETTINGS, roundingStep } from '../domain/settings.ts';
import type { SavedSettings } from '../domain/settings.ts';
import type { Wallet } from '../domain/payment.ts';
import type { Clock, Log } from '../ports.ts';

export type Language = 'zh' | 'en';
export type Theme = 'system' | 'light' | 'dark' | 'contrast';

/** Settings of shop and till that the core needs; no secrets among them. */
export interface TillSettings {
  readonly profile: 'demo' | 'shop';
  readonly shop: { readonly nameZh: string; readonly nameEn: string; readonly address?: string; readonly phone?: string };
  readonly till: { readonly id: string; readonly number: number };
  readonly cashier: { readonly id: string; readonly name: string };
  readonly scanRules: ScanRules;
  readonly receiptLanguage: Language;
  /** The store's own lines at the head and the foot of its receipts. */
  readonly receiptHead?: readonly string[];
  readonly receiptFoot?: readonly string[];
  /** 抹零 for cash, fen; 0 = none. */
  readonly cashRoundingStep: Fen;
  /** A second payment of the same amount within this time asks first, ms. */
  readonly duplicateWindowMs: number;
  /** The shop's clock against UTC, minutes; receipts bear local time. */
  readonly utcOffsetMinutes: number;
}

export type Notice =
  | { readonly kind: 'added'; readonly lineId: string; readonly nameZh: string; readonly nameEn: string }
  | { readonly kind: 'unknown_product'; readonly code: string }
  /** Sold by weight, and nobody has said how much it weighs. */
  | { readonly kind: 'no_weight'; readonly nameZh: string; readonly nameEn: string }
  | { readonly kind: 'misplaced'; readonly what: MisplacedScan }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'frozen'; readonly reason: FrozenReason }
  | { readonly kind: 'discount_dropped' }
  | { readonly kind: 'wallet_off'; readonly wallet: Wallet }
  | { readonly kind: 'code_already_used' }
  | { readonly kind: 'clock_wrong' }
  | { readonly kind: 'journal_down'; readonly reason: 'disk_full' | 'damaged' | 'read_only' | 'busy' | 'other' };

export interface OpenShift {
  readonly id: string;
  readonly openedAt: number;
  /** Name of the person. */
  readonly openedBy: string;
  readonly phase: 'open' | 'counted';
}

export class Session {
  settings: TillSettings;
  /** What the store has decided. */
  saved: SavedSettings = DEFAULT_SETTINGS;
  /** Who is signed in. */
  person: Person | undefined;
  /** The machine as the one who sells while nobody is signed in: a kiosk's customers are served by no person. */
  machine: Person | undefined;
  /** Nobody is there yet who could sign in: the owner has to be made first. */
  isFirstRun = false;
  openShift: OpenShift | null = null;
  /** `late`: copies of the books were chosen, and there has been none for days. */
  backup: { readonly state: 'none' | 'fine' } | { readonly state: 'late'; readonly reason: BackupTrouble } = { state: 'none' };
  awaitingCode: { readonly amount: Fen } | null = null;
  shownPaymentId: string | null = null;
  finishedSaleId: string | null = null;
  /** At a kiosk the customer is asked before anything is printed. */
  receiptOnRequest = false;
  notice: { readonly seq: number; readonly at: number; readonly notice: Notice } | null = null;
  prefs: { readonly language: Language; readonly theme: Theme };
  revision = 0;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly listeners = new Set<() => void>();

  constructor(settings: TillSettings, prefs: Session['prefs'], clock: Clock, log: Log) {
    this.settings = settings;
    this.prefs = prefs;
    this.clock = clock;
    this.log = log;
  }

  /** Another person stands at the till, or nobody. What is open, parked or unfinished stays as it is. */
  stands(person: Person | undefined): void {
    const { id, name } = person ?? this.machine ?? { id: '', name: '' };
    // Whoever comes next must not find a till that charges whatever is scanned.
    if (id !== this.settings.cashier.id) this.awaitingCode = null;
    this.person = person;
    this.settings = { ...this.settings, cashier: { id, name } };
    this.changed();
  }

  /** From now on the machine sells by itself, or does so no more. */
  sellsByItself(does: boolean): void {
    const name = this.settings.receiptLanguage === 'zh' ? '自助收银' : 'Self-checkout';
    this.machine = does ? { id: this.settings.till.id, name, role: 'cashier', active: true, granted: [], denied: [] } : undefined;
    this.stands(this.person);
  }

  /** The store decided something else: it holds from now on. */
  decided(saved: SavedSettings): void {
    const { store } = saved;
    const { address, phone } = store.shop;
    this.saved = saved;
    this.settings = {
      ...this.settings,
      shop: { nameZh: store.shop.nameZh, nameEn: store.shop.nameEn || store.shop.nameZh, ...(address !== '' && { address }), ...(phone !== '' && { phone }) },
      scanRules: store.scan,
      receiptLanguage: store.receipt.language,
      receiptHead: store.receipt.head,
      receiptFoot: store.receipt.foot,
      cashRoundingStep: roundingStep(store.cashRounding),
      duplicateWindowMs: store.duplicateWindowMs,
    };
    this.changed();
  }

  /** Says what the last scan or key did. */
  say(notice: Notice): void {
    this.notice = { seq: (this.notice?.seq ?? 0) + 1, at: this.clock.now(), notice };
    this.changed();
  }

  /** Something that a screen shows is different now. */
  changed(): void {
    this.revision += 1;
    for (const listener of this.listeners) {
      try {
        listener();
      } catch (error) {
        this.log.error('session.listener_broke', {}, error);
      }
    }
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
