/**
 * Certificate authorities of a company's own. Where its network opens TLS on the way, every certificate that arrives is made by one of
 * these; they are asked for once, at set-up, and what cannot be one is found then and not when a payment fails.
 */
import { X509Certificate } from 'node:crypto';

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

export type AuthoritiesFlaw = 'ca_bad' | 'ca_private_key' | 'ca_not_authority' | 'ca_expired';

/** All certificates of a bundle. Throws when there is none, or one that cannot be read. */
export function readAuthorities(pem: string): readonly X509Certificate[] {
  const certificates = blocksOf(pem).filter(({ label }) => label === 'CERTIFICATE').map(({ text }) => new X509Certificate(text));
  if (certificates.length === 0) throw new RangeError('no PEM certificate');
  return certificates;
}

/** What is wrong with a bundle at a time (epoch ms), or undefined. A private key is refused: it is nobody's business here. */
export function authoritiesFlaw(pem: string, now: number): AuthoritiesFlaw | undefined {
  if (blocksOf(pem).some(({ label }) => label.endsWith('PRIVATE KEY'))) return 'ca_private_key';
  let certificates: readonly X509Certificate[];
  try {
    certificates = readAuthorities(pem);
  } catch {
    // OpenSSL's words help nobody at a till.
    return 'ca_bad';
  }
  // Old roots say nowhere that they are authorities; they are known by having issued themselves.
  if (certificates.some(({ ca, subject, issuer }) => !ca && subject !== issuer)) return 'ca_not_authority';
  return certificates.some(({ validTo }) => Date.parse(validTo) <= now) ? 'ca_expired' : undefined;
}

function blocksOf(pem: string): readonly { readonly label: string; readonly text: string }[] {
  return [...pem.matchAll(PEM_BLOCK)].map(([text, label = '']) => ({ label, text }));
}
