/**
 * What has to be typed in for each wallet, and how a provider is made of it. Part of the composition: the only place that knows the
 * adapters of both wallets.
 */
import { createHash } from 'node:crypto';
import { AlipayProvider } from './adapters/providers/alipay/client.ts';
import { ALIPAY_HOSTS, alipayOrigins } from './adapters/providers/alipay/hosts.ts';
import { readPrivateKey } from './adapters/providers/alipay/keys.ts';
import { alipayFlaws } from './adapters/providers/alipay/settings-check.ts';
import type { AlipaySettings } from './adapters/providers/alipay/settings.ts';
import type { HttpDoor } from './adapters/http.ts';
import { WechatProvider } from './adapters/providers/wechat/client.ts';
import { WECHAT_BACKUP, WECHAT_MAIN } from './adapters/providers/wechat/hosts.ts';
import { wechatFlaws } from './adapters/providers/wechat/settings-check.ts';
import type { WechatSettings } from './adapters/providers/wechat/settings.ts';
import { DEFAULT_NETWORK } from './adapters/storage/network-book.ts';
import type { CallDeadlines, Deadlines } from './domain/network.ts';
import type { Wallet } from './domain/payment.ts';
import type { BuiltProvider, Clock, Log, NetworkBook, PaymentProvider, ProviderBook, ProviderCondition, ProviderForm, ProviderProblem, ProviderWorkshop, Secrets } from './ports.ts';

type Fields = Readonly<Record<string, string>>;
type Flaw = { readonly field: string; readonly code: string; readonly sentence: string };

const text = (name: string, required = false) => ({ name, required, long: false });
const long = (name: string, required: boolean | ProviderCondition = false) => ({ name, required, long: true });
const choice = (name: string, ...choices: readonly [string, ...string[]]) => ({ name, required: true, long: false, choices });
const account = <Entry extends { readonly name: string }>(entry: Entry) => ({ ...entry, namesAccount: true as const });
/** Wanted where it is of use, and of use only there. */
const onlyWhen = <Entry extends { readonly name: string }>(field: string, is: string, entry: Entry) => ({ ...entry, required: true, when: { field, is } });

export const PROVIDER_FORMS: Readonly<Record<Wallet, ProviderForm>> = {
  alipay: {
    fields: [
      account(choice('environment', 'production', 'sandbox')), account(text('appId', true)), choice('trust', 'public-key', 'certificates'),
      onlyWhen('trust', 'public-key', long('alipayPublicKeyPem')), onlyWhen('trust', 'certificates', long('appCertificatePem')),
      onlyWhen('trust', 'certificates', long('alipayCertificatePems')), onlyWhen('trust', 'certificates', long('rootCertificatesPem')),
      account(text('sellerId')), account(text('subMerchantId')), text('serviceProviderId'), text('storeId'),
    ],
    secrets: [long('privateKeyPem', true), text('appAuthToken')],
  },
  wechat: {
    fields: [
      account(text('mchid', true)), text('appid', true), account(text('subMchid')), text('subAppid'), text('merchantSerial', true), long('merchantCertificatePem', { field: 'barcodeApi', is: 'v2' }),
      choice('verifyWith', 'public-key', 'platform-certificates'), onlyWhen('verifyWith', 'public-key', text('publicKeyId')), onlyWhen('verifyWith', 'public-key', long('publicKeyPem')),
      choice('barcodeApi', 'v3', 'v2'), onlyWhen('barcodeApi', 'v2', choice('signType', 'HMAC-SHA256', 'MD5')),
      text('storeOutId', true), text('notifyUrl', true),
    ],
    secrets: [long('privateKeyPem', true), onlyWhen('verifyWith', 'platform-certificates', text('apiV3Key')), onlyWhen('barcodeApi', 'v2', text('apiV2Key'))],
  },
};

/** All fields of a form: what was chosen, else the first choice. */
export function chosenIn(wallet: Wallet, fields: Fields): Fields {
  return Object.fromEntries(PROVIDER_FORMS[wallet].fields.map(({ name, choices }) => [name, fields[name] || (choices?.[0] ?? '')]));
}

