/** Content encryption 接口内容加密: AES-128-CBC with an IV of zeros, base64, under a key that app and Alipay share. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-128-cbc';
const IV = Buffer.alloc(16);

export function encrypt(text: string, aesKey: string): string {
  const cipher = createCipheriv(ALGORITHM, Buffer.from(aesKey, 'base64'), IV);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** Undefined for what was not encrypted with this key. */
export function decrypt(content: string, aesKey: string): string | undefined {
  const decipher = createDecipheriv(ALGORITHM, Buffer.from(aesKey, 'base64'), IV);
  try {
    return Buffer.concat([decipher.update(content, 'base64'), decipher.final()]).toString('utf8');
  } catch (error) {
    // Wrong padding or a wrong length: another key, or no cipher text. Errors with a code are the crypto library's own.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
