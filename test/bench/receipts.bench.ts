/**
 * Receipts encoded per second, ours and four packages, one receipt, one run: `node test/bench/receipts.bench.ts`. Each has a
 * process of its own, rounds take turns, and speed is counted in processor time, so that neither the others' garbage nor other
 * work on the machine decides. What comes out is read by the virtual printer, because fast and wrong is no receipt.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { PROFILE_80MM, encodeReceipt } from '../../main/adapters/hardware/escpos.ts';
import { formatYuan } from '../../main/domain/money.ts';
import { saleReceipt } from '../../main/domain/receipt.ts';
import type { SaleReceiptData } from '../../main/domain/receipt.ts';
import { codesOf, linesOf } from '../../main/simulator/printer/paper.ts';
import { interpret } from '../support/print-on-paper.ts';
import { sampleSale } from '../support/receipt-samples.ts';

const require = createRequire(import.meta.url);
const LINES = 40;
const ROUNDS = 3;
const WARM_UP_MS = 1500;
const ROUND_MS = 1000;

const base = sampleSale('zh');
const sale: SaleReceiptData = { ...base, lines: Array.from({ length: LINES }, (_, index) => base.lines[index % base.lines.length]).filter((line) => line !== undefined) };
const wallet = sale.tenders.find((tender) => tender.kind === 'wallet');
if (!wallet) throw new Error('the sample sale has a wallet payment');
const { outSn, outTradeNo } = wallet;

const figures = sale.lines.map((line) => [line.name, line.quantityText, formatYuan(line.unitPrice), formatYuan(line.amount)] as const);

function guitai(): Uint8Array {
  return encodeReceipt(saleReceipt(sale), PROFILE_80MM).bytes;
}

interface EscposPrinter {
  align(side: 'CT' | 'LT'): EscposPrinter;
  text(content: string): EscposPrinter;
  tableCustom(cells: readonly object[]): EscposPrinter;
  qrcode(content: string, version: number, level: string, size: number): EscposPrinter;
  barcode(code: string, type: string, options: object): EscposPrinter;
  cut(): EscposPrinter;
  flush(done: () => void): EscposPrinter;
}

const escpos: { Printer: new (adapter: object, options: object) => EscposPrinter } = require('escpos');

function byEscpos(): Uint8Array {
  const parts: Uint8Array[] = [];
  const printer = new escpos.Printer({ write: (part: Uint8Array) => { parts.push(part); } }, { encoding: 'GB18030', width: 48 });
  printer.align('CT').text(sale.shop.name).text(sale.shop.address ?? '').align('LT').text(sale.receiptNo).text(sale.time);
  for (const [name, quantity, price, amount] of figures) {
    printer.tableCustom([
      { text: name, align: 'LEFT', width: 0.4 }, { text: quantity, align: 'RIGHT', width: 0.2 },
      { text: price, align: 'RIGHT', width: 0.2 }, { text: amount, align: 'RIGHT', width: 0.2 },
    ]);
  }
  printer.text(formatYuan(sale.total)).text(outTradeNo).barcode(outSn, 'CODE128', { width: 2, height: 64 });
  printer.qrcode(sale.refundCode, 3, 'm', 6).cut().flush(() => undefined);
  return Buffer.concat(parts);
}

interface Thermal {
  alignCenter(): void;
  alignLeft(): void;
  println(text: string): void;
  tableCustom(cells: readonly object[]): void;
  printQR(content: string, options: object): void;
  code128(content: string, options: object): void;
  cut(): void;
  getBuffer(): Uint8Array;
}

const thermal: { ThermalPrinter: new (options: object) => Thermal; PrinterTypes: { EPSON: string }; CharacterSet: { CHINA: string } } = require('node-thermal-printer');

function byNodeThermalPrinter(): Uint8Array {
  const printer = new thermal.ThermalPrinter({ type: thermal.PrinterTypes.EPSON, interface: 'tcp://127.0.0.1:9', characterSet: thermal.CharacterSet.CHINA, width: 48 });
  printer.alignCenter();
  printer.println(sale.shop.name);
  printer.println(sale.shop.address ?? '');
  printer.alignLeft();
  printer.println(sale.receiptNo);
  printer.println(sale.time);
  for (const [name, quantity, price, amount] of figures) {
    printer.tableCustom([
      { text: name, align: 'LEFT', width: 0.4 }, { text: quantity, align: 'RIGHT', width: 0.2 },
      { text: price, align: 'RIGHT', width: 0.2 }, { text: amount, align: 'RIGHT', width: 0.2 },
    ]);
  }
  printer.println(formatYuan(sale.total));
  printer.println(outTradeNo);
  printer.code128(outSn, { height: 64, width: 'SMALL' });
  printer.printQR(sale.refundCode, { cellSize: 6, correction: 'M', model: 2 });
  printer.cut();
  return printer.getBuffer();
}

const receiptline: { transform(document: string, printer: object): string } = require('receiptline');

function byReceiptline(): Uint8Array {
  const escape = (text: string): string => text.replaceAll(/[\\{|}~_^`"]/g, (character) => `\\${character}`);
  const rows = figures.map(([name, quantity, price, amount]) => `${escape(name)} | ${quantity}| ${price}| ${amount}`);
  const document = [
    '{width:auto}', `|^^${escape(sale.shop.name)}|`, `|${escape(sale.shop.address ?? '')}|`, `${escape(sale.receiptNo)} |`, `${escape(sale.time)} |`,
    '{width:*,8,10,10}', ...rows, '{width:auto}', `${formatYuan(sale.total)} |`, `${escape(outTradeNo)} |`,
    `{code:${outSn};option:code128,2,64}`, `{code:${escape(sale.refundCode)};option:qrcode,6,m}`, '=',
  ].join('\n');
  return Buffer.from(receiptline.transform(document, { cpl: 48, encoding: 'gb18030', command: 'generic', spacing: false }), 'latin1');
}

interface PointOfSale {
  initialize(): PointOfSale;
  align(side: string): PointOfSale;
  line(text: string): PointOfSale;
  table(columns: readonly object[], rows: readonly (readonly string[])[]): PointOfSale;
  barcode(content: string, symbology: string, options: object): PointOfSale;
  qrcode(content: string, options: object): PointOfSale;
  cut(): PointOfSale;
  encode(): Uint8Array;
}

const PointOfSaleEncoder: new (options: object) => PointOfSale = await pointOfSaleEncoder();

async function pointOfSaleEncoder(): Promise<new (options: object) => PointOfSale> {
  const loaded: { default: unknown } = await import('@point-of-sale/receipt-printer-encoder');
  return loaded.default as new (options: object) => PointOfSale;
}

function byPointOfSale(): Uint8Array {
  return new PointOfSaleEncoder({ columns: 48, language: 'esc-pos' })
    .initialize().align('center').line(sale.shop.name).line(sale.shop.address ?? '').align('left').line(sale.receiptNo).line(sale.time)
    .table([{ width: 20, align: 'left' }, { width: 8, align: 'right' }, { width: 10, align: 'right' }, { width: 10, align: 'right' }], figures)
    .line(formatYuan(sale.total)).line(outTradeNo).barcode(outSn, 'code128', { height: 64, width: 2 }).qrcode(sale.refundCode, { size: 6, errorlevel: 'm' })
    .cut().encode();
}

/** What the virtual printer says of the paper: is every name there, every amount at the right edge, both codes, no fault. */
function judge(bytes: Uint8Array): string {
  const papers = interpret(bytes, PROFILE_80MM.dots, 'gb18030').papers;
  const squashed = papers.flatMap((paper) => linesOf(paper)).join('').replaceAll(' ', '');
  const ends = papers.flatMap((paper) => linesOf(paper)).filter((line) => line.length > 0);
  const codes = papers.flatMap((paper) => codesOf(paper)).map((code) => code.content);
  const isImage = papers.some((paper) => paper.items.some((item) => item.kind === 'image'));
  const names = sale.lines.slice(0, 4).every((line) => squashed.includes(line.name.slice(0, 6).replaceAll(' ', '')));
  const columns = sale.lines.slice(0, 4).every((line) => ends.some((text) => text.endsWith(formatYuan(line.amount)) && columnsOfLine(text) === 48));
  const faults = new Set(papers.flatMap((paper) => paper.faults.map((fault) => fault.kind)));
  const verdicts = [
    names ? '' : 'Chinese text lost', columns ? '' : 'amounts out of column', codes.includes(outSn) ? '' : 'no CODE128',
    codes.includes(sale.refundCode) || isImage ? '' : 'no QR', faults.size === 0 ? '' : `faults: ${[...faults].join(' ')}`,
  ].filter(Boolean);
  return verdicts.length === 0 ? 'complete and correct' : verdicts.join('; ');
}

