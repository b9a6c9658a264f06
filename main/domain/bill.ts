/**
 * A provider's daily bill held against the till's books: the last judge. It proves or contradicts what people declared, finds
 * money that the till believed not taken, and money that the till never knew of.
 */
import { addFen, fen } from './money.ts';
import type { Fen } from './money.ts';
import { outSnWithin, parseOutSn } from './numbering.ts';
import type { BillEvidence } from './payment-events.ts';
import { isOlderThan, waitsForBill } from './payment.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/** One movement of money on a bill. The amount is fen and not negative: `kind` says the direction. */
export interface BillMovement {
  /**
   * `payment`: taken from a payer. `refund`: given back by a refund. `reversal`: given back whole by closing the order; a provider
   * that does not tell the two apart (Alipay) reports a `refund`.
   */
  readonly kind: 'payment' | 'refund' | 'reversal';
  readonly outTradeNo: string;
  /** The provider's own number of the order. */
  readonly tradeNo: string;
  /** Our number of the refund: `out_request_no` at Alipay, `out_refund_no` at WeChat Pay. */
  readonly outRefundNo?: string;
  /** The provider's own number of the refund, where it has one. */
  readonly refundNo?: string;
  /** Where the provider says how far a refund was at the end of the day; absent: it is done. */
  readonly refundState?: 'done' | 'processing' | 'failed';
  /** What the order was for; what the refund gives back. */
  readonly amount: Fen;
  /** When the payment or refund was done, epoch ms. */
  readonly at: number;
}

export interface BillFinding {
  readonly paymentId: string;
  readonly evidence: BillEvidence;
}

/** Something that no rule can settle: a person looks. Amounts in fen. */
export type BillDoubt =
  /** Taken under a number of this till that its books do not know: a lost data folder, or somebody else with the same till number. */
  | { readonly kind: 'unknown_charge'; readonly outTradeNo: string; readonly tradeNo: string; readonly amount: Fen }
  /** In both, with different amounts. */
  | { readonly kind: 'amount_differs'; readonly paymentId: string; readonly outTradeNo: string; readonly books: Fen; readonly bill: Fen }
  /** Given back on one side only: in the provider's console, or believed here and not on the bill. */
  | { readonly kind: 'refund_differs'; readonly paymentId: string; readonly outTradeNo: string; readonly books: Fen; readonly bill: Fen };

export interface BillComparison {
  /** Payments that the bill and the books tell alike. */
  readonly agreed: number;
  readonly findings: readonly BillFinding[];
  readonly doubts: readonly BillDoubt[];
}

/**
 * A payment close to midnight may stand on either day's bill, and providers close the day by their own clock: what is missing is
 * called missing only this far from the edge of the days that were read.
 */
export const MIDNIGHT_MARGIN_MS = 30 * 60_000;

interface Order {
  charged: number;
  back: number;
  tradeNo: string;
  paidAt: number;
}

/**
 * Compares consecutive days. `movements` are all lines of those days; `from` and `until` their edges, epoch ms. `payments` are at
 * least all that began between them, `refunds` all of theirs. Of payments from before `accountSince` the bill may be another account's:
 * what it does not name was not necessarily not taken. Pure; what it finds is told to each payment by `bill_read`.
 */
