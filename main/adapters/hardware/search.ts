/**
 * Looks for what is plugged in, for the settings page: serial ports, HID devices, printers behind Linux's printer driver and on bare
 * USB, and the system's own print queues. Opens nothing. Every list may fail by itself (no libusb, no udev): the others are told all the same.
 */
import { access, constants, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import type { DeviceBus, PluggedDevice, PluggedDevices, UsbIdentity } from '../../domain/devices.ts';
import type { Log } from '../../ports.ts';
import { cupsQueues } from './links/cups.ts';
import { linkAddressSchema } from './links/link.ts';
import { winspoolPrinters } from './links/winspool.ts';
import { printersLike } from './profiles/printers.ts';
import { isScannerMaker, recogniseScanner, scannerName } from './profiles/scanners.ts';
import { hidBus } from './scanners/buses.ts';
import { DEFAULT_LINE } from './scanners/scanner-types.ts';

const LISTS: readonly (readonly [DeviceBus, () => Promise<PluggedDevice[]>])[] = [['hid', hidDevices], ['serial', serialPorts], ['device', lpPrinters], ['usb', usbPrinters], ['queue', printQueues]];

/** Everything that could be a device of a till, scanners and printers first; and the wires that could not be looked at. */
export async function searchDevices(log: Log): Promise<PluggedDevices> {
  const unseen: DeviceBus[] = [];
  const lists = await Promise.all(LISTS.map(async ([bus, list]) => {
    try {
      return await list();
    } catch (error) {
      log.warn('devices.list_failed', { bus, error: error instanceof Error ? error.message : String(error) });
      unseen.push(bus);
      return [];
    }
  }));
  const rank = ({ looksLike }: PluggedDevice): number => ['scanner', 'printer', 'typing_scanner', 'port'].indexOf(looksLike);
  return { devices: lists.flat().toSorted((a, b) => rank(a) - rank(b)), unseen };
}

async function serialPorts(): Promise<PluggedDevice[]> {
  const ports = await SerialPort.list();
  return Promise.all(ports.map(async ({ path, vendorId, productId, serialNumber, manufacturer }): Promise<PluggedDevice> => {
    const usb = vendorId === undefined || productId === undefined ? undefined
      : { vendorId: Number.parseInt(vendorId, 16), productId: Number.parseInt(productId, 16), ...(serialNumber !== undefined && serialNumber !== '' && { serialNumber }) };
    const known = usb && recogniseScanner({ bus: 'serial', path, vendorId: usb.vendorId, productId: usb.productId, serialNumber: usb.serialNumber });
    const name = (usb && scannerName('serial', usb)) ?? manufacturer;
    // A converter of which there is one is known by itself; a port without an identity only by its name.
    const port = usb ?? { path };
    return {
      bus: 'serial', path, looksLike: known ? 'scanner' : 'port', forbidden: await isForbidden(path),
      ...(usb && { identity: usb }), ...(name !== undefined && { name }),
      scanner: known ?? { kind: 'serial', port, line: DEFAULT_LINE, framing: { suffix: 'auto' } },
      ...(!known && { link: { kind: 'serial', port, baudRate: DEFAULT_LINE.baudRate, hardwareFlow: false } }),
    };
  }));
}

async function hidDevices(): Promise<PluggedDevice[]> {
  const devices = await hidBus.list();
  const found = await Promise.all(devices.map(async (device): Promise<PluggedDevice | undefined> => {
    const { path, vendorId, productId, serialNumber } = device;
    const scanner = recogniseScanner({ ...device, bus: 'hid' });
    if (!scanner && !isScannerMaker(device)) return undefined;
    const name = scannerName('hid', device);
    return {
      bus: 'hid', path, identity: { vendorId, productId, ...(serialNumber !== undefined && { serialNumber }) }, looksLike: scanner ? 'scanner' : 'typing_scanner',
      forbidden: await isForbidden(path), ...(name !== undefined && { name }), ...(scanner && { scanner }),
    };
  }));
  const known = found.filter((device) => device !== undefined);
  // One scanner shows several faces; those beside the one that is read are of no use.
  return known.filter((device) => device.looksLike === 'scanner' || !known.some((other) => other.looksLike === 'scanner' && other.identity?.vendorId === device.identity?.vendorId));
}

/** Printers that Linux's own driver holds: `/dev/usb/lp0`, with the identity that the kernel read. `root` is `/` on a real machine. */
export async function lpPrintersIn(root: string): Promise<PluggedDevice[]> {
  const folder = join(root, 'sys/class/usbmisc');
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => /^lp\d+$/.test(name));
  return Promise.all(names.map(async (name): Promise<PluggedDevice> => {
    const device = join(await realpath(join(folder, name, 'device')), '..');
    const [vendor, product, serial] = await Promise.all(['idVendor', 'idProduct', 'serial'].map(async (file) => readFile(join(device, file), 'utf8').then((text) => text.trim(), () => '')));
    const identity = vendor && product ? { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16), ...(serial && { serialNumber: serial }) } : undefined;
    const path = `/dev/usb/${name}`;
    return { bus: 'device', path, forbidden: await isForbidden(join(root, path)), link: { kind: 'device', path }, ...printerParts(identity) };
  }));
}

