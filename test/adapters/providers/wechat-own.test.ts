/** What is WeChat Pay's alone: signatures by serial, states, codes in two spellings, reverse and close, the life of refunds. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HttpDoor } from '../../../main/adapters/http.ts';
import { JsonLog } from '../../../main/adapters/log.ts';
import { WechatProvider } from '../../../main/adapters/providers/wechat/client.ts';
import { failureCode, LISTED_CODES } from '../../../main/adapters/providers/wechat/codes.ts';
import type { PublicKeyMode, ShopSettings } from '../../../main/adapters/providers/wechat/settings.ts';
import { checkSignature, platformKeys } from '../../../main/adapters/providers/wechat/signature.ts';
import { cancelRefused, payAnswer, queryAnswer, queryRefused, refundAnswer, refundQueryAnswer, refusedOrUncertain } from '../../../main/adapters/providers/wechat/wire.ts';
import { nextStep } from '../../../main/domain/failure.ts';
import { fen } from '../../../main/domain/money.ts';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { WechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import { issueCertificate } from '../../../main/simulator/x509.ts';
import { httpAnswer, startRawServer } from '../raw-server.ts';
import { Bench } from './bench.ts';
import { wechatParts } from './wechat-parts.ts';

const MERCHANT = { appid: 'wx0123456789abcdef', mchid: '1600000001' };
const ORDER = { outTradeNo: 'GTM00101000017', amount: fen(1999), kind: 'barcode' } as const;
const REFUND = { outTradeNo: ORDER.outTradeNo, outRefundNo: 'GTR00101000017', amount: fen(500), total: fen(1999), reason: '' };
const NOW = Date.parse('2026-11-21T04:00:00Z');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('the signature of an answer', () => {
  const body = Buffer.from('{"trade_state":"SUCCESS"}');
  const headersFor = (text: Buffer, at = NOW, serial = 'PUB_KEY_ID_01'): Record<string, string> => {
    const timestamp = String(Math.floor(at / 1000));
    const signed = Buffer.concat([Buffer.from(`${timestamp}\nnonce\n`), text, Buffer.from('\n')]);
    return {
      'wechatpay-timestamp': timestamp, 'wechatpay-nonce': 'nonce', 'wechatpay-serial': serial,
      'wechatpay-signature': sign('RSA-SHA256', signed, privateKey).toString('base64'), 'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    };
  };
  const keys = platformKeys({ PUB_KEY_ID_01: PEM });

  it('is good over the raw bytes, and over none (204)', () => {
    expect(checkSignature(headersFor(body), body, keys, NOW)).toBe('good');
    expect(checkSignature(headersFor(Buffer.alloc(0)), Buffer.alloc(0), keys, NOW)).toBe('good');
    expect(checkSignature(headersFor(body), Buffer.from('{"trade_state": "SUCCESS"}'), keys, NOW)).toBe('wrong');
  });

  it('may be made with a platform certificate; its serial number is written in either case', () => {
    const certificate = issueCertificate({
      subject: { C: 'CN', O: 'Tenpay', OU: 'Test', CN: 'Tenpay.com' }, serialNumber: '5a01', publicKey, signWith: privateKey,
      notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01'),
    });
    const known = platformKeys({ '5A01': certificate });
    expect(checkSignature(headersFor(body, NOW, '5a01'), body, known, NOW)).toBe('good');
    expect(checkSignature(headersFor(body, NOW, '5A02'), body, known, NOW)).toBe('unknown_key');
  });

  it('is stale five minutes off in either direction', () => {
    expect(checkSignature(headersFor(body, NOW - 299_000), body, keys, NOW)).toBe('good');
    expect(checkSignature(headersFor(body, NOW - 300_000), body, keys, NOW)).toBe('stale');
    expect(checkSignature(headersFor(body, NOW + 300_000), body, keys, NOW)).toBe('stale');
    expect(checkSignature({ ...headersFor(body), 'wechatpay-timestamp': 'NaN' }, body, keys, NOW)).toBe('stale');
  });

  it.each(['timestamp', 'nonce', 'signature', 'serial'])('without its %s it is missing', (name) => {
    const { [`wechatpay-${name}`]: _left, ...rest } = headersFor(body);
    expect(checkSignature(rest, body, keys, NOW)).toBe('missing');
  });

  it('of WeChat Pay\'s own probes, and of another kind, is wrong', () => {
    expect(checkSignature({ ...headersFor(body), 'wechatpay-signature': `WECHATPAY/SIGNTEST/${'A'.repeat(300)}` }, body, keys, NOW)).toBe('wrong');
    expect(checkSignature({ ...headersFor(body), 'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3' }, body, keys, NOW)).toBe('wrong');
  });
});

describe('states', () => {
  const named = { ...MERCHANT, out_trade_no: ORDER.outTradeNo, transaction_id: '4200', amount: { total: 1999, payer_total: 1999, currency: 'CNY' } };
  const query = (fields: object) => queryAnswer({ ...named, ...fields }, ORDER, MERCHANT);

  it('SUCCESS counts with number, merchant, amount and transaction', () => {
    expect(query({ trade_state: 'SUCCESS', success_time: '2026-11-21T12:00:01+08:00' })).toEqual({ kind: 'paid', tradeNo: '4200', paidAt: Date.parse('2026-11-21T04:00:01Z') });
    expect(query({ trade_state: 'SUCCESS', amount: { total: 1999, payer_total: 1499 } })).toMatchObject({ kind: 'paid', payerAmount: 1499 });
  });

  it.each(['out_trade_no', 'mchid', 'transaction_id', 'amount'])('SUCCESS without %s is no payment', (field) => {
    expect(query({ trade_state: 'SUCCESS', [field]: undefined })).toEqual({ kind: 'uncertain', failure: { code: 'bad_answer' } });
  });

  it.each([1, 19.99, '1999', null])('SUCCESS with the amount %j is no payment of ours', (total) => {
    expect(query({ trade_state: 'SUCCESS', amount: { total } }).kind).toMatch(/^(mismatch|uncertain)$/);
  });

  it('another currency or another app is a mismatch', () => {
    expect(query({ trade_state: 'SUCCESS', amount: { total: 1999, currency: 'HKD' } })).toMatchObject({ kind: 'mismatch', mismatch: { kind: 'amount' } });
    expect(query({ trade_state: 'SUCCESS', appid: 'wxother' })).toMatchObject({ kind: 'mismatch', mismatch: { kind: 'merchant' } });
  });

  it('a payment that waits for the PIN names nothing but its state', () => {
    expect(payAnswer({ trade_state: 'USERPAYING' }, ORDER, MERCHANT)).toEqual({ kind: 'waiting' });
    expect(queryAnswer({ trade_state: 'CLOSED' }, ORDER, MERCHANT)).toMatchObject({ kind: 'uncertain' });
  });

  it.each([
    ['NOTPAY', { kind: 'waiting' }], ['ACCEPT', { kind: 'waiting' }], ['CLOSED', { kind: 'closed', wasPaid: false }], ['REVOKED', { kind: 'closed' }],
    ['PAYERROR', { kind: 'failed', failure: { code: 'payment_failed', providerCode: 'PAYERROR' } }],
    ['REFUND', { kind: 'mismatch', mismatch: { kind: 'refunded_elsewhere', got: '4200' } }],
    ['SOMETHING_NEW', { kind: 'uncertain', failure: { code: 'bad_answer' } }],
  ])('%s', (trade_state, expected) => {
    expect(query({ trade_state })).toEqual(expected);
  });

  it('a reversed order that shows when it was paid had been paid', () => {
    expect(query({ trade_state: 'REVOKED', success_time: '2026-11-21T12:00:01+08:00' })).toEqual({ kind: 'closed', wasPaid: true });
  });
});

describe('refusals', () => {
  const refusal = (status: number, code: string) => ({ status, code, message: '', clockIsWrong: false });

  it('every listed code has a decision in every area; not listed means: ask first', () => {
    for (const code of LISTED_CODES) for (const area of ['pay', 'cancel', 'refund'] as const) expect(nextStep(failureCode(code, area))).toBeTruthy();
    expect(failureCode('NEVER_HEARD_OF', 'pay')).toBe('unlisted');
    expect(failureCode('constructor', 'pay')).toBe('unlisted');
  });

  it.each([['NOT_ENOUGH', 'NOTENOUGH'], ['AUTH_CODE_EXPIRE', 'AUTHCODEEXPIRE'], ['ORDER_PAID', 'ORDERPAID'], ['SYSTEM_ERROR', 'SYSTEMERROR']])('%s and %s are the same', (one, other) => {
    expect(failureCode(one, 'pay')).toBe(failureCode(other, 'pay'));
    expect(failureCode(one, 'pay')).not.toBe('unlisted');
  });

  it('nothing that comes with a 5xx is a definite no', () => {
    expect(refusedOrUncertain(refusal(400, 'AUTH_CODE_INVALID'), 'pay').kind).toBe('refused');
    for (const code of ['AUTH_CODE_INVALID', 'NO_AUTH', 'SYSTEM_ERROR', 'NEVER_HEARD_OF']) expect(refusedOrUncertain(refusal(500, code), 'pay').kind).toBe('uncertain');
  });

  it('"no such order" is believed with a 404 only', () => {
    expect(queryRefused(refusal(404, 'ORDER_NOT_EXIST'))).toEqual({ kind: 'absent' });
    expect(queryRefused(refusal(400, 'ORDER_NOT_EXIST'))).toMatchObject({ kind: 'uncertain' });
    expect(cancelRefused(refusal(404, 'ORDER_NOT_EXIST'))).toEqual({ kind: 'done', effect: 'nothing_there' });
    expect(cancelRefused(refusal(500, 'ORDER_NOT_EXIST'))).toMatchObject({ kind: 'uncertain' });
  });
});

describe('the life of a refund', () => {
  const body = { out_refund_no: REFUND.outRefundNo, out_trade_no: REFUND.outTradeNo, amount: { refund: 500, total: 1999 } };

  it.each([['SUCCESS', 'done', 'done'], ['PROCESSING', 'accepted', 'accepted'], ['ABNORMAL', 'accepted', 'abnormal'], ['CLOSED', 'refused', 'closed']])(
    '%s is %s at the refund and %s at the query', (status, atRefund, atQuery) => {
      expect(refundAnswer({ ...body, status }, REFUND).kind).toBe(atRefund);
      expect(refundQueryAnswer({ ...body, status }, REFUND).kind).toBe(atQuery);
    },
  );

  it('another number or amount is not our refund', () => {
    expect(refundAnswer({ ...body, status: 'SUCCESS', out_refund_no: 'GTR9' }, REFUND).kind).toBe('uncertain');
    expect(refundAnswer({ ...body, status: 'SUCCESS', amount: { refund: 501, total: 1999 } }, REFUND)).toMatchObject({ failure: { code: 'refund_differs' } });
  });
});

describe('with the gateway', () => {
  let bench: Bench<WechatGateway>;
  beforeAll(async () => {
    bench = await Bench.open({ ...wechatParts, start: (options) => startWechatGateway({ ...options, userPayingStatus: 200, mode: 'certificate' }) });
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    bench.buyer.mood = 'pays-at-once';
  });

  const misconfigured = (changes: Partial<ShopSettings & PublicKeyMode>, aheadMs = 0) => {
    const clock = { now: () => bench.world.clock.now() + aheadMs, at: () => () => undefined };
    const { appid, mchid, merchantSerial, merchantPrivateKeyPem: privateKeyPem, publicKeyId, publicKeyPem, baseUrl } = bench.gateway;
    const settings = { appid, mchid, merchantSerial, privateKeyPem, publicKeyId, publicKeyPem, baseUrl, storeOutId: 'S001', notifyUrl: 'https://shop.example.com/n', ...changes };
    const log = new JsonLog(clock, (line) => bench.logLines.push(line));
    return new WechatProvider(settings, new HttpDoor({ origins: [settings.baseUrl] }, clock, log), clock, log);
  };

  it('every request names the public key: a merchant that has certificates as well is answered with it', async () => {
    expect((await bench.provider.pay(bench.payRequest())).answer.kind).toBe('paid');
  });

  it('a payment that waits is the same with 200 as with 202', async () => {
    bench.buyer.mood = 'asks-pin';
    expect((await bench.provider.pay(bench.payRequest())).answer).toEqual({ kind: 'waiting' });
  });

  it('a reverse while the customer is at the PIN box is asked again, not given up', async () => {
    bench.buyer.mood = 'asks-pin';
    const order = bench.order();
    await bench.provider.pay(bench.payRequest(order));
    expect((await bench.provider.cancel(order)).answer).toEqual({ kind: 'again' });
    bench.pass(20_000);
    expect((await bench.provider.cancel(order)).answer).toEqual({ kind: 'done', effect: 'unsaid' });
  });

  it('a customer who pressed "no" is a failed payment, which may be closed at once', async () => {
    bench.buyer.mood = 'asks-pin';
    const order = bench.order();
    await bench.provider.pay(bench.payRequest(order));
    bench.gateway.decline(order.outTradeNo, bench.buyer.id);
    expect((await bench.provider.query(order)).answer).toMatchObject({ kind: 'failed', failure: { code: 'payment_failed' } });
  });

  it('an order that was refunded meanwhile is for a person to look at', async () => {
    const order = await bench.paidOrder();
    await bench.provider.refund(bench.refundRequest(order, fen(1)));
    expect((await bench.provider.query(order)).answer).toMatchObject({ kind: 'mismatch', mismatch: { kind: 'refunded_elsewhere' } });
  });

  it('a refund that fails at the bank is abnormal, and one that WeChat Pay closes is refused', async () => {
    for (const [ending, expected] of [['ABNORMAL', 'abnormal'], ['CLOSED', 'closed']] as const) {
      bench.gateway.setRefundPolicy({ settlesAfterMs: 1_000, ending });
      const request = bench.refundRequest(await bench.paidOrder());
      expect((await bench.provider.refund(request)).answer).toEqual({ kind: 'accepted' });
      bench.pass(2_000);
      expect((await bench.provider.queryRefund(request)).answer).toMatchObject({ kind: expected });
    }
  });

  it('a shop without balance cannot give back, and is told so', async () => {
    const order = await bench.paidOrder();
    bench.gateway.setBalance(bench.gateway.mchid, 0);
    expect((await bench.provider.refund(bench.refundRequest(order))).answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_balance' } });
  });

  it('a long Chinese subject is cut at a character and accepted; so is a shop’s name of emoji, which APIv3 does not know', async () => {
    for (const subject of ['柜台🥬'.repeat(40), '🥬']) {
      const order = bench.order();
      expect((await bench.provider.pay({ ...bench.payRequest(order), subject })).answer.kind).toBe('paid');
      expect(bench.gateway.trade(order.outTradeNo)?.subject).not.toContain('🥬');
    }
  });

  it('the wrong private key: a no that names the keys', async () => {
    const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const answered = await misconfigured({ privateKeyPem: pem }).pay(bench.payRequest());
    expect(answered.answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_config', providerCode: 'SIGN_ERROR' } });
  });

  it('an echo of the payment code is taken out of the provider\'s words', async () => {
    const request = bench.payRequest();
    const echo = JSON.stringify({ code: 'PARAM_ERROR', message: `auth_code ${request.code} 无效` });
    const server = await startRawServer((socket) => socket.end(httpAnswer(echo, 'HTTP/1.1 400 Bad Request')));
    const answered = await misconfigured({ baseUrl: server.origin }).pay(request);
    await server.close();
    expect(answered.trace.providerText).toBe(`auth_code ***${request.code.slice(-4)} 无效`);
    expect(JSON.stringify(answered)).not.toContain(request.code);
  });

  it('a clock that is an hour off is named as the reason', async () => {
    expect((await misconfigured({}, 3_600_000).pay(bench.payRequest())).answer).toMatchObject({ kind: 'refused', failure: { code: 'clock_wrong' } });
  });

  it('somebody else\'s public key under the right name: paid or not, nothing is believed', async () => {
    const request = bench.payRequest();
    expect((await misconfigured({ publicKeyPem: PEM }).pay(request)).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect(bench.held(request)).toBe(1999);
  });

  it('a key that cannot be read is found when the till is set up, not at the first customer', () => {
    expect(() => misconfigured({ publicKeyPem: 'not a key' })).toThrow('is not a key');
    expect(() => misconfigured({ platformCertificates: { AB: 'not a certificate' } })).toThrow('no PEM certificate');
  });
});
