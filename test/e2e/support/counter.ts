/** What a cashier does at the counter, hand by hand: real keys, real scans. Waits are for what the screen shows, never for a time. */
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { codesOf, linesOf } from '../../../main/simulator/printer/paper.ts';
import type { Wallet } from '../../../main/simulator/world.ts';
import type { Bench } from './app.ts';

/** Pauses of fingers between figures, ms: shorter ones would be a scanner's. */
const FINGERS_MS = 110;

/** The first tries of a provider stay without an answer; a cashier may then ask for more than waiting. */
const SILENCE = { timeout: 30_000 } as const;

const WALLETS = ['alipay', 'wechat'] as const;

/** Whether a press would reach a button: it is alive, and no window lies over it, which would take the key for itself. Runs in the page. */
function reach(button: Element): 'reached' | 'gone' | 'dead' | 'covered' {
  if (!button.isConnected) return 'gone';
  if (button.getAttribute('aria-disabled') === 'true') return 'dead';
  // The window on top has the focus; without one no window may be open that the button does not stand in.
  const windows = [...document.querySelectorAll('dialog:modal')];
  const top = document.activeElement?.closest('dialog:modal');
  const reached = top ? top.contains(button) : windows.length === 0 || windows.some((each) => each.contains(button));
  return reached ? 'reached' : 'covered';
}

export class Counter {
  readonly bench: Bench;
  private before = { asked: { alipay: 0, wechat: 0 }, held: { alipay: 0, wechat: 0 }, trades: { alipay: 0, wechat: 0 }, papers: 0 };

  constructor(bench: Bench) {
    this.bench = bench;
  }

  /** From here on only what is new counts: several tests share one start of the program, as sales share a shift. */
  mark(): void {
    const { bench } = this;
    const each = (count: (wallet: Wallet) => number): Record<Wallet, number> => ({ alipay: count('alipay'), wechat: count('wechat') });
    this.before = { asked: each((wallet) => bench.gateway(wallet).log().length), held: each((wallet) => bench.held(wallet)), trades: each((wallet) => bench.gateway(wallet).trades().length), papers: bench.simulator.printer.receipts().length };
  }

  /** What each provider holds for the shop beyond what it held before, fen: Alipay, WeChat Pay. */
  held(): readonly number[] {
    return WALLETS.map((wallet) => this.bench.held(wallet) - this.before.held[wallet]);
  }

  /** The orders at a provider, oldest first. */
  trades(wallet: Wallet) {
    return this.bench.gateway(wallet).trades().slice(this.before.trades[wallet]);
  }

  /** Gives up what stands in the basket. */
  async dropSale(): Promise<void> {
    await this.keyOf('drop', 'Control+Delete');
    await this.yes();
    await expect(this.at('lines')).toBeHidden();
  }

  /** Says yes to the question on the screen, which is gone then. */
  async yes(): Promise<void> {
    await this.keyOf('ask-yes', 'F8');
    await expect(this.at('ask-yes')).toBeHidden();
  }

  at(testId: string): Locator {
    return this.bench.page.getByTestId(testId);
  }

  get finished(): Locator {
    return this.at('finished');
  }

  /** One key or chord. */
  async key(name: string): Promise<void> {
    await this.bench.page.keyboard.press(name);
  }

  /** Figures as fingers type them. */
  async type(text: string): Promise<void> {
    await this.bench.page.keyboard.type(text, { delay: FINGERS_MS });
    // What follows at once would count as the end of a scan.
    await this.bench.page.waitForTimeout(FINGERS_MS);
  }

  /** A scan, and the moment that a hand needs to come after a scanner: an Enter at its heels would count as the scanner's own. */
  async scan(text: string): Promise<void> {
    await this.bench.scan(text);
    await this.bench.page.waitForTimeout(FINGERS_MS);
  }

  /** Esc, until the window that it closes is gone: a key that came at once would still be that window's. */
  async escape(): Promise<void> {
    const windows = this.bench.page.getByRole('dialog');
    const open = await windows.count();
    await this.key('Escape');
    await expect.poll(() => windows.count(), SILENCE).toBeLessThan(open);
  }

