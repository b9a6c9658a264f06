/** The adapter against what the documents and other people's cryptography say, pinned in test/fixtures/wechat. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBill } from '../../../main/adapters/providers/wechat/bill-file.ts';
import { failureCode, LISTED_CODES, normalised } from '../../../main/adapters/providers/wechat/codes.ts';
import type { Area } from '../../../main/adapters/providers/wechat/codes.ts';
import { open } from '../../../main/adapters/providers/wechat/sealed.ts';
import type { Sealed } from '../../../main/adapters/providers/wechat/sealed.ts';
import { isSignedV2, signV2 } from '../../../main/adapters/providers/wechat/signature-v2.ts';
import { checkSignature, platformKeys } from '../../../main/adapters/providers/wechat/signature.ts';
import { asRefund, asRefundQuery, asTransaction } from '../../../main/adapters/providers/wechat/wire-v2.ts';
import { payAnswer, queryAnswer, refundAnswer, refundQueryAnswer } from '../../../main/adapters/providers/wechat/wire.ts';
import { readXml } from '../../../main/adapters/providers/wechat/xml.ts';
import { nextStep } from '../../../main/domain/failure.ts';
import { fen } from '../../../main/domain/money.ts';
import { httpAnswer, startRawServer } from '../raw-server.ts';
import { Bench } from './bench.ts';
import { wechatParts } from './wechat-parts.ts';

const file = (name: string): Buffer => readFileSync(new URL(`../../fixtures/wechat/${name}`, import.meta.url));
const text = (name: string): string => file(name).toString('utf8');

interface V3Fixture {
  readonly now: number;
  readonly wechat: { readonly publicKeyId: string; readonly publicKeyPem: string };
  readonly responses: readonly { readonly name: string; readonly body: string; readonly headers: Readonly<Record<string, string>> }[];
}

describe('signatures of APIv3 made by openssl', () => {
  const { now, wechat, responses }: V3Fixture = JSON.parse(text('signatures-v3.json'));
  const keys = platformKeys({ [wechat.publicKeyId]: wechat.publicKeyPem });

  it.each(responses)('$name: good as it came, wrong with one byte more, with another nonce or signature', ({ body, headers }) => {
    expect(checkSignature(headers, Buffer.from(body), keys, now)).toBe('good');
    expect(checkSignature(headers, Buffer.from(`${body} `), keys, now)).toBe('wrong');
    expect(checkSignature({ ...headers, 'wechatpay-nonce': 'other' }, Buffer.from(body), keys, now)).toBe('wrong');
    expect(checkSignature({ ...headers, 'wechatpay-signature': responses.find((other) => other.body !== body)?.headers['wechatpay-signature'] ?? '' }, Buffer.from(body), keys, now)).toBe('wrong');
    expect(checkSignature(headers, Buffer.from(body), keys, now + 300_000)).toBe('stale');
  });
});

describe('what the adapter sends', () => {
  const directory = mkdtempSync(join(tmpdir(), 'guitai-openssl-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is signed so that the openssl command finds it good, over the bytes that were sent', async () => {
    const bench = await Bench.open(wechatParts);
    const server = await startRawServer((socket) => socket.end(httpAnswer('{}')));
    const { publicKeyId, publicKeyPem, merchantPublicKeyPem } = bench.gateway;
    const elsewhere = { ...bench.gateway, publicKeyId, publicKeyPem, baseUrl: server.origin };
    const alone = await Bench.open({ ...wechatParts, start: () => Promise.resolve(elsewhere) });
    await alone.provider.pay(alone.payRequest());
    await alone.provider.query(alone.order());
    await server.close();
    await bench.close();
    alone.door.close();
    expect(server.requests).toHaveLength(2);
    writeFileSync(join(directory, 'key.pem'), merchantPublicKeyPem);
    for (const raw of server.requests) {
      const [head = '', body = ''] = Buffer.from(raw, 'latin1').toString('utf8').split('\r\n\r\n');
      const [method = '', url = ''] = head.split(' ');
      const of = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(head)?.[1] ?? '';
      writeFileSync(join(directory, 'text'), `${method}\n${url}\n${of('timestamp')}\n${of('nonce_str')}\n${body}\n`);
      writeFileSync(join(directory, 'signature'), Buffer.from(of('signature'), 'base64'));
      const told = execFileSync('openssl', ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'signature', 'text'], { cwd: directory, encoding: 'utf8' });
      expect(told.trim()).toBe('Verified OK');
      expect(of('nonce_str')).toMatch(/^[0-9a-f]{32}$/);
      expect(head.toLowerCase()).toContain(`wechatpay-serial: ${publicKeyId.toLowerCase()}`);
    }
  });
});

describe('signatures of v2', () => {
  const { key, vectors }: { key: string; vectors: readonly { name: string; type: 'MD5' | 'HMAC-SHA256'; fields: Readonly<Record<string, string>>; sign: string }[] } = JSON.parse(text('signatures-v2.json'));

  it.each(vectors)('$name, $type', ({ type, fields, sign }) => {
    const all = new Map(Object.entries(fields));
    expect(signV2(all, key, type)).toBe(sign);
    expect(isSignedV2(new Map([...all, ['sign', sign]]), key, type)).toBe(true);
    expect(isSignedV2(new Map([...all, ['sign', sign], ['more', '1']]), key, type)).toBe(false);
    expect(isSignedV2(new Map([...all, ['sign', sign.toLowerCase()]]), key, type)).toBe(false);
  });
});

describe('sealed texts', () => {
  const { apiV3Key, sealed }: { apiV3Key: string; sealed: readonly { name: string; sealed: Sealed; plain: string }[] } = JSON.parse(text('sealed.json'));

  it.each(sealed)('$name opens, and with anything changed stays shut', ({ sealed: text, plain }) => {
    expect(open(text, apiV3Key)).toBe(plain);
    const bytes = Buffer.from(text.ciphertext, 'base64');
    for (const at of [0, bytes.length - 17, bytes.length - 16, bytes.length - 1]) {
      const broken = Buffer.from(bytes);
      broken[at] = (broken[at] ?? 0) ^ 1;
      expect(open({ ...text, ciphertext: broken.toString('base64') }, apiV3Key)).toBeUndefined();
    }
    expect(open({ ...text, ciphertext: bytes.subarray(0, -1).toString('base64') }, apiV3Key)).toBeUndefined();
    expect(open({ ...text, ciphertext: bytes.subarray(-15).toString('base64') }, apiV3Key)).toBeUndefined();
    expect(open({ ...text, associated_data: `${text.associated_data}x` }, apiV3Key)).toBeUndefined();
    expect(open({ ...text, nonce: 'AAAAAAAAAAAA' }, apiV3Key)).toBeUndefined();
    expect(open(text, 'x'.repeat(32))).toBeUndefined();
  });
});

describe('answers as the documents show them', () => {
  const order = { outTradeNo: 'GTM00101000017', amount: fen(1999), kind: 'barcode' } as const;
  const request = { outTradeNo: order.outTradeNo, outRefundNo: 'GTR00101000017', amount: fen(500), total: fen(1999), reason: '' };
  const direct = { appid: 'wx0123456789abcdef', mchid: '1600000001' };
  const partner = { appid: 'wx0123456789abcdef', mchid: '1600000002', subMchid: '1600000003', subAppid: 'wxfedcba9876543210' };
  interface Shown {
    readonly name: string;
    readonly of: 'pay' | 'query' | 'refund' | 'refundQuery';
    readonly partner?: true;
    readonly is: { readonly paidAt?: string };
    readonly body?: object;
    readonly xml?: string;
  }
  const { v3, v2 }: { v3: readonly Shown[]; v2: readonly Shown[] } = JSON.parse(text('answers.json'));
  const expected = ({ is }: Shown): object => ({ ...is, ...(is.paidAt !== undefined && { paidAt: Date.parse(is.paidAt) }) });
  const merchantOf = (shown: Shown) => (shown.partner ? partner : direct);

  it.each(v3)('APIv3: $name', (shown) => {
    const answers = {
      pay: () => payAnswer(shown.body, order, merchantOf(shown)), query: () => queryAnswer(shown.body, order, merchantOf(shown)),
      refund: () => refundAnswer(shown.body, request), refundQuery: () => refundQueryAnswer(shown.body, request),
    };
    expect(answers[shown.of]()).toMatchObject(expected(shown));
  });

  it.each(v2)('v2: $name', (shown) => {
    const fields = readXml(Buffer.from(shown.xml ?? ''));
    if (!fields) throw new Error('the XML is not read');
    const answers = {
      pay: () => payAnswer(asTransaction(fields, 'SUCCESS'), order, direct), query: () => queryAnswer(asTransaction(fields, fields.get('trade_state')), order, direct),
      refund: () => refundAnswer(asRefund(fields), request), refundQuery: () => refundQueryAnswer(asRefundQuery(fields, request.outRefundNo), request),
    };
    expect(answers[shown.of]()).toMatchObject(expected(shown));
  });
});

describe('the table of codes against the documents\' own', () => {
  type Classes = Readonly<Record<Area, readonly string[]>>;
  const outcomes: { unknown: Classes; contradiction: Classes; failed: Classes; cashier: Readonly<Record<string, string>>; unlisted: readonly string[] } = JSON.parse(text('outcomes.json'));
  const rows = (classes: Classes) => (['pay', 'cancel', 'refund'] as const).flatMap((area) => classes[area].map((code) => [code, area] as const));

  it.each([...rows(outcomes.unknown), ...rows(outcomes.contradiction)])('%s at %s decides nothing: the order is asked for', (code, area) => {
    expect(nextStep(failureCode(code, area))).toBe('query_first');
    expect(failureCode(code, area)).not.toBe('unlisted');
  });

  it.each(rows(outcomes.failed))('%s at %s is a no', (code, area) => {
    expect(nextStep(failureCode(code, area))).not.toBe('query_first');
  });

  it.each(Object.entries(outcomes.cashier))('%s: the cashier may %s', (code, next) => {
    expect(nextStep(failureCode(code, 'pay'))).toBe(next);
  });

  it.each(outcomes.unlisted)('"%s" is in no document: unknown', (code) => {
    for (const area of ['pay', 'cancel', 'refund'] as const) expect(failureCode(code, area)).toBe('unlisted');
  });

  it('each documented code stands in the table', () => {
    const all = new Set([outcomes.unknown, outcomes.contradiction, outcomes.failed].flatMap(rows).map(([code]) => normalised(code)));
    expect([...all].filter((code) => !LISTED_CODES.includes(code))).toEqual([]);
  });
});

describe('a day\'s bill', () => {
  const merchant = { appid: 'wx0123456789abcdef', mchid: '1600000001' };
  const bill = text('bill-20261121.csv');
  const read = (changed: string) => readBill(Buffer.from(changed), merchant);

  it('every line means what it says, and the sums are of it', () => {
    const found = read(bill);
    if ('flaw' in found) throw new Error(found.flaw);
    expect(found.totals).toEqual({ payments: 3, paid: 4028, refunds: 3, refunded: 10_529, fees: -42 });
    expect(found.lines[0]).toEqual({ kind: 'payment', outTradeNo: 'GTM00101000017', tradeNo: '4200002600202611210000000001', amount: 1999, settled: 1999, fee: 12, at: Date.parse('2026-11-21T09:01:02+08:00'), terminalId: 'till-1' });
    expect(found.lines[1]).toMatchObject({ amount: 2000, settled: 1500, fee: 9 });
    expect(found.lines[2]).toMatchObject({ kind: 'refund', outRefundNo: 'GTR00101000017', amount: 500, fee: 3, refundState: 'done' });
    expect(found.lines[4]).toMatchObject({ kind: 'reversal', outTradeNo: 'GTM00201000001', amount: 29 });
    expect(found.lines[5]).toMatchObject({ kind: 'refund', amount: 10_000, refundState: 'processing' });
  });

  it('with a byte order mark and with plain line ends it is the same', () => {
    expect(read(`\uFEFF${bill.replaceAll('\r\n', '\n')}`)).toEqual(read(bill));
  });

  it.each([
    ['a line is missing', (whole: string) => whole.replace(/^`2026-11-21 12:00:00.*\r\n/m, '')],
    ['an amount was changed', (whole: string) => whole.replace('`19.99,`0.00,`\r', '`19.98,`0.00,`\r')],
    ['it is cut off', (whole: string) => whole.slice(0, -60)],
    ['it is of another merchant', (whole: string) => whole.replaceAll('1600000001', '1600000002')],
    ['it has a line of a sub-merchant', (whole: string) => whole.replace('`1600000001,`0,', '`1600000001,`1600000003,')],
    ['a state is new', (whole: string) => whole.replace('`REVOKED', '`SOMETHING')],
    ['a currency is strange', (whole: string) => whole.replace('`CNY', '`HKD')],
    ['a column was renamed', (whole: string) => whole.replace('申请退款金额,', '退款申请金额,')],
    ['it is a page of some proxy', () => '<html></html>'],
    ['it is empty', () => ''],
  ])('%s: not believed', (_name, change) => {
    expect(change(bill)).not.toBe(bill);
    expect(read(change(bill))).toHaveProperty('flaw');
  });

  it('is of the one shop of a service provider only', () => {
    const shop = { ...merchant, subMchid: '1600000003' };
    expect(readBill(Buffer.from(bill.replaceAll('`1600000001,`0,', '`1600000001,`1600000003,')), shop)).toHaveProperty('lines');
    expect(readBill(Buffer.from(bill), shop)).toHaveProperty('flaw');
  });
});
