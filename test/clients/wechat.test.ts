/**
 * `wechatpay-axios-plugin` as published, nothing of it changed or replaced, against the simulated WeChat Pay as `npm run
 * gateways` starts it: APIv3 with its verification on, v2 with its mutual TLS. It is by the author of the official PHP SDK and
 * keeps the same rules, so what is refused here would be refused by it.
 */
import { Agent } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Aes, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import type { WechatCredentials } from '../../main/simulator/wechat/gateway.ts';
import { failure, number, v3Of } from './wechat-shop.ts';
import type { Fields } from './wechat-shop.ts';

const sandboxCode = (): string => `1200000${Date.now().toString().slice(-8)}${100 + (serial += 1)}`;
let serial = 0;

describe('APIv3 in public-key mode', () => {
  let simulator: Simulator;
  let shop: WechatCredentials;
  let client: Wechatpay;
  beforeAll(async () => {
    simulator = await startSimulator();
    shop = simulator.wechat;
    client = new Wechatpay({
      ...v3Of(shop),
      baseURL: simulator.wechat.baseUrl, headers: { 'Wechatpay-Serial': shop.publicKeyId },
    });
  });
  afterAll(() => simulator.close());
  beforeEach(() => {
    simulator.world.buyerOf('wechat').mood = 'pays-at-once';
    simulator.faults.clear();
  });

  const code = (): string => simulator.world.issueCode(simulator.world.buyerOf('wechat').id).code;
  const order = (outTradeNo: string, more: Fields = {}): Fields => ({
    appid: shop.appid, mchid: shop.mchid, description: '柜台 "A&B" 测试', out_trade_no: outTradeNo, payer: { auth_code: code() },
    amount: { total: 1999, currency: 'CNY' }, scene_info: { store_info: { out_id: 'S001' } }, ...more,
  });
  const codepay = (outTradeNo: string) => client.chain('v3/pay/transactions/codepay').post(order(outTradeNo));
  const query = (outTradeNo: string) => client.chain('v3/pay/transactions/out-trade-no/{out_trade_no}').get({ params: { mchid: shop.mchid }, out_trade_no: outTradeNo });

  test('a barcode payment is asked for, given back in parts and found', async () => {
    const no = number();
    expect((await codepay(no)).data).toMatchObject({ trade_state: 'SUCCESS', out_trade_no: no, amount: { total: 1999 } });
    expect((await query(no)).data).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'MICROPAY' });
    const refund = { out_trade_no: no, out_refund_no: `R${no}`, reason: '退货', amount: { refund: 500, total: 1999, currency: 'CNY' } };
    expect((await client.chain('v3/refund/domestic/refunds').post(refund)).data).toMatchObject({ status: 'PROCESSING', amount: { refund: 500 } });
    expect((await client.chain('v3/refund/domestic/refunds/{no}').get({ no: `R${no}` })).data).toMatchObject({ out_refund_no: `R${no}` });
    expect(simulator.wechat.trade(no)).toMatchObject({ capturedFen: 1999, refundedFen: 500 });
  });

  test('a PIN that is asked for is 202, and a reverse closes it', async () => {
    simulator.world.buyerOf('wechat').mood = 'asks-pin';
    const no = number();
    const waiting = await codepay(no);
    expect([waiting.status, waiting.data]).toEqual([202, { trade_state: 'USERPAYING' }]);
    const reverse = () => client.chain('v3/pay/transactions/out-trade-no/{no}/reverse').post({ appid: shop.appid, mchid: shop.mchid }, { no });
    expect(await failure(reverse())).toMatchObject({ status: 403, data: { code: 'TRADE_ERROR' } });
    simulator.wechat.decline(no, simulator.world.buyerOf('wechat').id);
    expect((await reverse()).data).toMatchObject({ out_trade_no: no });
    expect((await query(no)).data).toMatchObject({ trade_state: 'REVOKED' });
  });

  test('a QR is made and closed; the empty 204 is signed as well', async () => {
    const no = number();
    const { payer: _none, scene_info: _store, ...native } = order(no, { notify_url: 'https://shop.example/notify' });
    expect((await client.chain('v3/pay/transactions/native').post(native)).data.code_url).toMatch(/^weixin:\/\//);
    expect((await client.chain('v3/pay/transactions/out-trade-no/{no}/close').post({ mchid: shop.mchid }, { no })).status).toBe(204);
    expect((await query(no)).data).toMatchObject({ trade_state: 'CLOSED' });
  });

  test.each([
    ['missing', 'EV3_RES_HEADERS_INCOMPLATE'], ['stale', 'EV3_RES_HEADER_TIMESTAMP_OFFSET'], ['unknown-key', 'EV3_RES_HEADER_PLATFORM_SERIAL'], ['wrong', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
  ] as const)('it notices a signature that is %s, although the money was taken', async (flaw, expected) => {
    const no = number();
    simulator.faults.add({ gateway: 'wechat', operation: 'pay', fault: { kind: 'signature', flaw }, times: 1 });
    expect((await failure(codepay(no))).code).toBe(expected);
    expect((await query(no)).data).toMatchObject({ trade_state: 'SUCCESS' });
  });

  test('what it sends wrongly is refused by name', async () => {
    expect(await failure(client.chain('v3/pay/transactions/codepay').post(order(number(), { appid: 'wx0000000000000000' })))).toMatchObject({ status: 400, data: { code: 'APPID_MCHID_NOT_MATCH' } });
    expect(await failure(client.chain('v3/pay/transactions/codepay').post(order(number(), { colour: 'red' })))).toMatchObject({ data: { code: 'PARAM_ERROR', detail: { field: '/colour' } } });
    const stranger = new Wechatpay({ ...v3Of(shop), serial: shop.platformSerial, baseURL: simulator.wechat.baseUrl });
    expect(await failure(stranger.chain('v3/certificates').get())).toMatchObject({ status: 401, data: { code: 'SIGN_ERROR' } });
  });
});

