// The power fails with a payment in doubt that belongs to a sale of before: it must be found again, said in one sentence with one step,
// and when its money comes late it must go back.
import { PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

test('paid another way while in doubt, then a power cut: the list names it with one sentence and one button, and its late money goes back', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  const { faults } = bench.simulator;
  faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
  faults.add({ gateway: 'alipay', operation: 'cancel', fault: { kind: 'drop-before' }, times: Number.POSITIVE_INFINITY });
  const deaf = faults.add({ gateway: 'alipay', operation: 'query', fault: { kind: 'drop-before' }, times: Number.POSITIVE_INFINITY });
  await counter.payByCode(bench.paymentCode('alipay'));
  await counter.stageIs('checking');
  const payment = await counter.paymentId();
  await counter.keyOf('payment-cancel', 'F8');
  await counter.stageIs('cancelling');
  await counter.keyOf('payment-release', 'Control+r');
  await counter.yes();
  await expect(counter.at('approval-window')).toHaveAttribute('data-deed', 'payment_release');
  await counter.approve();
  await expect(counter.at('approval-window')).toBeHidden();
  await counter.escape();
  await counter.chipIs(payment, 'watched');
  await counter.keyOf('tender-cash', 'F12');
  await counter.keyOf('cash-take', 'Enter');
  await expect(counter.finished).toBeVisible();
  await counter.next();

  await bench.kill();
  await bench.open();
  await expect(counter.at('recovery-banner')).toHaveAttribute('data-count', '1');
  // Selling goes on meanwhile.
  await bench.fillBasket(PIECE);
  await counter.keyOf('recovery-open', 'Control+k');
  const row = counter.at(`unfinished-${payment}`);
  await expect(row).toContainText('取消已请求，等待证实。');
  await expect(row.getByRole('button')).toHaveCount(1);
  await counter.key('Alt+1');
  await counter.stageIs('cancelling');
  expect(await counter.paymentId()).toBe(payment);

  faults.remove(deaf);
  await counter.keyOf('payment-check', 'F5');
  await counter.stageIs('paid_late');
  await expect(counter.at('recovery-banner')).toHaveAttribute('data-tone', 'alarm');
  expect(bench.held('alipay')).toBe(due);
  await counter.keyOf('payment-give-back', 'F4');
  await expect(counter.at('refundable')).toHaveAttribute('data-fen', String(due));
  await counter.keyOf('refund-start', 'Enter');
  await counter.yes();
  await expect(counter.at('refund-state')).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  expect(bench.held('alipay')).toBe(0);
  await expect(counter.at('recovery-banner')).toBeHidden();
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
});
