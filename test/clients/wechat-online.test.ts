/**
 * `wechatpay-axios-plugin` as published, beyond the counter: orders of pages, apps and browsers on both wires, with the calls that a
 * shop's page makes signed by the client's own tools, and notices and bills checked by them.
 */
import { Aes, Formatter, Hash, Rsa, Transformer, Wechatpay } from 'wechatpay-axios-plugin';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import { NoticeShop, number, texts, v3Of } from './wechat-shop.ts';
import type { Fields, Heard } from './wechat-shop.ts';

let simulator: Simulator;
let shop: NoticeShop;
let buyerId: string;
beforeAll(async () => {
  simulator = await startSimulator();
  shop = await NoticeShop.open();
  simulator.wechat.setRefundPolicy({ settlesAfterMs: 0, ending: 'SUCCESS' });
  buyerId = simulator.world.buyerOf('wechat').id;
});
afterAll(async () => {
  shop.close();
  await simulator.close();
});
beforeEach(() => {
  shop.answer = '';
});

/** The customer opens the order in WeChat and enters the PIN. */
function pay(call: string, no: string): void {
  const { wechat } = simulator.phones;
  expect(wechat.look(call)).toMatchObject({ kind: 'order', outTradeNo: no });
  expect(wechat.confirm(no)).toBe('paid');
}

/** The notice about an order that has this place among them, once it is there. */
async function told(no: string, place = 0): Promise<Heard> {
  await expect.poll(() => shop.told(no).length, { timeout: 10_000 }).toBeGreaterThan(place);
  const notice = shop.told(no)[place];
  if (!notice) throw new Error('no notice');
  return notice;
}

describe('APIv3', () => {
  let client: Wechatpay;
  beforeAll(() => {
    client = new Wechatpay({ ...v3Of(simulator.wechat), baseURL: simulator.wechat.baseUrl, headers: { 'Wechatpay-Serial': simulator.wechat.publicKeyId } });
  });

  const order = (no: string, more: Fields = {}): Fields => ({
    appid: simulator.wechat.appid, mchid: simulator.wechat.mchid, description: '网店 "A&B"', out_trade_no: no, notify_url: shop.url(no), amount: { total: 1999, currency: 'CNY' }, ...more,
  });
  const make = async (kind: string, body: Fields): Promise<Readonly<Record<string, string>>> => texts((await client.chain(`v3/pay/transactions/${kind}`).post(body)).data);
  const query = async (no: string) => (await client.chain('v3/pay/transactions/out-trade-no/{no}').get({ no, params: { mchid: simulator.wechat.mchid } })).data;

  /** What the shop's page or app passes on; the last line is what the document of each says. */
  function signed(prepayId: string | undefined, lastLine: string): { readonly timeStamp: string; readonly nonceStr: string; readonly sign: string; readonly prepayId: string } {
    const [timeStamp, nonceStr] = [String(Formatter.timestamp()), Formatter.nonce()];
    return { timeStamp, nonceStr, prepayId: prepayId ?? '', sign: Rsa.sign(Formatter.joinedByLineFeed(simulator.wechat.appid, timeStamp, nonceStr, lastLine), simulator.wechat.merchantPrivateKeyPem) };
  }

  test('a page in WeChat: ordered, handed over, paid, told with a signature that verifies and contents that open', async () => {
    const no = number();
    const { prepay_id } = await make('jsapi', order(no, { payer: { openid: buyerId } }));
    const { timeStamp, nonceStr, sign } = signed(prepay_id, `prepay_id=${prepay_id}`);
    const call = { appId: simulator.wechat.appid, timeStamp, nonceStr, package: `prepay_id=${prepay_id}`, signType: 'RSA', paySign: sign };
    expect(simulator.phones.wechat.look(JSON.stringify({ ...call, timeStamp: '1' }))).toEqual({ kind: 'refused', reason: 'wrong-signature' });
    pay(JSON.stringify(call), no);
    expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'JSAPI', payer: { openid: buyerId } });
    const { headers, body } = await told(no);
    const signature = String(headers['wechatpay-signature']);
    const text = Formatter.response(String(headers['wechatpay-timestamp']), String(headers['wechatpay-nonce']), body);
    expect(headers['wechatpay-serial']).toBe(simulator.wechat.publicKeyId);
    expect([Rsa.verify(text, signature, simulator.wechat.publicKeyPem), Rsa.verify(`${text} `, signature, simulator.wechat.publicKeyPem)]).toEqual([true, false]);
    const { event_type, resource }: { event_type: string; resource: Record<string, string> } = JSON.parse(body);
    const plain = Aes.AesGcm.decrypt(resource['ciphertext'] ?? '', simulator.wechat.apiV3Key, resource['nonce'] ?? '', resource['associated_data']);
    expect([event_type, JSON.parse(plain)]).toMatchObject(['TRANSACTION.SUCCESS', { out_trade_no: no, trade_state: 'SUCCESS', amount: { total: 1999 } }]);
    await client.chain('v3/refund/domestic/refunds').post({ out_trade_no: no, out_refund_no: `R${no}`, notify_url: shop.url(no), funds_account: 'AVAILABLE', amount: { refund: 1999, total: 1999, currency: 'CNY', from: [{ account: 'AVAILABLE', amount: 1999 }] } });
    expect((await client.chain('v3/refund/domestic/refunds/{no}').get({ no: `R${no}` })).data).toMatchObject({ funds_account: 'AVAILABLE', amount: { from: [{ account: 'AVAILABLE', amount: 1999 }] } });
  });

  test('another app: the bare prepay_id is signed', async () => {
    const no = number();
    const { prepay_id } = await make('app', order(no));
    const { timeStamp, nonceStr, sign, prepayId } = signed(prepay_id, prepay_id ?? '');
    pay(JSON.stringify({ appid: simulator.wechat.appid, partnerid: simulator.wechat.mchid, prepayid: prepayId, package: 'Sign=WXPay', noncestr: nonceStr, timestamp: timeStamp, sign }), no);
    expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'APP' });
  });

  test('a browser: the h5_url opens the order on the phone', async () => {
    const no = number();
    const { h5_url = '' } = await make('h5', order(no, { scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'iOS' } } }));
    pay(h5_url, no);
    expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'MWEB' });
  });

  test('an order that nobody paid is closed, and no page can open it any more', async () => {
    const no = number();
    const { prepay_id } = await make('jsapi', order(no, { payer: { openid: buyerId } }));
    expect((await client.chain('v3/pay/transactions/out-trade-no/{no}/close').post({ mchid: simulator.wechat.mchid }, { no })).status).toBe(204);
    expect(simulator.phones.wechat.look(`prepay_id=${prepay_id}`)).toEqual({ kind: 'refused', reason: 'not-payable' });
  });
});

