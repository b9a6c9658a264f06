/** The devices of a shop's settings, with native code in its own process: it may crash or hang, the till hears scans again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_DEVICES, deviceSettingsSchema, openCustomerDisplay, openPrinter, openScanners } from '../../../main/adapters/hardware/devices.ts';
import { led8n, openDisplay, vfd220 } from '../../../main/adapters/hardware/displays/display.ts';
import { PrinterTrouble } from '../../../main/adapters/hardware/links/link.ts';
import type { OpenLink } from '../../../main/adapters/hardware/links/link.ts';
import { DeviceHost } from '../../../main/adapters/hardware/process/host.ts';
import type { DeviceProcess, StartDeviceProcess } from '../../../main/adapters/hardware/process/messages.ts';
import { nodeProcesses } from '../../../main/adapters/hardware/process/node-process.ts';
import { DEFAULT_LINE } from '../../../main/adapters/hardware/scanners/scanner-types.ts';
import { steadyClock } from '../../../main/adapters/hardware/steady-clock.ts';
import { fen } from '../../../main/domain/money.ts';
import { saleReceipt } from '../../../main/domain/receipt.ts';
import { hasPty, layCable } from '../../../main/simulator/pty.ts';
import { startCablePrinter } from '../../../main/simulator/printer/on-cable.ts';
import { startSerialScanner } from '../../../main/simulator/scanner/serial-scanner.ts';
import type { VirtualSerialScanner } from '../../../main/simulator/scanner/serial-scanner.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { sampleSale } from '../../support/receipt-samples.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ENTRY = new URL('../../../main/adapters/hardware/process/entry.ts', import.meta.url).pathname;
const folder = scratchFolder();
let names = 0;

describe('settings', () => {
  it('a shop that has set up nothing finds its scanners all the same', () => {
    expect(deviceSettingsSchema.parse(DEFAULT_DEVICES)).toEqual(DEFAULT_DEVICES);
    expect(DEFAULT_DEVICES.discoverScanners).toBe(true);
  });

  it.each([
    { address: { kind: 'tcp', host: '192.0.2.7', port: 0 }, model: 80 },
    { address: { kind: 'device', path: '/etc/passwd' }, model: 80 },
    { address: { kind: 'cups', queue: '-o evil' }, model: 80 },
  ])('a printer that cannot be meant is refused: $address.kind', (printer) => {
    expect(deviceSettingsSchema.safeParse({ ...DEFAULT_DEVICES, printer }).success).toBe(false);
  });
});

describe.skipIf(!hasPty())('scanners in a device process', () => {
  let scanner: VirtualSerialScanner;
  let processes: DeviceProcess[];

  const start: StartDeviceProcess = (family) => {
    const process = nodeProcesses(ENTRY)(family);
    processes.push(process);
    return process;
  };

  beforeEach(() => {
    names += 1;
    processes = [];
    scanner = startSerialScanner(folder.path(`tty${names}`));
  });
  afterEach(() => scanner.cable.unplug());

  it('a crash of the driver silences no scanner for long, and no scan comes twice', async () => {
    const heard: string[] = [];
    const scanners = openScanners({
      scanners: [{ kind: 'serial', port: { path: scanner.cable.path }, line: DEFAULT_LINE, framing: { suffix: 'auto' } }], discoverScanners: true,
    }, { log: quietLog, startProcess: start });
    scanners.listen((scan) => heard.push(scan.text));
    const isOpen = (): boolean => scanners.states()[0]?.condition === 'open';
    await expect.poll(isOpen, { timeout: 10_000 }).toBe(true);
    await scanner.scan('6901234567892');
    await expect.poll(() => heard).toEqual(['6901234567892']);
    processes[0]?.kill();
    await expect.poll(() => scanners.states()[0]?.condition).toBe('broken');
    await expect.poll(isOpen, { timeout: 10_000 }).toBe(true);
    await scanner.scan('284012345678901234');
    await expect.poll(() => heard).toEqual(['6901234567892', '284012345678901234']);
    expect(processes).toHaveLength(2);
    scanners.close();
  });
});

describe('a device process that hangs', () => {
  it('is ended and started again', async () => {
    const started: { killed: boolean; exit: () => void }[] = [];
    const silent: StartDeviceProcess = () => {
      const process = { killed: false, exit: (): void => undefined };
      started.push(process);
      return {
        post: () => undefined,
        onMessage: () => undefined,
        onExit: (listener) => { process.exit = listener; },
        kill: () => {
          process.killed = true;
          process.exit();
        },
      };
    };
    const host = new DeviceHost('printer', { start: silent, clock: steadyClock, log: quietLog, patience: { pingMs: 5, silenceMs: 20, firstPauseMs: 5, longestPauseMs: 20 } });
    host.start();
    await expect.poll(() => started.length).toBeGreaterThan(2);
    expect(started[0]?.killed).toBe(true);
    host.stop();
  });
});

describe.skipIf(!hasPty())('printer and display of the settings', () => {
  it('a printer by model and device file prints, in its own process', async () => {
    names += 1;
    const machine = startCablePrinter(folder.path(`lp${names}`), { dots: 576 });
    const { printer, close } = openPrinter({ address: { kind: 'device', path: machine.cable.path }, model: 'epson-tm-t20ii', found: { clearsBuffer: false } }, { log: quietLog, startProcess: nodeProcesses(ENTRY) });
    expect(await printer.print(saleReceipt(sampleSale('zh')), 10_000)).toEqual({ kind: 'printed' });
    close();
    machine.close();
  });

  it('the display shows the newest figure; what was overtaken is left out', async () => {
    names += 1;
    const heard: number[] = [];
    const cable = layCable(folder.path(`pole${names}`), (bytes) => heard.push(...bytes));
    const open = openCustomerDisplay({ ...DEFAULT_DEVICES, display: { protocol: 'led8n', address: { kind: 'serial', port: { path: cable.path }, baudRate: 2400, hardwareFlow: false } } }, { log: quietLog });
    for (const amount of [100, 200, 300, 4740]) open?.display.show({ kind: 'total', amount: fen(amount) });
    const wanted = [...led8n({ kind: 'total', amount: fen(100) }), ...led8n({ kind: 'total', amount: fen(4740) })];
    await expect.poll(() => heard).toEqual(wanted);
    open?.close();
    cable.unplug();
  });
});

describe('a display that was not reached', () => {
  it('gets the newest figures again by itself, and no more once it is given up', async () => {
    const alarms: (() => void)[] = [];
    const heard: string[] = [];
    let plugged = false;
    const open: OpenLink = () => (plugged
      ? Promise.resolve({ isTwoWay: true, write: (bytes) => Promise.resolve(void heard.push(String.fromCharCode(...bytes))), close: () => Promise.resolve(), drop: () => undefined })
      : Promise.reject(new PrinterTrouble('not_reachable')));
    const clock = { now: () => 0, at: (_moment: number, callback: () => void) => {
      alarms.push(callback);
      return () => void alarms.splice(alarms.indexOf(callback), 1);
    } };
    const pole = openDisplay({ protocol: 'led8n', address: { kind: 'serial', port: { path: 'COM5' }, baudRate: 2400, hardwareFlow: false } }, open, clock, quietLog);
    expect(await pole.attempt({ kind: 'total', amount: fen(4740) })).toBe('not_reachable');
    expect(pole.state()).toBe('not_reachable');
    plugged = true;
    for (const alarm of alarms.splice(0).toReversed()) alarm();
    await expect.poll(() => heard).toEqual([String.fromCharCode(...led8n({ kind: 'total', amount: fen(4740) }))]);
    expect(pole.state()).toBe('sent');
    plugged = false;
    for (const alarm of alarms.splice(0)) alarm();
    await pole.attempt({ kind: 'total', amount: fen(1) });
    pole.stop();
    plugged = true;
    for (const alarm of alarms.splice(0)) alarm();
    expect(heard).toHaveLength(1);
  });
});

describe('display protocols', () => {
  const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

  it('LED8N: the light and the figures; what does not fit is dark, not wrong', () => {
    expect(text(led8n({ kind: 'change', amount: fen(1260) }))).toBe('\u001bs4\u001bQA12.60\r');
    expect(text(led8n({ kind: 'total', amount: fen(99_999_999) }))).toContain('999999.99');
    expect(text(led8n({ kind: 'total', amount: fen(100_000_000) }))).toBe('\u000c');
    expect(text(led8n({ kind: 'nothing' }))).toBe('\u000c');
  });

  it('VFD220: two lines of exactly twenty characters', () => {
    expect(text(vfd220({ kind: 'total', amount: fen(4740) }))).toBe(`\u000c${'TOTAL'.padEnd(20)}${'47.40'.padStart(20)}`);
  });
});