/** Every origin of the wallets: the door of a real shop is open for these and no others. */
export const SHOP_ORIGINS: ReadonlyMap<string, Wallet> = new Map<string, Wallet>([
  ...Object.values(ALIPAY_HOSTS).flatMap(({ gatewayUrl }) => alipayOrigins(gatewayUrl)).map((origin) => [origin, 'alipay'] as const),
  [WECHAT_MAIN, 'wechat'], [WECHAT_BACKUP, 'wechat'],
]);

/** The addresses whose clock is asked: one for each wallet. */
export const SHOP_CLOCKS: ReadonlyMap<string, Wallet> = new Map<string, Wallet>([[new URL(ALIPAY_HOSTS.production.gatewayUrl).origin, 'alipay'], [WECHAT_MAIN, 'wechat']]);

/** Providers of a real shop. What was typed in is checked before anything is made of it. `deadlines` are those of this moment. */
export function shopWorkshop(door: HttpDoor, clock: Clock, log: Log, deadlines: () => Deadlines): ProviderWorkshop {
  return {
    forms: PROVIDER_FORMS,
    isPrivateKey,
    build: (wallet, saved, secrets) => {
      const fields = chosenIn(wallet, saved);
      const missing = missingIn(wallet, fields, secrets);
      if (missing.length > 0) return { problems: missing };
      if (wallet === 'alipay') {
        const settings = { ...alipaySettings(fields, secrets), ...waiting(deadlines().alipay) };
        return made(wallet, alipayFlaws(settings, clock.now()), () => new AlipayProvider(settings, door, clock, log));
      }
      const settings = { ...wechatSettings(fields, secrets), ...waiting(deadlines().wechat) };
      return made(wallet, wechatFlaws(settings, clock.now()), () => new WechatProvider(settings, door, clock, log));
    },
  };
}

/** As PEM of any kind, also sealed with a password, or as the bare base64 of Alipay's key tool. */
function isPrivateKey(text: string): boolean {
  return text.includes('PRIVATE KEY-----') || 'key' in readPrivateKey(text);
}

function waiting({ pay, call }: CallDeadlines): { readonly payDeadlineMs: number; readonly callDeadlineMs: number } {
  return { payDeadlineMs: pay, callDeadlineMs: call };
}

/** The certificate that APIv2 is shown, and its key, are the merchant's own. */
const IN_FORM: Readonly<Record<string, string>> = { clientCertificate: 'merchantCertificatePem', clientPrivateKey: 'privateKeyPem' };
/** What is wrong with the date, of the certificate or of this machine. */
const DATED = new Set(['expired', 'not_yet_valid']);

function made(wallet: Wallet, flaws: readonly Flaw[], make: () => PaymentProvider): BuiltProvider {
  const secrets = new Set(PROVIDER_FORMS[wallet].secrets.map(({ name }) => name));
  const found = new Map(flaws.map(({ field, code, sentence }) => {
    const name = IN_FORM[field] ?? field;
    return [`${name} ${code}`, { code: secrets.has(name) ? 'secret_bad' : 'field_bad', name, flaw: code, sentence } as const];
  }));
  const problems = [...found.values()];
  return problems.every(({ flaw }) => DATED.has(flaw)) ? { provider: make(), problems } : { problems };
}

function missingIn(wallet: Wallet, fields: Fields, secrets: Fields): readonly ProviderProblem[] {
  const holds = ({ field, is }: ProviderCondition): boolean => fields[field] === is;
  const isNeeded = ({ required, when }: ProviderForm['secrets'][number]): boolean => (when === undefined || holds(when)) && (typeof required === 'boolean' ? required : holds(required));
  const { fields: known, secrets: sealed } = PROVIDER_FORMS[wallet];
  return [
    ...known.filter((field) => isNeeded(field) && !fields[field.name]).map(({ name }): ProviderProblem => ({ code: 'field_missing', name })),
    ...known.filter(({ name, choices }) => choices && !choices.includes(fields[name] ?? '')).map(({ name }): ProviderProblem => ({ code: 'field_bad', name })),
    ...sealed.filter((secret) => isNeeded(secret) && !secrets[secret.name]).map(({ name }): ProviderProblem => ({ code: 'secret_missing', name })),
  ];
}

