/**
 * A wire to a device that is written to: one shape for sockets, serial lines, device files, USB and spoolers, so that the work
 * with a printer is written once. A link is opened for one job and closed after it: nothing can lie in a dead port and come
 * out later.
 */
import { z } from 'zod';
import type { PrintFailure } from '../../../ports.ts';
import { usbIdentitySchema } from '../scanners/scanner-types.ts';

export const linkAddressSchema = z.discriminatedUnion('kind', [
  /** Raw TCP, usually port 9100. */
  z.strictObject({ kind: z.literal('tcp'), host: z.string().min(1).max(253), port: z.int().min(1).max(65_535) }),
  z.strictObject({
    kind: z.literal('serial'),
    port: z.union([z.strictObject({ path: z.string().min(1).max(256) }), usbIdentitySchema]),
    baudRate: z.int().min(300).max(921_600),
    /** RTS/CTS, where the cable has the wires. */
    hardwareFlow: z.boolean(),
  }),
  /** A device file of Linux's printer driver: `/dev/usb/lp0`. */
  z.strictObject({ kind: z.literal('device'), path: z.string().startsWith('/dev/').max(256) }),
  /** USB without a driver in between; on Windows only where WinUSB was installed for the printer. */
  z.strictObject({ kind: z.literal('usb'), device: usbIdentitySchema }),
  /** An installed printer of Windows, past its driver (datatype RAW). */
  z.strictObject({ kind: z.literal('winspool'), printer: z.string().min(1).max(220) }),
  /** A CUPS queue, past its filters. */
  z.strictObject({ kind: z.literal('cups'), queue: z.string().regex(/^[^\s/#-][^\s/#]{0,126}$/) }),
]);

export type LinkAddress = z.infer<typeof linkAddressSchema>;
export type LinkOf<K extends LinkAddress['kind']> = Extract<LinkAddress, { kind: K }>;

/** Ends a job from inside a wait; never leaves the adapter. */
export class PrinterTrouble extends Error {
  override readonly name = 'PrinterTrouble';
  readonly reason: PrintFailure;

  constructor(reason: PrintFailure, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

export interface LinkEvents {
  readonly onData: (bytes: Uint8Array) => void;
  /** The link ended by itself; called at most once, never after `close` or `drop`. */
  readonly onEnd: (reason: PrintFailure) => void;
}

export interface Link {
  /** False for spoolers: nothing is ever heard back, so nothing may be asked. */
  readonly isTwoWay: boolean;
  /** Hands bytes over; resolves when the system has taken them all. Rejects with `PrinterTrouble`. Callers write one at a time. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends in good order, so that nothing handed over is lost; gives up after `waitMs`. Rejects with `PrinterTrouble` where the system refuses the job. */
  close(waitMs: number): Promise<void>;
  /** Gives up at once; what the system still holds for the device may be lost, which is wanted. */
  drop(): void;
}

/** Opens a link within `waitMs`. Rejects with `PrinterTrouble`: `not_reachable`, `no_permission`, `busy` or `timeout`. */
export type OpenLink = (address: LinkAddress, events: LinkEvents, waitMs: number) => Promise<Link>;
