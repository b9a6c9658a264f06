/**
 * Covering a sale: payment codes, QR, cash; and the moment at which a covered sale is settled and its receipt begins its
 * way. One live attempt at a time; the sale is frozen while it runs.
 */

import { may } from '../domain/approval.ts';
import type { Approval, ApprovalPolicy, ApprovalWish } from '../domain/approval.ts';
import type { Fen } from '../domain/money.ts';
import { newPayment } from '../domain/payment-decide.ts';
import { canCancel, canCheck, canForce, canRelease, covers, isOpen, numberWasUsed, rulesOf } from '../domain/payment.ts';
import type { Payment, PaymentKind, PaymentRules, Wallet } from '../domain/payment.ts';
import { canSettle, frozenReason, takeCash, tenderRefusal, totals, withoutCash } from '../domain/sale.ts';
import type { Sale, TenderRefusal } from '../domain/sale.ts';
import { walletOf } from '../domain/scan.ts';
import { isOffered } from '../domain/settings.ts';
import type { Method } from '../domain/settings.ts';
import { LedgerUnavailableError } from '../ports.ts';
import type { Clock, Ids, Ledger, Log, PrintNote, SaleNote } from '../ports.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { PaymentRunner } from './payment-runner.ts';
import type { PrintQueue } from './print-queue.ts';
import { receiptOf } from './receipts.ts';
import type { Session } from './session.ts';

/** A payment code that was accepted once is not accepted again while it could still be alive. */
const USED_CODE_MS = 5 * 60_000;
const SAVE_AGAIN_MS = 1_000;

export interface TenderDeskDeps {
  readonly ledger: Ledger;
  readonly runner: PaymentRunner;
  readonly printQueue: PrintQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly session: Session;
  readonly log: Log;
  readonly rules: PaymentRules;
  readonly policy: ApprovalPolicy;
  readonly wallets: ReadonlySet<Wallet>;
  /** This machine's clock is so wrong that the wallet would refuse. */
  readonly isClockWrong: (wallet: Wallet) => boolean;
}

export type StartRefusal = 'no_sale' | 'frozen' | 'nothing_due' | 'amount_too_large' | 'amount_too_small' | 'wallet_off' | 'clock_wrong' | 'no_shift' | 'duplicate_suspected';

interface StartWish {
  readonly amount?: Fen;
  readonly evenIfDuplicate: boolean;
}

export class TenderDesk {
  private readonly deps: TenderDeskDeps;
  /** Tails would collide; whole codes are kept only here, in memory, and forgotten after a few minutes. */
  private readonly usedCodes = new Map<string, number>();
  private readonly lastChecks = new Map<string, number>();
  private readonly usedNumbers = new Set<string>();
  /** What the disk refused, by sale or payment, and how to forget that it is tried again. */
  private readonly unsaved = new Map<string, () => void>();

  constructor(deps: TenderDeskDeps) {
    this.deps = deps;
  }

  /** The pay window opens and waits for the customer's payment code. */
  askCode(wish: StartWish): Outcome<object, StartRefusal> {
    const { wallets, isClockWrong } = this.deps;
    if (this.isHidden('mobile')) return refused('wallet_off');
    if (wallets.size > 0 && [...wallets].every(isClockWrong)) return refused('clock_wrong');
    const ready = this.ready(wish);
    if (!ready.ok) return ready;
    this.deps.session.awaitingCode = { amount: ready.value.amount };
    this.deps.session.shownPaymentId = null;
    this.deps.session.changed();
    return DONE;
  }

  stopAskingCode(): void {
    this.deps.session.awaitingCode = null;
    this.deps.session.changed();
  }

  startBarcode(wish: StartWish & { readonly code: string }): Outcome<{ paymentId: string }, StartRefusal | 'not_a_payment_code' | 'code_already_used'> {
    const code = wish.code.replaceAll(/\s/g, '');
    const wallet = walletOf(code, this.deps.session.settings.scanRules);
    if (!wallet) return refused('not_a_payment_code');
    if (this.isHidden('mobile')) return refused('wallet_off');
    if (this.wasUsed(code)) return refused('code_already_used');
    const ready = this.ready({ ...wish, wallet });
    if (!ready.ok) return ready;
    const payment = this.begin(ready.value, wallet, 'barcode', code);
    this.usedCodes.set(code, this.deps.clock.now());
    return done({ paymentId: payment.id });
  }

