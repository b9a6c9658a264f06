// One shift at one till: the questions that stand between a slip of the hand and money, and the things that must survive them.
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

test('the same amount a moment later is asked about before anything is charged, and Enter means no', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  await counter.payByCode(bench.paymentCode('alipay'));
  await expect(counter.finished).toBeVisible();
  await counter.next();

  await bench.fillBasket(PIECE);
  for (const [testId, key] of [['tender-mobile', 'F9'], ['tender-wechat', 'F11']] as const) {
    await counter.keyOf(testId, key);
    await expect(counter.at('duplicate')).toBeVisible();
    await counter.keyOf('ask-no', 'Enter');
    await expect(counter.at('duplicate')).toBeHidden();
    await expect(counter.at('code-window')).toBeHidden();
    await expect(bench.stage()).toBeHidden();
  }
  expect(counter.trades('alipay')).toHaveLength(1);
  expect(counter.sent('wechat', 'precreate')).toBe(0);

  await counter.keyOf('tender-mobile', 'F9');
  // A hand too quick for the question says nothing.
  await expect(counter.at('duplicate')).toBeVisible();
  await counter.yes();
  await expect(counter.at('code-input')).toBeVisible();
  await counter.scan(bench.paymentCode('alipay'));
  await expect(counter.finished).toBeVisible();
  expect(counter.held()).toEqual([2 * due, 0]);
  await counter.next();
});

test('a parked sale waits unchanged while another customer pays, and comes back whole', async ({ bench, counter }) => {
  await bench.fillBasket(PIECE);
  const parked = 600;
  await counter.typeUntil('++', parked);
  await counter.keyOf('park', 'F6');
  await expect(counter.at('lines')).toBeHidden();
  await bench.fillBasket(OTHER_PIECE);
  // Over a sale in progress nothing is recalled: it says so, and neither sale is harmed.
  await counter.keyOf('recall', 'F7');
  await expect(counter.at('parked-window')).toBeVisible();
  await counter.key('Enter');
  await expect(counter.at('parked-window').getByTestId('problem')).toHaveAttribute('data-code', 'sale_open');
  await counter.escape();
  await counter.keyOf('tender-cash', 'F12');
  await counter.keyOf('cash-take', 'Enter');
  await expect(counter.finished).toBeVisible();
  await counter.next();
  await counter.keyOf('recall', 'F7');
  await expect(counter.at('parked-window')).toBeVisible();
  await counter.key('Enter');
  await expect(counter.at('parked-window')).toBeHidden();
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(parked));
  await counter.dropSale();
});

test('a discount within the limit needs nobody; above it a second person, and without one the price stays', async ({ bench, counter }) => {
  await bench.fillBasket(PIECE);
  await counter.typeUntil('++', 600);
  // The line: 30 % is above the cashier's fifth.
  await counter.type('%');
  await counter.keyOf('discount-3000', 'Alt+5');
  await expect(counter.at('approval-window')).toHaveAttribute('data-deed', 'discount_above_limit');
  await counter.escape();
  await expect(counter.at('approval-window')).toBeHidden();
  await expect(counter.at('total')).toHaveAttribute('data-fen', '600');
  await counter.keyOf('discount-3000', 'Alt+5');
  await counter.approve();
  await expect(counter.at('figure-window')).toBeHidden();
  await expect(counter.at('total')).toHaveAttribute('data-fen', '420');
  // The whole sale: 10 % more needs nobody, 2 yuan more do.
  await counter.keyOf('sale-discount', 'Control+d');
  await counter.keyOf('discount-1000', 'Alt+2');
  await expect(counter.at('figure-window')).toBeHidden();
  await expect(counter.at('total')).toHaveAttribute('data-fen', '378');
  await counter.keyOf('sale-discount', 'Control+d');
  await expect(counter.at('figure-window')).toBeVisible();
  await counter.type('2');
  await expect(counter.at('figure')).toHaveAttribute('data-fen', '200');
  await counter.keyOf('figure-take', 'Enter');
  await counter.approve();
  await expect(counter.at('figure-window')).toBeHidden();
  await expect(counter.at('total')).toHaveAttribute('data-fen', '220');
  await counter.dropSale();
});

test('another language and another look in the middle of a payment leave the window open and its truth as it was', async ({ bench, counter }) => {
  const html = bench.page.locator('html');
  const due = await bench.fillBasket(OTHER_PIECE);
  await counter.keyOf('tender-mobile', 'F9');
  const question = counter.at('duplicate');
  await expect(question.or(counter.at('code-input')).first()).toBeVisible();
  if (await question.isVisible()) await counter.yes();
  await expect(counter.at('code-input')).toBeVisible();
  await counter.scan(scriptedCode('alipay', '0003', 1));
  await counter.stageIs('confirm_on_phone');
  const payment = await counter.paymentId();
  await counter.key('Control+l');
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(counter.at('payment-stage')).toHaveText('Customer confirms on the phone');
  await counter.key('Control+t');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await counter.stageIs('confirm_on_phone');
  expect(await counter.paymentId()).toBe(payment);
  expect(counter.sent('alipay', 'cancel')).toBe(0);
  const [trade] = bench.gateway('alipay').trades().slice(-1);
  bench.simulator.alipay.confirm(trade?.outTradeNo ?? '', bench.buyer('alipay'));
  await expect(counter.finished.getByRole('heading', { name: 'Paid' })).toBeVisible();
  await expect(counter.at('finished-amount')).toHaveAttribute('data-fen', String(due));
  await counter.key('Control+l');
  await expect(html).toHaveAttribute('lang', 'zh-CN');
  await counter.next();
});