describe('APIv3 with platform certificates, over https, for a service provider', () => {
  let simulator: Simulator;
  let provider: WechatCredentials;
  let client: Wechatpay;
  beforeAll(async () => {
    simulator = await startSimulator({ wechat: { mode: 'certificate', https: true, merchant: { kind: 'partner' } } });
    provider = simulator.wechat;
    client = new Wechatpay({
      mchid: provider.mchid, serial: provider.merchantSerial, privateKey: provider.merchantPrivateKeyPem, certs: { [provider.platformSerial]: provider.platformCertificatePem },
      baseURL: String(simulator.wechat.secureBaseUrl), httpsAgent: new Agent({ ca: simulator.wechat.authorityCertificatePem }),
    });
  });
  afterAll(() => simulator.close());

  test('it opens the certificate list with its own GCM, which checks the tag', async () => {
    const { data } = await client.chain('v3/certificates').get();
    const { nonce, associated_data, ciphertext } = data.data[0].encrypt_certificate;
    expect(Aes.AesGcm.decrypt(ciphertext, provider.apiV3Key, nonce, associated_data)).toBe(provider.platformCertificatePem);
    expect(() => Aes.AesGcm.decrypt(ciphertext, provider.apiV3Key, nonce, 'other')).toThrow('authenticate');
  });

  test('it pays, asks and reverses for the shop', async () => {
    const shop = provider.subMerchants[0];
    const no = number();
    const identities = { sp_appid: provider.appid, sp_mchid: provider.mchid, sub_appid: shop?.appid, sub_mchid: shop?.mchid };
    const { code } = simulator.world.issueCode(simulator.world.buyerOf('wechat').id);
    const { data } = await client.chain('v3/pay/partner/transactions/codepay').post({
      ...identities, description: '货', out_trade_no: no, payer: { auth_code: code }, amount: { total: 100 }, scene_info: { store_info: { out_id: 'S001' } },
    });
    expect(data).toMatchObject({ trade_state: 'SUCCESS', sub_mchid: shop?.mchid });
    expect((await client.chain('v3/pay/partner/transactions/out-trade-no/{no}').get({ no, params: { sp_mchid: provider.mchid, sub_mchid: shop?.mchid } })).data).toMatchObject({ trade_state: 'SUCCESS' });
    expect((await client.chain('v3/pay/partner/transactions/out-trade-no/{no}/reverse').post(identities, { no })).data).toMatchObject({ out_trade_no: no });
    expect(simulator.wechat.trade(no)?.state).toBe('reversed');
  });

  test('what it seals for WeChat is opened', async () => {
    const sealed = Rsa.encrypt('6222020000000000', provider.platformCertificatePem);
    const body = { sub_mchid: provider.subMerchants[0]?.mchid, out_refund_no: 'R1', type: 'USER_BANK_CARD', bank_type: 'ICBC_DEBIT', bank_account: sealed, real_name: sealed };
    // Only that nothing is to be sent again stands in the way.
    expect(await failure(client.chain('v3/refund/domestic/refunds/{id}/apply-abnormal-refund').post(body, { id: '503', headers: { 'Wechatpay-Serial': provider.platformSerial } }))).toMatchObject({
      status: 404, data: { code: 'RESOURCE_NOT_EXISTS' },
    });
  });
});

