/**
 * The real ledger of one running till, with a hand over the disk: it may be full for a while, the program may end before or
 * after any commit, and whoever watches sees every change in the moment in which it became true on the disk.
 */
import type { Fen } from '../../main/domain/money.ts';
import type { SequenceKind } from '../../main/domain/numbering.ts';
import type { Payment } from '../../main/domain/payment.ts';
import type { Refund } from '../../main/domain/refund.ts';
import type { Sale } from '../../main/domain/sale.ts';
import { LedgerUnavailableError } from '../../main/ports.ts';
import type { JournalSubject, Ledger, LedgerChange, PrintJob, StoredEntry } from '../../main/ports.ts';

/** The program ended here. No code of a till knows this error, so none can go on after it. */
export class ProgramEnded extends Error {
  override readonly name = 'ProgramEnded';
}

export interface Disk {
  readonly alive: boolean;
  readonly full: boolean;
  /** Asked at both sides of a commit; true when the program is to end here. */
  endsHere(place: 'before_commit' | 'after_commit'): boolean;
  end(): void;
  /** A change is on the disk. */
  saved(change: LedgerChange): void;
}

export class WatchedLedger implements Ledger {
  /** Runs once, between the next reading of a sale and what is made of it. */
  beforeSaleIsUsed: (() => void) | undefined;
  private readonly ledger: Ledger;
  private readonly disk: Disk;

  constructor(ledger: Ledger, disk: Disk) {
    this.ledger = ledger;
    this.disk = disk;
  }

  commit(change: LedgerChange): void {
    this.write(() => this.ledger.commit(change), () => this.disk.saved(change));
  }

  skipSerials(kind: SequenceKind): void {
    this.write(() => this.ledger.skipSerials(kind));
  }

  takeSerial(kind: SequenceKind): { readonly outSn: string; readonly number: string } {
    return this.write(() => this.ledger.takeSerial(kind));
  }

  takeReceiptNo(): string {
    return this.write(() => this.ledger.takeReceiptNo());
  }

  sale(id: string): Sale | undefined {
    const sale = this.read().sale(id);
    const meanwhile = this.beforeSaleIsUsed;
    this.beforeSaleIsUsed = undefined;
    meanwhile?.();
    return sale;
  }

  openSale(tillId: string): Sale | undefined {
    return this.read().openSale(tillId);
  }

  parkedSales(): readonly Sale[] {
    return this.read().parkedSales();
  }

  salesClosedSince(at: number): readonly Sale[] {
    return this.read().salesClosedSince(at);
  }

  payment(id: string): Payment | undefined {
    return this.read().payment(id);
  }

  paymentsOfSale(saleId: string): readonly Payment[] {
    return this.read().paymentsOfSale(saleId);
  }

  unfinishedPayments(): readonly Payment[] {
    return this.read().unfinishedPayments();
  }

  exceptionalPayments(limit: number): readonly Payment[] {
    return this.read().exceptionalPayments(limit);
  }

  findPayments(text: string, limit: number): readonly Payment[] {
    return this.read().findPayments(text, limit);
  }

  paymentsBetween(from: number, until: number): readonly Payment[] {
    return this.read().paymentsBetween(from, until);
  }

  recentPayments(limit: number): readonly Payment[] {
    return this.read().recentPayments(limit);
  }

  paymentsOfAmountSince(amount: Fen, at: number): readonly Payment[] {
    return this.read().paymentsOfAmountSince(amount, at);
  }

  refund(id: string): Refund | undefined {
    return this.read().refund(id);
  }

  refundsOfPayment(paymentId: string): readonly Refund[] {
    return this.read().refundsOfPayment(paymentId);
  }

  unfinishedRefunds(): readonly Refund[] {
    return this.read().unfinishedRefunds();
  }

  printJob(id: string): PrintJob | undefined {
    return this.read().printJob(id);
  }

  printJobOfSale(saleId: string): PrintJob | undefined {
    return this.read().printJobOfSale(saleId);
  }

  waitingPrintJobs(): readonly PrintJob[] {
    return this.read().waitingPrintJobs();
  }

  history(subject: JournalSubject, subjectId: string): readonly StoredEntry[] {
    return this.read().history(subject, subjectId);
  }

  private read(): Ledger {
    if (!this.disk.alive) throw new ProgramEnded();
    return this.ledger;
  }

  private write<T>(work: () => T, after: () => void = () => undefined): T {
    const { disk } = this;
    if (!disk.alive) throw new ProgramEnded();
    if (disk.full) throw new LedgerUnavailableError('disk_full');
    if (disk.endsHere('before_commit')) {
      disk.end();
      throw new ProgramEnded();
    }
    const result = work();
    after();
    if (disk.endsHere('after_commit')) {
      disk.end();
      throw new ProgramEnded();
    }
    return result;
  }
}
