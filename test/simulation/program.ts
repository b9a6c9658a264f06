/**
 * One run of the till's program: the real Till on the real ledger, from its start to its end, which may come at any moment.
 * After the end nothing of it acts any more: its clock is still, its disk and its wires do nothing.
 */
import { SqliteBooks } from '../../main/adapters/storage/books.ts';
import { SettingsBillBook } from '../../main/adapters/storage/bill-book.ts';
import { SqliteLedger } from '../../main/adapters/storage/ledger.ts';
import type { Database } from '../../main/adapters/storage/database.ts';
import { SqliteSettings } from '../../main/adapters/storage/settings.ts';
import { KioskDesk } from '../../main/app/kiosk.ts';
import { ShiftDesk } from '../../main/app/shift-desk.ts';
import { Till } from '../../main/app/till.ts';
import { fen } from '../../main/domain/money.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import { DEFAULT_SCAN_RULES } from '../../main/domain/scan.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../../main/ports.ts';
import type { BillBook, BillSource, Books, Catalogue, Clock, Ledger, LedgerChange, Log, PaymentProvider, People, PrintOutcome, TimeSource } from '../../main/ports.ts';
import { BillLines } from './bills.ts';
import { POLICY, STAFF } from './cashier.ts';
import type { Dice } from './dice.ts';
import type { CrashPlace, Troubles } from './faults.ts';
import type { Providers } from './judge.ts';
import { TillClock } from './timeline.ts';
import type { Timeline } from './timeline.ts';
import { ProgramEnded, WatchedLedger } from './watched-ledger.ts';
import type { Disk } from './watched-ledger.ts';
import { Wire } from './wire.ts';
import type { Outages, WireEnd } from './wire.ts';

/** What all programs of a street share, and what they tell it. */
export interface Surroundings {
  readonly timeline: Timeline;
  readonly troubles: Troubles;
  readonly providers: Providers;
  readonly outages: Outages;
  readonly catalogue: Catalogue;
  readonly database: Database;
  readonly folder: string;
  readonly diskIsFull: () => boolean;
  /** Fresh ids, never given twice. */
  readonly nextId: () => string;
  readonly saved: (change: LedgerChange) => void;
  readonly ended: (program: Program) => void;
  readonly broke: (event: string, cause: unknown) => void;
  /** A product that was broken on purpose, to prove the judge. */
  readonly broken?: Break;
}

/** Ways to break the product from outside, at its ports and use-cases. */
export interface Break {
  readonly provider?: (provider: PaymentProvider) => PaymentProvider;
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly books?: (books: Books) => Books;
  readonly bills?: (source: BillSource) => BillSource;
  readonly clock?: (clock: Clock) => Clock;
  readonly start?: (till: Till) => void;
  /** The till as its kiosk sees it. */
  readonly kioskTill?: (till: Till) => Till;
}

const PRINTS_MS = 400;
const ANSWERS_MS = 150;

/** Nobody types a PIN here: approvals are made by the domain's own rule, and PINs have tests of their own. */
const PEOPLE: People = {
  all: () => STAFF,
  byId: (id) => STAFF.find((person) => person.id === id),
  save: () => undefined,
  setPin: () => Promise.resolve(),
  pinState: () => ({ set: false, locked: false, waitMs: 0 }),
  checkPin: () => Promise.resolve({ kind: 'wrong' }),
};

export class Program implements WireEnd, Disk {
  readonly tillNumber: number;
  readonly till: Till;
  readonly shifts: ShiftDesk;
  /** Until staff end it. */
  kiosk: KioskDesk | undefined;
  readonly ledger: WatchedLedger;
  private readonly sqlite: SqliteLedger;
  readonly clock: TillClock;
  readonly wires: Readonly<Record<Wallet, PaymentProvider>>;
  private readonly around: Surroundings;
  private readonly timeListeners = new Set<(wallet: Wallet, aheadMs: number) => void>();
  private readonly heardWrongBy = new Map<Wallet, number>();
  private running = true;

  constructor(around: Surroundings, { tillNumber, cashierId, dice, clockWrongBy, isKiosk }: {
    readonly tillNumber: number; readonly cashierId: string; readonly dice: Dice; readonly clockWrongBy: number; readonly isKiosk: boolean;
  }) {
    this.around = around;
    this.tillNumber = tillNumber;
    const log = logOf((event, cause) => this.onError(event, cause));
    this.clock = new TillClock(around.timeline, dice.fork('clock'), clockWrongBy);
    this.sqlite = new SqliteLedger(around.database, { tillNumber, folder: around.folder, clock: this.clock, log });
    this.ledger = new WatchedLedger(this.sqlite, this);
    const wire = (wallet: Wallet): PaymentProvider => {
      const real = new Wire({
        model: around.providers[wallet], timeline: around.timeline, dice: dice.fork(`wire-${wallet}`), troubles: around.troubles, outages: around.outages, end: this,
      });
      return around.broken?.provider?.(real) ?? real;
    };
    this.wires = { alipay: wire('alipay'), wechat: wire('wechat') };
    const ledger = around.broken?.ledger?.(this.ledger) ?? this.ledger;
    const clock = around.broken?.clock?.(this.clock) ?? this.clock;
    const ids = { next: around.nextId };
    this.till = new Till({
      ledger, catalogue: around.catalogue, clock, time: this.time(), ids, log, rules: DEFAULT_RULES, people: PEOPLE, policy: POLICY,
      providers: this.wires,
      bills: { sources: (['alipay', 'wechat'] as const).map((wallet) => this.billsOf(wallet, dice.fork(`bills-${wallet}`))), book: this.billBook(log), accountSince: () => 0 },
      printer: { print: () => this.print() },
      scanners: [],
      settings: {
        profile: 'demo', shop: { nameZh: '小店', nameEn: 'Corner shop' }, till: { id: `till-${tillNumber}`, number: tillNumber },
        cashier: { id: cashierId, name: '小林' }, scanRules: DEFAULT_SCAN_RULES, receiptLanguage: 'zh', cashRoundingStep: fen(10),
        duplicateWindowMs: 120_000, utcOffsetMinutes: 480,
      },
      prefs: { language: 'zh', theme: 'light' },
      demo: null,
    });
    const books = new SqliteBooks(around.database);
    this.shifts = new ShiftDesk({ till: this.till, ledger, books: around.broken?.books?.(books) ?? books, people: PEOPLE, clock, ids });
    if (isKiosk) this.openKiosk(cashierId);
  }

