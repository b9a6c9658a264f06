/** Certificate mode: our numbers are the stock SDK's, and an answer under a certificate that is not known proves nothing. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateSn, pemBlocks, readCertificates, rootCertificateSn } from '../../../main/adapters/providers/alipay/certificates.ts';
import { AlipayProvider } from '../../../main/adapters/providers/alipay/client.ts';
import { trustedKey } from '../../../main/adapters/providers/alipay/renewal.ts';
import { alipayOrigins, ALIPAY_HOSTS } from '../../../main/adapters/providers/alipay/hosts.ts';
import type { AlipaySettings } from '../../../main/adapters/providers/alipay/settings.ts';
import { JsonLog } from '../../../main/adapters/log.ts';
import type { AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import { issueCertificate } from '../../../main/simulator/x509.ts';
import { alipayParts, alipayPartsOf, pemsOf } from './alipay-parts.ts';
import { Bench } from './bench.ts';

const BUNDLE = readFileSync(new URL('../../fixtures/alipay/root-bundle.pem', import.meta.url), 'utf8');

// The stock SDK writes the machine's own time where Alipay wants China's.
process.env['TZ'] = 'Asia/Shanghai';

let bench: Bench<AlipayGateway>;
beforeAll(async () => {
  bench = await Bench.open(alipayParts);
});
afterAll(() => bench.close());

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

  it('Alipay replaces its certificate: the till fetches it, believes it, and goes on; later answers need no question', async () => {
    const alone = await Bench.open(alipayPartsOf('certificate'));
    const before = await alone.paidOrder();
    const pem = await alone.gateway.replaceAlipayCertificate();
    expect(certificateSn(pem)).not.toBe(certificateSn(alone.gateway.certificates.alipayCertificatePem));
    const [one, two] = await Promise.all([alone.provider.query(before), alone.provider.pay(alone.payRequest())]);
    expect([one.answer.kind, two.answer.kind]).toEqual(['paid', 'paid']);
    expect((await alone.provider.refund(alone.refundRequest(before))).answer).toEqual({ kind: 'done' });
    const fetched = alone.gateway.log().filter(({ operation }) => operation === 'alipay.open.app.alipaycert.download');
    expect(fetched).toHaveLength(1);
    expect(alone.logLines.join('\n')).toContain('"event":"alipay.certificate_replaced"');
    await alone.close();
  });

  it('a call in a hurry does not wait for it: its answer is unbelievable, the query afterwards is believed', async () => {
    const alone = await Bench.open(alipayPartsOf('certificate'));
    await alone.gateway.replaceAlipayCertificate();
    const request = alone.payRequest();
    expect((await alone.hurried.pay(request)).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect((await alone.provider.query(request)).answer.kind).toBe('paid');
    await alone.close();
  });

  it('a certificate that cannot be fetched, or that the roots do not vouch for: paid or not, nothing is believed, and the log says what to do', async () => {
    const alone = await Bench.open(alipayPartsOf('certificate'));
    await alone.gateway.replaceAlipayCertificate();
    alone.strike('other', { kind: 'drop-before' });
    const request = alone.payRequest();
    expect((await alone.provider.pay(request)).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect(alone.held(request)).toBe(1999);
    expect(alone.logLines.join('\n')).toContain('"event":"alipay.new_certificate_needed","method":"alipay.trade.pay"');
    expect((await alone.provider.query(request)).answer.kind).toBe('uncertain');
    alone.pass(60_000);
    expect((await alone.provider.query(request)).answer.kind).toBe('paid');
    await alone.close();
  });

  it('a certificate of another holder than the one that was downloaded is not believed, though the roots vouch for it', async () => {
    const { till, lines } = provider({ certificates: { ...pemsOf(bench.gateway), alipayCertificatePems: [anotherAlipayCertificate()] } });
    const request = bench.payRequest();
    expect((await till.pay(request)).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect(bench.held(request)).toBe(1999);
    expect(lines.join('\n')).toContain('"event":"alipay.certificate_replaced"');
    expect(lines.join('\n')).toContain('"isTrusted":false');
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

describe('a new certificate is judged', () => {
  const authority = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const middle = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const fresh = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const names = (CN: string) => ({ C: 'CN', O: 'Test', OU: 'Test', CN });
  const NOW = Date.parse('2026-11-21');
  const valid = { notBefore: new Date('2026-01-01'), notAfter: new Date('2030-01-01') };
  const root = issueCertificate({ subject: names('Root'), serialNumber: 1n, ...valid, publicKey: authority.publicKey, signWith: authority.privateKey, isAuthority: true });
  const between = issueCertificate({ subject: names('Middle'), issuer: names('Root'), serialNumber: 2n, ...valid, publicKey: middle.publicKey, signWith: authority.privateKey, isAuthority: true });
  const old = issueCertificate({ subject: names('Alipay'), issuer: names('Middle'), serialNumber: 3n, ...valid, publicKey: authority.publicKey, signWith: middle.privateKey });
  const issued = (change: Partial<Parameters<typeof issueCertificate>[0]> = {}): string =>
    issueCertificate({ subject: names('Alipay'), issuer: names('Middle'), serialNumber: 4n, ...valid, publicKey: fresh.publicKey, signWith: middle.privateKey, ...change });
  const judged = (text: string, now = NOW, knownText = old + between) => {
    const [first = ''] = pemBlocks(text);
    return trustedKey(text, certificateSn(first), { appCertificatePem: '', alipayCertificatePems: [knownText], rootCertificatesPem: root }, now)?.export({ type: 'spki', format: 'pem' });
  };
  const trusted = fresh.publicKey.export({ type: 'spki', format: 'pem' });

  it('one that the roots vouch for, through an authority that came with it or with the old one', () => {
    expect(judged(issued())).toBe(trusted);
    expect(judged(issued() + between, NOW, old)).toBe(trusted);
    expect(judged(issued(), NOW, old)).toBeUndefined();
  });

  it.each([
    ['of a merchant, though of the same authority', issued({ subject: names('Some Shop') })],
    ['signed by itself', issued({ issuer: names('Alipay'), signWith: fresh.privateKey })],
    ['that only says who issued it', issued({ signWith: fresh.privateKey })],
    ['that has run out', issued({ notAfter: new Date('2026-06-01') })],
    ['of tomorrow', issued({ notBefore: new Date('2027-01-01') })],
    ['issued by one that is no authority', issued({ issuer: names('Alipay'), signWith: authority.privateKey }) + old],
  ])('none %s', (_name, text) => {
    expect(judged(text)).toBeUndefined();
  });

  it('none under another number, and no damaged one', () => {
    const pems = { appCertificatePem: '', alipayCertificatePems: [old + between], rootCertificatesPem: root };
    expect(trustedKey(issued(), certificateSn(old), pems, NOW)).toBeUndefined();
    expect(trustedKey('', 'x', pems, NOW)).toBeUndefined();
    expect(trustedKey('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'x', pems, NOW)).toBeUndefined();
  });
});

describe('the shop\'s certificate and Alipay\'s idea of it', () => {
  const registered = async (registration: Parameters<AlipayGateway['registerApp']>[0]) => bench.gateway.registerApp({ merchantId: bench.gateway.sellerId, trust: 'certificate', ...registration });

  it('the certificate of another app with the same key: refused as it stands, no copy was carried out', async () => {
    const app = await registered({});
    const other = await registered({ publicKeyPem: createPublicKey(app.appPrivateKeyPem).export({ type: 'spki', format: 'pem' }).toString() });
    const { till } = provider({ certificates: { ...pemsOf(app), appCertificatePem: other.certificates.appCertificatePem } }, app);
    const request = bench.payRequest();
    expect((await till.pay(request)).answer).toMatchObject({ kind: 'refused', unprocessed: true, failure: { code: 'merchant_config', providerCode: 'isv.invalid-app-cert-sn' } });
    expect(bench.gateway.trade(request.outTradeNo)).toBeUndefined();
  });

  it('an expired certificate: warned of at start, refused by Alipay, and nothing is taken', async () => {
    const app = await registered({ certificateExpiresAt: bench.world.clock.now() - 1_000 });
    const { till, lines } = provider({}, app);
    expect(lines.join('\n')).toMatch(/alipay\.certificate_expires","days":-1/);
    const request = bench.payRequest();
    const { answer } = await till.pay(request);
    expect(answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_config', providerCode: 'isv.app-cert-expired' } });
    // A copy of the request may have come before it ran out.
    expect(answer).not.toHaveProperty('unprocessed');
    expect(bench.held(request)).toBe(0);
  });

  it('a till in key mode at an app in certificate mode', async () => {
    const app = await registered({});
    const clock = bench.world.clock;
    const settings = { appId: app.appId, privateKeyPem: app.appPrivateKeyPem, gatewayUrl: app.gatewayUrl, alipayPublicKeyPem: app.alipayPublicKeyPem };
    const till = new AlipayProvider(settings, bench.door, { now: () => clock.now(), at: () => () => undefined }, new JsonLog({ now: () => clock.now(), at: () => () => undefined }, () => undefined));
    expect((await till.pay(bench.payRequest())).answer).toMatchObject({ kind: 'refused', unprocessed: true, failure: { code: 'merchant_config', providerCode: 'isv.missing-app-cert-sn' } });
  });

  it('an answer that names the right certificate and is signed with another key', async () => {
    const request = bench.payRequest();
    bench.strike('pay', { kind: 'signature', flaw: 'unknown-key' });
    expect((await provider().till.pay(request)).answer).toEqual({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect((await provider().till.query(request)).answer.kind).toBe('paid');
  });
});

describe('for whom', () => {
  it('a sub-merchant that Alipay does not know, or that belongs to another contract, takes nothing', async () => {
    const stranger = await bench.gateway.registerApp();
    const foreign = bench.gateway.registerSubMerchant(stranger.sellerId);
    expect((await provider({ subMerchantId: foreign }).till.pay(bench.payRequest())).answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_config', providerCode: 'ACQ.SECONDARY_MERCHANT_NOT_MATCH' } });
    expect((await provider({ subMerchantId: '2088000000000001' }).till.precreate(bench.precreateRequest())).answer).toMatchObject({ kind: 'refused', failure: { code: 'merchant_config', providerCode: 'ACQ.SECONDARY_MERCHANT_ID_INVALID' } });
  });

  it('a service provider\'s app takes the money for the shop that authorised it', async () => {
    const isv = await bench.gateway.registerApp({ isIsv: true });
    const sdk = new AlipaySdk({ appId: isv.appId, privateKey: isv.appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: isv.alipayPublicKeyPem, gateway: isv.gatewayUrl, camelcase: false });
    const code = bench.gateway.authoriseIsv(isv.appId, bench.gateway.appId);
    const token = await sdk.exec('alipay.open.auth.token.app', { bizContent: { grant_type: 'authorization_code', code } }, { validateSign: true });
    const appAuthToken = String(token['app_auth_token']);
    const request = { ...bench.payRequest(), goods: [{ id: '6901234567892', name: '红茶', quantity: 2, price: bench.order().amount }] };
    expect((await provider({ appAuthToken, subMerchantId: bench.gateway.registerSubMerchant(bench.gateway.sellerId), serviceProviderId: isv.sellerId }, isv).till.pay(request)).answer).toMatchObject({ kind: 'paid' });
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
