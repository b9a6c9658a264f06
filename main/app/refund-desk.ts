/**
 * Giving money back by people's wish: a paid tender of a sale that is still open (void), or an amount of a finished one.
 * Limits are checked before anything leaves the till, with the figures that the sentence needs.
 */
import type { ApprovalPolicy } from '../domain/approval.ts';
import type { Fen } from '../domain/money.ts';
import { canVoid, owesRefund } from '../domain/payment.ts';
import type { Payment, Wallet } from '../domain/payment.ts';
import { DEFAULT_REFUND_LIMITS, refundable, refundRefusal } from '../domain/refund.ts';
import type { Refund, RefundLimits, RefundReason, RefundRefusal } from '../domain/refund.ts';
import { totals } from '../domain/sale.ts';
import type { Sale } from '../domain/sale.ts';
import type { Clock, Ids, Ledger } from '../ports.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { TakeApproval } from './checkout.ts';
import type { PaymentRunner } from './payment-runner.ts';
import type { RefundRunner } from './refund-runner.ts';
import type { Session } from './session.ts';
import type { TenderDesk } from './tender-desk.ts';

export interface RefundDeskDeps {
  readonly ledger: Ledger;
  readonly payments: PaymentRunner;
  readonly refunds: RefundRunner;
  readonly tenders: TenderDesk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly session: Session;
  readonly policy: ApprovalPolicy;
}

export type RefundStartRefusal = RefundRefusal['code'] | 'no_payment' | 'approval_needed';

export interface FoundPayment {
  readonly payment: Payment;
  readonly sale: Sale;
  readonly refundable: Fen;
  /** Why nothing of it may be refunded now. */
  readonly refusal: RefundRefusal | undefined;
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
      const refusal = refundRefusal(payment, refunds, left, clock.now(), limitsOf(payment.wallet));
      return [{ payment, sale, refundable: left, refusal }];
    });
  }

  /** Refund of a finished sale's payment, or of a payment that came late. */
  start(paymentId: string, amount: Fen, approval: TakeApproval): Outcome<{ refundId: string }, RefundStartRefusal> {
    const payment = this.deps.ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    const refunds = this.deps.ledger.refundsOfPayment(paymentId);
    const refusal = refundRefusal(payment, refunds, amount, this.deps.clock.now(), limitsOf(payment.wallet));
    if (refusal) return refused(refusal.code, figuresOf(refusal));
    if (amount > this.deps.policy.refundLimit) {
      const wish = { deed: 'refund_above_limit', subjectId: paymentId, amount } as const;
      if (!approval(wish)) return refused('approval_needed', wish);
    }
    return done({ refundId: this.begin(payment, amount, owesRefund(payment) ? 'late' : 'return').id });
  }

  /** The X on a paid tender of an open sale: the whole amount goes back, and the tender no longer counts. */
  void(paymentId: string): Outcome<{ refundId: string }, 'no_payment' | 'not_now' | 'refund_running'> {
    const { ledger, clock, payments, session } = this.deps;
    const payment = ledger.payment(paymentId);
    if (!payment) return refused('no_payment');
    const sale = ledger.sale(payment.saleId);
    if (!canVoid(payment) || sale?.status !== 'open') return refused('not_now');
    if (ledger.refundsOfPayment(paymentId).some((refund) => refund.phase !== 'refused')) return refused('refund_running');
    const by = session.settings.cashier.id;
    const id = this.deps.ids.next();
    // First the tender stops counting, then the money is sent back: a crash in between leaves a payment that is marked as
    // being given back and is finished by recovery, never a sale that is covered by money on its way out.
    payments.tell(paymentId, { type: 'voided', at: clock.now(), by, refundId: id }, by);
    return done({ refundId: this.begin(payment, payment.amount, 'void', id).id });
  }

  /** At start: a void whose refund was not yet written is begun again. */
  resumeVoids(candidates: readonly Payment[]): void {
    for (const payment of candidates) {
      if (payment.voided && this.deps.ledger.refundsOfPayment(payment.id).length === 0) this.begin(payment, payment.amount, 'void');
    }
  }

  /** After every change of a refund: a void that was refused for certain makes the payment count again, or be owed. */
  onRefund(refund: Refund): void {
    const { ledger, payments, tenders, clock, session } = this.deps;
    if (refund.reason === 'void' && refund.phase === 'refused') {
      const sale = ledger.sale(refund.saleId);
      const late = sale === undefined || sale.status !== 'open' || totals(sale, ledger.paymentsOfSale(sale.id)).due < refund.amount;
      const payment = payments.tell(refund.paymentId, { type: 'void_failed', at: clock.now(), late }, 'till');
      if (payment) tenders.onPayment(payment);
    }
    session.changed();
  }

  private begin(payment: Payment, amount: Fen, reason: RefundReason, id = this.deps.ids.next()): Refund {
    const { ledger, refunds, clock, session } = this.deps;
    const serial = ledger.takeSerial('refund');
    const started = refunds.start({
      id, paymentId: payment.id, saleId: payment.saleId, wallet: payment.wallet, outTradeNo: payment.outTradeNo,
      outRefundNo: serial.number, outSn: serial.outSn, amount, total: payment.amount, reason, by: session.settings.cashier.id,
      phase: 'sending', call: null, createdAt: clock.now(), wakeAt: null, asks: 0, sends: 0, revision: 0,
    });
    session.changed();
    return started;
  }
}

function limitsOf(wallet: Wallet): RefundLimits {
  return DEFAULT_REFUND_LIMITS[wallet];
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
    case 'refund_too_many':
    case 'refund_running':
      return undefined;
  }
}
