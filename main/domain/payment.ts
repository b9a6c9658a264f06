/**
 * How the till treats money that is on its way through a wallet. A payment (one attempt with one `out_trade_no`) is a value
 * that is saved before anything leaves the machine; this file says what the value is, which questions may be asked of it,
 * and what its words mean. What happens next is decided in `payment-decide.ts`. The chart stands in README.md.
 */
import type { Failure } from './failure.ts';
import type { Fen } from './money.ts';

export type Wallet = 'alipay' | 'wechat';

/** `barcode`: we scan the customer's payment code 付款码. `qr`: the customer scans the code that we show 收款码. */
export type PaymentKind = 'barcode' | 'qr';

/**
 * The first axis: what is true in the outside world, as far as it is known.
 *
 * sending      committed here; the request may or may not have reached the provider
 * waiting      the provider has the order, unpaid; the customer must act
 * unknown      we asked and got no answer that can be believed
 * refused      the provider said no; being proved by a query before the screen says "not charged"
 * cancelling   we want it closed; may still end as paid
 * paid         proved: the provider's verified answer names our number and our amount
 * not_charged  the customer has not been charged (see `proof` for how well that is known)
 * returned     it had been paid, and the whole amount went back through the cancel
 */
export type PaymentPhase =
  | 'sending' | 'waiting' | 'unknown' | 'refused' | 'cancelling'
  | 'paid' | 'not_charged' | 'returned';

/** How "not charged" is known. `absent` is the weakest: the provider knows no such order *so far*, and is asked again later. */
export type NotChargedProof = 'never_sent' | 'never_shown' | 'refused' | 'closed' | 'absent';

/** A request on its way for this payment; at most one at a time. Saved, so that a restart knows what may have happened. */
export type PaymentCall = 'pay' | 'precreate' | 'query' | 'cancel';

/** Somebody declared the payment done although the provider has not confirmed it. Stays until proved or contradicted. */
export interface ForceMark {
  readonly approvalId: string;
  readonly at: number;
}

/** A verified answer that does not fit this payment. Never a payment; a person must look. */
export type MismatchKind = 'amount' | 'number' | 'merchant' | 'refunded_elsewhere';

export interface Mismatch {
  readonly kind: MismatchKind;
  /** What the answer said, for the history. */
  readonly got: string;
  readonly at: number;
}

/** The second axis: what is out of the ordinary, whatever the phase. */
export interface PaymentExceptions {
  /** Paid after the tender had been settled otherwise, or after we had believed it not charged: money to give back. */
  readonly late?: { readonly at: number };
  /** Unproven until a query or the daily bill proves it. */
  readonly forced?: ForceMark;
  /** The provider's word contradicts ours (a forced payment found closed, a paid one found returned). */
  readonly contradicted?: { readonly at: number };
  readonly mismatch?: Mismatch;
}

export interface Payment {
  readonly id: string;
  readonly saleId: string;
  readonly wallet: Wallet;
  readonly kind: PaymentKind;
  readonly amount: Fen;
  readonly outTradeNo: string;
  readonly outSn: string;
  /** What the customer reads in the wallet. */
  readonly subject: string;
  /** The last four digits of the payment code, for the history. The whole code is never saved. */
  readonly codeTail?: string;
  readonly cashierId: string;
  readonly tillId: string;

  readonly phase: PaymentPhase;
  readonly proof?: NotChargedProof;
  readonly exceptions: PaymentExceptions;
  /** The call that is on its way, or null. */
  readonly call: PaymentCall | null;
  /** True once the provider gave a definite answer to the pay call: only then is "no such order" a proof. */
  readonly payAnswered: boolean;
  /** The tender was settled otherwise while this one was open; it no longer counts for the sale but is still watched. */
  readonly released: boolean;
  /** Paid and being given back (or given back) while the sale was open: it no longer counts for the sale. */
  readonly voided: boolean;

  /** Epoch ms. */
  readonly createdAt: number;
  /** When the payment stops being payable by our own rule: QR expiry, or the end of asking for a barcode. */
  readonly expiresAt: number;
  readonly finishedAt?: number;
  /** The next moment at which the till acts by itself; null when it need not. */
  readonly wakeAt: number | null;

  /** Text of the QR to show, once the provider gave it. */
  readonly qrText?: string;
  /** The provider's own number (`trade_no`, `transaction_id`). */
  readonly tradeNo?: string;
  readonly paidAt?: number;
  /** What the customer paid after the provider's own vouchers, where it differs from the amount. */
  readonly payerAmount?: Fen;
  readonly payer?: string;
  /** The last thing that went wrong; what the screen explains. */
  readonly failure?: Failure;

