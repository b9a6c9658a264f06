/** The built product in a real Electron, against a simulator in the test's own process that outlives the till's crashes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { startSimulator } from '../../../main/simulator/index.ts';
import type { Simulator } from '../../../main/simulator/index.ts';
import { worldOf } from '../../../main/composition.ts';
import { DEFAULT_WEDGE } from '../../../renderer/scan/wedge.ts';
import type { Snapshot } from '../../../preload/contract/routes.ts';

/** No gap inside a scan is longer, ms: what the till takes for one. */
const LONGEST_GAP_MS = DEFAULT_WEDGE.longestGapMs;
/** What is left of a torn scan has been told from typing by then, ms. */
const TORN_MS = 500;

const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface BenchOptions {
  /** Self-checkout instead of a counter. */
  readonly kiosk?: boolean;
  /** The customer's second screen as a window of this size, CSS pixels. */
  readonly display?: `${number}x${number}`;
  /** Size of the till's or kiosk's own window. */
  readonly size?: `${number}x${number}`;
}

export class Bench {
  readonly simulator: Simulator;
  private readonly options: BenchOptions;
  readonly folder: string;
  private app: ElectronApplication | undefined;
  private current: Page | undefined;

  private constructor(simulator: Simulator, options: BenchOptions) {
    this.simulator = simulator;
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'guitai-e2e-'));
    writeFileSync(join(this.folder, 'world.json'), JSON.stringify(worldOf(simulator)));
  }

  static async start(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(await startSimulator(), options);
    await bench.open();
    return bench;
  }

  get page(): Page {
    if (!this.current) throw new Error('the till is not open');
    return this.current;
  }

  get electron(): ElectronApplication {
    if (!this.app) throw new Error('the till is not open');
    return this.app;
  }

  async open(): Promise<Page> {
    const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : [];
    // Named by its folder, Electron is started with Playwright's hold on its "ready": otherwise the window may open while
    // the driver is still attaching, and now and then neither gets any further.
    // (Elsewhere the official program is the only one there is, and Playwright finds it by itself.)
    if (process.platform === 'linux') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(process.env['GUITAI_ELECTRON'] ?? '');
    this.app = await _electron.launch({
      args: [ROOT, ...switches],
      timeout: 30_000,
      env: {
        ...(process.env as Record<string, string>), GUITAI_DATA: join(this.folder, 'data'), GUITAI_WORLD: join(this.folder, 'world.json'),
        GUITAI_SIZE: this.options.size ?? '1366x768', GUITAI_DEMO_WINDOWS: '0',
        ...(this.options.kiosk && { GUITAI_KIOSK: '1' }), ...(this.options.display && { GUITAI_DISPLAY: this.options.display }),
      },
    });
    this.current = await this.app.firstWindow();
    // A restart may find the sale paid meanwhile, and then shows it finished.
    await expect(this.current.locator('[data-testid="total"], [data-testid="finished"], [data-testid="kiosk"]').first()).toBeVisible({ timeout: 30_000 });
    return this.current;
  }

  /** The program has ended by itself. */
  async closed(): Promise<void> {
    const { app } = this;
    if (app) await app.waitForEvent('close');
    this.app = undefined;
    this.current = undefined;
  }

  /** The demo's owner, who may do everything, stands at the till. */
  async signInOwner(): Promise<void> {
    const signedIn = await this.page.evaluate(() => new Promise<boolean>((resolve) => {
      const stop = window.guitai?.watch('till', (snapshot) => {
        queueMicrotask(() => stop?.());
        const { demo } = JSON.parse(snapshot) as Snapshot<'till'>;
        void window.guitai?.ask('people.signIn', { personId: 'demo-owner', pin: demo?.approver.pin ?? '' }).then(({ ok }) => resolve(ok));
      });
    }));
    expect(signedIn).toBe(true);
  }

  /** As a power cut does it: no warning, nothing is closed. */
  async kill(): Promise<void> {
    const child = this.electron.process();
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await gone;
    this.app = undefined;
    this.current = undefined;
  }

  async close(): Promise<void> {
    await this.app?.close();
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a provider holds for the shop, fen. */
  held(wallet: 'alipay' | 'wechat'): number {
    return this.gateway(wallet).trades().reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0);
  }

  gateway(wallet: 'alipay' | 'wechat') {
    return wallet === 'alipay' ? this.simulator.alipay : this.simulator.wechat;
  }

  buyer(wallet: 'alipay' | 'wechat'): string {
    return this.simulator.world.buyerOf(wallet).id;
  }

  paymentCode(wallet: 'alipay' | 'wechat'): string {
    return this.simulator.world.issueCode(this.buyer(wallet)).code;
  }

  /**
   * A keyboard scanner: real key events, as close together as the fastest scanner sends them, then Enter. It is no device of its own: where
   * the machine stands still while it sends, its keys are further apart than any scanner's or come too late, which the till says; and it
   * scans again as a cashier would.
   */
  async scan(text: string): Promise<void> {
    const torn = this.page.locator('[data-testid="scan-refused"][data-because="torn"]');
    while ((await this.burst(text)) > LONGEST_GAP_MS || (await torn.isVisible())) await this.page.waitForTimeout(TORN_MS);
  }

  /** Sends keys and Enter; returns the longest pause between two of them as the till has seen it, ms. */
  private async burst(text: string): Promise<number> {
    const keys = [...text, 'Enter'];
    const strokes = await this.page.evaluateHandle(() => {
      const stamps: number[] = [];
      const note = ({ timeStamp }: KeyboardEvent): void => void stamps.push(timeStamp);
      window.addEventListener('keydown', note, { capture: true });
      return { stamps, stop: () => window.removeEventListener('keydown', note, { capture: true }) };
    });
    await this.electron.evaluate(({ BrowserWindow }, keyCodes) => {
      const window = BrowserWindow.getAllWindows().find((each) => /(index|kiosk)\.html/.test(each.webContents.getURL()));
      for (const keyCode of keyCodes) {
        window?.webContents.sendInputEvent({ type: 'keyDown', keyCode });
        if (keyCode.length === 1) window?.webContents.sendInputEvent({ type: 'char', keyCode });
        window?.webContents.sendInputEvent({ type: 'keyUp', keyCode });
      }
    }, keys);
    await expect.poll(() => strokes.evaluate(({ stamps }) => stamps.length)).toBe(keys.length);
    return strokes.evaluate(({ stamps, stop }) => {
      stop();
      return Math.max(...stamps.slice(1).map((stamp, index) => stamp - (stamps[index] ?? stamp)));
    });
  }

  /** A product by its bar code, so that there is something to pay. Returns what is due, fen. */
  async fillBasket(code: string): Promise<number> {
    await this.scan(code);
    await expect(this.page.getByTestId('lines')).not.toBeEmpty();
    await expect(this.page.getByTestId('total')).not.toHaveText(/^\D*0\.00\D*$/);
    const text = (await this.page.getByTestId('total').textContent()) ?? '';
    return Number((text.match(/\d+\.\d{2}/)?.[0] ?? '').replace('.', ''));
  }

  /** The customer's second screen. */
  async display(): Promise<Page> {
    const find = () => this.electron.windows().find((page) => page.url().includes('display.html'));
    await expect.poll(() => find() !== undefined).toBe(true);
    const page = find();
    if (!page) throw new Error('the second screen is not open');
    return page;
  }

  /** The demo's supervisor and the PIN that stands on the demo's own screen. */
  async approver(): Promise<{ readonly name: string; readonly pin: string }> {
    const text = (await this.page.getByText(/演示：|Demo: the PIN/).first().textContent()) ?? '';
    const pin = /\d{4,}/.exec(text)?.[0] ?? '';
    return { name: text, pin };
  }

  stage() {
    return this.page.getByTestId('payment-window');
  }
}
