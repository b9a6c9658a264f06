/**
 * Reads the keys that people paste. Alipay's console and its key tool show them as bare base64, other tools as PEM; private ones come
 * in PKCS#1 or PKCS#8. All four are taken; what is something else is called by its name, so that a person can mend it.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type KeyFlaw =
  /** Nothing that could be a key. */
  | 'not_a_key'
  /** A private key behind a password. */
  | 'encrypted'
  /** The other half of a pair. */
  | 'is_public' | 'is_private'
  | 'is_certificate'
  /** Alipay's RSA2 needs RSA of 2048 bits or more. */
  | 'not_rsa' | 'too_short';

export type ReadKey = { readonly key: KeyObject } | { readonly flaw: KeyFlaw };

const LEAST_BITS = 2048;
/** SEC 1 is the form of elliptic-curve keys: read only to be called by their name. */
const PRIVATE_FORMS = ['pkcs8', 'pkcs1', 'sec1'] as const;
const PUBLIC_FORMS = ['spki', 'pkcs1'] as const;

export function readPrivateKey(text: string): ReadKey {
  if (text.includes('BEGIN CERTIFICATE')) return { flaw: 'is_certificate' };
  if (text.includes('ENCRYPTED')) return { flaw: 'encrypted' };
  const der = derOf(text);
  const key = privateKeyOf(der);
  if (key) return strongRsa(key);
  return { flaw: publicKeyOf(der) ? 'is_public' : 'not_a_key' };
}

export function readPublicKey(text: string): ReadKey {
  if (text.includes('BEGIN CERTIFICATE')) return { flaw: 'is_certificate' };
  const der = derOf(text);
  // Asked first, because the public half of a private key would do, too: but it must not be typed in here.
  if (privateKeyOf(der)) return { flaw: 'is_private' };
  const key = publicKeyOf(der);
  return key ? strongRsa(key) : { flaw: 'not_a_key' };
}

/** The private key in the one form that every library takes. */
export function asPkcs8Pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Whether two keys, private or public, belong to the same pair. */
export function isSamePair(one: KeyObject, other: KeyObject): boolean {
  const [a, b] = [one, other].map((key) => (key.type === 'private' ? createPublicKey(key) : key));
  return a !== undefined && b !== undefined && a.equals(b);
}

function privateKeyOf(der: Buffer): KeyObject | undefined {
  return firstThat(PRIVATE_FORMS, (type) => createPrivateKey({ key: der, format: 'der', type }));
}

function publicKeyOf(der: Buffer): KeyObject | undefined {
  return firstThat(PUBLIC_FORMS, (type) => createPublicKey({ key: der, format: 'der', type }));
}

function strongRsa(key: KeyObject): ReadKey {
  if (key.asymmetricKeyType !== 'rsa') return { flaw: 'not_rsa' };
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS ? { flaw: 'too_short' } : { key };
}

function derOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
}

/** What the crypto library makes of the first form that it can read. */
function firstThat<Form>(forms: readonly Form[], read: (form: Form) => KeyObject): KeyObject | undefined {
  for (const form of forms) {
    try {
      return read(form);
    } catch {
      // Not in this form: that is the question, not a failure.
      continue;
    }
  }
  return undefined;
}
