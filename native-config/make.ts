/**
 * Makes what is derived in this folder: udev rules from the device profiles, and the sheet by which a shop checks its
 * scanners. `node native-config/make.ts`; a test says when it was forgotten.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRINTER_MODELS } from '../main/adapters/hardware/profiles/printers.ts';
import { SCANNER_PROFILES } from '../main/adapters/hardware/profiles/scanners.ts';
import { udevRules } from '../main/adapters/hardware/profiles/udev.ts';
import { checkSheet } from './sheets/check-sheet.ts';

export function derivedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['udev/70-guitai-devices.rules', udevRules(SCANNER_PROFILES, PRINTER_MODELS)],
    ['sheets/scanner-check.html', checkSheet()],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of derivedFiles()) writeFileSync(join(import.meta.dirname, name), text);
}
