// What is wrong with a wallet's form: named at the field that people see, in words; and a certificate that ran out overnight leaves no payment unasked.
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingsFlawCode as AlipayFlawCode } from '../../main/adapters/providers/alipay/settings-check.ts';
import type { SettingsFlawCode as WechatFlawCode } from '../../main/adapters/providers/wechat/settings-check.ts';
import { keyFileSealer } from '../../main/adapters/secrets.ts';
import { openDatabase } from '../../main/adapters/storage/database.ts';
import { SqliteProviderBook } from '../../main/adapters/storage/settings-book.ts';
import { SqliteSettings } from '../../main/adapters/storage/settings.ts';
import { composeShop } from '../../main/composition.ts';
import type { RunningShop } from '../../main/composition.ts';
import { issueCertificate } from '../../main/simulator/x509.ts';
import { TEXTS } from '../../renderer/text/text.tsx';
import { KeptLog, removeFolder, temporaryFolder } from '../adapters/storage/support.ts';

const DAY_MS = 86_400_000;
const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const SERIAL = '7157F09EFDC096DE15EBE81A47057A7232F1B8E1';

function certificate(notAfter: number, key = own, mchid = '1900000001'): string {
  return issueCertificate({
    subject: { C: 'CN', O: 'Test', OU: 'Test', CN: mchid }, serialNumber: BigInt(`0x${SERIAL}`), publicKey: key.publicKey, signWith: key.privateKey, isAuthority: false,
    notBefore: new Date('2020-01-01'), notAfter: new Date(notAfter),
  });
}

const FIELDS = {
  mchid: '1900000001', appid: 'wx0123456789abcdef', merchantSerial: SERIAL, publicKeyId: 'PUB_KEY_ID_0119000000012026', publicKeyPem: theirs.publicKey, storeOutId: 'S001', notifyUrl: 'https://shop.example.com/unused',
};

let folder: string;
let shop: RunningShop;
let now: number;

const open = (): RunningShop => composeShop({
  folder, tillNumber: 7, network: { proxyUrl: 'http://127.0.0.1:9' }, sealer: keyFileSealer(join(folder, 'apart.key')), logSink: () => undefined, clock: { now: () => now, at: () => () => undefined },
});

beforeEach(async () => {
  now = Date.parse('2026-11-21T04:00:00.000Z');
  folder = temporaryFolder();
  shop = open();
  await shop.desks.people.firstOwner('周老板', '260518');
});
afterEach(async () => {
  await shop.close();
  removeFolder(folder);
});

function save(fields: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>> = {}) {
  const privateKeyPem = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  shop.desks.providers.save('wechat', { enabled: true, fields: { ...FIELDS, ...fields } }, { privateKeyPem, ...secrets });
  return problems();
}

const problems = () => shop.desks.providers.view().find(({ wallet }) => wallet === 'wechat')?.problems.map(({ name, flaw }) => `${name} ${flaw ?? ''}`.trim());
const isOn = (): boolean => shop.till.picture.till().methods.some(({ method, enabled }) => method === 'wechat' && enabled);

describe('a certificate that runs out', () => {
  it('is named, and the wallet goes on, also after a restart: whether it still takes what is asked is for the wallet to say', async () => {
    expect(save({ merchantCertificatePem: certificate(now + DAY_MS) })).toEqual([]);
    now += 2 * DAY_MS;
    expect(problems()).toEqual(['merchantCertificatePem expired']);
    await shop.close();
    shop = open();
    expect(problems()).toEqual(['merchantCertificatePem expired']);
    expect(shop.till.providerOf('wechat')).toBeDefined();
    expect(isOn()).toBe(true);
  });

  it('so it does on a machine whose date has fallen back', () => {
    save({ merchantCertificatePem: certificate(now + DAY_MS) });
    now = Date.parse('2019-06-01T00:00:00.000Z');
    shop.desks.providers.renew('wechat');
    expect(problems()).toEqual(['merchantCertificatePem not_yet_valid']);
    expect(shop.till.providerOf('wechat')).toBeDefined();
  });
});

describe('another account', () => {
  /** As the next start reads it. */
  async function accountSince(): Promise<number | undefined> {
    await shop.close();
    const around = { clock: { now: () => now, at: () => () => undefined }, log: new KeptLog() };
    const database = openDatabase(join(folder, 'guitai.db'), around);
    const since = new SqliteProviderBook(new SqliteSettings(database, around)).read('wechat').accountSince;
    database.close();
    shop = open();
    return since;
  }

  it('is remembered with its time, so that its bills are not held against what the old one took; other keys for the same one are not', async () => {
    save({});
    const first = now;
    now += DAY_MS;
    save({ merchantSerial: 'B'.repeat(40), storeOutId: 'other' });
    expect(await accountSince()).toBe(first);
    now += DAY_MS;
    save({ mchid: '1900000009' });
    expect(await accountSince()).toBe(now);
  });
});

describe('what cannot work', () => {
  it('a certificate of another key or merchant turns the wallet off', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(save({ merchantCertificatePem: certificate(now + DAY_MS, other) })).toEqual(['merchantCertificatePem other_key']);
    expect(isOn()).toBe(false);
    expect(save({ merchantCertificatePem: certificate(now + DAY_MS, own, '1900000002') })).toEqual(['merchantCertificatePem other_merchant']);
  });

  it('what APIv2 shows is the merchant\'s own certificate: one mistake has one name, that of the form', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const found = save({ merchantCertificatePem: certificate(now + DAY_MS, other), barcodeApi: 'v2' }, { apiV2Key: 'k'.repeat(31) });
    expect(found?.toSorted()).toEqual(['apiV2Key length', 'merchantCertificatePem other_key']);
    expect(save({ barcodeApi: 'v2' })).toEqual(['merchantCertificatePem']);
  });

  it('has words in both languages, whatever it is', () => {
    // Addresses are not typed in here: they are built in.
    type Said = Exclude<AlipayFlawCode | WechatFlawCode, 'not_alipay' | 'not_wechat' | 'same_host'>;
    const said: Readonly<Record<Said, true>> = {
      form: true, length: true, sandbox_app: true, production_app: true, key_not_a_key: true, key_encrypted: true, key_is_public: true, key_is_private: true, key_is_certificate: true,
      key_not_rsa: true, key_too_short: true, own_public_key: true, no_certificate: true, other_key: true, swapped: true, own_certificate: true, is_root: true, no_rsa_root: true, expired: true,
      not_yet_valid: true, same_as_provider: true, without_sub_mchid: true, is_certificate_serial: true, is_platform_certificate: true, is_merchant_certificate: true, other_serial: true,
      other_merchant: true,
    };
    for (const code of Object.keys(said)) {
      expect(Object.keys(TEXTS.zh)).toContain(`flaw.${code}`);
      expect(Object.keys(TEXTS.en)).toContain(`flaw.${code}`);
    }
  });
});
