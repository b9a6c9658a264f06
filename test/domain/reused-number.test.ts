// A data folder put back with everything in it gives numbers again that the provider knows as paid.
import { expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decide, newPayment } from '../../main/domain/payment-decide.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { Payment } from '../../main/domain/payment.ts';

const BEGAN = 1_800_000_000_000;
const payment = newPayment({
  id: 'p', saleId: 's', wallet: 'alipay', kind: 'barcode', amount: fen(500), outTradeNo: 'GTM00110444007', outSn: '00110444007',
  subject: 'x', cashierId: 'c', tillId: 't', at: BEGAN,
}, DEFAULT_RULES);

function afterQuery(paidAt: number): Payment {
  const started = decide(payment, { type: 'started', at: BEGAN }, DEFAULT_RULES).payment;
  const unsure = decide(started, { type: 'pay_answered', at: BEGAN, answer: { kind: 'uncertain', failure: { code: 'order_paid' } } }, DEFAULT_RULES).payment;
  return decide(unsure, { type: 'query_answered', at: BEGAN + 100, answer: { kind: 'paid', tradeNo: '1', paidAt } }, DEFAULT_RULES).payment;
}

it('a payment of yesterday under the same number and amount is never taken for this one', () => {
  const found = afterQuery(BEGAN - 86_400_000);
  expect(found.phase).not.toBe('paid');
  expect(found.exceptions.mismatch?.kind).toBe('number');
});

it('clocks that are some minutes apart do not make a payment strange', () => {
  expect(afterQuery(BEGAN - 5 * 60_000).phase).toBe('paid');
});
