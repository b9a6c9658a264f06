/** Attacks on the wire of the simulated WeChat Pay: who may call, and with what. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, nativeBody, paths, Till } from './till.ts';

let b: Bench;
let till: Till;

beforeAll(async () => {
  b = await bench();
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
});
afterAll(() => b.gateway.close());

const pay = (): Record<string, unknown> => codepayBody(till, freshNumber(), b.world.issueCode(BUYER).code);

describe('a request that is not the merchant’s own is refused with SIGN_ERROR and moves no money', () => {
  test('a good one passes, and the answer carries a verifiable signature', async () => {
    const answer = await till.send('POST', paths.codepay, pay());
    expect([answer.status, answer.json.trade_state, answer.signatureGood]).toEqual([200, 'SUCCESS', true]);
    expect(answer.headers.get('request-id')).toMatch(/-0$/);
  });

  test('serial number in lower case and pairs in another order are as good', async () => {
    const body = JSON.stringify(pay());
    const lower = till.authorization('POST', paths.codepay, body, { serial: b.gateway.merchantSerial.toLowerCase() });
    const [scheme, pairs = ''] = lower.split(' ');
    const answer = await till.send('POST', paths.codepay, body, { authorization: `${scheme} ${pairs.split(',').toReversed().join(',')}` });
    expect(answer.json.trade_state).toBe('SUCCESS');
  });

  test.each([
    ['no header at all', { authorization: null }],
    ['another scheme', { authorization: 'Bearer x' }],
    ['a broken header', { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid=1' }],
    ['an unknown merchant', { mchid: '1999999999' }],
    ['an unknown certificate', { serial: '4'.repeat(40) }],
    ['a body changed after signing', { sentBody: '{"amount":{"total":1}}' }],
    ['a query changed after signing', { sentUrl: `${paths.codepay}?a=1` }],
  ])('%s', async (_, tampering) => {
    const before = b.gateway.balanceOf(b.gateway.mchid);
    const answer = await till.send('POST', paths.codepay, pay(), tampering);
    expect([answer.status, answer.json.code]).toEqual([401, 'SIGN_ERROR']);
    expect(answer.headers.get('request-id')).toMatch(/-268443699$/);
    expect(b.gateway.balanceOf(b.gateway.mchid)).toBe(before);
  });

  test.each(['accept', 'user-agent'])('without %s a refund is not even looked at; a payment is', async (missing) => {
    const { hostname, port } = new URL(b.gateway.baseUrl);
    const status = async (path: string): Promise<number | undefined> => {
      const headers = Object.fromEntries([['accept', '*/*'], ['user-agent', 'till']].filter(([name]) => name !== missing));
      return new Promise((resolve, reject) => {
        request({ hostname, port, path, headers, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject).end();
      });
    };
    expect(await status('/v3/refund/domestic/refunds/R1')).toBe(400);
    expect(await status(paths.query(till, 'ABC123'))).toBe(401);
  });

  test('the answer to a bad signature tells what was to be signed', async () => {
    const answer = await till.send('POST', paths.codepay, pay(), { sentBody: '{}' });
    expect(answer.json.detail?.sign_information?.url).toBe(paths.codepay);
  });

  test.each([-301, 301])('a clock that is off by %i s', async (offset) => {
    const answer = await till.send('POST', paths.codepay, pay(), { timestamp: Math.floor(b.clock.now() / 1000) + offset });
    expect(answer.json.code).toBe('SIGN_ERROR');
  });

  test.each([-299, 299])('a clock that is off by %i s is still good', async (offset) => {
    const answer = await till.send('POST', paths.codepay, pay(), { timestamp: Math.floor(b.clock.now() / 1000) + offset });
    expect(answer.json.trade_state).toBe('SUCCESS');
  });

  test('a body that names another merchant than the header', async () => {
    const other = await b.gateway.registerMerchant();
    const answer = await till.send('POST', paths.codepay, { ...pay(), mchid: other.mchid });
    expect([answer.status, answer.json.code]).toEqual([400, 'PARAM_ERROR']);
  });

  test('another merchant’s order cannot be seen', async () => {
    const body = pay();
    await till.send('POST', paths.codepay, body);
    const other = new Till(b.gateway.baseUrl, await b.gateway.registerMerchant(), () => b.clock.now());
    expect((await other.send('GET', paths.query(other, String(body['out_trade_no'])))).json.code).toBe('ORDER_NOT_EXIST');
    expect((await other.send('GET', paths.query(till, String(body['out_trade_no'])))).json.code).toBe('PARAM_ERROR');
  });
});

