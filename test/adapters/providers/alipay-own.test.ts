/** What is Alipay's alone: its envelope, its codes, its retry flag, its limits. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnswer } from '../../../main/adapters/providers/alipay/answer.ts';
import { AlipayProvider } from '../../../main/adapters/providers/alipay/client.ts';
import type { AlipaySettings } from '../../../main/adapters/providers/alipay/settings.ts';
import { failureCode, LISTED_SUB_CODES } from '../../../main/adapters/providers/alipay/codes.ts';
import type { Area } from '../../../main/adapters/providers/alipay/codes.ts';
import { chinaTime, parseChinaTime } from '../../../main/adapters/providers/alipay/china-time.ts';
import { cancelAnswer, payAnswer, queryAnswer, refundAnswer, refundQueryAnswer } from '../../../main/adapters/providers/alipay/wire.ts';
import { HttpDoor } from '../../../main/adapters/http.ts';
import { JsonLog } from '../../../main/adapters/log.ts';
import { nextStep } from '../../../main/domain/failure.ts';
import { fen } from '../../../main/domain/money.ts';
import type { AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import { httpAnswer, startRawServer } from '../raw-server.ts';
import { alipayParts } from './alipay-parts.ts';
import { Bench } from './bench.ts';
import { signedAnswer } from './signed-answer.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ORDER = { outTradeNo: 'GTM00101000017', amount: fen(1999), kind: 'barcode' } as const;
const REFUND = { outTradeNo: ORDER.outTradeNo, outRefundNo: 'GTR00101000017', amount: fen(500), total: fen(1999), reason: '' };
const DAY_MS = 86_400_000;
/** Documented sub codes by method, and the gateway's own. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(new URL('../../fixtures/alipay/error-codes.json', import.meta.url), 'utf8'));

type KeyMode = Extract<AlipaySettings, { alipayPublicKeyPem: string }>;

describe('the envelope', () => {
  const METHOD = 'alipay.trade.pay';
  const node = '{"code":"10000","msg":"a \\"}{\\" b","out_trade_no":"7","nested":{"sign":"x","list":[{"a":1},[2]]}}';
  const open = (text: string | Buffer) => openAnswer(Buffer.from(text), METHOD, () => [publicKey]);

  it('is believed over exactly the characters that were signed', () => {
    expect(open(signedAnswer('alipay_trade_pay_response', node, privateKey))).toEqual({ kind: 'node', text: node, signature: 'good' });
    const spaced = signedAnswer('alipay_trade_pay_response', node, privateKey).replace('":{', '" : \n {').replace(',"sign"', ' , "sign"');
    expect(open(spaced)).toEqual({ kind: 'node', text: node, signature: 'good' });
  });

  it('may carry a certificate number and escaped slashes', () => {
    const slashes = '{"code":"10000","qr_code":"https:\\/\\/qr.alipay.com\\/bax"}';
    const text = signedAnswer('alipay_trade_pay_response', slashes, privateKey).replace(',"sign"', ',"alipay_cert_sn":"ab12","sign"');
    expect(open(text)).toEqual({ kind: 'node', text: slashes, signature: 'good' });
  });

  it('one changed character makes it unbelievable', () => {
    expect(open(signedAnswer('alipay_trade_pay_response', node, privateKey).replace('"10000"', '"10001"'))).toMatchObject({ signature: 'bad' });
  });

  it('a second node with the same name does not slip past the signature', () => {
    const forged = signedAnswer('alipay_trade_pay_response', node, privateKey).replace('{"alipay', '{"alipay_trade_pay_response":{"code":"10000"},"alipay');
    expect(open(forged)).toEqual({ kind: 'unreadable' });
  });

  it('the answer to another method is not an answer to this one', () => {
    expect(open(signedAnswer('alipay_trade_query_response', node, privateKey))).toEqual({ kind: 'unreadable' });
  });

  it('error_response is read, and verified as well', () => {
    expect(open(signedAnswer('error_response', '{"code":"40002"}', privateKey))).toEqual({ kind: 'node', text: '{"code":"40002"}', signature: 'good' });
  });

  it.each(['', '[]', 'null', '"text"', '<html>', '{"alipay_trade_pay_response":"x","sign":"y"}', '{"sign":"y"}', '{"alipay_trade_pay_response":{"code":"1'])(
    '%j says nothing', (text) => {
      expect(open(text)).toEqual({ kind: 'unreadable' });
    },
  );

  it('bytes that are not UTF-8 say nothing', () => {
    expect(open(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))).toEqual({ kind: 'unreadable' });
  });

  it.each(['7', 'null', '""', '"no base64 at all"', '{"a":1}'])('a sign of %s is no signature', (sign) => {
    expect(open(`{"alipay_trade_pay_response":${node},"sign":${sign}}`)).not.toMatchObject({ signature: 'good' });
  });
});

describe('codes', () => {
  it('every listed one has a decision in every area; not listed means: ask first', () => {
    for (const subCode of LISTED_SUB_CODES) for (const area of ['pay', 'cancel', 'refund'] as const) expect(nextStep(failureCode('40004', subCode, area))).toBeTruthy();
    expect(failureCode('40004', 'ACQ.NEVER_HEARD_OF', 'pay')).toBe('unlisted');
    expect(failureCode('99999', undefined, 'pay')).toBe('unlisted');
    expect(failureCode('40004', 'constructor', 'pay')).toBe('unlisted');
    expect(failureCode('20000', 'isp.something-new', 'pay')).toBe('system_error');
    expect(failureCode('40002', 'isv.something-new', 'pay')).toBe('bad_request');
  });

  const areaOf = (method: string): Area => (/cancel|close/.test(method) ? 'cancel' : method.includes('refund') ? 'refund' : 'pay');

  it.each(Object.entries(DOCUMENTED))('every code that is documented for %s is in the table', (method, codes) => {
    for (const code of codes) {
      expect([code, LISTED_SUB_CODES.includes(code)]).toEqual([code, true]);
      expect(nextStep(failureCode('40004', code, areaOf(method)))).toBeTruthy();
    }
  });

  it('none is in the table that is not documented: what nobody wrote down is asked for', () => {
    const undocumented = LISTED_SUB_CODES.filter((code) => !Object.values(DOCUMENTED).flat().includes(code));
    // The gateway's own, by the pattern of their documented sisters.
    expect(undocumented).toEqual(['isv.invalid-format', 'isv.invalid-app-cert-sn', 'isv.missing-alipay-root-cert-sn', 'isv.invalid-signature-type', 'isv.invalid-encrypt-type']);
  });

  /** After these the money may be in: each must lead to a question, whatever else the table says. */
  it.each([
    'ACQ.SYSTEM_ERROR', 'AQC.SYSTEM_ERROR', 'ACQ.TRADE_HAS_SUCCESS', 'ACQ.CONTEXT_INCONSISTENT', 'ACQ.TRADE_STATUS_ERROR', 'ACQ.TRADE_HAS_FINISHED', 'ACQ.REASON_TRADE_REFUND_FEE_ERR',
    'ACQ.REASON_TRADE_BEEN_FREEZEN', 'isp.unknow-error', 'aop.unknow-error', 'aop.unsupport-operation', 'isv.app-call-limited', 'isv.method-call-limited', 'ACQ.ENTERPRISE_PAY_BIZ_ERROR',
  ])('%s may stand behind a payment', (code) => {
    expect(nextStep(failureCode('40004', code, 'pay'))).toBe('query_first');
  });

  it.each(['ACQ.TRADE_HAS_SUCCESS', 'ACQ.CONTEXT_INCONSISTENT', 'ACQ.SYSTEM_ERROR', 'aop.unknow-error', 'ACQ.NEVER_HEARD_OF'])('%s on pay is not a no', (sub_code) => {
    expect(payAnswer({ code: '40004', sub_code }, {}, ORDER)).toMatchObject({ kind: 'uncertain', failure: { providerCode: sub_code } });
  });
});

