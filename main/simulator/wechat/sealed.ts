/** AEAD_AES_256_GCM as APIv3 seals certificates, notifications and sub-merchants' bills: a key of 32 bytes, the tag comes last. */
import { createCipheriv } from 'node:crypto';
import { randomText } from './merchants.ts';

export interface Sealed {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly nonce: string;
  readonly associated_data: string;
  readonly ciphertext: string;
}

export function seal(apiV3Key: string, associatedData: string, plain: string): Sealed {
  const nonce = randomText(12);
  const ciphertext = sealBytes(apiV3Key, nonce, Buffer.from(plain), associatedData).toString('base64');
  return { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: associatedData, ciphertext };
}

/** The same over raw bytes; key and nonce are text of 32 and 12 characters. */
export function sealBytes(key: string, nonce: string, plain: Buffer, associatedData = ''): Buffer {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce)).setAAD(Buffer.from(associatedData));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
