// One sale, several tenders: each part is taken once, what is still due is never taken twice, and a part that is given back is due again.
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

test('cash and a payment code in one sale: the wallet is asked for the rest and for no fen more', async ({ bench, counter }) => {
  const due = await bench.fillBasket(OTHER_PIECE);
  await counter.keyOf('tender-cash', 'F12');
  await expect(counter.at('cash-window')).toBeVisible();
  await counter.type('1');
  await expect(counter.at('cash-tendered')).toHaveAttribute('data-fen', '100');
  await counter.keyOf('cash-take', 'Enter');
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due - 100));
  // The customer wants the coin back, and gives another one.
  await counter.key('Control+x');
  await expect(counter.at('ask-first')).toContainText('1.00');
  await counter.yes();
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
  await expect(counter.at('tenders')).toBeHidden();
  await counter.keyOf('tender-cash', 'F12');
  await expect(counter.at('cash-window')).toBeVisible();
  await counter.type('1');
  await expect(counter.at('cash-tendered')).toHaveAttribute('data-fen', '100');
  await counter.keyOf('cash-take', 'Enter');
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due - 100));
  await counter.payByCode(bench.paymentCode('alipay'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  expect(counter.held()).toEqual([due - 100, 0]);
  const { lines } = await counter.paper(1);
  expect(lines.join('\n')).toContain('1.00');
  await counter.next();
});

test('a part by payment code, voided, and two wallets for the rest: nothing is held that is not due', async ({ bench, counter }) => {
  const due = await bench.fillBasket(OTHER_PIECE);
  // A part is less than the whole: the whole is refused with a sentence.
  await counter.keyOf('pay-part', 'F5');
  await expect(counter.at('part-window')).toBeVisible();
  await counter.type(String(due / 100));
  await expect(counter.at('part-mobile')).toHaveAttribute('aria-disabled', 'true');
  await counter.key('Backspace');
  await counter.key('Backspace');
  await counter.key('Backspace');
  await counter.type('1.5');
  await expect(counter.at('part-rest')).toHaveAttribute('data-fen', String(due - 150));
  await counter.keyOf('part-mobile', 'F9');
  await expect(counter.at('code-amount')).toHaveAttribute('data-fen', '150');
  await counter.scan(bench.paymentCode('alipay'));
  await counter.stageIs('paid');
  const first = await counter.paymentId();
  await counter.goOn();
  await counter.chipIs(first, 'proven');
  expect(counter.held()).toEqual([150, 0]);

  // The X: the request is lost at first, the screen says "giving back" and not "given back".
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'refund', fault: { kind: 'drop-before' }, times: 1 });
  await counter.keyOf(`tender-void-${first}`, 'Control+x');
  await counter.yes();
  await counter.chipIs(first, 'giving_back');
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
  await counter.chipIs(first, 'given_back');
  expect(counter.held()).toEqual([0, 0]);

  // Two wallets: a QR of one for a part, a payment code of the other for the rest.
  await counter.keyOf('pay-part', 'F5');
  await expect(counter.at('part-window')).toBeVisible();
  await counter.type('2');
  await counter.keyOf('part-wechat', 'F11');
  await counter.stageIs('scan_qr');
  const [open] = bench.gateway('wechat').openQrs();
  expect(open?.totalFen).toBe(200);
  bench.simulator.phones.wechat.look(open?.qrText ?? '');
  bench.simulator.phones.wechat.confirm(open?.outTradeNo ?? '');
  await counter.stageIs('paid');
  await counter.goOn();
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due - 200));
  await counter.payByCode(bench.paymentCode('alipay'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  expect(counter.held()).toEqual([due - 200, 200]);
  await counter.paper(1);
  await counter.next();
});

test('a forced part stays "unproven" on its chip while the sale is open, and turns "paid" when the wallet proves it', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
  counter.silence('alipay', 'query');
  await counter.keyOf('pay-part', 'F5');
  await expect(counter.at('part-window')).toBeVisible();
  await counter.type('1');
  await counter.keyOf('part-mobile', 'F9');
  await expect(counter.at('code-input')).toBeVisible();
  await counter.scan(bench.paymentCode('alipay'));
  await counter.stageIs('checking');
  const payment = await counter.paymentId();
  await counter.keyOf('payment-force', 'Control+f');
  await counter.approve();
  await counter.stageIs('unproven');
  await counter.goOn();
  await counter.chipIs(payment, 'unproven');
  // What nobody has proved cannot be given back either.
  await expect(counter.at(`tender-void-${payment}`)).toBeHidden();
  bench.simulator.faults.clear();
  await counter.chipIs(payment, 'proven');
  await counter.payByCode(bench.paymentCode('wechat'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  expect(counter.held()).toEqual([100, due - 100]);
});
