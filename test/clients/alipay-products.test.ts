/**
 * `alipay-sdk` as published, beyond the counter: orders of pages and apps, trades made for a buyer, sharing, transfers, invoices, service
 * providers, each over both protocols where both have it, and every refusal that an app set up wrongly meets.
 */
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { startAlipayGateway } from '../../main/simulator/alipay/gateway.ts';
import type { AlipayCredentials, AlipayGateway } from '../../main/simulator/alipay/gateway.ts';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { World } from '../../main/simulator/world.ts';
import type { Buyer } from '../../main/simulator/world.ts';

// The SDK writes the machine's own time where Alipay wants China's.
process.env['TZ'] = 'Asia/Shanghai';

type Fields = Record<string, unknown>;

let gateway: AlipayGateway;
let buyer: Buyer;
let sdk: AlipaySdk;
let world: World;
let ahead = 0;
beforeAll(async () => {
  world = new World({ now: () => Date.now() + ahead });
  gateway = await startAlipayGateway({ world, faults: new FaultPlan() });
  buyer = world.buyerOf('alipay');
  sdk = sdkOf(gateway);
});
afterAll(() => gateway.close());

function sdkOf(who: AlipayCredentials, change: object = {}): AlipaySdk {
  return new AlipaySdk({
    appId: who.appId, privateKey: who.appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: who.alipayPublicKeyPem, gateway: who.gatewayUrl, endpoint: who.endpoint, camelcase: false, ...change,
  });
}

let serial = 0;
const number = (): string => `P${process.pid}_${(serial += 1)}`;
const order = (no: string, more: Fields = {}): Fields => ({ out_trade_no: no, total_amount: '19.99', subject: '网店 {茶}', ...more });
const code = (): string => world.issueCode(buyer.id).code;

/** How a method is called: both ways answer the bare fields, or throw the code of the refusal. */
type Call = (method: string, content: Fields, appAuthToken?: string) => Promise<Fields>;

const overV2: Call = async (method, bizContent, app_auth_token) => {
  const { code: result, sub_code, ...fields } = await sdk.exec(method, { bizContent, ...(app_auth_token === undefined ? {} : { app_auth_token }) }, { validateSign: true });
  if (result !== '10000') throw Object.assign(new Error(result), { code: sub_code });
  return fields;
};
const GETS = new Set(['alipay.trade.order.settle.query', 'alipay.trade.royalty.rate.query', 'alipay.fund.trans.order.query', 'alipay.fund.trans.common.query', 'alipay.data.dataservice.bill.downloadurl.query', 'alipay.ebpp.invoice.token.batchquery', 'alipay.open.auth.token.app.query']);
const overV3: Call = async (method, content, appAuthToken) => {
  const isGet = GETS.has(method);
  const query = Object.fromEntries(Object.entries(content).map(([name, value]): [string, string] => [name, String(value)]));
  const { data } = await sdk.curl<Fields>(isGet ? 'GET' : 'POST', `/v3/${method.replaceAll('.', '/')}`, { ...(isGet ? { query } : { body: content }), ...(appAuthToken === undefined ? {} : { appAuthToken }) });
  return data;
};

