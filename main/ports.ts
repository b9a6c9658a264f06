/**
 * All that the core asks of the world, on one page. Adapters implement these; tests compose the app from the real ones and
 * replace only time, randomness and identity. Nothing here throws for what happens outside: an answer says it.
 */
import type { Person } from './domain/approval.ts';
import type { BillDoubt } from './domain/bill.ts';
import type { DeviceChoice, DeviceCondition, Platform, PluggedDevices, PrinterModelFact, PrinterWord } from './domain/devices.ts';
import type { Failure } from './domain/failure.ts';
import type { Fen } from './domain/money.ts';
import type { SequenceKind, SequenceSettings } from './domain/numbering.ts';
import type { CancelAnswer, PayAnswer, PaymentEvent, PrecreateAnswer, QueryAnswer } from './domain/payment-events.ts';
import type { Payment, PaymentKind, Wallet } from './domain/payment.ts';
import type { ReceiptDocument } from './domain/receipt.ts';
import type { Refund, RefundAnswer, RefundQueryAnswer } from './domain/refund.ts';
import type { Sale } from './domain/sale.ts';
import type { SavedSettings } from './domain/settings.ts';
import type { Shift } from './domain/shift.ts';

// ── Providers ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What of an order every call needs. */
export interface OrderRef {
  readonly outTradeNo: string;
  readonly amount: Fen;
  readonly kind: PaymentKind;
}

/** One line of what is bought, as the customer's wallet may show it. Their sum is not the amount where discounts were given. */
export interface GoodsLine {
  readonly id: string;
  readonly name: string;
  /** Whole pieces; what is weighed counts as one piece at the line's price. */
  readonly quantity: number;
  /** Of one piece. */
  readonly price: Fen;
}

export interface PayRequest extends OrderRef {
  /** The customer's payment code. Held in memory for this call only, never saved, never logged. */
  readonly code: string;
  readonly subject: string;
  readonly operatorId: string;
  readonly terminalId: string;
  readonly goods?: readonly GoodsLine[];
}

export interface PrecreateRequest extends OrderRef {
  readonly subject: string;
  readonly operatorId: string;
  readonly terminalId: string;
  readonly goods?: readonly GoodsLine[];
  /** Epoch ms after which the QR must not be payable. */
  readonly expiresAt: number;
}

/** What the request and its answer looked like, for the history: no secret, no signature, no payment code. */
export interface CallTrace {
  readonly ms: number;
  /** HTTP status, absent when no answer came. */
  readonly status?: number;
  readonly requestId?: string;
  readonly providerCode?: string;
  readonly providerText?: string;
}

export interface Answered<Answer> {
  readonly answer: Answer;
  readonly trace: CallTrace;
}

/**
 * One wallet provider. Every call has an absolute deadline, is sent at most once, and its answer is believed only when its
 * signature is verified over the raw bytes and it names our number, amount and merchant.
 */
export interface PaymentProvider {
  readonly wallet: Wallet;
  pay(request: PayRequest): Promise<Answered<PayAnswer>>;
  precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>>;
  query(order: OrderRef): Promise<Answered<QueryAnswer>>;
  /** Closes the order whatever its state: Alipay cancel, WeChat Pay reverse (barcode) or close (QR). */
  cancel(order: OrderRef): Promise<Answered<CancelAnswer>>;
  refund(request: RefundRequest): Promise<Answered<RefundAnswer>>;
  queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>>;
}

export interface RefundRequest {
  readonly outTradeNo: string;
  /** `out_request_no` at Alipay, `out_refund_no` at WeChat Pay; kept on every repetition. */
  readonly outRefundNo: string;
  readonly amount: Fen;
  /** What the order was paid with. */
  readonly total: Fen;
  readonly reason: string;
}

// ── Bills ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One movement of money on a provider's daily bill. All amounts are fen and not negative: `kind` says the direction. */
export interface BillLine {
  /**
   * `payment`: taken from a payer. `refund`: given back by a refund. `reversal`: given back whole by closing the order; a provider
   * that does not tell the two apart (Alipay) reports a `refund`.
   */
  readonly kind: 'payment' | 'refund' | 'reversal';
  readonly outTradeNo: string;
  /** The provider's own number of the order. */
  readonly tradeNo: string;
  /** Our number of the refund: `out_request_no` at Alipay, `out_refund_no` at WeChat Pay. */
  readonly outRefundNo?: string;
  /** The provider's own number of the refund, where it has one. */
  readonly refundNo?: string;
  /** Where the provider says how far a refund was at the end of the day; absent: it is done. */
  readonly refundState?: 'done' | 'processing' | 'failed';
  /** What the order was for; what the refund gives back. */
  readonly amount: Fen;
  /** The part of it that the shop received or gave: without discounts that the shop bore, before fees. */
  readonly settled: Fen;
  /** What the provider charged the shop, or gave back to it with a refund; rounded half up where it counts finer than fen. */
  readonly fee: Fen;
  /** When the payment or refund was done, epoch ms. */
  readonly at: number;
  readonly storeId?: string;
  readonly terminalId?: string;
  readonly operatorId?: string;
  /** The payer as the provider masks him. */
  readonly payer?: string;
}

