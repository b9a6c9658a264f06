// Cancel is a question to the wallet, not a button that makes things so: it ends as not charged, returned, or paid after all, and the
// screen says which only when the wallet has said it.
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

test('unknown, then cancelled: "not charged" is said once it is proved, two presses cancel once, and the sale is paid anew', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  // The order stands at the wallet unpaid, and the till has heard nothing of it.
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
  counter.silence('alipay', 'query');
  await counter.payByCode(scriptedCode('alipay', '0003', 1));
  await counter.stageIs('checking');
  const payment = await counter.paymentId();
  const cancel = await counter.alive('payment-cancel');
  await cancel.dblclick();
  // Heard again only now: an answer in between would have changed the screen under the second press.
  bench.simulator.faults.clear();
  await counter.stageIs('not_charged');
  expect(counter.sent('alipay', 'cancel')).toBe(1);
  expect(counter.trades('alipay').map(({ state }) => state)).toEqual(['closed']);
  await counter.chipIs(payment, 'not_charged');

  await counter.keyOf('payment-again', 'Enter');
  await expect(counter.at('code-input')).toBeVisible();
  await counter.scan(bench.paymentCode('wechat'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  expect(counter.held()).toEqual([0, due]);
  await counter.next();
});

test('the customer pays in the moment of the cancel: the money goes back, the screen says "returned" and the sum is due again', async ({ bench, counter }) => {
  const due = await bench.fillBasket(OTHER_PIECE);
  await counter.payByCode(scriptedCode('alipay', '0013', 2));
  await counter.stageIs('confirm_on_phone');
  await counter.keyOf('payment-cancel', 'F8');
  await counter.stageIs('returned');
  expect(counter.held()).toEqual([0, 0]);
  await counter.chipIs(await counter.paymentId(), 'returned');
  await counter.goOn();
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
  await counter.keyOf('tender-cash', 'F12');
  await counter.keyOf('cash-take', 'Enter');
  await expect(counter.finished).toBeVisible();
  await counter.next();
});

test('a cancel that finds the payment made: it stands as paid after all, and nobody is asked to pay again', async ({ bench, counter }) => {
  await bench.fillBasket(PIECE);
  await counter.typeUntil('+', 400);
  await counter.keyOf('tender-wechat', 'F11');
  await counter.stageIs('scan_qr');
  const payment = await counter.paymentId();
  // The till cannot hear that the customer has paid; it hears of it only from the refused cancel.
  counter.silence('wechat', 'query');
  const [open] = bench.gateway('wechat').openQrs();
  bench.simulator.phones.wechat.look(open?.qrText ?? '');
  expect(bench.simulator.phones.wechat.confirm(open?.outTradeNo ?? '')).toBe('paid');
  await counter.keyOf('payment-cancel', 'F8');
  await counter.stageIs('cancelling');
  await expect.poll(() => counter.sent('wechat', 'close'), { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await counter.paymentId()).toBe(payment);
  bench.simulator.faults.clear();
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven', { timeout: 40_000 });
  expect(counter.held()).toEqual([0, 400]);
  expect(counter.sent('wechat', 'precreate')).toBe(1);
  const { lines } = await counter.paper(1);
  expect(lines.join('\n')).not.toMatch(/未证实/);
});