  /** Nobody is signed in at a kiosk; whoever ends it signs in at the counter. */
  private openKiosk(cashierId: string): void {
    const till = this.around.broken?.kioskTill?.(this.till) ?? this.till;
    const onLeave = (): void => {
      this.kiosk = undefined;
      this.till.session.stands({ id: cashierId, name: '小林', role: 'cashier', active: true, granted: [], denied: [] });
    };
    this.till.session.stands(undefined);
    this.kiosk = new KioskDesk({ till, clock: this.clock, language: 'zh', onLeave });
  }

  get alive(): boolean {
    return this.running;
  }

  get clockWrongBy(): number {
    return this.clock.wrongBy;
  }

  hearsTime(wallet: Wallet): void {
    if (this.heardWrongBy.get(wallet) === this.clock.wrongBy) return;
    this.heardWrongBy.set(wallet, this.clock.wrongBy);
    for (const heard of this.timeListeners) heard(wallet, this.clock.wrongBy);
  }

  get full(): boolean {
    return this.around.diskIsFull();
  }

  endsHere(place: CrashPlace): boolean {
    return this.around.troubles.crashAt(place);
  }

  /** The program is gone in this moment, without any goodbye. */
  end(): void {
    if (!this.running) return;
    this.running = false;
    this.clock.stop();
    this.around.ended(this);
  }

  crash(): void {
    this.end();
  }

  /** An orderly end, whatever is under way. */
  leave(): void {
    this.press(() => {
      this.till.stop();
      this.sqlite.close();
    });
    this.end();
  }

  saved(change: LedgerChange): void {
    this.around.saved(change);
  }

  /** Starts the till; a disk that refuses now ends the program, and somebody starts it again. */
  start(): void {
    const start = this.around.broken?.start ?? ((till: Till): void => till.start());
    this.press(() => start(this.till), () => this.end());
  }

  /** Does what a person or the day's plan asks for. What the disk refuses is told to the person. */
  press(deed: () => void, whenRefused: () => void = () => undefined): void {
    if (!this.running) return;
    try {
      deed();
    } catch (error) {
      if (error instanceof ProgramEnded) return;
      if (error instanceof LedgerUnavailableError) whenRefused();
      else this.around.broke('a deed broke', error);
    }
  }

  private billsOf(wallet: Wallet, dice: Dice): BillSource {
    const { providers, timeline, troubles, broken } = this.around;
    const real = new BillLines({ model: providers[wallet], timeline, dice, troubles, isAlive: () => this.running });
    return broken?.bills?.(real) ?? real;
  }

  /** How far the bills were compared, kept on the same disk. */
  private billBook(log: Log): BillBook {
    const book = new SettingsBillBook(new SqliteSettings(this.around.database, { clock: this.clock, log }));
    const whileRunning = (): void => {
      if (!this.running) throw new ProgramEnded();
    };
    return {
      read: (wallet) => {
        whileRunning();
        return book.read(wallet);
      },
      write: (record) => {
        whileRunning();
        if (this.full) throw new LedgerUnavailableError('disk_full');
        book.write(record);
      },
    };
  }

  /** Every answer of a provider carries its time; asked for it, they tell it at once. */
  private time(): TimeSource {
    return {
      listen: (heard) => {
        this.timeListeners.add(heard);
        return () => this.timeListeners.delete(heard);
      },
      ask: () => new Promise((resolve) => {
        this.around.timeline.in(ANSWERS_MS, () => {
          if (this.running) for (const wallet of ['alipay', 'wechat'] as const) this.hearsTime(wallet);
          resolve();
        });
      }),
    };
  }

  private print(): Promise<PrintOutcome> {
    const fails = this.around.troubles.printerFails();
    return new Promise((resolve) => {
      this.around.timeline.in(PRINTS_MS, () => resolve(fails ? { kind: 'failed', reason: 'paper_out' } : { kind: 'printed' }));
    });
  }

  /** A till logs and goes on; here every error that was not made on purpose is a finding. */
  private onError(event: string, cause: unknown): void {
    if (!this.running || cause instanceof ProgramEnded || cause instanceof LedgerUnavailableError || cause instanceof StaleRevisionError) return;
    if (event === 'payment.call_threw' || event === 'refund.call_threw') return;
    this.around.broke(event, cause);
  }
}

function logOf(onError: (event: string, cause: unknown) => void): Log {
  return { info: () => undefined, warn: () => undefined, error: (event, _fields, cause) => onError(event, cause) };
}