describe.each<[string, Call]>([['exec, protocol v2', overV2], ['curl, protocol v3', overV3]])('%s', (_, call) => {
  it('makes a trade for a buyer, who pays it on the phone', async () => {
    const no = number();
    const made = await call('alipay.trade.create', order(no, { buyer_id: buyer.id }));
    expect(await call('alipay.trade.query', { trade_no: made['trade_no'] })).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
    expect(gateway.confirm(no, buyer.id)).toBe('paid');
    expect(await call('alipay.trade.query', { out_trade_no: no })).toMatchObject({ trade_status: 'TRADE_SUCCESS', receipt_amount: '19.99' });
    await expect(call('alipay.trade.create', order(no, { buyer_id: buyer.id }))).rejects.toMatchObject({ code: 'ACQ.TRADE_HAS_SUCCESS' });
  });

  it('shows a QR, closes it once it was scanned, cancels another', async () => {
    const [closed, cancelled] = [number(), number()];
    const { qr_code } = await call('alipay.trade.precreate', order(closed, { timeout_express: '5m', qr_code_timeout_express: '5m' }));
    await expect(call('alipay.trade.close', { out_trade_no: closed })).rejects.toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
    gateway.scanQr(String(qr_code), buyer.id);
    expect(await call('alipay.trade.close', { out_trade_no: closed })).toMatchObject({ out_trade_no: closed });
    await call('alipay.trade.precreate', order(cancelled));
    expect(await call('alipay.trade.cancel', { out_trade_no: cancelled })).not.toHaveProperty('action');
    expect(gateway.scanQr(String(qr_code), buyer.id)).toBe('not-payable');
  });

  it('gives back in parts, and finds each part', async () => {
    const no = number();
    await call('alipay.trade.pay', order(no, { auth_code: code(), scene: 'bar_code' }));
    for (const [part, back, sum] of [['a', '4.35', '4.35'], ['b', '15.64', '19.99']]) {
      expect(await call('alipay.trade.refund', { out_trade_no: no, refund_amount: back, out_request_no: part })).toMatchObject({ fund_change: 'Y', refund_fee: sum });
      expect(await call('alipay.trade.fastpay.refund.query', { out_trade_no: no, out_request_no: part })).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: back });
    }
    expect(await call('alipay.trade.fastpay.refund.query', { out_trade_no: no, out_request_no: 'c' })).not.toHaveProperty('refund_status');
    expect(await call('alipay.trade.query', { out_trade_no: no })).toMatchObject({ trade_status: 'TRADE_CLOSED' });
  });

  it('shares a payment with somebody bound to it', async () => {
    const no = number();
    const { trade_no } = await call('alipay.trade.pay', order(no, { auth_code: code() }));
    const receiver_list = [{ type: 'userId', account: buyer.id }];
    expect(await call('alipay.trade.royalty.relation.bind', { out_request_no: number(), receiver_list })).toMatchObject({ result_code: 'SUCCESS' });
    expect(await call('alipay.trade.royalty.rate.query', {})).toMatchObject({ max_ratio: '30' });
    const out_request_no = number();
    const settled = await call('alipay.trade.order.settle', { out_request_no, trade_no, royalty_parameters: [{ trans_in: buyer.id, trans_in_type: 'userId', amount: '1.00' }] });
    for (const by of [{ settle_no: settled['settle_no'] }, { out_request_no, trade_no }]) {
      expect(await call('alipay.trade.order.settle.query', by)).toMatchObject({ royalty_detail_list: [{ operation_type: 'transfer', state: 'SUCCESS', amount: '1.00' }] });
    }
    expect(await call('alipay.trade.royalty.relation.unbind', { out_request_no: number(), receiver_list })).toMatchObject({ result_code: 'SUCCESS' });
    expect(await call('alipay.trade.royalty.relation.batchquery', { out_request_no: number() })).toMatchObject({ receiver_list: [] });
  });

  it('transfers money, the current and the old way, and finds it again', async () => {
    gateway.setMerchantBalance(gateway.sellerId, fen(100_000));
    const product = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' };
    const [now, before] = [number(), number()];
    const sent = await call('alipay.fund.trans.uni.transfer', { out_biz_no: now, trans_amount: '1.15', ...product, order_title: '退差价', payee_info: { identity: buyer.id, identity_type: 'ALIPAY_USER_ID' } });
    expect(sent).toMatchObject({ status: 'SUCCESS', out_biz_no: now });
    expect(await call('alipay.fund.trans.common.query', { out_biz_no: now, ...product })).toMatchObject({ status: 'SUCCESS', trans_amount: '1.15', order_id: sent['order_id'] });
    const old = await call('alipay.fund.trans.toaccount.transfer', { out_biz_no: before, payee_type: 'ALIPAY_LOGONID', payee_account: buyer.logonId, amount: '0.29' });
    expect(await call('alipay.fund.trans.order.query', { order_id: old['order_id'] })).toMatchObject({ status: 'SUCCESS', out_biz_no: before });
    await expect(call('alipay.fund.trans.order.query', { out_biz_no: 'none' })).rejects.toMatchObject({ code: 'ORDER_NOT_EXIST' });
  });

  it('reads the invoices behind a token, and the address of a bill', async () => {
    const invoices = await call('alipay.ebpp.invoice.token.batchquery', { invoice_token: gateway.issueInvoiceToken(buyer.id), scene: 'INVOICE_EXPENSE' });
    expect(invoices).toMatchObject({ user_id: buyer.id });
    const bill_date = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    for (const bill_type of ['trade', 'signcustomer']) {
      const bill = await call('alipay.data.dataservice.bill.downloadurl.query', { bill_type, bill_date });
      expect(bill['bill_file_code']).toBe('EMPTY_DATA_WITH_BILL_FILE');
      expect((await fetch(String(bill['bill_download_url']))).headers.get('content-type')).toBe('application/zip');
    }
    await expect(call('alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'poem', bill_date })).rejects.toMatchObject({ code: 'TYPE_NOT_SUPPORTED' });
  });

  it('acts for a merchant as a service provider, and for no other with the same token', async () => {
    const own = sdk;
    sdk = sdkOf(await gateway.registerApp({ isIsv: true }));
    try {
      const granted = await call('alipay.open.auth.token.app', { grant_type: 'authorization_code', code: gateway.authoriseIsv(sdk.config.appId, gateway.appId) });
      const token = String(granted['app_auth_token']);
      expect(await call('alipay.open.auth.token.app.query', { app_auth_token: token })).toMatchObject({ user_id: gateway.sellerId, status: 'valid' });
      const no = number();
      await call('alipay.trade.pay', order(no, { auth_code: code() }), token);
      expect(gateway.trade(no)?.merchantId).toBe(gateway.sellerId);
      const next = await call('alipay.open.auth.token.app', { grant_type: 'refresh_token', refresh_token: granted['app_refresh_token'] });
      await expect(call('alipay.trade.query', { out_trade_no: no }, token)).rejects.toMatchObject({ code: expect.stringMatching(/^(aop\.)?invalid-app-auth-token$/) });
      expect(await call('alipay.trade.query', { out_trade_no: no }, String(next['app_auth_token']))).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    } finally {
      sdk = own;
    }
  });
});

