// A customer alone with the machine, by touch and scanner: the whole way, help, what needs staff, the way to the counter, and money that
// is never dropped because somebody walked away.
import { expect, test } from '@playwright/test';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { PIECE, RESTRICTED } from './support/goods.ts';

let bench: Bench;
test.beforeEach(async () => {
  bench = await Bench.start({ kiosk: true, size: '1080x1180' });
});
test.afterEach(async () => {
  await bench.close();
});

const id = (name: string) => bench.page.getByTestId(name);
const at = async (step: string): Promise<void> => expect(id('kiosk')).toHaveAttribute('data-step', step);

/** Presses a button as soon as it lets itself be pressed. */
async function touch(name: string): Promise<void> {
  await expect(id(name)).not.toHaveAttribute('aria-disabled');
  await id(name).click();
}

/** Goods in the basket, looked over, at the choice of ways to pay. */
async function toPay(): Promise<number> {
  await bench.scan(PIECE);
  await at('scan');
  await expect(id('lines')).toHaveAttribute('data-count', '1');
  await touch('kiosk-to-review');
  await at('review');
  const due = Number(await id('total').getAttribute('data-fen'));
  await touch('kiosk-to-pay');
  await at('pay');
  return due;
}

/** Staff prove who they are, with the PIN that the demo shows. */
async function staff(): Promise<void> {
  await expect(id('kiosk-pin')).toBeVisible();
  await expectAccessible(bench.page, 'kiosk: PIN');
  const { pin } = await bench.approver();
  for (const figure of pin) await id('kiosk-pin').getByRole('button', { name: figure, exact: true }).click();
  await touch('pin-yes');
  await expect(id('kiosk-pin')).toBeHidden();
}

test('the whole way: scan, review, payment code, paper, goodbye, next customer', async () => {
  await at('welcome');
  await expectAccessible(bench.page, 'kiosk: welcome');
  const due = await toPay();
  await expectAccessible(bench.page, 'kiosk: ways to pay');
  await touch('kiosk-pay-mobile');
  await expect(id('kiosk-code')).toBeVisible();
  await expectAccessible(bench.page, 'kiosk: payment code');
  await bench.scan(bench.paymentCode('alipay'));
  await at('receipt');
  await expectAccessible(bench.page, 'kiosk: receipt');
  expect(bench.held('alipay')).toBe(due);
  expect(bench.simulator.printer.view().papers).toHaveLength(0);
  await touch('kiosk-paper-yes');
  await at('goodbye');
  await expectAccessible(bench.page, 'kiosk: goodbye');
  await expect.poll(() => bench.simulator.printer.view().papers.length).toBe(1);
  await touch('kiosk-next');
  await at('welcome');
});

