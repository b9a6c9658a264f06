/** Orders and refunds as APIv3 shows them. Amounts are integer fen, times are RFC 3339 in Beijing. */
import type { Fields } from './exchange.ts';
import type { Order, Refund, Seller } from './order.ts';
import { describeState, tradeState } from './order.ts';
import { rfc3339 } from './time.ts';

/** appid and mchid, or the four identities of a service provider. */
export function sellerView(seller: Seller): Fields {
  if (seller.subMchid === undefined) return { appid: seller.appid, mchid: seller.mchid };
  return { sp_appid: seller.appid, sp_mchid: seller.mchid, ...(seller.subAppid === undefined ? {} : { sub_appid: seller.subAppid }), sub_mchid: seller.subMchid };
}

function payerView(order: Order): Fields {
  if (order.seller.subMchid === undefined) return { openid: order.buyerId };
  return { sp_openid: order.buyerId, ...(order.seller.subAppid === undefined ? {} : { sub_openid: order.buyerId }) };
}

/** The body of pay and query answers, also the plain text of payment notifications. Unpaid orders show less. */
export function transactionView(order: Order): Fields {
  const state = tradeState(order);
  const head = { ...sellerView(order.seller), out_trade_no: order.outTradeNo };
  const tail = {
    trade_state: state,
    trade_state_desc: describeState(state),
    ...(order.deviceId === undefined ? {} : { scene_info: { device_id: order.deviceId } }),
  };
  if (order.paidAt === undefined) return { ...head, trade_type: order.tradeType, ...tail, amount: { total: order.totalFen, currency: 'CNY' } };
  return {
    ...head,
    transaction_id: order.transactionId,
    trade_type: order.tradeType,
    bank_type: 'OTHERS',
    success_time: rfc3339(order.paidAt),
    ...tail,
    ...(order.attach === undefined ? {} : { attach: order.attach }),
    payer: payerView(order),
    amount: { total: order.totalFen, payer_total: order.totalFen, currency: 'CNY', payer_currency: 'CNY' },
    promotion_detail: [],
  };
}

const USER_ACCOUNT = '支付用户零钱';

/** The body of refund and refund-query answers. */
export function refundView(order: Order, refund: Refund): Fields {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.transactionId,
    out_trade_no: order.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: USER_ACCOUNT,
    ...(refund.status === 'SUCCESS' && refund.endedAt !== undefined ? { success_time: rfc3339(refund.endedAt) } : {}),
    create_time: rfc3339(refund.createdAt),
    status: refund.status,
    funds_account: refund.fundsAccount ?? 'AVAILABLE',
    amount: {
      total: order.totalFen,
      refund: refund.amountFen,
      from: refund.from ?? [],
      payer_total: order.totalFen,
      payer_refund: refund.amountFen,
      settlement_refund: refund.amountFen,
      settlement_total: order.totalFen,
      discount_refund: 0,
      currency: 'CNY',
      refund_fee: 0,
    },
    promotion_detail: [],
  };
}

/** The plain text of a refund notification: `refund_status` instead of `status`. */
export function refundNoticeView(order: Order, refund: Refund): Fields {
  const seller = order.seller.subMchid === undefined ? { mchid: order.seller.mchid } : { sp_mchid: order.seller.mchid, sub_mchid: order.seller.subMchid };
  return {
    ...seller,
    transaction_id: order.transactionId,
    out_trade_no: order.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.status === 'SUCCESS' && refund.endedAt !== undefined ? { success_time: rfc3339(refund.endedAt) } : {}),
    user_received_account: USER_ACCOUNT,
    amount: { total: order.totalFen, refund: refund.amountFen, payer_total: order.totalFen, payer_refund: refund.amountFen },
  };
}