describe('v2 over mutual TLS', () => {
  let simulator: Simulator;
  let shop: WechatCredentials;
  let client: Wechatpay;
  beforeAll(async () => {
    simulator = await startSimulator({ wechat: { mutualTls: true } });
    shop = simulator.wechat;
    const ca = simulator.wechat.authorityCertificatePem;
    client = new Wechatpay({
      ...v3Of(shop), secret: shop.apiV2Key,
      baseURL: String(simulator.wechat.secureBaseUrl), httpsAgent: new Agent({ ca }), merchant: { cert: shop.merchantCertificatePem, key: shop.merchantPrivateKeyPem, ca },
    });
  });
  afterAll(() => simulator.close());

  const named = (fields: Fields, signType = 'MD5'): Fields => ({ appid: shop.appid, mch_id: shop.mchid, ...(signType === 'MD5' ? {} : { sign_type: signType }), ...fields });
  const micropay = (no: string, signType?: string) => {
    const { code } = simulator.world.issueCode(simulator.world.buyerOf('wechat').id);
    return client.chain('v2/pay/micropay').post(named({ body: '柜台 <A&B> "测试"', attach: '', out_trade_no: no, total_fee: 1999, spbill_create_ip: '127.0.0.1', auth_code: code }, signType));
  };

  test.each(['MD5', 'HMAC-SHA256'])('signed with %s it pays, asks, gives back and reverses', async (signType) => {
    const no = number();
    expect((await micropay(no, signType)).data).toMatchObject({ result_code: 'SUCCESS', total_fee: '1999' });
    expect((await client.chain('v2/pay/orderquery').post(named({ out_trade_no: no }, signType))).data).toMatchObject({ trade_state: 'SUCCESS' });
    const refund = { out_trade_no: no, out_refund_no: `R${no}`, total_fee: 1999, refund_fee: 500 };
    expect((await client.chain('v2/secapi/pay/refund').post(named(refund, signType), { security: true })).data).toMatchObject({ refund_fee: '500' });
    expect((await client.chain('v2/pay/refundquery').post(named({ out_refund_no: `R${no}` }, signType))).data).toMatchObject({ refund_count: '1' });
    const other = number();
    await micropay(other, signType);
    expect((await client.chain('v2/secapi/pay/reverse').post(named({ out_trade_no: other }, signType), { security: true })).data).toMatchObject({ recall: 'N' });
    expect(simulator.wechat.trade(other)?.state).toBe('reversed');
  });

  test('without the certificate nothing is reversed', async () => {
    const no = number();
    await micropay(no);
    expect(await failure(client.chain('v2/secapi/pay/reverse').post(named({ out_trade_no: no })))).toMatchObject({ code: 'EV2_RES_STATUS_CODE_NOT_SUCESS', data: { return_code: 'FAIL' } });
    expect(simulator.wechat.trade(no)?.state).toBe('paid');
  });

  test('it notices an answer that is signed with another key', async () => {
    simulator.faults.add({ gateway: 'wechat', operation: 'query', fault: { kind: 'signature', flaw: 'wrong' }, times: 1 });
    const no = number();
    await micropay(no);
    expect((await failure(client.chain('v2/pay/orderquery').post(named({ out_trade_no: no })))).code).toBe('EV2_RES_SIGNATURE_NOT_EQUAL');
  });

  test('in the sandbox it gets a key, and the cents choose the ending', async () => {
    const { data } = await client.chain('v2/xdc/apiv2getsignkey/sign/getsignkey').post<Record<string, string>>({ mch_id: shop.mchid });
    const sandbox = new Wechatpay({ ...v3Of(shop), secret: data['sandbox_signkey'] ?? '', baseURL: simulator.wechat.baseUrl });
    const pay = (fen: number) => sandbox.chain('v2/xdc/apiv2sandbox/pay/micropay').post(named({ body: '货', out_trade_no: number(), total_fee: fen, spbill_create_ip: '127.0.0.1', auth_code: sandboxCode() }));
    expect((await pay(101)).data).toMatchObject({ result_code: 'SUCCESS' });
    expect(await failure(pay(105))).toMatchObject({ data: { err_code: 'NOTENOUGH' } });
  });
});
