/**
 * What is wrong with a shop's settings for Alipay, one sentence a thing, before any customer finds it out: the mistakes that people
 * make with keys, certificates and numbers of the open platform's console. What only Alipay can know is not guessed here.
 */
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { pemBlocks, rootCertificateSn } from './certificates.ts';
import type { AlipayCertificatePems } from './certificates.ts';
import { ALIPAY_HOSTS, alipayOrigins } from './hosts.ts';
import { isSamePair, readPrivateKey, readPublicKey } from './keys.ts';
import type { KeyFlaw } from './keys.ts';
import type { AlipaySettings } from './settings.ts';

export type SettingsField =
  | 'appId' | 'privateKeyPem' | 'gatewayUrl' | 'alipayPublicKeyPem' | 'appCertificatePem' | 'alipayCertificatePems' | 'rootCertificatesPem'
  | 'sellerId' | 'appAuthToken' | 'subMerchantId' | 'serviceProviderId' | 'storeId';

export type SettingsFlawCode =
  | 'form' | 'not_alipay' | 'sandbox_app' | 'production_app' | `key_${KeyFlaw}` | 'own_public_key'
  | 'no_certificate' | 'other_key' | 'swapped' | 'own_certificate' | 'is_root' | 'no_rsa_root' | 'expired' | 'not_yet_valid';

/** `code` finds a translation; the sentence is for logs and for people who read English. */
export interface SettingsFlaw {
  readonly field: SettingsField;
  readonly code: SettingsFlawCode;
  readonly sentence: string;
}

/** All that is wrong; empty when nothing is. With `now` (epoch ms) certificates that are not valid then are named as well. */
export function alipayFlaws(settings: AlipaySettings, now?: number): readonly SettingsFlaw[] {
  const own = readPrivateKey(settings.privateKeyPem);
  const privateKey = 'key' in own ? own.key : undefined;
  const trust = settings.certificates === undefined ? publicKeyFlaws(settings.alipayPublicKeyPem, privateKey) : certificateFlaws(settings.certificates, privateKey, now);
  return [...addressFlaws(settings), ...numberFlaws(settings), ...('flaw' in own ? [keyFlaw('privateKeyPem', own.flaw)] : []), ...trust];
}

function addressFlaws({ gatewayUrl, appId }: AlipaySettings): readonly SettingsFlaw[] {
  try {
    alipayOrigins(gatewayUrl);
  } catch {
    // It throws for exactly one reason.
    return [{ field: 'gatewayUrl', code: 'not_alipay', sentence: `The gateway address ${gatewayUrl} is not Alipay's.` }];
  }
  const isSandboxOnly = appId.startsWith('9021');
  const maybeSandbox = isSandboxOnly || appId.startsWith('2016') || appId.startsWith('2021');
  if (gatewayUrl === ALIPAY_HOSTS.production.gatewayUrl && isSandboxOnly) {
    return [{ field: 'appId', code: 'sandbox_app', sentence: 'The app id begins with 9021: it is a sandbox app, and the gateway is the real one.' }];
  }
  if (gatewayUrl === ALIPAY_HOSTS.sandbox.gatewayUrl && !maybeSandbox) {
    return [{ field: 'appId', code: 'production_app', sentence: 'The gateway is the sandbox, and the app id is not one of a sandbox app.' }];
  }
  return [];
}

const ACCOUNT = /^2088\d{12}$/;
const FORMS: Readonly<Record<'appId' | 'sellerId' | 'subMerchantId' | 'serviceProviderId' | 'appAuthToken' | 'storeId', readonly [form: RegExp, sentence: string]>> = {
  appId: [/^\d{16}$/, 'The app id (APPID) is a number of 16 digits.'],
  sellerId: [ACCOUNT, 'The receiving account (PID) is 2088 and twelve more digits.'],
  subMerchantId: [ACCOUNT, 'The sub-merchant number (SMID) is 2088 and twelve more digits.'],
  serviceProviderId: [ACCOUNT, 'The service provider\'s account (PID) is 2088 and twelve more digits.'],
  appAuthToken: [/^[\x21-\x7e]{1,128}$/, 'The app_auth_token is one word without spaces.'],
  storeId: [/^[\x21-\x7e]{1,32}$/, 'The store number is at most 32 letters and digits without spaces.'],
};

function numberFlaws(settings: AlipaySettings): readonly SettingsFlaw[] {
  return (Object.keys(FORMS) as (keyof typeof FORMS)[]).flatMap((field): SettingsFlaw[] => {
    const [form, sentence] = FORMS[field];
    const value = settings[field];
    return value === undefined || form.test(value) ? [] : [{ field, code: 'form', sentence }];
  });
}

const KEY_SENTENCES: Readonly<Record<KeyFlaw, string>> = {
  not_a_key: 'is not a key: paste the whole text of the key file',
  encrypted: 'is encrypted with a password: export it without one',
  is_public: 'is a public key: the private one is needed',
  is_private: 'is a private key: it must not leave the shop, and Alipay\'s public key is needed',
  is_certificate: 'is a certificate, not a key',
  not_rsa: 'is not an RSA key, and RSA2 needs one',
  too_short: 'has fewer than 2048 bits, and RSA2 needs as many',
};

