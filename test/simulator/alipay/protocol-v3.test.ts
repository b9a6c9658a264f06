import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonParams, postForm, signed, verifiesAsCompactText } from './raw.ts';
import { freshNumber, openTill, type Till } from './till.ts';

let till: Till;
let certified: AlipaySdk;
beforeAll(async () => {
  till = await openTill();
  const { appId, appPrivateKeyPkcs1, gatewayUrl, endpoint, certificates } = till.gateway;
  certified = new AlipaySdk({
    appId,
    privateKey: appPrivateKeyPkcs1,
    gateway: gatewayUrl,
    endpoint,
    camelcase: false,
    appCertContent: certificates.appCertificatePem,
    alipayPublicCertContent: certificates.alipayCertificatePem,
    alipayRootCertContent: certificates.rootCertificatePem,
  });
});
afterAll(async () => till.close());

const post = async (path: string, body: Record<string, unknown>, sdk = till.sdk) => sdk.curl<Record<string, string>>('POST', `/v3/alipay/trade/${path}`, { body });

describe('protocol v3 with the stock SDK', () => {
  it('pays, asks, refunds and cancels on the same trades as v2', async () => {
    const number = freshNumber();
    const paid = await post('pay', { out_trade_no: number, total_amount: '12.30', subject: '茶', auth_code: till.code(), scene: 'bar_code' });
    expect(paid.responseHttpStatus).toBe(200);
    expect(paid.data).toMatchObject({ out_trade_no: number, receipt_amount: '12.30' });
    expect(paid.data).not.toHaveProperty('code');
    expect((await till.call('alipay.trade.query', { out_trade_no: number }))['trade_status']).toBe('TRADE_SUCCESS');
    expect((await post('refund', { out_trade_no: number, refund_amount: '0.30', out_request_no: 'r' })).data).toMatchObject({ fund_change: 'Y' });
    expect((await post('fastpay/refund/query', { out_trade_no: number, out_request_no: 'r' })).data).toMatchObject({ refund_status: 'REFUND_SUCCESS' });
    expect((await post('query', { out_trade_no: number })).data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  });

  it('a buyer who must confirm looks like a success without a payment: no gmt_payment, nothing received', async () => {
    till.buyer.mood = 'asks-pin';
    const { data } = await post('pay', { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x', auth_code: till.code() });
    till.buyer.mood = 'pays-at-once';
    expect(data['trade_no']).toBeTruthy();
    expect(data).not.toHaveProperty('gmt_payment');
    expect(data['receipt_amount']).toBe('0.00');
  });

  it('a business error is HTTP 400 with the code, a foreign signature 401, a limit 429', async () => {
    await expect(post('query', { out_trade_no: freshNumber() })).rejects.toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST', responseHttpStatus: 400 });
    const { appId, endpoint, alipayPublicKeyPem } = till.gateway;
    const stranger = await till.gateway.registerApp();
    const thief = new AlipaySdk({ appId, privateKey: stranger.appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: alipayPublicKeyPem, endpoint });
    await expect(post('query', { out_trade_no: 'x' }, thief)).rejects.toMatchObject({ code: 'invalid-signature', responseHttpStatus: 401 });
    till.faults.add({ gateway: 'alipay', operation: 'query', fault: { kind: 'too-many-requests' }, times: 1 });
    await expect(post('query', { out_trade_no: 'x' })).rejects.toMatchObject({ code: 'app-call-limited', responseHttpStatus: 429 });
    await expect(post('steal', {})).rejects.toMatchObject({ code: 'invalid-method' });
  });

  it('an answer signed wrongly is not accepted', async () => {
    const number = freshNumber();
    till.faults.add({ gateway: 'alipay', operation: 'pay', fault: { kind: 'signature', flaw: 'wrong' }, times: 1 });
    const lost = post('pay', { out_trade_no: number, total_amount: '1.00', subject: 'x', auth_code: till.code() });
    await expect(lost).rejects.toMatchObject({ code: 'response-signature-verify-error' });
    expect(till.gateway.trade(number)?.state).toBe('paid');
  });
});

describe('certificate mode with the stock SDK', () => {
  it('works on v2 and v3 with the serial numbers that the SDK computes', async () => {
    const number = freshNumber();
    const bizContent = { out_trade_no: number, total_amount: '1.00', subject: 'x', auth_code: till.code() };
    expect((await certified.exec('alipay.trade.pay', { bizContent }, { validateSign: true })).code).toBe('10000');
    expect((await post('query', { out_trade_no: number }, certified)).data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  });

  it('answers name the certificate and stay cuttable', async () => {
    const config = certified.config;
    const params = { ...commonParams(till.gateway, 'alipay.trade.query', { out_trade_no: 'x' }), app_cert_sn: config.appCertSn ?? '', alipay_root_cert_sn: config.alipayRootCertSn ?? '' };
    const answer = await postForm(till.gateway.gatewayUrl, signed(till.gateway, params));
    expect(answer.text).toMatch(/\},"alipay_cert_sn":"[0-9a-f]{32}","sign":"/);
    expect(answer.text).toContain(`"alipay_cert_sn":"${config.alipayCertSn}"`);
    expect(verifiesAsCompactText(till.gateway, answer)).toBe(true);
  });

  it('another app’s certificate is refused', async () => {
    const { appCertSn: _own, ...rest } = certified.config;
    const stranger = await till.gateway.registerApp();
    const params = { ...commonParams(till.gateway, 'alipay.trade.query', { out_trade_no: 'x' }), app_cert_sn: '0'.repeat(32), alipay_root_cert_sn: rest.alipayRootCertSn ?? '' };
    expect((await postForm(till.gateway.gatewayUrl, signed(till.gateway, params))).fields['sub_code']).toBe('isv.invalid-app-cert-sn');
    expect(stranger.certificates.appCertificatePem).not.toBe(till.gateway.certificates.appCertificatePem);
  });
});
