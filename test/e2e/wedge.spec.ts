// Scanners that type, as the system sees them: real key codes, whatever layout, Caps Lock or input method lies between them and the till.
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { Bench } from './support/app.ts';
import { Counter } from './support/counter.ts';
import { InputMethod } from './support/input-method.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { RealKeys } from './support/real-keys.ts';

/** From key to key, ms: as quick as scanners are. */
const GAP_MS = 5;
/** No product: what is shown of it is what arrived. */
const LETTERS = 'PAY-2026/ab1:Zz';
const LAYOUTS = ['fr', 'de', 'ru'] as const;

const setLayout = (layout: string): boolean => spawnSync('setxkbmap', [layout]).status === 0;

let bench: Bench | undefined;
let counter: Counter;
let keys: RealKeys;
let method: InputMethod | undefined;

test.beforeEach(() => {
  const opened = RealKeys.open();
  test.skip(typeof opened === 'string', typeof opened === 'string' ? opened : '');
  if (typeof opened !== 'string') keys = opened;
});
test.afterEach(async () => {
  setLayout('us');
  await bench?.close();
  bench = undefined;
  await method?.stop();
  method = undefined;
  keys?.close();
});

async function startTill(): Promise<Bench> {
  bench = await Bench.start();
  counter = new Counter(bench);
  return bench;
}

/** A scan, and what shows that it arrived. On a machine that stands still it may be torn; the till says so, and it is scanned again. */
async function scan(text: string, arrived: Locator): Promise<void> {
  const refused = counter.at('scan-refused');
  // What is still said of an earlier one says nothing of this one.
  await expect(refused).toBeHidden();
  keys.scan(text, GAP_MS);
  await expect(arrived.or(refused).first()).toBeVisible();
  if (await arrived.isVisible()) return;
  keys.scan(text, GAP_MS);
  await expect(arrived).toBeVisible();
}

const sold = (till: Bench, count: number): Locator => till.page.locator(`[data-testid="lines"][data-count="${count}"]`);

/** Goods, letters, a payment and the receipt's own code, each as it is printed. */
async function sellAndGiveBack(till: Bench, goods = PIECE): Promise<void> {
  counter.mark();
  await scan(LETTERS, counter.at('notice').filter({ hasText: LETTERS }));
  await scan(goods, sold(till, 1));
  await counter.keyOf('tender-mobile', 'F9');
  await expect(counter.at('code-input')).toBeVisible();
  await scan(till.paymentCode('wechat'), counter.finished);
  await expect(counter.finished).toHaveAttribute('data-tone', 'proven');
  const { codes } = await counter.paper(1);
  await counter.next();
  await counter.keyOf('open-refund', 'F4');
  await expect(counter.at('refund-desk')).toBeVisible();
  await scan(codes.find((code) => code.startsWith('GT1:')) ?? '', counter.at('refundable'));
  await expect(counter.at('refundable')).not.toHaveAttribute('data-fen', '0');
  await counter.escape();
  await expect(counter.at('refund-desk')).toBeHidden();
}

test('whatever layout the system has: goods, payment codes and receipts arrive as they are printed', async () => {
  test.skip(!setLayout('us'), 'the layout is changed with setxkbmap (Debian: x11-xkb-utils)');
  const till = await startTill();
  for (const layout of LAYOUTS) {
    await test.step(layout, async () => {
      expect(setLayout(layout)).toBe(true);
      // German and the American layout differ in two letters that nothing else tells apart.
      if (layout !== 'de') return sellAndGiveBack(till, layout === 'fr' ? PIECE : OTHER_PIECE);
      await scan(PIECE, sold(till, 1));
      return counter.dropSale();
    });
  }
});

test('with Caps Lock on', async () => {
  const till = await startTill();
  keys.key('CapsLock');
  try {
    await sellAndGiveBack(till);
  } finally {
    keys.key('CapsLock');
  }
});

test('while goods are looked for: the scan is sold, and what was being typed is still there', async () => {
  const till = await startTill();
  await counter.key('F2');
  await expect(counter.at('search')).toBeFocused();
  await counter.type('qy');
  await scan(PIECE, sold(till, 1));
  await expect(counter.at('search')).toHaveValue('qy');
});

test('with a Chinese input method: figures arrive whole, letters are refused or whole and never half, and fingers can still type', async () => {
  const started = await InputMethod.start();
  test.skip(typeof started === 'string', typeof started === 'string' ? started : '');
  if (typeof started === 'string') return;
  method = started;
  // Nothing has the focus: the input method is not asked.
  const till = await startTill();
  await sellAndGiveBack(till);

  await counter.key('F2');
  await expect(counter.at('search')).toBeFocused();
  await method.pinyin();
  await scan(PIECE, sold(till, 1));
  await expect(counter.at('search')).toHaveValue('');
  keys.scan('PAY2026ab1', GAP_MS);
  await expect(counter.at('scan-refused')).toBeVisible();
  await expect(counter.at('search')).toHaveValue('');
  await scan(OTHER_PIECE, sold(till, 2));

  // Slowly, ten times the same key: the input method gives every stroke back under the time of the first.
  for (let count = 0; count < 10; count += 1) keys.scan('0', 120, 'none');
  await expect(counter.at('search')).toHaveValue('0000000000');
  await expect(counter.at('lines')).toHaveAttribute('data-count', '2');
});
