/**
 * The provider's truth about trades: their life, their money, their end. Both protocols and the phone act on it only
 * through these functions. Whatever depends on time (expiry, a buyer who confirms later, the end of the refund period) is
 * worked out from the world's clock whenever a trade is looked at.
 */
import { addFen, fen, subtractFen, ZERO, type Fen } from '../../domain/money.ts';
import type { Buyer, World } from '../world.ts';
import { chinaDay, DAY_MS } from './china-time.ts';
import { acquiringRefusal } from './refusal.ts';
import type { Merchant, Order, QrOrder, RefundRecord, Trade } from './state.ts';
import type { Store } from './store.ts';

export type TradeEvent =
  | { readonly kind: 'paid' }
  /** Unpaid. */
  | { readonly kind: 'closed'; readonly by: 'cancel' | 'close' | 'expiry' }
  /** Paid, and no longer refundable. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'refunded'; readonly refund: RefundRecord };
export type TradeListener = (trade: Trade, event: TradeEvent, at: number) => void;

export class TradeBook {
  private readonly world: World;
  private readonly store: Store;
  private readonly refundWindowMs: number;
  /** Told about everything that Alipay may notify a merchant of. */
  listener: TradeListener = () => undefined;

  constructor(world: World, store: Store, refundWindowDays: number) {
    this.world = world;
    this.store = store;
    this.refundWindowMs = refundWindowDays * DAY_MS;
  }

  /** `trade_no` wins if both are given. The trade is brought up to the present first. */
  find(merchantId: string, by: { readonly outTradeNo?: string | undefined; readonly tradeNo?: string | undefined }): Trade | undefined {
    const { numbers, trades } = this.store.state;
    const tradeNo = by.tradeNo ?? numbers.get(`${merchantId}/${by.outTradeNo}`);
    const trade = tradeNo === undefined ? undefined : trades.get(tradeNo);
    if (!trade || trade.order.merchantId !== merchantId) return undefined;
    return this.upToDate(trade);
  }

  all(): Trade[] {
    return [...this.store.state.trades.values()].map((trade) => this.upToDate(trade));
  }

  open(order: Order, at: number, qrText?: string): Trade {
    const trade: Trade = {
      tradeNo: `${chinaDay(at).replaceAll('-', '')}22001${String(this.store.next()).padStart(15, '0')}`,
      order,
      createdAt: at,
      qrText,
      status: 'WAIT_BUYER_PAY',
      buyerId: undefined,
      codeMark: undefined,
      confirmsAt: undefined,
      paysDuringCancel: false,
      declined: false,
      paidAt: undefined,
      closedAt: undefined,
      closedBy: undefined,
      capturedFen: ZERO,
      refundedFen: ZERO,
      refunds: [],
      settlements: [],
    };
    this.store.state.trades.set(trade.tradeNo, trade);
    this.store.state.numbers.set(`${order.merchantId}/${order.outTradeNo}`, trade.tradeNo);
    return trade;
  }

  /** Moves the buyer's money to the merchant, once. False when the buyer cannot pay or the trade takes no money. */
  capture(trade: Trade, at: number): boolean {
    const buyer = trade.buyerId === undefined ? undefined : this.world.buyers.get(trade.buyerId);
    if (trade.status !== 'WAIT_BUYER_PAY' || !buyer || !canAfford(buyer, trade.order.totalFen)) return false;
    buyer.balanceFen -= trade.order.totalFen;
    this.credit(trade.order.merchantId, trade.order.totalFen);
    this.store.touch();
    trade.status = 'TRADE_SUCCESS';
    trade.capturedFen = trade.order.totalFen;
    trade.paidAt = at;
    trade.confirmsAt = undefined;
    this.listener(trade, { kind: 'paid' }, at);
    return true;
  }

  /** Closes an unpaid trade. The caller has made sure that it is unpaid. */
  closeUnpaid(trade: Trade, by: 'cancel' | 'close' | 'expiry', at: number): void {
    this.store.touch();
    trade.status = 'TRADE_CLOSED';
    trade.closedAt = at;
    trade.closedBy = by;
    trade.confirmsAt = undefined;
    this.listener(trade, { kind: 'closed', by }, at);
  }

  /**
   * Returns money of a paid trade. Throws REASON_TRADE_REFUND_FEE_ERR above what is left of the trade and
   * SELLER_BALANCE_NOT_ENOUGH above what the merchant has; nothing is moved then.
   */
  refund(trade: Trade, refund: Pick<RefundRecord, 'requestNo' | 'amountFen' | 'reason' | 'by'>): RefundRecord {
    const merchant = this.merchant(trade.order.merchantId);
    if (refund.amountFen > subtractFen(trade.capturedFen, trade.refundedFen)) throw acquiringRefusal('REASON_TRADE_REFUND_FEE_ERR');
    if (refund.amountFen > merchant.balanceFen) throw acquiringRefusal('SELLER_BALANCE_NOT_ENOUGH');
    this.store.touch();
    const at = this.world.clock.now();
    const record: RefundRecord = { ...refund, at };
    const buyer = trade.buyerId === undefined ? undefined : this.world.buyers.get(trade.buyerId);
    if (buyer) buyer.balanceFen += refund.amountFen;
    merchant.balanceFen = subtractFen(merchant.balanceFen, refund.amountFen);
    trade.refundedFen = addFen(trade.refundedFen, refund.amountFen);
    trade.refunds.push(record);
    if (trade.refundedFen === trade.capturedFen) {
      trade.status = 'TRADE_CLOSED';
      trade.closedAt = at;
      trade.closedBy = refund.by;
    }
    this.listener(trade, { kind: 'refunded', refund: record }, at);
    return record;
  }

  private finish(trade: Trade, at: number): void {
    this.store.touch();
    trade.status = 'TRADE_FINISHED';
    this.listener(trade, { kind: 'finished' }, at);
  }

  merchant(id: string): Merchant {
    const merchant = this.store.state.merchants.get(id);
    if (!merchant) throw new Error(`the simulator has no merchant ${id}`);
    return merchant;
  }

  credit(merchantId: string, amount: Fen): void {
    const merchant = this.merchant(merchantId);
    merchant.balanceFen = addFen(merchant.balanceFen, amount);
  }

  qrsOf(merchantId: string, outTradeNo: string): QrOrder[] {
    return [...this.store.state.qrs.values()].filter((qr) => qr.order.merchantId === merchantId && qr.order.outTradeNo === outTradeNo);
  }

  private upToDate(trade: Trade): Trade {
    const now = this.world.clock.now();
    const { confirmsAt, order } = trade;
    if (confirmsAt !== undefined && confirmsAt <= now && confirmsAt < order.expiresAt) {
      trade.confirmsAt = undefined;
      this.capture(trade, confirmsAt);
    }
    if (trade.status === 'WAIT_BUYER_PAY' && order.expiresAt <= now) this.closeUnpaid(trade, 'expiry', order.expiresAt);
    if (trade.status === 'TRADE_SUCCESS' && trade.paidAt !== undefined && trade.paidAt + this.refundWindowMs <= now) this.finish(trade, trade.paidAt + this.refundWindowMs);
    return trade;
  }
}

export function canAfford(buyer: Buyer, amount: Fen): boolean {
  return fen(buyer.balanceFen) >= amount;
}

/** True when a second request under the same number asks for something else than the first. */
export function contradicts(first: Order, second: Order): boolean {
  return first.totalFen !== second.totalFen || first.subject !== second.subject || first.body !== second.body;
}
