/**
 * The till as one thing: its desks wired to each other, started and stopped in the right order. At start everything
 * unfinished is asked for before anything new can begin.
 */
import { isOpen } from '../domain/payment.ts';
import type { Payment, PaymentRules, Wallet } from '../domain/payment.ts';
import type { ReceiptDocument } from '../domain/receipt.ts';
import type { BillBook, BillSource, Catalogue, Clock, Ids, Ledger, Log, PaymentProvider, People, Printer, PrintJob, PrintNote, ScanEvent, Scanner, TimeSource } from '../ports.ts';
import { may } from '../domain/approval.ts';
import type { Approval, ApprovalPolicy, ApprovedDeed, Person } from '../domain/approval.ts';
import { DEFAULT_SETTINGS, policyOf } from '../domain/settings.ts';
import { ApprovalDesk } from './approval-desk.ts';
import { BillWatch } from './bill-watch.ts';
import { Buzzer } from './buzzer.ts';
import { Checkout } from './checkout.ts';
import { ClockGuard } from './clock-guard.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { PaymentRunner } from './payment-runner.ts';
import { Picture } from './picture.ts';
import type { DemoPicture } from './picture.ts';
import { PrintQueue } from './print-queue.ts';
import { pendingSlipOf, receiptOf } from './receipts.ts';
import { RefundDesk } from './refund-desk.ts';
import { RefundRunner } from './refund-runner.ts';
import { ScanTest } from './scan-test.ts';
import { Session } from './session.ts';
import type { TillSettings } from './session.ts';
import { TenderDesk } from './tender-desk.ts';

const DRAWER_DEADLINE_MS = 5_000;

/** What a new store begins with. */
export const DEFAULT_POLICY: ApprovalPolicy = policyOf(DEFAULT_SETTINGS);

export interface TillDeps {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly people: People;
  readonly policy: ApprovalPolicy;
  readonly providers: Readonly<Partial<Record<Wallet, PaymentProvider>>>;
  /** The wallets' daily bills, where the till is to hold them against its books. */
  readonly bills?: { readonly sources: readonly BillSource[]; readonly book: BillBook; readonly accountSince: (wallet: Wallet) => number };
  readonly printer: Printer | undefined;
  readonly scanners: readonly Scanner[];
  readonly clock: Clock;
  readonly time: TimeSource;
  readonly ids: Ids;
  readonly log: Log;
  readonly rules: PaymentRules;
  readonly settings: TillSettings;
  readonly prefs: Session['prefs'];
  readonly demo: DemoPicture | null;
}

const NO_BILLS: BillBook = { read: () => undefined, write: () => undefined };

export class Till {
  readonly session: Session;
  readonly buzzer: Buzzer;
  readonly checkout: Checkout;
  readonly tenders: TenderDesk;
  readonly refunds: RefundDesk;
  readonly approvals: ApprovalDesk;
  readonly picture: Picture;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  private readonly deps: TillDeps;
  private readonly payments: PaymentRunner;
  private readonly refundRunner: RefundRunner;
  readonly printQueue: PrintQueue;
  readonly scanTest: ScanTest;
  readonly clockGuard: ClockGuard;
  private readonly providers: Partial<Record<Wallet, PaymentProvider>>;
  private readonly wallets: Set<Wallet>;
  readonly bills: BillWatch;
  private scansGoTo: ((text: string) => void) | undefined;
  private readonly unlisten: (() => void)[] = [];

