/** The v2 interfaces of a counter: micropay, orderquery, reverse, refund, refundquery, closeorder, bills. */
import { gzipSync } from 'node:zlib';
import { scriptedEnding } from '../../scenarios.ts';
import { fundFlowBill, tradeBill } from '../bill-files.ts';
import type { Outcome } from '../exchange.ts';
import type { Order } from '../order.ts';
import { describeState, tradeState } from '../order.ts';
import { close, payByCode, reverse } from '../payments.ts';
import { Refusal } from '../refusal.ts';
import { refund } from '../refunds.ts';
import { demandBillDay } from '../v3-bills.ts';
import type { V2Call, V2Handler } from './call.ts';
import { FEN, may, need, NOTIFY_URL, ORDER_NO, orderOf, orderRequest, REFUND_NO, sellerOf, requestPrint, upTo } from './call.ts';
import { unifiedorder } from './unifiedorder.ts';
import { numberedRefund, paidFields } from './views.ts';
import type { XmlFields } from './xml.ts';

const REFUNDS_SHOWN = 10;

const ok = (fields: XmlFields): Outcome => ({ status: 200, fields });

const micropay: V2Handler = (call) => {
  const order = payByCode(call.book, orderRequest(call), need(call, 'auth_code', upTo(128)), call.ending);
  if (order.state === 'USERPAYING') return ok({ result_code: 'FAIL', err_code: 'USERPAYING', err_code_des: '需要用户输入支付密码' });
  return ok({ ...paidFields(order), out_trade_no: order.outTradeNo });
};

const orderquery: V2Handler = (call) => {
  const order = orderOf(call);
  const state = tradeState(order);
  return ok({ ...paidFields(order), out_trade_no: order.outTradeNo, trade_state: state, trade_state_desc: describeState(state) });
};

const reverseOrder: V2Handler = (call) => {
  reverse(call.book, orderOf(call), call.rules);
  return ok({ recall: 'N' });
};

const closeorder: V2Handler = (call) => {
  need(call, 'out_trade_no', ORDER_NO);
  close(call.book, orderOf(call));
  return ok({});
};

const refundOrder: V2Handler = (call) => {
  const order = orderOf(call);
  const reason = may(call, 'refund_desc', upTo(80));
  const notifyUrl = may(call, 'notify_url', NOTIFY_URL);
  const done = refund(
    call.book,
    order,
    {
      outRefundNo: need(call, 'out_refund_no', REFUND_NO),
      amountFen: Number(need(call, 'refund_fee', FEN)),
      totalFen: Number(need(call, 'total_fee', FEN)),
      fingerprint: requestPrint(call),
      ...(reason === undefined ? {} : { reason }),
      ...(notifyUrl === undefined ? {} : { notifyUrl, noticeSign: call.signType }),
    },
    call.refundPolicy,
  );
  const total = String(order.totalFen);
  const given = String(done.amountFen);
  return ok({
    transaction_id: order.transactionId, out_trade_no: order.outTradeNo, out_refund_no: done.outRefundNo, refund_id: done.refundId,
    refund_channel: 'ORIGINAL', refund_fee: given, total_fee: total, cash_fee: total, cash_refund_fee: given,
  });
};

/** Ten refunds an answer; `offset` asks for the next ones, and beyond the last one it is refused. */
const refundquery: V2Handler = (call) => {
  const outRefundNo = may(call, 'out_refund_no', REFUND_NO);
  const refundId = may(call, 'refund_id', upTo(32));
  const offset = Number(may(call, 'offset', /^\d{1,3}$/) ?? 0);
  const order = refundId !== undefined || outRefundNo !== undefined ? orderOfRefund(call, refundId, outRefundNo) : orderOf(call);
  const wanted = order.refunds.filter((each) => (refundId === undefined || each.refundId === refundId) && (outRefundNo === undefined || each.outRefundNo === outRefundNo));
  if (wanted.length === 0) throw new Refusal('RESOURCE_NOT_EXISTS', '退款订单查询失败，退款单不存在');
  if (offset >= wanted.length) throw new Refusal('PARAM_ERROR', '参数offset超过退款总笔数');
  const shown = wanted.slice(offset, offset + REFUNDS_SHOWN);
  const total = String(order.totalFen);
  const counts = { refund_count: String(shown.length), ...(wanted.length > REFUNDS_SHOWN || offset > 0 ? { total_refund_count: String(wanted.length) } : {}) };
  const head = { transaction_id: order.transactionId, out_trade_no: order.outTradeNo, total_fee: total, cash_fee: total, ...counts };
  return ok({ ...head, ...Object.fromEntries(shown.flatMap((each, index) => Object.entries(numberedRefund(each, index)))) });
};

