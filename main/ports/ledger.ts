/** The journal and the values it carries: the one place where money is written down. */
import type { Fen } from '../domain/money.ts';
import type { SequenceKind } from '../domain/numbering.ts';
import type { PaymentEvent } from '../domain/payment-events.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { Shift } from '../domain/shift.ts';
import type { PrintJob } from './devices.ts';
import type { CallTrace } from './providers.ts';

/** What a journal line is about. */
export type JournalSubject = 'sale' | 'payment' | 'refund' | 'print' | 'till' | 'person';

/** What can happen to a sale, and to a paper. Each has its sentence in the timeline of tracking. */
export type SaleNote =
  | 'line_added' | 'quantity_set' | 'line_discount_set' | 'discount_set' | 'line_removed' | 'parked' | 'recalled' | 'dropped' | 'cash_taken' | 'cash_given_back'
  | 'settled';
export type PrintNote = 'queued' | 'printing' | 'printed' | 'sent' | 'failed' | 'torn' | 'given_up' | 'interrupted';

/** One line of the append-only journal. The journal is the truth; everything else can be rebuilt from it. */
export interface JournalEntry {
  readonly at: number;
  readonly subject: JournalSubject;
  readonly subjectId: string;
  /** Who: a person's id, or `till` when the machine acted by itself. */
  readonly by: string;
  /** Machine-readable word: a PaymentNote, RefundNote, SaleNote, PrintNote or the like. */
  readonly note: string;
  /** For payments: the event that `decide` was given, so that a replay finds the same state. */
  readonly event?: PaymentEvent | Readonly<Record<string, unknown>>;
  readonly trace?: CallTrace;
}

export interface StoredEntry extends JournalEntry {
  readonly seq: number;
  /** SHA-256 over the previous line's hash and this line, hex. */
  readonly hash: string;
}

/** Everything of one change. It is committed whole and durably (`synchronous=FULL`), or not at all. */
export interface LedgerChange {
  readonly sales?: readonly Sale[];
  readonly payments?: readonly Payment[];
  readonly refunds?: readonly Refund[];
  readonly prints?: readonly PrintJob[];
  readonly shifts?: readonly Shift[];
  readonly entries: readonly JournalEntry[];
}

/** Thrown by `commit` when a saved value is newer than the one the change was made from. The caller reloads and decides again. */
export class StaleRevisionError extends Error {
  override readonly name = 'StaleRevisionError';
}

/** Thrown by `commit` when nothing could be written (disk full, file damaged, read-only). Nothing was changed. */
export class LedgerUnavailableError extends Error {
  override readonly name = 'LedgerUnavailableError';
  readonly reason: 'disk_full' | 'damaged' | 'read_only' | 'busy' | 'other';
  constructor(reason: LedgerUnavailableError['reason'], options?: ErrorOptions) {
    super(`the journal cannot be written: ${reason}`, options);
    this.reason = reason;
  }
}

export interface Ledger {
  /** Saves a change. Values carry the revision they will have; the stored one must be exactly one less (0 = new). */
  commit(change: LedgerChange): void;
  sale(id: string): Sale | undefined;
  /** The sale that the till has open, if any. */
  openSale(tillId: string): Sale | undefined;
  parkedSales(): readonly Sale[];
  salesClosedSince(at: number): readonly Sale[];
  payment(id: string): Payment | undefined;
  paymentsOfSale(saleId: string): readonly Payment[];
  /** Every payment with a `wakeAt` or a call on its way: what the watcher drives, oldest first. */
  unfinishedPayments(): readonly Payment[];
  /** Payments that carry any exception (late, forced, contradicted, mismatch), newest first: the caller knows which are settled. */
  exceptionalPayments(limit: number): readonly Payment[];
  /** By Out_SN, out_trade_no, provider number or receipt number (whole or, from six characters on, the end of it); newest first. */
  findPayments(text: string, limit: number): readonly Payment[];
  recentPayments(limit: number): readonly Payment[];
  /** All that began from a moment (included) until another (excluded), epoch ms, oldest first. */
  paymentsBetween(from: number, until: number): readonly Payment[];
  /** Open or settled payments of the same amount since a moment: the duplicate guard. */
  paymentsOfAmountSince(amount: Fen, at: number): readonly Payment[];
  refund(id: string): Refund | undefined;
  refundsOfPayment(paymentId: string): readonly Refund[];
  unfinishedRefunds(): readonly Refund[];
  printJob(id: string): PrintJob | undefined;
  /** The newest job of a sale, if any. */
  printJobOfSale(saleId: string): PrintJob | undefined;
  /** Jobs in the states `waiting` and `printing`, oldest first. */
  waitingPrintJobs(): readonly PrintJob[];
  history(subject: JournalSubject, subjectId: string): readonly StoredEntry[];
  /** Takes the next serial of a sequence, durably, before it is returned: a number given is never given again. */
  takeSerial(kind: SequenceKind): { readonly outSn: string; readonly number: string };
  /** The numbers ahead turned out to be used already: the sequence goes on where nobody has been. */
  skipSerials(kind: SequenceKind): void;
  /** Next receipt number of this till. */
  takeReceiptNo(): string;
}