  constructor(deps: TillDeps) {
    const { ledger, catalogue, printer, clock, ids, log, rules, policy } = deps;
    this.deps = deps;
    this.ledger = ledger;
    this.catalogue = catalogue;
    const session = new Session(deps.settings, deps.prefs, clock, log);
    const providers = { ...deps.providers };
    const wallets = new Set((['alipay', 'wechat'] as const).filter((wallet) => providers[wallet] !== undefined));
    this.providers = providers;
    this.wallets = wallets;
    this.session = session;
    session.person = deps.people.byId(deps.settings.cashier.id);
    this.clockGuard = new ClockGuard({ time: deps.time, wallets, clock, log, onChange: () => session.changed() });
    this.bills = new BillWatch({
      ledger, clock, log, till: deps.settings.till, sources: deps.bills?.sources ?? [], book: deps.bills?.book ?? NO_BILLS,
      accountSince: deps.bills?.accountSince ?? (() => 0),
      tell: (paymentId, event) => void this.payments.tell(paymentId, event, 'till'), onChange: () => session.changed(),
    });
    this.printQueue = new PrintQueue({ ledger, printer, clock, ids, log, onChange: () => session.changed() });
    this.scanTest = new ScanTest(clock);
    this.buzzer = new Buzzer(() => this.printQueue.inUse, log);
    const onPayment = (payment: Payment): void => {
      this.tenders.onPayment(payment);
      this.buzzer.onPayment(payment);
    };
    this.payments = new PaymentRunner({ ledger, providers, clock, rules, log, onChange: onPayment });
    this.tenders = new TenderDesk({ ledger, runner: this.payments, printQueue: this.printQueue, clock, ids, session, log, rules, policy, wallets, isClockWrong: (wallet) => this.clockGuard.isWrong(wallet) });
    this.refundRunner = new RefundRunner({ ledger, providers, clock, log, alongside: (refund) => this.refunds.alongside(refund), onChange: () => session.changed() });
    this.refunds = new RefundDesk({ ledger, payments: this.payments, refunds: this.refundRunner, clock, ids, session, policy });
    this.approvals = new ApprovalDesk({ ledger, people: deps.people, clock, ids, session, policy });
    this.checkout = new Checkout({ ledger, catalogue, clock, ids, session, policy, onPaymentCode: (code) => this.onPaymentCode(code) });
    this.picture = new Picture({ ledger, catalogue, policy, clock, clockGuard: this.clockGuard, session, printQueue: this.printQueue, wallets, demo: deps.demo });
  }

  /** Asks for everything unfinished, settles what turned out covered, then listens to the scanners. */
  start(): void {
    const resumed = this.payments.resumeAll();
    this.refundRunner.resumeAll();
    const open = this.checkout.openSale();
    if (open) this.tenders.settleIfCovered(open.id);
    const running = resumed.find((payment) => payment.saleId === open?.id && payment.phase !== 'paid' && payment.phase !== 'not_charged');
    if (running) this.session.shownPaymentId = running.id;
    const interrupted = this.printQueue.resumeAll();
    if (!open) this.showAgain(interrupted);
    this.clockGuard.start();
    this.bills.start();
    for (const scanner of this.deps.scanners) this.unlisten.push(scanner.listen((scan) => this.scanned(scan)));
    this.session.changed();
  }

  /** Whoever stood there when the program ended may still wait for the receipt: the sale is on the screen again, with what is known of its paper. */
  private showAgain(interrupted: readonly PrintJob[]): void {
    const { ledger, session } = this;
    const sale = interrupted.filter(({ staleAt }) => this.deps.clock.now() < staleAt).map(({ saleId }) => ledger.sale(saleId)).at(-1);
    if (sale?.status === 'settled' && sale.tillId === session.settings.till.id) session.finishedSaleId = sale.id;
  }

  /** Something that ends with the till. */
  whileRunning(end: () => void): void {
    this.unlisten.push(end);
  }

  stop(): void {
    for (const forget of this.unlisten) forget();
    this.payments.stop();
    this.tenders.stop();
    this.refundRunner.stop();
    this.clockGuard.stop();
    this.bills.stop();
    this.printQueue.stop();
  }

  /**
   * One scan, from whatever scanner: goods, a payment code, or something for the test field while that is open. A scanner lies on the
   * counter also while nobody is signed in, or somebody who does not sell: then it does nothing.
   */
  scanned(scan: ScanEvent): void {
    const { log, policy } = this.deps;
    const { person } = this.session;
    if (this.scanTest.take(scan)) this.session.changed();
    else if (this.scansGoTo) this.scansGoTo(scan.text);
    else if (person && may(person, 'sell', policy.roles)) this.checkout.scan(scan.text);
    else log.info('scan.nobody_sells', {});
  }

  /** What a kiosk's scanners read goes the kiosk's own way, until the returned function is called. */
  leadScans(to: (text: string) => void): () => void {
    this.scansGoTo = to;
    return () => {
      if (this.scansGoTo === to) this.scansGoTo = undefined;
    };
  }

  /** From now on receipts come out of this printer. Whatever is being printed is printed to its end. */
  usePrinter(printer: Printer | undefined): void {
    this.printQueue.use(printer);
  }