  /** A key that belongs to a button, once the button is there and alive and nothing lies over it. */
  async keyOf(testId: string, name: string): Promise<void> {
    await this.alive(testId);
    await this.key(name);
  }

  /** Buttons are dead for a moment after the screen changed under the finger, and out of reach under a window. */
  async alive(testId: string): Promise<Locator> {
    const button = this.at(testId);
    await expect(button).toBeVisible(SILENCE);
    await expect.poll(() => button.evaluate(reach), { ...SILENCE, message: testId }).toBe('reached');
    return button;
  }

  /** A key that changes what is to be paid: it has done so when this is the sum, fen. */
  async typeUntil(text: string, totalFen: number): Promise<void> {
    await this.type(text);
    await expect(this.at('total')).toHaveAttribute('data-fen', String(totalFen));
  }

  /** Mobile Payment with this code; the payment window is open, or the sale finished already. */
  async payByCode(code: string): Promise<void> {
    await this.keyOf('tender-mobile', 'F9');
    await expect(this.at('code-input')).toBeVisible();
    await this.scan(code);
    await expect(this.at('code-window')).toBeHidden();
  }

  /** The refund desk, with a payment found by its number. */
  async openRefund(number: string): Promise<void> {
    await this.keyOf('open-refund', 'F4');
    await expect(this.at('refund-desk')).toBeVisible();
    await this.scan(number);
    await expect(this.at('refundable')).toBeVisible();
  }

  /** Leaves the window of a payment that has ended. */
  async goOn(): Promise<void> {
    await this.keyOf('payment-go-on', 'Enter');
    await expect(this.bench.stage()).toBeHidden();
  }

  async stageIs(stage: string): Promise<void> {
    await expect(this.bench.stage()).toHaveAttribute('data-stage', stage, SILENCE);
  }

  /** The id of the payment in the window. */
  async paymentId(): Promise<string> {
    return (await this.bench.stage().getAttribute('data-payment-id')) ?? '';
  }

  chip(paymentId: string): Locator {
    return this.at(`tender-chip-${paymentId}`);
  }

  async chipIs(paymentId: string, state: string): Promise<void> {
    await expect(this.chip(paymentId)).toHaveAttribute('data-state', state, SILENCE);
  }

  /** The till's own words for the sum that a figure stands for, fen. */
  async fenOf(testId: string): Promise<number> {
    return Number(await this.at(testId).getAttribute('data-fen'));
  }

  /** The supervisor comes: a reason by key, a PIN by fingers, Enter. */
  async approve(pin?: string): Promise<void> {
    await expect(this.at('approval-window')).toBeVisible();
    await this.key('Control+5');
    await this.type(pin ?? (await this.bench.approver()).pin);
    await this.keyOf('approval-grant', 'Enter');
  }

  /** Finishes a sale that is paid and goes on to the next customer. */
  async next(): Promise<void> {
    await this.keyOf('next-sale', 'Enter');
    await expect(this.finished).toBeHidden();
  }

  /** A provider that cannot be reached from now on. Ends with `faults.clear()`. */
  silence(wallet: Wallet, operation: 'any' | 'query' = 'any'): void {
    this.bench.simulator.faults.add({ gateway: wallet, operation, fault: { kind: 'drop-before' }, times: Number.POSITIVE_INFINITY });
  }

  /** How often the till sent an operation to a provider. */
  sent(wallet: Wallet, operation: string): number {
    return this.bench.gateway(wallet).log().slice(this.before.asked[wallet]).filter((line) => line.operation === operation).length;
  }

  /** The papers in the order in which they came out. */
  papers(): readonly { readonly lines: readonly string[]; readonly codes: readonly string[] }[] {
    return this.bench.simulator.printer.receipts().toReversed().slice(this.before.papers).map(({ paper }) => ({ lines: linesOf(paper), codes: codesOf(paper).map(({ content }) => content) }));
  }

  async paper(count: number): Promise<{ readonly lines: readonly string[]; readonly codes: readonly string[] }> {
    await expect.poll(() => this.papers().length, SILENCE).toBe(count);
    const last = this.papers().at(-1);
    if (!last) throw new Error('no paper came out');
    return last;
  }
}
