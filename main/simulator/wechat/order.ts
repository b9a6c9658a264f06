/** What the provider keeps about one order and one refund, and how both wires see their states. Amounts are integer fen. */
import type { SimTrade, SimTradeState } from '../gateway.ts';
import type { RefusalCode } from './refusal.ts';

/** States that are stored. `REFUND`, which the wires show, is derived from the refunds. */
export type OrderState = 'NOTPAY' | 'USERPAYING' | 'PAYERROR' | 'SUCCESS' | 'CLOSED' | 'REVOKED';

export type TradeState = OrderState | 'REFUND';

/** Who sells: `mchid` signs and owns the number; with a service provider the sub-merchant gets the money. */
export interface Seller {
  readonly mchid: string;
  readonly appid: string;
  readonly subMchid?: string;
  readonly subAppid?: string;
}

/** How the customer comes to pay: a code on the phone, a QR on a screen, a page in WeChat, another app, a browser (H5). */
export type TradeType = 'MICROPAY' | 'NATIVE' | 'JSAPI' | 'APP' | 'MWEB';

export type NoticeSign = 'MD5' | 'HMAC-SHA256';

export interface Order {
  readonly seller: Seller;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly tradeType: TradeType;
  readonly description: string;
  readonly attach?: string;
  readonly deviceId?: string;
  readonly notifyUrl?: string;
  /** Notices about it are v2's, signed so; absent for APIv3. */
  readonly noticeSign?: NoticeSign;
  readonly totalFen: number;
  readonly createdAt: number;
  /** Digest of the request that made the order: the same number may come again only with the same parameters. */
  readonly fingerprint: string;
  state: OrderState;
  buyerId?: string;
  paidAt?: number;
  endedAt?: number;
  /** Barcode only: what happens on the phone by itself, and when the provider gives up (epoch ms). */
  confirmsAt?: number;
  declinesAt?: number;
  revokesAt?: number;
  paysDuringCancel?: boolean;
  /** Barcode only: the refusal that the pay call answered; the same call again gets it again. */
  refusal?: { readonly code: RefusalCode; readonly message: string };
  /** Paid from the phone: the end of payability, and who has the order on the phone. */
  payUntil?: number;
  scannedBy?: string;
  /** QR only: the last code_url (earlier ones are dead) and its end. */
  codeUrl?: string;
  codeUrlUntil?: number;
  /** Page, app and H5 only: the last prepay_id and its end; JSAPI names the one customer who may pay. */
  prepayId?: string;
  prepayUntil?: number;
  readonly payerId?: string;
  refunds: Refund[];
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';

export interface Refund {
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly amountFen: number;
  readonly reason?: string;
  readonly notifyUrl?: string;
  readonly noticeSign?: NoticeSign;
  readonly createdAt: number;
  readonly fingerprint: string;
  /** As the shop asked: the kind of money, and its parts (fen). */
  readonly fundsAccount?: 'AVAILABLE' | 'UNSETTLED';
  readonly from?: readonly { readonly account: 'AVAILABLE' | 'UNAVAILABLE'; readonly amount: number }[];
  status: RefundStatus;
  /** When and how `PROCESSING` ends, by the world's clock. */
  settlesAt: number;
  ending: Exclude<RefundStatus, 'PROCESSING'>;
  endedAt?: number;
}

/** A refund that has been closed has given its money back to the merchant; every other one has taken it. */
export function refundedFen(order: Order): number {
  return order.refunds.reduce((sum, refund) => sum + (refund.status === 'CLOSED' ? 0 : refund.amountFen), 0);
}

export function tradeState(order: Order): TradeState {
  return order.state === 'SUCCESS' && order.refunds.some((refund) => refund.status !== 'CLOSED') ? 'REFUND' : order.state;
}

const DESCRIPTIONS: Readonly<Record<TradeState, string>> = {
  NOTPAY: '订单未支付',
  USERPAYING: '需要用户输入支付密码',
  PAYERROR: '支付失败',
  SUCCESS: '支付成功',
  CLOSED: '订单已关闭',
  REVOKED: '订单已撤销',
  REFUND: '订单发生过退款，退款详情请查询退款单',
};

export function describeState(state: TradeState): string {
  return DESCRIPTIONS[state];
}

/** The merchant whose balance the order moves. */
export function beneficiary(seller: Seller): string {
  return seller.subMchid ?? seller.mchid;
}

const KINDS: Readonly<Record<TradeType, SimTrade['kind']>> = { MICROPAY: 'barcode', NATIVE: 'qr', JSAPI: 'other', APP: 'other', MWEB: 'other' };

/** The neutral record for the wallet page, scenario player and tests. */
export function toSimTrade(order: Order): SimTrade {
  const captured = order.paidAt === undefined ? 0 : order.totalFen;
  const given = order.state === 'REVOKED' ? captured : refundedFen(order);
  return {
    gateway: 'wechat',
    merchantId: beneficiary(order.seller),
    outTradeNo: order.outTradeNo,
    tradeNo: order.transactionId,
    kind: KINDS[order.tradeType],
    subject: order.description,
    totalFen: order.totalFen,
    state: simState(order, captured, given),
    capturedFen: captured,
    refundedFen: given,
    buyerId: order.buyerId ?? order.scannedBy,
    qrText: order.codeUrl,
    createdAt: order.createdAt,
    paidAt: order.paidAt,
  };
}

const SIM_STATES: Readonly<Record<Exclude<OrderState, 'SUCCESS'>, SimTradeState>> = {
  NOTPAY: 'waiting',
  USERPAYING: 'waiting',
  REVOKED: 'reversed',
  CLOSED: 'closed',
  PAYERROR: 'closed',
};

function simState(order: Order, captured: number, given: number): SimTradeState {
  if (order.state === 'SUCCESS') return given >= captured ? 'refunded' : 'paid';
  return SIM_STATES[order.state];
}
