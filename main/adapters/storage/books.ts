/** The ledger read for lists and reports. Every list is one query over indexed columns, page by page. */
import type { Payment } from '../../domain/payment.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';
import type { Shift } from '../../domain/shift.ts';
import { REPORTED_NOTES } from '../../ports.ts';
import type { BookFilter, Books, JournalSubject, ReportedLine } from '../../ports.ts';
import type { Database, SqlValue } from './database.ts';
import { JOURNAL_QUERIES } from './journal.ts';
import { LEAST_ENDING } from './ledger.ts';
import { projectionsOf } from './projections.ts';
import type { Projections, ValueTypes } from './projections.ts';
import { backwards } from './rows.ts';
import type { ValueKind } from './rows.ts';

type Listed = 'sale' | 'payment' | 'refund';

const BEGUN: Readonly<Record<Listed, string>> = { sale: 'opened_at', payment: 'created_at', refund: 'created_at' };
const STATE: Readonly<Record<Listed, string>> = { sale: 'status', payment: 'phase', refund: 'phase' };

const EXCEPTIONAL: Readonly<Record<Listed, string>> = {
  sale: 'id IN (SELECT sale_id FROM payment WHERE exceptional)',
  payment: 'exceptional',
  refund: "(phase = 'abnormal' OR unresolved_at IS NOT NULL)",
};

/** Wallets are columns of payments only. */
const OF_WALLET: Readonly<Record<Listed, string>> = {
  sale: 'id IN (SELECT sale_id FROM payment WHERE wallet = ?)',
  payment: 'wallet = ?',
  refund: 'payment_id IN (SELECT id FROM payment WHERE wallet = ?)',
};

/** Numbers of a thing itself, and of what belongs to it. `hit` is the search of one kind. */
const BY_NUMBER: Readonly<Record<Listed, (hit: (kind: Listed) => string) => string>> = {
  sale: (hit) => `id IN (${hit('sale')} UNION SELECT sale_id FROM payment WHERE id IN (${hit('payment')} UNION SELECT payment_id FROM refund WHERE id IN (${hit('refund')})))`,
  payment: (hit) => `(id IN (${hit('payment')} UNION SELECT payment_id FROM refund WHERE id IN (${hit('refund')})) OR sale_id IN (${hit('sale')}))`,
  refund: (hit) => `(id IN (${hit('refund')}) OR payment_id IN (${hit('payment')} UNION SELECT id FROM payment WHERE sale_id IN (${hit('sale')})))`,
};

/** What reports ask. Unions, because each part has an index of its own and their OR has none. */
export const REPORT_QUERIES = {
  openOrStrange: `SELECT id, json FROM payment WHERE id IN (
    SELECT id FROM payment WHERE unfinished UNION SELECT id FROM payment WHERE exceptional)
    AND json ->> '$.tillId' = ? ORDER BY created_at`,
  openRefunds: `SELECT id, json FROM refund WHERE id IN (
    SELECT id FROM refund WHERE unfinished UNION SELECT id FROM refund WHERE phase = 'abnormal') ORDER BY created_at`,
  lines: `SELECT seq, subject, subject_id, note, line ->> '$.event.amount' AS amount FROM journal
    WHERE seq > ? AND seq <= ? AND note IN (${REPORTED_NOTES.map((note) => `'${note}'`).join(', ')})
      AND (note <> 'queued' OR line ->> '$.event.copyNumber' > 0) ORDER BY seq`,
} as const;

/** Lines of the journal that reports ask for: all between two numbers, of which the second is the last one's. */
interface Stretch {
  readonly after: number;
  readonly last: number;
  readonly lines: readonly ReportedLine[];
}

export class SqliteBooks implements Books {
  readonly #database: Database;
  readonly #projections: Projections;
  /** What was read last. Lines that are written never change: of the same shift only those behind them are read the next time. */
  #stretch: Stretch = { after: 0, last: 0, lines: [] };

  constructor(database: Database) {
    this.#database = database;
    this.#projections = projectionsOf(database);
  }

  sales(filter: BookFilter): readonly Sale[] {
    return this.#list('sale', filter);
  }

  payments(filter: BookFilter): readonly Payment[] {
    return this.#list('payment', filter);
  }

  refunds(filter: BookFilter): readonly Refund[] {
    return this.#list('refund', filter);
  }

