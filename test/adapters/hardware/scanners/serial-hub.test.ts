/** Scanners on real serial lines (pseudo-terminals): nothing lost, nothing twice, and back by themselves after an unplug. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialBus } from '../../../../main/adapters/hardware/scanners/buses.ts';
import { ScannerHub } from '../../../../main/adapters/hardware/scanners/hub.ts';
import { DEFAULT_LINE } from '../../../../main/adapters/hardware/scanners/scanner-types.ts';
import type { ScannerSetting, ScannerState } from '../../../../main/adapters/hardware/scanners/scanner-types.ts';
import { steadyClock } from '../../../../main/adapters/hardware/steady-clock.ts';
import type { LogFields, ScanEvent } from '../../../../main/ports.ts';
import { hasPty } from '../../../../main/simulator/pty.ts';
import { startSerialScanner } from '../../../../main/simulator/scanner/serial-scanner.ts';
import type { VirtualSerialScanner } from '../../../../main/simulator/scanner/serial-scanner.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const folder = scratchFolder();
let names = 0;
let scanner: VirtualSerialScanner;
let hub: ScannerHub | undefined;
let scans: ScanEvent[];
let logged: string[];
let states: ScannerState[];

beforeEach(() => {
  names += 1;
  scanner = startSerialScanner(folder.path(`tty${names}`));
  scans = [];
  logged = [];
  states = [];
});
afterEach(() => {
  hub?.stop();
  scanner.cable.unplug();
});

function setting(change: Partial<Extract<ScannerSetting, { kind: 'serial' }>> = {}): ScannerSetting {
  return { kind: 'serial', port: { path: scanner.cable.path }, line: DEFAULT_LINE, framing: { suffix: 'auto' }, ...change };
}

function listen(...settings: ScannerSetting[]): ScannerHub {
  const note = (event: string, fields?: LogFields): void => { logged.push(`${event} ${JSON.stringify(fields)}`); };
  hub = new ScannerHub({ scanners: settings }, {
    serial: serialBus,
    hid: { list: () => Promise.resolve([]), open: () => Promise.reject(new Error('no HID here')) },
    clock: steadyClock,
    now: () => 1_763_700_000_000,
    log: { info: note, warn: note, error: note },
    onScan: (scan) => scans.push(scan),
    onStates: (now) => { states = [...now]; },
  });
  hub.start();
  return hub;
}

const isOpen = (): boolean => states[0]?.condition === 'open';
const texts = (): string[] => scans.map((scan) => scan.text);

describe.skipIf(!hasPty())('a serial scanner', () => {
  it('ten thousand scans arrive in order, none lost, none twice, however the line cuts them', async () => {
    listen(setting());
    await expect.poll(isOpen).toBe(true);
    const codes = Array.from({ length: 10_000 }, (_, index) => `69${String(index).padStart(11, '0')}`);
    let random = 7;
    for (let start = 0; start < codes.length; start += 50) {
      const burst = codes.slice(start, start + 50).map((code) => `${code}\r\n`).join('');
      random = (random * 48_271) % 2_147_483_647;
      const cut = random % burst.length;
      scanner.cable.send(burst.slice(0, cut));
      scanner.cable.send(burst.slice(cut));
      await expect.poll(() => scans.length, { interval: 1 }).toBe(start + 50);
    }
    expect(texts()).toEqual(codes);
  });

  it('one scan in many small pieces is one scan', async () => {
    listen(setting({ framing: { suffix: 'crlf' } }));
    await expect.poll(isOpen).toBe(true);
    await scanner.scan('284012345678901234', 3);
    await expect.poll(texts).toEqual(['284012345678901234']);
    expect(scans[0]).toMatchObject({ text: '284012345678901234', source: `serial:${scanner.cable.path}`, at: 1_763_700_000_000, traits: { suffix: 'crlf' } });
  });

  it('a scanner without a suffix is heard after its silence', async () => {
    listen(setting({ framing: { suffix: 'none' } }));
    await expect.poll(isOpen).toBe(true);
    scanner.cable.send('6901234567892');
    await expect.poll(texts).toEqual(['6901234567892']);
  });

  it('pulled out in the middle of a code and put in again: it is heard again, and the half code is gone', async () => {
    listen(setting());
    await expect.poll(isOpen).toBe(true);
    await scanner.scan('6901234567892');
    await expect.poll(texts).toEqual(['6901234567892']);
    scanner.cable.send('28401');
    scanner.cable.unplug();
    await expect.poll(() => states[0]?.condition).toBe('absent');
    scanner.cable.plugIn();
    await expect.poll(isOpen).toBe(true);
    await scanner.scan('6907654321098');
    await expect.poll(texts).toEqual(['6901234567892', '6907654321098']);
  });

  it('a scanner that is plugged in after the till was started is found', async () => {
    scanner.cable.unplug();
    listen(setting());
    scanner.cable.plugIn();
    await expect.poll(isOpen).toBe(true);
    await scanner.scan('6901234567892');
    await expect.poll(texts).toEqual(['6901234567892']);
  });

  it('a port that another program has is "busy", and is taken over when it is free', async () => {
    const other = await serialBus.open(scanner.cable.path, DEFAULT_LINE, { onData: () => undefined, onGone: () => undefined });
    listen(setting());
    await expect.poll(() => states[0]?.condition).toBe('busy');
    other.close();
    await expect.poll(isOpen).toBe(true);
  });

  it('rubbish of a wrong baud rate is counted for the set-up page and never handed on as a code', async () => {
    listen(setting());
    await expect.poll(isOpen).toBe(true);
    scanner.cable.send(Uint8Array.of(0x86, 0xfe, 0x18, 0x0d, 0x98, 0x07, 0x0d));
    await expect.poll(() => states[0]?.unreadable).toBe(2);
    expect(scans).toEqual([]);
    await scanner.scan('6901234567892');
    await expect.poll(texts).toEqual(['6901234567892']);
    expect(states[0]?.unreadable).toBe(0);
  });

  it('a code that bounces is one scan; the same product from the other scanner is a second piece', async () => {
    const second = startSerialScanner(folder.path(`tty${names}b`));
    listen(setting(), setting({ port: { path: second.cable.path } }));
    await expect.poll(() => states.filter((state) => state.condition === 'open').length).toBe(2);
    await scanner.scan('6901234567892');
    await scanner.scan('6901234567892');
    await second.scan('6901234567892');
    await second.scan('6900000000005');
    await expect.poll(() => scans.map((scan) => `${scan.source.at(-1)} ${scan.text}`).toSorted()).toEqual(
      ['b 6900000000005', 'b 6901234567892', `${String(names).at(-1)} 6901234567892`].toSorted());
    hub?.stop();
    second.cable.unplug();
  });

  it('no code reaches the log, not even one that is dropped', async () => {
    listen(setting());
    await expect.poll(isOpen).toBe(true);
    await scanner.scan('284012345678901234');
    await scanner.scan('284012345678901234');
    await expect.poll(() => logged.some((line) => line.startsWith('scanner.bounce'))).toBe(true);
    expect(logged.map((line) => line.replace(scanner.cable.path, '')).join('\n')).not.toMatch(/\d{6}/);
  });
});
