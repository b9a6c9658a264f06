/**
 * Certificate mode 公钥证书: the app and Alipay name their keys by the serial numbers of certificates. The number is Alipay's own
 * making (MD5 over issuer and serial), so it is worked out here, from PEM, exactly as Alipay's clients do.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The three downloads of the open platform's console, PEM. */
export interface AlipayCertificatePems {
  /** `appCertPublicKey_<app id>.crt`. */
  readonly appCertificatePem: string;
  /** `alipayCertPublicKey_RSA2.crt`: every one that answers may be signed with, the old one as well while it is being replaced. */
  readonly alipayCertificatePems: readonly string[];
  /** `alipayRootCert.crt`, the whole bundle. */
  readonly rootCertificatesPem: string;
}

export interface AlipayCertificates {
  /** `app_cert_sn`. */
  readonly appSn: string;
  /** `alipay_root_cert_sn`. */
  readonly rootSn: string;
  /** Alipay's keys by `alipay_cert_sn`. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
  /** What expires first of the app's and Alipay's certificates, epoch ms. */
  readonly expiresAt: number;
}

/** rsaEncryption and its signatures (PKCS#1). The root bundle also holds SM2 roots, which RSA2 clients leave out. */
const RSA_SIGNATURES = '1.2.840.113549.1.1.';

/** Of certificates that `alipayFlaws` found nothing wrong with. Throws RangeError where there is none. */
export function readCertificates(pems: AlipayCertificatePems): AlipayCertificates {
  const [appPem = ''] = pemBlocks(pems.appCertificatePem);
  // A downloaded file may hold the issuer behind the certificate itself: the first one is meant.
  const alipayPems = pems.alipayCertificatePems.flatMap((text) => pemBlocks(text).slice(0, 1));
  if (appPem === '' || alipayPems.length === 0) throw new RangeError('a certificate is missing');
  return {
    appSn: certificateSn(appPem),
    rootSn: rootCertificateSn(pems.rootCertificatesPem),
    alipayKeys: new Map(alipayPems.map((pem) => [certificateSn(pem), new X509Certificate(pem).publicKey])),
    expiresAt: Math.min(...[appPem, ...alipayPems].map((pem) => Date.parse(new X509Certificate(pem).validTo))),
  };
}

/** MD5, in hex, of the issuer's name (last part first) and the decimal serial number. */
export function certificateSn(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem);
  const name = issuer.split('\n').toReversed().map(unescaped).join(',');
  return createHash('md5').update(`${name}${BigInt(`0x${serialNumber}`)}`, 'utf8').digest('hex');
}

/** The numbers of all RSA-signed certificates of a bundle, joined by `_`; empty when there is none. */
export function rootCertificateSn(bundle: string): string {
  return rsaCertificates(bundle).map(certificateSn).join('_');
}

/** Those of a bundle that are signed with RSA, PEM. */
export function rsaCertificates(bundle: string): readonly string[] {
  return pemBlocks(bundle).filter((pem) => signatureAlgorithm(pem).startsWith(RSA_SIGNATURES));
}

export function pemBlocks(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Node writes names as RFC 2253 has them; Alipay's rule takes the bare value. */
function unescaped(part: string): string {
  return part.replaceAll(/\\([0-9A-Fa-f]{2}|.)/g, (_, escaped: string) => (escaped.length === 2 ? String.fromCodePoint(Number.parseInt(escaped, 16)) : escaped));
}

/**
 * The algorithm a certificate is signed with, dotted. Read from the DER itself, because a certificate with an SM2 key must be
 * recognised without asking a crypto library that may not know SM2.
 */
function signatureAlgorithm(pem: string): string {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const certificate = derContent(der, 0);
  const algorithm = derContent(der, derContent(der, certificate.start).end);
  const oid = derContent(der, algorithm.start);
  if (oid.end > der.length || der[algorithm.start] !== OBJECT_IDENTIFIER) throw new RangeError('not a certificate');
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of der.subarray(oid.start, oid.end)) {
    arc = arc * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  return [Math.min(2, Math.trunc(first / 40)), first - Math.min(2, Math.trunc(first / 40)) * 40, ...rest].join('.');
}

const OBJECT_IDENTIFIER = 0x06;

/** Where the content of the DER value at an offset begins and ends. */
function derContent(der: Buffer, at: number): { readonly start: number; readonly end: number } {
  const length = der[at + 1];
  if (length === undefined) throw new RangeError('not a certificate');
  if (length < 0x80) return { start: at + 2, end: at + 2 + length };
  const bytes = length & 0x7f;
  if (bytes === 0 || bytes > 4 || at + 2 + bytes > der.length) throw new RangeError('not a certificate');
  return { start: at + 2 + bytes, end: at + 2 + bytes + der.readUIntBE(at + 2, bytes) };
}
