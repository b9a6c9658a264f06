/**
 * The provider's own record: every order and refund, and what time alone does to them. Nothing here runs on a timer;
 * each look first lets the world's clock catch up (`settle`), so a virtual clock moves payments, expiry and refunds.
 */
import type { Buyer, World } from '../world.ts';
import type { Merchants } from './merchants.ts';
import type { Order, OrderState, Refund, Seller } from './order.ts';
import { beneficiary } from './order.ts';
import { OrderIndex } from './order-index.ts';
import type { FoundRefund } from './order-index.ts';
import { Refusal } from './refusal.ts';
import { beijingDay, DAY_MS } from './time.ts';

/** A barcode order that nobody has paid after this time is revoked by the provider itself. */
export const REVOKE_AFTER_MS = 45_000;

/** An order that waits to be paid by QR, page or app closes by itself after seven days. */
export const ORDER_LIFE_MS = 7 * DAY_MS;

/** What happens to an order that somebody outside must hear of. */
export type BookEvent =
  | { readonly kind: 'paid'; readonly order: Order }
  | { readonly kind: 'refund-ended'; readonly order: Order; readonly refund: Refund };

/** One movement of a merchant's balance, for the fund-flow bill. */
export interface FundsMove {
  readonly mchid: string;
  readonly at: number;
  readonly business: 'trade' | 'refund' | 'reverse' | 'refund-closed';
  readonly businessNo: string;
  readonly merchantNo: string;
  /** Positive into the merchant's account. */
  readonly amountFen: number;
  readonly balanceFen: number;
}

export interface BookState {
  readonly orders: readonly Order[];
  readonly moves: readonly FundsMove[];
  readonly spentCodes: readonly string[];
  readonly counter: number;
}

export class Book {
  readonly world: World;
  readonly merchants: Merchants;
  /** Scripted and other codes without an `IssuedCode`, used once. */
  readonly spentCodes = new Set<string>();
  private readonly index = new OrderIndex();
  private readonly waiting = new Set<Order>();
  private moves: FundsMove[] = [];
  private counter = 0;
  private readonly onEvent: (event: BookEvent) => void;
  private readonly onChange: () => void;
  private depth = 0;
  private isDirty = false;

  constructor(parts: { world: World; merchants: Merchants; onEvent: (event: BookEvent) => void; onChange: () => void }) {
    this.world = parts.world;
    this.merchants = parts.merchants;
    this.onEvent = parts.onEvent;
    this.onChange = parts.onChange;
  }

  now(): number {
    return this.world.clock.now();
  }

  /**
   * Runs one whole request or wallet action. The listener hears once, after it, if anything changed: never in the middle,
   * where a saved record would hold half a payment.
   */
  commit<T>(action: () => T): T {
    this.depth += 1;
    try {
      return action();
    } finally {
      this.depth -= 1;
      if (this.depth === 0 && this.isDirty) {
        this.isDirty = false;
        this.onChange();
      }
    }
  }

  /** Notes that the record has changed. */
  touch(): void {
    this.isDirty = true;
  }

  /** The order of a merchant's number, caught up with the clock. */
  find(mchid: string, outTradeNo: string): Order | undefined {
    return this.caughtUp(this.index.ofNumber(mchid, outTradeNo));
  }

  findByTransaction(transactionId: string): Order | undefined {
    return this.caughtUp(this.index.ofTransaction(transactionId));
  }

  findByCodeUrl(codeUrl: string): Order | undefined {
    return this.caughtUp(this.index.ofCodeUrl(codeUrl));
  }

  findByPrepayId(prepayId: string): Order | undefined {
    return this.caughtUp(this.index.ofPrepayId(prepayId));
  }

  findRefund(mchid: string, outRefundNo: string): FoundRefund | undefined {
    const found = this.index.ofRefund(mchid, outRefundNo);
    if (found) this.settle(found.order);
    return found;
  }

  findByRefundId(refundId: string): Order | undefined {
    return this.caughtUp(this.index.ofRefundId(refundId));
  }

  /** The newest order with this number, whichever merchant it belongs to. */
  findAnywhere(outTradeNo: string): Order | undefined {
    return this.caughtUp(this.index.ofNumberAnywhere(outTradeNo, this.merchants));
  }

  /** Every order, oldest first, caught up with the clock. */
  all(): readonly Order[] {
    this.settleAll();
    return this.index.all();
  }

  fundsMoves(): readonly FundsMove[] {
    this.settleAll();
    return this.moves;
  }

  /** Lets time act on every order that still waits for something. */
  settleAll(): void {
    for (const order of this.waiting) this.settle(order);
  }

  create(order: Omit<Order, 'transactionId' | 'createdAt' | 'refunds' | 'state'> & { state: OrderState }): Order {
    const made: Order = { ...order, transactionId: this.number('4200000000', 10), createdAt: this.now(), refunds: [] };
    this.keep(made);
    this.touch();
    return made;
  }

  /** Gives a QR order a fresh code; the code before it dies. */
  giveCodeUrl(order: Order, codeUrl: string, until: number): void {
    this.index.renameCodeUrl(order, codeUrl);
    order.codeUrl = codeUrl;
    order.codeUrlUntil = until;
    this.touch();
  }

  /** Gives an order of a page or app a fresh prepay_id; the one before it dies. */
  givePrepayId(order: Order, prepayId: string, until: number): void {
    this.index.renamePrepayId(order, prepayId);
    order.prepayId = prepayId;
    order.prepayUntil = until;
    this.touch();
  }

