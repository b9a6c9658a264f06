/** Certificate mode: our numbers are the stock SDK's, and an answer under a certificate that is not known proves nothing. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateSn, pemBlocks, readCertificates, rootCertificateSn } from '../../../main/adapters/providers/alipay/certificates.ts';
import { AlipayProvider } from '../../../main/adapters/providers/alipay/client.ts';
import { alipayOrigins, ALIPAY_HOSTS } from '../../../main/adapters/providers/alipay/hosts.ts';
import type { AlipaySettings } from '../../../main/adapters/providers/alipay/settings.ts';
import { JsonLog } from '../../../main/adapters/log.ts';
import type { AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import { issueCertificate } from '../../../main/simulator/x509.ts';
import { alipayParts } from './alipay-parts.ts';
import { Bench } from './bench.ts';

const BUNDLE = readFileSync(new URL('../../fixtures/alipay/root-bundle.pem', import.meta.url), 'utf8');

// The stock SDK writes the machine's own time where Alipay wants China's.
process.env['TZ'] = 'Asia/Shanghai';

let bench: Bench<AlipayGateway>;
beforeAll(async () => {
  bench = await Bench.open(alipayParts);
});
afterAll(() => bench.close());

const pemsOf = ({ certificates }: Pick<AlipayGateway, 'certificates'>) => ({
  appCertificatePem: certificates.appCertificatePem, alipayCertificatePems: [certificates.alipayCertificatePem], rootCertificatesPem: certificates.rootCertificatePem,
});

function provider(changes: Partial<Extract<AlipaySettings, { certificates: object }>> = {}, gateway: Pick<AlipayGateway, 'appId' | 'appPrivateKeyPem' | 'certificates'> = bench.gateway) {
  const clock = bench.world.clock;
  const lines: string[] = [];
  const log = new JsonLog({ now: () => clock.now(), at: () => () => undefined }, (line) => lines.push(line));
  const settings = { appId: gateway.appId, privateKeyPem: gateway.appPrivateKeyPem, gatewayUrl: bench.gateway.gatewayUrl, certificates: pemsOf(gateway), ...changes };
  return { till: new AlipayProvider(settings, bench.door, { now: () => clock.now(), at: () => () => undefined }, log), lines };
}

/** A certificate of Alipay that this test made itself. */
function anotherAlipayCertificate(notAfter = new Date('2049-01-01')): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return issueCertificate({ subject: { C: 'CN', O: 'Other', OU: 'Other', CN: 'Other' }, serialNumber: 99n, publicKey, signWith: privateKey, notBefore: new Date('2020-01-01'), notAfter });
}

describe('serial numbers', () => {
  it('are those of the stock SDK: app, Alipay and root', () => {
    const { appId, appPrivateKeyPem: privateKey, certificates } = bench.gateway;
    const { config } = new AlipaySdk({
      appId, privateKey, keyType: 'PKCS8', appCertContent: certificates.appCertificatePem,
      alipayPublicCertContent: certificates.alipayCertificatePem, alipayRootCertContent: certificates.rootCertificatePem,
    });
    const ours = readCertificates(pemsOf(bench.gateway));
    expect(ours).toMatchObject({ appSn: config.appCertSn, rootSn: config.alipayRootCertSn });
    expect([...ours.alipayKeys.keys()]).toEqual([config.alipayCertSn]);
  });

  it('of a bundle are the stock SDK\'s, without its elliptic-curve root, with commas and quotes in a name', () => {
    const { config } = new AlipaySdk({
      appId: '1', privateKey: bench.gateway.appPrivateKeyPem, keyType: 'PKCS8', appCertContent: bench.gateway.certificates.appCertificatePem,
      alipayPublicCertContent: bench.gateway.certificates.alipayCertificatePem, alipayRootCertContent: BUNDLE,
    });
    expect(pemBlocks(BUNDLE)).toHaveLength(3);
    expect(rootCertificateSn(BUNDLE).split('_')).toHaveLength(2);
    expect(rootCertificateSn(BUNDLE)).toBe(config.alipayRootCertSn);
  });

  it('is found whatever stands around the PEM', () => {
    const { alipayCertificatePem } = bench.gateway.certificates;
    const dressed = `\uFEFFBag Attributes\r\n${alipayCertificatePem.replaceAll('\n', '\r\n')}`;
    expect(certificateSn(pemBlocks(dressed)[0] ?? '')).toBe(certificateSn(alipayCertificatePem));
  });
});

