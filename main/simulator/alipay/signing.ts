/** RSA2 (SHA-256 with RSA, base64) as both protocols use it. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

/** Parsing a PEM costs more than verifying with the key, so parsed keys are kept. */
export class KeyRing {
  private readonly keys = new Map<string, KeyObject>();
  private stranger: KeyObject | undefined;

  private key(pem: string, parse: (pem: string) => KeyObject): KeyObject {
    const known = this.keys.get(pem);
    if (known) return known;
    const key = parse(pem);
    this.keys.set(pem, key);
    return key;
  }

  /** Signs in libuv's thread pool, so that the event loop goes on serving. */
  async sign(privatePem: string, content: Uint8Array): Promise<string> {
    return signAsync(this.key(privatePem, createPrivateKey), content);
  }

  /** A well-formed signature by a key that nobody knows. */
  async signAsStranger(content: Uint8Array): Promise<string> {
    this.stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    return signAsync(this.stranger, content);
  }

  verify(publicPem: string, content: Uint8Array, signature: string): boolean {
    return verify('sha256', content, this.key(publicPem, createPublicKey), Buffer.from(signature, 'base64'));
  }
}

async function signAsync(key: KeyObject, content: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', content, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });
}
