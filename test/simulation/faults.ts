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

export const OTHER_FAULTS = ['outage', 'disk_full', 'clock_jump', 'power_cut', 'printer_trouble', 'recall_race'] as const;
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
  readonly clockJumpEveryMs: number;
  readonly printerTrouble: number;
}

export const NORMAL_RATES: FaultRates = {
  wire: 0.06, crash: 0.0008, outageEveryMs: 40 * 60_000, diskFullEveryMs: 50 * 60_000, clockJumpEveryMs: 90 * 60_000, printerTrouble: 0.01,
};

/** A street where nothing works: for finding, not for measuring. */
export const ROUGH_RATES: FaultRates = {
  wire: 0.25, crash: 0.006, outageEveryMs: 8 * 60_000, diskFullEveryMs: 8 * 60_000, clockJumpEveryMs: 15 * 60_000, printerTrouble: 0.05,
};

const WIRE_WEIGHTS: Readonly<Record<WireFault, number>> = {
  never_sent: 6, request_lost: 10, request_late: 6, request_twice: 6, answer_lost: 14, answer_late: 4, answer_slow: 12, error_before_work: 8,
  error_after_work: 10, bad_signature: 5, wrong_amount: 1, adapter_throws: 2, cancel_lies: 4, not_yet_visible: 4,
};

/** Decides what goes wrong and counts it. After `stop` everything works. */
export class Troubles {
  readonly rates: FaultRates;
  readonly counts = new Map<FaultKind, number>();
  private readonly dice: Dice;
  private stopped = false;

  constructor(rates: FaultRates, dice: Dice) {
    this.rates = rates;
    this.dice = dice;
  }

  get over(): boolean {
    return this.stopped;
  }

  stop(): void {
    this.stopped = true;
  }

  wire(): WireFault | undefined {
    if (this.stopped || !this.dice.chance(this.rates.wire)) return undefined;
    return this.dice.weighted(WIRE_WEIGHTS);
  }

  crashAt(place: CrashPlace): boolean {
    if (this.stopped || !this.dice.chance(this.rates.crash)) return false;
    this.count(`crash_${place}`);
    return true;
  }

  printerFails(): boolean {
    if (this.stopped || !this.dice.chance(this.rates.printerTrouble)) return false;
    this.count('printer_trouble');
    return true;
  }

  count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
