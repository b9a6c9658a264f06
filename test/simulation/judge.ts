/**
 * Compares the books with the providers' truth: at each commit, whether what becomes a claim is true in that moment, and at
 * the end of the day, whether every fen is where the books say. It shares no arithmetic with the till beyond reading its
 * saved values.
 */
import { lineTotal } from '../../main/domain/sale.ts';
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import type { Refund } from '../../main/domain/refund.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { BillRecord, Ledger, LedgerChange } from '../../main/ports.ts';
import { ShiftJudge } from './shift-judge.ts';
import { heldOf } from './provider-model.ts';
import type { ProviderModel } from './provider-model.ts';

/**
 * lost        a provider holds money of which the books know nothing: neither as cover of a sale nor as owed
 * doubled     a customer's money is held beyond the total of the sale, and nobody is told to give it back
 * wrong       the books claim something that is not so
 * unresolved  something is still open although nothing can happen any more
 */
export type Verdict = 'lost' | 'doubled' | 'wrong' | 'unresolved';

export interface Finding {
  readonly verdict: Verdict;
  readonly saleId: string;
  readonly text: string;
}

export type Providers = Readonly<Record<Wallet, ProviderModel>>;

/** What was true at some time and is only counted: exceptions that the till itself reports to people. */
export interface Notables {
  paid: number;
  returned: number;
  notCharged: number;
  late: number;
  forced: number;
  contradicted: number;
  mismatch: number;
  voided: number;
  refundsDone: number;
  refundsRefused: number;
  refundsAbnormal: number;
  zReports: number;
}

/** The same money, counted on both sides, fen. */
export interface Account {
  /** What the providers hold for the shop: taken, less what went back or is going back. */
  held: number;
  /** What the books say they hold. */
  booked: number;
  /** Part of it that the books mark as contradicted by the provider: a person looks at it. */
  disputed: number;
}

export class Judge {
  readonly findings: Finding[] = [];
  readonly sales = new Set<string>();
  readonly shifts = new ShiftJudge({ find: (text) => this.find('wrong', '', text), totalOf });
  attempts = 0;
  /** Payments of which only the bill brought the truth. */
  onlyOnBill = 0;
  private readonly providers: Providers;
  private readonly phases = new Map<string, Payment['phase']>();
  private readonly refundPhases = new Map<string, Refund['phase']>();
  private readonly numbers = new Map<string, string>();

  constructor(providers: Providers) {
    this.providers = providers;
  }

  find(verdict: Verdict, saleId: string, text: string): void {
    if (!this.findings.some((known) => known.verdict === verdict && known.saleId === saleId && known.text === text)) this.findings.push({ verdict, saleId, text });
  }

  /** A change has just become true on the disk. */
  saved(change: LedgerChange): void {
    const { sales = [], payments = [], refunds = [], entries } = change;
    if (entries.some(({ event }) => event !== undefined && 'type' in event && event['type'] === 'bill_read')) for (const payment of payments) this.billTold(payment);
    this.shifts.saved(change);
    for (const payment of payments) this.paymentSaved(payment);
    for (const refund of refunds) this.refundSaved(refund);
    for (const sale of sales) this.sales.add(sale.id);
  }

  /** A bill has changed what the books say of a payment. */
  private billTold({ id, saleId, phase, outTradeNo, wallet, exceptions }: Payment): void {
    if (phase === 'paid' && exceptions.contradicted === undefined) this.onlyOnBill += 1;
    else if ((this.providers[wallet].orders.get(outTradeNo)?.captured ?? 0) > 0) this.find('wrong', saleId, `${id} is said to be on no bill, the provider took it`);
  }

