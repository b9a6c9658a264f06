/**
 * The providers of a simulated street and the one truth about money: what was taken for an order, what went back. Answers
 * are what the real adapters make of the real wires (a reverse that does not say what it found, an unscanned QR of Alipay
 * that no query finds). What gets lost or late between till and provider is not decided here.
 */
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../main/domain/payment-events.ts';
import type { Fen } from '../../main/domain/money.ts';
import type { PaymentKind, Wallet } from '../../main/domain/payment.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../main/domain/refund.ts';
import type { OrderRef, RefundRequest } from '../../main/ports.ts';
import type { Dice } from './dice.ts';
import type { Timeline } from './timeline.ts';

/** What the person behind a code or in front of a QR does. */
export interface Customer {
  readonly mood: 'pays' | 'confirms' | 'declines' | 'never' | 'no_money' | 'bad_code' | 'pays_while_cancelled';
  /** Confirms or declines so long after the phone asked, ms. */
  readonly afterMs: number;
}

export interface RefundRecord {
  readonly amount: Fen;
  readonly askedAt: number;
  /** When it was done or had failed. */
  endedAt: number;
  state: 'done' | 'accepted' | 'closed' | 'abnormal';
}

/** `registered`: a QR at Alipay that nobody has scanned; queries do not find it. */
export type OrderState = 'registered' | 'unpaid' | 'failed' | 'paid' | 'closed';

export interface Order {
  readonly outTradeNo: string;
  readonly wallet: Wallet;
  readonly kind: PaymentKind;
  readonly amount: Fen;
  readonly createdAt: number;
  readonly payableUntil: number;
  readonly tradeNo: string;
  readonly customer: Customer;
  state: OrderState;
  captured: number;
  capturedAt: number;
  /** Given back by a cancel. */
  reversed: number;
  reversedAt: number;
  readonly refunds: Map<string, RefundRecord>;
}

const BARCODE_LIFE_MS = 10 * 60_000;
const REVERSE_NOT_BEFORE_MS = 15_000;

export class ProviderModel {
  readonly wallet: Wallet;
  readonly orders = new Map<string, Order>();
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly customers = new Map<string, Customer>();
  private readonly payAnswers = new Map<string, PayAnswer>();

  constructor(wallet: Wallet, timeline: Timeline, dice: Dice) {
    this.wallet = wallet;
    this.timeline = timeline;
    this.dice = dice;
  }

  /** A phone shows this code; its owner behaves like this. */
  issueCode(customer: Customer): string {
    const code = (this.wallet === 'alipay' ? '28' : '13') + this.dice.digits(16);
    this.customers.set(code, customer);
    return code;
  }

  /** What the provider holds for the shop for one order, fen. */
  held(outTradeNo: string): number {
    const order = this.orders.get(outTradeNo);
    return order ? heldOf(order) : 0;
  }

  pay({ outTradeNo, amount, kind }: OrderRef, code: string): PayAnswer {
    // A copy of a request that was already dealt with changes nothing.
    const known = this.payAnswers.get(outTradeNo);
    if (known) return known;
    const answer = this.firstPay(outTradeNo, amount, kind, this.customers.get(code));
    this.payAnswers.set(outTradeNo, answer);
    return answer;
  }

  precreate(order: OrderRef, expiresAt: number): PrecreateAnswer {
    if (!this.orders.has(order.outTradeNo)) {
      const made = this.open(order.outTradeNo, order.amount, order.kind, { mood: this.dice.chance(0.05) ? 'pays_while_cancelled' : 'never', afterMs: 0 }, expiresAt);
      made.state = this.wallet === 'alipay' ? 'registered' : 'unpaid';
    }
    return { kind: 'ready', qrText: `https://qr.example.com/${this.wallet}/${order.outTradeNo}` };
  }

  /** The customer scans what the till shows and confirms; true when money moved. */
  scanAndPay(outTradeNo: string): boolean {
    const order = this.orders.get(outTradeNo);
    if (!order) return false;
    if (order.state === 'registered' && this.timeline.now < order.payableUntil) order.state = 'unpaid';
    return this.capture(order);
  }

  query({ outTradeNo }: OrderRef): QueryAnswer {
    const order = this.orders.get(outTradeNo);
    if (!order || order.state === 'registered') return { kind: 'absent' };
    if (order.state === 'unpaid') return this.timeline.now < order.payableUntil ? { kind: 'waiting' } : { kind: 'closed' };
    if (order.state === 'failed') {
      return this.wallet === 'wechat' ? { kind: 'failed', failure: { code: 'payment_failed', providerCode: 'PAYERROR' } } : { kind: 'waiting' };
    }
    if (order.state === 'closed') return this.closedAnswer(order);
    if (order.refunds.size > 0) {
      if (this.wallet === 'wechat') return { kind: 'mismatch', mismatch: { kind: 'refunded_elsewhere', got: 'REFUND' } };
      if (heldOf(order) === 0) return { kind: 'closed', wasPaid: true };
    }
    return { kind: 'paid', tradeNo: order.tradeNo, paidAt: order.capturedAt };
  }

  cancel({ outTradeNo, kind }: OrderRef): CancelAnswer {
    const order = this.orders.get(outTradeNo);
    if (!order) return { kind: 'done', effect: 'nothing_there' };
    if (order.customer.mood === 'pays_while_cancelled') this.capture(order);
    if (this.wallet === 'alipay') return this.cancelAtAlipay(order);
    if (kind === 'qr' && order.state === 'paid') return { kind: 'already_paid' };
    const isEarly = this.timeline.now - order.createdAt < REVERSE_NOT_BEFORE_MS;
    if (kind === 'barcode' && order.state === 'unpaid' && isEarly) return { kind: 'again' };
    if (order.refunds.size > 0) return { kind: 'refused', failure: { code: 'cancel_not_possible' } };
    this.giveBack(order);
    return { kind: 'done', effect: kind === 'qr' ? 'closed' : 'unsaid' };
  }

