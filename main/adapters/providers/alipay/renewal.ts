/**
 * Alipay replaces its certificate every few years, and answers then name one that the shop has not downloaded. Alipay's own clients
 * fetch it at that moment (alipay.open.app.alipaycert.download), and so does the till: or it would understand no answer until a
 * person came. What was fetched is trusted only if the root certificates that the shop holds vouch for it, and if it is made out
 * to the very same holder as the old one: the same authority also issues certificates to every merchant.
 */
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { certificateSn, pemBlocks, rsaCertificates } from './certificates.ts';
import type { AlipayCertificatePems } from './certificates.ts';

const LONGEST_CHAIN = 4;

/**
 * The key of Alipay's new certificate, numbered `sn`, from the text that Alipay gave for it; undefined when it is not to be trusted.
 * `now` is epoch ms.
 */
export function trustedKey(text: string, sn: string, pems: AlipayCertificatePems, now: number): KeyObject | undefined {
  const [pem, ...behind] = pemBlocks(text);
  if (pem === undefined) return undefined;
  try {
    if (certificateSn(pem) !== sn) return undefined;
    const certificate = new X509Certificate(pem);
    const known = pems.alipayCertificatePems.map(pemBlocks);
    const isSameHolder = known.some(([old]) => old !== undefined && new X509Certificate(old).subject === certificate.subject);
    const between = [...behind, ...known.flatMap((blocks) => blocks.slice(1))].map((one) => new X509Certificate(one)).filter((one) => one.ca);
    const roots = rsaCertificates(pems.rootCertificatesPem).map((root) => new X509Certificate(root));
    return isSameHolder && isVouchedFor(certificate, between, roots, now, LONGEST_CHAIN) ? certificate.publicKey : undefined;
  } catch (error) {
    // A text in the form of a certificate that holds none: errors with a code are the crypto library's own.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

function isVouchedFor(one: X509Certificate, between: readonly X509Certificate[], roots: readonly X509Certificate[], now: number, stepsLeft: number): boolean {
  if (stepsLeft === 0 || now < Date.parse(one.validFrom) || now >= Date.parse(one.validTo)) return false;
  const isIssuedBy = (issuer: X509Certificate): boolean => one.issuer === issuer.subject && one.verify(issuer.publicKey);
  return roots.some(isIssuedBy) || between.some((issuer) => issuer !== one && isIssuedBy(issuer) && isVouchedFor(issuer, between, roots, now, stepsLeft - 1));
}
