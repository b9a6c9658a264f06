/** HID scanners come, go and look alike. No test machine has such a device, so the bus alone is a stand-in here. */
import { beforeEach, describe, expect, it } from 'vitest';
import { OpenError, serialRefusal } from '../../../../main/adapters/hardware/scanners/buses.ts';
import type { DeviceEvents, FoundHidDevice, HidBus, OpenRefusal } from '../../../../main/adapters/hardware/scanners/buses.ts';
import { HID_POS_LAYOUT } from '../../../../main/adapters/hardware/scanners/hid-report.ts';
import { ScannerHub } from '../../../../main/adapters/hardware/scanners/hub.ts';
import type { ScannerSetting, ScannerState } from '../../../../main/adapters/hardware/scanners/scanner-types.ts';
import type { Clock, ScanEvent } from '../../../../main/ports.ts';

/** Time that moves when the test says so. */
class HandClock implements Clock {
  private time = 0;
  private readonly alarms = new Set<{ readonly moment: number; readonly callback: () => void }>();

  now(): number {
    return this.time;
  }

  at(moment: number, callback: () => void): () => void {
    const alarm = { moment, callback };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  }

  /** Lets time pass in steps, with everything that promises have pending in between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    while (this.time < end) {
      this.time = Math.min(end, this.time + 50);
      for (const alarm of this.alarms) {
        if (alarm.moment > this.time) continue;
        this.alarms.delete(alarm);
        alarm.callback();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

class FakeHidBus implements HidBus {
  devices: FoundHidDevice[] = [];
  refusal: OpenRefusal | undefined;
  lists = 0;
  readonly opened = new Map<string, DeviceEvents>();
  readonly wakeUps: (readonly number[] | undefined)[] = [];

  list(): Promise<readonly FoundHidDevice[]> {
    this.lists += 1;
    return Promise.resolve(this.devices);
  }

  open(path: string, wakeUp: readonly number[] | undefined, events: DeviceEvents): Promise<{ close: () => void }> {
    const refusal = this.devices.some((device) => device.path === path) ? this.refusal : 'absent';
    if (refusal) return Promise.reject(new OpenError(refusal, new Error('test')));
    this.wakeUps.push(wakeUp);
    this.opened.set(path, events);
    return Promise.resolve({ close: () => this.opened.delete(path) });
  }

  plugIn(path: string, serialNumber?: string): void {
    this.devices = [...this.devices, { path, vendorId: 0x0c2e, productId: 0x0b61, serialNumber, usagePage: 0x8c }];
  }

  unplug(path: string): void {
    this.devices = this.devices.filter((device) => device.path !== path);
    const events = this.opened.get(path);
    this.opened.delete(path);
    events?.onGone();
  }

  scan(path: string, code: string): void {
    const report = new Uint8Array(64);
    report.set([2, code.length, ...new TextEncoder().encode(`]C0${code}`)]);
    this.opened.get(path)?.onData(report);
  }
}

const MEANT: ScannerSetting = { kind: 'hid', device: { vendorId: 0x0c2e }, layout: { ...HID_POS_LAYOUT }, wakeUp: [0xfe, 1] };

let clock: HandClock;
let bus: FakeHidBus;
let scans: ScanEvent[];
let states: readonly ScannerState[];

beforeEach(() => {
  clock = new HandClock();
  bus = new FakeHidBus();
  scans = [];
  states = [];
});

function listen(scanners: readonly ScannerSetting[], discovers = false): ScannerHub {
  const quiet = (): void => undefined;
  const hub = new ScannerHub({ scanners, ...(discovers && { recognise: (device) => (device.bus === 'hid' && device.usagePage === 0x8c ? MEANT : undefined) }) }, {
    serial: { list: () => Promise.reject(new Error('no udev on this machine')), open: () => Promise.reject(new Error('not used')) },
    hid: bus, clock, now: () => 0, log: { info: quiet, warn: quiet, error: quiet },
    onScan: (scan) => scans.push(scan),
    onStates: (now) => { states = now; },
  });
  hub.start();
  return hub;
}

describe('HID scanners', () => {
  it('one that is unplugged and comes back on another node is known again, without a restart', async () => {
    bus.plugIn('/dev/hidraw3');
    listen([MEANT]);
    await clock.pass(100);
    expect(bus.wakeUps).toEqual([[0xfe, 1]]);
    bus.scan('/dev/hidraw3', '284012345678901234');
    expect(scans).toEqual([{ text: ']C0284012345678901234', source: 'hid:0c2e:*', at: 0 }]);
    bus.unplug('/dev/hidraw3');
    expect(states.map((state) => state.condition)).toEqual(['absent']);
    bus.plugIn('/dev/hidraw7');
    await clock.pass(6000);
    bus.scan('/dev/hidraw7', '6901234567892');
    expect(scans.map((scan) => scan.source)).toEqual(['hid:0c2e:*', 'hid:0c2e:*']);
  });

  it('two of one model are two scanners; with serial numbers each keeps its name whatever the order of plugging', async () => {
    const left: ScannerSetting = { ...MEANT, device: { vendorId: 0x0c2e, serialNumber: 'L' } };
    const right: ScannerSetting = { ...MEANT, device: { vendorId: 0x0c2e, serialNumber: 'R' } };
    bus.plugIn('/dev/hidraw0', 'R');
    bus.plugIn('/dev/hidraw1', 'L');
    listen([left, right]);
    await clock.pass(100);
    bus.scan('/dev/hidraw0', '1');
    bus.scan('/dev/hidraw1', '2');
    expect(scans.map((scan) => [scan.source, scan.text])).toEqual([['hid:0c2e:*:R', ']C01'], ['hid:0c2e:*:L', ']C02']]);
  });

  it('two of one model without serial numbers do not fight for one node', async () => {
    bus.plugIn('/dev/hidraw0');
    bus.plugIn('/dev/hidraw1');
    listen([MEANT, MEANT]);
    await clock.pass(100);
    expect([...bus.opened.keys()].toSorted()).toEqual(['/dev/hidraw0', '/dev/hidraw1']);
  });

  it('scanners that nobody set up are found while the till runs, and each is opened once', async () => {
    listen([], true);
    await clock.pass(100);
    bus.plugIn('/dev/hidraw0');
    bus.devices = [...bus.devices, { path: '/dev/hidraw9', vendorId: 0x046d, productId: 1, serialNumber: undefined, usagePage: 1 }];
    await clock.pass(2500);
    bus.plugIn('/dev/hidraw1');
    await clock.pass(10_000);
    expect([...bus.opened.keys()]).toEqual(['/dev/hidraw0', '/dev/hidraw1']);
    expect(states.map((state) => state.source)).toEqual(['hid:0c2e:*', 'hid:0c2e:*#2']);
    bus.unplug('/dev/hidraw0');
    bus.plugIn('/dev/hidraw4');
    await clock.pass(10_000);
    expect(states.map((state) => [state.source, state.condition])).toEqual([['hid:0c2e:*', 'open'], ['hid:0c2e:*#2', 'open']]);
  });

  it('"no permission" is told apart from "not there", and is over as soon as IT has given it', async () => {
    bus.refusal = 'no_permission';
    bus.plugIn('/dev/hidraw0');
    listen([MEANT]);
    await clock.pass(100);
    expect(states.map((state) => state.condition)).toEqual(['no_permission']);
    bus.refusal = undefined;
    await clock.pass(6000);
    expect(states.map((state) => state.condition)).toEqual(['open']);
  });

  it('the operating system is not asked again and again: at most every two seconds', async () => {
    listen([MEANT, MEANT, MEANT], true);
    await clock.pass(20_000);
    expect(bus.lists).toBeLessThanOrEqual(11);
  });

  it('a stopped hub hears nothing more', async () => {
    bus.plugIn('/dev/hidraw0');
    const hub = listen([MEANT]);
    await clock.pass(100);
    const events = bus.opened.get('/dev/hidraw0');
    hub.stop();
    expect(bus.opened.size).toBe(0);
    events?.onGone();
    await clock.pass(10_000);
    expect(bus.opened.size).toBe(0);
  });
});

describe('what serialport says', () => {
  it.each([
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'absent'],
    ['Opening COM5: File not found', 'absent'],
    ['Error: Permission denied, cannot open /dev/ttyACM0', 'no_permission'],
    ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
    ['Opening COM5: Access denied', 'busy'],
    ['Opening COM5: Unknown error code 31', 'broken'],
  ] as const)('%s: %s', (message, refusal) => {
    expect(serialRefusal(new Error(message))).toBe(refusal);
  });
});
