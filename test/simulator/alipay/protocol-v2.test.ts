import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import { commonParams, postForm, read, signed, verifiesAsCompactText } from './raw.ts';
import { freshNumber, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill({ timestampToleranceMs: 600_000 });
});
afterAll(async () => till.close());

const queryParams = (number = freshNumber()): Record<string, string> => commonParams(till.gateway, 'alipay.trade.query', { out_trade_no: number });
const payParams = (number: string, amount: string): Record<string, string> =>
  commonParams(till.gateway, 'alipay.trade.pay', { out_trade_no: number, total_amount: amount, subject: '茶', auth_code: till.code() });

describe('what the gateway believes', () => {
  it('a request signed with another key moves no money, and the answer quotes what should have been signed', async () => {
    const stranger = await till.gateway.registerApp();
    const number = freshNumber();
    const params = payParams(number, '8.88');
    const { sign = '' } = signed(stranger, params);
    const answer = await postForm(till.gateway.gatewayUrl, { ...params, sign });
    expect(answer.fields).toMatchObject({ code: '40002', sub_code: 'isv.invalid-signature' });
    expect(answer.fields['sub_msg']).toContain('&amp;biz_content={&quot;out_trade_no&quot;:');
    expect(till.gateway.trade(number)).toBeUndefined();
  });

  it('an amount changed on the way breaks the signature', async () => {
    const number = freshNumber();
    const params = signed(till.gateway, payParams(number, '8.88'));
    const answer = await postForm(till.gateway.gatewayUrl, { ...params, biz_content: (params['biz_content'] ?? '').replace('8.88', '0.01') });
    expect(answer.fields['sub_code']).toBe('isv.invalid-signature');
    expect(till.gateway.trade(number)).toBeUndefined();
  });

  it('a payment replayed byte for byte after its success takes nothing more', async () => {
    const number = freshNumber();
    const params = signed(till.gateway, payParams(number, '8.88'));
    const balance = till.buyer.balanceFen;
    expect((await postForm(till.gateway.gatewayUrl, params)).fields['code']).toBe('10000');
    expect((await postForm(till.gateway.gatewayUrl, params)).fields).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_HAS_SUCCESS' });
    expect(till.buyer.balanceFen).toBe(balance - 888);
  });

  it('an empty parameter that was signed fails in strict mode, as in production, and passes in lenient mode', async () => {
    const params = { ...queryParams(), app_auth_token: '' };
    expect((await postForm(till.gateway.gatewayUrl, signed(till.gateway, params, true))).fields['sub_code']).toBe('isv.invalid-signature');
    expect((await postForm(till.gateway.gatewayUrl, signed(till.gateway, params, false))).fields['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    const lenient = await openTill({ strict: false });
    const answer = await postForm(lenient.gateway.gatewayUrl, signed(lenient.gateway, { ...params, app_id: lenient.gateway.appId }, true));
    expect(answer.fields['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    await lenient.close();
  });

  it('a clock that is wrong, an unknown app, an unknown method and missing parameters are each named', async () => {
    const send = async (change: Record<string, string>): Promise<{ node: string; code: unknown; isSigned: boolean }> => {
      const answer = await postForm(till.gateway.gatewayUrl, signed(till.gateway, { ...queryParams(), ...change }));
      return { node: answer.node, code: answer.fields['sub_code'], isSigned: answer.isSigned };
    };
    const node = 'alipay_trade_query_response';
    expect(await send({ timestamp: '2020-01-01 00:00:00' })).toEqual({ node, code: 'isv.invalid-timestamp', isSigned: true });
    expect(await send({ timestamp: 'now' })).toEqual({ node, code: 'isv.invalid-timestamp', isSigned: true });
    expect(await send({ app_id: '2016000000000000' })).toEqual({ node, code: 'isv.invalid-app-id', isSigned: false });
    expect(await send({ method: 'alipay.trade.steal' })).toEqual({ node: 'error_response', code: 'isv.invalid-method', isSigned: true });
    expect(await send({ method: '' })).toEqual({ node: 'error_response', code: 'isv.missing-method', isSigned: true });
    expect(await send({ charset: 'latin1' })).toEqual({ node, code: 'isv.invalid-charset', isSigned: true });
    expect(await send({ format: 'XML' })).toEqual({ node, code: 'isv.invalid-format', isSigned: true });
    expect(await send({ version: '' })).toEqual({ node, code: 'isv.missing-version', isSigned: true });
    expect(await send({ sign_type: 'RSA' })).toEqual({ node, code: 'isv.invalid-signature-type', isSigned: true });
    expect(await send({ biz_content: '{' })).toEqual({ node, code: 'isv.invalid-parameter', isSigned: true });
    expect(await send({ app_auth_token: 'nobody' })).toEqual({ node, code: 'aop.invalid-app-auth-token', isSigned: true });
    const { sign: _sign, ...unsigned } = signed(till.gateway, queryParams());
    expect((await postForm(till.gateway.gatewayUrl, unsigned)).fields['sub_code']).toBe('isv.missing-signature');
  });
});

describe('how requests may arrive', () => {
  it('by GET, by multipart, split between URL and body, and as GBK', async () => {
    const number = freshNumber();
    await till.call('alipay.trade.pay', { out_trade_no: number, total_amount: '1.00', subject: '茶', auth_code: till.code() });
    const params = signed(till.gateway, queryParams(number));
    const url = till.gateway.gatewayUrl;
    const byGet = await read(await fetch(`${url}?${new URLSearchParams(params).toString()}`));
    const form = new FormData();
    for (const [key, value] of Object.entries(params)) form.set(key, value);
    const byMultipart = await read(await fetch(url, { method: 'POST', body: form }));
    const { biz_content = '', ...rest } = params;
    const split = await read(await fetch(`${url}?${new URLSearchParams(rest).toString()}`, { method: 'POST', body: new URLSearchParams({ biz_content }) }));
    const gbk = await read(await fetch(`${url}?${new URLSearchParams(signed(till.gateway, { ...queryParams(number), charset: 'GBK' })).toString()}`));
    for (const answer of [byGet, byMultipart, split, gbk]) expect(answer.fields['trade_status']).toBe('TRADE_SUCCESS');
    expect(gbk.contentType).toBe('text/html;charset=gbk');
  });

  it('what is no form has no method; what is too long is answered by the web server, not by a dead line', async () => {
    const send = async (type: string, body: string) => fetch(till.gateway.gatewayUrl, { method: 'POST', headers: { 'content-type': type }, body });
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'multipart/form-data', 'text/xml']) {
      expect((await read(await send(type, '{"method":"alipay.trade.query"}'))).fields).toMatchObject({ code: '40001', sub_code: 'isv.missing-method' });
    }
    expect((await send('application/x-www-form-urlencoded', `biz_content=${'x'.repeat(1_048_576)}`)).status).toBe(413);
  });

  it('numbers and strings are both taken for amounts, three decimals are not', async () => {
    const pay = async (total_amount: unknown): Promise<unknown> =>
      (await till.call('alipay.trade.precreate', { out_trade_no: freshNumber(), total_amount, subject: 'x' }))['sub_code'];
    expect(await pay(0.1)).toBeUndefined();
    expect(await pay('0.1')).toBeUndefined();
    for (const wrong of ['0', '0.001', '-1', '1e3', '100000000.01', '', null, '１']) expect(await pay(wrong)).toBe('ACQ.INVALID_PARAMETER');
  });
});

describe('the answer', () => {
  it('is compact, starts with code, ends with sign, and its signed text can be cut by naive clients', async () => {
    const answer = await postForm(till.gateway.gatewayUrl, signed(till.gateway, payParams(freshNumber(), '1.00')));
    expect(answer.contentType).toBe('text/html;charset=utf-8');
    expect(answer.text).toMatch(/^\{"alipay_trade_pay_response":\{"code":"10000","msg":"Success",.*\},"sign":"[A-Za-z0-9+/]{342}=="\}$/);
    expect(verifiesAsCompactText(till.gateway, answer)).toBe(true);
    expect(JSON.stringify(answer.fields)).toBe(/_response":(\{.*\}),"sign"/.exec(answer.text)?.[1]);
  });

  it('can escape slashes as production does, and the stock SDK still verifies it', async () => {
    const escaping = await openTill({ escapeSlashes: true });
    const result = await escaping.call('alipay.trade.precreate', { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x' });
    expect(result['qr_code']).toMatch(/^https:\/\/qr\.alipay\.com\/bax/);
    await escaping.close();
  });
});

describe('the log', () => {
  it('keeps neither payment codes nor signatures', async () => {
    const code = till.code();
    await till.call('alipay.trade.pay', { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x', auth_code: code });
    const text = JSON.stringify(till.gateway.log());
    expect(text).not.toContain(code);
    expect(text).not.toMatch(/[A-Za-z0-9+/]{100}/);
  });
});

describe('a restarted gateway', () => {
  it('still knows its orders, apps and keys', async () => {
    const number = freshNumber();
    await till.call('alipay.trade.pay', { out_trade_no: number, total_amount: '3.21', subject: 'x', auth_code: till.code() });
    const order = await till.call('alipay.trade.precreate', { out_trade_no: freshNumber(), total_amount: '4.00', subject: 'x' });
    const saved = till.gateway.exportState();
    const again = await startAlipayGateway({ world: till.world, faults: till.faults, state: saved });
    const answer = await postForm(again.gatewayUrl, signed(till.gateway, queryParams(number)));
    expect(answer.fields).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '3.21' });
    expect(verifiesAsCompactText(till.gateway, answer)).toBe(true);
    expect(again.trades()).toEqual(till.gateway.trades());
    expect(again.appId).toBe(till.gateway.appId);
    expect(again.scanQr(String(order['qr_code']), till.buyer.id)).toMatchObject({ totalFen: 400 });
    expect(again.trades()).toHaveLength(till.gateway.trades().length + 1);
    again.importState(saved);
    expect(again.trades()).toEqual(till.gateway.trades());
    await again.close();
    await expect(startAlipayGateway({ world: till.world, faults: till.faults, state: '{}' })).rejects.toThrow('no saved state');
  });

  it('tells of every change before its answer leaves, and of no change when there was none', async () => {
    let changes = 0;
    const watched = await openTill({ onChange: () => (changes += 1) });
    expect(changes).toBe(1);
    changes = 0;
    await watched.call('alipay.trade.query', { out_trade_no: freshNumber() });
    expect(changes).toBe(0);
    await watched.call('alipay.trade.pay', { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x', auth_code: watched.code() });
    expect(changes).toBe(1);
    await watched.close();
  });
});

