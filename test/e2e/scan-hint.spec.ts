// What was said of a scan that went nowhere is over with the next one that came whole, wherever that one is wanted.
import { PIECE } from './support/goods.ts';
import { expect, test } from './support/one-till.ts';

/** Well below the time after which the hint goes by itself, ms. */
const AT_ONCE = 3_000;

test('a good scan at the refund desk ends the hint that the one before was refused', async ({ bench, counter }) => {
  await bench.fillBasket(PIECE);
  await counter.type('%');
  await counter.keyOf('discount-5000', 'Alt+6');
  await counter.at('approval-reason').fill('price label');
  await bench.scan(bench.paymentCode('alipay'));
  await expect(counter.at('scan-refused')).toBeVisible();
  await counter.at('approval-window').getByTestId('dialog-hide').click();
  await expect(counter.at('approval-window')).toBeHidden();
  await counter.escape();
  await counter.key('F4');
  await expect(counter.at('refund-desk')).toBeVisible();
  await bench.scan('00101001734');
  await expect(counter.at('refund-number')).toHaveValue('00101001734');
  await expect(counter.at('scan-refused')).toBeHidden({ timeout: AT_ONCE });
});