/** Sums over the lines. A bill is only handed out when its lines agree with the counts and sums that the provider states under them. */
export interface BillTotals {
  readonly payments: number;
  /** Of `amount`. */
  readonly paid: Fen;
  /** Refunds and reversals. */
  readonly refunds: number;
  /** Of `amount`. */
  readonly refunded: Fen;
  /** Fees of payments less fees given back. */
  readonly fees: Fen;
}

/** Everything that a provider says happened to the shop's money on one day in China. */
export interface ProviderBill {
  readonly wallet: Wallet;
  /** `yyyy-mm-dd`, China time. */
  readonly date: string;
  readonly lines: readonly BillLine[];
  readonly totals: BillTotals;
}

export type BillAnswer =
  | { readonly kind: 'bill'; readonly bill: ProviderBill }
  /** Not made yet: ask again later. */
  | { readonly kind: 'not_ready' }
  /** Certain: nothing happened on that day. */
  | { readonly kind: 'none' }
  /** No bill that may be believed was had; a damaged or incomplete file is this too. */
  | { readonly kind: 'uncertain'; readonly failure: Failure };

export interface BillSource {
  readonly wallet: Wallet;
  /** The bill of one day, `yyyy-mm-dd` in China time. Throws RangeError for a text that is no date. */
  downloadBill(date: string): Promise<Answered<BillAnswer>>;
}

/** How far the comparison of a wallet has come, and what of it needs a person. */
export interface BillRecord {
  readonly wallet: Wallet;
  /** Last day compared, `yyyy-mm-dd`, China time. */
  readonly date: string;
  readonly at: number;
  readonly agreed: number;
  /** Newest first. */
  readonly doubts: readonly (BillDoubt & { readonly date: string })[];
}

/** Where records are kept over a restart. Both throw `LedgerUnavailableError`. */
export interface BillBook {
  read(wallet: Wallet): BillRecord | undefined;
  write(record: BillRecord): void;
}

// ── Ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a journal line is about. */
export type JournalSubject = 'sale' | 'payment' | 'refund' | 'print' | 'till' | 'person';

