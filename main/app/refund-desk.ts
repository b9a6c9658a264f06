/**
 * Giving money back by people's wish: a paid tender of a sale that is still open (void), or an amount of a finished one.
 * Limits are checked before anything leaves the till, with the figures that the sentence needs.
 */
import type { ApprovalPolicy } from '../domain/approval.ts';
import { addFen } from '../domain/money.ts';
import type { Fen } from '../domain/money.ts';
import { blocksSale, canVoid, owesRefund } from '../domain/payment.ts';
import type { Payment, Wallet } from '../domain/payment.ts';
import { amountOfLines, linesLeft, pricedLines } from '../domain/refund-lines.ts';
import type { LineLeft, RefundLine, RefundLinesRefusal } from '../domain/refund-lines.ts';
import { canRetry, refundable, refundRefusal, refundRoom, reserved } from '../domain/refund.ts';
import type { Refund, RefundLimits, RefundReason, RefundRefusal, RefundRoom } from '../domain/refund.ts';
import { isTenderOfOpenSale, totals } from '../domain/sale.ts';
import { refundLimits } from '../domain/settings.ts';
import type { Sale } from '../domain/sale.ts';
import type { Clock, Ids, Ledger } from '../ports.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { TakeApproval } from './checkout.ts';
import type { PaymentRunner, PaymentStep } from './payment-runner.ts';
import type { RefundRunner } from './refund-runner.ts';
import type { Session } from './session.ts';

export interface RefundDeskDeps {
  readonly ledger: Ledger;
  readonly payments: PaymentRunner;
  readonly refunds: RefundRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly session: Session;
  readonly policy: ApprovalPolicy;
}

export type RefundStartRefusal = RefundRefusal['code'] | RefundLinesRefusal['code'] | 'no_payment' | 'approval_needed';

export interface FoundPayment extends RefundRoom {
  readonly payment: Payment;
  readonly sale: Sale;
  readonly refundable: Fen;
  /** Why nothing of it may be refunded now. */
  readonly refusal: RefundRefusal | undefined;
  /** Each line with what of it can still come back, or why it cannot. */
  readonly lines: readonly (LineLeft & { readonly refusal?: RefundRefusal['code'] | RefundLinesRefusal['code'] })[];
}

export class RefundDesk {
  private readonly deps: RefundDeskDeps;

  constructor(deps: RefundDeskDeps) {
    this.deps = deps;
  }

  /** The payments behind a number: Out_SN, out_trade_no, provider number, receipt number, or the receipt's QR. */
  lookUp(number: string): readonly FoundPayment[] {
    const { ledger, clock } = this.deps;
    const text = number.trim().replace(/^GT1:(S:)?/i, '');
    return ledger.findPayments(text, 10).flatMap((payment) => {
      const sale = ledger.sale(payment.saleId);
      if (!sale) return [];
      const refunds = ledger.refundsOfPayment(payment.id);
      const left = refundable(payment, refunds);
      const limits = this.limitsOf(payment.wallet);
      const refusal = this.refusalOf(payment, refunds, left);
      const lines = linesLeft(sale, this.refundsOfSale(sale.id)).map((line) => {
        const why = refusal?.code ?? lineRefusal(line, left);
        return { ...line, ...(why !== undefined && { refusal: why }) };
      });
      return [{ payment, sale, refundable: left, refusal, lines, ...refundRoom(payment, refunds, clock.now(), limits) }];
    });
  }

  /** What these lines come to, and why that may not be refunded from this payment now. */
  amountOf(paymentId: string, lines: readonly RefundLine[]): Outcome<{ amount: Fen; refusal?: string }, 'no_payment' | RefundLinesRefusal['code']> {
    const { ledger } = this.deps;
    const payment = ledger.payment(paymentId);
    const sale = payment && ledger.sale(payment.saleId);
    if (!payment || !sale) return refused('no_payment');
    const amount = amountOfLines(sale, this.refundsOfSale(sale.id), lines);
    if (typeof amount === 'object') return refused(amount.code, 'left' in amount ? { left: amount.left } : undefined);
    const refusal = this.refusalOf(payment, ledger.refundsOfPayment(paymentId), amount);
    return done({ amount, ...(refusal && { refusal: refusal.code }) });
  }

  /** Refund of goods: the amount is what was really paid for them. */
  startLines(paymentId: string, lines: readonly RefundLine[], approval: TakeApproval): Outcome<{ refundId: string }, RefundStartRefusal> {
    const { ledger } = this.deps;
    const payment = ledger.payment(paymentId);
    const sale = payment && ledger.sale(payment.saleId);
    if (!sale) return refused('no_payment');
    const priced = pricedLines(sale, this.refundsOfSale(sale.id), lines);
    if ('code' in priced) return refused(priced.code, 'left' in priced ? { left: priced.left } : undefined);
    return this.start(paymentId, addFen(...priced.map(({ amount }) => amount)), approval, priced);
  }

  /** A refund without an ending is asked for again, now, with the number it has. */
  retry(refundId: string): Outcome<object, 'not_found' | 'not_now'> {
    const { ledger, refunds, clock, session } = this.deps;
    const refund = ledger.refund(refundId);
    if (!refund) return refused('not_found');
    if (!canRetry(refund)) return refused('not_now');
    refunds.tell(refundId, { type: 'retry_asked', at: clock.now() }, session.settings.cashier.id);
    return DONE;
  }