  private paymentSaved(payment: Payment): void {
    const before = this.phases.get(payment.id);
    if (before === undefined) {
      this.attempts += 1;
      this.newNumber(payment.outTradeNo, payment.id, payment.saleId);
    }
    if (before === payment.phase) return;
    this.phases.set(payment.id, payment.phase);
    const order = this.providers[payment.wallet].orders.get(payment.outTradeNo);
    const held = order ? heldOf(order) : 0;
    if (payment.phase === 'paid' && (order?.captured ?? 0) !== payment.amount) this.find('wrong', payment.saleId, `${payment.id} says paid, the provider took ${order?.captured ?? 0}`);
    if (payment.phase === 'returned' && held !== 0) this.find('wrong', payment.saleId, `${payment.id} says returned, the provider holds ${held}`);
    const isCertain = payment.proof === 'never_sent' || payment.proof === 'closed' || payment.proof === 'refused';
    if (payment.phase === 'not_charged' && isCertain && held !== 0) {
      this.find('wrong', payment.saleId, `${payment.id} says not charged (${payment.proof}), the provider holds ${held}`);
    }
  }

  private refundSaved(refund: Refund): void {
    if (!this.refundPhases.has(refund.id)) this.newNumber(refund.outRefundNo, refund.id, refund.saleId);
    if (this.refundPhases.get(refund.id) === refund.phase) return;
    this.refundPhases.set(refund.id, refund.phase);
    const state = this.providers[refund.wallet].orders.get(refund.outTradeNo)?.refunds.get(refund.outRefundNo)?.state;
    if (refund.phase === 'done' && state !== 'done') this.find('wrong', refund.saleId, `${refund.id} says the refund is done, the provider says ${state ?? 'nothing'}`);
  }

  private newNumber(number: string, id: string, saleId: string): void {
    const owner = this.numbers.get(number);
    if (owner !== undefined && owner !== id) this.find('wrong', saleId, `${number} was given to ${owner} and to ${id}`);
    this.numbers.set(number, id);
  }

  /** Bills and books that tell the same leave no doubt; only what the till itself marked as contradicted may differ. */
  readDoubts(records: readonly BillRecord[], ledger: Ledger): void {
    for (const { wallet, doubts } of records) {
      for (const doubt of doubts) {
        const payment = 'paymentId' in doubt ? ledger.payment(doubt.paymentId) : undefined;
        if (payment?.exceptions.contradicted === undefined) this.find('wrong', payment?.saleId ?? '', `the bill of ${wallet}, ${doubt.date}: ${JSON.stringify(doubt)}`);
      }
    }
  }

  /** The end of the day: nothing can happen any more, the bill has been read, late money went back. */
  close(ledger: Ledger): { readonly notables: Notables; readonly account: Account } {
    const account: Account = { held: 0, booked: 0, disputed: 0 };
    const notables: Notables = {
      paid: 0, returned: 0, notCharged: 0, late: 0, forced: 0, contradicted: 0, mismatch: 0, voided: 0, refundsDone: 0, refundsRefused: 0, refundsAbnormal: 0,
      zReports: this.shifts.reports,
    };
    this.shifts.close();
    for (const payment of ledger.unfinishedPayments()) this.find('unresolved', payment.saleId, `${payment.id} is ${payment.phase}, call ${payment.call ?? 'none'}`);
    for (const refund of ledger.unfinishedRefunds()) this.find('unresolved', refund.saleId, `${refund.id} is ${refund.phase}, call ${refund.call ?? 'none'}`);
    const known = new Set<string>();
    for (const saleId of this.sales) {
      const sale = ledger.sale(saleId);
      if (!sale) {
        this.find('lost', saleId, 'the sale is not in the books');
        continue;
      }
      const payments = ledger.paymentsOfSale(saleId).map((payment) => ({ payment, refunds: ledger.refundsOfPayment(payment.id) }));
      for (const { payment, refunds } of payments) {
        known.add(payment.outTradeNo);
        count(notables, payment, refunds);
        const { expected, held } = this.closePayment(payment, refunds);
        account.booked += expected;
        account.disputed += Math.max(0, expected - held);
      }
      this.closeSale(sale, payments);
    }
    for (const model of Object.values(this.providers)) {
      for (const order of model.orders.values()) {
        account.held += heldOf(order);
        if (!known.has(order.outTradeNo) && heldOf(order) > 0) this.find('lost', '', `${order.outTradeNo} holds ${heldOf(order)} and is not in the books`);
      }
    }
    return { notables, account };
  }

