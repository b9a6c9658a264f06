/**
 * What `wechatpay-axios-plugin` meets when a shop is set up wrongly, and the bills of a day that it fetches: codes, statuses and shapes
 * as the documents have them. The gateway's day moves, the clock of the wire stays the real one.
 */
import { gunzipSync } from 'node:zlib';
import { Aes, Formatter, Hash, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { startWechatGateway } from '../../main/simulator/wechat/gateway.ts';
import type { WechatCredentials, WechatGateway } from '../../main/simulator/wechat/gateway.ts';
import { World } from '../../main/simulator/world.ts';
import { failure, number, v3Of } from './wechat-shop.ts';
import type { Fields } from './wechat-shop.ts';

const DAY = 86_400_000;
const TODAY = Date.parse('2026-11-21T10:00:00+08:00');
let today = TODAY;
let wireAhead = 0;
let gateway: WechatGateway;
let world: World;
beforeAll(async () => {
  world = new World({ now: () => today });
  gateway = await startWechatGateway({ world, faults: new FaultPlan(), wireClock: { now: () => Date.now() + wireAhead } });
});
afterAll(() => gateway.close());

const clientOf = (who: WechatCredentials, change: object = {}): Wechatpay =>
  new Wechatpay({ ...v3Of(who), secret: who.apiV2Key, baseURL: gateway.baseUrl, headers: { 'Wechatpay-Serial': who.publicKeyId }, ...change });
const code = (): string => world.issueCode(world.buyerOf('wechat').id).code;
const codepay = (no: string, more: Fields = {}): Fields => ({
  appid: gateway.appid, mchid: gateway.mchid, description: '货', out_trade_no: no, payer: { auth_code: code() }, amount: { total: 1999 }, scene_info: { store_info: { out_id: 'S001' } }, ...more,
});
const pay = (client: Wechatpay, more: Fields = {}, config: object = {}) => client.chain('v3/pay/transactions/codepay').post(codepay(number(), more), config);

describe('a shop that is set up wrongly is told why, and pays nothing', () => {
  test.each<[string, (other: WechatCredentials) => object]>([
    ['another merchant’s private key', (other) => ({ privateKey: other.merchantPrivateKeyPem })],
    ['another certificate’s serial number', (other) => ({ serial: other.merchantSerial })],
    ['a merchant that does not exist', () => ({ mchid: '1600000001' })],
  ])('%s: 401', async (_, change) => {
    const other = await gateway.registerMerchant();
    const before = gateway.balanceOf(gateway.mchid);
    expect(await failure(pay(clientOf(gateway, change(other))))).toMatchObject({ status: 401, data: { code: 'SIGN_ERROR', detail: { location: 'authorization' } } });
    expect(gateway.balanceOf(gateway.mchid)).toBe(before);
  });

  test.each([-330_000, 330_000])('a clock that is %i ms off: 401, which names the time stamp', async (ahead) => {
    wireAhead = ahead;
    const refused = await failure(pay(clientOf(gateway)));
    wireAhead = 0;
    expect(refused).toMatchObject({ status: 401, data: { code: 'SIGN_ERROR', detail: { field: 'timestamp' } } });
  });

  test.each<[string, number, Fields, (client: Wechatpay) => Promise<unknown>]>([
    ['an appid that is not the merchant’s', 400, { code: 'APPID_MCHID_NOT_MATCH' }, (client) => pay(client, { appid: 'wx0000000000000000' })],
    ['a number of somebody else in the body', 400, { code: 'PARAM_ERROR', detail: { field: '/mchid' } }, (client) => pay(client, { mchid: '1600000001' })],
    ['a parameter that is missing', 400, { code: 'PARAM_ERROR', detail: { field: '/payer' } }, (client) => pay(client, { payer: undefined })],
    ['a parameter in the query that is missing', 400, { code: 'PARAM_ERROR', detail: { field: 'mchid', location: 'query' } }, (client) => client.chain('v3/pay/transactions/out-trade-no/{no}').get({ no: 'A12345' })],
    ['a parameter that nobody knows', 400, { code: 'PARAM_ERROR', detail: { field: '/colour', issue: 'illegal extra parameter' } }, (client) => pay(client, { colour: 'red' })],
    ['contents that are no JSON', 415, { code: 'UNSUPPORTED_MEDIA_TYPE' }, (client) => pay(client, {}, { headers: { 'Content-Type': 'text/plain' } })],
    ['an order that does not exist', 404, { code: 'ORDER_NOT_EXIST' }, (client) => client.chain('v3/pay/transactions/out-trade-no/{no}').get({ no: 'A12345', params: { mchid: gateway.mchid } })],
    ['a refund that does not exist', 404, { code: 'RESOURCE_NOT_EXISTS' }, (client) => client.chain('v3/refund/domestic/refunds/{no}').get({ no: 'none' })],
    ['an interface for service providers', 403, { code: 'NO_AUTH' }, (client) => client.chain('v3/bill/sub-merchant-fundflowbill').get({ params: { sub_mchid: '1', bill_date: '2026-11-20', account_type: 'BASIC', algorithm: 'AEAD_AES_256_GCM' } })],
    ['too much at once', 413, {}, (client) => pay(client, { attach: 'x'.repeat(1_000_001) })],
  ])('%s: %i', async (_, status, data, ask) => {
    expect(await failure(ask(clientOf(gateway)))).toMatchObject({ status, data });
  });

  test.each<[string, number, (client: Wechatpay) => Promise<unknown>]>([
    ['an interface that does not exist', 404, (client) => client.chain('v3/pay/transactions/telepathy').post({})],
    ['a method that the interface does not have', 405, (client) => client.chain('v3/pay/transactions/codepay').get()],
  ])('%s: %i, and not a word', async (_, status, ask) => {
    const refused = await failure(ask(clientOf(gateway)));
    expect([refused.status, refused.data]).toEqual([status, {}]);
  });

  test.each<[string, Fields, string]>([
    ['a wrong key', { return_code: 'FAIL' }, 'x'.repeat(32)],
    ['an appid that is not the merchant’s', { result_code: 'FAIL', err_code: 'APPID_MCHID_NOT_MATCH' }, ''],
  ])('v2: %s', async (_, data, secret) => {
    const client = clientOf(gateway, secret === '' ? {} : { secret });
    const order = { appid: 'wx0000000000000000', mch_id: gateway.mchid, body: '货', out_trade_no: number(), total_fee: 1, spbill_create_ip: '127.0.0.1', auth_code: code() };
    expect(await failure(client.chain('v2/pay/micropay').post(order))).toMatchObject({ code: 'EV2_RES_STATUS_CODE_NOT_SUCESS', data });
  });

  test('v2: a merchant that does not exist, which the client itself would not ask for', async () => {
    const client = new Wechatpay({ ...v3Of(gateway), mchid: '1600000001', secret: gateway.apiV2Key, baseURL: gateway.baseUrl });
    expect(await failure(client.chain('v2/pay/orderquery').post({ appid: gateway.appid, mch_id: '1600000001', out_trade_no: 'A12345' }))).toMatchObject({ data: { return_code: 'FAIL' } });
  });
});

describe('the bills of a day', () => {
  afterEach(() => {
    today = TODAY;
  });

  /** A download's address names WeChat Pay's own host; its path and its token are what is asked for. */
  const fetchBill = async (client: Wechatpay, address: string): Promise<Buffer> => {
    const url = new URL(address);
    expect(url.origin + url.pathname).toBe('https://api.mch.weixin.qq.com/v3/billdownload/file');
    const { data } = await client.chain('v3/billdownload/file').get({ params: { token: url.searchParams.get('token') }, responseType: 'arraybuffer' });
    return Buffer.from(data);
  };

  test('of trades and of funds: the hash is that of the plain text', async () => {
    const client = clientOf(gateway);
    await pay(client);
    today = TODAY + DAY;
    for (const [path, params] of [['tradebill', { bill_type: 'ALL' }], ['fundflowbill', { account_type: 'BASIC' }]] as const) {
      const { data } = await client.chain(`v3/bill/${path}`).get({ params: { bill_date: '2026-11-21', tar_type: 'GZIP', ...params } });
      const plain = gunzipSync(await fetchBill(client, data.download_url));
      expect([data.hash_type, Hash.sha1(plain)]).toEqual(['SHA1', data.hash_value]);
      expect(plain.toString()).toContain('`19.99');
    }
    const { data: text }: { data: unknown } = await client.chain('v2/pay/downloadbill').post({ appid: gateway.appid, mch_id: gateway.mchid, bill_date: '20261121', bill_type: 'ALL' }, { transformResponse: [], responseType: 'arraybuffer' });
    const { rows, summary }: { rows?: readonly object[]; summary?: object } = Formatter.castCsvBill(Buffer.isBuffer(text) ? text : '');
    expect([rows?.[0], summary]).toMatchObject([{ 交易状态: 'SUCCESS', 应结订单金额: '19.99' }, { 总交易单数: '1' }]);
    expect((await failure(client.chain('v3/bill/tradebill').get({ params: { bill_date: '2026-11-22' } }))).data).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
  });

  test('of a sub-merchant’s funds: only the provider’s key opens it, and a changed byte does not', async () => {
    const provider = await gateway.registerMerchant({ kind: 'partner' });
    const client = clientOf(provider);
    const shop = provider.subMerchants[0];
    await client.chain('v3/pay/partner/transactions/codepay').post({
      sp_appid: provider.appid, sp_mchid: provider.mchid, sub_mchid: shop?.mchid, description: '货', out_trade_no: number(), payer: { auth_code: code() }, amount: { total: 435 }, scene_info: { store_info: { out_id: 'S001' } },
    });
    today = TODAY + DAY;
    const params = { sub_mchid: shop?.mchid, bill_date: '2026-11-21', account_type: 'BASIC', algorithm: 'AEAD_AES_256_GCM' };
    const { data } = await client.chain('v3/bill/sub-merchant-fundflowbill').get({ params });
    expect(data).toMatchObject({ download_bill_count: 1, download_bill_list: [{ bill_sequence: 1, hash_type: 'SHA1' }] });
    const [{ download_url, encrypt_key, nonce, hash_value }] = data.download_bill_list;
    const sealed = await fetchBill(client, download_url);
    const key = Rsa.decrypt(encrypt_key, provider.merchantPrivateKeyPem);
    const plain = Aes.AesGcm.decrypt(sealed.toString('base64'), key, nonce);
    expect(Hash.sha1(plain)).toBe(hash_value);
    expect(plain).toContain('`收入,`4.35,`4.35');
    sealed[3] = (sealed[3] ?? 0) ^ 1;
    expect(() => Aes.AesGcm.decrypt(sealed.toString('base64'), key, nonce)).toThrow('authenticate');
  });
});
