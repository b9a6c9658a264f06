/**
 * Where an h5_url leads the customer's browser: WeChat's page that opens WeChat itself and returns to the shop. Here the page asks
 * whose phone it is; the PIN is entered there. A shop believes the notice or a query, never the browser that comes back.
 */
import { randomInt } from 'node:crypto';
import { fen, formatYuan } from '../../domain/money.ts';
import type { RawRequest } from './authorization.ts';
import type { Book } from './book.ts';
import type { Reply } from './exchange.ts';
import { scanQr } from './phone.ts';

const PATH = '/cgi-bin/mmpayweb-bin/checkmweb';

/** The address as WeChat Pay gives it; its host is WeChat's, the path is served here. */
export function h5Address(prepayId: string | undefined): string {
  return `https://wx.tenpay.com${PATH}?prepay_id=${prepayId ?? ''}&package=${randomInt(1_000_000_000, 4_000_000_000)}`;
}

/** The answer to a browser that was sent to an h5_url; undefined for every other path. */
export function answerH5(request: RawRequest, book: Book): Reply | undefined {
  const url = new URL(request.url, 'http://gateway.invalid');
  if (url.pathname !== PATH) return undefined;
  const prepayId = url.searchParams.get('prepay_id') ?? '';
  if (request.method !== 'POST') return book.commit(() => question(book, prepayId));
  const buyerId = new URLSearchParams(request.body.toString('utf8')).get('buyer') ?? '';
  const opened = book.commit(() => scanQr(book, `prepay_id=${prepayId}`, buyerId));
  if (typeof opened === 'string') return page(400, '<h1>支付失败</h1><p>订单已失效、已支付，或不属于这位用户。</p>');
  return backToShop(url.searchParams.get('redirect_url')) ?? page(200, '<h1>已打开微信</h1><p>请在手机上输入支付密码。</p>');
}

function question(book: Book, prepayId: string): Reply {
  const order = book.findByPrepayId(prepayId);
  if (!order) return page(404, '<h1>支付失败</h1><p>订单不存在或链接已失效。</p>');
  const people = [...book.world.buyers.values()].filter((buyer) => buyer.wallet === 'wechat');
  const buttons = people.map(({ id, name }) => `<button name="buyer" value="${escapeHtml(id)}">${escapeHtml(name)}</button>`).join('');
  return page(200, `<h1>${escapeHtml(order.description)}</h1><p class="sum">¥${formatYuan(fen(order.totalFen))}</p><form method="post">${buttons}</form>`);
}

function backToShop(redirectUrl: string | null): Reply | undefined {
  const isAddress = redirectUrl !== null && /^https?:\/\//.test(redirectUrl) && URL.canParse(redirectUrl);
  return isAddress ? { status: 302, headers: { Location: redirectUrl }, body: Buffer.alloc(0) } : undefined;
}

const STYLE = 'body{margin:0;box-sizing:border-box;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:12px;padding:24px;font:17px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#f3f5f3;text-align:center}'
  + 'h1{margin:0;font-size:20px;font-weight:600}p{margin:0}.sum{font-size:40px;font-weight:600;font-variant-numeric:tabular-nums}form{display:grid;gap:12px;margin-top:12px}'
  + 'button{min-width:240px;padding:14px 24px;border:0;border-radius:10px;background:#087f43;color:#fff;font:inherit;cursor:pointer}';

function page(status: number, content: string): Reply {
  const text = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>微信支付（模拟）</title><style>${STYLE}</style></head><body>${content}</body></html>`;
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" }, body: Buffer.from(text) };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
