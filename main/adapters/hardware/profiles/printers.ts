/** The printers that the till knows: what to begin with before the set-up test has looked at the real one. */
import { z } from 'zod';
import models from '../../../../native-config/devices/printers.json' with { type: 'json' };
import type { PrinterModelFact } from '../../../domain/devices.ts';
import { parseUsbId, printerProfileSchema } from './schema.ts';
import type { PrinterModel, UsbId } from './schema.ts';

export const PRINTER_MODELS: readonly PrinterModel[] = z.array(printerProfileSchema).parse(models);

export function printerModel(id: string): PrinterModel | undefined {
  return PRINTER_MODELS.find((model) => model.id === id);
}

/** Models that a USB identity may be: those for the very product, and only without one those for all of a maker. */
export function printersLike(device: UsbId): readonly PrinterModel[] {
  const fits = (exact: boolean) => (model: PrinterModel): boolean => model.usb.some((text) => {
    const id = parseUsbId(text);
    return id.vendorId === device.vendorId && (exact ? id.productId === device.productId : id.productId === undefined);
  });
  const exact = PRINTER_MODELS.filter(fits(true));
  return exact.length > 0 ? exact : PRINTER_MODELS.filter(fits(false));
}

/** What the settings page needs to know of the models. */
export const PRINTER_FACTS: readonly PrinterModelFact[] = PRINTER_MODELS.map(({ id, maker, models: names, profile, buzzer, confirmation, serialBaud }) => ({
  id, maker, models: names, paper: profile.dots === 384 ? 58 : 80, drawerPin: profile.drawerPin, buzzer: buzzer !== 'none', confirmation, serialBaud,
}));

/** The buzzer's command, three short beeps; undefined where the model has none: others would print the command as text. */
export function buzzerCommand(buzzer: PrinterModel['buzzer']): Uint8Array | undefined {
  switch (buzzer) {
    case 'none':
      return undefined;
    // `ESC B n t`: n times, t × 100 ms, on Chinese boards.
    case 'esc-b':
      return Uint8Array.of(0x1b, 0x42, 3, 2);
    // `ESC ( A` function 97: pattern 1, three times, pause 100 ms (Epson's ESC/POS reference).
    case 'epson':
      return Uint8Array.of(0x1b, 0x28, 0x41, 5, 0, 97, 100, 1, 3, 1);
  }
}
