/** The form of the device profiles in `native-config/devices`: what is known of a model, and who says so. */
import { z } from 'zod';

/** `vvvv` for all of a maker, `vvvv:pppp` for one product, in hexadecimal as `lsusb` prints them. */
const usbId = z.string().regex(/^[0-9a-f]{4}(:[0-9a-f]{4})?$/);

const known = {
  id: z.string().regex(/^[a-z0-9-]{3,40}$/),
  maker: z.string().min(1),
  models: z.array(z.string().min(1)).min(1),
  /** The public source by its name: a maker's manual, a device list. */
  source: z.string().min(8),
  note: z.string().exactOptional(),
};

export const scannerProfileSchema = z.strictObject({
  ...known,
  /** USB identities in serial (CDC) mode. */
  serial: z.array(usbId),
  /** USB identities in HID-POS mode. */
  hid: z.array(usbId),
  line: z.strictObject({
    baudRate: z.int(), dataBits: z.union([z.literal(7), z.literal(8)]), parity: z.enum(['none', 'even', 'odd']), stopBits: z.union([z.literal(1), z.literal(2)]),
  }),
  suffix: z.enum(['cr', 'lf', 'crlf', 'none', 'auto']),
  layout: z.enum(['hid-pos', 'plain']),
  wakeUp: z.array(z.int().min(0).max(255)).exactOptional(),
});

export const printerProfileSchema = z.strictObject({
  ...known,
  usb: z.array(usbId),
  serialBaud: z.int(),
  profile: z.strictObject({
    columns: z.union([z.literal(32), z.literal(42), z.literal(48)]),
    dots: z.union([z.literal(384), z.literal(512), z.literal(576)]),
    charset: z.enum(['gbk', 'gb18030']),
    cutter: z.boolean(),
    drawerPin: z.union([z.literal(2), z.literal(5), z.literal('none')]),
    qr: z.enum(['native', 'raster']),
  }),
  /** What to expect until the set-up test has found out: never more than the source says. */
  confirmation: z.enum(['process-id', 'status', 'none']),
  autoStatus: z.boolean(),
  clearsBuffer: z.boolean(),
  buzzer: z.enum(['none', 'esc-b', 'epson']),
});

export type ScannerProfile = z.infer<typeof scannerProfileSchema>;
export type PrinterModel = z.infer<typeof printerProfileSchema>;

export interface UsbId {
  readonly vendorId: number;
  readonly productId?: number;
}

export function parseUsbId(text: string): UsbId {
  const [vendor = '', product] = text.split(':');
  return { vendorId: Number.parseInt(vendor, 16), ...(product !== undefined && { productId: Number.parseInt(product, 16) }) };
}
