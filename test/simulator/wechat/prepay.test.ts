/** Orders that a page, an app or a browser has paid, at the simulated WeChat Pay: who may open them, until when, and who must have signed. */
import { createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { Bench } from './till.ts';
import { bench, BUYER, freshNumber, nativeBody, paths, refundBody, Till } from './till.ts';

const STRANGER = 'oStrangerStrangerStrangerStr';
const MINUTE = 60_000;

let b: Bench;
let till: Till;
beforeAll(async () => {
  b = await bench();
  b.world.addBuyer({ id: STRANGER, wallet: 'wechat', name: '陌生人', logonId: 'x' });
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
});
afterAll(() => b.gateway.close());

const post = (kind: string, body: object) => till.send('POST', `/v3/pay/transactions/${kind}`, body);
const prepayIdOf = (json: object): string => String(Reflect.get(json, 'prepay_id'));
const jsapiBody = (number: string, openid = BUYER) => ({ ...nativeBody(till, number), payer: { openid } });
const h5Body = (number: string, more: object = {}) => ({ ...nativeBody(till, number), scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } }, ...more });
const state = async (number: string) => (await till.send('GET', paths.query(till, number))).json.trade_state;

/** What the shop's page passes to WeChat, signed with this key. */
function pageCall(prepayId: string, more: Record<string, string> = {}, key = b.gateway.merchantPrivateKeyPem): string {
  const call = { appId: b.gateway.appid, timeStamp: '1795226400', nonceStr: 'n0nce', package: `prepay_id=${prepayId}`, signType: 'RSA', ...more };
  const paySign = createSign('RSA-SHA256').update(`${call.appId}\n${call.timeStamp}\n${call.nonceStr}\n${call.package}\n`).sign(key, 'base64');
  return JSON.stringify({ ...call, paySign });
}

describe('a JSAPI order', () => {
  test('is paid by the customer it names, once, and asked for like any other', async () => {
    const number = freshNumber();
    const prepayId = prepayIdOf((await post('jsapi', jsapiBody(number))).json);
    expect(prepayId).toMatch(/^wx20261121100000[0-9a-f]{20}$/);
    expect(b.gateway.openQrs()[0]).toMatchObject({ qrText: `prepay_id=${prepayId}`, outTradeNo: number, isOnline: true });
    expect(b.gateway.scanQr(pageCall(prepayId), STRANGER)).toBe('not-payable');
    expect(b.gateway.scanQr(pageCall(prepayId), BUYER)).toEqual({ outTradeNo: number, totalFen: 100, subject: '收银台消费' });
    expect(b.gateway.waitingFor(BUYER).map((trade) => trade.outTradeNo)).toContain(number);
    expect(b.gateway.confirm(number, BUYER)).toBe('paid');
    expect((await till.send('GET', paths.query(till, number))).json).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'JSAPI' });
    expect(b.gateway.trade(number)).toMatchObject({ kind: 'other', state: 'paid', capturedFen: 100 });
    expect(b.gateway.scanQr(pageCall(prepayId), BUYER)).toBe('not-payable');
    expect((await till.send('POST', paths.refund, refundBody(number, `R${number}`, 100, 100))).json.status).toBe('PROCESSING');
  });

  test.each<[string, (prepayId: string) => Promise<string> | string]>([
    ['another order than was signed', (prepayId) => pageCall(prepayId).replace('1795226400', '1795226401')],
    ['a key that is not the merchant’s', async (prepayId) => pageCall(prepayId, {}, (await b.gateway.registerMerchant()).merchantPrivateKeyPem)],
    ['somebody else’s appid', (prepayId) => pageCall(prepayId, { appId: 'wx0000000000000000' })],
    ['a signature of v2', (prepayId) => pageCall(prepayId, { signType: 'MD5' })],
    ['no signature', (prepayId) => JSON.stringify({ package: `prepay_id=${prepayId}` })],
  ])('handed over with %s opens nothing', async (_, call) => {
    const number = freshNumber();
    const prepayId = prepayIdOf((await post('jsapi', jsapiBody(number))).json);
    expect(b.gateway.scanQr(await call(prepayId), BUYER)).toBe('wrong-signature');
    expect(b.gateway.confirm(number, BUYER)).toBe('not-payable');
  });

  test('for a customer whom WeChat does not know is refused', async () => {
    expect((await post('jsapi', jsapiBody(freshNumber(), 'oNobody'))).json).toMatchObject({ code: 'PARAM_ERROR', detail: { field: '/payer/openid' } });
    expect((await post('jsapi', nativeBody(till, freshNumber()))).json).toMatchObject({ code: 'PARAM_ERROR', detail: { field: '/payer' } });
  });

  test('ordered again with the same parameters gets a new prepay_id, with others it is refused, after its end it is gone', async () => {
    const number = freshNumber();
    const first = prepayIdOf((await post('jsapi', jsapiBody(number))).json);
    const second = prepayIdOf((await post('jsapi', jsapiBody(number))).json);
    expect(b.gateway.scanQr(`prepay_id=${first}`, BUYER)).toBe('unknown-qr');
    expect((await post('jsapi', { ...jsapiBody(number), amount: { total: 1 } })).json.code).toBe('INVALID_REQUEST');
    expect((await post('app', nativeBody(till, number))).json.code).toBe('OUT_TRADE_NO_USED');
    expect((await post('native', nativeBody(till, number))).json.code).toBe('OUT_TRADE_NO_USED');
    b.clock.pass(2 * 60 * MINUTE);
    expect(b.gateway.scanQr(`prepay_id=${second}`, BUYER)).toBe('expired');
    expect(await state(number)).toBe('NOTPAY');
    expect((await till.send('POST', paths.close(number), { mchid: till.who.mchid })).status).toBe(204);
    expect((await post('jsapi', jsapiBody(number))).json.code).toBe('ORDER_CLOSED');
    expect((await till.send('POST', paths.reverse(number), { appid: till.who.appid, mchid: till.who.mchid })).json.code).toBe('INVALID_REQUEST');
  });
});

