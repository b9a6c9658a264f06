/**
 * A printer on a serial line or a USB serial converter. `serialport` neither answers nor refuses a write to a port that is
 * closed, and sends it at the next open: so every link is a new object, and nothing is written without looking first.
 */
import { SerialPort } from 'serialport';
import { isSameDevice } from '../scanners/scanner-types.ts';
import { serialBus, serialRefusal } from '../scanners/buses.ts';
import type { OpenRefusal } from '../scanners/buses.ts';
import type { PrintFailure } from '../../../ports.ts';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkEvents, LinkOf } from './link.ts';
import { orLate, pause } from './waiting.ts';

const REFUSALS: Readonly<Record<OpenRefusal, PrintFailure>> = { absent: 'not_reachable', no_permission: 'no_permission', busy: 'busy', broken: 'not_reachable' };

const AGAIN_MS = 100;

/** A port that is taken may be our own of a moment ago, which the system is still closing: it is asked again until `waitMs`. */
export async function openSerial(address: LinkOf<'serial'>, events: LinkEvents, waitMs: number): Promise<Link> {
  const end = performance.now() + waitMs;
  const path = await orLate(pathOf(address), waitMs, 'not_reachable');
  for (;;) {
    const leftMs = end - performance.now();
    try {
      return await openOnce(path, address, events, leftMs);
    } catch (error) {
      const isTaken = error instanceof PrinterTrouble && error.reason === 'busy';
      if (!isTaken || leftMs < 2 * AGAIN_MS) throw error;
      await pause(AGAIN_MS);
    }
  }
}

async function openOnce(path: string, address: LinkOf<'serial'>, events: LinkEvents, waitMs: number): Promise<Link> {
  const port = new SerialPort({ path, baudRate: address.baudRate, rtscts: address.hardwareFlow, autoOpen: false });
  const link = new SerialLink(port, events);
  const opened = new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new PrinterTrouble(REFUSALS[serialRefusal(error)], { cause: error })) : resolve()));
  });
  try {
    await orLate(opened, waitMs, 'timeout');
    return link;
  } catch (error) {
    // A port that opens too late is closed again at once.
    opened.then(() => link.drop(), () => undefined);
    throw error;
  }
}

async function pathOf({ port }: LinkOf<'serial'>): Promise<string> {
  if ('path' in port) return port.path;
  const found = (await serialBus.list()).find((device) => isSameDevice(port, device));
  if (!found) throw new PrinterTrouble('not_reachable');
  return found.path;
}

class SerialLink implements Link {
  readonly isTwoWay = true;
  private readonly port: SerialPort;
  private readonly events: LinkEvents;
  private isOurs = true;
  private refuseWrite: (error: PrinterTrouble) => void = () => undefined;

  constructor(port: SerialPort, events: LinkEvents) {
    this.port = port;
    this.events = events;
    port.on('data', (bytes: Buffer) => {
      if (this.isOurs) events.onData(bytes);
    });
    port.on('close', () => this.ended());
    port.on('error', () => this.ended());
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.port.isOpen) return Promise.reject(new PrinterTrouble('broken'));
    return new Promise((resolve, reject) => {
      // An unplugged port calls no callback: `ended` does.
      this.refuseWrite = reject;
      // No `drain` after it: that call waits inside the system and holds one of Node's few threads while a printer stands still.
      this.port.write(Buffer.from(bytes), (error) => (error ? reject(new PrinterTrouble('broken', { cause: error })) : resolve()));
    });
  }

  async close(waitMs: number): Promise<void> {
    this.isOurs = false;
    if (!this.port.isOpen) return;
    const closed = new Promise<void>((resolve) => this.port.close(() => resolve()));
    await orLate(closed, waitMs, 'timeout');
  }

  /** What the line has not taken yet is thrown away: half a receipt must not come out when the printer wakes up. */
  drop(): void {
    this.isOurs = false;
    if (!this.port.isOpen) return;
    this.port.flush(() => {
      if (this.port.isOpen) this.port.close();
    });
  }

  private ended(): void {
    if (!this.isOurs) return;
    this.isOurs = false;
    this.refuseWrite(new PrinterTrouble('broken'));
    if (this.port.isOpen) this.port.close();
    this.events.onEnd('broken');
  }
}
