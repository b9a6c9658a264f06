/**
 * What can happen to a payment, and what the till does about it, as data. Answers are what the provider adapters made of
 * the wire: already verified, with unbelievable ones turned into `uncertain`.
 */
import type { Failure } from './failure.ts';
import type { Fen } from './money.ts';
import type { Mismatch, Payment, PaymentCall } from './payment.ts';

/** Evidence of a payment, from a verified answer that names our number, our amount and our merchant. */
export interface PaidEvidence {
  readonly tradeNo: string;
  /** When the provider says it was paid, epoch ms; absent when it does not say. */
  readonly paidAt?: number;
  readonly payerAmount?: Fen;
  /** The payer as the provider masks him. */
  readonly payer?: string;
}

type Paid = { readonly kind: 'paid' } & PaidEvidence;
type Mismatched = { readonly kind: 'mismatch'; readonly mismatch: Omit<Mismatch, 'at'> };
/** Nobody can say what happened. */
type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };

export type PayAnswer =
  | Paid
  | Mismatched
  | Uncertain
  /** The customer must confirm on the phone. */
  | { readonly kind: 'waiting' }
  /**
   * A definite no. Still proved by a query before it is believed, unless `unprocessed`: turned away at the provider's door for
   * what it is, so that no copy of it can have been carried out and a query would be turned away as well.
   */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly unprocessed?: true }
  /** Certain: not one byte of the request left this machine. */
  | { readonly kind: 'never_sent'; readonly failure: Failure };

export type PrecreateAnswer =
  | { readonly kind: 'ready'; readonly qrText: string }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'never_sent'; readonly failure: Failure }
  | Uncertain;

export type QueryAnswer =
  | Paid
  | Mismatched
  | Uncertain
  /** The order exists and is unpaid; the customer may still pay. */
  | { readonly kind: 'waiting' }
  /** The order exists and its payment failed at the bank or on the phone; it should be closed. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Closed for good. `wasPaid`: true when the money had been taken and went back; false when it never was; absent when the provider does not say. */
  | { readonly kind: 'closed'; readonly wasPaid?: boolean }
  /** The provider knows no such order. */
  | { readonly kind: 'absent' };

export type CancelAnswer =
  /** Carried out. `effect` as far as the provider says it. */
  | { readonly kind: 'done'; readonly effect: 'closed' | 'returned' | 'nothing_there' | 'unsaid' }
  /** Not carried out because it is paid, and this way of closing gives no money back. */
  | { readonly kind: 'already_paid' }
  /** The provider asks for the same request again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | Uncertain;

/** A line of the provider's daily bill about this payment. */
export type BillEvidence =
  | ({ readonly kind: 'paid' } & PaidEvidence)
  | { readonly kind: 'not_on_bill' };

/** Every event says when it happened, epoch ms; the domain has no clock. */
export type PaymentEvent =
  | { readonly type: 'started'; readonly at: number }
  | { readonly type: 'pay_answered'; readonly at: number; readonly answer: PayAnswer }
  | { readonly type: 'precreate_answered'; readonly at: number; readonly answer: PrecreateAnswer }
  | { readonly type: 'query_answered'; readonly at: number; readonly answer: QueryAnswer }
  | { readonly type: 'cancel_answered'; readonly at: number; readonly answer: CancelAnswer }
  | { readonly type: 'woke'; readonly at: number }
  | { readonly type: 'check_asked'; readonly at: number; readonly by: string }
  | { readonly type: 'cancel_asked'; readonly at: number; readonly by: string }
  | { readonly type: 'released'; readonly at: number; readonly by: string }
  | { readonly type: 'forced'; readonly at: number; readonly by: string; readonly approvalId: string }
  /** Its refund was begun while the sale is open; and the refund was refused for certain (`late`: the sale no longer needs it). */
  | { readonly type: 'voided'; readonly at: number; readonly by: string; readonly refundId: string }
  | { readonly type: 'void_failed'; readonly at: number; readonly late: boolean }
  | { readonly type: 'bill_read'; readonly at: number; readonly evidence: BillEvidence }
  /** The program started and found this payment unfinished: whatever was on its way, its answer is lost. */
  | { readonly type: 'restarted'; readonly at: number };

export type PaymentEventType = PaymentEvent['type'];

/** What the history and the audit say about a step; the words are in the text table under `note.<code>`. */
export type PaymentNote =
  | 'sent' | 'qr_asked' | 'qr_shown' | 'waiting' | 'unknown' | 'refused' | 'asked' | 'still_waiting' | 'no_answer'
  | 'not_found_yet' | 'cancel_wanted' | 'last_ask' | 'cancel_sent' | 'cancel_again' | 'cancel_done' | 'cancel_unproved'
  | 'paid' | 'paid_after_all' | 'proved' | 'not_charged' | 'returned' | 'late' | 'forced' | 'contradicted' | 'mismatch'
  | 'released' | 'voided' | 'void_failed' | 'resumed' | 'ignored' | 'waits' | 'rechecked';

export interface Decision {
  readonly payment: Payment;
  /** The one call to make now, after the payment is saved. Equal to `payment.call` when it was just set. */
  readonly call: PaymentCall | null;
  readonly note: PaymentNote;
}
