/** The simulator against what the documents and other people's cryptography say, pinned in test/fixtures/wechat. */
import { createDecipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticate } from '../../../main/simulator/wechat/authorization.ts';
import { isShopsCall, readClientCall } from '../../../main/simulator/wechat/client-call.ts';
import { Merchants } from '../../../main/simulator/wechat/merchants.ts';
import type { Order } from '../../../main/simulator/wechat/order.ts';
import { signFields } from '../../../main/simulator/wechat/v2/sign.ts';
import type { Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, nativeBody, paths, refundBody, Till } from './till.ts';
import { read, sign, write } from './v2-wire.ts';

const text = (name: string): string => readFileSync(new URL(`../../fixtures/wechat/${name}`, import.meta.url), 'utf8');

interface V3Fixture {
  readonly now: number;
  readonly merchant: { readonly mchid: string; readonly serial: string; readonly publicKeyPem: string };
  readonly requests: readonly { readonly name: string; readonly method: string; readonly url: string; readonly body: string; readonly authorization: string }[];
}

describe('requests signed by openssl', () => {
  const { now, merchant, requests }: V3Fixture = JSON.parse(text('signatures-v3.json'));
  const merchants = new Merchants();
  merchants.importState({
    balances: [],
    merchants: [{
      kind: 'direct', name: '', mchid: merchant.mchid, appid: 'wx0123456789abcdef', merchantSerial: merchant.serial, merchantPublicKeyPem: merchant.publicKeyPem,
      merchantPrivateKeyPem: '', merchantCertificatePem: '', apiV3Key: '', apiV2Key: '', subMerchants: [],
    }],
  });

  test.each(requests)('$name: recognised as it was sent, refused with anything changed', ({ method, url, body, authorization }) => {
    const knock = (changes: { method?: string; url?: string; body?: string; authorization?: string } = {}, at = now): string =>
      authenticate({ method: changes.method ?? method, url: changes.url ?? url, headers: { authorization: changes.authorization ?? authorization }, body: Buffer.from(changes.body ?? body) }, merchants, at).mchid;
    expect(knock()).toBe(merchant.mchid);
    expect(knock({ authorization: authorization.replace(merchant.serial, merchant.serial.toLowerCase()) })).toBe(merchant.mchid);
    expect(knock({}, now + 300_000)).toBe(merchant.mchid);
    expect(() => knock({}, now + 301_000)).toThrow('时间戳');
    for (const change of [{ method: 'PUT' }, { url: `${url}&a=1` }, { body: `${body} ` }, { authorization: authorization.replace(/\d"(?=,serial_no)/, '0"') }]) expect(() => knock(change)).toThrow('验签失败');
    expect(() => knock({ authorization: authorization.replace('SHA256-RSA2048', 'SM2-WITH-SM3') })).toThrow('认证类型');
  });
});

describe('v2', () => {
  const { key, vectors }: { key: string; vectors: readonly { name: string; type: 'MD5' | 'HMAC-SHA256'; fields: Record<string, string>; sign: string }[] } = JSON.parse(text('signatures-v2.json'));
  test.each(vectors)('$name, $type', ({ type, fields, sign: expected }) => {
    expect(signFields(fields, key, type)).toBe(expected);
    expect(signFields({ ...fields, sign: 'whatever' }, key, type)).toBe(expected);
  });

  test('the way a refund notice is opened elsewhere opens the pinned one', () => {
    const { apiV2Key, refundNotice }: { apiV2Key: string; refundNotice: { req_info: string; plain: string } } = JSON.parse(text('sealed.json'));
    const decipher = createDecipheriv('aes-256-ecb', createHash('md5').update(apiV2Key).digest('hex'), null);
    expect(decipher.update(refundNotice.req_info, 'base64', 'utf8') + decipher.final('utf8')).toBe(refundNotice.plain);
  });
});

describe('what a page or an app hands over', () => {
  interface Calls {
    readonly appid: string;
    readonly subAppid: string;
    readonly mchid: string;
    readonly subMchid: string;
    readonly prepayId: string;
    readonly apiV2Key: string;
    readonly publicKeyPem: string;
    readonly calls: readonly { readonly name: string; readonly tradeType: 'JSAPI' | 'APP'; readonly wire: 'v3' | 'MD5' | 'HMAC-SHA256'; readonly partner?: boolean; readonly call: Readonly<Record<string, string | number>> }[];
  }
  const pinned: Calls = JSON.parse(text('client-calls.json'));
  const { appid, subAppid, mchid, subMchid, prepayId } = pinned;
  const merchants = new Merchants();
  merchants.importState({
    balances: [],
    merchants: [{
      kind: 'partner', name: '', mchid, appid, merchantSerial: '', merchantPublicKeyPem: pinned.publicKeyPem, merchantPrivateKeyPem: '', merchantCertificatePem: '', apiV3Key: '', apiV2Key: pinned.apiV2Key,
      subMerchants: [{ mchid: subMchid, appid: subAppid, name: '' }],
    }],
  });

  test.each(pinned.calls)('$name, $wire: the shop’s own as it is, nobody’s with anything changed', ({ tradeType, wire, partner, call }) => {
    const order: Order = {
      seller: partner ? { mchid, appid, subMchid, subAppid } : { mchid, appid }, outTradeNo: 'A12345', transactionId: '1', tradeType, description: '', totalFen: 1, createdAt: 0, fingerprint: '', state: 'NOTPAY', refunds: [],
      ...(wire === 'v3' ? {} : { noticeSign: wire }),
    };
    const isOwn = (changes: object = {}): boolean => {
      const read = readClientCall(JSON.stringify({ ...call, ...changes }));
      expect(read?.prepayId).toBe(prepayId);
      return isShopsCall(read?.signed ?? {}, order, merchants);
    };
    expect(isOwn()).toBe(true);
    const isSigned = (name: string): boolean => name !== 'openID' && !(tradeType === 'APP' && name.toLowerCase() === 'prepayid') && !(tradeType === 'JSAPI' && name === 'package');
    const changed = (value: string | number): string => `${String(value).startsWith('A') ? 'B' : 'A'}${String(value).slice(1)}`;
    const believed = Object.entries(call).filter(([name, value]) => isSigned(name) && isOwn({ [name]: changed(value) }));
    expect(believed).toEqual([]);
  });
});

describe('answers carry the fields of the documents, all that must be there and none besides', () => {
  type Listed = { readonly must: readonly string[]; readonly may: readonly string[] };
  const fields: Readonly<Record<string, Listed>> = JSON.parse(text('fields.json'));
  let b: Bench;
  let till: Till;
  beforeAll(async () => {
    b = await bench();
    till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
  });
  afterAll(() => b.gateway.close());

  /** Names of the fields of an object, `amount.total` for those inside; lists are one field. */
  function namesOf(value: unknown, before = ''): string[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? namesOf(inner, `${before}${name}.`) : [before + name]));
  }

  const strange: string[] = [];
  /** Notes what is missing or too much. */
  function hold(answer: unknown, name: string): void {
    const { must = [], may = [] } = fields[name] ?? {};
    const names = namesOf(answer);
    strange.push(...must.filter((field) => !names.includes(field)).map((field) => `${name} without ${field}`));
    strange.push(...names.filter((field) => !must.includes(field) && !may.includes(field)).map((field) => `${name} with ${field}`));
  }

  const code = (): string => b.world.issueCode(BUYER).code;

  test('of a direct merchant', async () => {
    const number = freshNumber();
    hold((await till.send('POST', paths.codepay, codepayBody(till, number, code()))).json, 'transaction.direct');
    const queried = await till.send('GET', paths.query(till, number));
    hold(queried.json, 'transaction.direct');
    hold((await till.send('GET', paths.byId(till, queried.json.transaction_id ?? ''))).json, 'transaction.direct');
    hold((await till.send('POST', paths.refund, refundBody(number, `R${number}`, 30, 100))).json, 'refund');
    b.clock.pass(5_000);
    hold((await till.send('GET', paths.refundQuery(`R${number}`))).json, 'refund');
    const native = freshNumber();
    hold((await till.send('POST', paths.native, nativeBody(till, native))).json, 'native');
    hold((await till.send('GET', paths.query(till, native))).json, 'transaction.unpaid');
    hold((await till.send('POST', '/v3/pay/transactions/jsapi', { ...nativeBody(till, freshNumber()), payer: { openid: BUYER } })).json, 'prepay');
    hold((await till.send('POST', '/v3/pay/transactions/app', nativeBody(till, freshNumber()))).json, 'prepay');
    hold((await till.send('POST', '/v3/pay/transactions/h5', { ...nativeBody(till, freshNumber()), scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } })).json, 'h5');
    b.world.buyerOf('wechat').mood = 'asks-pin';
    const waiting = freshNumber();
    hold((await till.send('POST', paths.codepay, codepayBody(till, waiting, code()))).json, 'userpaying');
    b.world.buyerOf('wechat').mood = 'pays-at-once';
    b.clock.pass(20_000);
    hold((await till.send('POST', paths.reverse(waiting), { appid: b.gateway.appid, mchid: b.gateway.mchid })).json, 'reverse.direct');
    b.clock.pass(86_400_000);
    hold((await till.send('GET', '/v3/bill/tradebill?bill_date=2026-11-21')).json, 'tradebill');
    expect(strange.splice(0)).toEqual([]);
  });

  test('of a service provider', async () => {
    const who = await b.gateway.registerMerchant({ kind: 'partner' });
    const provider = new Till(b.gateway.baseUrl, who, () => b.clock.now());
    const names = { sp_appid: who.appid, sp_mchid: who.mchid, sub_appid: who.subMerchants[0]?.appid, sub_mchid: who.subMerchants[0]?.mchid };
    const number = freshNumber();
    const { appid: _app, mchid: _number, ...body } = codepayBody(provider, number, code());
    hold((await provider.send('POST', '/v3/pay/partner/transactions/codepay', { ...names, ...body })).json, 'transaction.partner');
    hold((await provider.send('GET', `/v3/pay/partner/transactions/out-trade-no/${number}?sp_mchid=${who.mchid}&sub_mchid=${names.sub_mchid}`)).json, 'transaction.partner');
    hold((await provider.send('POST', `/v3/pay/partner/transactions/out-trade-no/${number}/reverse`, names)).json, 'reverse.partner');
    const day = new Date(b.clock.now() + 28_800_000).toISOString().slice(0, 10);
    b.clock.pass(86_400_000);
    const bill: { readonly download_bill_list?: readonly object[] } = (await provider.send('GET', `/v3/bill/sub-merchant-fundflowbill?sub_mchid=${names.sub_mchid}&bill_date=${day}&account_type=BASIC&algorithm=AEAD_AES_256_GCM`)).json;
    hold(bill, 'subMerchantBill');
    hold(bill.download_bill_list?.[0], 'subMerchantBillPart');
    expect(strange.splice(0)).toEqual([]);
  });

  test('of v2', async () => {
    const asked = { appid: b.gateway.appid, mch_id: b.gateway.mchid, nonce_str: 'n', body: '货', out_trade_no: freshNumber(), total_fee: '100', spbill_create_ip: '127.0.0.1', auth_code: code() };
    const response = await fetch(`${b.gateway.baseUrl}/pay/micropay`, { method: 'POST', body: write({ ...asked, sign: sign(asked, b.gateway.apiV2Key) }) });
    hold(read(await response.text()), 'micropay');
    for (const [tradeType, more] of [['JSAPI', { openid: BUYER }], ['APP', {}], ['MWEB', { scene_info: '{}' }], ['NATIVE', {}]] as const) {
      const { auth_code: _code, ...order } = asked;
      const whole = { ...order, out_trade_no: freshNumber(), trade_type: tradeType, notify_url: 'https://shop.example/n', ...more };
      const made = await fetch(`${b.gateway.baseUrl}/pay/unifiedorder`, { method: 'POST', body: write({ ...whole, sign: sign(whole, b.gateway.apiV2Key) }) });
      hold(read(await made.text()), 'unifiedorder');
    }
    expect(strange.splice(0)).toEqual([]);
  });
});
