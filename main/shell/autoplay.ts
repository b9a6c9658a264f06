/**
 * Plays a demo sale by itself on the real screen, as a cashier would with scanner and keys, and leaves what a person would
 * like to see: screenshots, the receipts as PNG, and the journal's lines. For machines without a display, and for a first look.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, session as sessions } from 'electron';
import { formatYuan } from '../domain/money.ts';
import type { Till } from '../app/till.ts';
import type { Log } from '../ports.ts';
import type { Simulator } from '../simulator/index.ts';
import { lockContents, lockSession } from './lock-down.ts';
import { SAFE_PREFERENCES } from './windows.ts';

export interface AutoplayOptions {
  readonly window: BrowserWindow;
  readonly till: Till;
  readonly simulator: Simulator;
  readonly folder: string;
  readonly log: Log;
}

const STEP_MS = 15_000;
const SETTLE_MS = 700;
const PRESS_AGAIN_MS = 3_000;

const PAGE_IS_UP = `new Promise((resolve) => {
  const look = () => (document.querySelector('[data-testid="total"]') ? resolve(true) : requestAnimationFrame(look));
  look();
})`;

/** Returns the process's exit code: 0 when a barcode and a QR payment were taken and their receipts came out. */
export async function playDemo({ window, till, simulator, folder, log }: AutoplayOptions): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const say = (line: string): boolean => process.stdout.write(`demo: ${line}\n`);
  const shoot = async (name: string): Promise<void> => {
    await pause(SETTLE_MS);
    writeFileSync(join(folder, `${name}.png`), (await window.webContents.capturePage()).toPNG());
    say(`screenshot ${name}.png`);
  };
  /** A key that falls into the moment in which the screen changed under the finger does nothing, so it is pressed again, as a person would. */
  const pressUntil = (keyCode: string, what: string, holds: () => boolean): Promise<void> => {
    let pressedAt = 0;
    return until(what, () => {
      if (holds()) return true;
      if (Date.now() - pressedAt < PRESS_AGAIN_MS) return false;
      pressedAt = Date.now();
      window.webContents.sendInputEvent({ type: 'keyDown', keyCode });
      window.webContents.sendInputEvent({ type: 'keyUp', keyCode });
      return false;
    });
  };
  try {
    await window.webContents.executeJavaScript(PAGE_IS_UP);
    await shoot('1-empty-till');
    for (const product of till.catalogue.quickKeys().slice(0, 3)) simulator.scanner.scan(product.code);
    await shoot('2-basket');

    await pressUntil('F9', 'the till asks for the payment code', () => till.session.awaitingCode !== null);
    await shoot('3-payment-code');
    simulator.scanner.scan(simulator.world.issueCode(simulator.world.buyerOf('alipay').id).code);
    await until('the barcode payment is proved', () => till.session.finishedSaleId !== null);
    await receiptOut(simulator, 1);
    await shoot('4-paid-by-barcode');
    const first = till.session.finishedSaleId;

    for (const product of till.catalogue.quickKeys().slice(3, 5)) simulator.scanner.scan(product.code);
    await until('the next sale is open', () => till.session.finishedSaleId === null);
    await pause(SETTLE_MS);
    await pressUntil('F11', 'the QR is shown', () => shownQr(till) !== undefined);
    await shoot('5-qr');
    const buyer = simulator.world.buyerOf('wechat').id;
    const scanned = simulator.wechat.scanQr(shownQr(till) ?? '', buyer);
    if (typeof scanned === 'string') throw new Error(`the phone cannot scan the QR: ${scanned}`);
    simulator.wechat.confirm(scanned.outTradeNo, buyer);
    await until('the QR payment is proved', () => till.session.finishedSaleId !== null && till.session.finishedSaleId !== first);
    await receiptOut(simulator, 2);
    await shoot('6-paid-by-qr');

    await saveReceipts(simulator, folder, say, log);
    saveJournal(till, folder, say);
    say(`done, everything is in ${folder}`);
    return 0;
  } catch (error) {
    log.error('autoplay.failed', {}, error);
    say(`failed: ${error instanceof Error ? error.message : String(error)}`);
    await shoot('failed');
    return 1;
  }
}

function shownQr(till: Till): string | undefined {
  const id = till.session.shownPaymentId;
  return id === null ? undefined : till.ledger.payment(id)?.qrText;
}

async function receiptOut(simulator: Simulator, count: number): Promise<void> {
  await until(`receipt ${count} is on the paper`, () => simulator.printer.view().papers.length >= count);
}

async function saveReceipts(simulator: Simulator, folder: string, say: (line: string) => void, log: Log): Promise<void> {
  for (const [index, paper] of simulator.printer.view().papers.toReversed().entries()) {
    const svg = simulator.printer.svg(paper.id);
    if (svg === undefined) continue;
    const name = `receipt-${index + 1}`;
    writeFileSync(join(folder, `${name}.svg`), svg);
    writeFileSync(join(folder, `${name}.png`), await drawPaper(simulator.urls.printer, svg, paper.width, paper.height, log));
    say(`receipt ${name}.png`);
  }
}

/** A receipt as PNG, drawn by the browser that is there anyway, in the printer's own page because that has the fonts. */
async function drawPaper(page: string, svg: string, width: number, height: number, log: Log): Promise<Buffer> {
  const own = sessions.fromPartition('paper');
  lockSession(own, new URL(page).origin, log);
  const window = new BrowserWindow({
    show: false, width, height, useContentSize: true,
    webPreferences: { ...SAFE_PREFERENCES, offscreen: true, session: own },
  });
  lockContents(window.webContents, new URL(page).origin, log);
  try {
    await window.loadURL(page);
    await window.webContents.executeJavaScript(`(async () => {
      const paper = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').documentElement;
      document.body.replaceChildren(paper);
      Object.assign(document.body.style, { margin: '0', padding: '0', display: 'block', background: '#fff' });
      Object.assign(paper.style, { display: 'block', width: '${width}px', height: '${height}px' });
      scrollTo(0, 0);
      await document.fonts.ready;
    })()`);
    await pause(SETTLE_MS);
    return (await window.webContents.capturePage({ x: 0, y: 0, width, height })).toPNG();
  } finally {
    window.destroy();
  }
}

function saveJournal(till: Till, folder: string, say: (line: string) => void): void {
  const lines = till.ledger.recentPayments(10).toReversed().flatMap((payment) => [
    `# ${payment.wallet} ${payment.kind} ${formatYuan(payment.amount)} yuan  out_trade_no ${payment.outTradeNo}  Out_SN ${payment.outSn}  ${payment.phase}`,
    ...till.ledger.history('payment', payment.id).map((entry) => `${new Date(entry.at).toISOString()}  ${entry.note}  by ${entry.by}  ${entry.hash.slice(0, 16)}`),
  ]);
  writeFileSync(join(folder, 'journal.txt'), `${lines.join('\n')}\n`);
  say('journal journal.txt');
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + STEP_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