  startQr(wish: StartWish & { readonly wallet: Wallet }): Outcome<{ paymentId: string }, StartRefusal> {
    if (this.isHidden(wish.wallet)) return refused('wallet_off');
    const ready = this.ready(wish);
    if (!ready.ok) return ready;
    return done({ paymentId: this.begin(ready.value, wish.wallet, 'qr', undefined).id });
  }

  /** Cash covers what is still due, or a part of it when less is handed over. */
  cash(tendered: Fen): Outcome<object, StartRefusal> {
    const ready = this.ready({ evenIfDuplicate: true });
    if (!ready.ok) return ready;
    const { clock, ids, ledger, session } = this.deps;
    const { sale, payments } = ready.value;
    const id = ids.next();
    const after = takeCash(sale, payments, { id, tendered, at: clock.now(), roundingStep: session.settings.cashRoundingStep });
    ledger.commit({
      sales: [{ ...after, revision: sale.revision + 1 }],
      entries: [{ at: clock.now(), subject: 'sale', subjectId: sale.id, by: session.settings.cashier.id, note: 'cash_taken' satisfies SaleNote, event: { ...after.cash.at(-1) } }],
    });
    session.awaitingCode = null;
    this.settleNowOrSoon(sale.id);
    session.changed();
    return DONE;
  }

  /** Cash of an open sale goes back to the customer, and its part of the sale is due again. */
  giveBackCash(cashId: string): Outcome<object, 'no_payment' | 'not_now'> {
    const { clock, ledger, session } = this.deps;
    const sale = ledger.openSale(session.settings.till.id);
    const given = sale?.cash.find(({ id }) => id === cashId);
    if (!sale || !given) return refused('no_payment');
    const after = withoutCash(sale, ledger.paymentsOfSale(sale.id), cashId);
    if (!after) return refused('not_now');
    ledger.commit({
      sales: [{ ...after, revision: sale.revision + 1 }],
      entries: [{ at: clock.now(), subject: 'sale', subjectId: sale.id, by: session.settings.cashier.id, note: 'cash_given_back' satisfies SaleNote, event: { ...given } }],
    });
    session.changed();
    return DONE;
  }

  check(paymentId: string): Outcome<object, 'no_payment' | 'not_now' | 'too_often'> {
    const payment = this.deps.ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    if (!canCheck(payment) || payment.call !== null) return refused('not_now');
    const now = this.deps.clock.now();
    const gap = rulesOf(this.deps.rules, payment).checkGapMs;
    const last = this.lastChecks.get(paymentId);
    if (last !== undefined && now - last < gap) return refused('too_often', { waitMs: gap - (now - last) });
    this.lastChecks.set(paymentId, now);
    this.tell(paymentId, 'check_asked');
    return DONE;
  }

  /** Asks to cancel; what becomes of it the payment itself shows. */
  cancel(paymentId: string): Outcome<object, 'no_payment' | 'not_now'> {
    return this.ifAllowed(paymentId, canCancel, 'cancel_asked');
  }

  /** What somebody else must say yes to before the one who is signed in may release this payment; undefined when nobody need. */
  wishToRelease(paymentId: string): Omit<ApprovalWish, 'reason'> | undefined {
    const { ledger, policy, session } = this.deps;
    const payment = ledger.payment(paymentId);
    if (!payment || !canRelease(payment) || (session.person && may(session.person, 'payment_release', policy.roles))) return undefined;
    return { deed: 'payment_release', subjectId: paymentId, amount: payment.amount };
  }

  /** The sale may be paid otherwise while this payment stays watched. */
  release(paymentId: string): Outcome<object, 'no_payment' | 'not_now'> {
    return this.ifAllowed(paymentId, canRelease, 'released');
  }

