// From a key or a scan to the painted answer, in the real program: 10,000 products on the shelves, 200 lines in the basket. Run after a
// build with `node test/bench/screen/screen.bench.ts [times]`, on a display or under xvfb-run; GUITAI_ELECTRON names the program.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteCatalogue } from '../../../main/adapters/storage/catalogue.ts';
import { openDatabase } from '../../../main/adapters/storage/database.ts';
import { SystemClock } from '../../../main/adapters/system.ts';
import { fen } from '../../../main/domain/money.ts';
import type { Log, Product } from '../../../main/ports.ts';
import { findElectron } from '../../../scripts/lib/electron.mjs';
import { Bench } from '../../e2e/support/app.ts';

const PRODUCTS = 10_000;
const LINES = 200;
const TIMES = Number(process.argv[2] ?? 60);

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
  addEventListener('keydown', (event) => { window.bench.last = event.timeStamp; }, true);
  new MutationObserver((changes) => {
    if (window.bench.paint !== 0 || !changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest(window.bench.place))) return;
    window.bench.paint = -1;
    requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => { window.bench.paint = performance.now() - window.bench.last; }; channel.port2.postMessage(0); });
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-count', 'data-seq', 'data-fen', 'aria-current'] });
})()`;

async function main(): Promise<void> {
  const bench = await Bench.start();
  try {
    await bench.kill();
    stock(bench);
    const page = await bench.open();
    for (let index = 0; index < LINES; index += 1) {
      await bench.scan(product(index).code);
      await pause(120);
    }
    await page.evaluate(WATCH);
    report(`scan into ${LINES} lines, new line`, await measure(bench, '.sale', (index) => bench.scan(product(LINES + index).code)));
    report('scan of goods that are there', await measure(bench, '.sale', () => bench.scan(product(7).code)));
    report('arrow key chooses a line', await measure(bench, '.sale', () => page.keyboard.press('ArrowUp')));
    report('quick key', await measure(bench, '.sale', () => page.keyboard.press('Alt+3')));
    report('search, one letter more', await measure(bench, '.products', (index) => page.keyboard.press(index % 4 === 3 ? 'Escape' : 's')));
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

async function measure(bench: Bench, place: string, act: (index: number) => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let index = 0; index < TIMES; index += 1) {
    await bench.page.evaluate(`Object.assign(window.bench, { paint: 0, place: '${place}' })`);
    await act(index);
    await pause(350);
    const paint = Number(await bench.page.evaluate('window.bench.paint'));
    if (paint > 0) taken.push(paint);
  }
  return taken.sort((a, b) => a - b);
}

function report(name: string, taken: readonly number[]): void {
  const at = (share: number): string => (taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0).toFixed(1).padStart(7);
  process.stdout.write(`${name.padEnd(36)} x${String(taken.length).padStart(4)}  median ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}  worst ${at(1)} ms\n`);
}

await main();
