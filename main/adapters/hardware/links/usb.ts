/// <reference types="w3c-web-usb" />
/**
 * A USB printer without a driver in between (printer class 7, USB Device Class Definition for Printing Devices 1.1). For
 * Linux and macOS where there is no `/dev/usb/lp*`; on Windows the spooler owns USB printers and this finds nothing.
 */
import type { WebUSB } from 'usb';
import type { PrintFailure } from '../../../ports.ts';
import { isSameDevice } from '../scanners/scanner-types.ts';
import { PrinterTrouble } from './link.ts';
import type { Link, LinkEvents, LinkOf } from './link.ts';
import { orLate } from './waiting.ts';

type UsbDevice = Awaited<ReturnType<WebUSB['getDevices']>>[number];

const PRINTER_CLASS = 7;
const PACKET_BYTES = 4096;
const ANSWER_BYTES = 64;

export async function openUsb({ device: wanted }: LinkOf<'usb'>, events: LinkEvents, waitMs: number): Promise<Link> {
  const devices = await orLate(usbDevices(), waitMs, 'not_reachable');
  const device = devices.find((found) => isSameDevice(wanted, { vendorId: found.vendorId, productId: found.productId, serialNumber: found.serialNumber ?? undefined }));
  if (!device) throw new PrinterTrouble('not_reachable');
  const opening = openPrinter(device, events);
  try {
    return await orLate(opening, waitMs, 'timeout');
  } catch (error) {
    // A printer that opens too late is let go again at once.
    opening.then((late) => late.drop(), () => undefined);
    throw error;
  }
}

/** Without `/sys/bus/usb` the list is refused instead of empty. */
async function usbDevices(): Promise<UsbDevice[]> {
  try {
    const { usb } = await import('usb');
    return await usb.getDevices();
  } catch (error) {
    throw new PrinterTrouble('not_reachable', { cause: error });
  }
}

/** What of a USB device a printer's link uses. */
export type PrinterDevice = Pick<UsbDevice, 'open' | 'close' | 'configuration' | 'detachKernelDriver' | 'claimInterface' | 'transferIn' | 'transferOut'>;

/** Opens the printer part of a device. Rejects with `PrinterTrouble`, and then holds nothing of it. */
export async function openPrinter(device: PrinterDevice, events: LinkEvents): Promise<Link> {
  try {
    await device.open();
    const ends = printerEnds(device);
    if (!ends) throw new PrinterTrouble('not_reachable');
    // Linux' own printer driver holds the interface; it gets it back when the device is plugged in again.
    if (process.platform === 'linux') await device.detachKernelDriver(ends.interfaceNumber);
    await device.claimInterface(ends.interfaceNumber);
    return new UsbLink(device, ends, events);
  } catch (error) {
    // One that stayed open would be taken for ever after. What closing has to say is less than why it did not open.
    await device.close().catch(() => undefined);
    if (error instanceof PrinterTrouble) throw error;
    throw new PrinterTrouble(usbFailure(error), { cause: error });
  }
}

interface PrinterEnds {
  readonly interfaceNumber: number;
  readonly out: number;
  /** Printers of protocol 1 are one-way. */
  readonly answers: number | undefined;
}

function printerEnds(device: PrinterDevice): PrinterEnds | undefined {
  for (const { interfaceNumber, alternate } of device.configuration?.interfaces ?? []) {
    if (alternate.interfaceClass !== PRINTER_CLASS) continue;
    const bulk = alternate.endpoints.filter((endpoint) => endpoint.type === 'bulk');
    const out = bulk.find((endpoint) => endpoint.direction === 'out')?.endpointNumber;
    if (out !== undefined) return { interfaceNumber, out, answers: bulk.find((endpoint) => endpoint.direction === 'in')?.endpointNumber };
  }
  return undefined;
}

/** What libusb says in words; `usb` passes them on without codes. */
export function usbFailure(error: unknown): PrintFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (/access|permission|errno 13\b/i.test(message)) return 'no_permission';
  if (/busy|errno 16\b/i.test(message)) return 'busy';
  return /no device|no_device|not found|disconnected/i.test(message) ? 'not_reachable' : 'broken';
}

class UsbLink implements Link {
  readonly isTwoWay: boolean;
  private readonly device: PrinterDevice;
  private readonly ends: PrinterEnds;
  private readonly events: LinkEvents;
  private isOurs = true;

  constructor(device: PrinterDevice, ends: PrinterEnds, events: LinkEvents) {
    this.device = device;
    this.ends = ends;
    this.events = events;
    this.isTwoWay = ends.answers !== undefined;
    if (ends.answers !== undefined) void this.listen(ends.answers);
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; start += PACKET_BYTES) {
      if (!this.isOurs) throw new PrinterTrouble('broken');
      try {
        const { status } = await this.device.transferOut(this.ends.out, Uint8Array.from(bytes.subarray(start, start + PACKET_BYTES)));
        if (status !== 'ok') throw new PrinterTrouble('broken');
      } catch (error) {
        this.ended();
        throw error instanceof PrinterTrouble ? error : new PrinterTrouble('broken', { cause: error });
      }
    }
  }

  async close(waitMs: number): Promise<void> {
    this.isOurs = false;
    await orLate(this.release(), waitMs, 'timeout');
  }

  drop(): void {
    this.isOurs = false;
    // Given up: nobody is left to be told that it does not close.
    this.release().catch(() => undefined);
  }

  private async release(): Promise<void> {
    try {
      await this.device.close();
    } catch (error) {
      // A printer that was pulled out has nothing left to close.
      if (usbFailure(error) !== 'not_reachable') throw new PrinterTrouble('broken', { cause: error });
    }
  }

  private async listen(endpoint: number): Promise<void> {
    while (this.isOurs) {
      try {
        const { data } = await this.device.transferIn(endpoint, ANSWER_BYTES);
        if (this.isOurs && data && data.byteLength > 0) this.events.onData(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      } catch (error) {
        if (error instanceof Error && /timeout|timed out/i.test(error.message)) continue;
        this.ended();
        return;
      }
    }
  }

  private ended(): void {
    if (!this.isOurs) return;
    this.isOurs = false;
    this.events.onEnd('broken');
  }
}
