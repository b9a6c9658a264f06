/** What goes wrong in a simulated street, how often, and the count of what did. */
import type { Dice } from './dice.ts';

/** Between till and provider, per call. */
export const WIRE_FAULTS = [
  'never_sent', 'request_lost', 'request_late', 'request_twice', 'answer_lost', 'answer_late', 'answer_slow', 'error_before_work',
  'error_after_work', 'bad_signature', 'wrong_amount', 'adapter_throws', 'cancel_lies', 'not_yet_visible',
] as const;
export type WireFault = (typeof WIRE_FAULTS)[number];

/** Places at which the program may end: each is a different state of disk, wire and memory. */
export const CRASH_PLACES = ['before_commit', 'after_commit', 'before_send', 'after_send', 'before_answer_is_told'] as const;
export type CrashPlace = (typeof CRASH_PLACES)[number];

export const OTHER_FAULTS = ['outage', 'disk_full', 'clock_jump', 'clock_refused', 'power_cut', 'shift_change', 'printer_trouble', 'bill_damaged', 'recall_race'] as const;
export type OtherFault = (typeof OTHER_FAULTS)[number];

export type FaultKind = WireFault | OtherFault | `crash_${CrashPlace}`;

export interface FaultRates {
  /** Per call to a provider. */
  readonly wire: number;
  /** Per place passed. */
  readonly crash: number;
  /** Mean time between two of them, ms of virtual time; 0 = never. */
  readonly outageEveryMs: number;
  readonly diskFullEveryMs: number;
  /** Per write: the disk fills up here, between one commit and the next. */
  readonly diskFull: number;
  readonly clockJumpEveryMs: number;
  /** One cashier goes and another one comes, whatever is under way. */
  readonly shiftEveryMs: number;
  readonly printerTrouble: number;
  /** Per download of a daily bill. */
  readonly billDamaged: number;
}

/** How much goes wrong. `lines`: only between till and provider. `everything` is what is measured; `rough` is for finding. */
export type FaultLevel = 'none' | 'lines' | 'everything' | 'rough';

const QUIET: FaultRates = { wire: 0, crash: 0, outageEveryMs: 0, diskFullEveryMs: 0, diskFull: 0, clockJumpEveryMs: 0, shiftEveryMs: 0, printerTrouble: 0, billDamaged: 0 };

export const RATES: Readonly<Record<FaultLevel, FaultRates>> = {
  none: QUIET,
  lines: { ...QUIET, wire: 0.06, outageEveryMs: 40 * 60_000 },
  everything: {
    wire: 0.06, crash: 0.0008, outageEveryMs: 40 * 60_000, diskFullEveryMs: 50 * 60_000, diskFull: 0.0004, clockJumpEveryMs: 90 * 60_000, shiftEveryMs: 100 * 60_000,
    printerTrouble: 0.01, billDamaged: 0.05,
  },
  rough: {
    wire: 0.25, crash: 0.006, outageEveryMs: 8 * 60_000, diskFullEveryMs: 8 * 60_000, diskFull: 0.003, clockJumpEveryMs: 15 * 60_000, shiftEveryMs: 20 * 60_000,
    printerTrouble: 0.05, billDamaged: 0.2,
  },
};

const WIRE_WEIGHTS: Readonly<Record<WireFault, number>> = {
  never_sent: 6, request_lost: 10, request_late: 6, request_twice: 6, answer_lost: 14, answer_late: 4, answer_slow: 12, error_before_work: 8,
  error_after_work: 10, bad_signature: 5, wrong_amount: 1, adapter_throws: 2, cancel_lies: 16, not_yet_visible: 8,
};

/** Decides what goes wrong and counts it. After `stop` everything works. */
export class Troubles {
  readonly rates: FaultRates;
  readonly counts = new Map<FaultKind, number>();
  private readonly dice: Dice;
  private readonly lets: (ordinal: number) => boolean;
  private readonly onStrike: (kind: FaultKind) => void;
  private stopped = false;
  /** How many things could have gone wrong by dice, whether they were let or not. */
  struck = 0;

  constructor(rates: FaultRates, dice: Dice, lets: (ordinal: number) => boolean = () => true, onStrike: (kind: FaultKind) => void = () => undefined) {
    this.rates = rates;
    this.dice = dice;
    this.lets = lets;
    this.onStrike = onStrike;
  }

  get over(): boolean {
    return this.stopped;
  }

  stop(): void {
    this.stopped = true;
  }

  /** What happens to a call. `fits` says which faults exist for it. */
  wire(fits: (fault: WireFault) => boolean): WireFault | undefined {
    if (this.stopped || !this.dice.chance(this.rates.wire)) return undefined;
    const fault = this.dice.weighted(WIRE_WEIGHTS);
    return fits(fault) && this.strikes(fault) ? fault : undefined;
  }

  crashAt(place: CrashPlace): boolean {
    return !this.stopped && this.dice.chance(this.rates.crash) && this.strikes(`crash_${place}`);
  }

  diskFillsUp(): boolean {
    return !this.stopped && this.dice.chance(this.rates.diskFull) && this.strikes('disk_full');
  }

  printerFails(): boolean {
    return !this.stopped && this.dice.chance(this.rates.printerTrouble) && this.strikes('printer_trouble');
  }

  billFails(): boolean {
    return !this.stopped && this.dice.chance(this.rates.billDamaged) && this.strikes('bill_damaged');
  }

  /** The dice said so; whether it is let happen. */
  strikes(kind: FaultKind): boolean {
    const ordinal = this.struck;
    this.struck += 1;
    if (!this.lets(ordinal)) return false;
    this.count(kind);
    return true;
  }

  /** Something that follows from another fault. */
  count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.onStrike(kind);
  }
}