function alipaySettings(fields: Fields, secrets: Fields): AlipaySettings {
  const field = (name: string): string => fields[name] ?? '';
  const shop = {
    appId: field('appId'),
    privateKeyPem: secrets['privateKeyPem'] ?? '',
    gatewayUrl: ALIPAY_HOSTS[field('environment') === 'sandbox' ? 'sandbox' : 'production'].gatewayUrl,
    sellerId: fields['sellerId'] || undefined, subMerchantId: fields['subMerchantId'] || undefined, serviceProviderId: fields['serviceProviderId'] || undefined,
    storeId: fields['storeId'] || undefined, appAuthToken: secrets['appAuthToken'] || undefined,
  };
  if (field('trust') !== 'certificates') return { ...shop, alipayPublicKeyPem: field('alipayPublicKeyPem') };
  return {
    ...shop,
    certificates: { appCertificatePem: field('appCertificatePem'), alipayCertificatePems: [field('alipayCertificatePems')], rootCertificatesPem: field('rootCertificatesPem') },
  };
}

function wechatSettings(fields: Fields, secrets: Fields): WechatSettings {
  const field = (name: string): string => fields[name] ?? '';
  const privateKeyPem = secrets['privateKeyPem'] ?? '';
  const certificatePem = fields['merchantCertificatePem'] || undefined;
  const shop = {
    appid: field('appid'), mchid: field('mchid'), subMchid: fields['subMchid'] || undefined, subAppid: fields['subAppid'] || undefined,
    merchantSerial: field('merchantSerial'), privateKeyPem, merchantCertificatePem: certificatePem,
    baseUrl: WECHAT_MAIN, backupUrl: WECHAT_BACKUP, storeOutId: field('storeOutId'), notifyUrl: field('notifyUrl'),
    ...(field('barcodeApi') === 'v2' && {
      barcode: {
        api: 'v2' as const, apiV2Key: secrets['apiV2Key'] ?? '', signType: field('signType') === 'MD5' ? 'MD5' as const : 'HMAC-SHA256' as const,
        clientCertificate: { certificatePem: certificatePem ?? '', privateKeyPem },
      },
    }),
  };
  if (field('verifyWith') === 'platform-certificates') return { ...shop, verifyWith: 'platform-certificates', apiV3Key: secrets['apiV3Key'] ?? '' };
  return { ...shop, publicKeyId: field('publicKeyId'), publicKeyPem: field('publicKeyPem') };
}

/** What the simulated wallets were given, for looking at: in the demo nothing of it can be changed. */
export interface GivenProvider {
  readonly fields: Fields;
  readonly privateKeyPem: string;
  readonly provider: PaymentProvider;
}

export function givenProviders(given: Readonly<Record<Wallet, GivenProvider>>, since: number): { readonly workshop: ProviderWorkshop; readonly book: ProviderBook; readonly secrets: Secrets } {
  const keys = new Map((['alipay', 'wechat'] as const).map((wallet) => [`${wallet}.privateKeyPem`, given[wallet].privateKeyPem]));
  return {
    workshop: { forms: PROVIDER_FORMS, isPrivateKey, build: (wallet) => ({ provider: given[wallet].provider, problems: [] }) },
    book: { read: (wallet) => ({ enabled: true, fields: given[wallet].fields }), save: refuse },
    secrets: {
      protection: 'account', broken: false, read: () => undefined, write: refuse,
      fact: (name) => {
        const key = keys.get(name);
        return key === undefined ? undefined : { fingerprint: createHash('sha256').update(key).digest('hex').slice(0, 8), since };
      },
    },
  };
}

/** The demo's way out: its wallets are on this machine. */
export const GIVEN_NETWORK: NetworkBook = { read: () => DEFAULT_NETWORK, save: refuse };

function refuse(): never {
  throw new Error('what is given cannot be changed');
}
