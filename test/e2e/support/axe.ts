/** The rules of WCAG 2.2 AA, as far as a program can judge them, on the page as it stands. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Buttons are dead for 600 ms after a screen has changed; a page is judged when it has come to rest. */
const SETTLED_MS = 700;

/** No violation; the message names the screen, the rule and the elements. A page in high contrast is held to 7:1. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  // A colour on its way from one state to the next is neither of the two.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const strong = (await page.locator(":root:is([data-theme='contrast'], [data-contrast='more'])").count()) > 0;
  await page.waitForTimeout(SETTLED_MS);
  // A till has one window: the pages that the checker would open for frames of other origins do not exist here.
  const { violations } = await new AxeBuilder({ page }).options({ rules: { 'color-contrast-enhanced': { enabled: strong } } }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary?.split('\n')[1]?.trim() ?? ''})`).join(' | ')}`);
  expect(found, screen).toEqual([]);
}