/** One line of the append-only journal. The journal is the truth; everything else can be rebuilt from it. */
export interface JournalEntry {
  readonly at: number;
  readonly subject: JournalSubject;
  readonly subjectId: string;
  /** Who: a person's id, or `till` when the machine acted by itself. */
  readonly by: string;
  /** Machine-readable word: a PaymentNote or the like. */
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

// ── Books ────────────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Catalogue and settings ───────────────────────────────────────────────────────────────────────────────────────────

export interface Product {
  readonly id: string;
  /** EAN or in-store code; a weighed product's five-digit item code. */
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly pinyin: string;
  readonly category: string;
  readonly price: Fen;
  readonly unit: 'piece' | 'kg';
  readonly restricted: boolean;
  /** Place among the quick keys, if any. */
  readonly quickKey?: number;
}

export interface Catalogue {
  byId(id: string): Product | undefined;
  byCode(code: string): Product | undefined;
  /** By name in either language, pinyin initials or beginning of the code; best first. */
  search(text: string, limit: number): readonly Product[];
  quickKeys(): readonly Product[];
  count(): number;
  replaceAll(products: readonly Product[]): void;
}

/** The sequences of numbers, for the settings. */
export interface Sequences {
  sequences(): readonly (SequenceSettings & { readonly kind: SequenceKind; readonly next?: { readonly epoch: number; readonly counter: number } })[];
  /** For numbers to come. Throws RangeError when a provider would refuse them. */
  configureSequence(kind: SequenceKind, settings: SequenceSettings): void;
  /** Forwards only. Throws RangeError otherwise. */
  advanceSequence(kind: SequenceKind, counter: number): void;
}

/** What of a wallet's set-up is no secret, as it was typed in. */
export interface ProviderChoice {
  readonly enabled: boolean;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ProviderBook {
  read(wallet: Wallet): ProviderChoice;
  save(wallet: Wallet, choice: ProviderChoice): void;
}

/** What has to be typed in for a wallet, in the order of the form. */
export interface ProviderForm {
  readonly fields: readonly { readonly name: string; readonly required: boolean; readonly long: boolean; readonly choices?: readonly string[] }[];
  readonly secrets: readonly { readonly name: string; readonly required: boolean }[];
}

export interface ProviderProblem {
  readonly code: 'field_missing' | 'field_bad' | 'secret_missing' | 'secret_bad' | 'not_accepted';
  /** Of the field or secret. */
  readonly name: string;
  /** What is wrong with it: the adapter's own word, and one English sentence for support. Never the value. */
  readonly flaw?: string;
  readonly sentence?: string;
}

/** Makes a wallet out of what was typed in, or says all that is wrong with it. */
export interface ProviderWorkshop {
  readonly forms: Readonly<Record<Wallet, ProviderForm>>;
  build(wallet: Wallet, fields: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>):
    | { readonly provider: PaymentProvider }
    | { readonly problems: readonly ProviderProblem[] };
}

/** What the store has decided, saved and journaled. */
export interface SettingsBook {
  read(): SavedSettings;
  /** Saves the parts that are given, durably. Throws TypeError when one does not fit, and `LedgerUnavailableError`. */
  save(change: Partial<SavedSettings>, by: string): void;
}

// ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type PinCheck =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  /** Too many wrong ones: not before this time, ms. */
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'locked' };

export interface PinState {
  readonly set: boolean;
  readonly locked: boolean;
  /** 0 = now. */
  readonly waitMs: number;
}

export interface People {
  all(): readonly Person[];
  byId(id: string): Person | undefined;
  /** Saves a person and journals the change. */
  save(person: Person, by: string): void;
  /** Replaces a person's PIN (4–12 digits) and lifts a lock. Only its slow salted hash is kept. */
  setPin(personId: string, pin: string, by: string): Promise<void>;
  /** What may be told of a PIN: whether there is one, and when the next try is possible. */
  pinState(personId: string, at: number): PinState;
  /** Compares in constant time; counts wrong ones durably before it answers. A person without a PIN is always `wrong`. */
  checkPin(personId: string, pin: string, at: number): Promise<PinCheck>;
}

// ── Devices ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type PrintOutcome =
  /** The printer itself said that printing is completed. */
  | { readonly kind: 'printed'; readonly paperNearEnd?: true }
  /** Everything was handed over; the printer does not say more. */
  | { readonly kind: 'sent'; readonly paperNearEnd?: true }
  /** `partOnPaper`: bytes had been handed over, so some or all of it may be on the paper; what is printed again is a copy. */
  | { readonly kind: 'failed'; readonly reason: PrintFailure; readonly partOnPaper?: true };

/** `no_permission`: the operating system does not let the till; `busy`: another program has the device. Both are matters for IT. */
export type PrintFailure =
  | 'not_reachable' | 'timeout' | 'paper_out' | 'cover_open' | 'offline' | 'cutter' | 'broken' | 'no_permission' | 'busy';

export type PrinterHealth =
  | { readonly kind: 'ready'; readonly paperNearEnd: boolean }
  /** It could be reached and tells no more: not "ready", and not trouble. */
  | { readonly kind: 'reachable' }
  | { readonly kind: 'trouble'; readonly reason: PrintFailure };

export interface Printer {
  /** Prints one document; gives up at the deadline (ms from now). Never throws for the printer's sake. */
  print(document: ReceiptDocument, deadlineMs: number): Promise<PrintOutcome>;
  /** Asks how it is, without printing, where that can be asked: before a sale begins, and on the set-up page. */
  check?(deadlineMs: number): Promise<PrinterHealth>;
  /** Sounds the buzzer after the jobs before it, where the printer has one; false when it could not. Never throws for the printer's sake. */
  buzz?(deadlineMs: number): Promise<boolean>;
  /** The set-up test: finds out what this very printer answers. A test page follows it, because an unknown question may be printed. */
  probe?(): Promise<PrinterProbe>;
}

export type PrinterProbe =
  | { readonly kind: 'found'; readonly confirmation: PrinterWord; readonly autoStatus: boolean }
  | { readonly kind: 'trouble'; readonly reason: PrintFailure };

/** A receipt to be printed, kept until it came out or was given up. */
export interface PrintJob {
  readonly id: string;
  readonly saleId: string;
  readonly document: ReceiptDocument;
  readonly copyNumber: number;
  readonly state: 'waiting' | 'printing' | 'printed' | 'sent' | 'failed' | 'given_up';
  readonly failure?: PrintFailure;
  readonly createdAt: number;
  /** After this moment it does not come out by itself any more; a person may still ask for it. Epoch ms. */
  readonly staleAt: number;
  readonly tries: number;
  readonly revision: number;
}

export interface ScanEvent {
  readonly text: string;
  readonly source: string;
  readonly at: number;
  /** How it arrived, where the wire tells. */
  readonly traits?: ScanTraits;
}

export interface ScanTraits {
  /** What ended it; `none`: silence did. */
  readonly suffix: 'cr' | 'lf' | 'crlf' | 'none';
  /** The longest pause inside it, ms. */
  readonly longestGapMs: number;
}

export interface Scanner {
  /** Calls back for every scan until the returned function is called. */
  listen(onScan: (scan: ScanEvent) => void): () => void;
}

/** What a small display that faces the customer shows. */
export type PoleShown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'price' | 'total' | 'collected' | 'change'; readonly amount: Fen };

