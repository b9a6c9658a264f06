/**
 * One run of the till's program: the real Till on the real ledger, from its start to its end, which may come at any moment.
 * After the end nothing of it acts any more: its clock is still, its disk and its wires do nothing.
 */
import { SqliteLedger } from '../../main/adapters/storage/ledger.ts';
import type { Database } from '../../main/adapters/storage/database.ts';
import { Till } from '../../main/app/till.ts';
import { fen } from '../../main/domain/money.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import { DEFAULT_SCAN_RULES } from '../../main/domain/scan.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../../main/ports.ts';
import type { Catalogue, LedgerChange, Log, PaymentProvider, People, PrintOutcome } from '../../main/ports.ts';
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
  /** A deliberate break for proving the judge: stands between wire and till. */
  readonly bend?: (provider: PaymentProvider) => PaymentProvider;
}

const PRINTS_MS = 400;

/** Nobody types a PIN here: approvals are made by the domain's own rule, and PINs have tests of their own. */
const PEOPLE: People = {
  all: () => STAFF,
  byId: (id) => STAFF.find((person) => person.id === id),
  save: () => undefined,
  setPin: () => Promise.resolve(),
  checkPin: () => Promise.resolve({ kind: 'wrong' }),
};

export class Program implements WireEnd, Disk {
  readonly tillNumber: number;
  readonly till: Till;
  readonly ledger: WatchedLedger;
  readonly clock: TillClock;
  readonly wires: Readonly<Record<Wallet, PaymentProvider>>;
  private readonly around: Surroundings;
  private running = true;

  constructor(around: Surroundings, tillNumber: number, dice: Dice, clockWrongBy: number) {
    this.around = around;
    this.tillNumber = tillNumber;
    const log = logOf((event, cause) => this.onError(event, cause));
    this.clock = new TillClock(around.timeline, dice.fork('clock'), clockWrongBy);
    this.ledger = new WatchedLedger(new SqliteLedger(around.database, { tillNumber, folder: around.folder, clock: this.clock, log }), this);
    const wire = (wallet: Wallet): PaymentProvider => {
      const real = new Wire({
        model: around.providers[wallet], timeline: around.timeline, dice: dice.fork(`wire-${wallet}`), troubles: around.troubles, outages: around.outages, end: this,
      });
      return around.bend ? around.bend(real) : real;
    };
    this.wires = { alipay: wire('alipay'), wechat: wire('wechat') };
    this.till = new Till({
      ledger: this.ledger, catalogue: around.catalogue, clock: this.clock, ids: { next: around.nextId }, log, rules: DEFAULT_RULES, people: PEOPLE, policy: POLICY,
      providers: this.wires,
      printer: { print: () => this.print() },
      scanners: [],
      settings: {
        profile: 'demo', shop: { nameZh: '小店', nameEn: 'Corner shop' }, till: { id: `till-${tillNumber}`, number: tillNumber },
        cashier: { id: `cashier-${tillNumber}`, name: '小林' }, scanRules: DEFAULT_SCAN_RULES, receiptLanguage: 'zh', cashRoundingStep: fen(10),
        duplicateWindowMs: 120_000, utcOffsetMinutes: 480,
      },
      prefs: { language: 'zh', theme: 'light' },
      demo: null,
    });
  }

  get alive(): boolean {
    return this.running;
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

  saved(change: LedgerChange): void {
    this.around.saved(change);
  }

  /** Starts the till; a disk that refuses now ends the program, and somebody starts it again. */
  start(): void {
    this.press(() => this.till.start(), () => this.end());
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
