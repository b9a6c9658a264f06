// A cashier with scanner and keyboard at the real screen; a customer with a simulated phone; gateways that check signatures.
import { DEMO_PRODUCTS } from '../../main/simulator/shop/catalogue.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { expect, test } from './support/one-till.ts';

/** Every test sells something of another price: the same amount twice in two minutes would be asked about. */
const CODES = [...new Map(DEMO_PRODUCTS.filter((product) => product.soldBy === 'piece' && product.minimumAge === undefined).map(({ price, code }) => [price, code])).values()];
const article = (test: number): string => CODES[test] ?? '';

for (const [index, wallet] of (['alipay', 'wechat'] as const).entries()) {
  test(`${wallet}: a payment code is scanned, money is taken once, the receipt comes out`, async ({ bench, counter }) => {
    const due = await bench.fillBasket(article(index));
    await counter.payByCode(bench.paymentCode(wallet));
    await expect(counter.finished).toBeVisible();
    expect(counter.held()[index]).toBe(due);
    await counter.paper(1);
    expect(bench.simulator.printer.view().papers.flatMap(({ faults }) => faults)).toEqual([]);
    await counter.next();
  });

  test(`${wallet}: the customer scans our QR, the till notices by itself`, async ({ bench, counter }) => {
    const due = await bench.fillBasket(article(2 + index));
    await counter.keyOf(`tender-${wallet}`, wallet === 'alipay' ? 'F10' : 'F11');
    await counter.stageIs('scan_qr');
    const open = bench.gateway(wallet).openQrs().at(-1);
    const scanned = bench.gateway(wallet).scanQr(open?.qrText ?? '', bench.buyer(wallet));
    if (typeof scanned === 'string') throw new Error(scanned);
    expect(scanned.totalFen).toBe(due);
    bench.gateway(wallet).confirm(scanned.outTradeNo, bench.buyer(wallet));
    await expect(counter.finished).toBeVisible();
    expect(counter.held()[index]).toBe(due);
    await counter.next();
  });

  test(`${wallet}: declined is said with its reason, and the sale can be paid otherwise`, async ({ bench, counter }) => {
    const due = await bench.fillBasket(article(4 + index));
    await counter.payByCode(scriptedCode(wallet, '0005', 1));
    await counter.stageIs('not_charged');
    expect(counter.held()[index]).toBe(0);
    await counter.escape();
    await expect(bench.stage()).toBeHidden();
    await counter.payByCode(bench.paymentCode(wallet));
    await expect(counter.finished).toBeVisible();
    expect(counter.held()[index]).toBe(due);
    await counter.next();
  });

  test(`${wallet}: a lost answer is "being checked", then paid, never twice`, async ({ bench, counter }) => {
    const due = await bench.fillBasket(article(6 + index));
    bench.simulator.faults.add({ gateway: wallet, operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
    // As long as nobody has seen what the screen says meanwhile.
    counter.silence(wallet, 'query');
    await counter.payByCode(bench.paymentCode(wallet));
    await counter.stageIs('checking');
    bench.simulator.faults.clear();
    await expect(counter.finished).toBeVisible({ timeout: 30_000 });
    expect(counter.held()[index]).toBe(due);
    expect(counter.sent(wallet, 'pay')).toBe(1);
    await counter.next();
  });
}

test('the power fails while the provider works: after the restart the payment is found and finished, once', async ({ bench, counter }) => {
  const orders = bench.gateway('alipay').trades().length;
  const due = await bench.fillBasket(article(8));
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'delay-answer', ms: 20_000 }, times: 1 });
  await counter.payByCode(bench.paymentCode('alipay'));
  await expect.poll(() => counter.held()[0]).toBe(due);
  await bench.kill();
  await bench.open();
  await expect(counter.finished.or(counter.at('payment-window')).first()).toBeVisible();
  await counter.paper(1);
  expect(counter.held()).toEqual([due, 0]);
  expect(bench.gateway('alipay').trades()).toHaveLength(orders + 1);
  await counter.next();
});

test('the power fails while the customer types the PIN: the till goes on asking after the restart', async ({ bench, counter }) => {
  const orders = bench.simulator.wechat.trades().map(({ outTradeNo }) => outTradeNo);
  const due = await bench.fillBasket(article(9));
  await counter.payByCode(scriptedCode('wechat', '0003', 1));
  await counter.stageIs('confirm_on_phone');
  await bench.kill();
  await bench.open();
  const trade = bench.simulator.wechat.trades().find(({ outTradeNo }) => !orders.includes(outTradeNo));
  bench.simulator.wechat.confirm(trade?.outTradeNo ?? '', bench.buyer('wechat'));
  await counter.paper(1);
  expect(counter.held()).toEqual([0, due]);
  await counter.next();
});

test('cash: change is shown huge, the drawer opens, the receipt comes out', async ({ bench, counter }) => {
  const { kicks } = bench.simulator.printer.view();
  await bench.fillBasket(article(10));
  await counter.keyOf('tender-cash', 'F12');
  await expect(counter.at('cash-window')).toBeVisible();
  await counter.type('100');
  await expect(counter.at('cash-tendered')).toHaveAttribute('data-fen', '10000');
  await (await counter.alive('cash-take')).click();
  await expect(counter.finished).toBeVisible();
  await expect.poll(() => bench.simulator.printer.view().kicks).toBeGreaterThan(kicks);
  await counter.paper(1);
  await counter.next();
});