describe('a sloppy body is refused as the real interface refuses it', () => {
  const base = (): Record<string, unknown> => codepayBody(till, freshNumber(), b.world.issueCode(BUYER).code);
  test.each<[string, (body: Record<string, unknown>) => unknown, string]>([
    ['an unknown field', (body) => ({ ...body, notify_url: 'https://shop.example/n' }), '/notify_url'],
    ['an unknown nested field', (body) => ({ ...body, amount: { total: 1, value: 1 } }), '/amount/value'],
    ['null', (body) => ({ ...body, attach: null }), '/attach'],
    ['money as text', (body) => ({ ...body, amount: { total: '100' } }), '/amount/total'],
    ['a fraction of a fen', (body) => ({ ...body, amount: { total: 0.5 } }), '/amount/total'],
    ['nothing to pay', (body) => ({ ...body, amount: { total: 0 } }), '/amount/total'],
    ['foreign money', (body) => ({ ...body, amount: { total: 1, currency: 'USD' } }), '/amount/currency'],
    ['a short number', (body) => ({ ...body, out_trade_no: 'A1' }), '/out_trade_no'],
    ['a number with a bar', (body) => ({ ...body, out_trade_no: 'ABC|123' }), '/out_trade_no'],
    ['a long number', (body) => ({ ...body, out_trade_no: 'A'.repeat(33) }), '/out_trade_no'],
    ['a description of 128 characters', (body) => ({ ...body, description: '货'.repeat(128) }), '/description'],
    ['no shop', (body) => ({ ...body, scene_info: { store_info: {} } }), '/scene_info/store_info'],
  ])('%s', async (_, spoil, field) => {
    const answer = await till.send('POST', paths.codepay, spoil(base()));
    expect([answer.status, answer.json.code, answer.json.detail?.field]).toEqual([400, 'PARAM_ERROR', field]);
    // Many clients show nothing but the message.
    expect(answer.json.message).toContain(field);
  });

  test('a query of somebody else’s number says where it is wrong', async () => {
    const answer = await till.send('GET', '/v3/pay/transactions/out-trade-no/ABC123?mchid=1900000001');
    expect(answer.json).toMatchObject({ code: 'PARAM_ERROR', detail: { field: 'mchid', location: 'query' } });
  });

  test('unknown fields have a number of their own in Request-ID', async () => {
    const answer = await till.send('POST', paths.codepay, { ...base(), x: 1 });
    expect(answer.headers.get('request-id')).toMatch(/-270924358$/);
  });

  test('127 Chinese characters of description are fine', async () => {
    expect((await till.send('POST', paths.codepay, { ...base(), description: '货'.repeat(127) })).status).toBe(200);
  });

  test('a notify_url with a query is refused', async () => {
    const answer = await till.send('POST', paths.native, { ...nativeBody(till, freshNumber()), notify_url: 'https://shop.example/n?a=1' });
    expect(answer.json.detail?.field).toBe('/notify_url');
  });

  test('an appid of somebody else', async () => {
    const answer = await till.send('POST', paths.codepay, { ...base(), appid: 'wx0000000000000000' });
    expect([answer.status, answer.json.code]).toEqual([400, 'APPID_MCHID_NOT_MATCH']);
  });

  test('not JSON, wrong type, unknown path, wrong method', async () => {
    expect((await till.send('POST', paths.codepay, '{"a":')).json.code).toBe('PARAM_ERROR');
    expect((await till.send('POST', paths.codepay, base(), { headers: { 'Content-Type': 'text/plain' } })).status).toBe(415);
    expect((await till.send('GET', '/v3/pay/nothing')).status).toBe(404);
    expect((await till.send('GET', paths.codepay)).status).toBe(405);
  });

  test('a character of four bytes, which APIv3 does not know', async () => {
    expect((await till.send('POST', paths.codepay, { ...base(), description: '奶茶🧋' })).json.code).toBe('PARAM_ERROR');
    expect((await till.send('POST', paths.codepay, { ...base(), description: '奶茶' })).status).toBe(200);
  });

  test('a body of more than a megabyte is answered by the web server, not by a dead line', async () => {
    const answer = await till.send('POST', paths.codepay, { ...base(), attach: 'x'.repeat(1_000_000) });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([413, 'text/html; charset=utf-8']);
  });
});

describe('answers are signed with the key that the request names', () => {
  test.each([
    ['public key', () => b.gateway.publicKeyId],
    ['platform certificate', () => b.gateway.platformSerial],
  ])('%s', async (_, serial) => {
    const answer = await till.send('POST', paths.codepay, pay(), { wechatpaySerial: serial() });
    expect([answer.headers.get('wechatpay-serial'), answer.signatureGood]).toEqual([serial(), true]);
  });

  test('204 is signed too, over an empty body', async () => {
    const number = freshNumber();
    await till.send('POST', paths.native, nativeBody(till, number));
    const answer = await till.send('POST', paths.close(number), { mchid: till.who.mchid });
    expect([answer.status, answer.text, answer.signatureGood]).toEqual([204, '', true]);
  });
});
