// The devices' tab in the real program: the page on paper, and a test field in which no scan sells anything, however long it is open.
import { expect, test } from '@playwright/test';
import { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { PIECE } from './support/goods.ts';

/** Longer than the core keeps a test open for which nobody asks any more. */
const LEASE_MS = 6_000;

test('the printer proves its test page; scans in the test field are shown, masked and not sold, and sell again afterwards', async () => {
  const bench = await Bench.start();
  const { page } = bench;
  const id = (name: string) => page.getByTestId(name);
  try {
    await bench.signInOwner();
    await page.keyboard.press('Control+E');
    await id('tab-devices').click();
    await expect(id('printer-health')).toHaveAttribute('data-state', 'ready');
    await expectAccessible(page, 'devices');
    await id('printer-test').click();
    await expect(id('printer-test-result')).toHaveAttribute('data-page', 'printed');
    expect(bench.simulator.printer.receipts()).toHaveLength(1);

    await id('scan-test-open').click();
    await expect(id('scan-test')).toHaveAttribute('data-count', '0');
    await page.waitForTimeout(LEASE_MS);
    const code = bench.paymentCode('alipay');
    await bench.scan(code);
    await expect(id('scan-test')).toHaveAttribute('data-count', '1');
    await expect(id('scan-test')).toContainText(`*${code.slice(-4)}`);
    await expect(id('scan-test')).not.toContainText(code);
    await bench.scan(PIECE);
    await expect(id('scan-test')).toHaveAttribute('data-count', '2');
    await expectAccessible(page, 'scan test');
    await id('scan-test-close').click();
    await expect(id('scan-test-open')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(id('settings-window')).toBeHidden();
    await expect(id('lines')).toBeHidden();
    await bench.scan(PIECE);
    await expect(id('lines')).toHaveAttribute('data-count', '1');
  } finally {
    await bench.close();
  }
});