describe('v2', () => {
  let client: Wechatpay;
  beforeAll(() => {
    const { wechat } = simulator;
    client = new Wechatpay({ ...v3Of(wechat), secret: wechat.apiV2Key, baseURL: wechat.baseUrl });
  });
  const named = (fields: Fields): Fields => ({ appid: simulator.wechat.appid, mch_id: simulator.wechat.mchid, ...fields });
  const make = async (tradeType: string, no: string, more: Fields = {}): Promise<Readonly<Record<string, string>>> =>
    texts((await client.chain('v2/pay/unifiedorder').post(named({ body: '网店', out_trade_no: no, total_fee: 1999, spbill_create_ip: '127.0.0.1', notify_url: shop.url(no), trade_type: tradeType, ...more }))).data);
  const query = async (no: string) => (await client.chain('v2/pay/orderquery').post(named({ out_trade_no: no }))).data;
  const THANKS = '<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>';

  test('a page in WeChat: signed with the APIv2 key, told in XML whose signature the client finds good', async () => {
    shop.answer = THANKS;
    const no = number();
    const made = await make('JSAPI', no, { openid: buyerId });
    expect(made).toMatchObject({ result_code: 'SUCCESS', trade_type: 'JSAPI' });
    const call = { appId: simulator.wechat.appid, timeStamp: String(Formatter.timestamp()), nonceStr: Formatter.nonce(), package: `prepay_id=${made['prepay_id']}`, signType: 'MD5' };
    expect(simulator.phones.wechat.look(JSON.stringify({ ...call, paySign: Hash.sign('MD5', call, 'x'.repeat(32)) }))).toEqual({ kind: 'refused', reason: 'wrong-signature' });
    pay(JSON.stringify({ ...call, paySign: Hash.sign('MD5', call, simulator.wechat.apiV2Key) }), no);
    const fields = texts(Transformer.toObject((await told(no)).body));
    const { sign, ...rest } = fields;
    expect(fields).toMatchObject({ out_trade_no: no, total_fee: '1999', trade_type: 'JSAPI', openid: buyerId });
    expect(rest['sign_type']).toBe('MD5');
    expect(Hash.sign('MD5', rest, simulator.wechat.apiV2Key)).toBe(sign);
    expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS' });
  });

  test('a refund is told sealed, and the client opens it', async () => {
    shop.answer = THANKS;
    const no = number();
    const { mweb_url = '' } = await make('MWEB', no, { scene_info: '{"h5_info":{"type":"Wap","wap_url":"https://shop.example","wap_name":"shop"}}' });
    pay(mweb_url, no);
    await told(no);
    await client.chain('v2/secapi/pay/refund').post(named({ out_trade_no: no, out_refund_no: `R${no}`, total_fee: 1999, refund_fee: 500, notify_url: shop.url(no) }));
    const fields = texts(Transformer.toObject((await told(no, 1)).body));
    const plain = texts(Transformer.toObject(Aes.AesEcb.decrypt(fields['req_info'] ?? '', Hash.md5(simulator.wechat.apiV2Key))));
    expect(plain).toMatchObject({ out_refund_no: `R${no}`, refund_status: 'SUCCESS', refund_fee: '500' });
  });

  test('another app and a QR', async () => {
    const [byApp, byQr] = [number(), number()];
    const { prepay_id = '' } = await make('APP', byApp);
    const call = { appid: simulator.wechat.appid, partnerid: simulator.wechat.mchid, prepayid: prepay_id, package: 'Sign=WXPay', noncestr: Formatter.nonce(), timestamp: String(Formatter.timestamp()) };
    pay(JSON.stringify({ ...call, sign: Hash.sign('MD5', call, simulator.wechat.apiV2Key) }), byApp);
    const { code_url = '' } = await make('NATIVE', byQr, { product_id: '1' });
    pay(code_url, byQr);
    expect([await query(byApp), await query(byQr)]).toMatchObject([{ trade_type: 'APP' }, { trade_type: 'NATIVE' }]);
  });
});
