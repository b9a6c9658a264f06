/**
 * The command set of the virtual printer, one table per lead byte: how many argument bytes follow, and what they do to the
 * head. After Epson's ESC/POS reference. What is not in a table is unknown to this printer, and that is a fault.
 */
import type { PrintHead } from './head.ts';

/** Settings that outlive a line but not a reset. */
export interface Registers {
  chineseMode: boolean;
  barcodeHeight: number;
  barcodeModule: number;
  /** Where the digits of a bar code are printed: 0 nowhere, 1 above, 2 below, 3 both. */
  barcodeText: number;
  qrModule: number;
  qrLevel: 'L' | 'M' | 'Q' | 'H';
  qrData: Uint8Array;
}

export interface DrawerKick {
  readonly pin: 2 | 5;
  readonly onMs: number;
  readonly offMs: number;
}

/** What commands can reach. */
export interface Machine {
  readonly head: PrintHead;
  readonly registers: Registers;
  readonly reply: (bytes: Uint8Array) => void;
  /** Answer to `DLE EOT n`, 1 to 4. */
  readonly status: (topic: number) => number;
  readonly autoStatus: (isOn: boolean) => void;
  readonly kick: (kick: DrawerKick) => void;
  readonly cut: (isFed: boolean) => void;
}

export interface Command {
  readonly args: number;
  readonly run: (machine: Machine, a: number, b: number, c: number) => void;
}

export function powerOnRegisters(): Registers {
  return {
    chineseMode: true,
    barcodeHeight: 162,
    barcodeModule: 3,
    barcodeText: 0,
    qrModule: 3,
    qrLevel: 'L',
    qrData: new Uint8Array(),
  };
}

const ALIGNMENTS = ['left', 'center', 'right'] as const;
const KICK_UNIT_MS = 2;

export const ESC_COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [0x21 /* ! */, { args: 1, run: ({ head }, mode) => printMode(head, mode) }],
  [0x2d /* - */, { args: 1, run: ({ head }, n) => head.restyle({ underline: (n & 3) !== 0 }) }],
  [0x32 /* 2 */, { args: 0, run: ({ head }) => { head.lineDots = 30; } }],
  [0x33 /* 3 */, { args: 1, run: ({ head }, dots) => { head.lineDots = dots; } }],
  [0x40 /* @ */, { args: 0, run: reset }],
  [0x45 /* E */, { args: 1, run: ({ head }, n) => head.restyle({ bold: (n & 1) === 1 }) }],
  [0x47 /* G */, { args: 1, run: ({ head }, n) => head.restyle({ bold: (n & 1) === 1 }) }],
  [0x4a /* J */, { args: 1, run: ({ head }, dots) => head.feedDots(dots) }],
  [0x4d /* M */, { args: 1, run: ({ head }, font) => { if (font % 48 !== 0) head.fault('bad-argument', 'only font A here'); } }],
  [0x52 /* R */, { args: 1, run: noEffect }],
  [0x61 /* a */, { args: 1, run: align }],
  [0x64 /* d */, { args: 1, run: ({ head }, lines) => head.feedLines(lines) }],
  [0x70 /* p */, { args: 3, run: kickDrawer }],
  [0x74 /* t */, { args: 1, run: noEffect }],
]);

export const FS_COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [0x21 /* ! */, { args: 1, run: ({ head }, n) => head.restyle({ scaleX: n & 0x04 ? 2 : 1, scaleY: n & 0x08 ? 2 : 1 }) }],
  [0x26 /* & */, { args: 0, run: ({ registers }) => { registers.chineseMode = true; } }],
  [0x2e /* . */, { args: 0, run: ({ registers }) => { registers.chineseMode = false; } }],
]);

export const GS_COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [0x21 /* ! */, { args: 1, run: ({ head }, n) => head.restyle({ scaleX: (n >> 4) + 1, scaleY: (n & 0x0f) + 1 }) }],
  [0x42 /* B */, { args: 1, run: ({ head }, n) => head.restyle({ inverse: (n & 1) === 1 }) }],
  [0x48 /* H */, { args: 1, run: ({ registers }, n) => { registers.barcodeText = n % 48; } }],
  [0x61 /* a */, { args: 1, run: ({ autoStatus }, n) => autoStatus(n !== 0) }],
  [0x66 /* f */, { args: 1, run: noEffect }],
  [0x68 /* h */, { args: 1, run: ({ registers }, dots) => { registers.barcodeHeight = dots; } }],
  [0x72 /* r */, { args: 1, run: ({ reply, status }, n) => reply(Uint8Array.of(n % 48 === 1 ? paperSensor(status(4)) : 0)) }],
  [0x77 /* w */, { args: 1, run: barcodeModule }],
]);

function reset({ head, registers }: Machine): void {
  head.reset();
  Object.assign(registers, powerOnRegisters());
}

/** `ESC !` sets all of the mode at once, and so undoes what `GS !` set. */
function printMode(head: PrintHead, mode: number): void {
  head.restyle({
    bold: (mode & 0x08) !== 0,
    scaleY: mode & 0x10 ? 2 : 1,
    scaleX: mode & 0x20 ? 2 : 1,
    underline: (mode & 0x80) !== 0,
  });
}

function align({ head }: Machine, n: number): void {
  const alignment = ALIGNMENTS[n % 48];
  if (!alignment) head.fault('bad-argument', `alignment ${n}`);
  else if (head.isLineEmpty()) head.alignment = alignment;
  else head.fault('bad-argument', 'alignment is obeyed only at the beginning of a line');
}

function kickDrawer({ head, kick }: Machine, pin: number, on: number, off: number): void {
  if (pin % 48 > 1) head.fault('bad-argument', `drawer connector ${pin}`);
  else kick({ pin: pin % 48 === 0 ? 2 : 5, onMs: on * KICK_UNIT_MS, offMs: off * KICK_UNIT_MS });
}

function barcodeModule({ head, registers }: Machine, dots: number): void {
  if (dots < 2 || dots > 6) head.fault('bad-argument', `bar module of ${dots} dots`);
  else registers.barcodeModule = dots;
}

/** The paper bits of `DLE EOT 4` in the form of `GS r 1`: 0–1 near end, 2–3 end. */
function paperSensor(status: number): number {
  return (status & 0x0c ? 0x03 : 0) | (status & 0x60 ? 0x0c : 0);
}

function noEffect(): void {
  // Code pages and national character sets change nothing on a board that prints Chinese.
}
