/** After closing time: the provider's bill is read, and money that came late goes back to its owners. */
import { PaymentRunner } from '../../main/app/payment-runner.ts';
import { fen } from '../../main/domain/money.ts';
import { DEFAULT_RULES, isForced, owesRefund } from '../../main/domain/payment.ts';
import type { Payment } from '../../main/domain/payment.ts';
import { refundable } from '../../main/domain/refund.ts';
import type { Log } from '../../main/ports.ts';
import { allowed } from './cashier.ts';
import type { Providers } from './judge.ts';
import type { Program } from './program.ts';

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Tells the books what the provider's bill says where the two differ; returns how many payments that were. */
export function readBill(program: Program, providers: Providers, sales: Iterable<string>, about: (payment: Payment) => boolean): number {
  const reader = new PaymentRunner({
    ledger: program.ledger, providers: program.wires, clock: program.clock, rules: DEFAULT_RULES, log: SILENT,
    onChange: (payment) => program.till.tenders.onPayment(payment),
  });
  let differing = 0;
  for (const saleId of sales) {
    for (const payment of program.ledger.paymentsOfSale(saleId)) {
      if (payment.phase === 'paid' || !about(payment)) continue;
      const order = providers[payment.wallet].orders.get(payment.outTradeNo);
      const isTaken = order !== undefined && order.captured > 0 && order.reversed === 0;
      if (!isTaken && !isForced(payment)) continue;
      if (isTaken) differing += 1;
      const evidence = isTaken ? ({ kind: 'paid', tradeNo: order.tradeNo, paidAt: order.capturedAt } as const) : ({ kind: 'not_on_bill' } as const);
      program.press(() => void reader.tell(payment.id, { type: 'bill_read', at: program.clock.now(), evidence }, 'till'));
    }
  }
  return differing;
}

/** The last Z of a till: whatever no report has is on it. */
export function lastZ(program: Program): void {
  const { shifts } = program;
  for (const deed of [() => shifts.close(), () => shifts.open(fen(0)), () => shifts.count(fen(0), ''), () => shifts.close()]) program.press(() => void deed());
}

export function giveBackLate(program: Program): void {
  for (const payment of program.ledger.exceptionalPayments(1_000_000)) {
    if (!owesRefund(payment)) continue;
    const left = refundable(payment, program.ledger.refundsOfPayment(payment.id));
    if (left > 0) program.press(() => void program.till.refunds.start(payment.id, left, allowed(program)));
  }
}

/** Somebody asks once more for every refund without an ending. */
export function askAgain(program: Program): void {
  for (const refund of program.ledger.unfinishedRefunds()) program.press(() => void program.till.refunds.retry(refund.id));
}
