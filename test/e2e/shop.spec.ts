/** A real shop's first morning, in the real program: no demo, no wallet, nobody in it yet. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..', '..');
let data: string;
let app: ElectronApplication;

async function open(): Promise<Page> {
  const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : [];
  if (process.platform === 'linux') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(process.env['GUITAI_ELECTRON'] ?? '');
  app = await _electron.launch({ args: [ROOT, ...switches], timeout: 30_000, env: { ...(process.env as Record<string, string>), GUITAI_DATA: data, GUITAI_SIZE: '1366x768', GUITAI_DEMO_WINDOWS: '0' } });
  return app.firstWindow();
}

test.beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'guitai-shop-'));
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'profile.json'), JSON.stringify({ profile: 'shop', shopTill: 12 }));
});
test.afterEach(async () => {
  await app.close();
  rmSync(data, { recursive: true, force: true });
});

test('the owner is made with a PIN of their own, which lies in no file, and is asked for it after a restart', async () => {
  let page = await open();
  await expect(page.getByTestId('sign-in')).toHaveAttribute('data-state', 'first_run');
  await page.getByTestId('first-name').fill('王老板');
  await page.getByTestId('first-pin').fill('739154');
  await page.getByTestId('first-again').fill('739154');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('total')).toBeVisible();
  await expect(page.getByTestId('demo-badge')).toHaveCount(0);
  // No wallet is set up: the buttons are there and say why they do nothing.
  await expect(page.getByTestId('tender-mobile')).toHaveAttribute('aria-disabled', 'true');
  await app.close();

  page = await open();
  await expect(page.getByTestId('sign-in')).toHaveAttribute('data-state', 'signed_out');
  // As fingers type; faster would be a scanner.
  await page.keyboard.type('739153', { delay: 120 });
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'wrong_pin');
  // No PIN lies in any file of the program.
  expect(existsSync(join(data, 'profiles', 'shop', 'guitai.db'))).toBe(true);
  for (const name of ['guitai.db', 'guitai.db-wal', 'log/till.jsonl']) {
    const file = join(data, 'profiles', 'shop', name);
    if (existsSync(file)) expect(readFileSync(file, 'latin1')).not.toContain('739154');
  }
});
