/**
 * QR symbols in two ways: by the printer itself (`GS ( k`, sharp and short), or as a bit image (`GS v 0`) for boards that
 * do not know the command. Both are sized to the paper by the same rule, so that a shop can switch without surprise.
 */
import { encode } from 'uqr';
import type { QrCodeGenerateResult } from 'uqr';
import type { QrLevel } from '../../domain/receipt.ts';

export interface QrPlan {
  /** Well-formed: no half of a surrogate pair. */
  readonly payload: string;
  readonly level: QrLevel;
  /** Modules on a side, without the quiet zone. */
  readonly modules: number;
  /** Dots on a side of one module, 3 to 8. */
  readonly moduleDots: number;
}

const LEVEL_CODES: Readonly<Record<QrLevel, number>> = { L: 48, M: 49, Q: 50, H: 51 };
const PRINT_QR = Uint8Array.of(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x51, 0x30);
const encoder = new TextEncoder();
const CONTROLS = /\p{Cc}/u;
const ASCII = /^[\x20-\x7e]*$/;
const DIGITS = /^\d*$/;
/** The 45 characters of the QR standard's alphanumeric mode. */
const ALPHANUMERIC = /^[0-9A-Z $%*+./:-]*$/;
const QUIET_MODULES = 4;
/** The size of a symbol does not depend on its mask, and finding the best one is most of the work. */
const ANY_MASK = 0;
const BEST_MASK = -1;
const SMALLEST_MODULE_DOTS = 3;
const LARGEST_MODULE_DOTS = 8;
/** About 26 mm: comfortable for a phone and for a counter scanner, and small enough to save paper. */
const WANTED_DOTS = 208;

/**
 * Plans a symbol, or returns undefined when the payload is too long for a QR symbol or for this paper, or holds control
 * characters, which the printer could take for real-time commands.
 */
export function planQr(payload: string, level: QrLevel, paperDots: number): QrPlan | undefined {
  if (payload === '' || CONTROLS.test(payload)) return undefined;
  const isAscii = ASCII.test(payload);
  const wellFormed = isAscii ? payload : new TextDecoder().decode(encoder.encode(payload));
  const modules = sideOf(wellFormed, level);
  if (modules === undefined) return undefined;
  const largest = Math.floor(paperDots / (modules + 2 * QUIET_MODULES));
  if (largest < SMALLEST_MODULE_DOTS) return undefined;
  const wanted = Math.max(SMALLEST_MODULE_DOTS, Math.min(LARGEST_MODULE_DOTS, Math.round(WANTED_DOTS / modules)));
  return { payload: wellFormed, level, modules, moduleDots: Math.min(wanted, largest) };
}

/** `GS ( k`: model 2, module size, level, store, print. Lengths count bytes. */
export function nativeQr(plan: QrPlan): Uint8Array {
  const payload = encoder.encode(plan.payload);
  const length = payload.length + 3;
  const before = [
    0x1d, 0x28, 0x6b, 0x04, 0x00, 0x31, 0x41, 0x32, 0x00,
    0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x43, plan.moduleDots,
    0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x45, LEVEL_CODES[plan.level],
    0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30,
  ];
  const command = new Uint8Array(before.length + payload.length + PRINT_QR.length);
  command.set(before);
  command.set(payload, before.length);
  command.set(PRINT_QR, before.length + payload.length);
  return command;
}

/**
 * `GS v 0` bit image. A module is at least three dots wide, so no byte can be 0x10 or 0x14 with a single inner dot: the
 * image can never contain a real-time command (`DLE EOT`, `DLE DC4`) that the printer would obey.
 */
export function rasterQr(plan: QrPlan): Uint8Array {
  const rows = symbolOf(plan.payload, plan.level, BEST_MASK)?.data ?? [];
  const side = plan.modules * plan.moduleDots;
  const rowBytes = Math.ceil(side / 8);
  const image = new Uint8Array(8 + rowBytes * side);
  image.set([0x1d, 0x76, 0x30, 0x00, rowBytes & 0xff, rowBytes >> 8, side & 0xff, side >> 8]);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (!rows[Math.floor(y / plan.moduleDots)]?.[Math.floor(x / plan.moduleDots)]) continue;
      const index = 8 + y * rowBytes + (x >> 3);
      image[index] = (image[index] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return image;
}

const sides = new Map<string, number | undefined>();

/** Modules on a side. It depends on how much there is to encode and in which mode, not on what it says: each case is tried once. */
function sideOf(payload: string, level: QrLevel): number | undefined {
  const filler = DIGITS.test(payload) ? '0' : ALPHANUMERIC.test(payload) ? 'A' : 'a';
  const length = ASCII.test(payload) ? payload.length : encoder.encode(payload).length;
  const key = `${level}${filler}${length}`;
  if (!sides.has(key)) sides.set(key, symbolOf(filler.repeat(length), level, ANY_MASK)?.size);
  return sides.get(key);
}

function symbolOf(payload: string, level: QrLevel, maskPattern: number): QrCodeGenerateResult | undefined {
  try {
    return encode(payload, { ecc: level, border: 0, boostEcc: false, maskPattern });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