describe('orders that the buyer’s browser or phone brings', () => {
  const token = (page: string): string => /name="token" value="(\w+)"/.exec(page)?.[1] ?? '';
  const press = (page: string) => fetch(`${gateway.baseUrl}/cashier`, { method: 'POST', body: new URLSearchParams({ token: token(page), buyer: buyer.id }), redirect: 'manual' });

  /** What a browser does with the form that the SDK writes. */
  async function submit(form: string): Promise<string> {
    const [, action = ''] = /action="([^"]+)"/.exec(form) ?? [];
    const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [name, value.replaceAll('&quot;', '"')]);
    return (await fetch(action.replaceAll('&amp;', '&'), { method: 'POST', body: new URLSearchParams(fields) })).text();
  }

  it.each([['alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'], ['alipay.trade.wap.pay', 'QUICK_WAP_WAY']])('%s: by address and by form, paid and back with a signature that verifies', async (method, product_code) => {
    for (const way of ['GET', 'POST'] as const) {
      const no = number();
      const made = sdk.pageExecute(method, way, { return_url: 'http://127.0.0.1:9/back?shop=1', bizContent: order(no, { product_code, quit_url: 'http://127.0.0.1:9/' }) });
      const page = way === 'GET' ? await (await fetch(made)).text() : await submit(made);
      expect(page).toContain('¥19.99');
      expect(gateway.trade(no)).toBeUndefined();
      const back = new URL((await press(page)).headers.get('location') ?? '');
      const { shop, ...returned } = Object.fromEntries(back.searchParams);
      expect([shop, returned['out_trade_no'], returned['total_amount'], sdk.checkNotifySignV2(returned)]).toEqual(['1', no, '19.99', true]);
      expect(await overV2('alipay.trade.query', { out_trade_no: no })).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    }
  });

  it('alipay.trade.app.pay: the order string opens on the phone, and a changed one does not', async () => {
    const no = number();
    const text = sdk.sdkExecute('alipay.trade.app.pay', { bizContent: order(no, { product_code: 'QUICK_MSECURITY_PAY', timeout_express: '90m' }) });
    expect(gateway.scanQr(text.replace('19.99', '0.01'), buyer.id)).toBe('wrong-signature');
    expect(gateway.scanQr(text, buyer.id)).toMatchObject({ outTradeNo: no });
    expect(gateway.confirm(no, buyer.id)).toBe('paid');
    expect(await overV3('alipay.trade.query', { out_trade_no: no })).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  });
});

