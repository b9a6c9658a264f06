/**
 * AEAD_AES_256_GCM, with which WeChat Pay seals certificates and notices for a merchant: the key is the APIv3 key's 32 bytes, the
 * last 16 bytes of the text are the tag. Whoever opens one without checking the tag reads what anybody wrote.
 */
import { createDecipheriv } from 'node:crypto';
import * as z from 'zod';

export const sealed = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  nonce: z.string(),
  associated_data: z.string().default(''),
  ciphertext: z.string(),
});
export type Sealed = z.infer<typeof sealed>;

const TAG_BYTES = 16;

/** The plain text; undefined when key, nonce, associated data or text are not those that were sealed. Throws RangeError for a key that is none. */
export function open({ nonce, associated_data: associated, ciphertext }: Sealed, apiV3Key: string): string | undefined {
  const key = Buffer.from(apiV3Key);
  if (key.length !== 32) throw new RangeError('an APIv3 key has 32 characters');
  const bytes = Buffer.from(ciphertext, 'base64');
  if (bytes.length < TAG_BYTES || nonce.length === 0) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = decipher.update(bytes.subarray(0, -TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]).toString('utf8');
  } catch {
    // The tag is wrong: node says so only by throwing.
    return undefined;
  }
}
