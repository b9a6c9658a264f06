/** The scanners that the till knows by their USB identity, and how one that nobody set up is to be read. */
import { z } from 'zod';
import profiles from '../../../../native-config/devices/scanners.json' with { type: 'json' };
import { HID_POS_LAYOUT, PLAIN_LAYOUT } from '../scanners/hid-report.ts';
import type { FoundHid, FoundSerial } from '../scanners/hub.ts';
import type { ScannerSetting } from '../scanners/scanner-types.ts';
import { parseUsbId, scannerProfileSchema } from './schema.ts';
import type { ScannerProfile } from './schema.ts';

export const SCANNER_PROFILES: readonly ScannerProfile[] = z.array(scannerProfileSchema).parse(profiles);

/** Usage page "Bar Code Scanner" of the USB HID Point of Sale Usage Tables. */
const BAR_CODE_SCANNER = 0x8c;

/**
 * How a device is to be read, or undefined when it is no scanner that may be opened unasked: any HID device that calls itself a
 * bar code scanner, and serial ports only by identity, because a modem or a scale is a serial port too.
 */
export function recogniseScanner(device: FoundSerial | FoundHid): ScannerSetting | undefined {
  const profile = SCANNER_PROFILES.find((candidate) => candidate[device.bus].some((id) => isMatch(id, device)));
  const identity = { vendorId: device.vendorId, productId: device.productId, ...(device.serialNumber !== undefined && { serialNumber: device.serialNumber }) };
  if (device.bus === 'serial') {
    return profile && { kind: 'serial', port: identity, line: profile.line, framing: { suffix: profile.suffix } };
  }
  if (device.usagePage !== BAR_CODE_SCANNER) return undefined;
  return {
    kind: 'hid', device: identity, layout: profile?.layout === 'plain' ? PLAIN_LAYOUT : HID_POS_LAYOUT,
    ...(profile?.wakeUp && { wakeUp: profile.wakeUp }),
  };
}

/** Maker and model of a device, where its identity is listed. */
export function scannerName(bus: 'serial' | 'hid', device: { readonly vendorId: number; readonly productId: number }): string | undefined {
  const profile = SCANNER_PROFILES.find((candidate) => candidate[bus].some((id) => isMatch(id, device)));
  return profile && `${profile.maker} ${profile.models.join(' / ')}`;
}

/** True when the device is a listed maker's, whatever it is set up as. */
export function isScannerMaker({ vendorId }: { readonly vendorId: number }): boolean {
  return SCANNER_PROFILES.some((profile) => [...profile.serial, ...profile.hid].some((id) => parseUsbId(id).vendorId === vendorId));
}

function isMatch(id: string, device: { readonly vendorId: number; readonly productId: number }): boolean {
  const { vendorId, productId } = parseUsbId(id);
  return vendorId === device.vendorId && (productId === undefined || productId === device.productId);
}
