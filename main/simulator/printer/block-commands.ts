/**
 * The `GS` commands whose length is in their own bytes: bar codes, QR, bit images, the cut and the process ID. A wrong
 * length here is the classic fault of receipt encoders: the printer swallows what follows, or prints the rest as text.
 */
import type { Machine } from './commands.ts';
import { code128, ean13, qr } from './symbols.ts';

const MORE = 0;
const QR_SYMBOL = 49;
const LEVELS: ReadonlyMap<number, 'L' | 'M' | 'Q' | 'H'> = new Map([[48, 'L'], [49, 'M'], [50, 'Q'], [51, 'H']]);
const EAN13_CODES: ReadonlySet<number> = new Set([2, 67]);
const CODE128_CODE = 73;
const LONGEST_NUL_ENDED = 255;

/** Runs the command at the beginning of `bytes` (GS first). Returns its length, 0 for "more bytes needed", undefined if unknown. */
export function runBlockCommand(machine: Machine, bytes: Uint8Array): number | undefined {
  const code = bytes[1] ?? 0;
  switch (code) {
    case 0x28 /* ( */:
      return parenthesis(machine, bytes);
    case 0x56 /* V */:
      return cut(machine, bytes);
    case 0x6b /* k */:
      return barcode(machine, bytes);
    case 0x76 /* v */:
      return bitImage(machine, bytes);
    default:
      return undefined;
  }
}

function cut(machine: Machine, bytes: Uint8Array): number {
  const mode = bytes[2];
  if (mode === undefined) return MORE;
  if (mode % 48 <= 1 && mode < 50) {
    machine.cut(false);
    return 3;
  }
  if (bytes.length < 4) return MORE;
  if (mode === 65 || mode === 66) machine.cut(true);
  else machine.head.fault('bad-argument', `cut mode ${mode}`);
  return 4;
}

function barcode(machine: Machine, bytes: Uint8Array): number {
  const system = bytes[2];
  if (system === undefined) return MORE;
  if (system >= 65) {
    const length = bytes[3];
    if (length === undefined || bytes.length < 4 + length) return MORE;
    printBarcode(machine, system, bytes.subarray(4, 4 + length));
    return 4 + length;
  }
  const end = bytes.indexOf(0, 3);
  if (end < 0 && bytes.length < 3 + LONGEST_NUL_ENDED) return MORE;
  if (end < 0) {
    machine.head.fault('bad-length', 'a bar code without its closing NUL');
    return 3;
  }
  printBarcode(machine, system, bytes.subarray(3, end));
  return end + 1;
}

function printBarcode(machine: Machine, system: number, data: Uint8Array): void {
  const { head, registers } = machine;
  checkForRealTime(machine, data);
  const symbology = system === CODE128_CODE ? 'CODE128' : EAN13_CODES.has(system) ? 'EAN13' : undefined;
  if (!symbology) return head.fault('barcode-bad-data', `bar code system ${system} is not built in`);
  const result = symbology === 'CODE128' ? code128(data) : ean13(data);
  if (!result.ok) return head.fault('barcode-bad-data', result.detail);
  const { content, runs } = result.symbol;
  if (registers.barcodeText & 1) printDigits(machine, content);
  head.bars(symbology, content, runs, registers.barcodeModule, registers.barcodeHeight);
  if (registers.barcodeText & 2) printDigits(machine, content);
}

function printDigits({ head }: Machine, content: string): void {
  for (const character of content) head.put(character, 1);
  head.endLine();
}

/** `GS ( X pL pH …`: the length counts everything after it. */
function parenthesis(machine: Machine, bytes: Uint8Array): number {
  const [, , family, low, high] = bytes;
  if (family === undefined || low === undefined || high === undefined) return MORE;
  const length = low + high * 256;
  if (bytes.length < 5 + length) return MORE;
  const body = bytes.subarray(5, 5 + length);
  if (family === 0x6b && body[0] === QR_SYMBOL) qrFunction(machine, body);
  else if (family === 0x48 && body[0] === 48) processId(machine, body);
  else machine.head.fault('unknown-command', `GS ( ${String.fromCharCode(family)} function ${body[0]} ${body[1]}`);
  return 5 + length;
}

function processId({ head, reply }: Machine, body: Uint8Array): void {
  if (body.length !== 6) head.fault('bad-length', 'a process ID has four characters');
  else reply(Uint8Array.of(0x37, 0x22, ...body.subarray(2), 0x00));
}

function qrFunction(machine: Machine, body: Uint8Array): void {
  const { head, registers } = machine;
  const [, fn = 0, value = 0] = body;
  switch (fn) {
    case 65:
      if (value !== 50) head.fault('bad-argument', `QR model ${value}`);
      return;
    case 67:
      if (value < 1 || value > 16) head.fault('bad-argument', `QR module of ${value} dots`);
      else registers.qrModule = value;
      return;
    case 69: {
      const level = LEVELS.get(value);
      if (level) registers.qrLevel = level;
      else head.fault('bad-argument', `QR level ${value}`);
      return;
    }
    case 80:
      registers.qrData = Uint8Array.from(body.subarray(3));
      checkForRealTime(machine, registers.qrData);
      return;
    case 81:
      return printQr(machine);
    default:
      return head.fault('unknown-command', `QR function ${fn}`);
  }
}

function printQr({ head, registers }: Machine): void {
  const result = qr(registers.qrData, registers.qrLevel);
  if (!result.ok) return head.fault('qr-bad', result.detail);
  const { content, side, cells } = result.symbol;
  head.matrix('qr', content, side, cells, registers.qrModule, registers.qrModule);
}

/** `GS v 0 m xL xH yL yH`: x in bytes, y in dots. */
function bitImage(machine: Machine, bytes: Uint8Array): number {
  if (bytes.length < 8) return MORE;
  const [, , , mode = 0, xLow = 0, xHigh = 0, yLow = 0, yHigh = 0] = bytes;
  const rowBytes = xLow + xHigh * 256;
  const rows = yLow + yHigh * 256;
  const end = 8 + rowBytes * rows;
  if (bytes.length < end) return MORE;
  const data = bytes.subarray(8, end);
  checkForRealTime(machine, data);
  const cells = new Uint8Array(rowBytes * 8 * rows);
  cells.forEach((_, index) => {
    cells[index] = ((data[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
  });
  machine.head.matrix('image', '', rowBytes * 8, cells, mode & 1 ? 2 : 1, mode & 2 ? 2 : 1);
  return end;
}

/** Printers obey `DLE EOT`, `DLE ENQ` and `DLE DC4` even in the middle of other data. */
function checkForRealTime({ head }: Machine, data: Uint8Array): void {
  const at = data.findIndex((byte, index) => byte === 0x10 && [0x04, 0x05, 0x14].includes(data[index + 1] ?? 0));
  if (at >= 0) head.fault('real-time-in-data', `at byte ${at} of the data`);
}
