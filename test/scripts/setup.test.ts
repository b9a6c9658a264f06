// The set-up on machines that are unlike ours: other names for libraries, no display, another's noise, a false package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../scripts/lib/build.mjs';
import { electronSwitches, hasDisplay, onDisplay } from '../../scripts/lib/display.mjs';
import { wish } from '../../scripts/lib/electron.mjs';
import { fuseFaults } from '../../scripts/lib/fuses.mjs';
import { withSetupLock } from '../../scripts/lib/lock.mjs';
import { isNoise, noiseFilter } from '../../scripts/lib/noise.mjs';
import { checkIntegrity, source } from '../../scripts/lib/stand-in.mjs';
import { step } from '../../scripts/lib/steps.mjs';
import { Stop } from '../../scripts/lib/stop.mjs';
import { packagesFor, toMakeStandIn, toRun } from '../../scripts/lib/system.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guitai-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the fetched Electron package', () => {
  test('with one byte changed is refused, and both sums are told', async () => {
    const file = join(folder, 'package.tgz');
    writeFileSync(file, 'what was pinned');
    const pinned = `sha512-${createHash('sha512').update('what was pinned').digest('base64')}`;
    await checkIntegrity(file, pinned);
    writeFileSync(file, 'what was pinnee');
    const refusal = await checkIntegrity(file, pinned).then(() => null, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(Stop);
    expect(refusal).toMatchObject({ detail: expect.stringContaining(pinned) });
  });
  test('is pinned by an exact version and a full sha512', () => {
    expect(source.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Buffer.from(source.integrity.replace(/^sha512-/, ''), 'base64')).toHaveLength(64);
  });
});

describe('noise of a machine without D-Bus and GPU', () => {
  const bus = '[8035:1121/113331.611432:ERROR:bus.cc(407)] Failed to connect to the bus: no such file';
  const newer = '[8035:1121/113331.611432:ERROR:dbus/bus.cc:408] Failed to connect to the bus: no such file';
  const viz = '[77:1121/113331.6:ERROR:viz_main_impl.cc(181)] Exiting GPU process due to errors during initialization';

  test('is known by its source, in the old and in the new spelling', () => {
    expect([bus, newer, viz].map(isNoise)).toEqual([true, true, true]);
  });
  test('never hides the app, a crash, a network error or a line that merely mentions it', () => {
    const news = [
      'Error: the ledger cannot be opened',
      '[8035:1121/113331.6:FATAL:bus.cc(407)] Check failed',
      '[8035:1121/113331.6:ERROR:ssl_client_socket_impl.cc(878)] handshake failed',
      `the log said ${bus}`,
    ];
    expect(news.filter(isNoise)).toEqual([]);
  });
  test('is filtered by whole lines, however they are cut, and the last line needs no line end', async () => {
    const text = `one\n${bus}\ntwo\n${viz}\n\nlast`;
    const pieces = text.match(/[^]{1,7}/g) ?? [];
    let shown = '';
    for await (const piece of Readable.from(pieces.map((part) => Buffer.from(part))).pipe(noiseFilter())) shown += String(piece);
    expect(shown).toBe('one\ntwo\n\nlast');
  });
});

describe('a machine without a display', () => {
  test('is Linux with neither X nor Wayland; no other system', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('win32', {})).toBe(true);
  });
  test('starts windows on a virtual one', () => {
    expect(onDisplay('electron', ['app'], false)[0]).toBe('xvfb-run');
    expect(onDisplay('electron', ['app'], true)).toEqual(['electron', ['app']]);
  });
  test('gives up the sandbox for root only', () => {
    expect(electronSwitches({ platform: 'linux', isRoot: true, display: true })).toEqual(['--no-sandbox']);
    expect(electronSwitches({ platform: 'linux', isRoot: false, display: false })).not.toContain('--no-sandbox');
    expect(electronSwitches({ platform: 'darwin', isRoot: true, display: true })).toEqual([]);
  });
});

