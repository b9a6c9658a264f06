// How long the till waits for its disk and its shelves: 1,000 payments of three commits each, the daily questions on them,
// and 10,000 products. Run with `node test/bench/ledger.bench.ts [folder]`; the folder decides which disk is measured.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteCatalogue } from '../../main/adapters/storage/catalogue.ts';
import { fen } from '../../main/domain/money.ts';
import type { Product } from '../../main/ports.ts';
import { aPayment, aSale, entry, NOON, openTill } from '../adapters/storage/support.ts';

const PAYMENTS = 1_000;
const PRODUCTS = 10_000;

/** Runs work so many times and prints the median, the 99th percentile and the worst, in milliseconds. */
function measure(name: string, times: number, work: (index: number) => void): void {
  const taken: number[] = [];
  for (let index = 0; index < times; index++) {
    const begin = performance.now();
    work(index);
    taken.push(performance.now() - begin);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number): string => (taken[Math.min(times - 1, Math.floor(times * share))] ?? 0).toFixed(2).padStart(9);
  process.stdout.write(`${name.padEnd(44)} x${String(times).padStart(5)}  median ${at(0.5)}  p99 ${at(0.99)}  worst ${at(1)} ms\n`);
}

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'guitai-bench-'));
try {
  const { database, ledger, close } = openTill(folder);
  const catalogue = new SqliteCatalogue(database);

  measure('take a serial (durable)', PAYMENTS, () => ledger.takeSerial('micropay'));
  measure('commit: sale and payment begin', PAYMENTS, (index) => {
    ledger.commit({ sales: [aSale(`s${index}`)], payments: [aPayment(`p${index}`, `s${index}`, { createdAt: NOON + index })], entries: [entry('sale', `s${index}`), entry('payment', `p${index}`)] });
  });
  measure('commit: answer of the provider', PAYMENTS, (index) => {
    ledger.commit({ payments: [aPayment(`p${index}`, `s${index}`, { createdAt: NOON + index, phase: 'waiting', revision: 2 })], entries: [entry('payment', `p${index}`)] });
  });
  measure('commit: paid', PAYMENTS, (index) => {
    ledger.commit({
      payments: [aPayment(`p${index}`, `s${index}`, { createdAt: NOON + index, phase: 'paid', call: null, tradeNo: `2026072122001${String(index).padStart(15, '0')}`, revision: 3 })],
      entries: [entry('payment', `p${index}`)],
    });
  });
  measure('payment by id', PAYMENTS, (index) => ledger.payment(`p${index}`));
  measure('payments of a sale', PAYMENTS, (index) => ledger.paymentsOfSale(`s${index}`));
  measure('unfinished payments', 100, () => ledger.unfinishedPayments());
  measure('find by the last six digits', PAYMENTS, (index) => ledger.findPayments(String(index).padStart(6, '0'), 10));
  measure('history of a payment', PAYMENTS, (index) => ledger.history('payment', `p${index}`));
  measure('prove the whole journal', 3, () => ledger.verifyChain());
  measure('rebuild every state from the journal', 1, () => ledger.rebuildProjections());

  const syllables = ['清', '岩', '山', '间', '乌', '龙', '茶', '矿', '泉', '水', '海', '盐', '薯', '片', '红', '烧', '牛', '肉', '面'];
  const initials = ['q', 'y', 's', 'j', 'w', 'l', 'c', 'k', 'q', 's', 'h', 'y', 's', 'p', 'h', 's', 'n', 'r', 'm'];
  const pick = (index: number, place: number): number => (index * 7 + place * (index % 13) + place * 5) % syllables.length;
  const products = Array.from({ length: PRODUCTS }, (_, index): Product => ({
    id: `product-${index}`, code: String(6_900_000_000_000 + index), category: 'all', price: fen(100 + index), unit: 'piece', restricted: false,
    nameZh: Array.from({ length: 6 }, (_, place) => syllables[pick(index, place)] ?? '').join(''),
    nameEn: `Product ${index} of the shelf`,
    pinyin: Array.from({ length: 6 }, (_, place) => initials[pick(index, place)] ?? '').join(''),
  }));
  measure(`replace the catalogue (${PRODUCTS} products)`, 1, () => catalogue.replaceAll(products));
  measure('product by code', 1_000, (index) => catalogue.byCode(String(6_900_000_000_000 + index)));
  for (const text of ['茶', '乌龙', 's', 'wl', 'product', 'shelf 77', '69000000001', '6900000000123', '没有']) {
    measure(`search ${text}`, 20, () => catalogue.search(text, 20));
  }
  close();
  process.stdout.write(`database: ${(statSync(join(folder, 'guitai.db')).size / PAYMENTS / 1024).toFixed(1)} kB a payment, catalogue included\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
