/** What a person types into the settings of WeChat Pay: every usual mistake has its own sentence, and no good setting is refused. */
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { demandFlawless, wechatFlaws } from '../../../main/adapters/providers/wechat/settings-check.ts';
import type { BarcodeV2Settings, PublicKeyMode, ShopSettings } from '../../../main/adapters/providers/wechat/settings.ts';
import { issueCertificate } from '../../../main/simulator/x509.ts';

const pair = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits });
const [own, other, wechat, root] = [pair(), pair(), pair(), pair()];
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'spki'): string => key.export({ type, format: 'pem' }).toString();
const NOW = Date.parse('2026-11-21T04:00:00Z');
const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const PLATFORM_SERIAL = '7132D72A03E93CDDF8C03BBD1F37EEDF00000001';

const certificate = (publicKey: KeyObject, CN: string, serialNumber: string, notAfter = '2031-01-01'): string =>
  issueCertificate({ subject: { C: 'CN', O: 'Tenpay.com', OU: 'Shop', CN }, serialNumber, publicKey, signWith: root.privateKey, notBefore: new Date('2026-01-01'), notAfter: new Date(notAfter) });
const merchantCertificatePem = certificate(own.publicKey, '1600000001', SERIAL);
const platformPem = certificate(wechat.publicKey, 'Tenpay.com sign', PLATFORM_SERIAL);

const SHOP = {
  appid: 'wx0123456789abcdef', mchid: '1600000001', merchantSerial: SERIAL, privateKeyPem: pem(own.privateKey, 'pkcs8'), merchantCertificatePem,
  baseUrl: 'https://api.mch.weixin.qq.com', backupUrl: 'https://api2.mch.weixin.qq.com', storeOutId: 'S001', notifyUrl: 'https://shop.example.com/wechat/notify',
} satisfies ShopSettings;
const PROOF = { publicKeyId: 'PUB_KEY_ID_0114232134912410000000000000', publicKeyPem: pem(wechat.publicKey, 'spki') } satisfies PublicKeyMode;
const V2 = { api: 'v2', apiV2Key: 'k'.repeat(32), signType: 'HMAC-SHA256', clientCertificate: { certificatePem: merchantCertificatePem, privateKeyPem: SHOP.privateKeyPem } } satisfies BarcodeV2Settings;

const flawsOf = (changes: Partial<ShopSettings & PublicKeyMode>, now = NOW) => wechatFlaws({ ...SHOP, ...PROOF, ...changes }, now);
const v2FlawsOf = (changes: Partial<BarcodeV2Settings>) => flawsOf({ barcode: { ...V2, ...changes } });

describe('good settings are not doubted', () => {
  it.each<readonly [string, Partial<ShopSettings & PublicKeyMode>]>([
    ['public key', {}], ['no certificate typed in', { merchantCertificatePem: undefined }], ['PKCS#1', { privateKeyPem: pem(own.privateKey, 'pkcs1') }],
    ['small letters in the serial number', { merchantSerial: SERIAL.toLowerCase() }], ['service provider', { subMchid: '1600000002', subAppid: 'wxfedcba9876543210' }],
    ['platform certificates besides', { platformCertificates: { [PLATFORM_SERIAL]: platformPem } }], ['v2', { barcode: V2 }], ['the newer hosts', { baseUrl: 'https://api.wechatpay.cn', backupUrl: 'https://api2.wechatpay.cn' }],
    ['a simulator', { baseUrl: 'http://127.0.0.1:8080', backupUrl: undefined }],
  ])('%s', (_name, changes) => {
    expect(flawsOf(changes)).toEqual([]);
  });

  it('platform certificates as the only proof', () => {
    expect(wechatFlaws({ ...SHOP, verifyWith: 'platform-certificates', apiV3Key: 'k'.repeat(32) }, NOW)).toEqual([]);
  });
});

