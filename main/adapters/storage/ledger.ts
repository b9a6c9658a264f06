/**
 * The ledger on SQLite: every change of money is one durable transaction of new states and journal lines. The journal is
 * the truth; states are what it comes to, kept ready for queries.
 */
import type { Fen } from '../../domain/money.ts';
import type { SequenceKind, SequenceSettings } from '../../domain/numbering.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';
import type { JournalSubject, Ledger, LedgerChange, PrintJob, StoredEntry } from '../../ports.ts';
import type { Database, SqlValue } from './database.ts';
import { appendEntries, readHistory, verifyChain } from './journal.ts';
import type { ChainCheck } from './journal.ts';
import { Numbers } from './numbers.ts';
import type { NumbersOptions, Sequence } from './numbers.ts';
import { projectionsOf, rebuildProjections } from './projections.ts';
import type { Projections, ValueTypes } from './projections.ts';
import { backwards } from './rows.ts';
import type { ValueKind } from './rows.ts';

/** Ends of numbers are looked for from this length on; shorter texts must be the whole number. */
export const LEAST_ENDING = 6;

/**
 * The questions asked all day long. Each is answered from an index; the tests hold their plans. With a bare `column = ?` in front of an
 * ORDER BY, SQLite would carry the value into the order and plan the question anew each time that it is asked; a CAST keeps it out.
 */
export const LEDGER_QUERIES = {
  sale: 'SELECT id, json FROM sale WHERE id = ?',
  openSale: "SELECT id, json FROM sale WHERE till_id = ? AND status = 'open'",
  parkedSales: "SELECT id, json FROM sale WHERE status = 'parked' ORDER BY opened_at",
  salesClosedSince: 'SELECT id, json FROM sale WHERE closed_at >= ? ORDER BY closed_at',
  payment: 'SELECT id, json FROM payment WHERE id = ?',
  paymentsOfSale: 'SELECT id, json FROM payment WHERE sale_id = CAST(? AS TEXT) ORDER BY created_at',
  unfinishedPayments: 'SELECT id, json FROM payment WHERE unfinished ORDER BY created_at',
  recentPayments: 'SELECT id, json FROM payment ORDER BY created_at DESC LIMIT ?',
  paymentsBetween: 'SELECT id, json FROM payment WHERE created_at >= ? AND created_at < ? ORDER BY created_at',
  exceptionalPayments: 'SELECT id, json FROM payment WHERE exceptional ORDER BY created_at DESC LIMIT ?',
  paymentsOfAmountSince: `SELECT id, json FROM payment
    WHERE amount = CAST(? AS INTEGER) AND created_at >= ? AND (phase NOT IN ('not_charged', 'returned') OR exceptional) ORDER BY created_at`,
  // The end of a number, read backwards, is where it begins.
  numbersLike: 'SELECT kind, id FROM search_number WHERE backwards >= ? AND backwards < ?',
  refund: 'SELECT id, json FROM refund WHERE id = ?',
  refundsOfPayment: 'SELECT id, json FROM refund WHERE payment_id = CAST(? AS TEXT) ORDER BY created_at',
  unfinishedRefunds: 'SELECT id, json FROM refund WHERE unfinished ORDER BY created_at',
  printJob: 'SELECT id, json FROM print_job WHERE id = ?',
  printJobOfSale: 'SELECT id, json FROM print_job WHERE sale_id = CAST(? AS TEXT) ORDER BY created_at DESC LIMIT 1',
  waitingPrintJobs: 'SELECT id, json FROM print_job WHERE waiting ORDER BY created_at',
} as const;

export class SqliteLedger implements Ledger {
  readonly #database: Database;
  readonly #numbers: Numbers;
  readonly #projections: Projections;

  /** The database stays the caller's; `close` the ledger before closing it. Throws RangeError for a till number outside 1–999. */
  constructor(database: Database, options: NumbersOptions) {
    this.#database = database;
    this.#numbers = new Numbers(database, options);
    this.#projections = projectionsOf(database);
  }

