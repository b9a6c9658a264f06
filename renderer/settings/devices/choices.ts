/** How a person's half-typed choice of devices is changed and judged, before the core sees it. */
import type { DeviceChoiceInput, DevicesView, LinkInput } from '../../../preload/contract/device-views.ts';

export type PrinterInput = NonNullable<DeviceChoiceInput['printer']>;
export type LinkKind = LinkInput['kind'];

/** A wire of this kind with what is usual, to be completed. */
export function freshLink(kind: LinkKind, baudRate = 9600): LinkInput {
  switch (kind) {
    case 'tcp':
      return { kind, host: '', port: 9100 };
    case 'serial':
      return { kind, port: { path: '' }, baudRate, hardwareFlow: false };
    case 'device':
      return { kind, path: '/dev/usb/lp0' };
    case 'usb':
      return { kind, device: { vendorId: 0 } };
    case 'winspool':
      return { kind, printer: '' };
    case 'cups':
      return { kind, queue: '' };
  }
}

/** The one text by which a wire is known. Figures of a USB identity are as the system's own tools print them. */
export function linkName(link: LinkInput): string {
  switch (link.kind) {
    case 'tcp':
      return link.host;
    case 'serial':
      return 'path' in link.port ? link.port.path : identityText(link.port);
    case 'device':
      return link.path;
    case 'usb':
      return link.device.vendorId === 0 ? '' : identityText(link.device);
    case 'winspool':
      return link.printer;
    case 'cups':
      return link.queue;
  }
}

/** The same wire by another name. */
export function renamed(link: LinkInput, name: string): LinkInput {
  switch (link.kind) {
    case 'tcp':
      return { ...link, host: name };
    case 'serial':
      return { ...link, port: { path: name } };
    case 'device':
      return { ...link, path: name };
    case 'usb':
      return link;
    case 'winspool':
      return { ...link, printer: name };
    case 'cups':
      return { ...link, queue: name };
  }
}

export function identityText({ vendorId, productId, serialNumber }: { readonly vendorId: number; readonly productId?: number; readonly serialNumber?: string }): string {
  const hex = (value: number | undefined): string => (value === undefined ? '*' : value.toString(16).padStart(4, '0'));
  return `${hex(vendorId)}:${hex(productId)}${serialNumber === undefined ? '' : ` ${serialNumber}`}`;
}

/** Something of it is still to be typed in. */
export function isIncomplete({ printer, display, scanners }: DeviceChoiceInput): boolean {
  const bad = (link: LinkInput | undefined): boolean =>
    link !== undefined && (linkName(link).trim() === '' || (link.kind === 'tcp' && (link.port < 1 || link.port > 65_535)) || (link.kind === 'serial' && link.baudRate < 300)
      || (link.kind === 'device' && !link.path.startsWith('/dev/')) || (link.kind === 'cups' && /[\s/#]/.test(link.queue)));
  return bad(printer?.address) || bad(display?.address) || scanners.some((scanner) => scanner.kind === 'serial' && 'path' in scanner.port && scanner.port.path.trim() === '');
}

/** The model's own facts, where a model was chosen and not a paper width. */
export function modelOf({ models }: Pick<DevicesView, 'models'>, printer: PrinterInput | null): DevicesView['models'][number] | undefined {
  return models.find(({ id }) => id === printer?.model);
}

/** Another wire or model is another printer: what the test found out is forgotten. */
export function otherPrinter(printer: PrinterInput, change: Partial<Pick<PrinterInput, 'address' | 'model'>>): PrinterInput {
  const { found: _found, ...rest } = printer;
  return { ...rest, ...change };
}
