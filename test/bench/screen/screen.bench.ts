// From a key or a scan to the painted answer, in the real program: 10,000 products on the shelves, 200 lines in the basket; and what the
// page and the core work for it. Run after a build with `node test/bench/screen/screen.bench.ts [times]`, on a display or under xvfb-run;
// GUITAI_ELECTRON names the program.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteCatalogue } from '../../../main/adapters/storage/catalogue.ts';
import { openDatabase } from '../../../main/adapters/storage/database.ts';
import { SystemClock } from '../../../main/adapters/system.ts';
import { fen } from '../../../main/domain/money.ts';
import type { Log, Product } from '../../../main/ports.ts';
import { findElectron } from '../../../scripts/lib/electron.mjs';
import { Bench } from '../../e2e/support/app.ts';
import { figure, summary } from '../support/figures.ts';

const PRODUCTS = 10_000;
const LINES = 200;
const TIMES = Number(process.argv[2] ?? 60);
/** The same scan again: its row stands far from the end of the list. */
const EARLY_ROW = 7;
const BETWEEN_MS = 350;

process.env['GUITAI_ELECTRON'] ??= findElectron()?.path ?? '';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const product = (index: number): Product => ({
  id: `product-${index}`, code: withCheckDigit(String(690_000_000_000 + index)), category: 'all', price: fen(100 + (index % 900)), unit: 'piece', restricted: false,
  nameZh: `商品${index} 号`, nameEn: `Product ${index} of the shelf`, pinyin: `sp${index}h`, ...(index < 18 && { quickKey: index }),
});

function withCheckDigit(twelve: string): string {
  const sum = Array.from(twelve, Number).reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 1 : 3), 0);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}

/** Notes from inside the page when the first change of a place is painted after the last key, on the clock that stamps the keys. */
const WATCH = `(() => {
  window.bench = { last: 0, paint: 0, place: '' };
  let inFrame = false;
  const painted = (then) => { const channel = new MessageChannel(); channel.port1.onmessage = then; channel.port2.postMessage(0); };
  const note = () => painted(() => { window.bench.paint = performance.now() - window.bench.last; });
  addEventListener('keydown', (event) => { window.bench.last = event.timeStamp; }, true);
  // What the page draws inside a frame is painted with that frame, not with the next.
  const request = requestAnimationFrame;
  window.requestAnimationFrame = (run) => request((time) => { inFrame = true; painted(() => { inFrame = false; }); run(time); });
  new MutationObserver((changes) => {
    if (window.bench.paint !== 0 || !changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest(window.bench.place))) return;
    window.bench.paint = -1;
    if (inFrame) note();
    else request(note);
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-count', 'data-seq', 'data-fen', 'aria-current', 'value'] });
})()`;

interface Series {
  /** From the last key to the painted answer, ms. */
  readonly painted: readonly number[];
  /** CPU time of one act, ms. */
  readonly page: number;
  readonly core: number;
}

async function main(): Promise<void> {
  const bench = await Bench.start();
  try {
    await bench.kill();
    stock(bench);
    const page = await bench.open();
    for (let index = 0; index < LINES; index += 1) {
      await bench.scan(product(index).code);
      await pause(100);
    }
    await page.evaluate(WATCH);
    report(`scan into ${LINES} lines, new line`, await measure(bench, '.lines', (index) => bench.scan(product(LINES + index).code)));
    report('scan of goods that are there', await measure(bench, '.lines', () => bench.scan(product(EARLY_ROW).code)));
    report('arrow key chooses a line', await measure(bench, '.lines', () => page.keyboard.press('ArrowUp')));
    report('quick key', await measure(bench, '.lines', () => page.keyboard.press('Alt+3')));
    report('search, one letter more', await measure(bench, '.search', (index) => page.keyboard.press(index % 4 === 3 ? 'Escape' : 's')));
    process.stdout.write(`lines in the basket: ${await page.getByTestId('lines').getAttribute('data-count')}\n`);
  } finally {
    await bench.close();
  }
}

/** Fills the shelves of the demo while the till is not running. */
function stock(bench: Bench): void {
  const database = openDatabase(join(bench.folder, 'data', 'profiles', 'demo', 'guitai.db'), { log: quiet, clock: new SystemClock() });
  new SqliteCatalogue(database).replaceAll(Array.from({ length: PRODUCTS }, (_, index) => product(index)));
  database.close();
}

async function measure(bench: Bench, place: string, act: (index: number) => Promise<unknown>): Promise<Series> {
  const painted: number[] = [];
  // What a scan torn by a busy machine may have left in the search box.
  await bench.page.keyboard.press('Escape');
  const before = await worked(bench);
  for (let index = 0; index < TIMES; index += 1) {
    await bench.page.evaluate(`Object.assign(window.bench, { paint: 0, place: '${place}' })`);
    await act(index);
    await pause(BETWEEN_MS);
    const paint = Number(await bench.page.evaluate('window.bench.paint'));
    if (paint > 0) painted.push(paint);
  }
  const after = await worked(bench);
  return { painted, page: (after.page - before.page) / TIMES, core: (after.core - before.core) / TIMES };
}

/** CPU time that the till's page and the core have used so far, ms. The driver of the bench is part of it. */
async function worked(bench: Bench): Promise<{ readonly page: number; readonly core: number }> {
  return bench.electron.evaluate(({ app, BrowserWindow }) => {
    const pid = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes('index.html'))?.webContents.getOSProcessId();
    const metrics = app.getAppMetrics();
    const used = (wanted: number | undefined): number => (metrics.find((each) => each.pid === wanted)?.cpu.cumulativeCPUUsage ?? 0) * 1000;
    return { page: used(pid), core: used(process.pid) };
  });
}

function report(name: string, { painted, page, core }: Series): void {
  const { median, p95, p99, worst } = summary(painted);
  process.stdout.write(`${name.padEnd(32)} x${String(painted.length).padStart(4)}  median ${figure(median)}  p95 ${figure(p95)}  p99 ${figure(p99)}  worst ${figure(worst)} ms   CPU: page ${figure(page)}  core ${figure(core)} ms\n`);
}

await main();