  /** Returns what the books say that the provider holds for this payment, and what it does hold. */
  private closePayment(payment: Payment, refunds: readonly Refund[]): { readonly expected: number; readonly held: number } {
    const { id, saleId, phase, exceptions } = payment;
    if (phase !== 'paid' && phase !== 'not_charged' && phase !== 'returned' && exceptions.contradicted === undefined) {
      this.find('unresolved', saleId, `${id} is still ${phase}`);
    }
    const order = this.providers[payment.wallet].orders.get(payment.outTradeNo);
    const held = order ? heldOf(order) : 0;
    const back = refunds.filter((refund) => refund.phase === 'done').reduce((sum, refund) => sum + refund.amount, 0);
    const expected = phase === 'paid' ? payment.amount - back : 0;
    if (held > expected) this.find('lost', saleId, `${id} (${phase}): the provider holds ${held}, the books know ${expected}`);
    if (held < expected && exceptions.contradicted === undefined) this.find('wrong', saleId, `${id} (${phase}): the provider holds ${held}, the books claim ${expected}`);
    for (const refund of refunds) {
      const state = order?.refunds.get(refund.outRefundNo)?.state;
      if (refund.phase === 'refused' && (state === 'done' || state === 'accepted')) this.find('wrong', saleId, `${refund.id} says refused, the provider has it ${state}`);
    }
    return { expected, held };
  }

  private closeSale(sale: Sale, payments: readonly { readonly payment: Payment; readonly refunds: readonly Refund[] }[]): void {
    if (sale.status === 'open' && sale.lines.length > 0) this.find('unresolved', sale.id, 'the sale is open and cannot be finished');
    if (sale.status === 'parked') this.find('unresolved', sale.id, 'the sale is still parked');
    const total = totalOf(sale);
    let kept = sale.cash.reduce((sum, cash) => sum + cash.amount, 0);
    let covered = kept;
    for (const { payment, refunds } of payments) {
      const order = this.providers[payment.wallet].orders.get(payment.outTradeNo);
      const isOwed = payment.exceptions.late !== undefined || (payment.voided && refunds.some((refund) => refund.phase !== 'refused'));
      if (!isOwed) kept += (order?.captured ?? 0) - (order?.reversed ?? 0);
      const counts = !payment.released && !payment.voided && payment.exceptions.late === undefined && (payment.phase === 'paid' || payment.exceptions.forced !== undefined);
      if (counts) covered += payment.amount;
    }
    const entitled = sale.status === 'settled' ? total : 0;
    if (kept > entitled) this.find('doubled', sale.id, `${kept} of the customer's money are kept for a ${sale.status} sale of ${entitled}`);
    if (sale.status === 'settled' && covered < total) this.find('wrong', sale.id, `settled with ${covered} of ${total}`);
  }
}

function count(notables: Notables, payment: Payment, refunds: readonly Refund[]): void {
  const { phase, exceptions } = payment;
  if (phase === 'paid') notables.paid += 1;
  if (phase === 'returned') notables.returned += 1;
  if (phase === 'not_charged') notables.notCharged += 1;
  if (exceptions.late) notables.late += 1;
  if (exceptions.forced) notables.forced += 1;
  if (exceptions.contradicted) notables.contradicted += 1;
  if (exceptions.mismatch) notables.mismatch += 1;
  if (payment.voided) notables.voided += 1;
  for (const refund of refunds) {
    if (refund.phase === 'done') notables.refundsDone += 1;
    if (refund.phase === 'refused') notables.refundsRefused += 1;
    if (refund.phase === 'abnormal') notables.refundsAbnormal += 1;
  }
}

/** What the customer owes for a sale; recomputed here from the lines. */
function totalOf(sale: Sale): number {
  const lines = sale.lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const { discount } = sale;
  const off = discount === undefined ? 0 : discount.kind === 'amount' ? Math.min(discount.amount, lines) : Math.floor((lines * discount.basisPoints + 5_000) / 10_000);
  return lines - off - sale.rounding;
}
