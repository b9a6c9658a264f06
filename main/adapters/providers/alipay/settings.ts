/** What connects a shop with Alipay: who it is, with which keys, at which gateway. */
import type { KeyObject } from 'node:crypto';
import { readCertificates } from './certificates.ts';
import type { AlipayCertificatePems, AlipayCertificates } from './certificates.ts';
import { asPkcs8Pem, readPrivateKey, readPublicKey } from './keys.ts';
import { trustedKey } from './renewal.ts';
import { alipayFlaws } from './settings-check.ts';

interface Shop {
  readonly appId: string;
  /** The app's private key: PKCS#1 or PKCS#8, PEM or the bare base64 of Alipay's key tool. */
  readonly privateKeyPem: string;
  /** One of `ALIPAY_HOSTS` (hosts.ts), or a gateway on this machine. */
  readonly gatewayUrl: string;
  /** Receiving account 2088…, where it is not the contract's own. The bill must be of this account. */
  readonly sellerId?: string | undefined;
  /** `app_auth_token`: the app is a service provider's and acts for the shop. */
  readonly appAuthToken?: string | undefined;
  /** 间连: the shop is a sub-merchant of the contract's merchant. */
  readonly subMerchantId?: string | undefined;
  /** `sys_service_provider_id`: the service provider's account 2088…, for its commission. */
  readonly serviceProviderId?: string | undefined;
  readonly storeId?: string | undefined;
  /** Absolute deadline of pay, ms; 10 000 when absent. */
  readonly payDeadlineMs?: number | undefined;
  /** Absolute deadline of everything else but bills, ms; 8 000 when absent. */
  readonly callDeadlineMs?: number | undefined;
}

/** 公钥模式 or 公钥证书模式, as the console says for the app. */
type Trust =
  /** Alipay's (not the app's) public key: PEM, or the bare base64 of the console. */
  | { readonly alipayPublicKeyPem: string; readonly certificates?: undefined }
  | { readonly certificates: AlipayCertificatePems; readonly alipayPublicKeyPem?: undefined };

export type AlipaySettings = Shop & Trust;

/** What signing and verifying need, read and checked once. */
export interface AlipayKeys {
  /** PKCS#8, PEM. */
  readonly privateKeyPem: string;
  readonly certificates: AlipayCertificates | undefined;
  /** The keys an answer may be signed with that names this certificate, or none; no key when the certificate is not known. */
  readonly keysFor: (certificateSn: string | undefined) => readonly KeyObject[];
  /** Takes in a certificate that Alipay replaced the known ones by; false when it is not to be trusted. `now` is epoch ms. */
  readonly learn: (pem: string, certificateSn: string, now: number) => boolean;
}

/** Throws RangeError with one sentence for each thing that is wrong. An expired certificate is no reason: see `AlipayLine`. */
export function readKeys(settings: AlipaySettings): AlipayKeys {
  const flaws = alipayFlaws(settings);
  if (flaws.length > 0) throw new RangeError(flaws.map(({ sentence }) => sentence).join(' '));
  const privateKeyPem = asPkcs8Pem(sound(readPrivateKey(settings.privateKeyPem)));
  if (settings.certificates === undefined) {
    const keys = [sound(readPublicKey(settings.alipayPublicKeyPem))];
    return { privateKeyPem, certificates: undefined, keysFor: () => keys, learn: () => false };
  }
  const certificates = readCertificates(settings.certificates);
  const alipayKeys = new Map(certificates.alipayKeys);
  const pems = settings.certificates;
  return {
    privateKeyPem,
    certificates,
    keysFor: (sn) => {
      if (sn === undefined) return [...alipayKeys.values()];
      const key = alipayKeys.get(sn);
      return key === undefined ? [] : [key];
    },
    learn: (pem, sn, now) => {
      const key = trustedKey(pem, sn, pems, now);
      if (key !== undefined) alipayKeys.set(sn, key);
      return key !== undefined;
    },
  };
}

function sound(read: ReturnType<typeof readPrivateKey>): KeyObject {
  if ('flaw' in read) throw new TypeError(`a key that was checked is ${read.flaw}`);
  return read.key;
}