  /**
   * Declares a payment done that the provider has not confirmed. Demands an approval; stays unproven until a query or the
   * daily bill proves it, and is watched until then.
   */
  force(paymentId: string, approval: Approval): Outcome<object, 'no_payment' | 'not_now'> {
    const payment = this.deps.ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    if (!canForce(payment) || approval.deed !== 'payment_force' || approval.subjectId !== paymentId || approval.amount !== payment.amount) return refused('not_now');
    const by = this.deps.session.settings.cashier.id;
    this.deps.runner.tell(paymentId, { type: 'forced', at: this.deps.clock.now(), by, approvalId: approval.id }, by);
    return DONE;
  }

  show(paymentId: string | null): Outcome<object, 'no_payment'> {
    if (paymentId !== null && !this.deps.ledger.payment(paymentId)) return refused('no_payment');
    this.deps.session.shownPaymentId = paymentId;
    this.deps.session.changed();
    return DONE;
  }

  /** After every change of a payment, and at start: a covered sale is settled. */
  onPayment(payment: Payment): void {
    if (numberWasUsed(payment)) this.leaveUsedNumbers(payment);
    if (covers(payment)) this.settleNowOrSoon(payment.saleId);
    this.deps.session.changed();
  }

  stop(): void {
    for (const forget of this.unsaved.values()) forget();
    this.unsaved.clear();
  }

  /** What covers the sale is saved. When the disk refuses just now, nothing else would come that settles it: it is tried again. */
  private settleNowOrSoon(saleId: string): void {
    this.nowOrSoon(saleId, 'sale.not_settled', () => this.settleIfCovered(saleId));
  }

  /** What must become true whatever the disk says now; `key` is what it is about. */
  private nowOrSoon(key: string, event: string, work: () => void): void {
    const { clock, log } = this.deps;
    this.unsaved.get(key)?.();
    this.unsaved.delete(key);
    try {
      work();
    } catch (error) {
      log.error(event, { key }, error);
      if (error instanceof LedgerUnavailableError) this.unsaved.set(key, clock.at(clock.now() + SAVE_AGAIN_MS, () => this.nowOrSoon(key, event, work)));
    }
  }

  /** The provider knows this number from before: those ahead are likely used too, so the sequence moves on by itself. */
  private leaveUsedNumbers(payment: Payment): void {
    const { clock, ledger, log } = this.deps;
    const { id, kind, outTradeNo, tillId, wallet } = payment;
    if (this.usedNumbers.has(id)) return;
    this.usedNumbers.add(id);
    this.nowOrSoon(id, 'numbering.not_moved', () => {
      ledger.skipSerials(kind === 'barcode' ? 'micropay' : 'order');
      log.warn('numbering.used_before', { outTradeNo, wallet });
      // Saved by itself: the sequence must not move again because its note could not be written.
      const entries = [{ at: clock.now(), subject: 'till', subjectId: tillId, by: 'till', note: 'numbers_left', event: { outTradeNo, kind } }] as const;
      this.nowOrSoon(`note of ${id}`, 'numbering.note_not_saved', () => ledger.commit({ entries }));
    });
  }

  /** Settles the sale when nothing is due and nothing runs; the receipt is saved in the same commit. */
  settleIfCovered(saleId: string): void {
    const { clock, ledger, printQueue, session, log } = this.deps;
    const sale = ledger.sale(saleId);
    if (!sale) return;
    const payments = ledger.paymentsOfSale(saleId);
    if (!canSettle(sale, payments)) return;
    const settled: Sale = { ...sale, status: 'settled', closedAt: clock.now(), revision: sale.revision + 1 };
    const job = session.receiptOnRequest ? undefined : printQueue.job(sale.id, receiptOf(settled, payments, session.settings, 0), 0);
    const by = session.settings.cashier.id;
    ledger.commit({
      sales: [settled],
      ...(job && { prints: [job] }),
      entries: [
        { at: clock.now(), subject: 'sale', subjectId: sale.id, by, note: 'settled' satisfies SaleNote, event: { total: totals(settled, payments).total } },
        ...(job ? [{ at: clock.now(), subject: 'print' as const, subjectId: job.id, by: 'till', note: 'queued' satisfies PrintNote, event: { saleId: sale.id, copyNumber: 0 } }] : []),
      ],
    });
    log.info('sale.settled', { saleId, receiptNo: sale.receiptNo });
    session.finishedSaleId = saleId;
    session.shownPaymentId = null;
    session.awaitingCode = null;
    printQueue.kick();
  }

