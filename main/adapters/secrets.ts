/**
 * Keys and passwords of the shop, in one sealed file of their own: never in the database, so never in its backups, in a log or
 * on the bridge. What seals them is the operating system's business and comes from outside.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock, Log, Sealer, SecretFact, Secrets } from '../ports.ts';
import { writeDurably } from './durable-file.ts';

const FILE = z.strictObject({ version: z.literal(1), protection: z.enum(['os', 'account']), sealed: z.base64() });
const CONTENT = z.record(z.string(), z.strictObject({ value: z.string(), since: z.number() }));
type Content = z.infer<typeof CONTENT>;

const FINGERPRINT_DIGITS = 8;

/**
 * The secrets of one profile. A file that cannot be opened (another machine's, another account's, cut off) is told by `broken`
 * and left as it is until something new is written; then it is kept beside, as `<file>.unreadable`.
 */
export class SealedSecrets implements Secrets {
  readonly protection: 'os' | 'account';
  #broken = false;
  #content: Content;
  readonly #file: string;
  readonly #sealer: Sealer;
  readonly #clock: Clock;

  constructor(options: { readonly file: string; readonly sealer: Sealer; readonly clock: Clock; readonly log: Log }) {
    this.#file = options.file;
    this.#sealer = options.sealer;
    this.#clock = options.clock;
    this.protection = options.sealer.protection;
    this.#content = this.#load(options.log);
  }

  get broken(): boolean {
    return this.#broken;
  }

  read(name: string): string | undefined {
    return this.#content[name]?.value;
  }

  fact(name: string): SecretFact | undefined {
    const kept = this.#content[name];
    if (kept === undefined) return undefined;
    return { fingerprint: createHash('sha256').update(kept.value).digest('hex').slice(0, FINGERPRINT_DIGITS), since: kept.since };
  }

  write(changes: Readonly<Record<string, string | undefined>>): void {
    const next: Content = { ...this.#content };
    const since = this.#clock.now();
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') delete next[name];
      else next[name] = { value, since };
    }
    const sealed = this.#sealer.seal(JSON.stringify(next)).toString('base64');
    if (this.#broken) writeDurably(`${this.#file}.unreadable`, readFileSync(this.#file, 'utf8'));
    writeDurably(this.#file, JSON.stringify({ version: 1, protection: this.protection, sealed }));
    this.#content = next;
    this.#broken = false;
  }

  #load(log: Log): Content {
    if (!existsSync(this.#file)) return {};
    try {
      const { sealed } = FILE.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      return CONTENT.parse(JSON.parse(this.#sealer.open(Buffer.from(sealed, 'base64'))));
    } catch (error) {
      // A parser's message could quote what it read: only the kind of error goes to the log.
      log.error('secrets.unreadable', { kind: error instanceof Error ? error.name : 'unknown' });
      this.#broken = true;
      return {};
    }
  }
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * For a system without a store of keys (a Linux kiosk without a keyring): AES-256-GCM under a key file that only this account
 * may read. It keeps secrets out of copies of the data folder, so the key must lie outside of it; it does not keep them from
 * somebody who works under this account.
 */
export function keyFileSealer(keyFile: string): Sealer {
  const key = readOrMakeKey(keyFile);
  return {
    protection: 'account',
    seal: (text) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed) => {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new RangeError('cut off');
      const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

function readOrMakeKey(keyFile: string): Buffer {
  if (existsSync(keyFile)) {
    // A file that came back from a copy may have lost its mode.
    if (process.platform !== 'win32') chmodSync(keyFile, 0o600);
    const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64');
    if (key.length === KEY_BYTES) return key;
    throw new RangeError('The key file of the secrets is damaged. Put it back from a copy, or remove it and type the keys in again.');
  }
  const key = randomBytes(KEY_BYTES);
  writeDurably(keyFile, key.toString('base64'));
  return key;
}