describe('system packages', () => {
  test('are asked for by the name that this distribution knows', () => {
    const newer = packagesFor(toRun(true), (name) => !['libgtk-3-0', 'libasound2'].includes(name));
    expect(newer).toContain('libgtk-3-0t64');
    const older = packagesFor(toRun(true), (name) => !name.endsWith('t64'));
    expect(older).toContain('libgtk-3-0');
    expect(older.some((name) => name.endsWith('t64'))).toBe(false);
  });
  test('for a virtual display are asked for only without a display, each once', () => {
    const all = packagesFor(toRun(false), () => true);
    expect(all.filter((name) => name === 'xvfb')).toHaveLength(1);
    expect(packagesFor(toRun(true), () => true)).not.toContain('xvfb');
  });
  test('for compiling are those of the compiler', () => {
    expect(packagesFor(toMakeStandIn, () => true)).toEqual(['unzip', 'make', 'g++', 'python3']);
  });
});

test('GUITAI_ELECTRON is a wish for a kind, or a path', () => {
  expect(wish({})).toEqual({});
  expect(wish({ GUITAI_ELECTRON: 'official' })).toEqual({ only: 'official' });
  expect(wish({ GUITAI_ELECTRON: join(folder, 'electron') })).toEqual({ path: join(folder, 'electron') });
});

describe('an out-of-date build', () => {
  const source = () => join(folder, 'main', 'index.ts');
  beforeEach(() => {
    mkdirSync(join(folder, 'main'));
    writeFileSync(source(), 'one');
  });

  test.each<[string, () => void]>([
    ['an edited file', () => writeFileSync(source(), 'other')],
    ['a file put back to an older state', () => utimesSync(source(), 1, 1)],
    ['a new file', () => writeFileSync(join(folder, 'main', 'new.ts'), '')],
    ['a removed file', () => rmSync(source())],
  ])('is noticed by %s', (_name, change) => {
    const before = fingerprint(folder);
    expect(fingerprint(folder)).toBe(before);
    change();
    expect(fingerprint(folder)).not.toBe(before);
  });
});

describe('two starts at once', () => {
  const quiet = { write: () => undefined };
  test('in a folder that cannot be written end with a sentence', async () => {
    writeFileSync(join(folder, 'locks'), 'a file');
    const refusal = await withSetupLock(async () => 'done', { file: join(folder, 'locks', 'setup.lock'), out: quiet }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Stop);
  });
  test('set up one after the other', async () => {
    const file = join(folder, 'locks', 'setup.lock');
    const order: string[] = [];
    const first = withSetupLock(async () => {
      order.push('first in');
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('first out');
    }, { file, out: quiet });
    const second = withSetupLock(async () => void order.push('second'), { file, out: quiet });
    await Promise.all([first, second]);
    expect(order).toEqual(['first in', 'first out', 'second']);
  });
  test('a start that died holding the lock stops nobody', async () => {
    const file = join(folder, 'setup.lock');
    writeFileSync(file, '2147483646');
    expect(await withSetupLock(async () => 'done', { file, out: quiet })).toBe('done');
  });
  test('a failure gives the lock back', async () => {
    const file = join(folder, 'setup.lock');
    await expect(withSetupLock(() => Promise.reject(new Error('no disk')), { file, out: quiet })).rejects.toThrow('no disk');
    expect(existsSync(file)).toBe(false);
  });
});

describe('fuses of the packed program', () => {
  const code = (letter: string) => letter.charCodeAt(0);
  const asDecided = Object.fromEntries(Array.from('010011001', (letter, place) => [place, code(letter)]));

  test('as decided are accepted, also on an Electron that lacks the newest', () => {
    expect(fuseFaults({ version: '1', ...asDecided })).toEqual([]);
    const { 8: _newest, ...older } = asDecided;
    expect(fuseFaults({ version: '1', ...older })).toEqual([]);
  });
  test('the inspector left open is named', () => {
    expect(fuseFaults({ ...asDecided, 3: code('1') })).toEqual([expect.stringContaining('EnableNodeCliInspectArguments is on')]);
  });
  test('a fuse that nobody has decided on is refused', () => {
    expect(fuseFaults({ ...asDecided, 9: code('0') })).toHaveLength(1);
  });
});

test('a step says why there was nothing to do', async () => {
  let shown = '';
  const out = { write: (text: string) => (shown += text) };
  await step('packages', () => ({ skipped: 'they match' }), out);
  await expect(step('build', () => Promise.reject(new Error('no disk')), out)).rejects.toThrow('no disk');
  expect(shown).toMatch(/· packages +0\.\d s {2}skipped: they match\n {2}✗ build/);
});