  /** The wallet's provider that is in use. */
  providerOf(wallet: Wallet): PaymentProvider | undefined {
    return this.providers[wallet];
  }

  /** From now on this wallet is spoken to this way, or not at all. Nothing of it may be open. */
  useProvider(wallet: Wallet, provider: PaymentProvider | undefined): void {
    if (provider) {
      this.providers[wallet] = provider;
      this.wallets.add(wallet);
    } else {
      delete this.providers[wallet];
      this.wallets.delete(wallet);
    }
    this.session.changed();
  }

  /** The people who may say yes to a deed, other than the one who asks where the store wants a second person. */
  approvers(deed: ApprovedDeed): readonly Person[] {
    const { people, policy } = this.deps;
    return people.all().filter((person) => may(person, deed, policy.roles) && (policy.selfApproval || person.id !== this.session.settings.cashier.id));
  }

  /** Opens the drawer without a sale. Demands an approval; the journal says who, why and that it was done. */
  openDrawer(approval: Approval): Outcome<object, 'no_printer'> {
    const { clock, log } = this.deps;
    const printer = this.printQueue.inUse;
    if (!printer) return refused('no_printer');
    this.ledger.commit({
      entries: [{ at: clock.now(), subject: 'till', subjectId: this.session.settings.till.id, by: approval.requesterId, note: 'drawer_opened', event: { approvalId: approval.id } }],
    });
    void this.kickDrawer(printer, log);
    return done({});
  }

  private async kickDrawer(printer: Printer, log: Log): Promise<void> {
    const outcome = await printer.print([{ kind: 'drawer' }], DRAWER_DEADLINE_MS);
    if (outcome.kind === 'failed') log.warn('drawer.not_opened', { reason: outcome.reason });
  }

  /** Another copy of a sale's receipt, marked as such. */
  printCopy(saleId: string): Outcome<{ jobId: string }, 'no_sale'> {
    const { ledger, session } = this;
    const sale = ledger.sale(saleId);
    if (!sale || sale.status !== 'settled') return refused('no_sale');
    const last: PrintJob | undefined = ledger.printJobOfSale(saleId);
    // An original that certainly never came out is printed as the original; anything else is a marked copy.
    const copyNumber = last === undefined || (last.copyNumber === 0 && last.state === 'given_up') ? 0 : last.copyNumber + 1;
    return done({ jobId: this.print(saleId, receiptOf(sale, ledger.paymentsOfSale(saleId), session.settings, copyNumber), copyNumber) });
  }

  /** Paper for a customer who has to go before the wallet's answer is known. Filed under the payment: the sale's own receipt stays an original. */
  printPendingSlip(paymentId: string): Outcome<{ jobId: string }, 'no_payment' | 'not_now'> {
    const payment = this.ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    if (!isOpen(payment)) return refused('not_now');
    return done({ jobId: this.print(paymentId, pendingSlipOf(payment, this.session.settings, this.deps.clock.now()), 0) });
  }

  private print(filedUnder: string, document: ReceiptDocument, copyNumber: number): string {
    const job = this.printQueue.job(filedUnder, document, copyNumber);
    this.ledger.commit({
      prints: [job],
      entries: [{ at: this.deps.clock.now(), subject: 'print', subjectId: job.id, by: this.session.settings.cashier.id, note: 'queued' satisfies PrintNote, event: { saleId: filedUnder, copyNumber } }],
    });
    this.printQueue.kick();
    return job.id;
  }

  /** Prints a slip of something that is no sale. `make` gets how often it was queued before, so that a copy says so. */
  printSlip(filedUnder: string, make: (copyNumber: number) => ReceiptDocument): string {
    const last = this.ledger.printJobOfSale(filedUnder);
    const copyNumber = last === undefined ? 0 : last.copyNumber + 1;
    return this.print(filedUnder, make(copyNumber), copyNumber);
  }

  private onPaymentCode(code: string): void {
    const started = this.tenders.startBarcode({ code, evenIfDuplicate: true });
    if (started.ok) return;
    if (started.code === 'clock_wrong') this.session.say({ kind: 'clock_wrong' });
    else if (started.code === 'code_already_used') this.session.say({ kind: 'code_already_used' });
    else if (started.code === 'wallet_off') this.session.say({ kind: 'wallet_off', wallet: code.startsWith('1') ? 'wechat' : 'alipay' });
    else this.session.say({ kind: 'unreadable' });
  }
}