describe('certificate mode', () => {
  it('a payment is taken, asked for and given back', async () => {
    const { till } = provider();
    const request = bench.payRequest();
    expect((await till.pay(request)).answer).toMatchObject({ kind: 'paid' });
    expect((await till.query(request)).answer).toMatchObject({ kind: 'paid' });
    expect((await till.refund(bench.refundRequest(request))).answer).toEqual({ kind: 'done' });
  });

  it('a new certificate of Alipay, not yet downloaded: paid or not, nothing is believed, and the log says what to do', async () => {
    const { till, lines } = provider({ certificates: { ...pemsOf(bench.gateway), alipayCertificatePems: [anotherAlipayCertificate()] } });
    const request = bench.payRequest();
    expect((await till.pay(request)).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect(bench.held(request)).toBe(1999);
    expect(lines.join('\n')).toContain(`"event":"alipay.new_certificate_needed","method":"alipay.trade.pay","certificateSn":"${certificateSn(bench.gateway.certificates.alipayCertificatePem)}"`);
  });

  it('the old and the new certificate side by side, while Alipay changes over', async () => {
    const both = [anotherAlipayCertificate(), bench.gateway.certificates.alipayCertificatePem];
    const { till } = provider({ certificates: { ...pemsOf(bench.gateway), alipayCertificatePems: both } });
    expect((await till.pay(bench.payRequest())).answer.kind).toBe('paid');
  });

  it('a certificate that runs out soon is warned of at start', () => {
    const soon = new Date(bench.world.clock.now() + 10 * 86_400_000);
    const { lines } = provider({ certificates: { ...pemsOf(bench.gateway), alipayCertificatePems: [anotherAlipayCertificate(soon)] } });
    expect(lines.join('\n')).toMatch(/alipay\.certificate_expires","days":(9|10)/);
    expect(provider().lines).toEqual([]);
  });

  it.each([
    ['an app certificate of another key', { appCertificatePem: BUNDLE }, /another private key/],
    ['no app certificate', { appCertificatePem: 'none' }, /no PEM/],
    ['no certificate of Alipay', { alipayCertificatePems: [] }, /Alipay's certificate .* is no PEM/],
    ['no root', { rootCertificatesPem: '' }, /no RSA certificate/],
    ['a root bundle without RSA', { rootCertificatesPem: pemBlocks(BUNDLE)[1] ?? '' }, /no RSA certificate/],
  ])('%s is found out at start', (_name, change, message) => {
    expect(() => provider({ certificates: { ...pemsOf(bench.gateway), ...change } })).toThrow(message);
  });
});

describe('for whom', () => {
  it('a service provider\'s app takes the money for the shop that authorised it', async () => {
    const isv = await bench.gateway.registerApp({ isIsv: true });
    const sdk = new AlipaySdk({ appId: isv.appId, privateKey: isv.appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: isv.alipayPublicKeyPem, gateway: isv.gatewayUrl, camelcase: false });
    const code = bench.gateway.authoriseIsv(isv.appId, bench.gateway.appId);
    const token = await sdk.exec('alipay.open.auth.token.app', { bizContent: { grant_type: 'authorization_code', code } }, { validateSign: true });
    const appAuthToken = String(token['app_auth_token']);
    const request = { ...bench.payRequest(), goods: [{ id: '6901234567892', name: '红茶', quantity: 2, price: bench.order().amount }] };
    expect((await provider({ appAuthToken, subMerchantId: '2088000000000001', serviceProviderId: isv.sellerId }, isv).till.pay(request)).answer).toMatchObject({ kind: 'paid' });
    expect(bench.gateway.trade(request.outTradeNo)?.merchantId).toBe(bench.gateway.sellerId);
    const refused = await provider({ appAuthToken: 'nobody-gave-this' }, isv).till.pay(bench.payRequest());
    expect(refused.answer).toMatchObject({ kind: 'refused', unprocessed: true, failure: { code: 'merchant_permission' } });
  });
});

describe('where to', () => {
  it('the door is opened for Alipay\'s own hosts, and for this machine', () => {
    expect(alipayOrigins(ALIPAY_HOSTS.production.gatewayUrl)).toEqual(['https://openapi.alipay.com', 'https://dwbillcenter.alipay.com']);
    expect(alipayOrigins(ALIPAY_HOSTS.sandbox.gatewayUrl)[0]).toBe('https://openapi-sandbox.dl.alipaydev.com');
    expect(alipayOrigins('http://127.0.0.1:8080/gateway.do')).toEqual(['http://127.0.0.1:8080']);
  });

  it.each(['https://openapi.alipay.com.example.net/gateway.do', 'http://openapi.alipay.com/gateway.do', 'https://openapi.alipay.com/other.do', 'https://example.com/gateway.do'])('%s gets no payment code', (url) => {
    expect(() => alipayOrigins(url)).toThrow(RangeError);
  });
});
