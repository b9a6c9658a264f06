/**
 * The devices of a till as data: what a shop has set up, what is plugged in, how each is doing, and what a person can do about one
 * that the system does not let the till use. The adapters open them; this file knows no wire.
 */
import { assertNever } from './failure.ts';

/** How one USB device is known again: never by its port's name, which changes with every plug. */
export interface UsbIdentity {
  readonly vendorId: number;
  readonly productId?: number;
  readonly serialNumber?: string;
}

/** A wire to a printer or a customer display. */
export type DeviceLink =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly port: { readonly path: string } | UsbIdentity; readonly baudRate: number; readonly hardwareFlow: boolean }
  | { readonly kind: 'device'; readonly path: string }
  | { readonly kind: 'usb'; readonly device: UsbIdentity }
  | { readonly kind: 'winspool'; readonly printer: string }
  | { readonly kind: 'cups'; readonly queue: string };

export type LinkKind = DeviceLink['kind'];

/** What a printer can say about a job: that it is printed, how it is, or nothing. */
export type PrinterWord = 'process-id' | 'status' | 'none';

export interface PrinterChoice {
  readonly address: DeviceLink;
  /** A known model's id, or just the paper's width, mm. */
  readonly model: string | 58 | 80;
  /** What the test found out about this very printer. */
  readonly found?: { readonly confirmation?: PrinterWord; readonly autoStatus?: boolean; readonly clearsBuffer?: boolean };
  readonly drawerPin?: 2 | 5 | 'none';
  /** False keeps a buzzer quiet that the model has. */
  readonly buzzer?: boolean;
}

export type ScannerChoice =
  | {
    readonly kind: 'serial';
    readonly port: { readonly path: string } | UsbIdentity;
    readonly line: { readonly baudRate: number; readonly dataBits: 7 | 8; readonly parity: 'none' | 'even' | 'odd'; readonly stopBits: 1 | 2 };
    readonly framing: { readonly suffix: 'cr' | 'lf' | 'crlf' | 'none' | 'auto'; readonly prefix?: string };
  }
  | {
    readonly kind: 'hid';
    readonly device: UsbIdentity;
    readonly layout: { readonly reportId: number; readonly lengthAt: number; readonly dataAt: number; readonly dataBytes: number; readonly aimAt?: number; readonly moreAt?: number };
    readonly wakeUp?: readonly number[];
  };

export interface PoleChoice {
  /** `led8n`: eight digits with lights. `vfd220`: two lines of twenty characters. */
  readonly protocol: 'led8n' | 'vfd220';
  readonly address: DeviceLink;
}

/** What hangs on this machine, as the shop has set it up. */
export interface DeviceChoice {
  readonly printer: PrinterChoice | null;
  readonly scanners: readonly ScannerChoice[];
  /** Known scanners that nobody has set up are opened too. */
  readonly discoverScanners: boolean;
  readonly display: PoleChoice | null;
}

/** A printer that the till knows by its maker's own papers. */
export interface PrinterModelFact {
  readonly id: string;
  readonly maker: string;
  readonly models: readonly string[];
  /** mm. */
  readonly paper: 58 | 80;
  readonly drawerPin: 2 | 5 | 'none';
  readonly buzzer: boolean;
  /** What it is expected to say until it was tested. */
  readonly confirmation: PrinterWord;
  readonly serialBaud: number;
}

/** `queue`: a printer that the system itself prints on. */
export type DeviceBus = 'serial' | 'hid' | 'device' | 'usb' | 'queue';

/** Something that is plugged in at this moment, with what it could be used as. */
export interface PluggedDevice {
  readonly bus: DeviceBus;
  /** What the system calls it now. */
  readonly path: string;
  readonly identity?: UsbIdentity;
  /** Maker and model, where the till knows them. */
  readonly name?: string;
  /** `typing_scanner`: a known scanner that is set up as a keyboard. `port`: a serial port with anything behind it. */
  readonly looksLike: 'scanner' | 'typing_scanner' | 'printer' | 'port';
  /** The system would refuse to open it. False where that cannot be known without trying. */
  readonly forbidden: boolean;
  /** Ready to be set up. */
  readonly scanner?: ScannerChoice;
  readonly link?: DeviceLink;
  readonly model?: string;
}

export interface PluggedDevices {
  readonly devices: readonly PluggedDevice[];
  /** Wires that the system would not tell about: what hangs there is not known. */
  readonly unseen: readonly DeviceBus[];
}

export type DeviceCondition = 'open' | 'absent' | 'no_permission' | 'busy' | 'broken';

export type Platform = 'windows' | 'linux' | 'mac';

/** What a person does next about a device that cannot be used. The sentence is `devices.advice.<word>`. */
export type DeviceAdvice =
  | 'linux_serial' | 'linux_hid' | 'linux_printer' | 'linux_usb' | 'windows_com' | 'windows_hid' | 'windows_usb' | 'windows_queue' | 'mac_serial' | 'mac_hid' | 'mac_usb' | 'queue'
  | 'other_program' | 'plug_in' | 'network' | 'replug';

/** The next step, or undefined when all is well. */
export function deviceAdvice(platform: Platform, wire: DeviceBus | LinkKind, condition: DeviceCondition): DeviceAdvice | undefined {
  switch (condition) {
    case 'open':
      return undefined;
    case 'no_permission':
      return PERMISSION[platform][wire];
    case 'busy':
      // Windows says "access denied" for a port that another program holds.
      return platform === 'windows' && wire === 'serial' ? 'windows_com' : 'other_program';
    case 'absent':
      return wire === 'tcp' ? 'network' : wire === 'winspool' || wire === 'cups' || wire === 'queue' ? 'queue' : 'plug_in';
    case 'broken':
      return wire === 'tcp' ? 'network' : 'replug';
    default:
      return assertNever(condition);
  }
}

/** Who has to allow what, on each system. */
const PERMISSION: Readonly<Record<Platform, Readonly<Record<DeviceBus | LinkKind, DeviceAdvice>>>> = {
  linux: { serial: 'linux_serial', hid: 'linux_hid', device: 'linux_printer', usb: 'linux_usb', cups: 'queue', winspool: 'queue', queue: 'queue', tcp: 'network' },
  windows: { serial: 'windows_com', hid: 'windows_hid', device: 'windows_usb', usb: 'windows_usb', cups: 'queue', winspool: 'windows_queue', queue: 'windows_queue', tcp: 'network' },
  mac: { serial: 'mac_serial', hid: 'mac_hid', device: 'mac_usb', usb: 'mac_usb', cups: 'queue', winspool: 'queue', queue: 'queue', tcp: 'network' },
};

/** The wires that exist on a system, the best for a printer first. */
export const LINK_KINDS: Readonly<Record<Platform, readonly LinkKind[]>> = {
  linux: ['tcp', 'device', 'serial', 'usb', 'cups'],
  windows: ['tcp', 'winspool', 'serial', 'usb'],
  mac: ['tcp', 'cups', 'serial', 'usb'],
};

/** The first scanner that is set up a second time: two openers of one device take each other's scans. */
export function scannerTwice(scanners: readonly ScannerChoice[]): ScannerChoice | undefined {
  const keys = scanners.map((scanner) => JSON.stringify(scanner.kind === 'hid' ? ['hid', scanner.device] : ['serial', scanner.port]));
  return scanners.find((_scanner, index) => keys.indexOf(keys[index] ?? '') < index);
}
