import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { freshNumber, openTill, type Till } from './till.ts';

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
