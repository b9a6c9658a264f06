// Every window of the counter is judged by the accessibility rules in both languages, by day, by night and in high contrast, in the states in which people
// meet it: not in a gallery, but with a real payment behind it.
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import type { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

interface Look {
  readonly language: 'zh' | 'en';
  readonly theme: 'light' | 'dark' | 'contrast';
}

/** Words do not change with the colours nor colours with the words: opposite looks show all of both; high contrast is judged by its own measure. */
const LOOKS: readonly Look[] = [{ language: 'zh', theme: 'light' }, { language: 'en', theme: 'dark' }, { language: 'en', theme: 'contrast' }];

/** Puts the till into a look by its own wish, whatever window is open, and waits until it wears it. */
async function wear({ page }: Bench, { language, theme }: Look): Promise<void> {
  await page.evaluate(async (prefs) => {
    const { guitai } = window as unknown as { guitai: { ask(name: 'prefs.set', input: object): Promise<unknown> } };
    await guitai.ask('prefs.set', prefs);
  }, { language, theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
}

async function judged(bench: Bench, screen: string): Promise<void> {
  for (const look of LOOKS) {
    await wear(bench, look);
    await expectAccessible(bench.page, `${screen}, ${look.language}, ${look.theme}`);
  }
}

test('sale, basket, code window, QR window, cash: nothing that a screen reader or weak eyes would miss', async ({ bench, counter }) => {
  await judged(bench, 'sale without goods');
  await bench.fillBasket(PIECE);
  await counter.scan(OTHER_PIECE);
  await expect(counter.at('lines')).toHaveAttribute('data-count', '2');
  await judged(bench, 'basket');
  await counter.keyOf('tender-mobile', 'F9');
  await counter.alive('code-input');
  await judged(bench, 'code window');
  await counter.escape();
  await counter.keyOf('pay-part', 'F5');
  await expect(counter.at('part-window')).toBeVisible();
  await counter.type('1');
  await judged(bench, 'part window');
  await counter.escape();
  await counter.keyOf('tender-cash', 'F12');
  await counter.alive('cash-take');
  await judged(bench, 'cash');
  await counter.escape();
  await counter.keyOf('tender-alipay', 'F10');
  await counter.stageIs('scan_qr');
  await counter.alive('payment-cancel');
  await judged(bench, 'QR window');
  await counter.keyOf('payment-cancel', 'F8');
  await counter.stageIs('not_charged');
  await counter.alive('payment-go-on');
  await judged(bench, 'not charged');
  await counter.escape();
  await counter.dropSale();
});

test('unknown, approval, unproven, and the list of payments in doubt', async ({ bench, counter }) => {
  await bench.fillBasket(PIECE);
  bench.simulator.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' }, times: 1 });
  counter.silence('alipay', 'query');
  await counter.payByCode(bench.paymentCode('alipay'));
  await counter.stageIs('checking');
  await counter.alive('payment-force');
  await judged(bench, 'unknown');
  await counter.keyOf('payment-force', 'Control+f');
  await expect(counter.at('approval-window')).toBeVisible();
  await judged(bench, 'approval');
  await counter.approve();
  await expect(counter.finished).toHaveAttribute('data-tone', 'check');
  await counter.alive('next-sale');
  await judged(bench, 'done, unproven');
  await counter.keyOf('recovery-open', 'Control+k');
  await expect(counter.at('recovery-list')).toBeVisible();
  await judged(bench, 'payments in doubt');
  await counter.escape();
  await counter.next();
});

test('paid, tracking, refund desk by amount and by goods', async ({ bench, counter }) => {
  await bench.fillBasket(OTHER_PIECE);
  await counter.payByCode(scriptedCode('wechat', '0001', 1));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  const { codes } = await counter.paper(1);
  await counter.alive('next-sale');
  await judged(bench, 'paid');
  await counter.next();
  await counter.keyOf('open-tracking', 'F3');
  await expect(counter.at('tracking').locator('[data-testid^="tracked-"]').first()).toBeVisible();
  await counter.key('ArrowDown');
  await expect(counter.at('timeline')).toBeVisible();
  await judged(bench, 'tracking');
  await counter.escape();
  await counter.keyOf('open-refund', 'F4');
  await expect(counter.at('refund-desk')).toBeVisible();
  await judged(bench, 'refund desk, empty');
  await counter.scan(codes.find((code) => code.startsWith('GT1:')) ?? '');
  await expect(counter.at('refundable')).toBeVisible();
  await judged(bench, 'refund by amount');
  await counter.keyOf('refund-by-goods', 'F6');
  await expect(counter.at('refund-goods')).toBeVisible();
  await counter.type('+');
  await counter.alive('refund-start');
  await judged(bench, 'refund by goods');
  await counter.keyOf('refund-start', 'Enter');
  await counter.alive('ask-yes');
  await judged(bench, 'refund question');
});
