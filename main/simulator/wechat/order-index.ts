/** By which names orders and refunds are found: numbers of the shop's, of WeChat's, QR texts and prepay ids. No rule of money is here. */
import type { Merchants } from './merchants.ts';
import type { Order, Refund } from './order.ts';

export interface FoundRefund {
  readonly order: Order;
  readonly refund: Refund;
}

export class OrderIndex {
  private readonly byNumber = new Map<string, Order>();
  private readonly byTransaction = new Map<string, Order>();
  private readonly byCodeUrl = new Map<string, Order>();
  private readonly byPrepayId = new Map<string, Order>();
  private readonly byRefund = new Map<string, FoundRefund>();

  add(order: Order): void {
    this.byNumber.set(`${order.seller.mchid}/${order.outTradeNo}`, order);
    this.byTransaction.set(order.transactionId, order);
    if (order.codeUrl !== undefined) this.byCodeUrl.set(order.codeUrl, order);
    if (order.prepayId !== undefined) this.byPrepayId.set(order.prepayId, order);
    for (const refund of order.refunds) this.addRefund(order, refund);
  }

  addRefund(order: Order, refund: Refund): void {
    this.byRefund.set(`${order.seller.mchid}/${refund.outRefundNo}`, { order, refund });
  }

  /** The order's code_url is another one from now on; the one before is nobody's. */
  renameCodeUrl(order: Order, codeUrl: string): void {
    if (order.codeUrl !== undefined) this.byCodeUrl.delete(order.codeUrl);
    this.byCodeUrl.set(codeUrl, order);
  }

  /** Likewise its prepay_id. */
  renamePrepayId(order: Order, prepayId: string): void {
    if (order.prepayId !== undefined) this.byPrepayId.delete(order.prepayId);
    this.byPrepayId.set(prepayId, order);
  }

  ofNumber(mchid: string, outTradeNo: string): Order | undefined {
    return this.byNumber.get(`${mchid}/${outTradeNo}`);
  }

  /** The newest order with this number, whichever merchant it belongs to. */
  ofNumberAnywhere(outTradeNo: string, merchants: Merchants): Order | undefined {
    let found: Order | undefined;
    for (const { mchid } of merchants.all()) {
      const order = this.ofNumber(mchid, outTradeNo);
      if (order && (!found || order.createdAt >= found.createdAt)) found = order;
    }
    return found;
  }

  ofTransaction(transactionId: string): Order | undefined {
    return this.byTransaction.get(transactionId);
  }

  ofCodeUrl(codeUrl: string): Order | undefined {
    return this.byCodeUrl.get(codeUrl);
  }

  ofPrepayId(prepayId: string): Order | undefined {
    return this.byPrepayId.get(prepayId);
  }

  ofRefund(mchid: string, outRefundNo: string): FoundRefund | undefined {
    return this.byRefund.get(`${mchid}/${outRefundNo}`);
  }

  ofRefundId(refundId: string): Order | undefined {
    for (const { order, refund } of this.byRefund.values()) if (refund.refundId === refundId) return order;
    return undefined;
  }

  /** Every order, oldest first. */
  all(): readonly Order[] {
    return [...this.byNumber.values()];
  }

  clear(): void {
    for (const map of [this.byNumber, this.byTransaction, this.byCodeUrl, this.byPrepayId, this.byRefund]) map.clear();
  }
}
