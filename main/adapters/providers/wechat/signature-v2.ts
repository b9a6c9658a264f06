/**
 * The signature of v2, the same for requests and answers: `name=value` of every field that is not empty, sorted by name, joined
 * by `&`, then `&key=` and the APIv2 key; hashed; hexadecimal in upper case. Source: v2 签名算法.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { V2SignType } from './settings.ts';
import type { XmlFields } from './xml.ts';

export function signV2(fields: XmlFields, key: string, type: V2SignType): string {
  const pairs = [...fields].filter(([name, value]) => name !== 'sign' && value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  const text = [...pairs, ['key', key]].map(([name, value]) => `${name}=${value}`).join('&');
  const hash = type === 'MD5' ? createHash('md5') : createHmac('sha256', key);
  return hash.update(text, 'utf8').digest('hex').toUpperCase();
}

/** Compares in constant time. */
export function isSignedV2(fields: XmlFields, key: string, type: V2SignType): boolean {
  const expected = Buffer.from(signV2(fields, key, type));
  const given = Buffer.from(fields.get('sign') ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