  /** Queries answered or not, in all; and without a believable answer in a row. */
  readonly asks: number;
  readonly silentAsks: number;
  /** Cancels sent; and of these, answered with "done". */
  readonly cancels: number;
  readonly cancelsDone: number;
  /** The query on its way is to prove a cancel that answered "done". */
  readonly proving: boolean;
  /** A cancel said that the money had been taken and went back. */
  readonly cancelReturned: boolean;
  /** "No such order" in a row since the last other answer. */
  readonly absentAsks: number;
  /** Later looks at a payment that is already not charged, still to do. */
  readonly rechecksLeft: number;
  readonly revision: number;
}

/** Numbers of the asking and cancelling, per wallet and kind; milliseconds unless named otherwise. */
export interface AskingRules {
  /** First query after the provider said that the customer must confirm, or after our QR is shown. */
  readonly firstAskMs: number;
  /** First query after an answer that cannot be believed. */
  readonly afterUncertainMs: number;
  readonly askEveryMs: number;
  /** Barcode: end of asking, counted from creation; then last query and cancel. */
  readonly giveUpMs: number;
  /** Barcode: no cancel earlier than this after creation. */
  readonly cancelNotBeforeMs: number;
  /** QR: life of the code we show. */
  readonly qrLifeMs: number;
  /** Pauses between repeated cancels and between queries that got no answer; the last one repeats, until `slow` makes it longer. */
  readonly retryMs: readonly number[];
  /**
   * Once the pauses of `retryMs` are used up and the payment is at least so old, it is asked for no more often than this; youngest
   * first. It goes on until an answer or the bill ends it, and a person's "check now" never waits for it.
   */
  readonly slow: readonly { readonly fromAgeMs: number; readonly everyMs: number }[];
  /** "No such order" after an uncertain pay is believed only after this time since creation and twice. */
  readonly inFlightMs: number;
  /** Later looks at a payment whose "not charged" is not proved by the provider. */
  readonly recheckMs: readonly number[];
  /** "Check now" is not more frequent than this. */
  readonly checkGapMs: number;
}

export type PaymentRules = Readonly<Record<Wallet, Readonly<Record<PaymentKind, AskingRules>>>>;

