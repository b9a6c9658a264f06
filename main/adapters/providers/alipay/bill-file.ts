/**
 * The text of an Alipay business bill (业务明细): comment lines with title, account and period, a header, one line a movement, and
 * comment lines with counts and sums. GBK; every text ends with a tab, so that spreadsheets do not take numbers for figures. A
 * bill counts only when every line is understood and they add up to the stated counts and sums: what is damaged or short says
 * nothing about what is not on it.
 */
import { addFen, fen, parseYuan, ZERO } from '../../../domain/money.ts';
import type { Fen } from '../../../domain/money.ts';
import type { BillLine, BillTotals } from '../../../ports.ts';
import { parseChinaTime } from './china-time.ts';

const TITLE = '#支付宝业务明细查询';

/** Columns that are read, by Alipay's own names; further ones may come and go, and the order may change. */
const COLUMNS = [
  '支付宝交易号', '商户订单号', '业务类型', '完成时间', '门店编号', '操作员', '终端号', '对方账户', '订单金额（元）', '商家实收（元）', '退款批次号/请求号', '服务费（元）',
] as const;
type Column = (typeof COLUMNS)[number];
type Row = Readonly<Record<Column, string>>;

/** Columns that people write: only in these may a comma be part of the text. */
const WRITTEN = new Set(['商品名称', '门店名称', '操作员', '券名称', '备注']);

const KINDS: Readonly<Record<string, BillLine['kind']>> = { 交易: 'payment', 退款: 'refund' };

export interface ReadBill {
  readonly lines: readonly BillLine[];
  readonly totals: BillTotals;
}

type Flawed = { readonly flaw: string };

/** True for the file of a bill's archive that holds the movements; the other one holds sums. */
export function isDetailFile(content: Buffer): boolean {
  return decoded(content)?.startsWith(TITLE) === true;
}

/**
 * The bill's lines and sums, or in words for support why it is not believed. `sellerId` is the account (2088…) that the bill must be
 * of, where it is known.
 */
export function readBill(content: Buffer, date: string, sellerId: string | undefined): ReadBill | Flawed {
  const text = decoded(content);
  if (text === undefined) return { flaw: 'not GBK' };
  const all = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const comments = all.filter((line) => line.startsWith('#'));
  const notOurs = strangeHead(comments, date, sellerId);
  if (notOurs !== undefined) return { flaw: notOurs };
  const rows = readRows(all.filter((line) => !line.startsWith('#')));
  if ('flaw' in rows) return rows;
  const lines: BillLine[] = [];
  for (const row of rows) {
    const line = lineOf(row);
    if (typeof line === 'string') return { flaw: line };
    lines.push(line);
  }
  const totals = totalsOf(lines);
  const difference = disagreement(comments, lines, totals);
  return difference === undefined ? { lines, totals } : { flaw: difference };
}

function decoded(content: Buffer): string | undefined {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(content);
  } catch {
    // Bytes that are no GBK: another file, or a damaged one.
    return undefined;
  }
}

function strangeHead(comments: readonly string[], date: string, sellerId: string | undefined): string | undefined {
  const head = comments.join('\n');
  const account = /^#账号：\[(\d{16})\d*\]/m.exec(head)?.[1];
  const day = /^#起始日期：\[(\d{4})年(\d\d)月(\d\d)日 00:00:00\]/m.exec(head);
  if (!head.startsWith(TITLE)) return 'another kind of bill';
  if (account === undefined || (sellerId !== undefined && account !== sellerId)) return 'a bill of another account';
  if (!day || `${day[1]}-${day[2]}-${day[3]}` !== date) return 'a bill of another day';
  return undefined;
}

