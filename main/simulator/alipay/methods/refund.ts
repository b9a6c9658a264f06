/** `alipay.trade.refund` (also as refund.apply) and `alipay.trade.fastpay.refund.query`. */
import { formatYuan, ZERO, type Fen } from '../../../domain/money.ts';
import { buyerFields, existingTrade, fundBill, success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaTime } from '../china-time.ts';
import { acquiringRefusal } from '../refusal.ts';
import type { RefundRecord, Trade } from '../state.ts';

/** Gives money back once per request number: a repeat with the same amount answers fund_change N and moves nothing. */
export function refund(call: Call, provider: Provider): Answer {
  const trade = existingTrade(call, provider);
  const amountFen = call.fields.requiredAmount('refund_amount');
  const requestNo = readRequestNo(call, trade, amountFen);
  const earlier = trade.refunds.find((one) => one.requestNo === requestNo);
  if (earlier) {
    if (earlier.amountFen !== amountFen) throw acquiringRefusal('DISCORDANT_REPEAT_REQUEST');
    return answer(call, trade, earlier, 'N', provider);
  }
  refuseUnlessRefundable(trade);
  const record = provider.book.refund(trade, { requestNo, amountFen, reason: call.fields.text('refund_reason', 256), by: 'refund' });
  return answer(call, trade, record, 'Y', provider);
}

function readRequestNo(call: Call, trade: Trade, amountFen: Fen): string {
  const requestNo = call.fields.text('out_request_no', 64);
  if (requestNo !== undefined) return requestNo;
  if (amountFen !== trade.order.totalFen) throw acquiringRefusal('REFUND_AMT_NOT_EQUAL_TOTAL');
  return trade.order.outTradeNo;
}

function refuseUnlessRefundable(trade: Trade): void {
  if (trade.status === 'TRADE_FINISHED') throw acquiringRefusal('TRADE_HAS_FINISHED');
  if (trade.capturedFen === ZERO) throw acquiringRefusal('TRADE_STATUS_ERROR');
  if (trade.status === 'TRADE_CLOSED') throw acquiringRefusal('TRADE_HAS_CLOSE');
}

function answer(call: Call, trade: Trade, record: RefundRecord, fundChange: 'Y' | 'N', provider: Provider): Answer {
  const asked = call.fields.options('query_options');
  return success({
    trade_no: trade.tradeNo,
    out_trade_no: trade.order.outTradeNo,
    ...buyerFields(trade, provider),
    fund_change: fundChange,
    refund_fee: formatYuan(trade.refundedFen),
    gmt_refund_pay: chinaTime(record.at),
    send_back_fee: asked.has('refund_detail_item_list') ? formatYuan(record.amountFen) : undefined,
    refund_detail_item_list: asked.has('refund_detail_item_list') ? fundBill(record.amountFen) : undefined,
  });
}

/** Answers success without refund_status for a request number that no refund is known under. */
export function refundQuery(call: Call, provider: Provider): Answer {
  const requestNo = call.fields.required('out_request_no', 64);
  const trade = existingTrade(call, provider);
  const record = trade.refunds.find((one) => one.requestNo === requestNo);
  const names = { trade_no: trade.tradeNo, out_trade_no: trade.order.outTradeNo };
  if (!record) return success(names);
  const asked = call.fields.options('query_options');
  return success({
    ...names,
    out_request_no: requestNo,
    refund_status: 'REFUND_SUCCESS',
    refund_amount: formatYuan(record.amountFen),
    total_amount: formatYuan(trade.order.totalFen),
    refund_reason: record.reason,
    gmt_refund_pay: asked.has('gmt_refund_pay') ? chinaTime(record.at) : undefined,
    send_back_fee: formatYuan(record.amountFen),
    // Every buyer here pays from the balance: no bank has to give anything back.
    deposit_back_info: asked.has('deposit_back_info') ? { has_deposit_back: 'false' } : undefined,
    refund_detail_item_list: asked.has('refund_detail_item_list') ? fundBill(record.amountFen) : undefined,
  });
}
