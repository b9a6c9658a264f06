/**
 * What a merchant may do with orders, independent of the wire: pay by code, order what the customer pays from the phone (QR,
 * page, app, H5), reverse, close. Rules are those of the interfaces "付款码支付", "Native 下单", "JSAPI/小程序下单", "App 下单",
 * "H5 下单", "撤销订单" and "关闭订单". All amounts are fen.
 */
import { randomBytes } from 'node:crypto';
import type { ScriptedEnding } from '../scenarios.ts';
import type { Book } from './book.ts';
import { ORDER_LIFE_MS, REVOKE_AFTER_MS } from './book.ts';
import type { NoticeSign, Order, Seller, TradeType } from './order.ts';
import { refundedFen } from './order.ts';
import { acceptCode, reachPhone } from './phone.ts';
import { Refusal } from './refusal.ts';
import { compactTime, DAY_MS } from './time.ts';

const CODE_URL_LIFE_MS = 2 * 3_600_000;
const PREPAY_LIFE_MS = 2 * 3_600_000;
/** An h5_url is good for five minutes. */
const H5_LIFE_MS = 5 * 60_000;

/** A payment may be reversed within seven days. */
const REVERSE_WITHIN_MS = 7 * DAY_MS;

export interface OrderRequest {
  readonly seller: Seller;
  readonly outTradeNo: string;
  readonly description: string;
  readonly totalFen: number;
  readonly fingerprint: string;
  readonly attach?: string;
  readonly deviceId?: string;
}

export interface PaymentRules {
  /**
   * A barcode order younger than this whose buyer is still at the PIN box cannot be reversed ("payment in progress"), ms.
   * The interface asks for 15 s between pay and reverse.
   */
  readonly reverseNotBeforeMs: number;
}

/**
 * Pays with a payment code. The same request again has the same outcome and takes nothing twice; the same number with
 * anything changed is refused. Throws the refusal that the first call of this number got.
 */
export function payByCode(book: Book, request: OrderRequest, code: string, ending?: ScriptedEnding): Order {
  const known = book.find(request.seller.mchid, request.outTradeNo);
  if (known) {
    demandSameRequest(known, request, 'MICROPAY');
    if (known.refusal) throw new Refusal(known.refusal.code, known.refusal.message);
    if (known.state === 'REVOKED') throw new Refusal('ORDER_REVERSED', '订单已撤销');
    if (known.state === 'PAYERROR') throw new Refusal('TRADE_ERROR', '用户取消支付或支付失败');
    return known;
  }
  const order = book.create({ ...request, tradeType: 'MICROPAY', state: 'USERPAYING', revokesAt: book.now() + REVOKE_AFTER_MS });
  const payer = acceptCode(book, code, ending);
  if ('buyer' in payer) reachPhone(book, order, payer);
  else {
    order.refusal = payer;
    book.end(order, 'PAYERROR', book.now());
  }
  if (order.refusal) throw new Refusal(order.refusal.code, order.refusal.message);
  return order;
}

export interface PhoneOrderRequest extends OrderRequest {
  readonly notifyUrl?: string;
  readonly noticeSign?: NoticeSign;
  /** End of payability, epoch ms; less than a minute after ordering is raised to a minute. */
  readonly payUntil?: number;
  /** The customer who may pay it; anybody when absent. */
  readonly payerId?: string;
}

/** Makes a QR order, or gives a known one of the same parameters a fresh code_url; the old code_url dies. */
export function orderByQr(book: Book, request: PhoneOrderRequest): Order {
  const order = orderForPhone(book, request, 'NATIVE');
  book.giveCodeUrl(order, `weixin://wxpay/bizpayurl/up?pr=${randomBytes(6).toString('base64url')}&groupid=00`, book.now() + CODE_URL_LIFE_MS);
  return order;
}