function keyFlaw(field: 'privateKeyPem' | 'alipayPublicKeyPem', flaw: KeyFlaw): SettingsFlaw {
  const name = field === 'privateKeyPem' ? 'The app\'s private key' : 'Alipay\'s public key';
  return { field, code: `key_${flaw}`, sentence: `${name} ${KEY_SENTENCES[flaw]}.` };
}

function publicKeyFlaws(text: string, privateKey: KeyObject | undefined): readonly SettingsFlaw[] {
  const read = readPublicKey(text);
  if ('flaw' in read) return [keyFlaw('alipayPublicKeyPem', read.flaw)];
  if (!privateKey || !isSamePair(privateKey, read.key)) return [];
  return [{ field: 'alipayPublicKeyPem', code: 'own_public_key', sentence: 'Alipay\'s public key is the app\'s own (应用公钥): the console shows Alipay\'s (支付宝公钥) after the app\'s was uploaded.' }];
}

type CertificateField = Extract<SettingsField, `${string}Certificate${string}` | `${string}ertificates${string}`>;

/** The first certificate of each text, which is the one that is meant, as far as it can be read. */
function certificateOf(text: string): X509Certificate | undefined {
  const [pem] = pemBlocks(text);
  try {
    return pem === undefined ? undefined : new X509Certificate(pem);
  } catch {
    // A text in the form of a certificate that holds none.
    return undefined;
  }
}

function certificateFlaws(pems: AlipayCertificatePems, privateKey: KeyObject | undefined, now: number | undefined): readonly SettingsFlaw[] {
  const app = certificateOf(pems.appCertificatePem);
  const alipay = pems.alipayCertificatePems.map(certificateOf);
  const belongs = (certificate: X509Certificate | undefined): boolean => certificate !== undefined && privateKey !== undefined && certificate.checkPrivateKey(privateKey);
  const flaws = [...appFlaws(app, alipay.some(belongs), privateKey), ...alipayCertificateFlaws(alipay, belongs), ...rootFlaws(pems.rootCertificatesPem)];
  if (now === undefined) return flaws;
  return [...flaws, ...validityFlaws('appCertificatePem', 'The app certificate', app, now), ...alipay.flatMap((one) => validityFlaws('alipayCertificatePems', 'Alipay\'s certificate', one, now))];
}

function appFlaws(app: X509Certificate | undefined, isSwapped: boolean, privateKey: KeyObject | undefined): readonly SettingsFlaw[] {
  const field = 'appCertificatePem';
  if (!app) return [{ field, code: 'no_certificate', sentence: 'The app certificate (appCertPublicKey_….crt) is no PEM certificate.' }];
  if (!privateKey || app.checkPrivateKey(privateKey)) return [];
  if (isSwapped) return [{ field, code: 'swapped', sentence: 'The app certificate and Alipay\'s certificate are swapped.' }];
  return [{ field, code: 'other_key', sentence: 'The app certificate belongs to another private key.' }];
}

function alipayCertificateFlaws(alipay: readonly (X509Certificate | undefined)[], isOwn: (one: X509Certificate | undefined) => boolean): readonly SettingsFlaw[] {
  const field = 'alipayCertificatePems';
  if (alipay.length === 0 || alipay.includes(undefined)) return [{ field, code: 'no_certificate', sentence: 'Alipay\'s certificate (alipayCertPublicKey_RSA2.crt) is no PEM certificate.' }];
  if (alipay.some(isOwn)) return [{ field, code: 'own_certificate', sentence: 'What stands for Alipay\'s certificate is the app\'s own.' }];
  if (alipay.some((one) => one?.ca)) return [{ field, code: 'is_root', sentence: 'What stands for Alipay\'s certificate is a root certificate.' }];
  return [];
}

function rootFlaws(bundle: string): readonly SettingsFlaw[] {
  const field = 'rootCertificatesPem';
  let sn: string;
  try {
    sn = rootCertificateSn(bundle);
  } catch {
    // A text in the form of a certificate that holds none.
    sn = '';
  }
  if (sn === '') return [{ field, code: 'no_rsa_root', sentence: 'The root certificates (alipayRootCert.crt) hold no RSA certificate.' }];
  return [];
}

function validityFlaws(field: CertificateField, name: string, certificate: X509Certificate | undefined, now: number): readonly SettingsFlaw[] {
  if (!certificate) return [];
  const day = (date: string): string => new Date(date).toISOString().slice(0, 10);
  if (now >= Date.parse(certificate.validTo)) return [{ field, code: 'expired', sentence: `${name} expired on ${day(certificate.validTo)}.` }];
  if (now < Date.parse(certificate.validFrom)) return [{ field, code: 'not_yet_valid', sentence: `${name} is valid from ${day(certificate.validFrom)} on: is the date of this machine right?` }];
  return [];
}
