// Hands and scanners that do the wrong thing at the wrong moment. None of it may move money or lose a payment from sight.
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { OTHER_PIECE, PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

test('scans with Enter during a payment press nothing, charge nothing, and do not reach the goods', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  await counter.payByCode(scriptedCode('alipay', '0003', 1));
  await counter.stageIs('confirm_on_phone');
  const payment = await counter.paymentId();
  await counter.alive('payment-cancel');
  // Tab stands on a button: a scanner's Enter must not press even that one.
  await counter.at('payment-cancel').focus();
  for (const text of [OTHER_PIECE, bench.paymentCode('wechat'), bench.paymentCode('alipay'), '12', 'GT1:00101001734']) await bench.scan(text);
  // Said where the cashier looks: in the window itself.
  await expect(counter.at('payment-window').getByTestId('notice')).toBeVisible();
  await counter.stageIs('confirm_on_phone');
  expect(await counter.paymentId()).toBe(payment);
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
  expect(counter.sent('alipay', 'cancel')).toBe(0);
  expect(counter.sent('alipay', 'pay') + counter.sent('wechat', 'pay')).toBe(1);

  // Not charged: Enter is now "scan again", and still no scanner's Enter presses it.
  await counter.keyOf('payment-cancel', 'F8');
  await counter.stageIs('not_charged');
  await counter.alive('payment-again');
  await bench.scan('12');
  await bench.scan(bench.paymentCode('wechat'));
  await expect(counter.at('code-window')).toBeHidden();
  await counter.stageIs('not_charged');
  expect(counter.held()).toEqual([0, 0]);
  await counter.escape();
  await counter.dropSale();
});

test('Esc hides and never cancels: the payment goes on behind, its key and its chip bring it back, two presses do one thing', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  await counter.payByCode(scriptedCode('alipay', '0003', 2));
  await counter.stageIs('confirm_on_phone');
  const payment = await counter.paymentId();
  await counter.key('Escape');
  await counter.key('Escape');
  await expect(bench.stage()).toBeHidden();
  await counter.chipIs(payment, 'open');
  // While it runs nothing else can be charged or changed, by whatever key.
  for (const key of ['F9', 'F10', 'F11', 'F12', 'Delete', 'F6', 'Control+Delete', 'F5']) await counter.key(key);
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
  await expect(bench.page.locator('dialog[open]')).toHaveCount(0);
  await counter.key('Control+h');
  await counter.stageIs('confirm_on_phone');
  await counter.escape();
  await expect(bench.stage()).toBeHidden();
  await counter.chip(payment).getByRole('button').click();
  await counter.stageIs('confirm_on_phone');
  expect(counter.sent('alipay', 'cancel')).toBe(0);

  const cancel = await counter.alive('payment-cancel');
  await cancel.dblclick();
  await counter.key('F8');
  await counter.stageIs('not_charged');
  expect(counter.sent('alipay', 'cancel')).toBe(1);
  expect(counter.sent('alipay', 'pay')).toBe(1);
  await counter.escape();
  await counter.dropSale();
});

test('a payment code scanned over the goods charges nothing; one scanned while a reason is written goes nowhere', async ({ bench, counter }) => {
  const due = await bench.fillBasket(PIECE);
  await bench.scan(bench.paymentCode('alipay'));
  await expect(counter.at('notice')).toHaveAttribute('data-kind', 'misplaced');
  await expect(counter.at('total')).toHaveAttribute('data-fen', String(due));
  await counter.type('%');
  await counter.keyOf('discount-5000', 'Alt+6');
  await counter.at('approval-reason').fill('price label');
  await bench.scan(bench.paymentCode('wechat'));
  await expect(counter.at('scan-refused')).toBeVisible();
  await expect(counter.at('approval-reason')).toHaveValue('price label');
  await expect(counter.at('approval-window')).toBeVisible();
  expect([counter.sent('alipay', 'pay'), counter.sent('wechat', 'pay')]).toEqual([0, 0]);
});
