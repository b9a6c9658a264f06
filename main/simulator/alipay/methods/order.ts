/** Reads what pay, precreate, create and the online products have in common, and holds the rule of repeated numbers. */
import { addFen, ZERO } from '../../../domain/money.ts';
import type { Call } from '../call.ts';
import { DAY_MS, endOfSpan, HOUR_MS, parseChinaTime } from '../china-time.ts';
import { acquiringRefusal, invalidParameter } from '../refusal.ts';
import type { Order, Trade } from '../state.ts';
import { contradicts } from '../trade-book.ts';

/** Unpaid face-to-face trades close after 3 hours by themselves, the others after 15 days (current schema). */
const DEFAULT_LIFE_MS = { barcode: 3 * HOUR_MS, qr: 3 * HOUR_MS, other: 15 * DAY_MS } as const;

export function readOrder(call: Call, kind: Order['kind']): Order {
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
  return {
    merchantId: call.merchant.id,
    appId: call.app.appId,
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
