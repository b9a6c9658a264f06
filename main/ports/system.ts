/** Time, identity and the log: what tests replace to make a day pass in a moment. */
import type { Wallet } from '../domain/payment.ts';

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /**
   * Calls back once, soon after the moment (epoch ms), or soon after as much time has passed as was left until then: a clock that is
   * set back must not keep a payment waiting. `now()` may then be before the moment. Returns a function that forgets it.
   */
  at(moment: number, callback: () => void): () => void;
}

/** The wallets' own time beside this machine's. */
export interface TimeSource {
  /** Calls back with how far this machine is ahead of a wallet, ms (negative: behind), whenever that is news. */
  listen(heard: (wallet: Wallet, aheadMs: number) => void): () => void;
  /** Compares now with these wallets; listeners hear of every one that answered. Never rejects for what happens outside. */
  ask(wallets: Iterable<Wallet>): Promise<void>;
}

export interface Ids {
  /** A fresh unique id. */
  next(): string;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured, redacting: long digit runs, keys and signatures never reach a sink in clear. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields, cause?: unknown): void;
}