  commit({ sales = [], payments = [], refunds = [], prints = [], shifts = [], entries }: LedgerChange): void {
    if (entries.length === 0) throw new RangeError('a change without a journal line');
    // A sale that makes room for another one as the till's open sale must be written first.
    const openLast = [...sales].sort((a, b) => Number(a.status === 'open') - Number(b.status === 'open'));
    this.#database.transaction(() => {
      const values = [
        ...openLast.map((sale) => this.#projections.save('sale', sale)),
        ...payments.map((payment) => this.#projections.save('payment', payment)),
        ...refunds.map((refund) => this.#projections.save('refund', refund)),
        ...prints.map((print) => this.#projections.save('print', print)),
        ...shifts.map((shift) => this.#projections.save('shift', shift)),
      ];
      appendEntries(this.#database, entries, values);
    });
  }

  sale(id: string): Sale | undefined {
    return this.#one('sale', LEDGER_QUERIES.sale, id);
  }

  openSale(tillId: string): Sale | undefined {
    return this.#one('sale', LEDGER_QUERIES.openSale, tillId);
  }

  parkedSales(): readonly Sale[] {
    return this.#many('sale', LEDGER_QUERIES.parkedSales);
  }

  salesClosedSince(at: number): readonly Sale[] {
    return this.#many('sale', LEDGER_QUERIES.salesClosedSince, at);
  }

  payment(id: string): Payment | undefined {
    return this.#one('payment', LEDGER_QUERIES.payment, id);
  }

  paymentsOfSale(saleId: string): readonly Payment[] {
    return this.#many('payment', LEDGER_QUERIES.paymentsOfSale, saleId);
  }

  unfinishedPayments(): readonly Payment[] {
    return this.#many('payment', LEDGER_QUERIES.unfinishedPayments);
  }

  /** Blanks, dashes, capitals and full-width digits do not matter. A refund's numbers lead to its payment, too. */
  findPayments(text: string, limit: number): readonly Payment[] {
    const wanted = backwards(text);
    if (wanted === '') return [];
    const last = wanted.length < LEAST_ENDING ? `${wanted}\u0000` : `${wanted}\uffff`;
    const found = new Map<string, Payment>();
    for (const { kind, id } of this.#database.all(LEDGER_QUERIES.numbersLike, wanted, last)) {
      for (const payment of this.#paymentsBehind(String(kind), String(id))) found.set(payment.id, payment);
    }
    return [...found.values()].sort((a, b) => b.createdAt - a.createdAt).slice(0, limit);
  }

  recentPayments(limit: number): readonly Payment[] {
    return this.#many('payment', LEDGER_QUERIES.recentPayments, limit);
  }

  paymentsBetween(from: number, until: number): readonly Payment[] {
    return this.#many('payment', LEDGER_QUERIES.paymentsBetween, from, until);
  }

  exceptionalPayments(limit: number): readonly Payment[] {
    return this.#many('payment', LEDGER_QUERIES.exceptionalPayments, limit);
  }

  /** Payments that ended without money (`not_charged`, `returned`) are left out, unless something is strange about them. */
  paymentsOfAmountSince(amount: Fen, at: number): readonly Payment[] {
    return this.#many('payment', LEDGER_QUERIES.paymentsOfAmountSince, amount, at);
  }

  refund(id: string): Refund | undefined {
    return this.#one('refund', LEDGER_QUERIES.refund, id);
  }

  refundsOfPayment(paymentId: string): readonly Refund[] {
    return this.#many('refund', LEDGER_QUERIES.refundsOfPayment, paymentId);
  }

  unfinishedRefunds(): readonly Refund[] {
    return this.#many('refund', LEDGER_QUERIES.unfinishedRefunds);
  }

  printJob(id: string): PrintJob | undefined {
    return this.#one('print', LEDGER_QUERIES.printJob, id);
  }

  printJobOfSale(saleId: string): PrintJob | undefined {
    return this.#one('print', LEDGER_QUERIES.printJobOfSale, saleId);
  }

  waitingPrintJobs(): readonly PrintJob[] {
    return this.#many('print', LEDGER_QUERIES.waitingPrintJobs);
  }

  history(subject: JournalSubject, subjectId: string): readonly StoredEntry[] {
    return readHistory(this.#database, subject, subjectId);
  }

  skipSerials(kind: SequenceKind): void {
    this.#numbers.skip(kind);
  }

  /** Sets the next counter of a sequence, forwards only. Throws RangeError otherwise. */
  advanceSequence(kind: SequenceKind, counter: number): void {
    this.#numbers.advance(kind, counter);
  }

  takeSerial(kind: SequenceKind): { readonly outSn: string; readonly number: string } {
    return this.#numbers.takeSerial(kind);
  }

  takeReceiptNo(): string {
    return this.#numbers.takeReceiptNo();
  }

  /** Prefix, suffix and next place of each sequence, for the settings. */
  sequences(): readonly Sequence[] {
    return this.#numbers.sequences();
  }

  /** For numbers to come. Throws RangeError when a provider would refuse them. */
  configureSequence(kind: SequenceKind, settings: SequenceSettings): void {
    this.#numbers.configure(kind, settings);
  }

  /** Proves the whole journal: no line changed, left out or put in between. */
  verifyChain(): ChainCheck {
    return verifyChain(this.#database);
  }

  /** Makes every saved state again from the journal. Throws `LedgerUnavailableError('damaged')` when the journal is broken. */
  rebuildProjections(): void {
    rebuildProjections(this.#database);
  }

  /** Orderly end: reserved numbers that were not given are kept for the next start. */
  close(): void {
    this.#numbers.release();
  }

  #paymentsBehind(kind: string, id: string): readonly Payment[] {
    if (kind === 'sale') return this.paymentsOfSale(id);
    const paymentId = kind === 'refund' ? this.refund(id)?.paymentId : id;
    const payment = paymentId === undefined ? undefined : this.payment(paymentId);
    return payment ? [payment] : [];
  }

  #one<Kind extends ValueKind>(kind: Kind, sql: string, ...values: SqlValue[]): ValueTypes[Kind] | undefined {
    const row = this.#database.get(sql, ...values);
    return row && this.#projections.read(kind, row);
  }

  #many<Kind extends ValueKind>(kind: Kind, sql: string, ...values: SqlValue[]): ValueTypes[Kind][] {
    return this.#database.all(sql, ...values).map((row) => this.#projections.read(kind, row));
  }
}