function orderOfRefund(call: V2Call, refundId: string | undefined, outRefundNo: string | undefined): Order {
  const { mchid, subMchid } = sellerOf(call);
  const byNumber = outRefundNo === undefined ? undefined : call.book.findRefund(mchid, outRefundNo)?.order;
  const order = refundId === undefined ? byNumber : call.book.findByRefundId(refundId);
  if (order?.seller.mchid !== mchid || order.seller.subMchid !== subMchid) throw new Refusal('RESOURCE_NOT_EXISTS', '退款订单查询失败，退款单不存在');
  return order;
}

/** Asking does not use the code up. */
const authcodetoopenid: V2Handler = (call) => {
  sellerOf(call);
  const { world, spentCodes } = call.book;
  const code = need(call, 'auth_code', upTo(128));
  const script = scriptedEnding(code);
  const found = script ? { kind: script.refusal ?? (spentCodes.has(code) ? 'used' : 'buyer'), buyer: world.buyerOf('wechat') } : world.lookUpCode('wechat', code);
  if (found.kind === 'expired') throw new Refusal('AUTHCODEEXPIRE', '付款码已过期');
  if (found.kind !== 'buyer') throw new Refusal('AUTH_CODE_INVALID', '无效的付款码');
  return ok({ openid: found.buyer.id });
};

/** A service provider that names no sub-merchant gets the bill of all. */
const downloadbill: V2Handler = (call) => {
  const sub = call.fields['sub_mch_id'] || call.merchant.kind === 'direct' ? sellerOf(call).subMchid : undefined;
  const type = may(call, 'bill_type', /^(ALL|SUCCESS|REFUND)$/) ?? 'ALL';
  const orders = call.book.all().filter(({ seller }) => seller.mchid === call.merchant.mchid && (sub === undefined || seller.subMchid === sub));
  return billFile(call, tradeBill(orders, billDay(call), type === 'SUCCESS' || type === 'REFUND' ? type : 'ALL'));
};

/** Signed with HMAC-SHA256 only, as its document says. */
const downloadfundflow: V2Handler = (call) => {
  if (call.signType !== 'HMAC-SHA256') throw new Refusal('SIGN_ERROR', '该接口仅支持HMAC-SHA256签名');
  const account = need(call, 'account_type', /^(Basic|Operation|Fees)$/);
  const moves = account === 'Basic' ? call.book.fundsMoves().filter((move) => move.mchid === call.merchant.mchid) : [];
  return billFile(call, fundFlowBill(moves, billDay(call)));
};

function billDay(call: V2Call): string {
  const day = need(call, 'bill_date', /^\d{8}$/).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  return demandBillDay(day, call.book.now());
}

function billFile(call: V2Call, text: string | undefined): Outcome {
  if (text === undefined) throw new Refusal('NO_STATEMENT_EXIST', 'No Bill Exist');
  const plain = Buffer.from(`\uFEFF${text}`);
  const isZipped = may(call, 'tar_type', /^GZIP$/) !== undefined;
  return { status: 200, file: isZipped ? { type: 'application/x-gzip', bytes: gzipSync(plain) } : { type: 'text/plain; charset=utf-8', bytes: plain } };
}

/** "交易保障": how long the shop's call took. WeChat only says thanks. */
const report: V2Handler = (call) => {
  need(call, 'interface_url', upTo(127));
  need(call, 'execute_time', /^\d{1,12}$/);
  return ok({});
};

/** By path: the operation's neutral name, its handler, and whether it demands the merchant's TLS certificate. */
export const V2_ROUTES = {
  '/pay/micropay': { operation: 'pay', handler: micropay, secure: false },
  '/pay/orderquery': { operation: 'query', handler: orderquery, secure: false },
  '/secapi/pay/reverse': { operation: 'cancel', handler: reverseOrder, secure: true },
  '/secapi/pay/refund': { operation: 'refund', handler: refundOrder, secure: true },
  '/pay/refundquery': { operation: 'refundQuery', handler: refundquery, secure: false },
  '/pay/unifiedorder': { operation: 'precreate', handler: unifiedorder, secure: false },
  '/pay/closeorder': { operation: 'close', handler: closeorder, secure: false },
  '/pay/downloadbill': { operation: 'billDownload', handler: downloadbill, secure: false },
  '/pay/downloadfundflow': { operation: 'billDownload', handler: downloadfundflow, secure: true },
  '/payitil/report': { operation: 'other', handler: report, secure: false },
  '/tools/authcodetoopenid': { operation: 'other', handler: authcodetoopenid, secure: false },
} as const;
