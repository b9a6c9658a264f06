/** What a person types into the settings of Alipay: every usual mistake has its own sentence, and no good setting is refused. */
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ALIPAY_HOSTS } from '../../../main/adapters/providers/alipay/hosts.ts';
import { readPrivateKey, readPublicKey } from '../../../main/adapters/providers/alipay/keys.ts';
import { alipayFlaws } from '../../../main/adapters/providers/alipay/settings-check.ts';
import { readKeys } from '../../../main/adapters/providers/alipay/settings.ts';
import type { AlipaySettings } from '../../../main/adapters/providers/alipay/settings.ts';
import { issueCertificate } from '../../../main/simulator/x509.ts';

const pair = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits });
const app = pair();
const alipay = pair();
const root = pair();
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'spki' | 'sec1'): string => key.export({ type, format: 'pem' }).toString();
const bare = (text: string): string => text.replaceAll(/-----[^-]+-----|\s/g, '');
const NOW = Date.parse('2026-11-21T04:00:00Z');

const certificate = (publicKey: KeyObject, notAfter = '2030-01-01', isAuthority = false): string => issueCertificate({
  subject: { C: 'CN', O: 'Test', OU: 'Test', CN: 'Test' }, serialNumber: 7n, publicKey, signWith: root.privateKey,
  notBefore: new Date('2026-01-01'), notAfter: new Date(notAfter), isAuthority,
});

const KEY_MODE = {
  appId: '2021001122334455', privateKeyPem: pem(app.privateKey, 'pkcs8'), gatewayUrl: ALIPAY_HOSTS.production.gatewayUrl, alipayPublicKeyPem: pem(alipay.publicKey, 'spki'),
} satisfies AlipaySettings;
const { alipayPublicKeyPem: _none, ...SHOP } = KEY_MODE;
const PEMS = { appCertificatePem: certificate(app.publicKey), alipayCertificatePems: [certificate(alipay.publicKey)], rootCertificatesPem: certificate(root.publicKey, '2040-01-01', true) };

const keyMode = (changes: Partial<typeof KEY_MODE> & Partial<Pick<AlipaySettings, 'sellerId' | 'storeId' | 'subMerchantId' | 'serviceProviderId' | 'appAuthToken'>>) => alipayFlaws({ ...KEY_MODE, ...changes }, NOW);
const certificateMode = (changes: Partial<typeof PEMS>, now = NOW) => alipayFlaws({ ...SHOP, certificates: { ...PEMS, ...changes } }, now);

describe('keys in every form that the console and the key tools give', () => {
  it.each([
    ['PKCS#8 PEM', pem(app.privateKey, 'pkcs8')], ['PKCS#1 PEM', pem(app.privateKey, 'pkcs1')], ['bare PKCS#8', bare(pem(app.privateKey, 'pkcs8'))],
    ['bare PKCS#1', bare(pem(app.privateKey, 'pkcs1'))], ['PEM with Windows line ends and blanks around', `\r\n ${pem(app.privateKey, 'pkcs8').replaceAll('\n', '\r\n')} `],
    ['PKCS#1 under the heading of PKCS#8', pem(app.privateKey, 'pkcs1').replaceAll(' RSA ', ' ')],
  ])('%s is the app\'s private key', (_name, privateKeyPem) => {
    expect(keyMode({ privateKeyPem })).toEqual([]);
    expect(readKeys({ ...KEY_MODE, privateKeyPem }).privateKeyPem).toBe(KEY_MODE.privateKeyPem);
  });

  it.each([['PEM', pem(alipay.publicKey, 'spki')], ['bare', bare(pem(alipay.publicKey, 'spki'))], ['PKCS#1', pem(alipay.publicKey, 'pkcs1')]])('%s is Alipay\'s public key', (_name, alipayPublicKeyPem) => {
    expect(keyMode({ alipayPublicKeyPem })).toEqual([]);
  });

  it.each([
    ['', 'not_a_key'], ['hello', 'not_a_key'], [pem(app.publicKey, 'spki'), 'is_public'], [bare(pem(app.publicKey, 'spki')), 'is_public'],
    [PEMS.appCertificatePem, 'is_certificate'], [pem(curve.privateKey, 'pkcs8'), 'not_rsa'], [pem(curve.privateKey, 'sec1'), 'not_rsa'], [pem(pair(1024).privateKey, 'pkcs8'), 'too_short'],
    [app.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }).toString(), 'encrypted'],
    [app.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }).toString(), 'encrypted'],
  ])('what is no private key is called by its name (%#)', (text, flaw) => {
    expect(readPrivateKey(text)).toEqual({ flaw });
    expect(keyMode({ privateKeyPem: text })).toMatchObject([{ field: 'privateKeyPem', code: `key_${flaw}` }]);
  });

  it.each([['hello', 'not_a_key'], [pem(alipay.privateKey, 'pkcs8'), 'is_private'], [PEMS.appCertificatePem, 'is_certificate'], [pem(curve.publicKey, 'spki'), 'not_rsa'], [pem(pair(1024).publicKey, 'spki'), 'too_short']])(
    'what is no public key is called by its name (%#)', (text, flaw) => {
      expect(readPublicKey(text)).toEqual({ flaw });
      expect(keyMode({ alipayPublicKeyPem: text })).toMatchObject([{ field: 'alipayPublicKeyPem', code: `key_${flaw}` }]);
    },
  );

  it('the app\'s own public key in the place of Alipay\'s', () => {
    expect(keyMode({ alipayPublicKeyPem: bare(pem(app.publicKey, 'spki')) })).toMatchObject([{ field: 'alipayPublicKeyPem', code: 'own_public_key', sentence: expect.stringContaining('支付宝公钥') }]);
  });
});

