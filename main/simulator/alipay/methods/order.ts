/** Reads what pay, precreate, create and the online products have in common, and holds the rule of repeated numbers. */
import { addFen, ZERO } from '../../../domain/money.ts';
import type { Call, Provider } from '../call.ts';
import { DAY_MS, endOfSpan, HOUR_MS, parseChinaTime } from '../china-time.ts';
import { acquiringRefusal, invalidParameter } from '../refusal.ts';
import type { Order, Product, Trade } from '../state.ts';
import { contradicts } from '../trade-book.ts';

/** What a call demands of an order besides its own fields. */
export interface OrderKind {
  readonly kind: Order['kind'];
  readonly product: Product;
}

/** Unpaid face-to-face trades close after 3 hours by themselves, the others after 15 days (current schema). */
const DEFAULT_LIFE_MS = { barcode: 3 * HOUR_MS, qr: 3 * HOUR_MS, other: 15 * DAY_MS } as const;

export function readOrder(call: Call, { kind, product }: OrderKind, provider: Provider): Order {
  const { fields } = call;
  const outTradeNo = fields.required('out_trade_no', 64);
  if (!/^\w{1,64}$/.test(outTradeNo)) throw invalidParameter('out_trade_no 只能包含字母、数字、下划线');
  const subject = fields.required('subject', 256);
  if (/[/=&]/.test(subject)) throw invalidParameter('subject 不可使用特殊字符');
  const totalFen = fields.requiredAmount('total_amount');
  const discountable = fields.amount('discountable_amount');
  const undiscountable = fields.amount('undiscountable_amount');
  if (discountable !== undefined && undiscountable !== undefined && addFen(discountable, undiscountable) !== totalFen) throw acquiringRefusal('TOTAL_FEE_EXCEED');
  const sellerId = fields.text('seller_id', 28);
  if (sellerId !== undefined && sellerId !== call.merchant.id) throw acquiringRefusal('PARTNER_ERROR');
  checkGoods(call);
  if (fields.text('enable_pay_channels', 128) !== undefined && fields.text('disable_pay_channels', 128) !== undefined) throw invalidParameter('enable_pay_channels 和 disable_pay_channels 不能同时传入');
  return {
    merchantId: call.merchant.id,
    appId: call.app.appId,
    authAppId: call.authAppId,
    product,
    subMerchantId: readSubMerchant(call, provider),
    outTradeNo,
    kind,
    totalFen,
    subject,
    body: fields.text('body', 128),
    storeId: fields.text('store_id', 32),
    terminalId: fields.text('terminal_id', 32),
    operatorId: fields.text('operator_id', 28),
    passbackParams: fields.text('passback_params', 512),
    notifyUrl: call.notifyUrl,
    expiresAt: endOfLife(call, kind),
  };
}

/** Every line of goods is named and counted, or Alipay refuses the whole order. */
function checkGoods({ fields }: Call): void {
  for (const goods of fields.list('goods_detail')) {
    goods.required('goods_id', 64);
    goods.required('goods_name', 256);
    goods.required('quantity', 32);
    goods.requiredAmount('price');
  }
}

/** 间连: the sub-merchant must be one of the contract's merchant. */
function readSubMerchant({ fields, merchant }: Call, { store }: Provider): string | undefined {
  const group = fields.group('sub_merchant');
  if (!group) return undefined;
  const id = group.text('merchant_id', 16);
  if (id === undefined) throw acquiringRefusal('SECONDARY_MERCHANT_ID_BLANK', '二级商户编号错误');
  const owner = store.state.subMerchants.get(id);
  if (owner === undefined) throw acquiringRefusal('SECONDARY_MERCHANT_ID_INVALID', '二级商户不存在');
  if (owner !== merchant.id) throw acquiringRefusal('SECONDARY_MERCHANT_NOT_MATCH', '二级商户信息不匹配');
  return id;
}

function endOfLife(call: Call, kind: Order['kind']): number {
  const absolute = call.fields.text('time_expire', 32);
  if (absolute !== undefined) {
    const at = parseChinaTime(absolute);
    if (at === undefined) throw invalidParameter('time_expire 格式错误');
    if (at <= call.now) throw acquiringRefusal('NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
    return at;
  }
  const span = call.fields.text('timeout_express', 6);
  if (span === undefined) return call.now + DEFAULT_LIFE_MS[kind];
  const at = endOfSpan(span, call.now);
  if (at === undefined) throw invalidParameter('timeout_express 格式错误');
  return at;
}

/** Throws unless a new request under the number of this trade may continue it: it must be unpaid, open and the same order. */
export function refuseUnlessSame(trade: Trade, order: Order): void {
  if (trade.capturedFen > ZERO && trade.status !== 'TRADE_CLOSED') throw acquiringRefusal('TRADE_HAS_SUCCESS');
  if (trade.status === 'TRADE_CLOSED') throw acquiringRefusal('TRADE_HAS_CLOSE');
  if (contradicts(trade.order, order)) throw acquiringRefusal('CONTEXT_INCONSISTENT');
}
