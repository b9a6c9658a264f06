/**
 * The two wires on which scanners hang, as small interfaces over `serialport` and `node-hid`: what is plugged in, open it,
 * hear it. Opening tells "not there", "not allowed" and "taken" apart, because each needs another person.
 */
import { readdir } from 'node:fs/promises';
import type * as NodeHid from 'node-hid';
import { SerialPort } from 'serialport';
import type { SerialLine } from './scanner-types.ts';

export type OpenRefusal = 'absent' | 'no_permission' | 'busy' | 'broken';

export class OpenError extends Error {
  override readonly name = 'OpenError';
  readonly refusal: OpenRefusal;

  constructor(refusal: OpenRefusal, cause: unknown) {
    super(`${refusal}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.refusal = refusal;
  }
}

export interface FoundDevice {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | undefined;
}

export interface FoundHidDevice extends FoundDevice {
  /** 0 where the operating system does not tell. */
  readonly usagePage: number;
}

export interface OpenDevice {
  close(): void;
}

export interface DeviceEvents {
  readonly onData: (bytes: Uint8Array) => void;
  /** The device has gone or broke; called once, never after `close`. */
  readonly onGone: () => void;
}

export interface SerialBus {
  /** USB serial ports that are plugged in. */
  list(): Promise<readonly FoundDevice[]>;
  /** Rejects with `OpenError`. */
  open(path: string, line: SerialLine, events: DeviceEvents): Promise<OpenDevice>;
}

export interface HidBus {
  list(): Promise<readonly FoundHidDevice[]>;
  /** Rejects with `OpenError`. */
  open(path: string, wakeUp: readonly number[] | undefined, events: DeviceEvents): Promise<OpenDevice>;
}

/** Serial ports by `serialport`. A new object for every connection: an old one would send what was written while it was closed. */
export const serialBus: SerialBus = {
  async list() {
    if (!(await mayHaveUsbSerial())) return [];
    const ports = await SerialPort.list();
    return ports.flatMap(({ path, vendorId, productId, serialNumber }) => {
      if (vendorId === undefined || productId === undefined) return [];
      return [{ path, vendorId: Number.parseInt(vendorId, 16), productId: Number.parseInt(productId, 16), serialNumber }];
    });
  },

  open(path, line, events) {
    const port = new SerialPort({ path, ...line, autoOpen: false });
    let isWanted = true;
    const gone = (): void => {
      if (!isWanted) return;
      isWanted = false;
      if (port.isOpen) port.close();
      events.onGone();
    };
    port.on('data', (bytes: Buffer) => {
      if (isWanted) events.onData(bytes);
    });
    return new Promise((resolve, reject) => {
      port.open((error) => {
        if (error) {
          reject(new OpenError(serialRefusal(error), error));
          return;
        }
        port.on('close', gone);
        port.on('error', gone);
        resolve({
          close: () => {
            isWanted = false;
            if (port.isOpen) port.close();
          },
        });
      });
    });
  },
};

/** On Linux the list is had from a program that is started for it: not every two seconds, all day, where there is nothing to find. */
async function mayHaveUsbSerial(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const names = await readdir('/dev');
  return names.some((name) => /^tty(USB|ACM)\d/.test(name));
}

/** What `serialport` says in words, in the words of each system. */
export function serialRefusal(error: Error): OpenRefusal {
  if (/no such file|file not found|cannot find|no such device|not configured/i.test(error.message)) return 'absent';
  if (/cannot lock|temporarily unavailable|resource busy/i.test(error.message)) return 'busy';
  if (/permission denied|not permitted/i.test(error.message)) return 'no_permission';
  // Windows answers "Access denied" when another program has the port: serial ports have no owners there.
  return /access (is )?denied/i.test(error.message) ? 'busy' : 'broken';
}

/**
 * HID devices by `node-hid`, which is loaded only when it is needed: it wants libusb and libudev, and a machine without them
 * must lose its HID scanners, not its till. Its hidraw flavour tells the usage page, by which HID-POS scanners are found. */
export const hidBus: HidBus = {
  async list() {
    const { devicesAsync } = await loadHid();
    const devices = await devicesAsync();
    return devices.flatMap(({ path, vendorId, productId, serialNumber, usagePage }) =>
      path === undefined ? [] : [{ path, vendorId, productId, serialNumber: serialNumber === '' ? undefined : serialNumber, usagePage: usagePage ?? 0 }]);
  },

  async open(path, wakeUp, events) {
    let isWanted = true;
    const device = await openHid(path);
    const gone = (): void => {
      if (!isWanted) return;
      isWanted = false;
      void device.close().catch(ignoreGone);
      events.onGone();
    };
    device.on('data', (report: Buffer) => {
      if (isWanted) events.onData(report);
    });
    device.on('error', gone);
    if (wakeUp) await device.sendFeatureReport([...wakeUp]).catch((error: unknown) => refuseAndClose(device, error));
    return {
      close: () => {
        isWanted = false;
        void device.close().catch(ignoreGone);
      },
    };
  },
};

async function loadHid(): Promise<typeof NodeHid> {
  try {
    return (await import('node-hid')).default;
  } catch (error) {
    throw new OpenError('broken', error);
  }
}

async function openHid(path: string): Promise<NodeHid.HIDAsync> {
  const hid = await loadHid();
  try {
    return await hid.HIDAsync.open(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/permission denied|access denied|not permitted/i.test(message)) throw new OpenError('no_permission', error);
    throw new OpenError(/no such|not found|no hid device/i.test(message) ? 'absent' : 'broken', error);
  }
}

/** It is asked to open again and again: each one that stayed open would hold a file of the process for ever. */
async function refuseAndClose(device: NodeHid.HIDAsync, error: unknown): Promise<never> {
  await device.close().catch(ignoreGone);
  throw new OpenError('broken', error);
}

function ignoreGone(_error: unknown): void {
  // A device that was pulled out refuses to be closed; there is nothing left to close.
}
