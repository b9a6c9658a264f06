/** Reads the PEM texts of WeChat Pay's console and certificate tool, and calls what is something else by its name. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type KeyFlaw =
  | 'not_a_key'
  /** A private key behind a password. */
  | 'encrypted'
  /** The other half of a pair. */
  | 'is_public' | 'is_private'
  | 'is_certificate'
  /** WECHATPAY2-SHA256-RSA2048 needs RSA of 2048 bits. */
  | 'not_rsa' | 'too_short';

export type ReadKey = { readonly key: KeyObject } | { readonly flaw: KeyFlaw };

const LEAST_BITS = 2048;

/** `apiclient_key.pem`, PKCS#8 or PKCS#1. */
export function readPrivateKey(pem: string): ReadKey {
  if (/BEGIN CERTIFICATE/.test(pem)) return { flaw: 'is_certificate' };
  if (/ENCRYPTED/.test(pem)) return { flaw: 'encrypted' };
  if (/BEGIN (?:RSA )?PUBLIC KEY/.test(pem)) return { flaw: 'is_public' };
  return strongRsa(() => createPrivateKey(pem));
}

/** `pub_key.pem`. A private key would do as well, and must not be typed in here. */
export function readPublicKey(pem: string): ReadKey {
  if (/BEGIN CERTIFICATE/.test(pem)) return { flaw: 'is_certificate' };
  if (/PRIVATE KEY/.test(pem)) return { flaw: 'is_private' };
  return strongRsa(() => createPublicKey(pem));
}

/** `apiclient_cert.pem`: the first certificate of a text; undefined when there is none. */
export function readCertificate(pem: string): X509Certificate | undefined {
  return attempt(() => new X509Certificate(pem));
}

/** WeChat Pay's own certificates, which prove its answers and are easily taken for the merchant's. */
export function isPlatformCertificate(certificate: X509Certificate): boolean {
  return /^CN=Tenpay\.com sign$/m.test(certificate.subject);
}

/** The number as `serial_no` writes it: capitals, without the zero that ASN.1 may need in front. */
export function serialOf(text: string): string {
  return text.toUpperCase().replace(/^0+/, '');
}

function strongRsa(read: () => KeyObject): ReadKey {
  const key = attempt(read);
  if (!key) return { flaw: 'not_a_key' };
  if (key.asymmetricKeyType !== 'rsa') return { flaw: 'not_rsa' };
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS ? { flaw: 'too_short' } : { key };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // The crypto library says "this is none" only by throwing.
    return undefined;
  }
}
