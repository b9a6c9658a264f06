/** The v2 XML interfaces of the simulated WeChat Pay, with a signer and reader of the test's own. */
import { randomBytes } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedCode } from '../../../main/simulator/scenarios.ts';
import type { WechatCredentials } from '../../../main/simulator/wechat/gateway.ts';
import type { Bench } from './till.ts';
import { bench, BUYER, freshNumber } from './till.ts';
import { read, sign, write } from './v2-wire.ts';
import type { Fields } from './v2-wire.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
});
afterAll(() => b.gateway.close());

interface Options {
  readonly key?: string;
  readonly type?: 'MD5' | 'HMAC-SHA256';
  readonly who?: WechatCredentials;
  readonly headers?: Record<string, string>;
}

function requestText(fields: Fields, { key, type = 'MD5', who = b.gateway }: Options = {}): string {
  const whole: Fields = { appid: who.appid, mch_id: who.mchid, nonce_str: randomBytes(16).toString('hex'), ...(type === 'MD5' ? {} : { sign_type: type }), ...fields };
  return write({ ...whole, sign: sign(whole, key ?? who.apiV2Key, type) });
}

/** Sends a request and, if the answer is signed, checks its signature with the same algorithm. */
async function call(path: string, fields: Fields, options: Options = {}): Promise<Fields> {
  const response = await fetch(b.gateway.baseUrl + path, { method: 'POST', headers: { 'Content-Type': 'text/xml', ...options.headers }, body: requestText(fields, options) });
  const answer = read(await response.text());
  const expected = answer['return_code'] === 'FAIL' ? undefined : sign(answer, options.key ?? (options.who ?? b.gateway).apiV2Key, options.type);
  if (answer['sign'] !== expected) throw new Error('the answer is not signed as it should be');
  return answer;
}

const micropay = (number: string, more: Fields = {}): Fields => ({ body: '收银台消费', out_trade_no: number, total_fee: '100', spbill_create_ip: '127.0.0.1', auth_code: b.world.issueCode(BUYER).code, ...more });
const pay = (number: string, more: Fields = {}, options: Options = {}): Promise<Fields> => call('/pay/micropay', micropay(number, more), options);
const query = (number: string): Promise<Fields> => call('/pay/orderquery', { out_trade_no: number });
const as = async (mood: 'asks-pin' | 'no-money', number: string): Promise<Fields> => {
  b.world.buyerOf('wechat').mood = mood;
  const answer = await pay(number);
  b.world.buyerOf('wechat').mood = 'pays-at-once';
  return answer;
};

