/**
 * Alipay's own cashier, where a buyer ends up from a web page (page.pay, wap.pay) or from another app (app.pay): the
 * merchant's signed order comes in by the buyer's hands, and a trade exists only once the buyer is known.
 */
import { randomBytes } from 'node:crypto';
import { formatYuan } from '../../domain/money.ts';
import { success, type Method, type Provider } from './call.ts';
import { chinaTime } from './china-time.ts';
import { readOrder, refuseUnlessSame } from './methods/order.ts';
import { acquiringRefusal, Refusal } from './refusal.ts';
import type { KeyRing } from './signing.ts';
import type { CashierVisit, Order, Product, Trade } from './state.ts';
import { canAfford } from './trade-book.ts';
import type { Reply } from './wire.ts';

export type OnlineProduct = Extract<Product, 'page' | 'wap' | 'app'>;

/** Which contract products a method takes. Some clients write the wap product's name wrongly; Alipay takes it. */
const PRODUCT_CODES: Readonly<Record<OnlineProduct, readonly string[]>> = {
  page: ['FAST_INSTANT_TRADE_PAY'], wap: ['QUICK_WAP_WAY', 'QUICK_WAP_PAY'], app: ['QUICK_MSECURITY_PAY', 'CYCLE_PAY_AUTH'],
};

/** What the phone's SDK tells the merchant's app: 9000 paid, 4000 failed. Neither proves anything to a merchant. */
export type CashierResult = { readonly status: '9000'; readonly visit: CashierVisit; readonly trade: Trade } | { readonly status: '4000'; readonly reason: string };

/** Takes the merchant's order; the answer's `cashier_token` opens the cashier. Only an app may leave its product unnamed. */
export const openCashier = (product: OnlineProduct): Method => (call, provider) => {
  const code = product === 'app' ? (call.fields.text('product_code', 64) ?? 'QUICK_MSECURITY_PAY') : call.fields.required('product_code', 64);
  if (!PRODUCT_CODES[product].includes(code)) throw acquiringRefusal('ACCESS_FORBIDDEN');
  const order = readOrder(call, { kind: 'other', product }, provider);
  const existing = provider.book.find(order.merchantId, { outTradeNo: order.outTradeNo });
  if (existing) refuseUnlessSame(existing, order);
  const token = randomBytes(16).toString('hex');
  provider.store.touch();
  provider.store.state.cashierVisits.set(token, { order, returnUrl: call.returnUrl });
  return success({ cashier_token: token });
};

/** The order comes up on the buyer's phone, which asks for the PIN: the trade exists from here on. Throws what Alipay refuses. */
export function openOnPhone(token: string, buyerId: string, provider: Provider): Order | undefined {
  const visit = provider.store.state.cashierVisits.get(token);
  if (!visit || provider.world.buyers.get(buyerId)?.wallet !== 'alipay') return undefined;
  tradeFor(visit.order, buyerId, provider).declined = false;
  provider.store.flush();
  return visit.order;
}

/** The buyer logs in and pays. */
export function payAtCashier(token: string, buyerId: string, provider: Provider): CashierResult {
  const { book, store, world } = provider;
  const visit = store.state.cashierVisits.get(token);
  const buyer = world.buyers.get(buyerId);
  if (!visit || buyer?.wallet !== 'alipay') return { status: '4000', reason: 'unknown order or buyer' };
  try {
    const trade = tradeFor(visit.order, buyerId, provider);
    if (buyer.mood === 'no-money' || !canAfford(buyer, visit.order.totalFen)) return { status: '4000', reason: 'no money' };
    return book.capture(trade, world.clock.now()) ? { status: '9000', visit, trade } : { status: '4000', reason: 'not payable' };
  } catch (error) {
    if (error instanceof Refusal) return { status: '4000', reason: error.subCode };
    throw error;
  } finally {
    store.flush();
  }
}

function tradeFor(order: Order, buyerId: string, { book, store, world }: Provider): Trade {
  const existing = book.find(order.merchantId, { outTradeNo: order.outTradeNo });
  if (existing) {
    refuseUnlessSame(existing, order);
    if (existing.buyerId !== undefined && existing.buyerId !== buyerId) throw acquiringRefusal('TRADE_BUYER_NOT_MATCH');
  } else if (order.expiresAt <= world.clock.now()) throw acquiringRefusal('NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
  const trade = existing ?? book.open(order, world.clock.now());
  store.touch();
  trade.buyerId = buyerId;
  return trade;
}

/** The page in the buyer's browser: who pays? */
export function cashierPage(token: string, { store, world }: Provider): Reply {
  const visit = store.state.cashierVisits.get(token);
  const buyers = [...world.buyers.values()].filter((buyer) => buyer.wallet === 'alipay');
  const buttons = buyers.map((buyer) => `<button name="buyer" value="${escapeHtml(buyer.id)}">${escapeHtml(buyer.name)}</button>`).join('\n');
  const what = visit ? `<h1>${escapeHtml(visit.order.subject)}</h1><p class="sum">¥${formatYuan(visit.order.totalFen)}</p>` : '';
  return html(200, `${what}<form method="post" action="/cashier"><input type="hidden" name="token" value="${escapeHtml(token)}">${buttons}</form>`);
}

/** What the browser gets after the button: back to the merchant with signed parameters, or a plain result. */
export async function answerCashier(form: URLSearchParams, provider: Provider, keys: KeyRing): Promise<Reply> {
  const result = payAtCashier(form.get('token') ?? '', form.get('buyer') ?? '', provider);
  if (result.status === '4000') return html(200, `<p>支付失败：${escapeHtml(result.reason)}</p>`);
  const { returnUrl } = result.visit;
  if (returnUrl === undefined || !URL.canParse(returnUrl)) return html(200, '<p>支付成功</p>');
  const location = new URL(returnUrl);
  for (const [name, value] of Object.entries(await returnParams(result.trade, provider, keys))) location.searchParams.set(name, value);
  return { status: 302, headers: { location: location.href }, body: Buffer.alloc(0) };
}

async function returnParams(trade: Trade, { store, world }: Provider, keys: KeyRing): Promise<Readonly<Record<string, string>>> {
  const { order } = trade;
  const params = {
    app_id: order.appId,
    auth_app_id: order.authAppId ?? order.appId,
    charset: 'utf-8',
    method: `alipay.trade.${order.product === 'wap' ? 'wap' : 'page'}.pay.return`,
    out_trade_no: order.outTradeNo,
    seller_id: order.merchantId,
    timestamp: chinaTime(world.clock.now()),
    total_amount: formatYuan(order.totalFen),
    trade_no: trade.tradeNo,
    version: '1.0',
  };
  const text = Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return { ...params, sign_type: 'RSA2', sign: await keys.sign(store.state.keys.alipayPrivateKeyPem, Buffer.from(text, 'utf8')) };
}

const STYLE = 'body{margin:0;box-sizing:border-box;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:12px;padding:24px;font:17px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#f2f5f9;text-align:center}'
  + 'h1{margin:0;font-size:20px;font-weight:600}p{margin:0}.sum{font-size:40px;font-weight:600;font-variant-numeric:tabular-nums}form{display:grid;gap:12px;margin-top:12px}'
  + 'button{min-width:240px;padding:14px 24px;border:0;border-radius:10px;background:#0b63ce;color:#fff;font:inherit;cursor:pointer}';

function html(status: number, content: string): Reply {
  const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>支付宝（模拟）</title><style>${STYLE}</style></head><body>${content}</body></html>`;
  return { status, headers: { 'content-type': 'text/html;charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" }, body: Buffer.from(page, 'utf8') };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