  reportedLines(after: number, upTo: number): readonly ReportedLine[] {
    const known = this.#stretch.after === after && this.#stretch.last <= upTo ? this.#stretch : { after, last: after, lines: [] };
    const lines = [...known.lines, ...this.#linesBetween(known.last, upTo)];
    this.#stretch = { after, last: lines.at(-1)?.line ?? after, lines };
    return lines;
  }

  lastLine(): number {
    return Number(this.#database.get(JOURNAL_QUERIES.last)?.['seq'] ?? 0);
  }

  lineBefore(at: number): number {
    return Number(this.#database.get('SELECT max(seq) AS last FROM journal WHERE at < ?', at)?.['last'] ?? 0);
  }

  openOrStrange(tillId: string): readonly Payment[] {
    return this.#many('payment', REPORT_QUERIES.openOrStrange, tillId);
  }

  openRefunds(): readonly Refund[] {
    return this.#many('refund', REPORT_QUERIES.openRefunds);
  }

  journalHead(): string {
    return String(this.#database.get(JOURNAL_QUERIES.last)?.['hash'] ?? '');
  }

  shift(id: string): Shift | undefined {
    return this.#many('shift', 'SELECT id, json FROM shift WHERE id = ?', id)[0];
  }

  openShift(tillId: string): Shift | undefined {
    return this.#many('shift', "SELECT id, json FROM shift WHERE till_id = ? AND phase <> 'closed'", tillId)[0];
  }

  shiftsOf(tillId: string, limit: number): readonly Shift[] {
    return this.#many('shift', 'SELECT id, json FROM shift WHERE till_id = ? ORDER BY number IS NULL DESC, number DESC LIMIT ?', tillId, limit);
  }

  lastZ(tillId: string): number {
    return Number(this.#database.get('SELECT max(number) AS last FROM shift WHERE till_id = ?', tillId)?.['last'] ?? 0);
  }

  #linesBetween(after: number, upTo: number): readonly ReportedLine[] {
    return this.#database.all(REPORT_QUERIES.lines, after, upTo).map(({ seq, subject, subject_id: subjectId, note, amount }) => ({
      line: Number(seq), subject: String(subject) as JournalSubject, subjectId: String(subjectId), note: String(note), amount: cashIn(String(note), Number(amount)),
    }));
  }

  #list<Kind extends Listed>(kind: Kind, { from, to, wallet, kind: paymentKind, states, exceptional, text, after, limit }: BookFilter): ValueTypes[Kind][] {
    const begun = BEGUN[kind];
    const where: string[] = [];
    const values: SqlValue[] = [];
    const demand = (sql: string, ...given: SqlValue[]): void => {
      where.push(sql);
      values.push(...given);
    };
    if (from !== undefined) demand(`${begun} >= ?`, from);
    if (to !== undefined) demand(`${begun} < ?`, to);
    if (wallet !== undefined) demand(OF_WALLET[kind], wallet);
    if (paymentKind !== undefined) demand('kind = ?', paymentKind);
    if (states) demand(`${STATE[kind]} IN (${states.map(() => '?').join(', ')})`, ...states);
    if (exceptional) demand(EXCEPTIONAL[kind]);
    if (text !== undefined) {
      const number = backwards(text);
      const last = number.length < LEAST_ENDING ? `${number}\u0000` : `${number}\uffff`;
      demand(BY_NUMBER[kind]((of) => {
        values.push(number, last);
        return `SELECT id FROM search_number WHERE kind = '${of}' AND backwards >= ? AND backwards < ?`;
      }));
    }
    if (after) demand(`(${begun}, id) < (?, ?)`, after.at, after.id);
    const sql = `SELECT id, json FROM ${kind}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`} ORDER BY ${begun} DESC, id DESC LIMIT ?`;
    return this.#many(kind, sql, ...values, limit);
  }

  #many<Kind extends ValueKind>(kind: Kind, sql: string, ...values: SqlValue[]): ValueTypes[Kind][] {
    return this.#database.all(sql, ...values).map((row) => this.#projections.read(kind, row));
  }
}

function cashIn(note: string, amount: number): number {
  if (note === 'cash_taken') return amount;
  return note === 'cash_given_back' ? -amount : 0;
}