describe('a refusal at the door', () => {
  const refused = (code: string, sub_code?: string) => payAnswer({ code, ...(sub_code !== undefined && { sub_code }) }, {}, ORDER);

  it.each([['40002', 'isv.invalid-signature'], ['40001', 'isv.missing-signature'], ['40006', 'isv.insufficient-isv-permissions'], ['20001', 'aop.invalid-app-auth-token'], ['40002', 'isv.invalid-app-cert-sn']])(
    '%s %s: no copy of the request was carried out', (code, subCode) => {
      expect(refused(code, subCode)).toMatchObject({ kind: 'refused', unprocessed: true });
    },
  );

  it.each([['40002', 'isv.invalid-timestamp'], ['40002', 'isv.invalid-parameter'], ['40002', 'isv.code-invalid'], ['40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID'], ['20001', 'aop.app-auth-token-time-out'], ['40002', undefined]])(
    '%s %s: an earlier copy may have been carried out, a query decides', (code, subCode) => {
      expect(refused(code, subCode)).not.toHaveProperty('unprocessed');
    },
  );

  it.each(['40005', '20000'])('%s is no refusal at all', (code) => {
    expect(refused(code, 'isv.invalid-signature-limit')).toMatchObject({ kind: 'uncertain' });
  });
});

describe('what fields mean', () => {
  const paid = { out_trade_no: ORDER.outTradeNo, trade_no: '2026', total_amount: '19.99', gmt_payment: '2026-11-21 12:00:01', buyer_pay_amount: '14.99' };
  const success = { code: '10000' };

  it('what the customer paid after vouchers is told where it differs', () => {
    expect(payAnswer(success, paid, ORDER)).toEqual({ kind: 'paid', tradeNo: '2026', paidAt: Date.parse('2026-11-21T04:00:01Z'), payerAmount: 1499 });
    expect(payAnswer(success, { ...paid, buyer_pay_amount: '19.99' }, ORDER)).not.toHaveProperty('payerAmount');
  });

  it.each(['out_trade_no', 'trade_no', 'total_amount'])('10000 without %s is no payment', (field) => {
    expect(payAnswer(success, { ...paid, [field]: undefined }, ORDER)).toEqual({ kind: 'uncertain', failure: { code: 'bad_answer' } });
  });

  it.each(['19.990', '1,999', '', 'NaN', 19.99])('an amount of %j is no amount', (total_amount) => {
    expect(payAnswer(success, { ...paid, total_amount }, ORDER)).toMatchObject({ kind: 'uncertain' });
  });

  it('10003 waits, whatever else it carries', () => {
    expect(payAnswer({ code: '10003' }, paid, ORDER)).toEqual({ kind: 'waiting' });
  });

  it('a closed trade was paid when it shows traces of a payment, and otherwise nobody says', () => {
    const closed = { ...paid, trade_status: 'TRADE_CLOSED' };
    expect(queryAnswer(success, closed, ORDER)).toEqual({ kind: 'closed' });
    expect(queryAnswer(success, { ...closed, send_pay_date: '2026-11-21 12:00:01' }, ORDER)).toEqual({ kind: 'closed', wasPaid: true });
    expect(queryAnswer(success, { ...closed, fund_bill_list: [{}] }, ORDER)).toEqual({ kind: 'closed', wasPaid: true });
  });

  it('a state nobody heard of says nothing', () => {
    expect(queryAnswer(success, { ...paid, trade_status: 'TRADE_NEW' }, ORDER)).toMatchObject({ kind: 'uncertain' });
    expect(cancelAnswer(success, { retry_flag: 'N', action: 'other' }, ORDER)).toMatchObject({ kind: 'uncertain' });
    expect(cancelAnswer(success, {}, ORDER)).toMatchObject({ kind: 'uncertain' });
  });

  it('only fund_change Y is a refund done', () => {
    const answer = { out_trade_no: ORDER.outTradeNo, refund_fee: '5.00' };
    expect(refundAnswer(success, { ...answer, fund_change: 'Y' }, REFUND)).toEqual({ kind: 'done' });
    expect(refundAnswer(success, { ...answer, fund_change: 'N' }, REFUND)).toMatchObject({ kind: 'uncertain' });
    expect(refundAnswer(success, answer, REFUND)).toMatchObject({ kind: 'uncertain' });
  });

  it('a refund query without status is not a refund done', () => {
    expect(refundQueryAnswer(success, { out_trade_no: ORDER.outTradeNo }, REFUND)).toEqual({ kind: 'absent' });
    expect(refundQueryAnswer(success, { out_trade_no: ORDER.outTradeNo, refund_amount: '5.00' }, REFUND)).toEqual({ kind: 'accepted' });
  });
});

