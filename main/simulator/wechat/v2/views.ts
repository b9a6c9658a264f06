/** Orders and refunds as v2 shows them: flat text fields, amounts in fen, times in Beijing. */
import type { Order, Refund, Seller } from '../order.ts';
import { billTime, compactTime } from '../time.ts';
import type { XmlFields } from './xml.ts';

/** The merchants of an order by v2's names. */
export function sellerFields({ appid, mchid, subAppid, subMchid }: Seller): XmlFields {
  return { appid, mch_id: mchid, ...(subAppid === undefined ? {} : { sub_appid: subAppid }), ...(subMchid === undefined ? {} : { sub_mch_id: subMchid }) };
}

/** What micropay, orderquery and a payment notice tell of a paid order; nothing of an unpaid one. */
export function paidFields(order: Order): XmlFields {
  if (order.paidAt === undefined) return {};
  const total = String(order.totalFen);
  return {
    openid: order.buyerId ?? '',
    is_subscribe: 'N',
    trade_type: order.tradeType,
    bank_type: 'OTHERS',
    fee_type: 'CNY',
    total_fee: total,
    settlement_total_fee: total,
    cash_fee: total,
    transaction_id: order.transactionId,
    attach: order.attach ?? '',
    time_end: compactTime(order.paidAt),
    ...(order.deviceId === undefined ? {} : { device_info: order.deviceId }),
  };
}

const REFUND_STATUS: Readonly<Record<Refund['status'], string>> = { PROCESSING: 'PROCESSING', SUCCESS: 'SUCCESS', CLOSED: 'REFUNDCLOSE', ABNORMAL: 'CHANGE' };
const ACCOUNT = 'REFUND_SOURCE_UNSETTLED_FUNDS';
const RECEIVER = '支付用户零钱';

function successTime(refund: Refund): string | undefined {
  return refund.status === 'SUCCESS' && refund.endedAt !== undefined ? billTime(refund.endedAt) : undefined;
}

/** One refund of a refundquery answer, which numbers the names of several. */
export function numberedRefund(refund: Refund, index: number): XmlFields {
  const at = successTime(refund);
  return {
    [`out_refund_no_${index}`]: refund.outRefundNo,
    [`refund_id_${index}`]: refund.refundId,
    [`refund_channel_${index}`]: 'ORIGINAL',
    [`refund_fee_${index}`]: String(refund.amountFen),
    [`refund_status_${index}`]: REFUND_STATUS[refund.status],
    [`refund_account_${index}`]: ACCOUNT,
    [`refund_recv_accout_${index}`]: RECEIVER,
    ...(at === undefined ? {} : { [`refund_success_time_${index}`]: at }),
  };
}

/** What a refund notice carries inside `req_info`. */
export function refundNoticeFields(order: Order, refund: Refund): XmlFields {
  const at = successTime(refund);
  const given = String(refund.amountFen);
  return {
    out_refund_no: refund.outRefundNo, out_trade_no: order.outTradeNo, refund_account: ACCOUNT, refund_fee: given, refund_id: refund.refundId,
    refund_recv_accout: RECEIVER, refund_request_source: 'API', refund_status: REFUND_STATUS[refund.status], settlement_refund_fee: given,
    settlement_total_fee: String(order.totalFen), ...(at === undefined ? {} : { success_time: at }), total_fee: String(order.totalFen), transaction_id: order.transactionId,
  };
}
