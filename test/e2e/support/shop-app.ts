/** The built product as a real shop in a real Electron: no demo, no wallet, nobody in it yet. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export class ShopApp {
  /** Where the program keeps everything. */
  readonly data: string;
  private app: ElectronApplication | undefined;

  constructor(tillNumber: number) {
    this.data = mkdtempSync(join(tmpdir(), 'guitai-shop-'));
    mkdirSync(this.data, { recursive: true });
    writeFileSync(join(this.data, 'profile.json'), JSON.stringify({ profile: 'shop', shopTill: tillNumber }));
  }

  get electron(): ElectronApplication {
    if (!this.app) throw new Error('the shop is not open');
    return this.app;
  }

  async open(): Promise<Page> {
    const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : [];
    if (process.platform === 'linux') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(process.env['GUITAI_ELECTRON'] ?? '');
    this.app = await _electron.launch({ args: [ROOT, ...switches], timeout: 30_000, env: { ...(process.env as Record<string, string>), GUITAI_DATA: this.data, GUITAI_SIZE: '1366x768', GUITAI_DEMO_WINDOWS: '0' } });
    return this.app.firstWindow();
  }

  /** Makes the owner, who is signed in then. */
  async makeOwner(page: Page, name: string, pin: string): Promise<void> {
    await expect(page.getByTestId('sign-in')).toHaveAttribute('data-state', 'first_run');
    await page.getByTestId('first-name').fill(name);
    await page.getByTestId('first-pin').fill(pin);
    await page.getByTestId('first-again').fill(pin);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('total')).toBeVisible();
  }

  /** Closes the program; its data stays. */
  async stop(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
