/** AEAD_AES_256_GCM as APIv3 seals certificates and notifications: the key is the APIv3 key's 32 bytes, the tag comes last. */
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
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce)).setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  return { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: associatedData, ciphertext };
}
