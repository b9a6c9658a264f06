/** What an app may be set up for: certificates, encryption, older signatures, sub-merchants; each with the stock SDK where it can. */
import { createSign, createVerify } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateSn } from '../../../main/simulator/alipay/keys.ts';
import type { AlipayCredentials } from '../../../main/simulator/alipay/gateway.ts';
import { commonParams, postForm, signed, signedText } from './raw.ts';
import { freshNumber, openTill, sdkFor, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(async () => till.close());

function certifiedSdk(app: AlipayCredentials, alipayCertificate = app.certificates.alipayCertificatePem): AlipaySdk {
  return new AlipaySdk({
    appId: app.appId, privateKey: app.appPrivateKeyPem, keyType: 'PKCS8', gateway: app.gatewayUrl, endpoint: app.endpoint, camelcase: false,
    appCertContent: app.certificates.appCertificatePem, alipayPublicCertContent: alipayCertificate, alipayRootCertContent: app.certificates.rootCertificatePem,
  });
}
const query = { bizContent: { out_trade_no: 'none' } };

describe('certificate mode', () => {
  it('an app set up for certificates takes no request without them, in either protocol', async () => {
    const app = await till.gateway.registerApp({ trust: 'certificate' });
    expect((await certifiedSdk(app).exec('alipay.trade.query', query, { validateSign: true }))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    expect((await sdkFor(app).exec('alipay.trade.query', query))['sub_code']).toBe('isv.missing-app-cert-sn');
    await expect(sdkFor(app).curl('POST', '/v3/alipay/trade/query', { body: query.bizContent })).rejects.toMatchObject({ code: 'missing-app-cert-sn' });
  });

  it('an expired certificate, and half of the two numbers, are refused', async () => {
    const expired = await till.gateway.registerApp({ certificateExpiresAt: till.world.clock.now() });
    expect((await certifiedSdk(expired).exec('alipay.trade.query', query))['sub_code']).toBe('isv.app-cert-expired');
    const params = { ...commonParams(till.gateway, 'alipay.trade.query', { out_trade_no: 'x' }), app_cert_sn: certificateSn(till.gateway.certificates.appCertificatePem) };
    expect((await postForm(till.gateway.gatewayUrl, signed(till.gateway, params))).fields['sub_code']).toBe('isv.missing-alipay-root-cert-sn');
  });

  it('over v3 the root\'s number may be left out, as some clients do; a wrong one may not', async () => {
    const send = async (root: Record<string, string>) => {
      const body = JSON.stringify(query.bizContent);
      const auth = `timestamp=${till.world.clock.now()},nonce=n,app_id=${till.gateway.appId},app_cert_sn=${certificateSn(till.gateway.certificates.appCertificatePem)}`;
      const sign = createSign('sha256').update(`${auth}\nPOST\n/v3/alipay/trade/query\n${body}\n`).sign(till.gateway.appPrivateKeyPem, 'base64');
      const headers = { authorization: `ALIPAY-SHA256withRSA ${auth},sign=${sign}`, 'content-type': 'application/json', ...root };
      const answer = await fetch(`${till.gateway.endpoint}/v3/alipay/trade/query`, { method: 'POST', headers, body });
      return [await answer.json(), answer.headers.get('alipay-sn')];
    };
    expect(await send({})).toEqual([expect.objectContaining({ code: 'ACQ.TRADE_NOT_EXIST' }), certificateSn(till.gateway.certificates.alipayCertificatePem)]);
    expect((await send({ 'alipay-root-cert-sn': 'x' }))[0]).toMatchObject({ code: 'invalid-alipay-root-cert-sn' });
  });

  it('a replaced certificate signs the answers from then on, can be fetched by its number, and leaves key mode as it was', async () => {
    const alone = await openTill();
    const pem = await alone.gateway.replaceAlipayCertificate();
    const late = certifiedSdk(alone.gateway);
    await expect(late.exec('alipay.trade.query', query, { validateSign: true })).rejects.toThrow('验签失败');
    const order = { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x' };
    await expect(late.curl('POST', '/v3/alipay/trade/precreate', { body: order })).rejects.toMatchObject({ code: 'response-alipay-sn-verify-error' });
    expect((await certifiedSdk(alone.gateway, pem).exec('alipay.trade.query', query, { validateSign: true })).code).toBe('40004');
    expect((await alone.call('alipay.trade.query', query.bizContent)).code).toBe('40004');
    const fetched = await alone.call('alipay.open.app.alipaycert.download', { alipay_cert_sn: certificateSn(pem) });
    expect(Buffer.from(String(fetched['alipay_cert_content']), 'base64').toString()).toBe(pem);
    await alone.close();
  });
});

describe('encrypted contents', () => {
  it('v3 of the stock SDK: both ways, and an error still in the clear', async () => {
    const app = await till.gateway.registerApp({ encrypts: true });
    const sdk = new AlipaySdk({ appId: app.appId, privateKey: app.appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: app.alipayPublicKeyPem, gateway: app.gatewayUrl, endpoint: app.endpoint, encryptKey: app.aesKey, camelcase: false });
    const number = freshNumber();
    const paid = await sdk.curl<Record<string, string>>('POST', '/v3/alipay/trade/pay', { body: { out_trade_no: number, total_amount: '1.50', subject: '茶', auth_code: till.code() }, needEncrypt: true });
    expect(paid.data).toMatchObject({ out_trade_no: number, receipt_amount: '1.50' });
    await expect(sdk.curl('POST', '/v3/alipay/trade/query', { body: query.bizContent, needEncrypt: true })).rejects.toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
    const v2 = await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: number }, needEncrypt: true });
    expect(v2).toMatchObject({ code: '10000', trade_status: 'TRADE_SUCCESS' });
  });

  it('what was encrypted with another key, or by an app without one, is refused', async () => {
    const app = await till.gateway.registerApp({ encrypts: true });
    const params = { ...commonParams(app, 'alipay.trade.query', {}), encrypt_type: 'AES', biz_content: Buffer.alloc(32).toString('base64') };
    expect((await postForm(app.gatewayUrl, signed(app, params))).fields['sub_code']).toBe('isv.decryption-error');
    expect((await postForm(till.gateway.gatewayUrl, signed(till.gateway, { ...params, app_id: till.gateway.appId }))).fields['sub_code']).toMatch(/^isv\.invalid-(encrypt-type|parameter)$/);
  });
});

