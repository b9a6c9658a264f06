/**
 * How a saved value lies in its table: its text, the columns by which it is found, and its numbers in the index of numbers. A column
 * is written only when what it says has changed, so that its indexes are not touched for nothing; the tables check that a column
 * says what the text says.
 */
import type { Database, SqlValue } from './database.ts';
import type { Fields } from './patch.ts';
import type { ValueChange } from './schemas.ts';

export type ValueKind = ValueChange['kind'];

interface Column {
  readonly name: string;
  readonly of: (value: Fields) => SqlValue;
  /** Written with the row and never again: the table refuses a value that says something else. */
  readonly fixed?: true;
}

interface Layout {
  readonly table: string;
  readonly columns: readonly Column[];
  /** Members by which a value is looked for. */
  readonly numbers: readonly string[];
}

function plain(name: string, member: string): Column {
  return { name, of: ({ [member]: value }) => (typeof value === 'string' || typeof value === 'number' ? value : null) };
}

function fixed(name: string, member: string): Column {
  return { ...plain(name, member), fixed: true };
}

const UNFINISHED: Column = { name: 'unfinished', of: ({ wakeAt, call }) => Number(wakeAt !== null || call !== null) };

const LAYOUTS: Readonly<Record<ValueKind, Layout>> = {
  sale: {
    table: 'sale',
    columns: [fixed('receipt_no', 'receiptNo'), plain('till_id', 'tillId'), plain('status', 'status'), plain('opened_at', 'openedAt'), plain('closed_at', 'closedAt')],
    numbers: ['receiptNo'],
  },
  payment: {
    table: 'payment',
    columns: [
      fixed('sale_id', 'saleId'), fixed('amount', 'amount'), fixed('out_trade_no', 'outTradeNo'), fixed('out_sn', 'outSn'), fixed('wallet', 'wallet'), fixed('kind', 'kind'),
      { name: 'exceptional', of: ({ exceptions }) => Number(Object.keys(exceptions as object).length > 0) },
      UNFINISHED, plain('created_at', 'createdAt'), plain('finished_at', 'finishedAt'),
    ],
    numbers: ['outSn', 'outTradeNo', 'tradeNo'],
  },
  refund: {
    table: 'refund',
    columns: [fixed('payment_id', 'paymentId'), fixed('amount', 'amount'), fixed('out_refund_no', 'outRefundNo'), UNFINISHED, plain('created_at', 'createdAt'), plain('finished_at', 'finishedAt')],
    numbers: ['outSn', 'outRefundNo'],
  },
  print: {
    table: 'print_job',
    columns: [
      plain('sale_id', 'saleId'), { name: 'waiting', of: ({ state }) => Number(state === 'waiting' || state === 'printing') }, plain('created_at', 'createdAt'),
    ],
    numbers: [],
  },
  shift: { table: 'shift', columns: [], numbers: [] },
};

const KINDS = Object.keys(LAYOUTS) as readonly ValueKind[];

const SAVED = eachKind(({ table }) => `SELECT json FROM ${table} WHERE id = ?`);

const INSERT = eachKind(({ table, columns }) => {
  const names = ['json', ...columns.map(({ name }) => name), 'id'];
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
});

/** The saved text of a value. */
export function savedText(database: Database, kind: ValueKind, id: string): string | undefined {
  const row = database.get(SAVED[kind], id);
  return row && String(row['json']);
}

/** Makes the row of a new value. Only inside a transaction. */
export function insertRow(database: Database, kind: ValueKind, id: string, text: string, value: Fields): void {
  const { columns, numbers } = LAYOUTS[kind];
  database.run(INSERT[kind], text, ...columns.map((column) => column.of(value)), id);
  for (const number of numbers) addNumber(database, kind, id, value[number]);
}

/** Writes a revision over the one before. What did not change is left alone. Only inside a transaction. */
export function updateRow(database: Database, kind: ValueKind, id: string, text: string, value: Fields, before: Fields): void {
  const { table, columns, numbers } = LAYOUTS[kind];
  let set = 'json = ?';
  const values: SqlValue[] = [text];
  for (const column of columns) {
    if (column.fixed) continue;
    const now = column.of(value);
    if (now === column.of(before)) continue;
    set += `, ${column.name} = ?`;
    values.push(now);
  }
  database.run(`UPDATE ${table} SET ${set} WHERE id = ?`, ...values, id);
  for (const number of numbers) if (value[number] !== before[number]) addNumber(database, kind, id, value[number]);
}

const PLAIN = /^[0-9A-Z]*$/;

/** Letters and digits only, in capitals, backwards: the end of a number becomes a prefix, whatever dashes are typed. */
export function backwards(text: string): string {
  const plain = PLAIN.test(text) ? text : text.normalize('NFKC').toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  let reversed = '';
  for (let place = plain.length - 1; place >= 0; place -= 1) reversed += plain.charAt(place);
  return reversed;
}

function addNumber(database: Database, kind: ValueKind, id: string, number: unknown): void {
  if (typeof number === 'string') database.run('INSERT OR IGNORE INTO search_number (backwards, kind, id) VALUES (?, ?, ?)', backwards(number), kind, id);
}

function eachKind(sql: (layout: Layout) => string): Readonly<Record<ValueKind, string>> {
  return Object.fromEntries(KINDS.map((kind) => [kind, sql(LAYOUTS[kind])])) as Record<ValueKind, string>;
}
