// A till without a mouse, and a till without a keyboard: every step of a sale by one kind of hand alone, counted by the page itself.
import type { Bench } from './support/app.ts';
import type { Counter } from './support/counter.ts';
import { PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

/** Counts events of the other kind of hand from now on. */
async function watch({ page }: Bench, kinds: readonly string[]): Promise<() => Promise<number>> {
  await page.evaluate((names) => {
    // Its own count: the test before has left its listeners on this page.
    const seen = { count: 0 };
    Object.assign(window, { foreignHands: seen });
    for (const name of names) window.addEventListener(name, () => (seen.count += 1), { capture: true });
  }, kinds);
  return () => page.evaluate(() => (window as unknown as { foreignHands: { readonly count: number } }).foreignHands.count);
}

test('by keyboard and scanner alone: search, quantity, discount, two ways to pay, receipt, refund; no mouse event at all', async ({ bench, counter }) => {
  const foreign = await watch(bench, ['pointerdown', 'mousedown', 'mouseup', 'touchstart', 'wheel']);
  await counter.key('F2');
  await expect(counter.at('search')).toBeFocused();
  // Enter right behind the last letter, before the list has its answer.
  await counter.type('qys');
  await counter.key('d');
  await counter.key('Enter');
  await expect(counter.at('lines')).toHaveAttribute('data-count', '1');
  await counter.scan(PIECE);
  await expect(counter.at('lines')).toHaveAttribute('data-count', '2');
  await counter.type('*');
  await expect(counter.at('figure-window')).toBeVisible();
  await counter.type('3');
  await counter.keyOf('figure-take', 'Enter');
  await expect(counter.at('total')).toHaveAttribute('data-fen', '1050');
  await expect(counter.at('figure-window')).toBeHidden();
  await counter.key('ArrowUp');
  await counter.key('Delete');
  await expect(counter.at('total')).toHaveAttribute('data-fen', '600');
  await counter.keyOf('sale-discount', 'Control+d');
  await counter.keyOf('discount-1000', 'Alt+2');
  await expect(counter.at('total')).toHaveAttribute('data-fen', '540');
  await expect(counter.at('figure-window')).toBeHidden();
  await counter.keyOf('tender-cash', 'F12');
  await expect(counter.at('cash-window')).toBeVisible();
  await counter.type('2');
  await expect(counter.at('cash-tendered')).toHaveAttribute('data-fen', '200');
  await counter.keyOf('cash-take', 'Enter');
  await expect(counter.at('total')).toHaveAttribute('data-fen', '340');
  await counter.payByCode(bench.paymentCode('alipay'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  const { codes } = await counter.paper(1);
  await counter.keyOf('receipt-print', 'Control+p');
  await counter.paper(2);
  await counter.next();
  await counter.openRefund(codes.find((code) => code.startsWith('GT1:')) ?? '');
  await expect(counter.at('refundable')).toHaveAttribute('data-fen', '340');
  await counter.keyOf('refund-start', 'Enter');
  await counter.yes();
  await expect(counter.at('refund-state')).toHaveAttribute('data-phase', 'done', { timeout: 30_000 });
  await counter.escape();
  await expect(counter.at('refund-desk')).toBeHidden();
  expect(counter.held()).toEqual([0, 0]);
  expect(await foreign()).toBe(0);
});

test('by touch alone: goods, a payment code keyed on the pad, cash with change; no key event at all', async ({ bench, counter }) => {
  const foreign = await watch(bench, ['keydown', 'keypress', 'keyup']);
  const touch = await bench.page.context().newCDPSession(bench.page);
  await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
  const tap = async (target: ReturnType<Counter['at']>): Promise<void> => {
    await expect(target).toBeVisible();
    await expect(target).not.toHaveAttribute('aria-disabled', 'true');
    const box = await target.boundingBox();
    if (!box) throw new Error('nothing to touch');
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  const padKey = (name: string) => bench.page.getByRole('dialog').getByRole('button', { name, exact: true });
  const quick = bench.page.getByRole('group', { name: '快捷商品' }).getByRole('button');

  await tap(quick.nth(0));
  await tap(quick.nth(1));
  await expect(counter.at('lines')).toHaveAttribute('data-count', '2');
  await tap(counter.at('line-more'));
  await expect(counter.at('total')).toHaveAttribute('data-fen', '1100');
  await tap(counter.at('tender-mobile'));
  const code = bench.paymentCode('alipay');
  for (const figure of code) await tap(padKey(figure));
  await expect(counter.at('code-input')).toHaveValue(code);
  await tap(counter.at('code-submit'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  expect(counter.held()).toEqual([1_100, 0]);
  await tap(counter.at('next-sale'));

  await tap(quick.nth(2));
  await tap(counter.at('tender-cash'));
  await tap(padKey('2'));
  await tap(padKey('0'));
  await expect(counter.at('cash-tendered')).toHaveAttribute('data-fen', '2000');
  await tap(counter.at('cash-take'));
  await expect(counter.at('finished-change')).toHaveAttribute('data-fen', '1450');
  await tap(counter.at('next-sale'));
  await expect(counter.finished).toBeHidden();
  expect(await foreign()).toBe(0);
});

test('a finger in a hurry: two quick presses of plus are two pieces more, in the sale and at the refund desk', async ({ bench, counter }) => {
  /** From press to press, ms: closer together than a scan may be torn, and just not. */
  const hurries = [45, 85] as const;
  const press = (keys: string, delay: number): Promise<void> => bench.page.keyboard.type(keys, { delay });
  await bench.fillBasket(PIECE);
  for (const hurry of hurries) {
    await press('++', hurry);
    await expect(counter.at('total')).toHaveAttribute('data-fen', '600');
    await press('--', hurry);
    await expect(counter.at('total')).toHaveAttribute('data-fen', '200');
  }
  await counter.typeUntil('+++', 800);
  await counter.payByCode(bench.paymentCode('wechat'));
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  const { codes } = await counter.paper(1);
  await counter.next();
  await counter.openRefund(codes.find((code) => code.startsWith('GT1:')) ?? '');
  await counter.keyOf('refund-by-goods', 'F6');
  await expect(counter.at('refund-goods')).toBeVisible();
  for (const hurry of hurries) {
    await press('++', hurry);
    await expect(counter.at('refund-amount')).toHaveAttribute('data-fen', '400');
    await press('--', hurry);
    await expect(counter.at('refund-amount')).toHaveAttribute('data-fen', '0');
  }
  await counter.escape();
  await expect(counter.at('refund-desk')).toBeHidden();
});
