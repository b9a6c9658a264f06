// A cashier with scanner and keyboard at the real screen; a customer with a simulated phone; gateways that check signatures.
import { expect, test } from '@playwright/test';
import { DEMO_PRODUCTS } from '../../main/simulator/shop/catalogue.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { Bench } from './support/app.ts';

const PRODUCT = DEMO_PRODUCTS.find((product) => product.soldBy === 'piece' && product.minimumAge === undefined)?.code ?? '';

let bench: Bench;
test.beforeEach(async () => {
  bench = await Bench.start();
});
test.afterEach(async () => {
  await bench.close();
});

for (const wallet of ['alipay', 'wechat'] as const) {
  test(`${wallet}: a payment code is scanned, money is taken once, the receipt comes out`, async () => {
    const due = await bench.fillBasket(PRODUCT);
    await bench.page.keyboard.press('F9');
    await expect(bench.page.getByTestId('code-input')).toBeVisible();
    await bench.scan(bench.paymentCode(wallet));
    await expect(bench.page.getByTestId('finished')).toBeVisible();
    expect(bench.held(wallet)).toBe(due);
    await expect.poll(() => bench.simulator.printer.view().papers.length).toBe(1);
    expect(bench.simulator.printer.view().papers[0]?.faults).toEqual([]);
  });

  test(`${wallet}: the customer scans our QR, the till notices by itself`, async () => {
    const due = await bench.fillBasket(PRODUCT);
    await bench.page.keyboard.press(wallet === 'alipay' ? 'F10' : 'F11');
    await expect(bench.stage()).toHaveAttribute('data-stage', 'scan_qr');
    const [open] = bench.gateway(wallet).openQrs();
    const scanned = bench.gateway(wallet).scanQr(open?.qrText ?? '', bench.buyer(wallet));
    if (typeof scanned === 'string') throw new Error(scanned);
    expect(scanned.totalFen).toBe(due);
    bench.gateway(wallet).confirm(scanned.outTradeNo, bench.buyer(wallet));
    await expect(bench.page.getByTestId('finished')).toBeVisible();
    expect(bench.held(wallet)).toBe(due);
  });

  test(`${wallet}: declined is said with its reason, and the sale can be paid otherwise`, async () => {
    await bench.fillBasket(PRODUCT);
    await bench.page.keyboard.press('F9');
    await expect(bench.page.getByTestId('code-input')).toBeVisible();
    await bench.scan(scriptedCode(wallet, '0005', 1));
    await expect(bench.stage()).toHaveAttribute('data-stage', 'not_charged');
    expect(bench.held(wallet)).toBe(0);
  });

  test(`${wallet}: a lost answer is "being checked", then paid, never twice`, async () => {
    const due = await bench.fillBasket(PRODUCT);
    bench.simulator.faults.add({ gateway: wallet, operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
    bench.simulator.faults.add({ gateway: wallet, operation: 'query', fault: { kind: 'drop-before' }, times: 1 });
    await bench.page.keyboard.press('F9');
    await expect(bench.page.getByTestId('code-input')).toBeVisible();
    await bench.scan(bench.paymentCode(wallet));
    await expect(bench.stage()).toHaveAttribute('data-stage', 'checking');
    await expect(bench.page.getByTestId('finished')).toBeVisible({ timeout: 30_000 });
    expect(bench.held(wallet)).toBe(due);
    expect(bench.gateway(wallet).trades()).toHaveLength(1);
  });
}

test('the power fails while the provider works: after the restart the payment is found and finished, once', async () => {
  const due = await bench.fillBasket(PRODUCT);
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'delay-answer', ms: 20_000 }, times: 1 });
  await bench.page.keyboard.press('F9');
  await expect(bench.page.getByTestId('code-input')).toBeVisible();
  await bench.scan(bench.paymentCode('alipay'));
  await expect.poll(() => bench.held('alipay')).toBe(due);
  await bench.kill();
  await bench.open();
  await expect(bench.page.getByTestId('finished').or(bench.page.getByTestId('payment-window'))).toBeVisible();
  await expect.poll(() => bench.simulator.printer.view().papers.length).toBe(1);
  expect(bench.held('alipay')).toBe(due);
  expect(bench.gateway('alipay').trades()).toHaveLength(1);
});

test('the power fails while the customer types the PIN: the till goes on asking after the restart', async () => {
  const due = await bench.fillBasket(PRODUCT);
  await bench.page.keyboard.press('F9');
  await expect(bench.page.getByTestId('code-input')).toBeVisible();
  await bench.scan(scriptedCode('wechat', '0003', 1));
  await expect(bench.stage()).toHaveAttribute('data-stage', 'confirm_on_phone');
  await bench.kill();
  await bench.open();
  const [trade] = bench.simulator.wechat.trades();
  bench.simulator.wechat.confirm(trade?.outTradeNo ?? '', bench.buyer('wechat'));
  await expect.poll(() => bench.simulator.printer.view().papers.length, { timeout: 30_000 }).toBe(1);
  expect(bench.held('wechat')).toBe(due);
});

test('cash: change is shown huge, the drawer opens, the receipt comes out', async () => {
  await bench.fillBasket(PRODUCT);
  await bench.page.keyboard.press('F12');
  await bench.page.keyboard.type('100', { delay: 120 });
  await expect(bench.page.getByTestId('cash-tendered')).toContainText('100');
  await bench.page.getByTestId('cash-take').click();
  await expect(bench.page.getByTestId('finished')).toBeVisible();
  await expect.poll(() => bench.simulator.printer.view().kicks).toBeGreaterThan(0);
});
