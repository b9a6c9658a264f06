/**
 * Verifies WeChat Pay APIv3 answers over their raw bytes: every 2xx must be signed by a key we know, for this moment. (4xx and
 * 5xx are not signed in a way that may be relied on; nothing in them ever counts as payment.)
 */
import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type SignatureCheck = 'good' | 'missing' | 'stale' | 'unknown_key' | 'wrong';

const WINDOW_MS = 300_000;
const ALGORITHM = 'WECHATPAY2-SHA256-RSA2048';

export type PlatformKeys = ReadonlyMap<string, KeyObject>;

/**
 * WeChat Pay's keys by what `Wechatpay-Serial` calls them: the public key's id, and serial numbers of platform certificates.
 * Values are PEM, public keys or certificates. Throws for text that is neither.
 */
export function platformKeys(pems: Readonly<Record<string, string>>): PlatformKeys {
  return new Map(Object.entries(pems).map(([serial, pem]) => [serial.toUpperCase(), createPublicKey(pem)]));
}

/** Checks headers (names in lower case) and body of an answer received at `now`, epoch ms. */
export function checkSignature(headers: Readonly<Record<string, string>>, body: Buffer, keys: PlatformKeys, now: number): SignatureCheck {
  const { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-signature': signature, 'wechatpay-serial': serial } = headers;
  if (timestamp === undefined || nonce === undefined || signature === undefined || serial === undefined) return 'missing';
  if ((headers['wechatpay-signature-type'] ?? ALGORITHM) !== ALGORITHM) return 'wrong';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) >= WINDOW_MS) return 'stale';
  const key = keys.get(serial.toUpperCase());
  if (!key) return 'unknown_key';
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
  return verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64')) ? 'good' : 'wrong';
}
