/**
 * `wechatpay-node-v3` as published, unchanged: its own signing, paths and decryption against the gateway. Only the HTTP
 * service behind `createHttp()` is ours, because the library has the host name built in.
 */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WechatPay from 'wechatpay-node-v3';
import type { Bench } from './till.ts';
import { bench, BUYER, freshNumber } from './till.ts';

type HttpService = Parameters<WechatPay['createHttp']>[0];
type Output = Awaited<ReturnType<HttpService['get']>>;

const REAL_HOST = 'https://api.mch.weixin.qq.com';
let b: Bench;
let pay: WechatPay;
let lastHeaders: Headers;
let lastText = '';

beforeAll(async () => {
  b = await bench({ mode: 'certificate', wireClock: { now: () => Date.now() } });
  pay = new WechatPay({
    appid: b.gateway.appid,
    mchid: b.gateway.mchid,
    publicKey: Buffer.from(b.gateway.merchantCertificatePem),
    privateKey: Buffer.from(b.gateway.merchantPrivateKeyPem),
    key: b.gateway.apiV3Key,
  });
  const send = async (url: string, init: RequestInit): Promise<Output> => {
    const response = await fetch(url.replace(REAL_HOST, b.gateway.baseUrl), init);
    lastHeaders = response.headers;
    lastText = await response.text();
    if (!response.ok) return { status: response.status, error: lastText };
    return { status: response.status, data: lastText.startsWith('{') ? JSON.parse(lastText) : lastText };
  };
  pay.createHttp({
    get: (url, headers) => send(url, { headers }),
    post: (url, params, headers) => send(url, { method: 'POST', body: JSON.stringify(params), headers: { 'Content-Type': 'application/json', ...headers } }),
    upload: () => Promise.reject(new Error('not used')),
  });
});
afterAll(() => b.gateway.close());

test('its serial number, read from our certificate, is accepted; native, query, close, refund, refund query work', async () => {
  const number = freshNumber();
  const ordered = await pay.transactions_native({ description: '货', out_trade_no: number, notify_url: 'https://shop.example/n', amount: { total: 100 } });
  expect(ordered.status).toBe(200);
  const qr = String(JSON.parse(lastText).code_url);
  expect((await pay.query({ out_trade_no: number })).data).toMatchObject({ trade_state: 'NOTPAY' });
  b.gateway.scanQr(qr, BUYER);
  b.gateway.confirm(number, BUYER);
  expect((await pay.query({ out_trade_no: number })).data).toMatchObject({ trade_state: 'SUCCESS', amount: { total: 100 } });
  const refunded = await pay.refunds({ out_trade_no: number, out_refund_no: `R${number}`, amount: { refund: 30, total: 100, currency: 'CNY' } });
  expect(refunded.data).toMatchObject({ status: 'PROCESSING' });
  b.clock.pass(5_000);
  expect((await pay.find_refunds(`R${number}`)).data).toMatchObject({ status: 'SUCCESS' });

  const other = freshNumber();
  await pay.transactions_native({ description: '货', out_trade_no: other, notify_url: 'https://shop.example/n', amount: { total: 100 } });
  expect((await pay.close(other)).status).toBe(204);
  expect((await pay.close(number)).status).toBe(400);
});

test('it opens our certificate list and verifies our signature with what it found', async () => {
  const [listed] = await pay.get_certificates(b.gateway.apiV3Key);
  expect(listed?.serial_no).toBe(b.gateway.platformSerial);
  const published = listed?.publicKey;
  expect(String(published)).toContain(new X509Certificate(b.gateway.platformCertificatePem).publicKey.export({ type: 'spki', format: 'pem' }).toString().trim().split('\n')[1]);
  await pay.query({ out_trade_no: 'NOBODYKNOWS' });
  const number = freshNumber();
  await pay.transactions_native({ description: '货', out_trade_no: number, notify_url: 'https://shop.example/n', amount: { total: 100 } });
  const header = (name: string): string => lastHeaders.get(name) ?? '';
  const message = { timestamp: header('wechatpay-timestamp'), nonce: header('wechatpay-nonce'), serial: header('wechatpay-serial'), signature: header('wechatpay-signature') };
  expect(await pay.verifySign({ ...message, body: lastText })).toBe(true);
  expect(await pay.verifySign({ ...message, body: `${lastText} ` })).toBe(false);
});

test('it fetches a bill and the file behind its address', async () => {
  b.clock.pass(86_400_000);
  const bill = await pay.tradebill({ bill_date: '2026-11-21', bill_type: 'ALL' });
  expect(bill.status).toBe(200);
  const file = await pay.downloadBill(String(JSON.parse(lastText).download_url));
  expect([file.status, String(file.data).startsWith('交易时间,')]).toEqual([200, true]);
});
