/**
 * Self-checkout: leads a customer from the welcome screen to the goodbye over the same desks that a cashier uses. It adds what a
 * machine without a cashier needs: what staff must allow first, calls for help, the hand-over to the counter, and an end that never
 * drops money that is on its way.
 */
import type { Approval } from '../domain/approval.ts';
import { fen } from '../domain/money.ts';
import type { Fen } from '../domain/money.ts';
import { isOpen } from '../domain/payment.ts';
import type { Payment, Wallet } from '../domain/payment.ts';
import { frozenReason, totals } from '../domain/sale.ts';
import type { Sale } from '../domain/sale.ts';
import { handOverSlip } from '../domain/receipt.ts';
import type { Clock } from '../ports.ts';
import { DONE, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { pieces } from './picture.ts';
import { headOf } from './receipts.ts';
import type { Language } from './session.ts';
import type { StartRefusal } from './tender-desk.ts';
import type { Till } from './till.ts';

export interface KioskRules {
  /** Above this total, fen, staff look at the basket before it can be paid. */
  readonly amountLimit: Fen;
  readonly idleMs: number;
  readonly warnMs: number;
  readonly goodbyeMs: number;
  /** A customer who cannot pay by phone may take the goods to the counter. */
  readonly cashHandOver: boolean;
}

export const DEFAULT_KIOSK_RULES: KioskRules = { amountLimit: fen(50_000), idleMs: 45_000, warnMs: 15_000, goodbyeMs: 12_000, cashHandOver: true };

export type KioskHelp = 'question' | 'product' | 'payment' | 'cash' | 'amount' | 'restricted' | 'printer';
type Block = 'amount' | 'restricted';
type Step = 'welcome' | 'scan' | 'review' | 'pay' | 'receipt' | 'goodbye' | 'hand_over';

export interface KioskDeps {
  readonly till: Till;
  readonly clock: Clock;
  readonly rules: KioskRules;
  readonly language: Language;
  /** Ends kiosk mode: the counter's own screen opens, or the program ends. */
  readonly onLeave: (to: 'till' | 'quit') => void;
}

/** So many questions in a row without an answer are no hiccup of the line. */
const SILENT_ASKS = 2;

/** The staff menu closes by itself, so that nobody finds it open. */
const STAFF_MS = 120_000;

export class KioskDesk {
  private readonly deps: KioskDeps;
  private language: Language;
  private chosen: 'welcome' | 'scan' | 'review' | 'pay' = 'welcome';
  private help: { readonly reason: KioskHelp; readonly at: number } | null = null;
  /** The payment for which staff were called without anybody asking. */
  private calledFor: string | null = null;
  /** What staff have looked at: this sale, with these restricted lines, up to this amount. */
  private allowed: { readonly saleId: string; readonly lines: ReadonlySet<string>; readonly upTo: Fen } | null = null;
  private receipt: { readonly saleId: string; readonly paper: boolean } | null = null;
  private handedOver: { readonly code: string; readonly receiptNo: string; readonly amount: Fen } | null = null;
  private staffUntil = 0;

  constructor(deps: KioskDeps) {
    this.deps = deps;
    this.language = deps.language;
    deps.till.session.receiptOnRequest = true;
    deps.till.session.onChange(() => this.helpWhenUnknown());
  }

  begin(language: Language): Outcome<object, never> {
    this.language = language;
    if (this.step() === 'welcome') this.chosen = 'scan';
    return this.changed();
  }

  /** A scan begins a sale by itself; a payment code counts only where one is asked for. */
  scan(text: string): Outcome<object, never> {
    const { checkout, session } = this.deps.till;
    const step = this.step();
    if (step === 'goodbye' || step === 'hand_over') this.fresh();
    if (step === 'welcome' || step === 'goodbye' || step === 'hand_over') this.chosen = 'scan';
    // Once the customer has gone to pay, goods are no longer added by a stray scan.
    if (this.step() === 'pay' && session.awaitingCode === null) return this.changed();
    if (session.awaitingCode !== null && this.blocks(checkout.openSale()).length > 0) return this.changed();
    checkout.scan(text);
    if (session.awaitingCode === null && session.shownPaymentId === null && this.chosen === 'review') this.chosen = 'scan';
    return this.changed();
  }

  add(productId: string): Outcome<object, 'no_product' | 'frozen'> {
    const added = this.deps.till.checkout.addProduct(productId, ONE);
    return added.ok ? this.changed() : added;
  }

  setQuantity(lineId: string, quantity: number): Outcome<object, 'no_sale' | 'no_line' | 'frozen'> {
    const { checkout } = this.deps.till;
    const changed = quantity === 0 ? checkout.removeLine(lineId) : checkout.setQuantity(lineId, quantity);
    if (!changed.ok) return changed;
    if ((checkout.openSale()?.lines.length ?? 0) === 0) this.chosen = 'scan';
    return this.changed();
  }

  go(step: 'scan' | 'review' | 'pay'): Outcome<object, 'no_sale' | 'frozen' | 'blocked'> {
    const sale = this.deps.till.checkout.openSale();
    if (step !== 'scan' && (!sale || sale.lines.length === 0)) return refused('no_sale');
    if (this.running(sale)) return refused('frozen');
    const blocks = this.blocks(sale);
    if (step === 'pay' && blocks[0]) {
      this.call(blocks[0]);
      return refused('blocked');
    }
    this.deps.till.session.awaitingCode = null;
    this.deps.till.session.shownPaymentId = null;
    this.chosen = step;
    return this.changed();
  }

  pay(by: 'mobile' | Wallet): Outcome<object, StartRefusal | 'blocked'> {
    const { checkout, tenders } = this.deps.till;
    const [block] = this.blocks(checkout.openSale());
    if (block) {
      this.call(block);
      return refused('blocked');
    }
    this.chosen = 'pay';
    // One customer, one basket: a twin of the amount is another customer's, and the number is new in any case.
    const started = by === 'mobile' ? tenders.askCode({ evenIfDuplicate: true }) : tenders.startQr({ wallet: by, evenIfDuplicate: true });
    return started.ok ? this.changed() : started;
  }

  stopPay(): Outcome<object, 'not_now'> {
    const { checkout, session, tenders } = this.deps.till;
    const running = this.running(checkout.openSale());
    if (!running) {
      session.shownPaymentId = null;
      tenders.stopAskingCode();
      return DONE;
    }
    const cancelled = tenders.cancel(running.id);
    return cancelled.ok ? DONE : refused('not_now');
  }

  check(): Outcome<object, 'not_now' | 'too_often'> {
    const running = this.running(this.deps.till.checkout.openSale());
    if (!running) return refused('not_now');
    const checked = this.deps.till.tenders.check(running.id);
    return checked.ok || checked.code === 'too_often' ? (checked as Outcome<object, 'too_often'>) : refused('not_now');
  }

  askHelp(reason: KioskHelp | null): Outcome<object, never> {
    if (reason === null) this.help = null;
    else this.call(reason);
    return this.changed();
  }

  /** Paper or none; asked once for each sale. */
  takeReceipt(paper: boolean): Outcome<object, 'not_now'> {
    const { till } = this.deps;
    const saleId = till.session.finishedSaleId;
    if (saleId === null || this.receipt?.saleId === saleId) return refused('not_now');
    this.receipt = { saleId, paper };
    if (paper) till.printCopy(saleId);
    this.help = null;
    return this.changed();
  }

  /** Puts the goods aside under a short code, on the screen and on paper; at the counter the sale is recalled and paid in cash. */
  handOver(): Outcome<object, 'no_sale' | 'frozen'> {
    const { till, clock } = this.deps;
    const { checkout, ledger, session } = till;
    const sale = checkout.openSale();
    if (!sale) return refused('no_sale');
    const amount = totals(sale, ledger.paymentsOfSale(sale.id)).due;
    const parked = checkout.park();
    if (!parked.ok) return parked;
    const slip = { code: sale.receiptNo.slice(-4), receiptNo: sale.receiptNo, amount };
    this.handedOver = slip;
    session.awaitingCode = null;
    this.note('kiosk_handed_over', { receiptNo: sale.receiptNo, amount });
    // Filed under a name of its own: the sale's receipt stays an original.
    till.printSlip(`handover-${sale.id}`, (copyNumber) => handOverSlip({ ...headOf(session.settings, clock.now(), copyNumber), ...slip, itemCount: pieces(sale) }));
    return this.changed();
  }

  /** Begins anew for the next customer. Money in the sale or on its way keeps it where it is. */
  leave(): Outcome<object, 'frozen'> {
    const { checkout, session, ledger } = this.deps.till;
    const sale = checkout.openSale();
    if (sale) {
      const reason = frozenReason(sale, ledger.paymentsOfSale(sale.id));
      if (reason) return refused('frozen', { reason });
      const dropped = checkout.drop();
      if (!dropped.ok) return refused('frozen');
    }
    // Whoever walks off without choosing gets the proof on paper.
    if (session.finishedSaleId !== null && this.receipt?.saleId !== session.finishedSaleId) this.takeReceipt(true);
    checkout.next();
    this.fresh();
    return this.changed();
  }

  /** What staff are asked to allow: this sale at this amount. */
  wishToAllow(): { readonly deed: 'kiosk_exit'; readonly subjectId: string; readonly amount: Fen } | undefined {
    const sale = this.deps.till.checkout.openSale();
    return sale && { deed: 'kiosk_exit', subjectId: sale.id, amount: totals(sale, this.deps.till.ledger.paymentsOfSale(sale.id)).total };
  }

  allow(approval: Approval): Outcome<object, 'no_sale'> {
    const sale = this.deps.till.checkout.openSale();
    if (!sale || sale.id !== approval.subjectId) return refused('no_sale');
    this.allowed = { saleId: sale.id, lines: new Set(sale.lines.filter((line) => line.restricted).map((line) => line.id)), upTo: approval.amount };
    this.help = null;
    this.note('kiosk_allowed', { approvalId: approval.id, saleId: sale.id, amount: approval.amount });
    return this.changed();
  }

  wishForStaff(): { readonly deed: 'kiosk_exit'; readonly subjectId: string; readonly amount: Fen } {
    return { deed: 'kiosk_exit', subjectId: this.deps.till.session.settings.till.id, amount: fen(0) };
  }

  openStaffMenu(approval: Approval): Outcome<object, never> {
    this.staffUntil = this.deps.clock.now() + STAFF_MS;
    this.help = null;
    this.note('kiosk_staff', { approvalId: approval.id });
    return this.changed();
  }

  staffDo(what: 'back' | 'drop_sale' | 'to_till' | 'quit'): Outcome<object, 'not_now' | 'frozen'> {
    if (!this.isStaffOpen()) return refused('not_now');
    if (what === 'drop_sale') {
      const left = this.leave();
      if (!left.ok) return left;
    }
    this.staffUntil = 0;
    if (what === 'to_till' || what === 'quit') {
      this.note('kiosk_left', { to: what });
      this.deps.till.session.receiptOnRequest = false;
      this.deps.onLeave(what === 'quit' ? 'quit' : 'till');
    }
    return this.changed();
  }

  snapshot() {
    const { till, clock, rules } = this.deps;
    const { picture, session } = till;
    const whole = picture.till();
    const sale = till.checkout.openSale();
    const payment = this.shownPayment(sale);
    return {
      revision: whole.revision, now: clock.now(), profile: whole.profile, shop: whole.shop, till: { number: session.settings.till.number },
      language: this.language, step: this.step(), sale: whole.sale, quickKeys: whole.quickKeys, methods: whole.methods.filter(({ method }) => method !== 'cash'),
      notice: whole.notice, awaitingCode: whole.awaitingCode, payment: payment ? picture.payment(payment) : null,
      finished: whole.finished && {
        receiptNo: whole.finished.sale.receiptNo, amount: whole.finished.sale.totals.total, checkDigits: whole.finished.checkDigits,
        proven: whole.finished.sale.tenders.every((tender) => tender.state !== 'unproven'),
        paper: this.receipt?.saleId === whole.finished.sale.id ? this.receipt.paper : null,
      },
      blocks: this.blocks(sale), help: this.help, handOver: this.handedOver, staff: this.isStaffOpen(),
      rules: { idleMs: rules.idleMs, warnMs: rules.warnMs, goodbyeMs: rules.goodbyeMs, cashHandOver: rules.cashHandOver },
      demo: whole.demo && whole.demo.approver,
    };
  }

  /** Where the customer is; money decides before wishes do. */
  private step(): Step {
    const { session, checkout } = this.deps.till;
    if (this.handedOver) return 'hand_over';
    if (session.finishedSaleId !== null) return this.receipt?.saleId === session.finishedSaleId ? 'goodbye' : 'receipt';
    const sale = checkout.openSale();
    if (this.running(sale)) return 'pay';
    if (sale && sale.lines.length > 0 && this.chosen === 'welcome') return 'scan';
    return this.chosen;
  }

  private blocks(sale: Sale | undefined): readonly Block[] {
    if (!sale) return [];
    const allowed = this.allowed?.saleId === sale.id ? this.allowed : null;
    const { total } = totals(sale, this.deps.till.ledger.paymentsOfSale(sale.id));
    const blocks: Block[] = [];
    if (sale.lines.some((line) => line.restricted && !allowed?.lines.has(line.id))) blocks.push('restricted');
    if (total > this.deps.rules.amountLimit && total > (allowed?.upTo ?? 0)) blocks.push('amount');
    return blocks;
  }

  private running(sale: Sale | undefined): Payment | undefined {
    return sale && this.deps.till.ledger.paymentsOfSale(sale.id).find((payment) => isOpen(payment) && !payment.released);
  }

  private shownPayment(sale: Sale | undefined): Payment | undefined {
    const running = this.running(sale);
    if (running) return running;
    const { session, ledger } = this.deps.till;
    const shown = session.shownPaymentId === null ? undefined : ledger.payment(session.shownPaymentId);
    return shown && shown.saleId === sale?.id ? shown : undefined;
  }

  private isStaffOpen(): boolean {
    return this.deps.clock.now() < this.staffUntil;
  }

  /**
   * Nobody stands behind this screen: when the wallet stays silent, staff are called and the customer gets paper with the numbers by
   * which the payment is found again. Once for each payment.
   */
  private helpWhenUnknown(): void {
    const { till } = this.deps;
    const running = this.running(till.checkout.openSale());
    if (!running || running.silentAsks < SILENT_ASKS || this.calledFor === running.id) return;
    this.calledFor = running.id;
    this.call('payment');
    if (!till.ledger.printJobOfSale(running.id)) till.printPendingSlip(running.id);
  }

  private call(reason: KioskHelp): void {
    if (this.help?.reason === reason) return;
    this.help = { reason, at: this.deps.clock.now() };
    this.note('kiosk_help', { reason });
    this.deps.till.session.changed();
  }

  private fresh(): void {
    this.chosen = 'welcome';
    this.language = this.deps.language;
    this.help = null;
    this.allowed = null;
    this.handedOver = null;
    this.deps.till.session.notice = null;
  }

  private note(note: string, event: Readonly<Record<string, unknown>>): void {
    const { till, clock } = this.deps;
    const { settings } = till.session;
    till.ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: settings.till.id, by: settings.cashier.id, note, event }] });
  }

  private changed(): Outcome<object, never> {
    this.deps.till.session.changed();
    return DONE;
  }
}

const ONE = 1000;