/** It answers nothing: nobody can know that it shows anything, only that what was sent to it was taken. */
export interface CustomerPole {
  /** Shows something soon; what is overtaken meanwhile is left out. */
  show(shown: PoleShown): void;
  /** Shows something and tells whether it was handed over; undefined when it was. */
  attempt(shown: PoleShown): Promise<PrintFailure | undefined>;
  /** How the last one went; `unknown` before the first. */
  state(): PrintFailure | 'sent' | 'unknown';
}

export interface ScannerFact {
  /** The name under which its scans are known. */
  readonly source: string;
  /** Maker and model, where the till knows them. */
  readonly name?: string;
  readonly condition: DeviceCondition;
  /** So many of its latest scans were no code. */
  readonly unreadable: number;
  /** Set up by somebody; otherwise it was found. */
  readonly chosen: boolean;
}

/** The devices of this machine: what is set up, exchanged while the till runs, looked for. */
export interface DeviceWorkshop {
  readonly platform: Platform;
  /** False where devices are given, as in the demo: they are shown and tried, and cannot be changed. */
  readonly editable: boolean;
  readonly models: readonly PrinterModelFact[];
  choice(): DeviceChoice;
  /** Durable first, then in use: only what changed is closed and opened again, and a printer after its last job. Throws TypeError when it does not fit, and `LedgerUnavailableError`. */
  save(choice: DeviceChoice): void;
  /** The printer that is in use. */
  printer(): Printer | undefined;
  pole(): CustomerPole | undefined;
  scanners(): readonly ScannerFact[];
  /** What is plugged in now. Rejects when the system does not answer. */
  discover(): Promise<PluggedDevices>;
}

// ── Time, identity, log ──────────────────────────────────────────────────────────────────────────────────────────────

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back once, at or soon after the moment (epoch ms). Returns a function that forgets it. */
  at(moment: number, callback: () => void): () => void;
}

/** The wallets' own time beside this machine's. */
export interface TimeSource {
  /** Calls back with how far this machine is ahead of a wallet, ms (negative: behind), whenever that is news. */
  listen(heard: (wallet: Wallet, aheadMs: number) => void): () => void;
  /** Compares now with these wallets; listeners hear of every one that answered. Never rejects for what happens outside. */
  ask(wallets: Iterable<Wallet>): Promise<void>;
}

/** How a secret is told from another without being shown. */
export interface SecretFact {
  /** Eight hex digits of its SHA-256. */
  readonly fingerprint: string;
  /** When it was typed in, epoch ms. */
  readonly since: number;
}

/** Makes a text unreadable for others than this account on this machine, and readable again. Both throw when that fails. */
export interface Sealer {
  /** `os`: the system's own store of keys. `account`: a key file that only this account may read. */
  readonly protection: 'os' | 'account';
  seal(text: string): Buffer;
  open(sealed: Buffer): string;
}

/** The shop's keys and passwords, by name. They only go in: outside the adapters that sign with them nobody reads them. */
export interface Secrets {
  /** `os`: sealed by the system's store of keys. `account`: by a key file that only this account may read. */
  readonly protection: 'os' | 'account';
  /** What was kept cannot be opened here (another machine's or account's file): everything must be typed in again. */
  readonly broken: boolean;
  read(name: string): string | undefined;
  fact(name: string): SecretFact | undefined;
  /** Keeps all changes or none; undefined or an empty text forgets. Throws when the disk or the system's store refuses. */
  write(changes: Readonly<Record<string, string | undefined>>): void;
}

export interface Ids {
  /** A fresh unique id. */
  next(): string;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured, redacting: long digit runs, keys and signatures never reach a sink in clear. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields, cause?: unknown): void;
}