test('in English, in large text and low reach: every target is at least 64 pixels', async () => {
  await touch('kiosk-begin-en');
  await at('scan');
  await expect(bench.page.locator('html')).toHaveAttribute('lang', 'en');
  await bench.scan(PIECE);
  await expect(id('lines')).toHaveAttribute('data-count', '1');
  await expectAccessible(bench.page, 'kiosk: scanning');
  const small = await bench.page.locator('button:visible').evaluateAll((buttons) => buttons.filter((button) => button.getBoundingClientRect().height < 63.5 || button.getBoundingClientRect().width < 63.5).map((button) => button.getAttribute('data-testid') ?? button.textContent));
  expect(small).toEqual([]);
  await id('kiosk-large').click();
  await id('kiosk-low').click();
  await expect(id('kiosk')).toHaveAttribute('data-large', 'true');
  await expectAccessible(bench.page, 'kiosk: large text, low reach');
  await id('kiosk-contrast').click();
  await expect(bench.page.locator('html')).toHaveAttribute('data-contrast', 'more');
  await expectAccessible(bench.page, 'kiosk: high contrast');
  await touch('kiosk-to-review');
  await expectAccessible(bench.page, 'kiosk: review');
  await touch('kiosk-leave');
  await touch('kiosk-leave-yes');
  await at('welcome');
  await expect(bench.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(id('kiosk')).not.toHaveAttribute('data-large');
  await expect(bench.page.locator('html')).not.toHaveAttribute('data-contrast');
});

test('goods with an age limit wait for staff: no PIN, no payment', async () => {
  await bench.scan(RESTRICTED);
  await at('scan');
  await touch('kiosk-to-review');
  await touch('kiosk-to-pay');
  await expect(id('kiosk-called')).toHaveAttribute('data-reason', 'restricted');
  await expectAccessible(bench.page, 'kiosk: staff called');
  await at('review');
  // Past the screen too: the core itself refuses.
  const past = await bench.page.evaluate(async () => {
    const { guitai } = window as unknown as { guitai: { ask(name: string, input: unknown): Promise<{ ok: boolean; code?: string }> } };
    return [(await guitai.ask('kiosk.pay', { requestId: 'past-the-screen', by: 'alipay' })).code, (await guitai.ask('payment.startQr', { requestId: 'past-the-screen', wallet: 'alipay', evenIfDuplicate: true })).code];
  });
  expect(past).toEqual(['blocked', 'bad_request']);
  await touch('kiosk-allow');
  await staff();
  await expect(id('kiosk-called')).toBeHidden();
  await touch('kiosk-to-pay');
  await at('pay');
  await touch('kiosk-pay-wechat');
  await expect(id('payment-window')).toHaveAttribute('data-stage', 'scan_qr');
  await expectAccessible(bench.page, 'kiosk: QR');
});

test('help calls staff with a reason; they come by PIN and lead back to the till', async () => {
  await bench.scan(PIECE);
  await at('scan');
  await touch('kiosk-help');
  await expectAccessible(bench.page, 'kiosk: what kind of help');
  await touch('help-product');
  await expect(id('kiosk-called')).toHaveAttribute('data-reason', 'product');
  await touch('kiosk-called-staff');
  await staff();
  await expect(id('kiosk-menu')).toBeVisible();
  await expectAccessible(bench.page, 'kiosk: staff menu');
  const opened = bench.electron.waitForEvent('window');
  await touch('menu-till');
  const till = await opened;
  await expect(till.getByTestId('lines')).toHaveAttribute('data-count', '1');
});

test('somebody who cannot pay by phone takes a number to the counter', async () => {
  const due = await toPay();
  await touch('kiosk-pay-cash');
  await at('hand_over');
  await expectAccessible(bench.page, 'kiosk: hand-over');
  await expect(id('hand-over-code')).toHaveText(/^\d{4}$/);
  await expect(id('kiosk-amount')).toHaveAttribute('data-fen', String(due));
  await touch('kiosk-next');
  await at('welcome');
});

test('a customer who walks away in the middle of a payment loses nothing: the machine stays with the payment', async () => {
  const due = await toPay();
  await touch('kiosk-pay-mobile');
  await expect(id('kiosk-code')).toBeVisible();
  await bench.scan(scriptedCode('wechat', '0003', 7));
  await expect(id('payment-window')).toHaveAttribute('data-stage', 'confirm_on_phone');
  await expectAccessible(bench.page, 'kiosk: confirm on the phone');
  const left = await bench.page.evaluate(async () => (await (window as unknown as { guitai: { ask(name: string, input: unknown): Promise<{ code?: string }> } }).guitai.ask('kiosk.leave', {})).code);
  expect(left).toBe('frozen');
  await bench.kill();
  await bench.open();
  await at('pay');
  const [trade] = bench.gateway('wechat').trades();
  bench.gateway('wechat').confirm(trade?.outTradeNo ?? '', bench.buyer('wechat'));
  await at('receipt');
  expect(bench.held('wechat')).toBe(due);
});

test('a payment code held out too early charges nobody, a second scan of it neither, and each is answered', async () => {
  const trades = () => [...bench.gateway('alipay').trades(), ...bench.gateway('wechat').trades()];
  const kind = (what: string) => expect(id('notice')).toHaveAttribute('data-kind', what);
  await bench.scan(bench.paymentCode('alipay'));
  await kind('misplaced');
  await at('scan');
  await toPay();
  await expect(id('notice')).toBeHidden();
  await bench.scan(bench.paymentCode('wechat'));
  await kind('misplaced');
  await at('pay');
  await touch('kiosk-pay-mobile');
  await expect(id('kiosk-code')).toBeVisible();
  await bench.scan(PIECE);
  await kind('misplaced');
  const code = bench.paymentCode('alipay');
  await bench.scan(code);
  await bench.scan(code);
  await at('receipt');
  // The next in the queue does not take the question about the receipt away.
  await bench.scan(PIECE);
  await at('receipt');
  await expect(id('check-digits')).toBeVisible();
  expect(trades()).toHaveLength(1);
});

test('who guesses at the PIN is held up, and what was said of it does not meet the next customer', async () => {
  await touch('kiosk-staff');
  for (let guess = 0; guess < 4; guess += 1) {
    for (const figure of '1357') await id('kiosk-pin').getByRole('button', { name: figure, exact: true }).click();
    await touch('pin-yes');
    await expect(id('pin-dots')).not.toContainText('•');
  }
  await expect(id('problem')).toHaveAttribute('data-code', 'wait');
  await id('dialog-hide').click();
  await expect(id('kiosk-pin')).toBeHidden();
  await bench.scan(PIECE);
  await at('scan');
  await expect(id('notice')).toHaveAttribute('data-kind', 'added');
  await expect(id('problem')).toBeHidden();
});