describe('numbers and addresses', () => {
  it.each([
    ['appId', '20210011223344'], ['appId', 'wx0123456789abcd'], ['sellerId', 'shop@example.com'], ['sellerId', '3088721000000001'], ['subMerchantId', '7'],
    ['serviceProviderId', ''], ['appAuthToken', 'two words'], ['appAuthToken', ''], ['storeId', 'S 1'], ['storeId', 'x'.repeat(33)],
  ])('%s %j', (field, value) => {
    expect(keyMode({ [field]: value })).toMatchObject([{ field, code: 'form' }]);
  });

  it('a sandbox app at the real gateway, a real app at the sandbox, and sandbox apps old and new', () => {
    expect(keyMode({ appId: '9021000122334455' })).toMatchObject([{ field: 'appId', code: 'sandbox_app' }]);
    const sandbox = (appId: string) => keyMode({ appId, gatewayUrl: ALIPAY_HOSTS.sandbox.gatewayUrl });
    expect(sandbox('2018001122334455')).toMatchObject([{ field: 'appId', code: 'production_app' }]);
    for (const appId of ['9021000122334455', '2016001122334455', '2021000122334455']) expect(sandbox(appId)).toEqual([]);
  });

  it.each(['https://openapi.alipay.com', 'https://openapi.alipay.com/gateway.do?x=1', 'openapi.alipay.com', 'https://openapi.alipaydev.com/gateway.do', ''])('%j is no gateway', (gatewayUrl) => {
    expect(keyMode({ gatewayUrl })).toMatchObject([{ field: 'gatewayUrl', code: 'not_alipay' }]);
  });

  it('everything that is wrong is said at once, and the adapter does not start', () => {
    const bad = { ...KEY_MODE, appId: '1', privateKeyPem: 'x', sellerId: 'y' };
    expect(alipayFlaws(bad).map(({ field }) => field)).toEqual(['appId', 'sellerId', 'privateKeyPem']);
    expect(() => readKeys(bad)).toThrow('The app id (APPID) is a number of 16 digits. The receiving account (PID) is 2088 and twelve more digits. The app\'s private key is not a key: paste the whole text of the key file.');
  });
});

describe('certificates', () => {
  it('as they are downloaded are right', () => {
    expect(certificateMode({})).toEqual([]);
    expect(certificateMode({ appCertificatePem: `Bag\n${PEMS.appCertificatePem.replaceAll('\n', '\r\n')}` })).toEqual([]);
  });

  it.each<readonly [string, Partial<typeof PEMS>, readonly string[]]>([
    ['the app\'s and Alipay\'s swapped', { appCertificatePem: PEMS.alipayCertificatePems[0] ?? '', alipayCertificatePems: [PEMS.appCertificatePem] }, ['swapped', 'own_certificate']],
    ['the app\'s twice', { alipayCertificatePems: [PEMS.appCertificatePem] }, ['own_certificate']],
    ['the root in the place of Alipay\'s', { alipayCertificatePems: [PEMS.rootCertificatesPem] }, ['is_root']],
    ['another app\'s', { appCertificatePem: certificate(pair().publicKey) }, ['other_key']],
    ['none of the app', { appCertificatePem: 'x' }, ['no_certificate']],
    ['none of Alipay', { alipayCertificatePems: [] }, ['no_certificate']],
    ['a public key in the place of Alipay\'s', { alipayCertificatePems: [pem(alipay.publicKey, 'spki')] }, ['no_certificate']],
    ['no root', { rootCertificatesPem: '' }, ['no_rsa_root']],
    ['a damaged one', { appCertificatePem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', rootCertificatesPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, ['no_certificate', 'no_rsa_root']],
  ])('%s', (_name, changes, codes) => {
    expect(certificateMode(changes).map(({ code }) => code)).toEqual(codes);
  });

  it('one that has expired, or is not valid yet, is named with its day, and still lets a till start', () => {
    const old = { appCertificatePem: certificate(app.publicKey, '2026-11-20') };
    expect(certificateMode(old)).toEqual([{ field: 'appCertificatePem', code: 'expired', sentence: 'The app certificate expired on 2026-11-20.' }]);
    expect(certificateMode({}, Date.parse('2025-06-01'))).toMatchObject([{ code: 'not_yet_valid' }, { code: 'not_yet_valid', sentence: expect.stringMatching(/valid from 2026-01-01 .* date of this machine/) }]);
    expect(() => readKeys({ ...SHOP, certificates: { ...PEMS, ...old } })).not.toThrow();
  });

  it('no sentence quotes a key', () => {
    const flaws = [...keyMode({ alipayPublicKeyPem: pem(alipay.privateKey, 'pkcs8') }), ...keyMode({ privateKeyPem: bare(pem(app.privateKey, 'pkcs8')).slice(1) })];
    expect(JSON.stringify(flaws)).not.toMatch(/[A-Za-z0-9+/]{60}/);
  });
});
