/** What a simulated shop is told before its day, and what it tells after it. */
import type { FaultKind, FaultLevel } from './faults.ts';
import type { Account, Finding, Notables } from './judge.ts';
import type { Break } from './program.ts';

export interface StreetOptions {
  readonly seed: string;
  /** Payments (attempts with a number of their own) until the shop closes. */
  readonly payments: number;
  /** Where its folder is made. */
  readonly parent: string;
  /** How much goes wrong; everything, unless said otherwise. */
  readonly faults?: FaultLevel;
  /** Counters with a cashier; one or two, unless said otherwise. */
  readonly tills?: number;
  /** Whether there is a kiosk beside them; none, unless said otherwise. */
  readonly kiosk?: boolean;
  /** Of the things that could go wrong, counted from 0: whether this one does. Everything does, unless said otherwise. */
  readonly lets?: (ordinal: number) => boolean;
  readonly broken?: Break;
  /** Hears what goes wrong and what is committed, line by line. */
  readonly onTrace?: (line: string) => void;
  /** Remakes all states from the journal at the end and compares them with what was there. */
  readonly remake?: boolean;
}

export interface StreetResult {
  readonly seed: string;
  readonly attempts: number;
  readonly sales: number;
  readonly findings: readonly Finding[];
  /** What happened to the first sale with a finding, line by line. */
  readonly story: readonly string[];
  readonly notables: Notables;
  readonly account: Account;
  /** Things that went wrong, in all. */
  readonly struck: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** SHA-256 over every line of the journal. */
  readonly digest: string;
  readonly journalLines: number;
  readonly virtualMs: number;
  /** Payments of which only the bill brought the truth. */
  readonly onlyOnBill: number;
}