test('an App order is signed over the bare prepay_id, under the merchant’s number', async () => {
  const number = freshNumber();
  const prepayId = prepayIdOf((await post('app', nativeBody(till, number))).json);
  const call = (last: string, partnerid = b.gateway.mchid): string => {
    const sign = createSign('RSA-SHA256').update(`${b.gateway.appid}\n1\nn\n${last}\n`).sign(b.gateway.merchantPrivateKeyPem, 'base64');
    return JSON.stringify({ appId: b.gateway.appid, partnerId: partnerid, prepayId, package: 'Sign=WXPay', nonceStr: 'n', timeStamp: '1', sign });
  };
  expect(b.gateway.scanQr(call(`prepay_id=${prepayId}`), BUYER)).toBe('wrong-signature');
  expect(b.gateway.scanQr(call(prepayId, '1600000000'), BUYER)).toBe('wrong-signature');
  expect(b.gateway.scanQr(call(prepayId), BUYER)).toMatchObject({ outTradeNo: number });
  expect(b.gateway.decline(number, BUYER)).toBe('declined');
  expect(b.gateway.scanQr(call(prepayId), STRANGER)).toMatchObject({ outTradeNo: number });
  expect(b.gateway.confirm(number, STRANGER)).toBe('paid');
});

describe('an H5 order', () => {
  const address = (json: object): URL => new URL(String(Reflect.get(json, 'h5_url')));
  const here = (url: URL): string => `${b.gateway.baseUrl}${url.pathname}${url.search}`;
  const press = (url: URL, buyer = BUYER) => fetch(here(url), { method: 'POST', body: new URLSearchParams({ buyer }), redirect: 'manual' });

  test('leads the browser to WeChat, back to the shop, and is paid on the phone', async () => {
    const number = freshNumber();
    const url = address((await post('h5', h5Body(number, { description: '茶 <b>' }))).json);
    expect(url.origin + url.pathname).toBe('https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb');
    url.searchParams.set('redirect_url', 'http://127.0.0.1:9/back?a=1');
    expect(await (await fetch(here(url))).text()).toContain('茶 &lt;b&gt;');
    const back = await press(url);
    expect([back.status, back.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/back?a=1']);
    expect(await state(number)).toBe('NOTPAY');
    expect(b.gateway.confirm(number, BUYER)).toBe('paid');
    expect((await press(url)).status).toBe(400);
  });

  test('its address is dead after five minutes; a script is no place to return to', async () => {
    const number = freshNumber();
    const url = address((await post('h5', h5Body(number))).json);
    b.clock.pass(5 * MINUTE - 1);
    url.searchParams.set('redirect_url', 'javascript:alert(1)');
    expect((await press(url)).status).toBe(200);
    b.gateway.decline(number, BUYER);
    b.clock.pass(1);
    expect((await press(url)).status).toBe(400);
    expect((await fetch(`${b.gateway.baseUrl}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1`)).status).toBe(404);
  });

  test('says what kind of browser it is for', async () => {
    expect((await post('h5', nativeBody(till, freshNumber()))).json).toMatchObject({ code: 'PARAM_ERROR', detail: { field: '/scene_info' } });
  });
});

test('time_expire ends payability for a page as for a QR', async () => {
  const number = freshNumber();
  const soon = new Date(b.clock.now() + 2 * MINUTE).toISOString();
  const prepayId = prepayIdOf((await post('jsapi', { ...jsapiBody(number), time_expire: soon })).json);
  b.gateway.scanQr(`prepay_id=${prepayId}`, BUYER);
  b.clock.pass(2 * MINUTE);
  expect(b.gateway.confirm(number, BUYER)).toBe('not-payable');
  expect((await post('app', { ...nativeBody(till, freshNumber()), time_expire: soon })).json).toMatchObject({ detail: { field: '/time_expire' } });
});

test('a service provider names the customer under one appid, and the shop’s app signs with either', async () => {
  const who = await b.gateway.registerMerchant({ kind: 'partner' });
  const provider = new Till(b.gateway.baseUrl, who, () => b.clock.now());
  const sub = who.subMerchants[0];
  const order = (payer: object) => {
    const { appid: _app, mchid: _mch, ...rest } = nativeBody(provider, freshNumber());
    return provider.send('POST', '/v3/pay/partner/transactions/jsapi', { sp_appid: who.appid, sp_mchid: who.mchid, sub_appid: sub?.appid, sub_mchid: sub?.mchid, ...rest, payer });
  };
  expect((await order({ sp_openid: BUYER, sub_openid: BUYER })).json.code).toBe('PARAM_ERROR');
  const prepayId = prepayIdOf((await order({ sub_openid: BUYER })).json);
  expect(b.gateway.scanQr(pageCall(prepayId, { appId: sub?.appid ?? '' }, who.merchantPrivateKeyPem), BUYER)).toMatchObject({ totalFen: 100 });
});

test('a gateway that was stopped still knows its prepay orders', async () => {
  const number = freshNumber();
  const prepayId = prepayIdOf((await post('jsapi', jsapiBody(number))).json);
  const again = await startWechatGateway({ world: b.world, faults: b.faults, state: b.gateway.exportState() });
  expect(again.scanQr(pageCall(prepayId), BUYER)).toMatchObject({ outTradeNo: number });
  expect(again.confirm(number, BUYER)).toBe('paid');
  await again.close();
});
