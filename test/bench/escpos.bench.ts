/**
 * Our encoder against the npm package `escpos` on one receipt in one run: `node test/bench/escpos.bench.ts`. Speed does not
 * decide here (both are fast enough); it shows what wrapping, aligned columns and right codes cost.
 */
import { createRequire } from 'node:module';
import { PROFILE_80MM, encodeReceipt } from '../../main/adapters/hardware/escpos.ts';
import { formatYuan } from '../../main/domain/money.ts';
import { saleReceipt } from '../../main/domain/receipt.ts';
import type { SaleReceiptData } from '../../main/domain/receipt.ts';
import { sampleSale } from '../support/receipt-samples.ts';

interface EscposPrinter {
  align(side: 'CT' | 'LT'): EscposPrinter;
  text(content: string): EscposPrinter;
  tableCustom(cells: readonly object[]): EscposPrinter;
  qrcode(content: string, version: number, level: string, size: number): EscposPrinter;
  barcode(code: string, type: string, options: object): EscposPrinter;
  cut(): EscposPrinter;
  flush(done: () => void): EscposPrinter;
}

interface EscposPackage {
  readonly Printer: new (adapter: object, options: object) => EscposPrinter;
}

const { Printer }: EscposPackage = createRequire(import.meta.url)('escpos');
const LINES = 40;
const WARM_UP = 200;
const ROUNDS = 2000;

const base = sampleSale('zh');
const sale: SaleReceiptData = { ...base, lines: Array.from({ length: LINES }, (_, index) => base.lines[index % base.lines.length]).filter((line) => line !== undefined) };

function ours(): number {
  return encodeReceipt(saleReceipt(sale), PROFILE_80MM).bytes.length;
}

function theirs(): number {
  let bytes = 0;
  const printer = new Printer({ write: (chunk: Uint8Array) => { bytes += chunk.length; } }, { encoding: 'GB18030', width: 48 });
  printer.align('CT').text(sale.shop.name).text(sale.shop.address ?? '').align('LT').text(sale.receiptNo).text(sale.time);
  for (const line of sale.lines) {
    printer.tableCustom([
      { text: line.name, align: 'LEFT', width: 0.4 },
      { text: line.quantityText, align: 'RIGHT', width: 0.2 },
      { text: formatYuan(line.unitPrice), align: 'RIGHT', width: 0.2 },
      { text: formatYuan(line.amount), align: 'RIGHT', width: 0.2 },
    ]);
  }
  printer.text(formatYuan(sale.total));
  for (const tender of sale.tenders) {
    if (tender.kind === 'wallet') printer.text(tender.outTradeNo).barcode(tender.outSn, 'CODE128', { width: 2, height: 64 });
  }
  printer.qrcode(sale.refundCode, 3, 'm', 6).cut().flush(() => undefined);
  return bytes;
}

function measure(name: string, encode: () => number): void {
  for (let round = 0; round < WARM_UP; round += 1) encode();
  const start = performance.now();
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) bytes = encode();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${name.padEnd(14)} ${Math.round(ROUNDS / seconds).toLocaleString('en')} receipts/s  ${bytes} bytes  ${LINES} lines`);
}

measure('guitai', ours);
measure('escpos 2.5.2', theirs);
