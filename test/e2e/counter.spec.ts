// Sales at the counter with the keyboard alone and with a finger alone, through every desk. Every screen on the way is judged by the
// accessibility checker; the voice speaks after proof alone. What may go wrong with a payment is in the flows beside this file.
import { expect, test } from '@playwright/test';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { Counter } from './support/counter.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';

let bench: Bench;
let counter: Counter;
test.beforeEach(async () => {
  bench = await Bench.start();
  counter = new Counter(bench);
});
test.afterEach(async () => {
  await bench.close();
});

const id = (name: string) => bench.page.getByTestId(name);

test('a whole sale with the keyboard alone, through every desk, in the other language too', async () => {
  await expectAccessible(bench.page, 'empty till');
  await counter.key('F2');
  await expect(id('search')).toBeFocused();
  await bench.page.keyboard.type('qyks', { delay: 120 });
  await expect(id('search-results')).toBeVisible();
  await expectAccessible(bench.page, 'search');
  await bench.page.keyboard.press('Enter');
  await expect(id('lines')).toHaveAttribute('data-count', '1');
  await bench.page.keyboard.press('Escape');
  await bench.page.keyboard.press('Alt+2');
  await expect(id('lines')).toHaveAttribute('data-count', '2');
  await expectAccessible(bench.page, 'basket');
  await bench.page.keyboard.press('Control+L');
  await expect(bench.page.locator('html')).toHaveAttribute('lang', 'en');
  await expectAccessible(bench.page, 'basket in English');
  for (const [key, testId] of [['F1', 'keys-window'], ['F3', 'tracking'], ['F4', 'refund-desk'], ['F5', 'part-window'], ['F12', 'cash-window'], ['Control+B', 'shift-window'], ['Control+E', 'settings-window'], ['Control+M', 'desk-menu'], ['Control+U', 'cashier-window']] as const) {
    await counter.key(key);
    await expect(id(testId)).toBeVisible();
    await expectAccessible(bench.page, testId);
    await counter.escape();
    await expect(id(testId)).toBeHidden();
  }
  await counter.keyOf('park', 'F6');
  await expect(id('lines')).toHaveCount(0);
  await counter.keyOf('recall', 'F7');
  await expect(id('parked-window')).toBeVisible();
  await expectAccessible(bench.page, 'parked');
  await bench.page.keyboard.press('Enter');
  await expect(id('lines')).toHaveAttribute('data-count', '2');
  await expect(id('parked-window')).toBeHidden();
  await counter.keyOf('tender-mobile', 'F9');
  await expect(id('code-window')).toBeVisible();
  await expectAccessible(bench.page, 'payment code');
  // Typed by hand, as when the phone's glass is broken.
  await counter.type(bench.paymentCode('alipay'));
  await counter.keyOf('code-submit', 'Enter');
  await expect(id('finished')).toBeVisible();
  await counter.next();
});

test('a whole sale with a finger alone, on targets of 48 pixels', async () => {
  const product = bench.page.locator('[data-testid^="product-"]').first();
  await product.click();
  await expect(id('lines')).toHaveAttribute('data-count', '1');
  const one = await counter.fenOf('total');
  await id('line-more').click();
  await expect(id('total')).toHaveAttribute('data-fen', String(2 * one));
  const small = await bench.page.locator('button:visible').evaluateAll((buttons) => buttons.map((button) => ({ box: button.getBoundingClientRect(), name: button.getAttribute('data-testid') ?? button.textContent })).filter(({ box }) => box.height < 47.5 || box.width < 47.5).map(({ name }) => name));
  expect(small).toEqual([]);
  await id('tender-wechat').click();
  await expect(bench.stage()).toHaveAttribute('data-stage', 'scan_qr');
  await expectAccessible(bench.page, 'QR');
  const [open] = bench.gateway('wechat').openQrs();
  const scanned = bench.gateway('wechat').scanQr(open?.qrText ?? '', bench.buyer('wechat'));
  if (typeof scanned === 'string') throw new Error(scanned);
  bench.gateway('wechat').confirm(scanned.outTradeNo, bench.buyer('wechat'));
  await expect(id('finished')).toBeVisible();
  await (await counter.alive('next-sale')).click();
  await expect(id('finished')).toBeHidden();
});

test('the voice speaks after proof and not before, with the digits of the screen, and is quiet when it is told to be', async () => {
  await bench.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    speechSynthesis.speak = (utterance) => void heard.push(utterance.text);
  });
  const heard = () => bench.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await bench.fillBasket(PIECE);
  await counter.payByCode(scriptedCode('wechat', '0003', 5));
  await expect(bench.stage()).toHaveAttribute('data-stage', 'confirm_on_phone');
  expect(await heard()).toEqual([]);
  const [trade] = bench.gateway('wechat').trades();
  bench.gateway('wechat').confirm(trade?.outTradeNo ?? '', bench.buyer('wechat'));
  await expect(id('finished')).toBeVisible();
  const digits = (await id('check-digits').textContent()) ?? '';
  await expect.poll(heard).toHaveLength(1);
  expect((await heard())[0]).toContain(digits.split('').join(' '));
  await counter.key('Control+M');
  await id('mute').click();
  await expect(id('mute')).toHaveAttribute('aria-pressed', 'false');
  await counter.escape();
  await bench.fillBasket(OTHER_PIECE);
  await counter.payByCode(bench.paymentCode('alipay'));
  await expect(id('finished')).toBeVisible();
  expect(await heard()).toHaveLength(1);
});