  /** Refund of a finished sale's payment, or of a payment that came late. `lines`: the goods that the amount was counted from. */
  start(paymentId: string, amount: Fen, approval: TakeApproval, lines?: readonly RefundLine[]): Outcome<{ refundId: string }, RefundStartRefusal> {
    const payment = this.deps.ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    const refunds = this.deps.ledger.refundsOfPayment(paymentId);
    const refusal = this.refusalOf(payment, refunds, amount);
    if (refusal) return refused(refusal.code, figuresOf(refusal));
    // In all: a large refund made in small parts is a large refund.
    if (addFen(amount, reserved(refunds)) > this.deps.policy.refundLimit) {
      const wish = { deed: 'refund_above_limit', subjectId: paymentId, amount } as const;
      if (!approval(wish)) return refused('approval_needed', wish);
    }
    return done({ refundId: this.begin(payment, amount, owesRefund(payment) ? 'late' : 'return', { lines }).id });
  }

  /** The X on a paid tender of an open sale: the whole amount goes back, and the tender no longer counts. */
  void(paymentId: string): Outcome<{ refundId: string }, 'no_payment' | 'not_now' | 'refund_running'> {
    const { ledger } = this.deps;
    const payment = ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    const sale = ledger.sale(payment.saleId);
    if (!canVoid(payment) || sale?.status !== 'open') return refused('not_now');
    if (ledger.refundsOfPayment(paymentId).some((refund) => refund.phase !== 'refused')) return refused('refund_running');
    return done({ refundId: this.begin(payment, payment.amount, 'void').id });
  }

  /**
   * A void is one thing with its refund: the tender stops counting in the commit that writes the refund, and counts again, or is
   * owed, in the commit that writes its refusal. Nothing that happens in between can separate the two.
   */
  alongside(refund: Refund): PaymentStep | undefined {
    if (refund.reason !== 'void') return undefined;
    const { payments, clock } = this.deps;
    const at = clock.now();
    if (refund.revision === 1) return payments.step(refund.paymentId, { type: 'voided', at, by: refund.by, refundId: refund.id }, refund.by);
    if (refund.phase === 'refused') return payments.step(refund.paymentId, { type: 'void_failed', at, late: this.isNotNeeded(refund) }, 'till');
    return undefined;
  }

  /** Whether the sale can do without what was to be given back. An attempt that runs may still pay: its amount is spoken for. */
  private isNotNeeded({ saleId, amount }: Refund): boolean {
    const { ledger } = this.deps;
    const sale = ledger.sale(saleId);
    if (sale?.status !== 'open') return true;
    const payments = ledger.paymentsOfSale(saleId);
    const running = addFen(...payments.filter(blocksSale).map((payment) => payment.amount));
    return totals(sale, payments).due < addFen(amount, running);
  }

  private refusalOf(payment: Payment, refunds: readonly Refund[], amount: Fen): RefundRefusal | undefined {
    const { ledger, clock } = this.deps;
    const sale = ledger.sale(payment.saleId);
    if (sale && isTenderOfOpenSale(sale, payment)) return { code: 'refund_open_sale' };
    return refundRefusal(payment, refunds, amount, clock.now(), this.limitsOf(payment.wallet));
  }

  private limitsOf(wallet: Wallet): RefundLimits {
    return refundLimits(wallet, this.deps.session.saved.store);
  }

  /** All refunds of a sale, of whichever of its payments. */
  private refundsOfSale(saleId: string): readonly Refund[] {
    const { ledger } = this.deps;
    return ledger.paymentsOfSale(saleId).flatMap((payment) => ledger.refundsOfPayment(payment.id));
  }

  private begin(payment: Payment, amount: Fen, reason: RefundReason, more: { readonly lines?: readonly RefundLine[] | undefined } = {}): Refund {
    const { ledger, refunds, clock, session, ids } = this.deps;
    const { lines } = more;
    const serial = ledger.takeSerial('refund');
    const started = refunds.start({
      id: ids.next(), paymentId: payment.id, saleId: payment.saleId, wallet: payment.wallet, outTradeNo: payment.outTradeNo,
      outRefundNo: serial.number, outSn: serial.outSn, amount, total: payment.amount, reason, ...(lines && { lines }), by: session.settings.cashier.id,
      phase: 'sending', call: null, createdAt: clock.now(), wakeAt: null, asks: 0, sends: 0, revision: 0,
    });
    session.changed();
    return started;
  }
}

function figuresOf(refusal: RefundRefusal): Readonly<Record<string, number>> | undefined {
  switch (refusal.code) {
    case 'refund_too_much':
      return { left: refusal.left };
    case 'refund_too_soon':
      return { waitMs: refusal.waitMs };
    case 'refund_too_late':
      return { days: refusal.days };
    case 'not_paid':
    case 'refund_open_sale':
    case 'refund_unproven':
    case 'refund_too_many':
    case 'refund_running':
      return undefined;
  }
}

function lineRefusal(line: LineLeft, refundableNow: Fen): RefundRefusal['code'] | RefundLinesRefusal['code'] | undefined {
  if (line.left === 0) return 'refund_line_too_much';
  if (line.amountLeft === 0) return 'refund_nothing';
  return line.amountLeft > refundableNow ? 'refund_too_much' : undefined;
}
