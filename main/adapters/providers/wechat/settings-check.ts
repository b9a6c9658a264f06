/**
 * What is wrong with a shop's settings for WeChat Pay, one sentence a thing, before any customer finds it out: the mistakes that
 * people make with keys, certificates and numbers of the merchant's console. What only WeChat Pay can know is not guessed here.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { checkedWechatUrl } from './hosts.ts';
import { isPlatformCertificate, readCertificate, readPrivateKey, readPublicKey, serialOf } from './key-texts.ts';
import type { KeyFlaw } from './key-texts.ts';
import type { BarcodeV2Settings, CertificateMode, PublicKeyMode, ShopSettings, WechatSettings } from './settings.ts';

export type SettingsField =
  | 'appid' | 'mchid' | 'subMchid' | 'subAppid' | 'merchantSerial' | 'privateKeyPem' | 'merchantCertificatePem' | 'baseUrl' | 'backupUrl' | 'storeOutId' | 'notifyUrl'
  | 'publicKeyId' | 'publicKeyPem' | 'platformCertificates' | 'apiV3Key' | 'apiV2Key' | 'clientCertificate' | 'clientPrivateKey' | 'terminalIp' | 'barcodeBaseUrl';

export type SettingsFlawCode =
  | 'form' | 'length' | 'not_wechat' | 'same_host' | 'same_as_provider' | 'without_sub_mchid' | 'is_certificate_serial' | `key_${KeyFlaw}` | 'own_public_key'
  | 'no_certificate' | 'is_platform_certificate' | 'is_merchant_certificate' | 'other_key' | 'other_serial' | 'other_merchant' | 'expired' | 'not_yet_valid';

/** `code` finds a translation; the sentence is for logs and for people who read English. */
export interface SettingsFlaw {
  readonly field: SettingsField;
  readonly code: SettingsFlawCode;
  readonly sentence: string;
}

/** All that is wrong; empty when nothing is. With `now` (epoch ms) certificates that are not valid then are named as well. */
export function wechatFlaws(settings: WechatSettings, now?: number): readonly SettingsFlaw[] {
  const own = readPrivateKey(settings.privateKeyPem);
  const privateKey = 'key' in own ? own.key : undefined;
  const { merchantCertificatePem: certificatePem, barcode } = settings;
  return [
    ...formFlaws(settings),
    ...hostFlaws(settings),
    ...('flaw' in own ? [keyFlaw('privateKeyPem', 'The merchant\'s private key', own.flaw)] : []),
    ...(certificatePem === undefined ? [] : certificateFlaws({ field: 'merchantCertificatePem', name: 'The merchant\'s certificate', pem: certificatePem, privateKey, settings, serial: settings.merchantSerial, now })),
    ...(settings.verifyWith === 'platform-certificates' ? keyLengthFlaws('apiV3Key', 'APIv3', settings.apiV3Key) : publicKeyFlaws(settings, privateKey, now)),
    ...(barcode?.api === 'v2' ? v2Flaws(settings, barcode, now) : []),
  ];
}

/** Throws RangeError with one sentence for each thing that is wrong. An expired certificate is no reason: WeChat Pay decides that. */
export function demandFlawless(settings: WechatSettings): void {
  const flaws = wechatFlaws(settings);
  if (flaws.length > 0) throw new RangeError(flaws.map(({ sentence }) => sentence).join(' '));
}