describe('time', () => {
  it('is China\'s, whatever the zone of the machine', () => {
    expect(chinaTime(Date.parse('2026-12-31T16:00:00Z'))).toBe('2027-01-01 00:00:00');
    expect(parseChinaTime('2027-01-01 00:00:00')).toBe(Date.parse('2026-12-31T16:00:00Z'));
    expect(parseChinaTime('2027-01-01 00:00:00.123')).toBe(Date.parse('2026-12-31T16:00:00Z'));
    expect(parseChinaTime('yesterday')).toBeUndefined();
    expect(parseChinaTime(undefined)).toBeUndefined();
  });
});

describe('the shop\'s own mistakes and Alipay\'s limits', () => {
  let bench: Bench<AlipayGateway>;
  beforeAll(async () => {
    bench = await Bench.open(alipayParts);
  });
  afterAll(() => bench.close());

  const misconfigured = (changes: Partial<KeyMode>, aheadMs = 0) => {
    const clock = { now: () => bench.world.clock.now() + aheadMs, at: () => () => undefined };
    const { appId, appPrivateKeyPem: privateKeyPem, alipayPublicKeyPem, gatewayUrl } = bench.gateway;
    return new AlipayProvider({ appId, privateKeyPem, alipayPublicKeyPem, gatewayUrl, ...changes }, bench.door, clock, new JsonLog(clock, (line) => bench.logLines.push(line)));
  };

  it('the wrong private key: a no that names the keys, and Alipay\'s echo does not leak the payment code', async () => {
    const request = bench.payRequest();
    const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const answered = await misconfigured({ privateKeyPem: pem }).pay(request);
    expect(answered.answer).toMatchObject({ kind: 'refused', unprocessed: true, failure: { code: 'merchant_config', providerCode: 'isv.invalid-signature' } });
    expect(JSON.stringify(answered)).not.toContain(request.code);
  });

  it('an echo of the payment code is taken out of the provider\'s words', async () => {
    const request = bench.payRequest();
    const node = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: `auth_code=${request.code}&charset=utf-8` };
    const server = await startRawServer((socket) => socket.end(httpAnswer(JSON.stringify({ alipay_trade_pay_response: node }))));
    const clock = { now: Date.now, at: () => () => undefined };
    const log = new JsonLog(clock, () => undefined);
    const { appId, appPrivateKeyPem: privateKeyPem, alipayPublicKeyPem } = bench.gateway;
    const settings = { appId, privateKeyPem, alipayPublicKeyPem, gatewayUrl: `${server.origin}/gateway.do` };
    const answered = await new AlipayProvider(settings, new HttpDoor({ origins: [server.origin] }, clock, log), clock, log).pay(request);
    await server.close();
    expect(answered.trace.providerText).toBe(`auth_code=***${request.code.slice(-4)}&charset=utf-8`);
    expect(JSON.stringify(answered)).not.toContain(request.code);
  });

  it('a refusal with a wrong signature is not even an explanation', async () => {
    bench.strike('query', { kind: 'signature', flaw: 'wrong' });
    expect((await bench.provider.query(bench.order())).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
  });

  it('an app that Alipay does not know is refused without signature: it explains, it proves nothing', async () => {
    expect((await misconfigured({ appId: '9021000000000000' }).pay(bench.payRequest())).answer).toMatchObject({
      kind: 'uncertain', failure: { code: 'merchant_config', providerCode: 'isv.invalid-app-id' },
    });
  });

  it('somebody else\'s public key: paid or not, nothing is believed', async () => {
    const request = bench.payRequest();
    const alipayPublicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect((await misconfigured({ alipayPublicKeyPem }).pay(request)).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect(bench.held(request)).toBe(1999);
  });

  it('the public key may be pasted as the console shows it', async () => {
    const alipayPublicKeyPem = bench.gateway.alipayPublicKeyPem.replaceAll(/-----[^-]+-----|\s/g, '');
    expect((await misconfigured({ alipayPublicKeyPem }).pay(bench.payRequest())).answer.kind).toBe('paid');
    expect(() => misconfigured({ alipayPublicKeyPem: 'not a key' })).toThrow(/Alipay's public key is not a key/);
  });

  it('a PKCS#1 key works like a PKCS#8 one', async () => {
    expect((await misconfigured({ privateKeyPem: bench.gateway.appPrivateKeyPkcs1 }).pay(bench.payRequest())).answer.kind).toBe('paid');
  });

  it.each([3_600_000, -3_600_000])('a clock that is %i ms off takes no payment, is named as the reason, and may still ask what became of one', async (aheadMs) => {
    const clock = { now: () => bench.world.clock.now() + aheadMs, at: () => () => undefined };
    const log = new JsonLog(clock, (line) => bench.logLines.push(line));
    const door = new HttpDoor({ origins: [bench.gateway.baseUrl] }, clock, log);
    const { appId, appPrivateKeyPem: privateKeyPem, alipayPublicKeyPem, gatewayUrl } = bench.gateway;
    const till = new AlipayProvider({ appId, privateKeyPem, alipayPublicKeyPem, gatewayUrl }, door, clock, log);
    const request = bench.payRequest();
    const { answer } = await till.pay(request);
    expect(answer).toMatchObject({ kind: 'refused', failure: { code: 'clock_wrong' } });
    // An earlier copy of the request may have been in time: only the question can tell.
    expect(answer).not.toHaveProperty('unprocessed');
    expect((await till.query(request)).answer).toEqual({ kind: 'absent' });
    expect((await till.query(await bench.paidOrder())).answer).toMatchObject({ kind: 'paid' });
    door.close();
  });

  it('retry_flag Y: the same cancel again', async () => {
    const order = await bench.paidOrder();
    bench.gateway.scriptCancelRetries(order.outTradeNo, 1);
    expect((await bench.provider.cancel(order)).answer).toEqual({ kind: 'again' });
    expect((await bench.provider.cancel(order)).answer).toEqual({ kind: 'done', effect: 'returned' });
  });

  it('a shop without balance cannot give back, and is told so', async () => {
    const order = await bench.paidOrder();
    bench.gateway.setMerchantBalance(bench.gateway.sellerId, fen(0));
    expect((await bench.provider.refund(bench.refundRequest(order))).answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_balance' } });
    expect((await bench.provider.cancel(order)).answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_balance' } });
    bench.gateway.setMerchantBalance(bench.gateway.sellerId, fen(1_000_000));
  });

  it('after a day a cancel is too late, after the refund window a refund', async () => {
    const order = await bench.paidOrder();
    bench.pass(DAY_MS);
    expect((await bench.provider.cancel(order)).answer).toMatchObject({ kind: 'refused', failure: { code: 'cancel_too_late' } });
    bench.pass(91 * DAY_MS);
    expect((await bench.provider.refund(bench.refundRequest(order))).answer).toMatchObject({ kind: 'refused', failure: { code: 'refund_too_late' } });
  });
});