export function compareBill({ movements, payments, refunds, from, until, accountSince, till }: {
  readonly movements: readonly BillMovement[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly from: number;
  readonly until: number;
  readonly accountSince: number;
  /** Number of the till: a bill of the merchant names the payments of all tills. */
  readonly till: number;
}): BillComparison {
  const orders = ordersOf(movements);
  const findings: BillFinding[] = [];
  const doubts: BillDoubt[] = [];
  const isInside = (at: number): boolean => at >= from + MIDNIGHT_MARGIN_MS && at < until - MIDNIGHT_MARGIN_MS;
  let agreed = 0;
  for (const payment of payments) {
    const named = orders.get(payment.outTradeNo);
    // An older payment under the same number stays among those that the books do not know.
    const order = named && isOlderThan(payment, named.paidAt) ? undefined : named;
    const givenBack = order && refundDoubt(payment, order.back, refunds.filter(({ paymentId }) => paymentId === payment.id), isInside);
    if (order) orders.delete(payment.outTradeNo);
    if (order === undefined) {
      const judged = payment.createdAt >= Math.max(from + MIDNIGHT_MARGIN_MS, accountSince) && (payment.paidAt ?? payment.createdAt) < until - MIDNIGHT_MARGIN_MS;
      if (judged && (payment.phase === 'paid' || waitsForBill(payment))) findings.push({ paymentId: payment.id, evidence: { kind: 'not_on_bill' } });
    } else if (order.charged > 0 && order.charged !== payment.amount) {
      doubts.push({ kind: 'amount_differs', paymentId: payment.id, outTradeNo: payment.outTradeNo, books: payment.amount, bill: fen(order.charged) });
    } else if (order.charged > order.back && payment.phase !== 'paid') {
      findings.push({ paymentId: payment.id, evidence: { kind: 'paid', tradeNo: order.tradeNo, paidAt: order.paidAt } });
    } else if (givenBack) {
      doubts.push(givenBack);
    } else {
      agreed += 1;
    }
  }
  for (const [outTradeNo, order] of orders) {
    const outSn = outSnWithin(outTradeNo);
    const ours = outSn !== undefined && parseOutSn(outSn)?.till === till;
    // Of the days before: their own comparison has judged them.
    if (!ours || order.paidAt < from || order.charged <= order.back) continue;
    doubts.push({ kind: 'unknown_charge', outTradeNo, tradeNo: order.tradeNo, amount: fen(order.charged - order.back) });
  }
  return { agreed, findings, doubts };
}

/** What went back of a paid order by the bill and by the books. A refund that may stand on another day's bill is not missed here. */
function refundDoubt(payment: Payment, back: number, refunds: readonly Refund[], isInside: (at: number) => boolean): BillDoubt | undefined {
  if (payment.phase !== 'paid') return undefined;
  const most = addFen(...refunds.filter(({ phase }) => phase !== 'refused').map(({ amount }) => amount));
  // A till that was off when it was done learns of it later: only what was begun and known within these days is surely on their bills.
  const least = addFen(...refunds.filter(({ phase, createdAt, finishedAt }) => phase === 'done' && isInside(createdAt) && isInside(finishedAt ?? 0)).map(({ amount }) => amount));
  if (back >= least && back <= most) return undefined;
  return { kind: 'refund_differs', paymentId: payment.id, outTradeNo: payment.outTradeNo, books: back > most ? most : least, bill: fen(back) };
}

function ordersOf(movements: readonly BillMovement[]): Map<string, Order> {
  const orders = new Map<string, Order>();
  // A refund may stand on the bill of the day it was asked for and of the day it was done, and a bill may be read twice: the last word counts.
  const once = new Map(movements.map((movement) => [movementKey(movement), movement]));
  for (const { kind, outTradeNo, tradeNo, amount, at, refundState } of once.values()) {
    if (refundState === 'failed') continue;
    const order = orders.get(outTradeNo) ?? { charged: 0, back: 0, tradeNo, paidAt: at };
    if (kind === 'payment') {
      order.charged += amount;
      order.paidAt = at;
      order.tradeNo = tradeNo;
    } else {
      order.back += amount;
    }
    orders.set(outTradeNo, order);
  }
  return orders;
}

/** The same for every mention of one movement. Without a number of its own it is known by what it was. */
function movementKey({ kind, outTradeNo, tradeNo, outRefundNo, refundNo, amount, at }: BillMovement): string {
  const own = kind === 'refund' ? (outRefundNo ?? refundNo ?? `${amount} ${at}`) : '';
  return [kind, outTradeNo, tradeNo, own].join(' ');
}