function readRows([head = '', ...lines]: readonly string[]): readonly Row[] | Flawed {
  const names = head.split(',').map((name) => name.trim());
  if (!COLUMNS.every((column) => names.includes(column))) return { flaw: 'other columns' };
  const rows: Row[] = [];
  for (const line of lines) {
    const cells = cellsOf(line, names);
    if (cells?.length !== names.length) return { flaw: `line ${rows.length + 1} does not have ${names.length} values` };
    rows.push(Object.fromEntries(COLUMNS.map((column) => [column, cells[names.indexOf(column)]?.trim() ?? ''])) as Row);
  }
  return rows;
}

/** The cells of a line. With more commas than columns, a written text goes on until the tab that ends it. */
function cellsOf(line: string, names: readonly string[]): readonly string[] | undefined {
  const pieces = line.split(',');
  if (pieces.length <= names.length) return pieces;
  const cells: string[] = [];
  for (const name of names) {
    let cell = pieces.shift();
    while (cell !== undefined && WRITTEN.has(name) && !cell.endsWith('\t') && pieces.length > 0) cell += `,${pieces.shift() ?? ''}`;
    if (cell === undefined) return undefined;
    cells.push(cell);
  }
  return pieces.length === 0 ? cells : undefined;
}

function lineOf(row: Row): BillLine | string {
  const kind = KINDS[row['业务类型']];
  const at = parseChinaTime(row['完成时间']);
  if (kind === undefined || at === undefined) return `a line of another kind: ${row['业务类型']} ${row['完成时间']}`;
  const amount = parseYuan(row['订单金额（元）']);
  const settled = parseYuan(row['商家实收（元）']);
  const fee = parseYuan(row['服务费（元）']);
  if (amount === undefined || settled === undefined || fee === undefined) return 'not an amount in yuan';
  const isPayment = kind === 'payment';
  if (isPayment ? amount < 0 || settled < 0 : amount > 0 || settled > 0) return `a ${kind} in the wrong direction`;
  const told = { storeId: row['门店编号'], terminalId: row['终端号'], operatorId: row['操作员'], payer: row['对方账户'], ...(!isPayment && { outRefundNo: row['退款批次号/请求号'] }) };
  return {
    kind, outTradeNo: row['商户订单号'], tradeNo: row['支付宝交易号'], at, amount: size(amount), settled: size(settled), fee: size(fee),
    ...Object.fromEntries(Object.entries(told).filter(([, text]) => text !== '')),
  };
}

/** Which way money went is said by the kind of a line; fees are written negative or positive as Alipay sees fit. */
function size(amount: Fen): Fen {
  return fen(Math.abs(amount));
}

function totalsOf(lines: readonly BillLine[]): BillTotals {
  const payments = lines.filter(({ kind }) => kind === 'payment');
  const refunds = lines.filter(({ kind }) => kind !== 'payment');
  const sum = (some: readonly BillLine[], what: 'amount' | 'fee'): Fen => addFen(ZERO, ...some.map((line) => line[what]));
  return {
    payments: payments.length, paid: sum(payments, 'amount'), refunds: refunds.length, refunded: sum(refunds, 'amount'),
    fees: fen(sum(payments, 'fee') - sum(refunds, 'fee')),
  };
}

/** Where the counts and sums under the lines say something else than the lines do. */
function disagreement(comments: readonly string[], lines: readonly BillLine[], totals: BillTotals): string | undefined {
  const stated = [['交易合计', 'payment', totals.payments], ['退款合计', 'refund', totals.refunds]] as const;
  for (const [name, kind, count] of stated) {
    const match = new RegExp(`^#${name}：(\\d+)笔，商家实收(?:退款)?共(-?[\\d.]+)元`, 'm').exec(comments.join('\n'));
    if (!match) return `${name} is missing`;
    if (Number(match[1]) !== count) return `${name}: ${match[1]} stated, ${count} on the bill`;
    const settled = addFen(ZERO, ...lines.filter((line) => line.kind === kind).map((line) => line.settled));
    const statedSum = parseYuan(match[2] ?? '');
    if (statedSum === undefined || size(statedSum) !== settled) return `${name} is not the sum of the lines`;
  }
  return undefined;
}
