/**
 * Self-checkout: leads a customer from the welcome screen to the goodbye over the same desks that a cashier uses. It adds what a
 * machine without a cashier needs: the hand-over to the counter, and an end that never drops money that is on its way. What it needs
 * people for is in `kiosk-staff.ts`.
 */
import type { Approval } from '../domain/approval.ts';
import type { Fen } from '../domain/money.ts';
import { isOpen } from '../domain/payment.ts';
import type { Payment, Wallet } from '../domain/payment.ts';
import { frozenReason, ONE_PIECE, totals } from '../domain/sale.ts';
import type { Sale } from '../domain/sale.ts';
import { classifyScan } from '../domain/scan.ts';
import { handOverSlip } from '../domain/receipt.ts';
import type { Clock } from '../ports.ts';
import { KioskStaff, noteAtKiosk } from './kiosk-staff.ts';
import type { KioskHelp, KioskWish } from './kiosk-staff.ts';
import { DONE, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { pieces } from './picture.ts';
import { headOf } from './receipts.ts';
import type { Language } from './session.ts';
import type { StartRefusal } from './tender-desk.ts';
import type { Till } from './till.ts';

type Step = 'welcome' | 'scan' | 'review' | 'pay' | 'receipt' | 'goodbye' | 'hand_over';

export interface KioskDeps {
  readonly till: Till;
  readonly clock: Clock;
  readonly language: Language;
  /** Ends kiosk mode: the counter's own screen opens, or the program ends. */
  readonly onLeave: (to: 'till' | 'quit') => void;
}

export class KioskDesk {
  private readonly deps: KioskDeps;
  private language: Language;
  private chosen: 'welcome' | 'scan' | 'review' | 'pay' = 'welcome';
  private readonly staff: KioskStaff;
  /** At the counter somebody stands behind the screen: what a kiosk does by itself is over. */
  private readonly end: () => void;
  private receipt: { readonly saleId: string; readonly paper: boolean } | null = null;
  private handedOver: { readonly code: string; readonly receiptNo: string; readonly amount: Fen } | null = null;

  constructor(deps: KioskDeps) {
    this.deps = deps;
    this.language = deps.language;
    this.staff = new KioskStaff(deps);
    deps.till.session.receiptOnRequest = true;
    deps.till.session.sellsByItself(true);
    const scansAsBefore = deps.till.leadScans((text) => void this.scan(text));
    const unlisten = deps.till.session.onChange(() => this.staff.watch(this.running(deps.till.checkout.openSale())));
    this.end = () => {
      unlisten();
      scansAsBefore();
      deps.till.session.sellsByItself(false);
      this.staff.stop();
    };
    deps.till.whileRunning(this.end);
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
    // Who has paid is still being asked about the receipt; a stray scan takes neither the answer nor the screen away.
    if (step === 'receipt') return this.changed();
    if (step === 'goodbye' || step === 'hand_over') this.fresh();
    if (step === 'welcome' || step === 'goodbye' || step === 'hand_over') this.chosen = 'scan';
    if (this.step() === 'pay' && session.awaitingCode === null) return this.scannedBeforeWay(text);
    if (session.awaitingCode !== null && this.staff.blocks(checkout.openSale()).length > 0) return this.changed();
    checkout.scan(text);
    if (session.awaitingCode === null && session.shownPaymentId === null && this.chosen === 'review') this.chosen = 'scan';
    return this.changed();
  }

  /** Once the customer has gone to pay, a scan adds no goods, and a payment code counts only after its way was chosen: both are said, not done. */
  private scannedBeforeWay(text: string): Outcome<object, never> {
    const { checkout, session } = this.deps.till;
    if (this.running(checkout.openSale())) return this.changed();
    const scanned = classifyScan(text, 'basket', session.settings.scanRules);
    const isCode = scanned.kind === 'misplaced' && scanned.what === 'payment_code_in_basket';
    session.say({ kind: 'misplaced', what: isCode ? 'payment_code_in_basket' : 'product_in_payment' });
    return this.changed();
  }

  /** One piece. What is sold by weight comes with the label of a scale. */
  add(productId: string): Outcome<object, 'no_product' | 'frozen'> {
    const { catalogue, checkout } = this.deps.till;
    if (catalogue.byId(productId)?.unit === 'kg') return refused('no_product');
    const added = checkout.addProduct(productId, ONE_PIECE);
    return added.ok ? this.changed() : added;
  }

  /** One piece more or less than there are now; one piece stays. */
  stepQuantity(lineId: string, by: 1 | -1): Outcome<object, 'no_sale' | 'no_line' | 'frozen'> {
    const stepped = this.deps.till.checkout.stepQuantity(lineId, by);
    return stepped.ok ? this.changed() : stepped;
  }

  remove(lineId: string): Outcome<object, 'no_sale' | 'no_line' | 'frozen'> {
    const { checkout } = this.deps.till;
    const removed = checkout.removeLine(lineId);
    if (!removed.ok) return removed;
    if ((checkout.openSale()?.lines.length ?? 0) === 0) this.chosen = 'scan';
    return this.changed();
  }

  go(step: 'scan' | 'review' | 'pay'): Outcome<object, 'no_sale' | 'frozen' | 'blocked'> {
    const sale = this.deps.till.checkout.openSale();
    if (step !== 'scan' && (!sale || sale.lines.length === 0)) return refused('no_sale');
    if (this.running(sale)) return refused('frozen');
    const blocks = this.staff.blocks(sale);
    if (step === 'pay' && blocks[0]) {
      this.staff.call(blocks[0]);
      return refused('blocked');
    }
    const { session } = this.deps.till;
    session.awaitingCode = null;
    session.shownPaymentId = null;
    // What was said of the screen before would be wrong on the next.
    session.notice = null;
    this.chosen = step;
    return this.changed();
  }

  pay(by: 'mobile' | Wallet): Outcome<object, StartRefusal | 'blocked'> {
    const { checkout, tenders } = this.deps.till;
    const [block] = this.staff.blocks(checkout.openSale());
    if (block) {
      this.staff.call(block);
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
    if (reason === null) this.staff.came();
    else this.staff.call(reason);
    return this.changed();
  }

  /** Paper or none; asked once for each sale. Where the store always gives paper, none cannot be chosen. */
  takeReceipt(wanted: boolean): Outcome<object, 'not_now'> {
    const { till } = this.deps;
    const saleId = till.session.finishedSaleId;
    if (saleId === null || this.receipt?.saleId === saleId) return refused('not_now');
    const paper = wanted || till.session.saved.store.kiosk.receipt === 'always';
    this.receipt = { saleId, paper };
    if (paper) till.printCopy(saleId);
    this.staff.came();
    return this.changed();
  }

  /** Puts the goods aside under a short code, on the screen and on paper; at the counter the sale is recalled and paid in cash. */
  handOver(): Outcome<object, 'no_sale' | 'frozen' | 'not_now'> {
    const { till, clock } = this.deps;
    const { checkout, ledger, session } = till;
    if (!session.saved.store.kiosk.cashHandOver) return refused('not_now');
    const sale = checkout.openSale();
    if (!sale) return refused('no_sale');
    const amount = totals(sale, ledger.paymentsOfSale(sale.id)).due;
    const parked = checkout.park();
    if (!parked.ok) return parked;
    const slip = { code: sale.receiptNo.slice(-4), receiptNo: sale.receiptNo, amount };
    this.handedOver = slip;
    session.awaitingCode = null;
    noteAtKiosk(this.deps, 'kiosk_handed_over', { receiptNo: sale.receiptNo, amount });
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
  wishToAllow(): KioskWish | undefined {
    return this.staff.wishToAllow();
  }

  allow(approval: Approval): Outcome<object, 'no_sale'> {
    return this.staff.allow(approval) ? this.changed() : refused('no_sale');
  }

  wishForStaff(): KioskWish {
    return this.staff.wishForMenu();
  }

  openStaffMenu(approval: Approval): Outcome<object, never> {
    this.staff.openMenu(approval);
    return this.changed();
  }

  staffDo(what: 'back' | 'drop_sale' | 'to_till' | 'quit'): Outcome<object, 'not_now' | 'frozen'> {
    if (!this.staff.isMenuOpen()) return refused('not_now');
    if (what === 'drop_sale') {
      const left = this.leave();
      if (!left.ok) return left;
    }
    this.staff.closeMenu();
    if (what === 'to_till' || what === 'quit') {
      noteAtKiosk(this.deps, 'kiosk_left', { to: what });
      this.deps.till.session.receiptOnRequest = false;
      this.end();
      this.deps.onLeave(what === 'quit' ? 'quit' : 'till');
    }
    return this.changed();
  }

  snapshot() {
    const { till, clock } = this.deps;
    const { picture, session } = till;
    const whole = picture.till();
    const sale = till.checkout.openSale();
    const payment = this.shownPayment(sale);
    return {
      revision: whole.revision, now: clock.now(), profile: whole.profile, shop: whole.shop, till: { number: session.settings.till.number },
      language: this.language, theme: session.prefs.theme, step: this.step(), sale: whole.sale, quickKeys: whole.quickKeys.filter(({ unit }) => unit === 'piece'), methods: whole.methods.filter(({ method }) => method !== 'cash'),
      wallets: whole.ways.filter((way) => way !== 'cash'), printer: whole.printer.state,
      notice: whole.notice, awaitingCode: whole.awaitingCode, payment: payment ? picture.payment(payment) : null,
      finished: whole.finished && {
        receiptNo: whole.finished.sale.receiptNo, amount: whole.finished.sale.totals.total, checkDigits: whole.finished.checkDigits,
        proven: whole.finished.sale.tenders.every((tender) => tender.state !== 'unproven'),
        paper: this.receipt?.saleId === whole.finished.sale.id ? this.receipt.paper : null,
      },
      blocks: this.staff.blocks(sale), help: this.staff.asked, handOver: this.handedOver, staff: this.staff.isMenuOpen(),
      rules: session.saved.store.kiosk, inches: session.saved.till.displayInches,
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

  private fresh(): void {
    this.chosen = 'welcome';
    this.language = this.deps.language;
    this.staff.forget();
    this.handedOver = null;
    this.deps.till.session.notice = null;
  }

  private changed(): Outcome<object, never> {
    this.deps.till.session.changed();
    return DONE;
  }
}
