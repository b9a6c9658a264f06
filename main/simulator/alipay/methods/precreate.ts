/** `alipay.trade.precreate` and `alipay.trade.create`: an order that the buyer will pay from the phone. */
import { randomBytes } from 'node:crypto';
import { success, type Answer, type Call, type Provider } from '../call.ts';
import { endOfSpan, HOUR_MS } from '../china-time.ts';
import { acquiringRefusal, invalidParameter } from '../refusal.ts';
import { readOrder, refuseUnlessSame } from './order.ts';

/** A QR stops working two hours after it was made, whatever the parameters say. */
const QR_LIFE_MS = 2 * HOUR_MS;

/** Makes a QR. No trade exists until a phone scans it. */
export function precreate(call: Call, provider: Provider): Answer {
  const order = readOrder(call, { kind: 'qr', product: 'face-to-face' }, provider);
  const trade = provider.book.find(order.merchantId, { outTradeNo: order.outTradeNo });
  if (trade) refuseUnlessSame(trade, order);
  const span = call.fields.text('qr_code_timeout_express', 6);
  const asked = span === undefined ? undefined : endOfSpan(span, call.now);
  if (span !== undefined && asked === undefined) throw invalidParameter('qr_code_timeout_express 格式错误');
  const text = `https://qr.alipay.com/bax${randomBytes(16).toString('hex')}`;
  provider.store.touch();
  provider.store.state.qrs.set(text, {
    text,
    order,
    createdAt: call.now,
    expiresAt: Math.min(asked ?? Number.POSITIVE_INFINITY, call.now + QR_LIFE_MS, order.expiresAt),
    cancelled: false,
  });
  const shareCode = call.fields.text('code_type', 32) === 'share_code' ? text.slice(text.lastIndexOf('/') + 1) : undefined;
  return success({ out_trade_no: order.outTradeNo, qr_code: text, share_code: shareCode });
}

/** Makes a trade for a named buyer at once; the buyer pays it in a mini-app. */
export function create(call: Call, provider: Provider): Answer {
  const order = readOrder(call, { kind: 'other', product: 'create' }, provider);
  const buyerId = call.fields.text('buyer_id', 28) ?? call.fields.text('buyer_open_id', 128) ?? buyerByLogon(call, provider);
  if (buyerId !== undefined && provider.world.buyers.get(buyerId)?.wallet !== 'alipay') throw acquiringRefusal('BUYER_NOT_EXIST');
  const existing = provider.book.find(order.merchantId, { outTradeNo: order.outTradeNo });
  if (existing) {
    refuseUnlessSame(existing, order);
    if (existing.buyerId !== undefined && buyerId !== existing.buyerId) throw acquiringRefusal('TRADE_BUYER_NOT_MATCH');
  }
  const trade = existing ?? provider.book.open(order, call.now);
  provider.store.touch();
  trade.buyerId = buyerId;
  return success({ out_trade_no: order.outTradeNo, trade_no: trade.tradeNo });
}

function buyerByLogon({ fields }: Call, { world }: Provider): string | undefined {
  const logonId = fields.text('buyer_logon_id', 100);
  if (logonId === undefined) return undefined;
  for (const buyer of world.buyers.values()) if (buyer.wallet === 'alipay' && buyer.logonId === logonId) return buyer.id;
  throw acquiringRefusal('BUYER_NOT_EXIST');
}