  /** Takes the money. False if the buyer has too little; nothing is changed then. */
  capture(order: Order, buyer: Buyer, at: number): boolean {
    if (order.paidAt !== undefined) throw new Error(`order ${order.outTradeNo} would be captured twice`);
    if (buyer.balanceFen < order.totalFen) return false;
    buyer.balanceFen -= order.totalFen;
    order.state = 'SUCCESS';
    order.paidAt = at;
    order.buyerId = buyer.id;
    this.waiting.delete(order);
    this.move(order, 'trade', order.transactionId, order.outTradeNo, order.totalFen, at);
    this.changed({ kind: 'paid', order });
    return true;
  }

  end(order: Order, state: 'PAYERROR' | 'CLOSED' | 'REVOKED', at: number): void {
    order.state = state;
    order.endedAt = at;
    this.waiting.delete(order);
    this.touch();
  }

  /**
   * Revokes an order: unpaid ones end, paid ones give the whole sum back to the buyer.
   * Refuses with NOT_ENOUGH if the merchant's balance no longer holds the sum.
   */
  revoke(order: Order, at: number): void {
    if (order.paidAt !== undefined) {
      this.demandBalance(order.seller, order.totalFen);
      this.move(order, 'reverse', order.transactionId, order.outTradeNo, -order.totalFen, at);
      this.payBack(order, order.totalFen);
    }
    this.end(order, 'REVOKED', at);
  }

  /** Takes an accepted refund out of the merchant's balance; the buyer gets it when it settles. */
  acceptRefund(order: Order, refund: Omit<Refund, 'refundId' | 'status' | 'createdAt'>): Refund {
    this.demandBalance(order.seller, refund.amountFen);
    const made: Refund = { ...refund, refundId: this.number('503000000', 12), status: 'PROCESSING', createdAt: this.now() };
    order.refunds.push(made);
    this.index.addRefund(order, made);
    this.waiting.add(order);
    this.move(order, 'refund', made.refundId, made.outRefundNo, -made.amountFen, made.createdAt);
    this.touch();
    this.settle(order);
    return made;
  }

  /** An abnormal refund is under way again, and this time it will arrive. */
  sendAgain(order: Order, refund: Refund, settlesAt: number): void {
    refund.status = 'PROCESSING';
    refund.ending = 'SUCCESS';
    refund.settlesAt = settlesAt;
    delete refund.endedAt;
    this.waiting.add(order);
    this.touch();
  }

  exportState(): BookState {
    return structuredClone({ orders: this.all(), moves: this.moves, spentCodes: [...this.spentCodes], counter: this.counter });
  }

  importState(state: BookState): void {
    const { orders, moves, spentCodes, counter } = structuredClone(state);
    for (const kept of [this.index, this.waiting, this.spentCodes]) kept.clear();
    for (const order of orders) this.keep(order);
    for (const code of spentCodes) this.spentCodes.add(code);
    this.moves = [...moves];
    this.counter = counter;
  }

  /** What the clock has done to this order since the last look. */
  private settle(order: Order): void {
    if (!this.waiting.has(order)) return;
    const now = this.now();
    if (order.state === 'USERPAYING') this.settleBarcode(order, now);
    if (order.state === 'NOTPAY' && order.createdAt + ORDER_LIFE_MS <= now) this.end(order, 'CLOSED', order.createdAt + ORDER_LIFE_MS);
    for (const refund of order.refunds) if (refund.status === 'PROCESSING' && refund.settlesAt <= now) this.settleRefund(order, refund);
    const open = order.state === 'USERPAYING' || order.state === 'NOTPAY' || order.refunds.some((refund) => refund.status === 'PROCESSING');
    if (!open) this.waiting.delete(order);
  }

  private settleBarcode(order: Order, now: number): void {
    const { confirmsAt = Infinity, declinesAt = Infinity, revokesAt = Infinity } = order;
    const first = Math.min(confirmsAt, declinesAt, revokesAt);
    if (first > now) return;
    const buyer = this.world.buyers.get(order.buyerId ?? '');
    if (first === revokesAt) this.end(order, 'REVOKED', first);
    else if (first === declinesAt || !buyer || !this.capture(order, buyer, first)) this.end(order, 'PAYERROR', first);
  }

  private settleRefund(order: Order, refund: Refund): void {
    refund.status = refund.ending;
    refund.endedAt = refund.settlesAt;
    if (refund.ending === 'SUCCESS') this.payBack(order, refund.amountFen);
    if (refund.ending === 'CLOSED') this.move(order, 'refund-closed', refund.refundId, refund.outRefundNo, refund.amountFen, refund.settlesAt);
    this.changed({ kind: 'refund-ended', order, refund });
  }

  private demandBalance(seller: Seller, amountFen: number): void {
    if (this.merchants.balanceOf(beneficiary(seller)) < amountFen) throw new Refusal('NOT_ENOUGH', '基本账户余额不足，请充值后重新发起');
  }

  private payBack(order: Order, amountFen: number): void {
    const buyer = this.world.buyers.get(order.buyerId ?? '');
    if (buyer) buyer.balanceFen += amountFen;
  }

  private move(order: Order, business: FundsMove['business'], businessNo: string, merchantNo: string, amountFen: number, at: number): void {
    const mchid = beneficiary(order.seller);
    const balanceFen = this.merchants.balanceOf(mchid) + amountFen;
    this.merchants.setBalance(mchid, balanceFen);
    this.moves.push({ mchid, at, business, businessNo, merchantNo, amountFen, balanceFen });
  }

  private changed(event: BookEvent): void {
    this.touch();
    this.onEvent(event);
  }

  private caughtUp(order: Order | undefined): Order | undefined {
    if (order) this.settle(order);
    return order;
  }

  private keep(order: Order): void {
    this.index.add(order);
    this.waiting.add(order);
  }

  private number(prefix: string, width: number): string {
    this.counter += 1;
    return `${prefix}${beijingDay(this.now()).replaceAll('-', '')}${String(this.counter).padStart(width, '0')}`;
  }
}
