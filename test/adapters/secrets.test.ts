/** The shop's keys: sealed, out of the database, and never half written. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JsonLog } from '../../main/adapters/log.ts';
import { SealedSecrets, keyFileSealer } from '../../main/adapters/secrets.ts';
import { SystemClock } from '../../main/adapters/system.ts';

const KEY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC-not-a-real-key';

describe('secrets', () => {
  let folder: string;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guitai-secrets-'));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const clock = new SystemClock();
  const file = () => join(folder, 'secrets.json');
  const open = (keyFile = 'key') => new SealedSecrets({
    file: file(), sealer: keyFileSealer(join(folder, keyFile)), clock, log: new JsonLog(clock, (line) => { lines.push(line); }),
  });

  it('come back after a restart, and are known by a fingerprint that tells nothing', () => {
    open().write({ 'alipay.privateKey': KEY, 'wechat.apiV3Key': 'x'.repeat(32) });
    const again = open();
    expect(again.read('alipay.privateKey')).toBe(KEY);
    expect(again.fact('alipay.privateKey')?.fingerprint).toMatch(/^[0-9a-f]{8}$/);
    expect(again.fact('alipay.privateKey')?.fingerprint).not.toBe(again.fact('wechat.apiV3Key')?.fingerprint);
    expect(again.fact('nothing')).toBeUndefined();
  });

  it('lie in no file in clear, and only this account may read the files', () => {
    open().write({ 'alipay.privateKey': KEY });
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name), 'latin1')).not.toContain(KEY.slice(4, 20));
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
  });

  it('an empty text forgets one and keeps the others', () => {
    const secrets = open();
    secrets.write({ a: '1', b: '2' });
    secrets.write({ a: '' });
    expect([open().read('a'), open().read('b')]).toEqual([undefined, '2']);
  });

  it.each([
    ['of another machine', () => keyFileSealer(join(folder, 'other'))],
    ['with one byte changed', () => {
      const kept = JSON.parse(readFileSync(file(), 'utf8')) as { sealed: string };
      const bytes = Buffer.from(kept.sealed, 'base64');
      bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
      writeFileSync(file(), JSON.stringify({ ...kept, sealed: bytes.toString('base64') }));
      return undefined;
    }],
    ['cut off', () => {
      writeFileSync(file(), readFileSync(file(), 'utf8').slice(0, 40));
      return undefined;
    }],
  ])('a file %s is told, not believed, and kept beside when new keys are typed in', (_what, spoil) => {
    open().write({ a: KEY });
    const sealer = spoil();
    const secrets = sealer === undefined ? open() : open('other');
    expect(secrets.broken).toBe(true);
    expect(secrets.read('a')).toBeUndefined();
    expect(lines.join('')).toContain('secrets.unreadable');
    expect(lines.join('')).not.toContain(KEY.slice(4, 20));
    const spoilt = readFileSync(file(), 'utf8');
    secrets.write({ a: 'new' });
    expect(secrets.broken).toBe(false);
    expect(readFileSync(`${file()}.unreadable`, 'utf8')).toBe(spoilt);
    expect(secrets.read('a')).toBe('new');
  });

  it('a damaged key file is refused with what to do, and nothing is overwritten', () => {
    open().write({ a: KEY });
    writeFileSync(join(folder, 'key'), 'short');
    expect(() => open()).toThrow(/Put it back from a copy/);
    expect(existsSync(file())).toBe(true);
  });
});
