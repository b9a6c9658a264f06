/**
 * What the till and a device process say to each other. Native code for serial lines, HID, USB and spoolers runs over there: a
 * driver that hangs or crashes takes its own process with it, and the till goes on.
 */
import type { PluggedDevices } from '../../../domain/devices.ts';
import type { PrintFailure, ScanTraits } from '../../../ports.ts';
import type { HelperProcess } from '../../helper-process.ts';
import type { LinkAddress } from '../links/link.ts';
import type { ScannerSetting, ScannerState } from '../scanners/scanner-types.ts';

/** One process each, so that a stuck printer silences no scanner. `search` looks for what is plugged in, and ends. */
export type DeviceFamily = 'printer' | 'scanner' | 'search';

export type ToDevices =
  | { readonly kind: 'ping'; readonly count: number }
  | { readonly kind: 'open'; readonly link: number; readonly address: LinkAddress; readonly waitMs: number }
  | { readonly kind: 'write'; readonly link: number; readonly write: number; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly link: number; readonly waitMs: number }
  | { readonly kind: 'drop'; readonly link: number }
  | { readonly kind: 'listen'; readonly scanners: readonly ScannerSetting[]; readonly discover: boolean }
  | { readonly kind: 'search' };

export type FromDevices =
  | { readonly kind: 'pong'; readonly count: number }
  | { readonly kind: 'opened'; readonly link: number; readonly isTwoWay: boolean }
  | { readonly kind: 'refused'; readonly link: number; readonly reason: PrintFailure }
  | { readonly kind: 'written'; readonly link: number; readonly write: number; readonly failure?: PrintFailure }
  | { readonly kind: 'closed'; readonly link: number; readonly failure?: PrintFailure }
  | { readonly kind: 'data'; readonly link: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ended'; readonly link: number; readonly reason: PrintFailure }
  | { readonly kind: 'scan'; readonly text: string; readonly source: string; readonly at: number; readonly traits?: ScanTraits }
  | { readonly kind: 'states'; readonly states: readonly ScannerState[] }
  | { readonly kind: 'plugged'; readonly found: PluggedDevices }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly event: string; readonly fields: Readonly<Record<string, string | number | boolean | null | undefined>> };

/** The till's end of a device process. */
export type DeviceProcess = HelperProcess<ToDevices, FromDevices>;

export type StartDeviceProcess = (family: DeviceFamily) => DeviceProcess;

/** The device process's end. */
export interface TillPort {
  post(message: FromDevices): void;
  onMessage(listener: (message: ToDevices) => void): void;
}
