/** APIv3 "申请退款" and "查询单笔退款". Service providers use the same paths and add `sub_mchid`. */
import type { Order } from './order.ts';
import { badField, Refusal } from './refusal.ts';
import { refund } from './refunds.ts';
import { check, SCHEMAS } from './schemas.ts';
import type { V3Call, V3Handler } from './v3-call.ts';
import { demandOwner, fingerprint, queryOf, subMerchantOf } from './v3-call.ts';
import { refundView } from './views.ts';

interface Named {
  readonly transaction_id?: string | undefined;
  readonly out_trade_no?: string | undefined;
}

function orderToRefund(call: V3Call, named: Named, subMchid: string | undefined): Order {
  const { transaction_id, out_trade_no } = named;
  if (transaction_id === undefined && out_trade_no === undefined) throw badField('/transaction_id', 'transaction_id和out_trade_no必须二选一');
  const byNumber = out_trade_no === undefined ? undefined : call.book.find(call.merchant.mchid, out_trade_no);
  const order = transaction_id === undefined ? byNumber : call.book.findByTransaction(transaction_id);
  if (!order) throw new Refusal('RESOURCE_NOT_EXISTS', '订单不存在');
  if (out_trade_no !== undefined && order.outTradeNo !== out_trade_no) throw new Refusal('INVALID_REQUEST', 'transaction_id和out_trade_no不属于同一订单');
  demandOwner(order, call.merchant, subMchid);
  return order;
}

function parse(call: V3Call) {
  const isPartner = call.merchant.kind === 'partner';
  const hasSub = typeof call.body === 'object' && call.body !== null && 'sub_mchid' in call.body;
  if (isPartner && !hasSub) throw new Refusal('PARAM_ERROR', '服务商模式需要传入sub_mchid', { internal: 268443704 });
  const body = isPartner ? check(SCHEMAS.partner.refund, call.body) : { ...check(SCHEMAS.direct.refund, call.body), sub_mchid: undefined };
  const subMchid = body.sub_mchid === undefined ? undefined : subMerchantOf(call.merchant, body.sub_mchid).mchid;
  const order = orderToRefund(call, body, subMchid);
  const { from } = body.amount;
  if (from && from.reduce((sum, part) => sum + part.amount, 0) !== body.amount.refund) throw badField('/amount/from', '各出资账户金额之和必须等于退款金额');
  // The way an order is named may differ between two tries of the same refund.
  const { transaction_id: _id, out_trade_no: _number, ...rest } = body;
  const request = {
    outRefundNo: body.out_refund_no,
    amountFen: body.amount.refund,
    totalFen: body.amount.total,
    fingerprint: fingerprint(rest),
    ...(body.reason === undefined ? {} : { reason: body.reason }),
    ...(body.notify_url === undefined ? {} : { notifyUrl: body.notify_url }),
    ...(body.funds_account === undefined ? {} : { fundsAccount: body.funds_account }),
    ...(from === undefined ? {} : { from }),
  };
  return { order, request };
}

export const refundOrder: V3Handler = {
  work(call) {
    const { order, request } = parse(call);
    return { status: 200, fields: refundView(order, refund(call.book, order, request, call.refundPolicy)) };
  },
  pretend(call) {
    const { order, request } = parse(call);
    const now = call.book.now();
    return { status: 200, fields: refundView(order, { ...request, refundId: '50300000000000000000000000000', createdAt: now, status: 'PROCESSING', settlesAt: now, ending: 'SUCCESS' }) };
  },
};

export const queryRefund: V3Handler = {
  work(call) {
    const { sub_mchid } = queryOf(call, [], ['sub_mchid']);
    const subMchid = call.merchant.kind === 'partner' ? subMerchantOf(call.merchant, sub_mchid).mchid : undefined;
    if (call.merchant.kind === 'direct' && sub_mchid !== undefined) throw badField('sub_mchid', '非法的查询参数', sub_mchid, 'query');
    const found = call.book.findRefund(call.merchant.mchid, call.param);
    if (!found) throw new Refusal('RESOURCE_NOT_EXISTS', '退款单不存在');
    demandOwner(found.order, call.merchant, subMchid);
    return { status: 200, fields: refundView(found.order, found.refund) };
  },
};