/** Makes an order that a page, an app or a browser opens by its prepay_id. The same parameters again give it a fresh one. */
export function orderByPrepay(book: Book, request: PhoneOrderRequest, tradeType: 'JSAPI' | 'APP' | 'MWEB'): Order {
  const order = orderForPhone(book, request, tradeType);
  book.givePrepayId(order, newPrepayId(book.now()), book.now() + (tradeType === 'MWEB' ? H5_LIFE_MS : PREPAY_LIFE_MS));
  return order;
}

/** `wx`, the time in Beijing and twenty digits: 36 characters. */
export function newPrepayId(now: number): string {
  return `wx${compactTime(now)}${randomBytes(10).toString('hex')}`;
}

function orderForPhone(book: Book, request: PhoneOrderRequest, tradeType: Exclude<TradeType, 'MICROPAY'>): Order {
  const now = book.now();
  const known = book.find(request.seller.mchid, request.outTradeNo);
  if (known) {
    demandSameRequest(known, request, tradeType);
    if (known.paidAt !== undefined) throw new Refusal('ORDER_PAID', '该订单已支付');
    if (known.state === 'CLOSED') throw new Refusal('ORDER_CLOSED', '该订单已关闭，请重新下单');
    return known;
  }
  const payUntil = Math.max(request.payUntil ?? now + ORDER_LIFE_MS, now + 60_000);
  return book.create({ ...request, tradeType, state: 'NOTPAY', payUntil });
}

/**
 * Reverses a barcode order: unpaid, it is closed for good; paid, the buyer gets everything back. Calling again is harmless.
 * Refuses while the buyer is at the PIN box and the order is young, after refunds, and after seven days.
 */
export function reverse(book: Book, order: Order, rules: PaymentRules): void {
  if (order.tradeType !== 'MICROPAY') throw new Refusal('INVALID_REQUEST', '非付款码支付订单不支持撤销，请使用关闭订单或退款');
  if (order.state === 'REVOKED') return;
  const now = book.now();
  if (now > order.createdAt + REVERSE_WITHIN_MS) throw new Refusal('REVERSE_EXPIRE', '订单无法撤销，已超过7天可撤销时间');
  if (refundedFen(order) > 0) throw new Refusal('TRADE_ERROR', '订单已发生退款，无法撤销');
  if (order.state === 'USERPAYING') {
    if (now < order.createdAt + rules.reverseNotBeforeMs) throw new Refusal('TRADE_ERROR', '用户支付中，暂不能撤销，请稍后再试');
    const buyer = book.world.buyers.get(order.buyerId ?? '');
    if (order.paysDuringCancel && buyer) book.capture(order, buyer, now);
  }
  book.revoke(order, now);
}

/** Closes an unpaid order that is not of a payment code. Calling again is harmless. */
export function close(book: Book, order: Order): void {
  if (order.tradeType === 'MICROPAY') throw new Refusal('INVALID_REQUEST', '付款码支付订单不支持关单，请调用撤销接口', { internal: 268449641 });
  if (order.state === 'CLOSED') return;
  if (order.paidAt !== undefined) throw new Refusal('ORDER_PAID', '该订单已支付，不能关闭', { internal: 268498689 });
  book.end(order, 'CLOSED', book.now());
}

function demandSameRequest(known: Order, request: OrderRequest, tradeType: TradeType): void {
  if (known.tradeType === tradeType && known.fingerprint === request.fingerprint) return;
  if (known.tradeType !== tradeType) throw new Refusal('OUT_TRADE_NO_USED', '商户订单号已被使用');
  if (known.paidAt !== undefined && known.state !== 'REVOKED') throw new Refusal('ORDER_PAID', '该订单已支付');
  if (known.state === 'CLOSED') throw new Refusal('ORDER_CLOSED', '该订单已关闭');
  if (known.state === 'REVOKED') throw new Refusal('ORDER_REVERSED', '订单已撤销');
  throw new Refusal('INVALID_REQUEST', '商户订单号重入，请求参数与原订单不一致', { internal: 268498688 });
}