describe('how else a gateway may be set up', () => {
  it('older SHA-1 signatures are taken when asked for, and answered alike', async () => {
    const old = await openTill({ acceptRsa: true });
    const params = { ...commonParams(old.gateway, 'alipay.trade.query', { out_trade_no: 'x' }), sign_type: 'RSA' };
    const sign = createSign('sha1').update(signedText(params)).sign(old.gateway.appPrivateKeyPem, 'base64');
    const answer = await postForm(old.gateway.gatewayUrl, { ...params, sign });
    expect(answer.fields['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    const [, node = '', signature = ''] = /_response":(\{.*\}),"sign":"([^"]+)"/.exec(answer.text) ?? [];
    expect(createVerify('sha1').update(node).verify(old.gateway.alipayPublicKeyPem, signature, 'base64')).toBe(true);
    await old.close();
  });

  it('what the gateway itself refuses can come in error_response, as production does at times; business errors do not', async () => {
    const other = await openTill({ gatewayErrorNode: 'error_response', timestampToleranceMs: 600_000 });
    const send = async (change: Record<string, string>) => postForm(other.gateway.gatewayUrl, signed(other.gateway, { ...commonParams(other.gateway, 'alipay.trade.query', { out_trade_no: 'x' }), ...change }));
    expect(await send({ timestamp: '2020-01-01 00:00:00' })).toMatchObject({ node: 'error_response', isSigned: true, fields: { sub_code: 'isv.invalid-timestamp' } });
    expect(await send({})).toMatchObject({ node: 'alipay_trade_query_response', fields: { sub_code: 'ACQ.TRADE_NOT_EXIST' } });
    await other.close();
  });
});

describe('an order\'s parts', () => {
  const precreate = async (more: Record<string, unknown>) => (await till.call('alipay.trade.precreate', { out_trade_no: freshNumber(), total_amount: '1.00', subject: 'x', ...more }))['sub_code'];

  it('a sub-merchant must be known, and of this contract', async () => {
    const stranger = await till.gateway.registerApp();
    expect(await precreate({ sub_merchant: {} })).toBe('ACQ.SECONDARY_MERCHANT_ID_BLANK');
    expect(await precreate({ sub_merchant: { merchant_id: '2088000000000001' } })).toBe('ACQ.SECONDARY_MERCHANT_ID_INVALID');
    expect(await precreate({ sub_merchant: { merchant_id: till.gateway.registerSubMerchant(stranger.sellerId) } })).toBe('ACQ.SECONDARY_MERCHANT_NOT_MATCH');
    expect(await precreate({ sub_merchant: { merchant_id: till.gateway.registerSubMerchant(till.gateway.sellerId), merchant_type: 'alipay' } })).toBeUndefined();
  });

  it('goods are named, counted and priced; channels are enabled or disabled, not both', async () => {
    const tea = { goods_id: '1', goods_name: '茶', quantity: 1, price: '1.00' };
    expect(await precreate({ goods_detail: [tea] })).toBeUndefined();
    for (const missing of Object.keys(tea)) expect(await precreate({ goods_detail: [{ ...tea, [missing]: undefined }] })).toBe('ACQ.INVALID_PARAMETER');
    expect(await precreate({ enable_pay_channels: 'balance', disable_pay_channels: 'pcredit' })).toBe('ACQ.INVALID_PARAMETER');
  });
});
