/**
 * Holds the books against the providers' truth when everything has come to its end: each order, each sale, each refund, each
 * paper. It computes for itself and asks no function of the till what counts.
 */
import type { Payment } from '../../main/domain/payment.ts';
import type { Refund } from '../../main/domain/refund.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { SimTrade } from '../../main/simulator/gateway.ts';
import type { Books } from './books.ts';

/**
 * lost        a provider holds a customer's money of which the books do not know, or the books claim money that is not there (any more:
 *             a refund that went out twice)
 * doubled     more is kept for a sale than it cost; a receipt came out twice
 * unresolved  something is still open
 */
export type Verdict = 'lost' | 'doubled' | 'unresolved';

export interface Finding {
  readonly verdict: Verdict;
  readonly text: string;
}

export interface ProvidersTruth {
  readonly trades: readonly SimTrade[];
  /** How often each receipt's original was printed, by receipt number. */
  readonly printed: ReadonlyMap<string, number>;
}

export function compare(books: Books, { trades, printed }: ProvidersTruth): readonly Finding[] {
  const byNumber = new Map(trades.map((trade) => [trade.outTradeNo, trade]));
  const payments = new Map(books.payments.map((payment) => [payment.outTradeNo, payment]));
  return [
    ...trades.filter((trade) => !payments.has(trade.outTradeNo) && held(trade) > 0)
      .map((trade): Finding => ({ verdict: 'lost', text: `${trade.outTradeNo} holds ${held(trade)} and is not in the books` })),
    ...books.payments.flatMap((payment) => ofPayment(payment, books.refunds.filter((refund) => refund.paymentId === payment.id), byNumber.get(payment.outTradeNo))),
    ...books.sales.flatMap((sale) => ofSale(sale, books, byNumber)),
    ...books.sales.flatMap((sale): Finding[] => ((printed.get(sale.receiptNo) ?? 0) > 1 ? [{ verdict: 'doubled', text: `the receipt ${sale.receiptNo} came out ${printed.get(sale.receiptNo)} times` }] : [])),
  ];
}

/** What a provider holds of an order for the shop, fen. */
function held(trade: SimTrade | undefined): number {
  return trade ? trade.capturedFen - trade.refundedFen : 0;
}

function ofPayment(payment: Payment, refunds: readonly Refund[], trade: SimTrade | undefined): Finding[] {
  const name = `${payment.outTradeNo} (${payment.phase})`;
  const findings: Finding[] = [];
  const isFinal = payment.phase === 'paid' || payment.phase === 'not_charged' || payment.phase === 'returned';
  if (!isFinal || payment.call !== null || payment.wakeAt !== null) findings.push({ verdict: 'unresolved', text: `${name} has call ${payment.call ?? 'none'}` });
  for (const refund of refunds) {
    if (refund.phase !== 'done' && refund.phase !== 'refused') findings.push({ verdict: 'unresolved', text: `${refund.outRefundNo} is ${refund.phase}` });
  }
  const back = refunds.filter((refund) => refund.phase === 'done').reduce((sum, refund) => sum + refund.amount, 0);
  const claimed = payment.phase === 'paid' ? payment.amount - back : 0;
  if (held(trade) > claimed) findings.push({ verdict: 'lost', text: `${name}: the provider holds ${held(trade)}, the books know of ${claimed}` });
  if (held(trade) < claimed) findings.push({ verdict: 'lost', text: `${name}: the books claim ${claimed}, the provider holds ${held(trade)}` });
  return findings;
}

function ofSale(sale: Sale, { payments, refunds }: Books, trades: ReadonlyMap<string, SimTrade>): Finding[] {
  if ((sale.status === 'open' && sale.lines.length > 0) || sale.status === 'parked') return [{ verdict: 'unresolved', text: `the sale ${sale.receiptNo} is ${sale.status}` }];
  const wallets = payments.filter((payment) => payment.saleId === sale.id).reduce((sum, payment) => sum + held(trades.get(payment.outTradeNo)), 0);
  const returned = refunds.filter((refund) => refund.saleId === sale.id && refund.reason === 'return' && refund.phase === 'done').reduce((sum, refund) => sum + refund.amount, 0);
  const kept = wallets + sale.cash.reduce((sum, cash) => sum + cash.amount, 0) + returned;
  // Only whole pieces at a price are sold here, without discounts.
  const cost = sale.status === 'settled' ? sale.lines.reduce((sum, line) => sum + (line.unitPrice * line.quantity) / 1_000, 0) - sale.rounding : 0;
  if (kept > cost) return [{ verdict: 'doubled', text: `${kept} is kept for the ${sale.status} sale ${sale.receiptNo} of ${cost}` }];
  return kept < cost ? [{ verdict: 'lost', text: `the settled sale ${sale.receiptNo} of ${cost} has only ${kept}` }] : [];
}
