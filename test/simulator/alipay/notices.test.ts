import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { freshNumber, openTill, sdkFor, type Till } from './till.ts';

const MINUTE = 60_000;
let till: Till;
let server: Server;
let url = '';
let answer = 'success';
let received: Record<string, string>[] = [];

beforeAll(async () => {
  till = await openTill({ notices: 'on-call' });
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push(Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString('utf8'))));
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/notify` : '';
});
afterAll(async () => {
  server.close();
  await till.close();
});
beforeEach(() => {
  received = [];
  answer = 'success';
});

async function payQr(number: string): Promise<void> {
  const order = await till.call('alipay.trade.precreate', { out_trade_no: number, total_amount: '7.00', subject: '100% 茶+糖', passback_params: 'a=1&b=2' }, { notify_url: url });
  till.gateway.scanQr(String(order['qr_code']), till.buyer.id);
  till.gateway.confirm(number, till.buyer.id);
}

it('a paid QR is told once, signed so that the stock SDK verifies it, and not told again after success', async () => {
  const number = freshNumber();
  await payQr(number);
  await till.gateway.deliverNotices();
  till.pass(60 * MINUTE);
  await till.gateway.deliverNotices();
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ out_trade_no: number, trade_status: 'TRADE_SUCCESS', total_amount: '7.00', seller_id: till.gateway.sellerId, app_id: till.gateway.appId, subject: '100% 茶+糖' });
  expect(till.sdk.checkNotifySignV2(received[0] ?? {})).toBe(true);
  expect(till.sdk.checkNotifySignV2({ ...received[0], total_amount: '0.07' })).toBe(false);
  expect(Object.values(received[0] ?? {})).not.toContain('');
});

it('a refund notice says TRADE_SUCCESS too, and is known by its refund fields', async () => {
  const number = freshNumber();
  await payQr(number);
  await till.gateway.deliverNotices();
  await till.call('alipay.trade.refund', { out_trade_no: number, refund_amount: '2.00', out_request_no: 'r1' });
  await till.gateway.deliverNotices();
  expect(received[1]).toMatchObject({ trade_status: 'TRADE_SUCCESS', out_biz_no: 'r1', refund_fee: '2.00' });
  await till.call('alipay.trade.refund', { out_trade_no: number, refund_amount: '5.00', out_request_no: 'r2' });
  await till.gateway.deliverNotices();
  expect(received[2]).toMatchObject({ trade_status: 'TRADE_CLOSED', out_biz_no: 'r2', refund_fee: '7.00' });
});

it('what is not answered with exactly "success" comes again, eight times in all, under one notify_id', async () => {
  answer = 'SUCCESS';
  await payQr(freshNumber());
  await till.gateway.deliverNotices();
  await till.gateway.deliverNotices();
  expect(received).toHaveLength(1);
  for (const minutes of [4, 10, 10, 60, 120, 360, 900, 10_000]) {
    till.pass(minutes * MINUTE);
    await till.gateway.deliverNotices();
  }
  expect(received).toHaveLength(8);
  expect(new Set(received.map((notice) => notice['notify_id'])).size).toBe(1);
  expect(till.gateway.notices().at(-1)).toMatchObject({ sent: 8, accepted: false });
});

it('a notice may come twice although it was accepted', async () => {
  await payQr(freshNumber());
  await till.gateway.deliverNotices();
  await till.gateway.repeatNotice(received[0]?.['notify_id'] ?? '');
  expect(received.map((notice) => notice['notify_id'])).toEqual([received[0]?.['notify_id'], received[0]?.['notify_id']]);
});

it('a closed order is told; a merchant that cannot be reached is tried again; the outside world is never called', async () => {
  const order = { total_amount: '7.00', subject: 'x' };
  const [closed, dead, outside] = [freshNumber(), freshNumber(), freshNumber()];
  const precreate = await till.call('alipay.trade.precreate', { ...order, out_trade_no: closed }, { notify_url: url });
  till.gateway.scanQr(String(precreate['qr_code']), till.buyer.id);
  await till.call('alipay.trade.close', { out_trade_no: closed });
  await till.gateway.deliverNotices();
  expect(received[0]).toMatchObject({ out_trade_no: closed, trade_status: 'TRADE_CLOSED' });

  await till.call('alipay.trade.pay', { ...order, out_trade_no: dead, auth_code: till.code() }, { notify_url: 'http://127.0.0.1:9/' });
  await till.gateway.deliverNotices();
  expect(till.gateway.notices().at(-1)).toMatchObject({ sent: 1, accepted: false });
  const before = till.gateway.notices().length;
  await till.call('alipay.trade.pay', { ...order, out_trade_no: outside, auth_code: till.code() }, { notify_url: 'http://example.com/' });
  expect(till.gateway.notices()).toHaveLength(before);
});

it('an order that ran out unpaid is told to the app and wap products alone, the end of the refund period to the app', async () => {
  const HOUR = 60 * MINUTE;
  const open = async (method: string, product_code: string): Promise<string> => {
    const number = freshNumber();
    const bizContent = { out_trade_no: number, total_amount: '1.00', subject: 'x', product_code, timeout_express: '1h' };
    if (method === 'alipay.trade.app.pay') {
      till.buyer.mood = 'no-money';
      await till.gateway.payInApp(till.sdk.sdkExecute(method, { notify_url: url, bizContent }), till.buyer.id);
      till.buyer.mood = 'pays-at-once';
      return number;
    }
    const page = await (await fetch(till.sdk.pageExecute(method, 'GET', { notify_url: url, bizContent }))).text();
    till.buyer.mood = 'no-money';
    await fetch(`${till.gateway.baseUrl}/cashier`, { method: 'POST', body: new URLSearchParams({ token: /name="token" value="(\w+)"/.exec(page)?.[1] ?? '', buyer: till.buyer.id }) });
    till.buyer.mood = 'pays-at-once';
    return number;
  };
  const app = await open('alipay.trade.app.pay', 'QUICK_MSECURITY_PAY');
  const wap = await open('alipay.trade.wap.pay', 'QUICK_WAP_WAY');
  await open('alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY');
  till.pass(2 * HOUR);
  await till.gateway.deliverNotices();
  expect(received.map((notice) => [notice['out_trade_no'], notice['trade_status']])).toEqual([[app, 'TRADE_CLOSED'], [wap, 'TRADE_CLOSED']]);

  received = [];
  const number = freshNumber();
  await till.gateway.payInApp(till.sdk.sdkExecute('alipay.trade.app.pay', { notify_url: url, bizContent: { out_trade_no: number, total_amount: '1.00', subject: 'x', product_code: 'QUICK_MSECURITY_PAY' } }), till.buyer.id);
  await payQr(freshNumber());
  till.pass(91 * 24 * HOUR);
  await till.gateway.deliverNotices();
  expect(received.filter((notice) => notice['out_trade_no'] === number).map((notice) => notice['trade_status'])).toEqual(['TRADE_SUCCESS', 'TRADE_FINISHED']);
  expect(received).toHaveLength(3);
});

it('a notice of a service provider\'s payment names both apps', async () => {
  const isv = await till.gateway.registerApp({ isIsv: true });
  const sdk = sdkFor(isv);
  const code = till.gateway.authoriseIsv(isv.appId, till.gateway.appId);
  const token = await sdk.exec('alipay.open.auth.token.app', { bizContent: { grant_type: 'authorization_code', code } });
  await sdk.exec('alipay.trade.pay', { app_auth_token: String(token['app_auth_token']), notify_url: url, bizContent: { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x', auth_code: till.code() } });
  await till.gateway.deliverNotices();
  expect(received[0]).toMatchObject({ app_id: isv.appId, auth_app_id: till.gateway.appId, seller_id: till.gateway.sellerId });
  expect(sdk.checkNotifySignV2(received[0] ?? {})).toBe(true);
});