const RETRY = [2_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What hours have not cleared up no minute will; a shop with a hundred such payments must not be throttled for its good ones. */
const SLOW = [{ fromAgeMs: 10 * MINUTE, everyMs: 5 * MINUTE }, { fromAgeMs: 2 * HOUR, everyMs: 30 * MINUTE }, { fromAgeMs: 24 * HOUR, everyMs: 4 * HOUR }] as const;
const RECHECK = [60_000, 600_000, 7_200_000] as const;

/**
 * The providers' own advice. Alipay 当面付: after an unclear answer ask at once, then every 3–6 s for about 60 s, then cancel
 * right after the last query.
 * WeChat Pay 付款码支付: ask every 5 s, revoke after 45 s at the latest and not before 15 s; Native: every 2 s.
 */
export const DEFAULT_RULES: PaymentRules = {
  alipay: {
    barcode: {
      firstAskMs: 2_000, afterUncertainMs: 0, askEveryMs: 3_000, giveUpMs: 60_000, cancelNotBeforeMs: 0, qrLifeMs: 0,
      retryMs: RETRY, slow: SLOW, inFlightMs: 30_000, recheckMs: RECHECK, checkGapMs: 1_000,
    },
    qr: {
      firstAskMs: 2_000, afterUncertainMs: 0, askEveryMs: 3_000, giveUpMs: 0, cancelNotBeforeMs: 0, qrLifeMs: 300_000,
      retryMs: RETRY, slow: SLOW, inFlightMs: 0, recheckMs: RECHECK, checkGapMs: 1_000,
    },
  },
  wechat: {
    barcode: {
      firstAskMs: 5_000, afterUncertainMs: 5_000, askEveryMs: 5_000, giveUpMs: 45_000, cancelNotBeforeMs: 15_000, qrLifeMs: 0,
      retryMs: RETRY, slow: SLOW, inFlightMs: 30_000, recheckMs: RECHECK, checkGapMs: 1_000,
    },
    qr: {
      firstAskMs: 2_000, afterUncertainMs: 0, askEveryMs: 2_000, giveUpMs: 0, cancelNotBeforeMs: 0, qrLifeMs: 300_000,
      retryMs: RETRY, slow: SLOW, inFlightMs: 0, recheckMs: RECHECK, checkGapMs: 1_000,
    },
  },
};

export function rulesOf(rules: PaymentRules, payment: Pick<Payment, 'wallet' | 'kind'>): AskingRules {
  return rules[payment.wallet][payment.kind];
}

/** Nothing is open any more (a weakly proved "not charged" may still be looked at again). */
export function isFinal(payment: Payment): boolean {
  return payment.phase === 'paid' || payment.phase === 'not_charged' || payment.phase === 'returned';
}

/** Open: the tender it belongs to is neither paid nor free. */
export function isOpen(payment: Payment): boolean {
  return !isFinal(payment);
}

export function isForced(payment: Payment): boolean {
  return payment.exceptions.forced !== undefined;
}

/** Declared done by people, not yet proved by the provider. */
export function isUnproven(payment: Payment): boolean {
  return isForced(payment) && payment.phase !== 'paid';
}

/** Counts towards the sale: proved, or forced with approval, and not settled otherwise meanwhile. */
export function covers(payment: Payment): boolean {
  return !payment.released && !payment.voided && payment.exceptions.late === undefined && (payment.phase === 'paid' || isForced(payment));
}

/** Keeps the sale frozen: nobody may change lines or start another tender for this amount. */
export function blocksSale(payment: Payment): boolean {
  return isOpen(payment) && !payment.released && !isForced(payment);
}

/** Money of the customer's that the shop must give back: paid although settled otherwise. */
export function owesRefund(payment: Payment): boolean {
  return payment.phase === 'paid' && payment.exceptions.late !== undefined;
}

/** The provider's first word on a fresh number was that it is not fresh. */
export function numberWasUsed({ failure, asks, exceptions }: Payment): boolean {
  if (asks > 1) return false;
  return failure?.code === 'number_used' || failure?.code === 'order_differs' || failure?.code === 'order_closed' || exceptions.mismatch?.kind === 'number';
}

/** Open, and nothing that the provider answers about it is likely to end it: the bill of its day does. */
export function waitsForBill(payment: Payment): boolean {
  return isOpen(payment) && (isForced(payment) || payment.exceptions.mismatch !== undefined);
}

/** A person has to look at it. */
export function needsAttention(payment: Payment): boolean {
  const { late, contradicted, mismatch } = payment.exceptions;
  return late !== undefined || contradicted !== undefined || (mismatch !== undefined && payment.phase !== 'paid');
}

/** Cancel may be asked for. A forced payment is a promise: it is proved, not cancelled. */
export function canCancel(payment: Payment): boolean {
  return (payment.phase === 'sending' || payment.phase === 'waiting' || payment.phase === 'unknown') && !isForced(payment);
}

/** "Check now" makes sense, and the last query is not just under way. */
export function canCheck(payment: Payment): boolean {
  return (isOpen(payment) && payment.call !== 'query') || (payment.phase === 'not_charged' && payment.proof === 'absent');
}

/**
 * Force makes sense only when the provider cannot be reached: several queries in a row stayed without an answer. While the
 * provider answers, its answer is better than anybody's word.
 */
export function canForce(payment: Payment): boolean {
  return (
    (payment.phase === 'unknown' || payment.phase === 'waiting' || payment.phase === 'cancelling') &&
    payment.silentAsks >= 2 && !isForced(payment) && !payment.released && payment.exceptions.mismatch === undefined
  );
}

/** The tender may be settled otherwise while this payment stays watched: only when automatic cancelling got nowhere. */
export function canRelease(payment: Payment): boolean {
  return (
    !payment.released && !isForced(payment) &&
    (((payment.phase === 'cancelling' || payment.phase === 'refused') && payment.silentAsks >= 2) || (isOpen(payment) && payment.exceptions.mismatch !== undefined))
  );
}

/** A paid tender of a sale that is still open may be given back. */
export function canVoid(payment: Payment): boolean {
  return payment.phase === 'paid' && !payment.voided;
}

/** The till's clock and the provider's may differ this far: beyond it the provider refuses the till's requests anyway. */
const CLOCKS_APART_MS = 15 * MINUTE;

/** What was paid then was paid before this payment began: an older one under the same number. */
export function isOlderThan(payment: Pick<Payment, 'createdAt'>, paidAt: number): boolean {
  return paidAt < payment.createdAt - CLOCKS_APART_MS;
}

/** Refund of a finished sale: never of an unproven payment. */
export function canRefund(payment: Payment): boolean {
  return payment.phase === 'paid';
}