async function lpPrinters(): Promise<PluggedDevice[]> {
  return process.platform === 'linux' ? lpPrintersIn('/') : [];
}

const PRINTER_CLASS = 7;

/** Printers that no driver holds. On Linux those with a device file are told there, and are better used there. */
async function usbPrinters(): Promise<PluggedDevice[]> {
  const { usb } = await import('usb');
  const held = await lpPrinters();
  const devices = await usb.getDevices();
  return devices.flatMap(({ vendorId, productId, serialNumber, configuration }): PluggedDevice[] => {
    const calls = configuration?.interfaces.some(({ alternate }) => alternate.interfaceClass === PRINTER_CLASS) ?? false;
    if (!calls && printersLike({ vendorId, productId }).length === 0) return [];
    if (held.some(({ identity }) => identity?.vendorId === vendorId && identity.productId === productId)) return [];
    const identity: UsbIdentity = { vendorId, productId, ...(serialNumber ? { serialNumber } : {}) };
    return [{ bus: 'usb', path: 'USB', forbidden: false, link: { kind: 'usb', device: identity }, ...printerParts(identity) }];
  });
}

/** What the system would print on: the printers of Windows, the queues of CUPS. */
async function printQueues(): Promise<PluggedDevice[]> {
  const names = process.platform === 'win32' ? await winspoolPrinters() : await cupsQueues();
  return names.flatMap((name): PluggedDevice[] => {
    const link = process.platform === 'win32' ? ({ kind: 'winspool', printer: name } as const) : ({ kind: 'cups', queue: name } as const);
    // A name that the settings would not take cannot be picked either.
    return linkAddressSchema.safeParse(link).success ? [{ bus: 'queue', path: name, looksLike: 'printer', forbidden: false, link }] : [];
  });
}

function printerParts(identity: UsbIdentity | undefined): Pick<PluggedDevice, 'looksLike' | 'identity' | 'name' | 'model'> {
  const [model, ...others] = identity ? printersLike(identity) : [];
  if (!model) return { looksLike: 'printer', ...(identity && { identity }) };
  // Several models answer to this identity, and differ in paper and commands: only a person can tell.
  if (others.length > 0) return { looksLike: 'printer', ...(identity && { identity }), ...(others.every(({ maker }) => maker === model.maker) && { name: model.maker }) };
  return { looksLike: 'printer', ...(identity && { identity }), name: `${model.maker} ${model.models.join(' / ')}`, model: model.id };
}

/** On Linux and macOS a device is a file with permissions; elsewhere only opening tells. */
async function isForbidden(path: string): Promise<boolean> {
  if (process.platform === 'win32' || !path.startsWith('/')) return false;
  return access(path, constants.R_OK | constants.W_OK).then(() => false, (error: NodeJS.ErrnoException) => error.code === 'EACCES' || error.code === 'EPERM');
}