describe('one sentence a mistake', () => {
  it.each<readonly [string, Partial<ShopSettings & PublicKeyMode>, string, string]>([
    ['the appid of nothing', { appid: '2021001122334455' }, 'appid', 'form'],
    ['a merchant number with letters', { mchid: 'wx16000001', merchantCertificatePem: undefined }, 'mchid', 'form'],
    ['the shop is the service provider', { subMchid: SHOP.mchid }, 'subMchid', 'same_as_provider'],
    ['a sub-appid without a shop', { subAppid: 'wxfedcba9876543210' }, 'subAppid', 'without_sub_mchid'],
    ['a serial number cut off', { merchantSerial: SERIAL.slice(1), merchantCertificatePem: undefined }, 'merchantSerial', 'form'],
    ['the serial number of another certificate', { merchantSerial: PLATFORM_SERIAL }, 'merchantSerial', 'other_serial'],
    ['the certificate of another key', { merchantCertificatePem: certificate(other.publicKey, '1600000001', SERIAL) }, 'merchantCertificatePem', 'other_key'],
    ['the certificate of another merchant', { merchantCertificatePem: certificate(own.publicKey, '1600000009', SERIAL) }, 'merchantCertificatePem', 'other_merchant'],
    ['a platform certificate for the merchant\'s', { merchantCertificatePem: platformPem }, 'merchantCertificatePem', 'is_platform_certificate'],
    ['a key where a certificate belongs', { merchantCertificatePem: SHOP.privateKeyPem }, 'merchantCertificatePem', 'no_certificate'],
    ['no private key', { privateKeyPem: 'apiclient_key.pem' }, 'privateKeyPem', 'key_not_a_key'],
    ['the public half', { privateKeyPem: pem(own.publicKey, 'spki') }, 'privateKeyPem', 'key_is_public'],
    ['the certificate for the key', { privateKeyPem: merchantCertificatePem }, 'privateKeyPem', 'key_is_certificate'],
    ['a key behind a password', { privateKeyPem: own.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }).toString() }, 'privateKeyPem', 'key_encrypted'],
    ['an elliptic curve', { privateKeyPem: pem(curve.privateKey, 'pkcs8') }, 'privateKeyPem', 'key_not_rsa'],
    ['a short key', { privateKeyPem: pem(pair(1024).privateKey, 'pkcs8') }, 'privateKeyPem', 'key_too_short'],
    ['a serial number for the public key\'s id', { publicKeyId: PLATFORM_SERIAL }, 'publicKeyId', 'is_certificate_serial'],
    ['an id without its beginning', { publicKeyId: '0114232134912410000000000000' }, 'publicKeyId', 'form'],
    ['the merchant\'s own public key', { publicKeyPem: pem(own.publicKey, 'spki') }, 'publicKeyPem', 'own_public_key'],
    ['a private key for WeChat Pay\'s public one', { publicKeyPem: pem(wechat.privateKey, 'pkcs8') }, 'publicKeyPem', 'key_is_private'],
    ['a platform certificate for the public key', { publicKeyPem: platformPem }, 'publicKeyPem', 'key_is_certificate'],
    ['the merchant\'s certificate for a platform one', { platformCertificates: { [SERIAL]: merchantCertificatePem } }, 'platformCertificates', 'is_merchant_certificate'],
    ['a platform certificate under another number', { platformCertificates: { [SERIAL]: platformPem } }, 'platformCertificates', 'other_serial'],
    ['somebody else\'s host', { baseUrl: 'https://api.mch.weixin.qq.com.example.com' }, 'baseUrl', 'not_wechat'],
    ['plain http to WeChat Pay', { baseUrl: 'http://api.mch.weixin.qq.com' }, 'baseUrl', 'not_wechat'],
    ['a path behind the host', { baseUrl: 'https://api.mch.weixin.qq.com/v3' }, 'baseUrl', 'not_wechat'],
    ['the second host like the first', { backupUrl: SHOP.baseUrl }, 'backupUrl', 'same_host'],
    ['a store code with a dash', { storeOutId: 'S-001' }, 'storeOutId', 'form'],
    ['an address for notices with a query', { notifyUrl: 'https://shop.example.com/n?a=1' }, 'notifyUrl', 'form'],
  ])('%s', (_name, changes, field, code) => {
    const expected = expect.objectContaining({ field, code, sentence: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(flawsOf(changes)).toContainEqual(expected);
  });

  it.each<readonly [string, Partial<BarcodeV2Settings>, string, string]>([
    ['a short key', { apiV2Key: 'short' }, 'apiV2Key', 'length'],
    ['a certificate of another key', { clientCertificate: { certificatePem: certificate(other.publicKey, '1600000001', SERIAL), privateKeyPem: SHOP.privateKeyPem } }, 'clientCertificate', 'other_key'],
    ['a platform certificate', { clientCertificate: { certificatePem: platformPem, privateKeyPem: SHOP.privateKeyPem } }, 'clientCertificate', 'is_platform_certificate'],
    ['no key', { clientCertificate: { certificatePem: merchantCertificatePem, privateKeyPem: '' } }, 'clientPrivateKey', 'key_not_a_key'],
    ['a strange host', { baseUrl: 'https://example.com' }, 'barcodeBaseUrl', 'not_wechat'],
    ['a name for an address', { terminalIp: 'till-1' }, 'terminalIp', 'form'],
  ])('v2: %s', (_name, changes, field, code) => {
    expect(v2FlawsOf(changes)).toMatchObject([{ field, code }]);
  });

  it('an APIv3 key of 31 characters, or of 32 that are 96 bytes', () => {
    for (const apiV3Key of ['k'.repeat(31), '密'.repeat(32)]) expect(wechatFlaws({ ...SHOP, verifyWith: 'platform-certificates', apiV3Key })).toMatchObject([{ field: 'apiV3Key', code: 'length' }]);
  });

  it('several mistakes are all told at once, and no key is repeated in the words', () => {
    const bad = { ...SHOP, ...PROOF, appid: 'x', storeOutId: '', privateKeyPem: 'secret-text' };
    expect(wechatFlaws(bad).map(({ field }) => field)).toEqual(['appid', 'storeOutId', 'privateKeyPem']);
    expect(() => demandFlawless(bad)).toThrow(/appid .* store code .* private key/);
    expect(wechatFlaws(bad).map(({ sentence }) => sentence).join(' ')).not.toContain('secret-text');
  });

  it('a certificate that is over, or not yet begun, is named with its day', () => {
    expect(flawsOf({}, Date.parse('2031-06-01'))).toMatchObject([{ code: 'expired', sentence: expect.stringContaining('2031-01-01') }]);
    expect(flawsOf({}, Date.parse('2025-06-01'))).toMatchObject([{ code: 'not_yet_valid', sentence: expect.stringContaining('2026-01-01') }]);
    expect(() => demandFlawless({ ...SHOP, ...PROOF })).not.toThrow();
  });
});
