import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import { certificateSn } from '../../../main/simulator/alipay/keys.ts';
import { freshNumber, openTill, sdkFor, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(async () => till.close());

const paidTrade = async (total_amount = '10.00'): Promise<{ number: string; tradeNo: string }> => {
  const number = freshNumber();
  const answer = await till.call('alipay.trade.pay', { out_trade_no: number, total_amount, subject: 'x', auth_code: till.code() });
  return { number, tradeNo: String(answer['trade_no']) };
};

describe('an ISV', () => {
  it('takes payments for the merchant that authorised it, and for no other', async () => {
    const isv = await till.gateway.registerApp({ isIsv: true });
    const sdk = sdkFor(isv);
    const code = till.gateway.authoriseIsv(isv.appId, till.gateway.appId);
    const exchange = async (code: string) => sdk.exec('alipay.open.auth.token.app', { bizContent: { grant_type: 'authorization_code', code } }, { validateSign: true });
    const token = await exchange(code);
    expect(token).toMatchObject({ code: '10000', user_id: till.gateway.sellerId });
    expect((await exchange(code))['sub_code']).toBe('AUTH_CODE_NOT_EXIST');
    const number = freshNumber();
    const common = { app_auth_token: String(token['app_auth_token']) };
    const paid = await sdk.exec('alipay.trade.pay', { ...common, bizContent: { out_trade_no: number, total_amount: '1.00', subject: 'x', auth_code: till.code() } }, { validateSign: true });
    expect(paid.code).toBe('10000');
    expect(till.gateway.trade(number)?.merchantId).toBe(till.gateway.sellerId);
    expect((await till.call('alipay.trade.query', { out_trade_no: number }))['trade_status']).toBe('TRADE_SUCCESS');
    const v3 = await sdk.curl<{ trade_status: string }>('POST', '/v3/alipay/trade/query', { body: { out_trade_no: number }, appAuthToken: common.app_auth_token });
    expect(v3.data.trade_status).toBe('TRADE_SUCCESS');
    expect(await sdk.exec('alipay.open.auth.token.app.query', { bizContent: common }, { validateSign: true })).toMatchObject({ status: 'valid' });
    const other = sdkFor(await till.gateway.registerApp({ isIsv: true }));
    expect(await other.exec('alipay.trade.query', { ...common, bizContent: { out_trade_no: number } }, { validateSign: true })).toMatchObject({ code: '20001' });
    expect((await till.call('alipay.open.auth.token.app', { grant_type: 'authorization_code', code }))['sub_code']).toBe('APP_NOT_ISV');
  });

  it('has a day for its code', async () => {
    const isv = await till.gateway.registerApp({ isIsv: true });
    const code = till.gateway.authoriseIsv(isv.appId, till.gateway.appId);
    till.pass(86_400_000);
    expect(await sdkFor(isv).exec('alipay.open.auth.token.app', { bizContent: { grant_type: 'authorization_code', code } }, { validateSign: true })).toMatchObject({ sub_code: 'AUTH_CODE_NOT_VALID' });
  });
});

it('a client that sends its first code as a refresh token is refused in strict mode, as by Alipay, and served in lenient mode', async () => {
  for (const strict of [true, false]) {
    const own = await openTill({ strict });
    const isv = await own.gateway.registerApp({ isIsv: true });
    const code = own.gateway.authoriseIsv(isv.appId, own.gateway.appId);
    const answer = await sdkFor(isv).exec('alipay.open.auth.token.app', { bizContent: { grant_type: 'refresh_token', refresh_token: code } }, { validateSign: true });
    expect(answer).toMatchObject(strict ? { sub_code: 'REFRESH_TOKEN_NOT_EXIST' } : { user_id: own.gateway.sellerId });
    await own.close();
  }
});

describe('a transfer', () => {
  it('pays once per number, however often it is sent, and never under other data', async () => {
    till.gateway.setMerchantBalance(till.gateway.sellerId, fen(10_000));
    const before = till.buyer.balanceFen;
    const wish = { out_biz_no: freshNumber(), trans_amount: '12.34', product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER', payee_info: { identity: till.buyer.id, identity_type: 'ALIPAY_USER_ID', name: null } };
    const first = await till.call('alipay.fund.trans.uni.transfer', wish);
    expect(first).toMatchObject({ status: 'SUCCESS' });
    expect((await till.call('alipay.fund.trans.uni.transfer', wish))['order_id']).toBe(first['order_id']);
    expect((await till.call('alipay.fund.trans.uni.transfer', { ...wish, trans_amount: '12.35' }))['sub_code']).toBe('PAYMENT_INFO_INCONSISTENCY');
    expect(till.buyer.balanceFen).toBe(before + 1234);
    expect(till.gateway.merchantBalance(till.gateway.sellerId)).toBe(8_766);
    const product = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' };
    for (const by of [{ out_biz_no: wish.out_biz_no, ...product }, { order_id: first['order_id'] }, { pay_fund_order_id: first['pay_fund_order_id'] }]) {
      expect(await till.call('alipay.fund.trans.common.query', by)).toMatchObject({ status: 'SUCCESS', trans_amount: '12.34' });
    }
    expect((await till.call('alipay.fund.trans.common.query', { out_biz_no: wish.out_biz_no }))['sub_code']).toBe('INVALID_PARAMETER');
  });

  it('is refused for strangers, wrong names, crumbs and empty accounts', async () => {
    const send = async (change: Record<string, unknown>): Promise<unknown> =>
      (await till.call('alipay.fund.trans.toaccount.transfer', { out_biz_no: freshNumber(), payee_type: 'ALIPAY_LOGONID', payee_account: till.buyer.logonId, amount: '1.00', ...change }))['sub_code'];
    expect(await send({ payee_account: 'nobody' })).toBe('PAYEE_NOT_EXIST');
    expect(await send({ payee_real_name: '别人' })).toBe('PAYEE_USERINFO_ERROR');
    expect(await send({ amount: '0.09' })).toBe('EXCEED_LIMIT_SM_MIN_AMOUNT');
    expect(await send({ amount: '99999.00' })).toBe('MEMO_REQUIRED_IN_TRANSFER_ERROR');
    expect(await send({ amount: '99999.00', remark: '货款' })).toBe('PAYER_BALANCE_NOT_ENOUGH');
    expect(await send({ payee_type: 'MAIL' })).toBe('INVALID_PARAMETER');
    expect(await send({})).toBeUndefined();
    expect((await till.call('alipay.fund.trans.order.query', { out_biz_no: 'none' }))['sub_code']).toBe('ORDER_NOT_EXIST');
  });
});

it('a current transfer names its product, its scene and the person; a red packet may be one fen', async () => {
  till.gateway.setMerchantBalance(till.gateway.sellerId, fen(10_000));
  const send = async (change: Record<string, unknown>): Promise<unknown> =>
    (await till.call('alipay.fund.trans.uni.transfer', {
      out_biz_no: freshNumber(), trans_amount: '0.01', product_code: 'STD_RED_PACKET', biz_scene: 'DIRECT_TRANSFER', payee_info: { identity: till.buyer.logonId, identity_type: 'ALIPAY_LOGON_ID', name: till.buyer.name }, ...change,
    }))['sub_code'];
  expect(await send({})).toBeUndefined();
  expect(await send({ product_code: 'TRANS_ACCOUNT_NO_PWD' })).toBe('EXCEED_LIMIT_SM_MIN_AMOUNT');
  expect(await send({ product_code: 'TRANS_BANKCARD_NO_PWD' })).toBe('PRODUCT_NOT_SIGN');
  expect(await send({ biz_scene: undefined })).toBe('INVALID_PARAMETER');
  expect(await send({ payee_info: { identity: till.buyer.logonId, identity_type: 'ALIPAY_LOGON_ID' } })).toBe('INVALID_PARAMETER');
  expect(await send({ payee_info: { identity: '622202', identity_type: 'BANKCARD_ACCOUNT', name: 'x' } })).toBe('INVALID_PARAMETER');
});

describe('royalty', () => {
  it('goes to bound receivers only, once per number, and never above the share allowed', async () => {
    const { tradeNo } = await paidTrade('10.00');
    const settle = async (out_request_no: string, amount: string) =>
      till.call('alipay.trade.order.settle', { out_request_no, trade_no: tradeNo, royalty_parameters: [{ trans_in: till.buyer.id, trans_in_type: 'userId', amount }] });
    expect((await settle('s1', '1.00'))['sub_code']).toBe('ACQ.ROYALTY_RECEIVER_INVALID');
    await till.call('alipay.trade.royalty.relation.bind', { out_request_no: 'b1', receiver_list: [{ type: 'userId', account: till.buyer.id }] });
    const before = till.buyer.balanceFen;
    const first = await settle('s1', '1.00');
    expect((await settle('s1', '1.00'))['settle_no']).toBe(first['settle_no']);
    expect((await settle('s1', '2.00'))['sub_code']).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
    expect((await settle('s2', '2.01'))['sub_code']).toBe('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
    expect(till.buyer.balanceFen).toBe(before + 100);
    const found = await till.sdk.curl<{ royalty_detail_list: unknown[] }>('GET', '/v3/alipay/trade/order/settle/query', { query: { settle_no: String(first['settle_no']) } });
    expect(found.data.royalty_detail_list).toHaveLength(1);
  });

  it('binds people that exist, by login with their name, and leaves whom it unbinds; a share may be a percentage, the last one ends it', async () => {
    const receivers = async (kind: string, receiver: Record<string, unknown>): Promise<unknown> => {
      const answer = await till.call(`alipay.trade.royalty.relation.${kind}`, { out_request_no: freshNumber(), receiver_list: [receiver] });
      return answer['result_code'] ?? answer['sub_code'];
    };
    const person = { type: 'loginName', account: till.buyer.logonId, name: till.buyer.name };
    expect(await receivers('bind', { type: 'userId', account: '2088000000000000' })).toBe('USER_NOT_EXIST');
    expect(await receivers('bind', { ...person, name: '别人' })).toBe('USERNAME_NOT_MATCH');
    expect(await receivers('bind', { type: 'mail', account: 'x' })).toBe('INVALID_RECEIVER_TYPE');
    expect(await receivers('bind', person)).toBe('SUCCESS');
    const listed = await till.call('alipay.trade.royalty.relation.batchquery', { out_request_no: 'l' });
    expect(listed['receiver_list']).toContainEqual(person);

    const { tradeNo } = await paidTrade('10.05');
    const before = till.buyer.balanceFen;
    const settle = async (more: Record<string, unknown>): Promise<unknown> => {
      const answer = await till.call('alipay.trade.order.settle', { out_request_no: freshNumber(), trade_no: tradeNo, royalty_parameters: [{ trans_in: till.buyer.logonId, trans_in_type: 'loginName', amount_percentage: 10 }], ...more });
      return answer['sub_code'] ?? answer.code;
    };
    expect(await settle({ royalty_mode: 'async' })).toBe('10000');
    expect(till.buyer.balanceFen).toBe(before + 100);
    expect(await settle({ royalty_parameters: [{ trans_in: till.buyer.logonId, trans_in_type: 'card', amount: '1.00' }] })).toBe('ACQ.INVALID_PARAMETER');
    expect(await settle({ royalty_parameters: [], extend_params: { royalty_finish: 'true' } })).toBe('10000');
    expect(await settle({})).toBe('ACQ.ALREADY_FINISH_ALLOC');
    expect(await receivers('unbind', person)).toBe('SUCCESS');
    expect((await till.call('alipay.trade.royalty.relation.batchquery', { out_request_no: 'l' }))['receiver_list']).not.toContainEqual(person);
  });
});

describe('the cashier in the browser and in the app', () => {
  it('page pay: no trade before the buyer is known; the return is signed and the money taken once', async () => {
    const number = freshNumber();
    const url = till.sdk.pageExecute('alipay.trade.page.pay', 'GET', { returnUrl: 'http://127.0.0.1:9/back', bizContent: { out_trade_no: number, total_amount: '3.00', subject: '灯 <b>', product_code: 'FAST_INSTANT_TRADE_PAY' } });
    const page = await (await fetch(url)).text();
    expect(page).toContain('灯 &lt;b&gt;');
    expect(till.gateway.trade(number)).toBeUndefined();
    const token = /name="token" value="(\w+)"/.exec(page)?.[1] ?? '';
    const press = async () => fetch(`${till.gateway.baseUrl}/cashier`, { method: 'POST', body: new URLSearchParams({ token, buyer: till.buyer.id }), redirect: 'manual' });
    const back = new URL((await press()).headers.get('location') ?? '');
    expect(till.sdk.checkNotifySignV2(Object.fromEntries(back.searchParams))).toBe(true);
    expect(back.searchParams.get('out_trade_no')).toBe(number);
    expect(await (await press()).text()).toContain('TRADE_HAS_SUCCESS');
    expect(till.gateway.trade(number)).toMatchObject({ state: 'paid', capturedFen: 300 });
  });

  it('app pay: the phone pays the merchant’s signed string, and refuses a forged one', async () => {
    const number = freshNumber();
    const order = till.sdk.sdkExecute('alipay.trade.app.pay', { bizContent: { out_trade_no: number, total_amount: '3.00', subject: 'x', product_code: 'QUICK_MSECURITY_PAY' } });
    await expect(till.gateway.payInApp(order.replace('3.00', '0.01'), till.buyer.id)).rejects.toThrow('验签出错');
    expect(await till.gateway.payInApp(order, till.buyer.id)).toBe('9000');
    expect(till.gateway.trade(number)?.state).toBe('paid');
  });

  it('each way to the cashier takes its own product, and only an app may leave it unnamed', async () => {
    const open = async (method: string, product_code: string | undefined): Promise<string> =>
      (await fetch(till.sdk.pageExecute(method, 'GET', { bizContent: { out_trade_no: freshNumber(), total_amount: '3.00', subject: 'x', ...(product_code === undefined ? {} : { product_code }) } }))).text();
    expect(await open('alipay.trade.page.pay', 'QUICK_WAP_WAY')).toContain('ACQ.ACCESS_FORBIDDEN');
    expect(await open('alipay.trade.wap.pay', 'FAST_INSTANT_TRADE_PAY')).toContain('ACQ.ACCESS_FORBIDDEN');
    expect(await open('alipay.trade.page.pay', undefined)).toContain('ACQ.INVALID_PARAMETER');
    for (const [method, code] of [['alipay.trade.wap.pay', 'QUICK_WAP_PAY'], ['alipay.trade.wap.pay', 'QUICK_WAP_WAY'], ['alipay.trade.app.pay', undefined]] as const) expect(await open(method, code)).toContain('name="token"');
  });

  it('an order string or a page’s address opens on the phone, which asks for the PIN; a forged and a paid one do not', async () => {
    const number = freshNumber();
    const bizContent = { out_trade_no: number, total_amount: '3.00', subject: 'x', product_code: 'QUICK_MSECURITY_PAY' };
    const order = till.sdk.sdkExecute('alipay.trade.app.pay', { bizContent });
    expect(till.gateway.scanQr(order.replace('3.00', '0.01'), till.buyer.id)).toBe('wrong-signature');
    expect(till.gateway.trade(number)).toBeUndefined();
    expect(till.gateway.scanQr(order, till.buyer.id)).toEqual({ outTradeNo: number, totalFen: 300, subject: 'x' });
    expect(till.gateway.waitingFor(till.buyer.id).map((trade) => trade.outTradeNo)).toContain(number);
    expect(till.gateway.decline(number, till.buyer.id)).toBe('declined');
    expect(till.gateway.scanQr(order, till.buyer.id)).toMatchObject({ outTradeNo: number });
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('paid');
    expect(till.gateway.scanQr(order, till.buyer.id)).toBe('not-payable');

    const wap = (out_trade_no: string) => till.sdk.pageExecute('alipay.trade.wap.pay', 'GET', { bizContent: { out_trade_no, total_amount: '4.00', subject: 'x', product_code: 'QUICK_WAP_WAY', timeout_express: '5m' } });
    expect(till.gateway.scanQr(wap(freshNumber()), till.buyer.id)).toMatchObject({ totalFen: 400 });
    expect(till.gateway.scanQr('method=alipay.trade.query&app_id=1', till.buyer.id)).toBe('unknown-qr');
  });

  it('create: the trade exists at once, for its buyer only', async () => {
    const number = freshNumber();
    const answer = await till.call('alipay.trade.create', { out_trade_no: number, total_amount: '3.00', subject: 'x', buyer_id: till.buyer.id });
    expect(answer['trade_no']).toBeTruthy();
    expect(till.gateway.confirm(number, till.buyer.id)).toBe('paid');
    const byLogon = await till.call('alipay.trade.create', { out_trade_no: freshNumber(), total_amount: '3.00', subject: 'x', buyer_logon_id: till.buyer.logonId });
    expect(byLogon['trade_no']).toBeTruthy();
    expect((await till.call('alipay.trade.create', { out_trade_no: freshNumber(), total_amount: '3.00', subject: 'x', buyer_logon_id: 'nobody' }))['sub_code']).toBe('ACQ.BUYER_NOT_EXIST');
  });

  it('precreate: a share code comes with the QR when it is asked for', async () => {
    const answer = await till.call('alipay.trade.precreate', { out_trade_no: freshNumber(), total_amount: '3.00', subject: 'x', code_type: 'share_code' });
    expect(String(answer['qr_code'])).toBe(`https://qr.alipay.com/${String(answer['share_code'])}`);
  });
});

describe('documents', () => {
  it('Alipay’s certificate can be fetched by the number in an answer; invoices by the buyer’s token', async () => {
    const { alipayCertificatePem } = till.gateway.certificates;
    const answer = await till.call('alipay.open.app.alipaycert.download', { alipay_cert_sn: certificateSn(alipayCertificatePem) });
    expect(Buffer.from(String(answer['alipay_cert_content']), 'base64').toString()).toBe(alipayCertificatePem);
    const token = till.gateway.issueInvoiceToken(till.buyer.id);
    await paidTrade('2.50');
    const invoices = await till.call('alipay.ebpp.invoice.token.batchquery', { invoice_token: token, scene: 'INVOICE_EXPENSE' });
    expect(invoices['user_id']).toBe(till.buyer.id);
    expect((await till.call('alipay.ebpp.invoice.token.batchquery', { invoice_token: 'x', scene: 'INVOICE_EXPENSE' }))['sub_code']).toBe('INVOICE_INVALID_TOKEN');
    expect((await till.call('alipay.open.app.alipaycert.download', { alipay_cert_sn: 'x' })).code).toBe('40002');
  });
});
