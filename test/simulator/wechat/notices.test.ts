/** Notices of the v2 wire, and forged ones that a shop must refuse. */
import { createDecipheriv, createHash, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { Bench } from './till.ts';
import { bench, BUYER, freshNumber, nativeBody, paths, Till } from './till.ts';
import { read, sign, write } from './v2-wire.ts';
import type { Fields } from './v2-wire.ts';

let b: Bench;
let till: Till;
let url = '';
let answer: (body: string, headers: IncomingHttpHeaders) => readonly [status: number, body: string];
const heard: { body: string; headers: IncomingHttpHeaders }[] = [];

const shop = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    heard.push({ body, headers: request.headers });
    const [status, text] = answer(body, request.headers);
    response.writeHead(status).end(text);
  });
});

beforeAll(async () => {
  b = await bench({ probeNotifications: true });
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
  await new Promise<void>((resolve) => void shop.listen(0, '127.0.0.1', resolve));
  const address = shop.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/notify` : '';
});
afterAll(async () => {
  await b.gateway.close();
  await new Promise((resolve) => void shop.close(resolve));
});
beforeEach(() => {
  heard.length = 0;
});

const THANKS = '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>';

async function v2(path: string, fields: Fields): Promise<Fields> {
  const whole: Fields = { appid: b.gateway.appid, mch_id: b.gateway.mchid, nonce_str: randomBytes(16).toString('hex'), sign_type: 'HMAC-SHA256', ...fields };
  const body = write({ ...whole, sign: sign(whole, b.gateway.apiV2Key, 'HMAC-SHA256') });
  return read(await (await fetch(b.gateway.baseUrl + path, { method: 'POST', body })).text());
}

async function payV2(): Promise<string> {
  const number = freshNumber();
  const made = await v2('/pay/unifiedorder', { body: '货', out_trade_no: number, total_fee: '100', spbill_create_ip: '127.0.0.1', notify_url: url, trade_type: 'NATIVE' });
  b.gateway.scanQr(made['code_url'] ?? '', BUYER);
  b.gateway.confirm(number, BUYER);
  return number;
}

test('a v2 payment is told in signed XML until the shop says SUCCESS; a mere 200 is no thanks', async () => {
  answer = () => [200, 'ok'];
  const number = await payV2();
  expect(await b.gateway.deliverNotifications()).toEqual([{ url, status: 200, isTaken: false, isProbe: false }]);
  const told = read(heard[0]?.body ?? '');
  expect(told).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS', out_trade_no: number, total_fee: '100', mch_id: b.gateway.mchid, trade_type: 'NATIVE' });
  expect(sign(told, b.gateway.apiV2Key, 'HMAC-SHA256')).toBe(told['sign']);
  b.clock.pass(15_000);
  answer = () => [200, THANKS];
  expect(await b.gateway.deliverNotifications()).toMatchObject([{ isTaken: true }]);
  b.clock.pass(3_600_000);
  expect(await b.gateway.deliverNotifications()).toEqual([]);
});

test('a shop that never thanks is told sixteen times within about a day, at the documented distances, and then no more', async () => {
  answer = () => [500, ''];
  const number = freshNumber();
  const made = await till.send('POST', paths.native, { ...nativeBody(till, number), notify_url: url });
  b.gateway.scanQr(made.json.code_url ?? '', BUYER);
  b.gateway.confirm(number, BUYER);
  const toldNow = async (): Promise<number> => (await b.gateway.deliverNotifications()).filter((delivery) => !delivery.isProbe).length;
  expect(await toldNow()).toBe(1);
  for (const seconds of [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600]) {
    b.clock.pass(seconds * 1_000 - 1);
    expect(await toldNow()).toBe(0);
    b.clock.pass(1);
    expect(await toldNow()).toBe(1);
  }
  b.clock.pass(7 * 86_400_000);
  expect(await toldNow()).toBe(0);
  expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
});

test('what a shop has not taken is told by the gateway that is started next, where it had stopped', async () => {
  answer = () => [500, ''];
  const number = await payV2();
  await b.gateway.deliverNotifications();
  const again = await startWechatGateway({ world: b.world, faults: b.faults, state: b.gateway.exportState() });
  expect(await again.deliverNotifications()).toEqual([]);
  b.clock.pass(15_000);
  answer = () => [200, THANKS];
  expect(await again.deliverNotifications()).toMatchObject([{ isTaken: true }]);
  expect(read(heard.at(-1)?.body ?? '')).toMatchObject({ out_trade_no: number });
  expect(again.exportState().notices).toEqual([]);
  await again.close();
  await b.gateway.deliverNotifications();
});

test('a v2 refund is told sealed under the hashed key', async () => {
  answer = () => [200, THANKS];
  const number = await payV2();
  await b.gateway.deliverNotifications();
  expect(await v2('/secapi/pay/refund', { out_trade_no: number, out_refund_no: `R${number}`, total_fee: '100', refund_fee: '40', notify_url: url })).toMatchObject({ result_code: 'SUCCESS' });
  b.clock.pass(5_000);
  await b.gateway.deliverNotifications();
  const decipher = createDecipheriv('aes-256-ecb', createHash('md5').update(b.gateway.apiV2Key).digest('hex'), null);
  const opened = decipher.update(read(heard.at(-1)?.body ?? '')['req_info'] ?? '', 'base64', 'utf8') + decipher.final('utf8');
  expect(opened).toMatch(/^<root>/);
  expect(read(opened)).toMatchObject({ out_refund_no: `R${number}`, refund_fee: '40', total_fee: '100', refund_status: 'SUCCESS' });
});

test('a shop that verifies refuses the forged notice and takes the true one; one that does not is found out', async () => {
  const native = async (): Promise<void> => {
    const number = freshNumber();
    const made = await till.send('POST', paths.native, { ...nativeBody(till, number), notify_url: url });
    b.gateway.scanQr(made.json.code_url ?? '', BUYER);
    b.gateway.confirm(number, BUYER);
  };
  answer = (body, headers) => {
    const signed = Buffer.from(`${String(headers['wechatpay-timestamp'])}\n${String(headers['wechatpay-nonce'])}\n${body}\n`);
    const isGood = verify('RSA-SHA256', signed, b.gateway.publicKeyPem, Buffer.from(String(headers['wechatpay-signature']), 'base64'));
    return isGood ? [204, ''] : [401, '{"code":"FAIL","message":"验签失败"}'];
  };
  await native();
  expect(await b.gateway.deliverNotifications()).toMatchObject([{ isProbe: true, isTaken: false, status: 401 }, { isProbe: false, isTaken: true }]);
  answer = () => [200, ''];
  await native();
  expect(await b.gateway.deliverNotifications()).toMatchObject([{ isProbe: true, isTaken: true }, { isProbe: false, isTaken: true }]);
});
