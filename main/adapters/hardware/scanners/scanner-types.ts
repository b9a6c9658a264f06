/** What all scanners have in common, whatever wire they hang on: how one is named, set up, and how it is doing. */
import { z } from 'zod';

const hex16 = z.int().min(0).max(0xffff);

/** How one USB device is known again: never by its port's name, which changes with every plug. */
export const usbIdentitySchema = z.strictObject({
  vendorId: hex16,
  productId: hex16.exactOptional(),
  /** Tells two scanners of one model apart; many cheap ones have none. */
  serialNumber: z.string().min(1).max(128).exactOptional(),
});

export const framingSchema = z.strictObject({
  suffix: z.enum(['cr', 'lf', 'crlf', 'none', 'auto']),
  prefix: z.string().max(16).exactOptional(),
});

const lineSchema = z.strictObject({
  baudRate: z.int().min(300).max(921_600),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.union([z.literal(1), z.literal(2)]),
});

export const hidLayoutSchema = z.strictObject({
  reportId: z.int().min(0).max(255),
  lengthAt: z.int().min(1).max(63),
  dataAt: z.int().min(1).max(63),
  dataBytes: z.int().min(1).max(63),
  aimAt: z.int().min(1).max(63).exactOptional(),
  moreAt: z.int().min(1).max(63).exactOptional(),
});

/** One scanner as the shop has set it up. */
export const scannerSettingSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    /** A fixed port (`COM5`, `/dev/ttyS0`) for real RS-232, or the device behind whatever port it has got now. */
    port: z.union([z.strictObject({ path: z.string().min(1).max(256) }), usbIdentitySchema]),
    line: lineSchema,
    framing: framingSchema,
  }),
  z.strictObject({
    kind: z.literal('hid'),
    device: usbIdentitySchema,
    layout: hidLayoutSchema,
    /** A feature report that switches the device to HID-POS, `[report ID, …]`. */
    wakeUp: z.array(z.int().min(0).max(255)).max(64).exactOptional(),
  }),
]);

export type UsbIdentity = z.infer<typeof usbIdentitySchema>;
export type ScannerSetting = z.infer<typeof scannerSettingSchema>;
export type SerialScannerSetting = Extract<ScannerSetting, { kind: 'serial' }>;
export type HidScannerSetting = Extract<ScannerSetting, { kind: 'hid' }>;
export type SerialLine = z.infer<typeof lineSchema>;

/** 9600 8N1: what most scanners leave the factory with; a virtual COM port ignores it. */
export const DEFAULT_LINE: SerialLine = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 };

export type ScannerCondition =
  | 'open'
  /** Not plugged in, or switched off. */
  | 'absent'
  /** It is there and the operating system does not let us: a matter for IT, not for the cashier. */
  | 'no_permission'
  /** Another program has it. */
  | 'busy'
  /** It is there and does not open or breaks again and again. */
  | 'broken';

export interface ScannerState {
  readonly source: string;
  readonly condition: ScannerCondition;
  /** What it sent lately was no code: wrong baud rate or parity, or a scan without an end. */
  readonly unreadable: number;
}

/** The name under which a scanner's events are known, the same after every replug and restart. */
export function scannerSource(setting: ScannerSetting): string {
  if (setting.kind === 'hid') return `hid:${identityText(setting.device)}`;
  return 'path' in setting.port ? `serial:${setting.port.path}` : `serial:${identityText(setting.port)}`;
}

/** True when a device that is there is the one that is meant. */
export function isSameDevice(wanted: UsbIdentity, found: { readonly vendorId: number; readonly productId: number; readonly serialNumber: string | undefined }): boolean {
  return wanted.vendorId === found.vendorId
    && (wanted.productId === undefined || wanted.productId === found.productId)
    && (wanted.serialNumber === undefined || wanted.serialNumber === found.serialNumber);
}

function identityText({ vendorId, productId, serialNumber }: UsbIdentity): string {
  const hex = (value: number | undefined): string => (value === undefined ? '*' : value.toString(16).padStart(4, '0'));
  return `${hex(vendorId)}:${hex(productId)}${serialNumber === undefined ? '' : `:${serialNumber}`}`;
}
