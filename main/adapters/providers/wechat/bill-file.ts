/**
 * The text of a WeChat Pay trade bill (交易账单, ALL): a header line, one line a movement, a header of sums and the sums; every
 * value behind a backtick; amounts in yuan, fees to a hundred-thousandth. A bill counts only when every line is understood, is
 * about this shop, and the lines add up to the sums: what is damaged or short says nothing about what is not on it.
 */
import { fen, multiplyByThousandths, parseYuan } from '../../../domain/money.ts';
import type { Fen } from '../../../domain/money.ts';
import type { BillLine, BillTotals } from '../../../ports.ts';
import { fromBill } from './china-time.ts';
import type { Merchant } from './settings.ts';

/** Columns that are read, by WeChat Pay's own names; further ones may come and go. */
const COLUMNS = [
  '交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '交易状态', '货币种类', '应结订单金额', '微信退款单号',
  '商户退款单号', '退款金额', '充值券退款金额', '退款状态', '手续费', '订单金额', '申请退款金额',
] as const;
type Column = (typeof COLUMNS)[number];
type Row = Readonly<Record<Column, string>>;

/** Sums, and the column each one is the sum of. */
const SUMS = [
  ['应结订单总金额', '应结订单金额'], ['退款总金额', '退款金额'], ['充值券退款总金额', '充值券退款金额'], ['手续费总金额', '手续费'], ['订单总金额', '订单金额'],
  ['申请退款总金额', '申请退款金额'],
] as const satisfies readonly (readonly [string, Column])[];

const KINDS: Readonly<Record<string, BillLine['kind']>> = { SUCCESS: 'payment', REFUND: 'refund', REVOKED: 'reversal' };

export interface ReadBill {
  readonly lines: readonly BillLine[];
  readonly totals: BillTotals;
}

/** The bill's lines and sums, or in words for support why it is not believed. */
export function readBill(bytes: Buffer, merchant: Merchant): ReadBill | { readonly flaw: string } {
  const table = readTable(bytes);
  if ('flaw' in table) return table;
  const { rows, sums } = table;
  if (Number(sums.get('总交易单数')) !== rows.length) return { flaw: `${rows.length} lines, ${sums.get('总交易单数')} announced` };
  for (const [name, column] of SUMS) {
    const announced = exact(sums.get(name));
    const values = rows.map((row) => exact(row[column]));
    if (announced === undefined || !values.every((value) => value !== undefined)) return { flaw: `not an amount in ${column}` };
    if (values.reduce((sum, value) => sum + value, 0) !== announced) return { flaw: `${name} is not the sum of the lines` };
  }
  const lines: BillLine[] = [];
  for (const row of rows) {
    const line = lineOf(row, merchant);
    if (typeof line === 'string') return { flaw: line };
    lines.push(line);
  }
  return { lines, totals: totalsOf(lines) };
}

interface Table {
  readonly rows: readonly Row[];
  readonly sums: ReadonlyMap<string, string>;
}

function readTable(bytes: Buffer): Table | { readonly flaw: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { flaw: 'not UTF-8' };
  }
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const [head = '', sumNames = '', sumLine = ''] = [lines[0], lines.at(-2), lines.at(-1)];
  const names = head.split(',');
  const sumValues = values(sumLine);
  const sumHead = sumNames.split(',');
  if (lines.length < 3 || sumValues?.length !== sumHead.length) return { flaw: 'no sums at the end' };
  if (!COLUMNS.every((column) => names.includes(column))) return { flaw: 'other columns' };
  const rows: Row[] = [];
  for (const line of lines.slice(1, -2)) {
    const cells = values(line);
    if (cells?.length !== names.length) return { flaw: `line ${rows.length + 2} has ${cells?.length ?? 0} of ${names.length} values` };
    rows.push(Object.fromEntries(COLUMNS.map((column) => [column, cells[names.indexOf(column)] ?? ''])) as Row);
  }
  return { rows, sums: new Map(sumHead.map((name, index) => [name, sumValues[index] ?? ''])) };
}

/** Values are told apart by comma and backtick together: names of goods may hold a comma. */
function values(line: string): readonly string[] | undefined {
  return line.startsWith('`') ? line.slice(1).split(',`') : undefined;
}

function lineOf(row: Row, merchant: Merchant): BillLine | string {
  const kind = KINDS[row['交易状态']];
  const at = fromBill(row['交易时间']);
  if (kind === undefined || at === undefined) return `a line of another kind: ${row['交易状态']} ${row['交易时间']}`;
  if (row['商户号'] !== merchant.mchid || row['特约商户号'] !== (merchant.subMchid ?? '0')) return 'a line of another merchant';
  const isPayment = kind === 'payment';
  const amount = parseYuan(row[isPayment ? '订单金额' : '申请退款金额']);
  const settled = parseYuan(row[isPayment ? '应结订单金额' : '退款金额']);
  const fee = exact(row['手续费']);
  if (amount === undefined || settled === undefined || fee === undefined || row['货币种类'] !== 'CNY' || amount < 0 || settled < 0) return 'not an amount in yuan';
  return {
    kind, outTradeNo: row['商户订单号'], tradeNo: row['微信订单号'], amount, settled, fee: roundedFen(Math.abs(fee)), at,
    ...(row['设备号'] !== '' && { terminalId: row['设备号'] }),
    ...(kind === 'refund' && { outRefundNo: row['商户退款单号'], refundNo: row['微信退款单号'], refundState: refundState(row['退款状态']) }),
  };
}

/** As it was at the end of the day; the line is never changed later. */
function refundState(text: string): NonNullable<BillLine['refundState']> {
  if (text === 'SUCCESS') return 'done';
  return text === 'PROCESSING' ? 'processing' : 'failed';
}

function totalsOf(lines: readonly BillLine[]): BillTotals {
  const payments = lines.filter(({ kind }) => kind === 'payment');
  const refunds = lines.filter(({ kind }) => kind !== 'payment');
  const sum = (some: readonly BillLine[], what: 'amount' | 'fee'): Fen => fen(some.reduce((total, line) => total + line[what], 0));
  return {
    payments: payments.length, paid: sum(payments, 'amount'), refunds: refunds.length, refunded: sum(refunds, 'amount'),
    fees: fen(sum(payments, 'fee') - sum(refunds, 'fee')),
  };
}

/** Yuan text as whole hundred-thousandths of a yuan, the finest that a bill writes; exact. */
function exact(text: string | undefined): number | undefined {
  const match = /^(-?)(\d{1,10})(?:\.(\d{1,5}))?$/.exec(text ?? '');
  if (!match) return undefined;
  const size = Number(`${match[2]}${(match[3] ?? '').padEnd(5, '0')}`);
  return match[1] === '-' ? 0 - size : size;
}

/** A thousand hundred-thousandths of a yuan are a fen. */
function roundedFen(hundredThousandths: number): Fen {
  return multiplyByThousandths(fen(1), hundredThousandths);
}
