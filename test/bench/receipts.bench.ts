/**
 * Receipts encoded per second, ours and four packages, the same receipts, one run: `node test/bench/receipts.bench.ts`. Each has a
 * process of its own, rounds take turns, and speed is counted in processor time, so that neither the others' garbage nor other
 * work on the machine decides. What comes out is read by the virtual printer, because fast and wrong is no receipt.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { PROFILE_80MM, encodeReceipt } from '../../main/adapters/hardware/escpos.ts';
import { fen, formatYuan } from '../../main/domain/money.ts';
import { saleReceipt } from '../../main/domain/receipt.ts';
import type { ReceiptLine, SaleReceiptData } from '../../main/domain/receipt.ts';
import { codesOf, linesOf } from '../../main/simulator/printer/paper.ts';
import { interpret } from '../support/print-on-paper.ts';
import { sampleSale } from '../support/receipt-samples.ts';

const require = createRequire(import.meta.url);
const LINES = 40;
const ROUNDS = 3;
const WARM_UP_MS = 1500;
const ROUND_MS = 1000;

const SALES = 64;
const NAMES = ['矿泉水 550ml', '有机高山红富士苹果（产地直供礼盒装）散称', '全麦吐司', '环保购物袋', 'Sparkling water 330ml', '红烧牛肉面 5 连包', '抽纸 3 层 120 抽'] as const;
const MAKERS = ['清岩', '南窗', '九尺', '白鹿原', '江左', '同丰', '望潮', '拾光', '半亩', '山外'] as const;

/** The same figures in every process and every run. */
let seed = 20_261_121;
function below(limit: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * limit);
}

/** A shop's afternoon: no two receipts alike, goods from one catalogue, three of four sold singly, one of ten reduced. */
function sampleSales(): readonly SaleReceiptData[] {
  const base = sampleSale('zh');
  const goods = MAKERS.flatMap((maker) => NAMES.map((name) => ({ name: `${maker}${name}`, price: 50 + below(9_000) })));
  return Array.from({ length: SALES }, (): SaleReceiptData => {
    const lines = Array.from({ length: LINES }, (): ReceiptLine => {
      const { name, price } = goods[below(goods.length)] ?? { name: '', price: 0 };
      const quantity = below(4) === 0 ? 2 + below(8) : 1;
      return { name, quantityText: String(quantity), unitPrice: fen(price), amount: fen(price * quantity), discount: fen(below(10) === 0 ? 20 : 0) };
    });
    const subtotal = fen(lines.reduce((sum, line) => sum + line.amount, 0));
    const total = fen(subtotal - lines.reduce((sum, line) => sum + line.discount, 0));
    const outSn = String(10_000_000_000 + below(2_000_000_000));
    const wallet = { kind: 'wallet', wallet: 'alipay', amount: total, outTradeNo: `GTM${outSn}`, outSn, tradeNo: `20261121220014${outSn}123`, state: 'proven' } as const;
    return { ...base, receiptNo: `01-20261121-${below(10_000)}`, lines, subtotal, total, discount: fen(subtotal - total), rounding: fen(0), tenders: [wallet], refundCode: `GT1:${outSn}` };
  });
}

interface Sold {
  readonly sale: SaleReceiptData;
  readonly outTradeNo: string;
  readonly outSn: string;
}

/** A sale as text for those who lay nothing out by themselves: name, quantity, price, amount. */
function figuresOf(sale: SaleReceiptData): readonly (readonly [string, string, string, string])[] {
  return sale.lines.map((line) => [line.name, line.quantityText, formatYuan(line.unitPrice), formatYuan(line.amount)]);
}

const sold: readonly Sold[] = sampleSales().map((sale) => {
  const wallet = sale.tenders.find((tender) => tender.kind === 'wallet');
  if (!wallet) throw new Error('the sample sale has a wallet payment');
  const { outSn, outTradeNo } = wallet;
  return { sale, outSn, outTradeNo };
});

function guitai({ sale }: Sold): Uint8Array {
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

function byEscpos({ sale, outTradeNo, outSn }: Sold): Uint8Array {
  const parts: Uint8Array[] = [];
  const printer = new escpos.Printer({ write: (part: Uint8Array) => { parts.push(part); } }, { encoding: 'GB18030', width: 48 });
  printer.align('CT').text(sale.shop.name).text(sale.shop.address ?? '').align('LT').text(sale.receiptNo).text(sale.time);
  for (const [name, quantity, price, amount] of figuresOf(sale)) {
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

function byNodeThermalPrinter({ sale, outTradeNo, outSn }: Sold): Uint8Array {
  const printer = new thermal.ThermalPrinter({ type: thermal.PrinterTypes.EPSON, interface: 'tcp://127.0.0.1:9', characterSet: thermal.CharacterSet.CHINA, width: 48 });
  printer.alignCenter();
  printer.println(sale.shop.name);
  printer.println(sale.shop.address ?? '');
  printer.alignLeft();
  printer.println(sale.receiptNo);
  printer.println(sale.time);
  for (const [name, quantity, price, amount] of figuresOf(sale)) {
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

function byReceiptline({ sale, outTradeNo, outSn }: Sold): Uint8Array {
  const escape = (text: string): string => text.replaceAll(/[\\{|}~_^`"]/g, (character) => `\\${character}`);
  const rows = figuresOf(sale).map(([name, quantity, price, amount]) => `${escape(name)} | ${quantity}| ${price}| ${amount}`);
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

function byPointOfSale({ sale, outTradeNo, outSn }: Sold): Uint8Array {
  return new PointOfSaleEncoder({ columns: 48, language: 'esc-pos' })
    .initialize().align('center').line(sale.shop.name).line(sale.shop.address ?? '').align('left').line(sale.receiptNo).line(sale.time)
    .table([{ width: 20, align: 'left' }, { width: 8, align: 'right' }, { width: 10, align: 'right' }, { width: 10, align: 'right' }], figuresOf(sale))
    .line(formatYuan(sale.total)).line(outTradeNo).barcode(outSn, 'code128', { height: 64, width: 2 }).qrcode(sale.refundCode, { size: 6, errorlevel: 'm' })
    .cut().encode();
}

/** What the virtual printer says of the paper: is every name there, every amount at the right edge, both codes, no fault. */
function judge(bytes: Uint8Array, { sale, outSn }: Sold): string {
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
  readonly encode: (sold: Sold) => Uint8Array;
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

/** Receipts in a second of processor time, over so many ms of it: on a busy machine the clock on the wall would warm nothing up. */
function rate(encode: Contestant['encode'], ms: number): number {
  const before = process.cpuUsage();
  const used = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  let count = 0;
  for (let spent = 0; spent < ms; spent = used()) {
    for (const each of sold) encode(each);
    count += sold.length;
  }
  return count / (used() / 1_000);
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
  const [first] = sold;
  if (!first) throw new Error('there are sales');
  const ours = median(rates[0] ?? []);
  console.log(`${LINES} lines of goods, one CODE128, one QR, 80 mm; median of ${ROUNDS} rounds, per second of processor time`);
  CONTESTANTS.forEach(({ name, encode, note }, index) => {
    const bytes = encode(first);
    const speed = median(rates[index] ?? []);
    console.log(`${name.padEnd(30)} ${Math.round(speed).toLocaleString('en').padStart(7)}/s  1/${(ours / speed).toFixed(1).padEnd(5)} ${String(bytes.length).padStart(6)} bytes  ${note ?? judge(bytes, first)}`);
  });
}