  refund(request: RefundRequest): RefundAnswer {
    const order = this.orders.get(request.outTradeNo);
    const known = order?.refunds.get(request.outRefundNo);
    if (known) return this.repeatedRefund(known);
    if (!order || order.state !== 'paid') return { kind: 'refused', failure: { code: 'refund_not_possible' } };
    if (heldOf(order) < request.amount) return { kind: 'refused', failure: { code: 'refund_too_much' } };
    const fate = this.dice.weighted({ done: 90, abnormal: this.wallet === 'wechat' ? 1 : 0, refused: 2 });
    if (fate === 'refused') return { kind: 'refused', failure: { code: 'merchant_balance' } };
    if (this.wallet === 'alipay') {
      order.refunds.set(request.outRefundNo, { amount: request.amount, askedAt: this.timeline.now, endedAt: this.timeline.now, state: 'done' });
      return { kind: 'done' };
    }
    const record: RefundRecord = { amount: request.amount, askedAt: this.timeline.now, endedAt: Number.POSITIVE_INFINITY, state: 'accepted' };
    order.refunds.set(request.outRefundNo, record);
    this.timeline.in(this.dice.between(2_000, 400_000), () => {
      record.state = fate;
      record.endedAt = this.timeline.now;
    });
    return { kind: 'accepted' };
  }

  queryRefund({ outTradeNo, outRefundNo }: RefundRequest): RefundQueryAnswer {
    const record = this.orders.get(outTradeNo)?.refunds.get(outRefundNo);
    if (!record) return { kind: 'absent' };
    if (record.state === 'abnormal') return { kind: 'abnormal', failure: { code: 'refund_abnormal' } };
    return record.state === 'closed' ? { kind: 'closed', failure: { code: 'refund_not_possible' } } : { kind: record.state };
  }

  private firstPay(outTradeNo: string, amount: Fen, kind: PaymentKind, customer: Customer | undefined): PayAnswer {
    if (!customer || customer.mood === 'bad_code') return { kind: 'refused', failure: { code: 'code_invalid' } };
    const order = this.open(outTradeNo, amount, kind, customer, this.timeline.now + BARCODE_LIFE_MS);
    switch (customer.mood) {
      case 'pays':
        this.capture(order);
        return { kind: 'paid', tradeNo: order.tradeNo, paidAt: order.capturedAt };
      case 'no_money':
        order.state = this.dice.chance(0.5) ? 'failed' : 'unpaid';
        return { kind: 'refused', failure: { code: 'insufficient_funds' } };
      case 'confirms':
        this.timeline.in(customer.afterMs, () => this.capture(order));
        return { kind: 'waiting' };
      case 'declines':
        this.timeline.in(customer.afterMs, () => {
          if (order.state === 'unpaid') order.state = 'failed';
        });
        return { kind: 'waiting' };
      case 'never':
      case 'pays_while_cancelled':
        return { kind: 'waiting' };
    }
  }

  private open(outTradeNo: string, amount: Fen, kind: PaymentKind, customer: Customer, payableUntil: number): Order {
    const order: Order = {
      outTradeNo, wallet: this.wallet, kind, amount, customer, createdAt: this.timeline.now, payableUntil, tradeNo: `4200${this.dice.digits(20)}`,
      state: 'unpaid', captured: 0, capturedAt: 0, reversed: 0, reversedAt: 0, refunds: new Map(),
    };
    this.orders.set(outTradeNo, order);
    return order;
  }

  private capture(order: Order): boolean {
    if (order.state !== 'unpaid' || this.timeline.now >= order.payableUntil) return false;
    order.state = 'paid';
    order.captured = order.amount;
    order.capturedAt = this.timeline.now;
    return true;
  }

  private cancelAtAlipay(order: Order): CancelAnswer {
    if (order.state === 'registered') {
      // Whether the unscanned QR dies with it is not promised.
      if (this.dice.chance(0.5)) order.state = 'closed';
      return { kind: 'done', effect: 'nothing_there' };
    }
    if (order.state === 'paid' && order.refunds.size > 0) return { kind: 'refused', failure: { code: 'cancel_not_possible' } };
    const wasPaid = order.state === 'paid' || order.reversed > 0;
    this.giveBack(order);
    return { kind: 'done', effect: wasPaid ? 'returned' : 'closed' };
  }

  private giveBack(order: Order): void {
    if (order.reversed === 0) order.reversedAt = this.timeline.now;
    order.reversed = order.captured;
    order.state = 'closed';
  }

  private closedAnswer(order: Order): QueryAnswer {
    if (order.captured > 0) return this.dice.chance(0.5) ? { kind: 'closed', wasPaid: true } : { kind: 'closed' };
    return this.wallet === 'wechat' && order.kind === 'qr' ? { kind: 'closed', wasPaid: false } : { kind: 'closed' };
  }

  private repeatedRefund(known: RefundRecord): RefundAnswer {
    if (this.wallet === 'alipay') return { kind: 'uncertain', failure: { code: 'unlisted', providerText: 'fund_change=N' } };
    return known.state === 'done' ? { kind: 'done' } : { kind: 'accepted' };
  }
}

export function heldOf(order: Order): number {
  let back = order.reversed;
  for (const { amount, state } of order.refunds.values()) if (state === 'done' || state === 'accepted') back += amount;
  return order.captured - back;
}
