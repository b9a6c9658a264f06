/** What every APIv3 handler is given, and the checks they share: who sells, whose order is it, which query is allowed. */
import { createHash } from 'node:crypto';
import type { ScriptedEnding } from '../scenarios.ts';
import type { Book } from './book.ts';
import type { Outcome } from './exchange.ts';
import type { WechatMerchant } from './merchants.ts';
import type { Order, Seller } from './order.ts';
import type { PaymentRules } from './payments.ts';
import { badField, Refusal } from './refusal.ts';
import type { RefundPolicy } from './refunds.ts';

export interface Rules extends PaymentRules {
  /** HTTP status of a payment that waits for the PIN: both are seen in the field. */
  readonly userPayingStatus: 200 | 202;
}

export interface V3Call {
  readonly book: Book;
  readonly rules: Rules;
  readonly refundPolicy: RefundPolicy;
  readonly merchant: WechatMerchant;
  /** True on the `/partner` twins. */
  readonly partner: boolean;
  /** What the path's pattern captured, decoded. */
  readonly param: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The ending that a test header or the amount has chosen instead of the phone's. */
  readonly ending: ScriptedEnding | undefined;
  /** Opens a field that was sealed for the key named in `Wechatpay-Serial`; undefined when it was not. */
  readonly unseal: (sealed: string) => string | undefined;
}

export interface V3Handler {
  readonly work: (call: V3Call) => Outcome;
  readonly pretend?: (call: V3Call) => Outcome;
}

interface SellerFields {
  readonly appid?: string;
  readonly mchid?: string;
  readonly sp_appid?: string;
  readonly sp_mchid?: string;
  readonly sub_appid?: string | undefined;
  readonly sub_mchid?: string;
}

/** The seller that a body names, if the caller may sell in that name. */
export function sellerOf(call: V3Call, fields: SellerFields): Seller {
  const { merchant } = call;
  demandMode(call);
  const mchid = fields.sp_mchid ?? fields.mchid;
  if (mchid !== merchant.mchid) throw badField(call.partner ? '/sp_mchid' : '/mchid', '与Http头中的商户号不一致', mchid);
  const appid = fields.sp_appid ?? fields.appid ?? '';
  if (appid !== merchant.appid) throw new Refusal('APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
  if (!call.partner) return { mchid, appid };
  const sub = subMerchantOf(merchant, fields.sub_mchid);
  if (fields.sub_appid !== undefined && fields.sub_appid !== sub.appid) throw new Refusal('APPID_MCHID_NOT_MATCH', 'sub_appid和sub_mchid不匹配');
  return { mchid, appid, subMchid: sub.mchid, ...(fields.sub_appid === undefined ? {} : { subAppid: fields.sub_appid }) };
}

/** The order of a number, if it belongs to the caller (and to the sub-merchant named). Throws ORDER_NOT_EXIST. */
export function orderOf(call: V3Call, outTradeNo: string, named: { mchid?: string | null | undefined; sub_mchid?: string | null | undefined }): Order {
  demandMode(call);
  const isQuery = call.body === undefined;
  if (named.mchid !== call.merchant.mchid) throw badField(`${isQuery ? '' : '/'}${call.partner ? 'sp_mchid' : 'mchid'}`, '与Http头中的商户号不一致', named.mchid ?? '', isQuery ? 'query' : 'body');
  const sub = call.partner ? subMerchantOf(call.merchant, named.sub_mchid ?? undefined) : undefined;
  const order = call.book.find(call.merchant.mchid, outTradeNo);
  if (!order) throw new Refusal('ORDER_NOT_EXIST', '订单不存在');
  demandOwner(order, call.merchant, sub?.mchid);
  return order;
}

export function demandOwner(order: Order, merchant: WechatMerchant, subMchid: string | undefined): void {
  if (order.seller.mchid !== merchant.mchid) throw new Refusal('INVALID_REQUEST', '商户号与订单不匹配', { internal: 268447843 });
  if (order.seller.subMchid !== subMchid) throw new Refusal('INVALID_REQUEST', '子商户号与订单不匹配', { internal: 268447845 });
}

export function subMerchantOf(merchant: WechatMerchant, mchid: string | undefined): WechatMerchant['subMerchants'][number] {
  if (!mchid) throw new Refusal('PARAM_ERROR', '服务商模式需要传入sub_mchid', { internal: 268443704 });
  if (mchid === merchant.mchid) throw new Refusal('PARAM_ERROR', 'sub_mchid不能与服务商商户号相同', { internal: 268443705 });
  const sub = merchant.subMerchants.find((candidate) => candidate.mchid === mchid);
  if (!sub) throw new Refusal('NO_AUTH', '特约子商户与服务商未建立受理关系', { internal: 268443701 });
  return sub;
}

function demandMode(call: V3Call): void {
  if (call.partner && call.merchant.kind !== 'partner') throw new Refusal('NO_AUTH', '商户号不是服务商，无权限调用该接口');
  if (!call.partner && call.merchant.kind === 'partner') throw new Refusal('NO_AUTH', '服务商商户号不能调用直连接口', { internal: 268443704 });
}

/** The query's values by name; any other name, or a name given twice, is refused. */
export function queryOf<Name extends string>(call: V3Call, required: readonly Name[], optional: readonly Name[] = []): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  const isKnown = (name: string): name is Name => [...required, ...optional].some((known) => known === name);
  for (const [name, value] of call.query) {
    if (!isKnown(name) || found[name] !== undefined) throw badField(name, '非法的查询参数', value, 'query');
    found[name] = value;
  }
  for (const name of required) if (!found[name]) throw badField(name, '缺少查询参数', '', 'query');
  return found;
}

/** The same request gives the same digest, whatever the order of its fields. */
export function fingerprint(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(sorted(body))).digest('base64');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]));
}
