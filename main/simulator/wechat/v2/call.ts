/** What every v2 handler is given, and the checks they share. All values are text; money is an integer number of fen. */
import type { ScriptedEnding } from '../../scenarios.ts';
import type { Book } from '../book.ts';
import type { Outcome } from '../exchange.ts';
import type { WechatMerchant } from '../merchants.ts';
import type { Order, Seller } from '../order.ts';
import type { OrderRequest } from '../payments.ts';
import { Refusal } from '../refusal.ts';
import type { RefundPolicy } from '../refunds.ts';
import type { Rules } from '../v3-call.ts';
import { demandOwner, fingerprint, subMerchantOf } from '../v3-call.ts';
import type { SignType } from './sign.ts';
import type { XmlFields } from './xml.ts';

export type V2Handler = (call: V2Call) => Outcome;

export interface V2Call {
  readonly book: Book;
  readonly rules: Rules;
  readonly refundPolicy: RefundPolicy;
  readonly merchant: WechatMerchant;
  readonly fields: XmlFields;
  readonly signType: SignType;
  /** The ending that the sandbox or a test header has chosen instead of the phone's. */
  readonly ending: ScriptedEnding | undefined;
}

/** A field that must be there and match. Throws LACK_PARAMS or PARAM_ERROR. */
export function need(call: V2Call, name: string, pattern: RegExp): string {
  const value = call.fields[name];
  if (value === undefined || value === '') throw new Refusal('LACK_PARAMS', `缺少参数${name}`);
  return fitting(name, value, pattern);
}

/** A field that may be there; empty counts as absent, as in the v2 signature. */
export function may(call: V2Call, name: string, pattern: RegExp): string | undefined {
  const value = call.fields[name];
  return value === undefined || value === '' ? undefined : fitting(name, value, pattern);
}

function fitting(name: string, value: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw new Refusal('PARAM_ERROR', `参数${name}格式错误`);
  return value;
}

/** Text of at most so many characters. */
export function upTo(max: number): RegExp {
  return new RegExp(`^[\\s\\S]{1,${max}}$`, 'u');
}

export const ORDER_NO = /^[0-9A-Za-z_\-|*]{1,32}$/;
export const REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;
export const NOTIFY_URL = /^https?:\/\/[^?#\s]{1,240}$/;
export const FEN = /^[1-9]\d{0,11}$/;

/** Who sells, from appid, mch_id and (service providers) sub_mch_id. */
export function sellerOf(call: V2Call): Seller {
  const { merchant, fields } = call;
  if (need(call, 'appid', upTo(32)) !== merchant.appid) throw new Refusal('APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
  if (merchant.kind === 'direct') {
    if (fields['sub_mch_id']) throw new Refusal('NO_AUTH', '商户号不是服务商，不能传入sub_mch_id');
    return { mchid: merchant.mchid, appid: merchant.appid };
  }
  const sub = subMerchantOf(merchant, fields['sub_mch_id']);
  const subAppid = fields['sub_appid'];
  if (subAppid && subAppid !== sub.appid) throw new Refusal('APPID_MCHID_NOT_MATCH', 'sub_appid和sub_mch_id不匹配');
  return { mchid: merchant.mchid, appid: merchant.appid, subMchid: sub.mchid, ...(subAppid ? { subAppid } : {}) };
}

/** The order named by transaction_id (which wins) or out_trade_no. Throws ORDER_NOT_EXIST. */
export function orderOf(call: V2Call): Order {
  const seller = sellerOf(call);
  const transactionId = may(call, 'transaction_id', upTo(32));
  const outTradeNo = transactionId === undefined ? need(call, 'out_trade_no', ORDER_NO) : undefined;
  const order = outTradeNo === undefined ? call.book.findByTransaction(transactionId ?? '') : call.book.find(seller.mchid, outTradeNo);
  if (!order) throw new Refusal('ORDER_NOT_EXIST', '订单不存在');
  demandOwner(order, call.merchant, seller.subMchid);
  return order;
}

/** The digest of what was asked, without what differs between two tries of the same request. */
export function requestPrint(call: V2Call): string {
  const { nonce_str: _nonce, sign: _sign, sign_type: _type, ...rest } = call.fields;
  return fingerprint(rest);
}

/** What every order says, whichever way it will be paid. */
export function orderRequest(call: V2Call): OrderRequest {
  const attach = may(call, 'attach', upTo(127));
  const deviceId = may(call, 'device_info', upTo(32));
  need(call, 'spbill_create_ip', upTo(64));
  return {
    seller: sellerOf(call),
    outTradeNo: need(call, 'out_trade_no', ORDER_NO),
    description: need(call, 'body', upTo(128)),
    totalFen: Number(need(call, 'total_fee', FEN)),
    fingerprint: requestPrint(call),
    ...(attach === undefined ? {} : { attach }),
    ...(deviceId === undefined ? {} : { deviceId }),
  };
}
