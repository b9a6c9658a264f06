// Refunds at the desk: never more than was paid, never twice, and never called done before the wallet says so.
import type { Counter } from './support/counter.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

/** A piece costs so much, fen. */
const EACH = 200;

/** Sells one piece and as many more as there are plusses, and one other, paid by payment code; returns the code for refunds off the paper. */
async function sell(counter: Counter, wallet: 'alipay' | 'wechat', more: string): Promise<{ readonly due: number; readonly receiptCode: string }> {
  const { bench } = counter;
  await bench.fillBasket(PIECE);
  await counter.typeUntil(more, EACH * (1 + more.length));
  await counter.scan(OTHER_PIECE);
  await expect(counter.at('lines')).toHaveAttribute('data-count', '2');
  const due = await counter.fenOf('total');
  await counter.payByCode(bench.paymentCode(wallet));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  const { codes } = await counter.paper(1);
  await counter.next();
  return { due, receiptCode: codes.find((code) => code.startsWith('GT1:')) ?? '' };
}

/** Enter starts, and asks first; F8 says yes. */
async function startRefund(counter: Counter): Promise<void> {
  await counter.keyOf('refund-start', 'Enter');
  await counter.yes();
}

async function phaseIs(counter: Counter, phase: string): Promise<void> {
  await expect(counter.at('refund-state')).toHaveAttribute('data-phase', phase, { timeout: 30_000 });
}

test('a refund by amount: too much is refused in a sentence, a lost answer is not sent anew, goods come back for what was paid for them', async ({ bench, counter }) => {
  const { due, receiptCode } = await sell(counter, 'alipay', '++');
  await counter.openRefund(receiptCode);
  await expect(counter.at('refundable')).toHaveAttribute('data-fen', String(due));

  await counter.type(`${Math.ceil(due / 100) + 1}`);
  await expect(counter.at('refund-start')).toHaveAttribute('aria-disabled', 'true');
  await expect(counter.at('refund-start')).toContainText('退款金额超过了还能退的金额');
  await counter.key('Enter');
  await expect(counter.at('ask-first')).toBeHidden();
  for (const _ of String(due)) await counter.key('Backspace');
  await counter.type('1');
  await expect(counter.at('refund-amount')).toHaveAttribute('data-fen', '100');

  // Given back at the wallet, but the answer is lost.
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'refund', fault: { kind: 'drop-after' }, times: 1 });
  await startRefund(counter);
  await phaseIs(counter, 'unknown');
  await phaseIs(counter, 'done');
  expect(counter.held()).toEqual([due - 100, 0]);
  expect(counter.sent('alipay', 'refund')).toBe(1);

  // Goods: two of the three pieces, by keys.
  await counter.scan(receiptCode);
  await expect(counter.at('refundable')).toHaveAttribute('data-fen', String(due - 100));
  await counter.keyOf('refund-by-goods', 'F6');
  await expect(counter.at('refund-goods')).toBeVisible();
  await expect(counter.at('refund-start')).toHaveAttribute('aria-disabled', 'true');
  await counter.type('++');
  await expect(counter.at('refund-amount')).toHaveAttribute('data-fen', String(2 * EACH));
  await startRefund(counter);
  await phaseIs(counter, 'done');
  expect(counter.held()).toEqual([due - 100 - 2 * EACH, 0]);

  // What is left of the goods is worth more than what is left of the payment.
  await counter.scan(receiptCode);
  await counter.keyOf('refund-by-goods', 'F6');
  await expect(counter.at('refund-goods')).toContainText('已退 ×2');
  await counter.type('9');
  await counter.key('ArrowDown');
  await counter.type('+');
  await expect(counter.at('refund-start')).toContainText('退款金额超过了还能退的金额');
  await counter.key('Enter');
  await expect(counter.at('ask-first')).toBeHidden();
  await counter.type('-');
  await expect(counter.at('refund-amount')).toHaveAttribute('data-fen', String(EACH));
  expect(counter.held()).toEqual([due - 100 - 2 * EACH, 0]);
  await counter.escape();
  await expect(counter.at('refund-desk')).toBeHidden();
});

test('accepted is not done: the desk follows a refund until the wallet proves it; the next one is refused until it may come', async ({ bench, counter }) => {
  const { due, receiptCode } = await sell(counter, 'wechat', '+');
  bench.simulator.wechat.setRefundPolicy({ settlesAfterMs: 2_500, ending: 'SUCCESS' });
  await counter.openRefund(receiptCode);
  await expect(counter.at('refundable')).toHaveAttribute('data-fen', String(due));
  await counter.type('2.5');
  await expect(counter.at('refund-amount')).toHaveAttribute('data-fen', '250');
  await startRefund(counter);
  // Both are read at the same moment: a while later it is done.
  const looks = () => counter.at('refund-state').evaluate((state) => [state.getAttribute('data-phase'), state.querySelectorAll('[data-tone="proven"]').length]);
  await expect.poll(looks, { intervals: [100] }).toEqual(['accepted', 0]);
  await phaseIs(counter, 'done');
  await expect(counter.at('refund-state').locator('[data-tone="proven"]')).toHaveCount(1);
  expect(counter.held()).toEqual([0, due - 250]);
  await counter.scan(receiptCode);
  await expect(counter.at('refund-refusal')).toHaveAttribute('data-code', 'refund_too_soon');
  expect(counter.sent('wechat', 'refund')).toBe(1);
});
