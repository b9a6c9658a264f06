// Settings by keys alone, found by their names in whatever language; looks that hold at once, and what the system wishes for weak eyes; the
// size of the customer's screen, which no screen tells by itself.
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Bench } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { Counter } from './support/counter.ts';
import { PIECE } from './support/goods.ts';

let bench: Bench;
let page: Page;
const id = (name: string) => page.getByTestId(name);

async function openSettings(display?: '1920x1080'): Promise<void> {
  bench = await Bench.start(display ? { display } : {});
  ({ page } = bench);
  await bench.signInOwner();
  await page.keyboard.press('Control+E');
  await expect(id('settings-desk')).toHaveAttribute('data-tab', 'guide');
}
test.afterEach(async () => {
  await bench.close();
});

/** As fingers write: quicker keys would be a scanner's. */
const write = (text: string): Promise<void> => page.keyboard.type(text, { delay: 110 });

test('every tab has its key, arrows go through them, and the field finds a setting by its English name on a Chinese screen', async () => {
  await openSettings();
  const keys = await page.locator('.settings-nav [aria-keyshortcuts]').evaluateAll((tabs) => tabs.map((tab) => [tab.getAttribute('aria-keyshortcuts') ?? '', tab.getAttribute('data-testid')?.replace('tab-', '') ?? '']));
  expect(keys.length).toBeGreaterThan(9);
  for (const [key = '', tab = ''] of keys) {
    await page.keyboard.press(key);
    await expect(id('settings-desk')).toHaveAttribute('data-tab', tab);
    await expect(id(`tab-${tab}`)).toBeInViewport();
  }
  await page.keyboard.press('Control+F');
  await expect(id('settings-find')).toBeFocused();
  await write('round');
  await expect(id('settings-found')).toHaveAttribute('data-count', '1');
  await expectAccessible(page, 'a setting found');
  await page.keyboard.press('Enter');
  await expect(id('settings-desk')).toHaveAttribute('data-tab', 'rules');
  await expect(id('choice-none')).toBeFocused();
  await page.keyboard.press('Control+F');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(id('tab-shop')).toBeFocused();
  // Past a tab nothing is opened: half-typed figures on the open one stay.
  await expect(id('settings-desk')).toHaveAttribute('data-tab', 'rules');
  await page.keyboard.press('Enter');
  await expect(id('settings-desk')).toHaveAttribute('data-tab', 'shop');
});

test('kiosk rules and this till are saved and hold at once; a figure out of bounds is not sent', async () => {
  await openSettings();
  await id('tab-kiosk').click();
  await expectAccessible(page, 'kiosk rules');
  await id('kiosk-idleMs').fill('5');
  await expect(id('settings-save')).toHaveAttribute('aria-disabled', 'true');
  await id('kiosk-idleMs').fill('60');
  await id('kiosk-limit').fill('300');
  await id('choice-counter').click();
  await page.keyboard.press('Control+S');
  await expect(page.locator('.saved')).toBeVisible();
  await id('tab-till').click();
  await id('tab-kiosk').click();
  await expect(id('kiosk-idleMs')).toHaveValue('60');
  await expect(id('kiosk-limit')).toHaveValue('300');
  await expect(id('choice-counter')).toHaveAttribute('aria-pressed', 'true');
  await id('tab-till').click();
  await expectAccessible(page, 'this till');
  await id('till-name').fill('二号台');
  await page.keyboard.press('Control+S');
  await expect(page.locator('.saved')).toBeVisible();
  await expect(id('header-till')).toContainText('二号台');
});

test('what a role may do is decided by the owner: a cashier may clear kiosk baskets from now on', async () => {
  await openSettings();
  await id('tab-people').click();
  await id('role-rights').locator('summary').click();
  await expect(id('role-cashier-kiosk_allow')).toHaveAttribute('aria-pressed', 'false');
  await id('role-cashier-kiosk_allow').click();
  await expectAccessible(page, 'rights of roles');
  await page.keyboard.press('F6');
  await expect(page.locator('.saved')).toBeVisible();
  await id('tab-shop').click();
  await id('tab-people').click();
  await id('role-rights').locator('summary').click();
  await expect(id('role-cashier-kiosk_allow')).toHaveAttribute('aria-pressed', 'true');
});

test('high contrast is chosen by a press, holds for all windows and the customer, and also comes by the wish of the system', async () => {
  await openSettings('1920x1080');
  const root = page.locator('html');
  const customer = await bench.display();
  await id('tab-till').click();
  await id('choice-contrast').click();
  await expect(root).toHaveAttribute('data-theme', 'contrast');
  await expect(customer.locator('html')).toHaveAttribute('data-theme', 'contrast');
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page, `settings in high contrast, ${scheme}`);
  }
  await customer.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(customer, 'customer in high contrast');
  await id('choice-light').click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(root).not.toHaveAttribute('data-contrast');
  await page.emulateMedia({ contrast: 'more' });
  await expect(root).toHaveAttribute('data-contrast', 'more');
  await expectAccessible(page, 'settings as the system wishes');
  await page.emulateMedia({ contrast: null, forcedColors: 'active' });
  await page.keyboard.press('Tab');
  const ring = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.activeElement ?? document.body).outlineWidth));
  expect(ring).toBeGreaterThanOrEqual(3);
  const border = await id('settings-save').evaluate((button) => Number.parseFloat(getComputedStyle(button).borderTopWidth));
  expect(border).toBeGreaterThanOrEqual(1);
});

test('with the size of the customer display known, the QR is 60 mm on that very screen, at once and no larger than needed', async () => {
  await openSettings('1920x1080');
  const customer = await bench.display();
  const darkPixels = async (): Promise<number> => {
    const box = await customer.getByTestId('display-qr').boundingBox();
    const modules = await customer.getByTestId('display-qr').locator('svg').evaluate((svg: SVGSVGElement) => svg.viewBox.baseVal.width);
    return ((box?.width ?? 0) * (modules - 8)) / modules;
  };
  await id('tab-till').click();
  await id('display-inches').fill('6');
  await expect(id('settings-save')).toHaveAttribute('aria-disabled', 'true');
  await id('display-inches').fill('15.6');
  await page.keyboard.press('Control+S');
  await expect(page.locator('.saved')).toBeVisible();
  await id('dialog-hide').click();
  await expect(id('settings-window')).toBeHidden();
  await bench.fillBasket(PIECE);
  await new Counter(bench).keyOf('tender-alipay', 'F10');
  await expect(customer.getByTestId('display-qr')).toBeVisible();
  // 15.6 inches in full HD: 5.56 pixels a millimetre. A module is a whole number of pixels.
  const needed = 60 * (Math.hypot(1920, 1080) / (15.6 * 25.4));
  expect(await darkPixels()).toBeGreaterThanOrEqual(needed - 0.01);
  expect(await darkPixels()).toBeLessThan(needed * 1.15);
});