  /** The store does not offer this way of paying to whoever is signed in; the button is not there, and no other way leads to it. */
  private isHidden(method: Method): boolean {
    const { saved, person } = this.deps.session;
    const setting = saved.store.methods.find((each) => each.method === method);
    return setting !== undefined && !isOffered(setting, person);
  }

  private ready(wish: StartWish & { readonly wallet?: Wallet }): Outcome<{ sale: Sale; payments: readonly Payment[]; amount: Fen }, StartRefusal> {
    const { clock, ledger, session, wallets, isClockWrong } = this.deps;
    const sale = ledger.openSale(session.settings.till.id);
    if (!sale || sale.lines.length === 0) return refused('no_sale');
    if (session.saved.store.shiftRequired && session.openShift?.phase !== 'open') return refused('no_shift');
    if (wish.wallet && !wallets.has(wish.wallet)) return refused('wallet_off');
    if (wish.wallet && isClockWrong(wish.wallet)) return refused('clock_wrong');
    const payments = ledger.paymentsOfSale(sale.id);
    const amount = wish.amount ?? session.awaitingCode?.amount ?? totals(sale, payments).due;
    const refusal = tenderRefusal(sale, payments, amount);
    if (refusal) return refused(START_REFUSAL[refusal], { reason: frozenReason(sale, payments) ?? refusal });
    if (!wish.evenIfDuplicate) {
      const since = clock.now() - session.settings.duplicateWindowMs;
      const twin = ledger.paymentsOfAmountSince(amount, since).find((other) => other.tillId === session.settings.till.id && other.saleId !== sale.id && (isOpen(other) || covers(other)));
      if (twin) return refused('duplicate_suspected', { amount, outSn: twin.outSn, agoMs: clock.now() - twin.createdAt });
    }
    return done({ sale, payments, amount });
  }

  private begin(ready: { readonly sale: Sale; readonly amount: Fen }, wallet: Wallet, kind: PaymentKind, code: string | undefined): Payment {
    const { clock, ids, ledger, runner, session, rules } = this.deps;
    const { settings } = session;
    const serial = ledger.takeSerial(kind === 'barcode' ? 'micropay' : 'order');
    const payment = newPayment({
      id: ids.next(), saleId: ready.sale.id, wallet, kind, amount: ready.amount, outTradeNo: serial.number, outSn: serial.outSn,
      subject: subjectOf(settings.shop.nameZh, ready.sale.receiptNo), cashierId: settings.cashier.id, tillId: settings.till.id,
      at: clock.now(), ...(code !== undefined && { codeTail: code.slice(-4) }),
    }, rules);
    const started = runner.start(payment, code);
    session.awaitingCode = null;
    session.shownPaymentId = started.id;
    session.changed();
    return started;
  }

  private ifAllowed(paymentId: string, allowed: (payment: Payment) => boolean, type: 'cancel_asked' | 'released'): Outcome<object, 'no_payment' | 'not_now'> {
    const payment = this.deps.ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    if (!allowed(payment)) return refused('not_now');
    this.tell(paymentId, type);
    return DONE;
  }

  private tell(paymentId: string, type: 'check_asked' | 'cancel_asked' | 'released'): void {
    const by = this.deps.session.settings.cashier.id;
    this.deps.runner.tell(paymentId, { type, at: this.deps.clock.now(), by }, by);
  }

  private wasUsed(code: string): boolean {
    const now = this.deps.clock.now();
    for (const [used, at] of this.usedCodes) if (now - at > USED_CODE_MS) this.usedCodes.delete(used);
    return this.usedCodes.has(code);
  }
}

const START_REFUSAL = {
  nothing_due: 'nothing_due',
  payment_running: 'frozen',
  closed: 'frozen',
  amount_too_large: 'amount_too_large',
  amount_too_small: 'amount_too_small',
} as const satisfies Record<TenderRefusal, StartRefusal>;

/** What the customer reads in the wallet. Alipay forbids `/`, `=` and `&` in a subject; WeChat Pay allows 127 characters. */
function subjectOf(shop: string, receiptNo: string): string {
  return `${shop} ${receiptNo}`.replaceAll(/[/=&]/g, ' ').slice(0, 100);
}

