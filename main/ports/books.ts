/** The ledger read for lists and reports. */
import type { Payment, PaymentKind, Wallet } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { Shift } from '../domain/shift.ts';
import type { JournalSubject } from './ledger.ts';

/** What of a kind is wanted; everything that is given must hold. */
export interface BookFilter {
  /** Begun at or after, and before, epoch ms. */
  readonly from?: number;
  readonly to?: number;
  readonly wallet?: Wallet;
  readonly kind?: PaymentKind;
  /** Status of sales, phases of payments and refunds. */
  readonly states?: readonly string[];
  /** Only what is out of the ordinary. */
  readonly exceptional?: boolean;
  /** A number of it, of its sale, its payments or its refunds: whole, or from six characters on the end of it. */
  readonly text?: string;
  /** Goes on behind this one. */
  readonly after?: { readonly at: number; readonly id: string };
  readonly limit: number;
}

/** The notes of the journal that reports look at; of `queued` only those of copies. */
export const REPORTED_NOTES = [
  'settled', 'dropped', 'cash_taken', 'cash_given_back', 'line_removed', 'drawer_opened', 'queued',
  'sent', 'qr_asked', 'paid', 'proved', 'paid_after_all', 'late', 'not_charged', 'returned', 'contradicted', 'done',
] as const;

/** A line of the journal, as far as reports need it. */
export interface ReportedLine {
  /** Its number. */
  readonly line: number;
  readonly subject: JournalSubject;
  readonly subjectId: string;
  readonly note: string;
  /** Of cash taken, fen, and less than nothing of cash that was given back; 0 otherwise. */
  readonly amount: number;
}

/** The ledger read for lists and reports; newest first where it is a list. Nothing is written through it. */
export interface Books {
  sales(filter: BookFilter): readonly Sale[];
  payments(filter: BookFilter): readonly Payment[];
  refunds(filter: BookFilter): readonly Refund[];
  /** What was written behind one line of the journal up to and including another, in the order of writing. */
  reportedLines(after: number, upTo: number): readonly ReportedLine[];
  /** Number of the journal's last line; 0 when there is none. */
  lastLine(): number;
  /** Number of the last line that bears a time before this one; for shifts that know only times. */
  lineBefore(at: number): number;
  /** Payments of a till that are unfinished or strange. */
  openOrStrange(tillId: string): readonly Payment[];
  /** Refunds without an ending, or with one that needs a person. */
  openRefunds(): readonly Refund[];
  /** Hash of the journal's last line, hex. */
  journalHead(): string;
  shift(id: string): Shift | undefined;
  /** The shift of a till that is not closed. */
  openShift(tillId: string): Shift | undefined;
  /** Newest first. */
  shiftsOf(tillId: string, limit: number): readonly Shift[];
  /** Number of the till's last Z; 0 before the first. */
  lastZ(tillId: string): number;
}
