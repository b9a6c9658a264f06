/** What the till's process and the street outside it say to each other over the process channel. */
import type { Wallet } from '../../main/domain/payment.ts';

/** Pays at once; is asked for the PIN on the phone and answers in a while, or never; has too little money. */
export type Customer = 'pays' | 'asked' | 'broke';

export type FromTill =
  /** The till is composed and has begun to ask for everything unfinished. */
  | { readonly kind: 'open' }
  /** The cashier holds the scanner to a customer's phone. */
  | { readonly kind: 'scan'; readonly id: number; readonly wallet: Wallet; readonly customer: Customer }
  /** A QR is on the customer's screen: from now on it may be scanned, whatever becomes of the till. */
  | { readonly kind: 'show'; readonly qrText: string }
  /** Nothing is open any more: only after the order to close. */
  | { readonly kind: 'calm' };

export interface ToTill {
  readonly id: number;
  readonly code: string;
}

/** Told to the till's process when it is started. */
export interface TillOrders {
  readonly folder: string;
  /** A file with the addresses and keys of the providers and the printer, which live on while tills die. */
  readonly worldFile: string;
  readonly seed: string;
  /** Dies by its own hand when it looks at the clock for so-many-th time; absent: it is killed from outside, or not at all. */
  readonly dieAtLook?: number;
  /** Serves nobody new, brings everything to its end, and says so. */
  readonly closing: boolean;
}