describe('an app that is set up wrongly is told why', () => {
  const query = { bizContent: { out_trade_no: 'A1' } };
  const curl = (who: AlipaySdk, path = '/v3/alipay/trade/query', body: Fields = { out_trade_no: 'A1' }) => who.curl('POST', path, { body });

  it('a wrong private key: v2 quotes what should have been signed, v3 is 401; no money moves', async () => {
    const other = await gateway.registerApp();
    const thief = sdkOf(gateway, { privateKey: other.appPrivateKeyPem });
    const no = number();
    const refused = await thief.exec('alipay.trade.pay', { bizContent: order(no, { auth_code: code() }) }, { validateSign: true });
    expect(refused).toMatchObject({ code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: expect.stringContaining('&amp;charset=utf-8&amp;') });
    await expect(curl(thief)).rejects.toMatchObject({ code: 'invalid-signature', responseHttpStatus: 401, links: [] });
    expect(gateway.trade(no)).toBeUndefined();
  });

  it('an unknown app: no signature in v2, so that whoever verifies first sees only that', async () => {
    const nobody = sdkOf(gateway, { appId: '2016000000000000' });
    expect(await nobody.exec('alipay.trade.query', query)).toMatchObject({ code: '40002', sub_code: 'isv.invalid-app-id' });
    await expect(nobody.exec('alipay.trade.query', query, { validateSign: true })).rejects.toThrow('signature');
    await expect(curl(nobody)).rejects.toMatchObject({ code: 'invalid-app-id', responseHttpStatus: 400 });
  });

  it.each([-601_000, 601_000])('a clock that is %i ms off', async (off) => {
    ahead = off;
    const [v2, v3] = await Promise.allSettled([sdk.exec('alipay.trade.query', query, { validateSign: true }), curl(sdk)]);
    ahead = 0;
    expect(v2).toMatchObject({ value: { code: '40002', sub_code: 'isv.invalid-timestamp' } });
    expect(v3).toMatchObject({ reason: { code: 'illegal-timestamp', responseHttpStatus: 400 } });
  });

  it('a method that nobody knows, one that is not for servers, and a verb that is another one’s', async () => {
    expect(await sdk.exec('alipay.trade.steal', query)).toMatchObject({ code: '40002', sub_code: 'isv.invalid-method' });
    for (const path of ['/v3/alipay/trade/steal', '/v3/alipay/trade/page/pay', '/v3/alipay/trade/order/settle/query']) await expect(curl(sdk, path)).rejects.toMatchObject({ code: 'invalid-method', responseHttpStatus: 400 });
  });

  it('a token that nobody gave', async () => {
    expect(await sdk.exec('alipay.trade.query', { ...query, app_auth_token: '202611BBnobody' }, { validateSign: true })).toMatchObject({ code: '20001', msg: 'Insufficient Token Permissions', sub_code: 'aop.invalid-app-auth-token' });
    await expect(sdk.curl('POST', '/v3/alipay/trade/query', { body: query.bizContent, appAuthToken: '202611BBnobody' })).rejects.toMatchObject({ code: 'invalid-app-auth-token', responseHttpStatus: 401 });
  });

  it.each<[string, Fields, string]>([
    ['a number', { out_trade_no: undefined }, 'ACQ.INVALID_PARAMETER'],
    ['an amount', { total_amount: undefined }, 'ACQ.INVALID_PARAMETER'],
    ['a subject', { subject: undefined }, 'ACQ.INVALID_PARAMETER'],
    ['a code', { auth_code: undefined }, 'ACQ.INVALID_PARAMETER'],
    ['another seller', { seller_id: '2088000000000000' }, 'ACQ.PARTNER_ERROR'],
  ])('a payment without %s, or with it wrong', async (_, change, sub_code) => {
    const content: Fields = Object.fromEntries(Object.entries({ ...order(number()), auth_code: code(), ...change }).filter(([, value]) => value !== undefined));
    expect(await sdk.exec('alipay.trade.pay', { bizContent: content }, { validateSign: true })).toMatchObject({ code: '40004', msg: 'Business Failed', sub_code });
    await expect(curl(sdk, '/v3/alipay/trade/pay', content)).rejects.toMatchObject({ code: sub_code, responseHttpStatus: 400, links: [] });
  });

  it('too much at once: what the web server says, not a dead line that is sent once more', async () => {
    await expect(sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: 'x'.repeat(1_048_577) } })).rejects.toThrow('413');
    const arrived = gateway.log().filter((line) => line.operation === 'query').length;
    await expect(curl(sdk, '/v3/alipay/trade/query', { out_trade_no: 'x'.repeat(1_048_577) })).rejects.toThrow('JSON');
    expect(gateway.log().filter((line) => line.operation === 'query')).toHaveLength(arrived);
  });
});
