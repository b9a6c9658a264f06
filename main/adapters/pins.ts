/**
 * PINs are short, so their hash must be slow: scrypt with a salt of its own for each, parameters kept beside the hash so that
 * they can grow. Comparing takes the same time wherever the difference is.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About 32 MiB and some tens of milliseconds on a till: nothing for one try, much for a million. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAX_MEMORY = 256 * 1024 * 1024;

/** 4–12 digits. */
export function isPin(text: string): boolean {
  return /^\d{4,12}$/.test(text);
}

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64. Throws RangeError for what is no PIN. */
export async function hashPin(pin: string): Promise<string> {
  if (!isPin(pin)) throw new RangeError('a PIN has 4–12 digits');
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(pin, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Whether the PIN is the one that was hashed; false for a hash that cannot be read. */
export async function pinMatches(pin: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64');
  if (scheme !== 'scrypt' || expected.length !== KEY_BYTES) return false;
  const key = await derive(pin, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(key, expected);
}

function derive(pin: string, salt: Buffer, cost: { readonly N: number; readonly r: number; readonly p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