function columnsOfLine(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (character.charCodeAt(0) > 0x7e ? 2 : 1), 0);
}

interface Contestant {
  readonly name: string;
  readonly encode: () => Uint8Array;
  /** Said instead of a verdict, where the virtual printer does not know the commands. */
  readonly note?: string;
}

const CONTESTANTS: readonly Contestant[] = [
  { name: 'guitai', encode: guitai },
  { name: 'escpos 2.5.2', encode: byEscpos },
  { name: 'node-thermal-printer 4.6.1', encode: byNodeThermalPrinter },
  { name: 'receiptline 4.0.4', encode: byReceiptline, note: 'not judged: places by dots (ESC \\), which the virtual printer does not do' },
  { name: 'receipt-printer-encoder 4.0.1', encode: byPointOfSale },
];

/** Receipts in a second of processor time. */
function rate(encode: () => Uint8Array, ms: number): number {
  const end = performance.now() + ms;
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() < end) {
    encode();
    count += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1_000_000);
}

function inOwnProcess(index: number): number {
  return Number(execFileSync(process.execPath, [import.meta.filename, String(index)], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

const median = (rates: readonly number[]): number => rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? 0;

const own = CONTESTANTS[Number(process.argv[2] ?? Number.NaN)];
if (own) {
  rate(own.encode, WARM_UP_MS);
  console.log(rate(own.encode, ROUND_MS));
} else {
  const rates: number[][] = CONTESTANTS.map(() => []);
  for (let turn = 0; turn < ROUNDS; turn += 1) rates.forEach((found, index) => found.push(inOwnProcess(index)));
  const ours = median(rates[0] ?? []);
  console.log(`${LINES} lines of goods, one CODE128, one QR, 80 mm; median of ${ROUNDS} rounds, per second of processor time`);
  CONTESTANTS.forEach(({ name, encode, note }, index) => {
    const bytes = encode();
    const speed = median(rates[index] ?? []);
    console.log(`${name.padEnd(30)} ${Math.round(speed).toLocaleString('en').padStart(7)}/s  1/${(ours / speed).toFixed(1).padEnd(5)} ${String(bytes.length).padStart(6)} bytes  ${note ?? judge(bytes)}`);
  });
}
