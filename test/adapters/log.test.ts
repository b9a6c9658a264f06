/** What must never lie on a disk in clear does not, however it got into the log. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JsonLog, logFile, redact } from '../../main/adapters/log.ts';

const clock = { now: () => Date.parse('2026-11-21T04:05:06.789Z'), at: () => () => undefined };
const SIGNATURE = 'q83kNx/+'.repeat(43).slice(0, 342).concat('==');

function lineOf(write: (log: JsonLog) => void): string {
  const lines: string[] = [];
  write(new JsonLog(clock, (line) => lines.push(line)));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('redaction', () => {
  it.each([
    ['a WeChat Pay code', 'code 134567890123456789 scanned', 'code ***6789 scanned'],
    ['the longest Alipay code', '281234567890123456789012', '***9012'],
    ['the shortest Alipay code within text', 'x2812345678901234y', 'x***1234y'],
    ['a provider\'s echo of the signed text', '{"auth_code":"281234567890123456"}', '{"auth_code":"[hidden]"}'],
    ['a private key', 'key -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- end', 'key [pem] end'],
    ['a key that was cut off', 'x -----BEGIN PRIVATE KEY-----\nMIIEvQ', 'x [pem]'],
    ['a key without its frame', `key ${'MIIEvQIBADANBgkq'.repeat(20)}`, 'key [base64]'],
    ['a signature in a query', `sign=${encodeURIComponent(SIGNATURE)}&sign_type=RSA2`, 'sign=[hidden]&sign_type=RSA2'],
    ['a signature in an answer', `{"code":"10000","sign":"${SIGNATURE}"}`, '{"code":"10000","sign":"[hidden]"}'],
    ['an Authorization value', `WECHATPAY2-SHA256-RSA2048 mchid="1",signature="${SIGNATURE}"`, 'WECHATPAY2-SHA256-RSA2048 [hidden]'],
  ])('hides %s', (_name, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each(['GTM00101000173', '4200000000202611210000000001', '2026112122001000000000000003', '2026-11-21T04:05:06Z', '6901234567892'])(
    'leaves %s readable: support needs it', (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});

describe('a line', () => {
  it('says when, how bad and what, as one JSON object', () => {
    expect(JSON.parse(lineOf((log) => log.info('till.started', { version: '0.1.0', tills: 2, demo: true, nothing: undefined })))).toEqual({
      at: '2026-11-21T04:05:06.789Z', level: 'info', event: 'till.started', version: '0.1.0', tills: 2, demo: true,
    });
  });

  it.each(['sign', 'Authorization', 'privateKeyPem', 'apiV3Key', 'authCode', 'auth_code', 'pin', 'password'])('never shows a field named %s', (name) => {
    expect(JSON.parse(lineOf((log) => log.warn('x', { [name]: 'abc' })))).toMatchObject({ [name]: '[hidden]' });
  });

  it('tells an error with its causes, redacted', () => {
    const cause = Object.assign(new Error('refused 281234567890123456'), { code: 'ECONNREFUSED' });
    const line = lineOf((log) => log.error('pay.failed', {}, new TypeError('could not send 281234567890123456', { cause })));
    expect(JSON.parse(line)).toMatchObject({ cause: { name: 'TypeError', message: 'could not send ***3456', cause: { code: 'ECONNREFUSED', message: 'refused ***3456' } } });
    expect(line).not.toContain('281234567890123456');
  });

  it('survives an error that is its own cause, and a cause that is no error', () => {
    const circular = new Error('round');
    circular.cause = circular;
    expect(lineOf((log) => log.error('x', {}, circular))).toContain('round');
    expect(lineOf((log) => log.error('x', {}, 'just text'))).toContain('just text');
  });
});

describe('the log file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guitai-log-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is put aside when it is full, and only so many are kept', () => {
    const path = join(folder, 'deep', 'till.log');
    const sink = logFile({ path, maxBytes: 100, keep: 2 });
    for (let count = 0; count < 40; count += 1) sink(`line ${String(count).padStart(3, '0')} ${'.'.repeat(20)}`);
    expect(readFileSync(path, 'utf8')).toContain('line 039');
    expect(statSync(path).size).toBeLessThanOrEqual(100);
    expect(existsSync(`${path}.1`)).toBe(true);
    expect(existsSync(`${path}.2`)).toBe(true);
    expect(existsSync(`${path}.3`)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('is for this account alone, with what was put aside and the folder that was made for it', () => {
    const path = join(folder, 'logs', 'till.log');
    const sink = logFile({ path, maxBytes: 20, keep: 1 });
    sink('the first of two lines');
    sink('the second of them');
    const rights = [join(folder, 'logs'), path, `${path}.1`].map((each) => statSync(each).mode & 0o777);
    expect(rights.map((bits) => bits.toString(8))).toEqual(['700', '600', '600']);
  });

  it('goes on where an earlier run stopped', () => {
    const path = join(folder, 'till.log');
    logFile({ path, maxBytes: 100, keep: 1 })('a'.repeat(80));
    logFile({ path, maxBytes: 100, keep: 1 })('b'.repeat(80));
    expect(readFileSync(path, 'utf8')).toBe(`${'b'.repeat(80)}\n`);
    expect(readFileSync(`${path}.1`, 'utf8')).toBe(`${'a'.repeat(80)}\n`);
  });

  it('a disk that takes nothing does not stop the till, and the lost lines are counted', () => {
    const blocked = join(folder, 'logs');
    const path = join(blocked, 'till.log');
    const sink = logFile({ path, maxBytes: 1_000, keep: 1 });
    writeFileSync(blocked, 'no folder');
    sink('lost one');
    sink('lost two');
    rmSync(blocked);
    sink('here again');
    expect(readFileSync(path, 'utf8').trim().split('\n')).toEqual([expect.stringContaining('"lines":2'), 'here again']);
  });
});
