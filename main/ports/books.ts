/** The ledger read for lists and reports. */
import type { Payment, PaymentKind, Wallet } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { Shift } from '../domain/shift.ts';

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

/** The notes of the journal that reports count. */
export type ReportedNote = 'drawer_opened' | 'line_removed' | 'copy_printed';

/** The ledger read for lists and reports; newest first where it is a list. Nothing is written through it. */
export interface Books {
  sales(filter: BookFilter): readonly Sale[];
  payments(filter: BookFilter): readonly Payment[];
  refunds(filter: BookFilter): readonly Refund[];
  /** Of a till: sales closed since a moment, and those that are not closed. */
  salesSince(tillId: string, at: number): readonly Sale[];
  /** Of a till: payments begun or ended since a moment, and those that are unfinished or strange. */
  paymentsSince(tillId: string, at: number): readonly Payment[];
  /** Refunds begun or ended since a moment, and those without an ending. */
  refundsSince(at: number): readonly Refund[];
  countNotes(note: ReportedNote, from: number, to: number): number;
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
