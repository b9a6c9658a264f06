/** RSA2 (SHA-256 with RSA, base64) as both protocols use it, and the older RSA (SHA-1) for clients that still send it. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { certificateSn } from './keys.ts';

export type SignType = 'RSA2' | 'RSA';

const DIGESTS: Readonly<Record<SignType, string>> = { RSA2: 'sha256', RSA: 'sha1' };

/** Parsing a PEM costs more than verifying with the key, so parsed keys are kept. */
export class KeyRing {
  private readonly keys = new Map<string, KeyObject>();
  private readonly certificates = new Map<string, { readonly sn: string; readonly validTo: number }>();
  private stranger: KeyObject | undefined;

  private key(pem: string, parse: (pem: string) => KeyObject): KeyObject {
    const known = this.keys.get(pem);
    if (known) return known;
    const key = parse(pem);
    this.keys.set(pem, key);
    return key;
  }

  /** Signs in libuv's thread pool, so that the event loop goes on serving. */
  async sign(privatePem: string, content: Uint8Array, type: SignType = 'RSA2'): Promise<string> {
    return signAsync(this.key(privatePem, createPrivateKey), content, type);
  }

  /** A well-formed signature by a key that nobody knows. */
  async signAsStranger(content: Uint8Array): Promise<string> {
    this.stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    return signAsync(this.stranger, content, 'RSA2');
  }

  verify(publicPem: string, content: Uint8Array, signature: string, type: SignType = 'RSA2'): boolean {
    return verify(DIGESTS[type], content, this.key(publicPem, createPublicKey), Buffer.from(signature, 'base64'));
  }

  /** Alipay's serial number of a certificate, and until when it is valid, epoch ms. */
  certificate(pem: string): { readonly sn: string; readonly validTo: number } {
    const known = this.certificates.get(pem);
    if (known) return known;
    const read = { sn: certificateSn(pem), validTo: Date.parse(new X509Certificate(pem).validTo) };
    this.certificates.set(pem, read);
    return read;
  }
}

async function signAsync(key: KeyObject, content: Uint8Array, type: SignType): Promise<string> {
  return new Promise((resolve, reject) => {
    sign(DIGESTS[type], content, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });
}
