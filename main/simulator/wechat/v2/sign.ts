/** The v2 signature: sorted `k=v` pairs without empties and `sign`, then `&key=`, hashed, upper-case hex. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { XmlFields } from './xml.ts';

export type SignType = 'MD5' | 'HMAC-SHA256';

export function signFields(fields: XmlFields, key: string, type: SignType): string {
  const pairs = Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`);
  const text = `${pairs.join('&')}&key=${key}`;
  const hash = type === 'MD5' ? createHash('md5') : createHmac('sha256', key);
  return hash.update(text, 'utf8').digest('hex').toUpperCase();
}

export function isSignedBy(fields: XmlFields, key: string, type: SignType): boolean {
  const expected = Buffer.from(signFields(fields, key, type));
  const given = Buffer.from(fields['sign'] ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
