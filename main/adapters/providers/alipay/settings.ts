/** What connects a shop with Alipay, and where it may be connected to. */
import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { alipayPublicKey } from './answer.ts';
import { readCertificates } from './certificates.ts';
import type { AlipayCertificatePems, AlipayCertificates } from './certificates.ts';

export interface AlipayHosts {
  /** Protocol v2. */
  readonly gatewayUrl: string;
  /** Where bills are downloaded from. Alipay names these with plain http; they are fetched with https all the same. */
  readonly billOrigins: readonly string[];
}

const BILL_ORIGINS = ['https://dwbillcenter.alipay.com'];

/** Alipay's own addresses. Besides these only a gateway on this very machine (a simulated one) is ever spoken to. */
export const ALIPAY_HOSTS: Readonly<Record<'production' | 'sandbox', AlipayHosts>> = {
  production: { gatewayUrl: 'https://openapi.alipay.com/gateway.do', billOrigins: BILL_ORIGINS },
  sandbox: { gatewayUrl: 'https://openapi-sandbox.dl.alipaydev.com/gateway.do', billOrigins: BILL_ORIGINS },
};

interface Shop {
  readonly appId: string;
  /** The app's private key, PEM, PKCS#1 or PKCS#8. */
  readonly privateKeyPem: string;
  /** One of `ALIPAY_HOSTS`, or a gateway on this machine. */
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
  readonly certificates: AlipayCertificates | undefined;
  /** The keys an answer may be signed with that names this certificate, or none; no key when the certificate is not known. */
  readonly keysFor: (certificateSn: string | undefined) => readonly KeyObject[];
}

/** Throws when a key or certificate cannot be read, or when they do not belong together. */
export function readKeys(settings: AlipaySettings): AlipayKeys {
  // A key that cannot sign is found out here, not at the first customer.
  createPrivateKey(settings.privateKeyPem);
  if (settings.certificates === undefined) {
    const keys = [alipayPublicKey(settings.alipayPublicKeyPem)];
    return { certificates: undefined, keysFor: () => keys };
  }
  const certificates = readCertificates(settings.certificates, settings.privateKeyPem);
  const { alipayKeys } = certificates;
  return {
    certificates,
    keysFor: (sn) => {
      if (sn === undefined) return [...alipayKeys.values()];
      const key = alipayKeys.get(sn);
      return key === undefined ? [] : [key];
    },
  };
}

/**
 * The origins that the door must be open for: the gateway's first, then the bill centres'. Throws RangeError for a gateway that
 * is neither Alipay's nor on this machine: a mistyped or slipped-in address gets no payment code.
 */
export function alipayOrigins(gatewayUrl: string): readonly string[] {
  const known = Object.values(ALIPAY_HOSTS).find((hosts) => hosts.gatewayUrl === gatewayUrl);
  const { origin, hostname } = new URL(gatewayUrl);
  if (known) return [origin, ...known.billOrigins];
  if (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]') return [origin];
  throw new RangeError(`not a gateway of Alipay: ${origin}`);
}
