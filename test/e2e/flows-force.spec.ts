// Force: the one way to call money taken that no provider has confirmed. It must cost a second person, and never look proved.
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

test('a wrong PIN forces nothing; the right one ends the sale as unproven, and only the wallet turns it green', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  // The money is taken, the wallet falls silent before it can say so.
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
  counter.silence('alipay', 'query');
  await counter.payByCode(bench.paymentCode('alipay'));
  await counter.stageIs('checking');

  await counter.keyOf('payment-force', 'Control+f');
  const { pin } = await bench.approver();
  await counter.approve(pin === '7314' ? '7315' : '7314');
  await expect(counter.at('approval-window').getByTestId('problem')).toHaveAttribute('data-code', 'wrong_pin');
  await expect(counter.at('approval-pin')).toHaveValue('');
  await expect(counter.finished).toBeHidden();

  await counter.type(pin);
  await counter.keyOf('approval-grant', 'Enter');
  await expect(counter.finished).toHaveAttribute('data-tone', 'check');
  await expect(counter.at('check-digits')).toBeHidden();
  const first = await counter.paper(1);
  expect(first.lines.join('\n')).toMatch(/未证实|待确认|未确认/);
  expect(counter.held()).toEqual([due, 0]);

  bench.simulator.faults.clear();
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven', { timeout: 40_000 });
  await expect(counter.at('check-digits')).toBeVisible();
  expect(counter.sent('alipay', 'pay')).toBe(1);
  await counter.next();
});

test('force is not offered while the wallet answers; refused by the approver it leaves everything as it was; two presses ask once', async ({ bench, counter }) => {
  await bench.fillBasket(OTHER_PIECE);
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-before' }, times: 1 });
  await counter.payByCode(bench.paymentCode('alipay'));
  await counter.stageIs('checking');
  await counter.alive('payment-check');
  await expect(counter.at('payment-force')).toBeHidden();

  counter.silence('alipay');
  const force = await counter.alive('payment-force');
  await force.dblclick();
  await expect(counter.at('approval-window')).toHaveCount(1);
  await expect(counter.at('approval-window')).toHaveAttribute('data-deed', 'payment_force');
  // A reason belongs to it: without one the PIN alone does nothing.
  await counter.type((await bench.approver()).pin);
  await expect(counter.at('approval-grant')).toHaveAttribute('aria-disabled', 'true');
  await counter.key('Enter');
  await expect(counter.at('approval-window')).toBeVisible();
  await counter.escape();
  await expect(counter.at('approval-window')).toBeHidden();
  await counter.stageIs('checking');
  await counter.alive('payment-force');
  await expect(counter.at('approval-window')).toBeHidden();
  await expect(counter.finished).toBeHidden();
});