describe('micropay', () => {
  test.each(['MD5', 'HMAC-SHA256'] as const)('pays and answers signed with %s', async (type) => {
    const number = freshNumber();
    const answer = await pay(number, {}, { type });
    expect(answer).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS', out_trade_no: number, total_fee: '100', openid: BUYER, trade_type: 'MICROPAY' });
    expect(answer['time_end']).toBe('20261121100000');
    expect(await query(number)).toMatchObject({ trade_state: 'SUCCESS', transaction_id: answer['transaction_id'] });
  });

  test('a wrong key, a missing field, a bad amount, a GET and broken XML are refused', async () => {
    expect(await pay(freshNumber(), {}, { key: 'x'.repeat(32) }).catch((error: unknown) => error)).toMatchObject({ return_code: 'FAIL', return_msg: '签名错误' });
    expect(await pay(freshNumber(), { auth_code: '' })).toMatchObject({ return_code: 'FAIL' });
    expect(await pay(freshNumber(), { total_fee: '1.5' })).toMatchObject({ result_code: 'FAIL', err_code: 'PARAM_ERROR' });
    expect(await (await fetch(`${b.gateway.baseUrl}/pay/micropay`)).text()).toContain('post');
  });

  test('a call that names no app lacks a parameter, and one in GBK is told so', async () => {
    expect(await call('/pay/orderquery', { out_trade_no: freshNumber(), appid: '' })).toMatchObject({ return_code: 'FAIL', error_code: 'LACK_PARAMS' });
    const gbk = Buffer.from('<xml><body>\xb2\xe8</body></xml>', 'latin1');
    const answer = read(await (await fetch(`${b.gateway.baseUrl}/pay/micropay`, { method: 'POST', body: gbk })).text());
    expect(answer).toMatchObject({ return_code: 'FAIL', error_code: 'NOT_UTF8' });
  });

  test.each([
    ['a document type', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><mch_id>&a;</mch_id></xml>'],
    ['an unknown entity', '<xml><mch_id>&a;</mch_id></xml>'],
    ['nested fields', '<xml><mch_id><a>1</a></mch_id></xml>'],
    ['a field twice', '<xml><mch_id>1</mch_id><mch_id>2</mch_id></xml>'],
    ['an attribute', '<xml><mch_id a="1">1</mch_id></xml>'],
    ['no XML', '{"mch_id":"1"}'],
  ])('XML with %s is refused', async (_, body) => {
    const text = await (await fetch(`${b.gateway.baseUrl}/pay/micropay`, { method: 'POST', body })).text();
    expect(text).toContain('XML格式错误');
  });

  test('whatever a stock XML writer makes of quotes, line ends and empty fields is read, and signed over what it means', async () => {
    const fields: Fields = { appid: b.gateway.appid, mch_id: b.gateway.mchid, nonce_str: 'n', ...micropay(freshNumber(), { body: 'A&B ]]> "C" 菜', attach: '' }) };
    const body = write({ ...fields, body: 'BODY', sign: sign(fields, b.gateway.apiV2Key) })
      .replace('<![CDATA[BODY]]>', 'A&#38;B <![CDATA[]]]]><![CDATA[>]]> &#34;C&#x22; &#x83dc;')
      .replace('<attach><![CDATA[]]></attach>', '<attach/>');
    const answer = read(await (await fetch(`${b.gateway.baseUrl}/pay/micropay`, { method: 'POST', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n` })).text());
    expect(answer).toMatchObject({ result_code: 'SUCCESS' });
    expect(b.gateway.trade(answer['out_trade_no'] ?? '')?.subject).toBe('A&B ]]> "C" 菜');
  });

  test('waiting, refused and repeated payments carry v2’s own codes', async () => {
    expect(await as('asks-pin', freshNumber())).toMatchObject({ result_code: 'FAIL', err_code: 'USERPAYING' });
    expect(await as('no-money', freshNumber())).toMatchObject({ err_code: 'NOTENOUGH' });
    const number = freshNumber();
    await pay(number);
    expect(await pay(number, { total_fee: '101' })).toMatchObject({ err_code: 'ORDERPAID' });
    expect(await query(freshNumber())).toMatchObject({ err_code: 'ORDERNOTEXIST' });
  });

  test('a code’s owner can be asked without using the code up', async () => {
    const { code } = b.world.issueCode(BUYER);
    expect(await call('/tools/authcodetoopenid', { auth_code: code })).toMatchObject({ openid: BUYER });
    expect(await pay(freshNumber(), { auth_code: code })).toMatchObject({ result_code: 'SUCCESS' });
  });

  test('a scripted code has an owner as well, unless it is expired or used', async () => {
    const [good, expired] = [scriptedCode('wechat', '0001', 9001), scriptedCode('wechat', '0007', 9002)];
    const owner = (code: string): Promise<Fields> => call('/tools/authcodetoopenid', { auth_code: code });
    expect(await owner(good)).toMatchObject({ openid: BUYER });
    await pay(freshNumber(), { auth_code: good });
    expect(await owner(good)).toMatchObject({ err_code: 'AUTH_CODE_INVALID' });
    expect(await owner(expired)).toMatchObject({ err_code: 'AUTHCODEEXPIRE' });
  });

  test('clients that report how long a call took are thanked', async () => {
    expect(await call('/payitil/report', { interface_url: 'https://api.mch.weixin.qq.com/pay/micropay', execute_time: '120', return_code: 'SUCCESS' })).toMatchObject({ result_code: 'SUCCESS' });
  });

  test('faults strike here too', async () => {
    const number = freshNumber();
    b.faults.add({ gateway: 'wechat', operation: 'pay', fault: { kind: 'system-error', work: true }, times: 1 });
    expect(await pay(number)).toMatchObject({ err_code: 'SYSTEMERROR' });
    expect(await query(number)).toMatchObject({ trade_state: 'SUCCESS' });
    b.faults.add({ gateway: 'wechat', operation: 'query', fault: { kind: 'wrong-content', flaw: 'amount' }, times: 1 });
    expect(await query(number)).toMatchObject({ total_fee: '101' });
  });
});

describe('reverse', () => {
  test('gives a paid order back; in the PIN box it says recall', async () => {
    const number = freshNumber();
    await pay(number);
    expect(await call('/secapi/pay/reverse', { out_trade_no: number })).toMatchObject({ result_code: 'SUCCESS', recall: 'N' });
    expect(await query(number)).toMatchObject({ trade_state: 'REVOKED' });
    const waiting = freshNumber();
    await as('asks-pin', waiting);
    expect(await call('/secapi/pay/reverse', { out_trade_no: waiting })).toMatchObject({ result_code: 'FAIL', recall: 'Y' });
    b.clock.pass(15_000);
    expect(await call('/secapi/pay/reverse', { out_trade_no: waiting })).toMatchObject({ recall: 'N' });
  });

  test('a system error says recall', async () => {
    const number = freshNumber();
    await pay(number);
    b.faults.add({ gateway: 'wechat', operation: 'cancel', fault: { kind: 'system-error', work: false }, times: 1 });
    expect(await call('/secapi/pay/reverse', { out_trade_no: number })).toMatchObject({ err_code: 'SYSTEMERROR', recall: 'Y' });
  });
});

describe('refund, QR, bill', () => {
  test('a refund is accepted, repeated harmlessly, and found by each of its numbers', async () => {
    const number = freshNumber();
    const paid = await pay(number);
    const refund = (): Promise<Fields> => call('/secapi/pay/refund', { out_trade_no: number, out_refund_no: `R${number}`, total_fee: '100', refund_fee: '30' });
    const first = await refund();
    expect((await refund())['refund_id']).toBe(first['refund_id']);
    b.clock.pass(5_000);
    for (const by of [{ refund_id: first['refund_id'] ?? '' }, { out_refund_no: `R${number}` }, { transaction_id: paid['transaction_id'] ?? '' }, { out_trade_no: number }]) {
      expect(await call('/pay/refundquery', by)).toMatchObject({ refund_count: '1', refund_status_0: 'SUCCESS', refund_fee_0: '30' });
    }
    expect(await call('/pay/refundquery', { out_refund_no: 'none' })).toMatchObject({ err_code: 'REFUNDNOTEXIST' });
  });

  test('of many refunds ten are shown at a time, the others from an offset on', async () => {
    const number = freshNumber();
    await pay(number);
    for (let part = 0; part < 12; part += 1) {
      await call('/secapi/pay/refund', { out_trade_no: number, out_refund_no: `R${part}${number}`, total_fee: '100', refund_fee: '1' });
      b.clock.pass(60_000);
    }
    const first = await call('/pay/refundquery', { out_trade_no: number });
    expect(first).toMatchObject({ refund_count: '10', total_refund_count: '12', out_refund_no_9: `R9${number}` });
    expect(first).not.toHaveProperty('out_refund_no_10');
    expect(await call('/pay/refundquery', { out_trade_no: number, offset: '10' })).toMatchObject({ refund_count: '2', total_refund_count: '12', out_refund_no_1: `R11${number}` });
    expect(await call('/pay/refundquery', { out_trade_no: number, offset: '12' })).toMatchObject({ err_code: 'PARAM_ERROR' });
  });

  test('a QR order is ordered, scanned, paid; another one closed', async () => {
    const native = (number: string): Promise<Fields> =>
      call('/pay/unifiedorder', { body: '货', out_trade_no: number, total_fee: '100', spbill_create_ip: '127.0.0.1', notify_url: 'https://shop.example/n', trade_type: 'NATIVE' });
    const [paid, closed] = [freshNumber(), freshNumber()];
    b.gateway.scanQr((await native(paid))['code_url'] ?? '', BUYER);
    b.gateway.confirm(paid, BUYER);
    expect(await query(paid)).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'NATIVE' });
    await native(closed);
    expect(await call('/pay/closeorder', { out_trade_no: closed })).toMatchObject({ result_code: 'SUCCESS' });
    expect(await query(closed)).toMatchObject({ trade_state: 'CLOSED' });
    expect(await call('/pay/closeorder', { out_trade_no: paid })).toMatchObject({ err_code: 'ORDERPAID' });
  });

  test('the flow of funds wants HMAC-SHA256, and is unpacked to what was asked', async () => {
    const fundFlow = async (type: 'MD5' | 'HMAC-SHA256'): Promise<Buffer> => {
      const response = await fetch(`${b.gateway.baseUrl}/pay/downloadfundflow`, { method: 'POST', body: requestText({ bill_date: '20261121', account_type: 'Basic', tar_type: 'GZIP' }, { type }) });
      return Buffer.from(await response.arrayBuffer());
    };
    b.clock.at = Date.parse('2026-11-21T10:00:00+08:00');
    await pay(freshNumber());
    b.clock.at = Date.parse('2026-11-22T10:00:00+08:00');
    expect((await fundFlow('MD5')).toString()).toContain('HMAC-SHA256');
    expect(gunzipSync(await fundFlow('HMAC-SHA256')).toString()).toContain('资金流水总笔数');
  });

  test('the bill of a day comes as text with a byte order mark', async () => {
    b.clock.at = Date.parse('2026-11-21T10:00:00+08:00');
    await pay(freshNumber());
    expect(await call('/pay/downloadbill', { bill_date: '20261121' }).catch((error: unknown) => error)).toMatchObject({ return_code: 'FAIL', error_code: 'NO_BILL_EXIST' });
    expect(await call('/pay/downloadbill', { bill_date: '2026-11-21' }).catch((error: unknown) => error)).toMatchObject({ return_code: 'FAIL', error_code: 'PARAM_ERROR' });
    b.clock.at = Date.parse('2026-11-22T10:00:00+08:00');
    const response = await fetch(`${b.gateway.baseUrl}/pay/downloadbill`, { method: 'POST', body: requestText({ bill_date: '20261121' }) });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.subarray(0, 3).toString('hex'), bytes.toString().includes('`MICROPAY')]).toEqual(['efbbbf', true]);
  });
});

describe('sandboxes and test headers', () => {
  test.each([
    ['/xdc/apiv2sandbox', '/xdc/apiv2getsignkey/sign/getsignkey'],
    ['/sandboxnew', '/sandboxnew/pay/getsignkey'],
  ])('%s pays with the sandbox key only', async (prefix, keyPath) => {
    const key = (await call(keyPath, {}))['sandbox_signkey'] ?? '';
    expect(key).toHaveLength(32);
    const number = freshNumber();
    const fields = { ...micropay(number), auth_code: `12${number.replace('T', '0000000')}` };
    expect(await call(`${prefix}/pay/micropay`, fields, { key })).toMatchObject({ result_code: 'SUCCESS' });
    expect(await call(`${prefix}/pay/orderquery`, { out_trade_no: number }, { key })).toMatchObject({ trade_state: 'SUCCESS' });
    expect(await call(`${prefix}/pay/micropay`, fields)).toMatchObject({ return_code: 'FAIL' });
  });

  test.each(['/sandboxnew/pay', '/sandboxnew/secapi/pay', '/xdc/apiv2sandbox/secapi/pay'])('%s gives back and reverses', async (path) => {
    const key = (await call('/sandboxnew/pay/getsignkey', {}))['sandbox_signkey'] ?? '';
    const [refunded, reversed] = [freshNumber(), freshNumber()];
    for (const number of [refunded, reversed]) await call('/sandboxnew/pay/micropay', micropay(number), { key });
    expect(await call(`${path}/refund`, { out_trade_no: refunded, out_refund_no: `R${refunded}`, total_fee: '100', refund_fee: '100' }, { key })).toMatchObject({ result_code: 'SUCCESS' });
    expect(await call(`${path}/reverse`, { out_trade_no: reversed }, { key })).toMatchObject({ result_code: 'SUCCESS', recall: 'N' });
  });

  test('in a sandbox the cents of the amount choose the ending', async () => {
    const key = (await call('/sandboxnew/pay/getsignkey', {}))['sandbox_signkey'] ?? '';
    const endings = ['1.01', '1.02', '1.05', '1.06', '1.07', '1.09'].map(async (yuan) =>
      (await call('/sandboxnew/pay/micropay', micropay(freshNumber(), { total_fee: yuan.replace('.', '') }), { key }))['err_code'] ?? 'SUCCESS');
    expect(await Promise.all(endings)).toEqual(['SUCCESS', 'USERPAYING', 'NOTENOUGH', 'AUTH_CODE_INVALID', 'AUTHCODEEXPIRE', 'SYSTEMERROR']);
    expect(await pay(freshNumber(), { total_fee: '105' })).toMatchObject({ result_code: 'SUCCESS' });
  });

  test('Wechatpay-Negative-Test chooses the ending', async () => {
    const test = (name: string): Options => ({ headers: { 'Wechatpay-Negative-Test': name } });
    expect(await pay(freshNumber(), {}, test('MICROPAY_USERPAYING'))).toMatchObject({ err_code: 'USERPAYING' });
    const declined = freshNumber();
    await pay(declined, {}, test('MICROPAY_PAYERROR'));
    b.clock.pass(5_000);
    expect(await query(declined)).toMatchObject({ trade_state: 'PAYERROR' });
    const lost = freshNumber();
    await expect(pay(lost, {}, test('MICROPAY_TIMEOUT'))).rejects.toThrow('fetch failed');
    expect(await query(lost)).toMatchObject({ trade_state: 'SUCCESS' });
  });
});

test('a service provider needs sub_mch_id', async () => {
  const who = await b.gateway.registerMerchant({ kind: 'partner' });
  const sub = who.subMerchants[0]?.mchid ?? '';
  expect(await pay(freshNumber(), {}, { who })).toMatchObject({ result_code: 'FAIL', err_code: 'PARAM_ERROR' });
  expect(await pay(freshNumber(), { sub_mch_id: sub }, { who })).toMatchObject({ result_code: 'SUCCESS', sub_mch_id: sub });
  expect(b.gateway.balanceOf(sub)).toBe(100);
});

describe('with mutual TLS', () => {
  let secure: Bench;
  beforeAll(async () => {
    secure = await bench({ mutualTls: true });
  });
  afterAll(() => secure.gateway.close());

  function post(path: string, body: string, certificate: boolean): Promise<string> {
    const { gateway } = secure;
    const own = certificate ? { key: gateway.merchantPrivateKeyPem, cert: gateway.merchantCertificatePem } : {};
    return new Promise((resolve, reject) => {
      const request = httpsRequest(`${gateway.secureBaseUrl}${path}`, { method: 'POST', ca: gateway.authorityCertificatePem, servername: 'api.mch.weixin.qq.com', ...own }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
      });
      request.on('error', reject).end(body);
    });
  }

  test('a reverse without the merchant’s certificate is refused, with it is done', async () => {
    const who = secure.gateway;
    const number = freshNumber();
    const paid = await post('/pay/micropay', requestText({ ...micropay(number), auth_code: secure.world.issueCode(BUYER).code }, { who }), false);
    expect(paid).toContain('MICROPAY');
    const reverse = requestText({ out_trade_no: number }, { who });
    expect(await post('/secapi/pay/reverse', reverse, false)).toContain('证书');
    expect(secure.gateway.trade(number)?.state).toBe('paid');
    expect(await post('/secapi/pay/reverse', reverse, true)).toContain('recall');
    expect(secure.gateway.trade(number)?.state).toBe('reversed');
    expect(await (await fetch(`${who.baseUrl}/secapi/pay/reverse`, { method: 'POST', body: reverse })).text()).toContain('证书');
  });
});
