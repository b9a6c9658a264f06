/** A real shop's first morning, in the real program: no demo, no wallet, nobody in it yet. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ShopApp } from './support/shop-app.ts';

let shop: ShopApp;
test.beforeEach(() => {
  shop = new ShopApp(12);
});
test.afterEach(() => shop.remove());

test('the owner is made with a PIN of their own, which lies in no file, and is asked for it after a restart', async () => {
  let page = await shop.open();
  await shop.makeOwner(page, '王老板', '739154');
  await expect(page.getByTestId('demo-badge')).toHaveCount(0);
  // No wallet is set up: the buttons are there and say why they do nothing.
  await expect(page.getByTestId('tender-mobile')).toHaveAttribute('aria-disabled', 'true');
  await shop.stop();

  page = await shop.open();
  await expect(page.getByTestId('sign-in')).toHaveAttribute('data-state', 'signed_out');
  // As fingers type; faster would be a scanner.
  await page.keyboard.type('739153', { delay: 120 });
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'wrong_pin');
  // No PIN lies in any file of the program.
  expect(existsSync(join(shop.data, 'profiles', 'shop', 'guitai.db'))).toBe(true);
  for (const name of ['guitai.db', 'guitai.db-wal', 'log/till.jsonl']) {
    const file = join(shop.data, 'profiles', 'shop', name);
    if (existsSync(file)) expect(readFileSync(file, 'latin1')).not.toContain('739154');
  }
});