const MCHID = /^\d{8,10}$/;
const APPID = /^w[xw][0-9A-Za-z]{16}$/;
const FORMS: Readonly<Record<'appid' | 'mchid' | 'subMchid' | 'subAppid' | 'merchantSerial' | 'storeOutId' | 'notifyUrl', readonly [form: RegExp, sentence: string]>> = {
  appid: [APPID, 'The appid is wx and sixteen more letters and digits.'],
  mchid: [MCHID, 'The merchant number (mchid) has 8 to 10 digits.'],
  subMchid: [MCHID, 'The sub-merchant number (sub_mchid) has 8 to 10 digits.'],
  subAppid: [APPID, 'The sub-merchant\'s appid is wx and sixteen more letters and digits.'],
  merchantSerial: [/^[0-9A-Fa-f]{40}$/, 'The serial number of the merchant\'s certificate has 40 hexadecimal digits.'],
  storeOutId: [/^[0-9A-Za-z]{1,256}$/, 'The store code is made of letters and digits alone.'],
  notifyUrl: [/^https?:\/\/[^?#\s]{1,247}$/, 'The address for notices begins with https://, and has no query.'],
};

function formFlaws(settings: ShopSettings): readonly SettingsFlaw[] {
  const { mchid, subMchid, subAppid } = settings;
  const forms = (Object.keys(FORMS) as (keyof typeof FORMS)[]).flatMap((field): SettingsFlaw[] => {
    const [form, sentence] = FORMS[field];
    const value = settings[field];
    return value === undefined || form.test(value) ? [] : [{ field, code: 'form', sentence }];
  });
  const partner: SettingsFlaw[] = [];
  if (subMchid === mchid) partner.push({ field: 'subMchid', code: 'same_as_provider', sentence: 'The sub-merchant number is the service provider\'s own.' });
  if (subAppid !== undefined && subMchid === undefined) partner.push({ field: 'subAppid', code: 'without_sub_mchid', sentence: 'There is a sub-merchant\'s appid, and no sub-merchant number.' });
  return [...forms, ...partner];
}

function hostFlaws({ baseUrl, backupUrl, barcode }: ShopSettings): readonly SettingsFlaw[] {
  const v2Url = barcode?.api === 'v2' ? barcode.baseUrl : undefined;
  const hosts: readonly (readonly [SettingsField, string | undefined])[] = [['baseUrl', baseUrl], ['backupUrl', backupUrl], ['barcodeBaseUrl', v2Url]];
  const strange = hosts.flatMap(([field, url]): SettingsFlaw[] => (url === undefined || isWechat(url) ? [] : [{ field, code: 'not_wechat', sentence: `The address ${url} is not WeChat Pay's.` }]));
  return baseUrl === backupUrl ? [...strange, { field: 'backupUrl', code: 'same_host', sentence: 'The second address is the first one.' }] : strange;
}

function isWechat(url: string): boolean {
  try {
    return checkedWechatUrl(url) === url;
  } catch {
    // It throws for exactly one reason.
    return false;
  }
}

const KEY_SENTENCES: Readonly<Record<KeyFlaw, string>> = {
  not_a_key: 'is not a key: paste the whole text of the key file',
  encrypted: 'is encrypted with a password: export it without one',
  is_public: 'is a public key: the private one (apiclient_key.pem) is needed',
  is_private: 'is a private key: it must not leave the shop, and WeChat Pay\'s public key (pub_key.pem) is needed',
  is_certificate: 'is a certificate, not a key',
  not_rsa: 'is not an RSA key',
  too_short: 'has fewer than 2048 bits',
};

function keyFlaw(field: SettingsField, name: string, flaw: KeyFlaw): SettingsFlaw {
  return { field, code: `key_${flaw}`, sentence: `${name} ${KEY_SENTENCES[flaw]}.` };
}

function keyLengthFlaws(field: 'apiV2Key' | 'apiV3Key', name: string, key: string): readonly SettingsFlaw[] {
  return Buffer.byteLength(key) === 32 ? [] : [{ field, code: 'length', sentence: `The ${name} key has 32 characters, and this one ${Buffer.byteLength(key)}.` }];
}

function publicKeyFlaws({ publicKeyId, publicKeyPem, platformCertificates = {} }: PublicKeyMode, privateKey: KeyObject | undefined, now: number | undefined): readonly SettingsFlaw[] {
  const flaws: SettingsFlaw[] = [];
  if (/^[0-9A-Fa-f]{40}$/.test(publicKeyId)) flaws.push({ field: 'publicKeyId', code: 'is_certificate_serial', sentence: 'The public key\'s id is a certificate\'s serial number: the id begins with PUB_KEY_ID_.' });
  else if (!/^PUB_KEY_ID_\d{8,50}$/.test(publicKeyId)) flaws.push({ field: 'publicKeyId', code: 'form', sentence: 'The public key\'s id is PUB_KEY_ID_ and digits.' });
  const read = readPublicKey(publicKeyPem);
  if ('flaw' in read) flaws.push(keyFlaw('publicKeyPem', 'WeChat Pay\'s public key', read.flaw));
  else if (privateKey && createPublicKey(privateKey).equals(read.key)) {
    flaws.push({ field: 'publicKeyPem', code: 'own_public_key', sentence: 'What stands for WeChat Pay\'s public key is the merchant\'s own.' });
  }
  return [...flaws, ...Object.entries(platformCertificates).flatMap(([serial, pem]) => platformFlaws(serial, pem, privateKey, now))];
}

function platformFlaws(serial: string, pem: string, privateKey: KeyObject | undefined, now: number | undefined): readonly SettingsFlaw[] {
  const field = 'platformCertificates';
  const certificate = readCertificate(pem);
  if (!certificate) return [{ field, code: 'no_certificate', sentence: `The platform certificate ${serial} is no PEM certificate.` }];
  if (privateKey && certificate.checkPrivateKey(privateKey)) return [{ field, code: 'is_merchant_certificate', sentence: 'What stands for a platform certificate is the merchant\'s own.' }];
  if (serialOf(certificate.serialNumber) !== serialOf(serial)) return [{ field, code: 'other_serial', sentence: `The platform certificate ${serial} has another serial number.` }];
  return validityFlaws(field, `The platform certificate ${serial}`, certificate, now);
}

interface OwnCertificate {
  readonly field: 'merchantCertificatePem' | 'clientCertificate';
  readonly name: string;
  readonly pem: string;
  readonly privateKey: KeyObject | undefined;
  readonly settings: ShopSettings;
  /** The number it must have; any when undefined: a merchant may have several certificates. */
  readonly serial?: string;
  readonly now: number | undefined;
}

function certificateFlaws({ field, name, pem, privateKey, settings, serial, now }: OwnCertificate): readonly SettingsFlaw[] {
  const certificate = readCertificate(pem);
  if (!certificate) return [{ field, code: 'no_certificate', sentence: `${name} (apiclient_cert.pem) is no PEM certificate.` }];
  if (isPlatformCertificate(certificate)) return [{ field, code: 'is_platform_certificate', sentence: `What stands for ${lower(name)} is a platform certificate of WeChat Pay.` }];
  const flaws: SettingsFlaw[] = [];
  if (privateKey && !certificate.checkPrivateKey(privateKey)) flaws.push({ field, code: 'other_key', sentence: `${name} belongs to another private key.` });
  if (serial !== undefined && serialOf(certificate.serialNumber) !== serialOf(serial)) {
    flaws.push({ field: 'merchantSerial', code: 'other_serial', sentence: `The serial number is not that of ${lower(name)}, which is ${certificate.serialNumber}.` });
  }
  const named = /^CN=(\d{8,10})$/m.exec(certificate.subject)?.[1];
  if (named !== undefined && named !== settings.mchid) flaws.push({ field, code: 'other_merchant', sentence: `${name} is of merchant ${named}.` });
  return [...flaws, ...validityFlaws(field, name, certificate, now)];
}

function v2Flaws(settings: ShopSettings & (PublicKeyMode | CertificateMode), v2: BarcodeV2Settings, now: number | undefined): readonly SettingsFlaw[] {
  const { certificatePem: pem, privateKeyPem } = v2.clientCertificate;
  const read = readPrivateKey(privateKeyPem);
  const privateKey = 'key' in read ? read.key : undefined;
  return [
    ...keyLengthFlaws('apiV2Key', 'APIv2', v2.apiV2Key),
    ...('flaw' in read ? [keyFlaw('clientPrivateKey', 'The key of the certificate for v2', read.flaw)] : []),
    ...certificateFlaws({ field: 'clientCertificate', name: 'The certificate for v2', pem, privateKey, settings, now }),
    ...(v2.terminalIp === undefined || /^[0-9A-Fa-f.:]{2,45}$/.test(v2.terminalIp) ? [] : [{ field: 'terminalIp', code: 'form', sentence: 'The till\'s address is an IP address.' } as const]),
  ];
}

function validityFlaws(field: SettingsField, name: string, { validFrom, validTo }: { readonly validFrom: string; readonly validTo: string }, now: number | undefined): readonly SettingsFlaw[] {
  const day = (date: string): string => new Date(date).toISOString().slice(0, 10);
  if (now !== undefined && now >= Date.parse(validTo)) return [{ field, code: 'expired', sentence: `${name} expired on ${day(validTo)}.` }];
  if (now !== undefined && now < Date.parse(validFrom)) return [{ field, code: 'not_yet_valid', sentence: `${name} is valid from ${day(validFrom)} on: is the date of this machine right?` }];
  return [];
}

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
