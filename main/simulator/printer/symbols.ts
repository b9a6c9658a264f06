/**
 * Draws the symbols that the printer makes by itself, from the bytes as they were sent: the code sets of a CODE128 are the
 * sender's choice, and a sender that forgets them gets no symbol, as on paper.
 */
import bwipjs from 'bwip-js/node';

export interface BarSymbol {
  readonly content: string;
  /** Widths in modules, dark and light in turn, beginning with dark. */
  readonly runs: readonly number[];
}

export interface MatrixSymbol {
  readonly content: string;
  readonly side: number;
  readonly cells: Uint8Array;
}

export type SymbolResult<T> = { readonly ok: true; readonly symbol: T } | { readonly ok: false; readonly detail: string };

/** Options of single symbologies, which the package's types leave out. */
interface SymbolOptions extends bwipjs.RawOptions {
  /** CODE128: the text is code words, `^104^033`. */
  readonly raw?: boolean;
  readonly eclevel?: string;
  /** The text is bytes, one character each. */
  readonly binarytext?: boolean;
}

type RawSymbol = { readonly sbs: readonly number[] } | { readonly pixs: readonly number[]; readonly pixx: number };

type CodeSet = 'A' | 'B' | 'C';

const START_CODES: Readonly<Record<CodeSet, number>> = { A: 103, B: 104, C: 105 };
const SWITCH_CODES: Readonly<Record<CodeSet, number>> = { A: 101, B: 100, C: 99 };
const SHIFT = 98;
const FUNCTION_CODES: Readonly<Record<string, number>> = { '1': 102, '2': 97, '3': 96 };
const BRACE = '{';

/** CODE128 of `GS k 73`: must begin with `{A`, `{B` or `{C`; `{{` is one brace; in set C a byte is a pair of digits. */
export function code128(data: Uint8Array): SymbolResult<BarSymbol> {
  const codes: number[] = [];
  let content = '';
  let set: CodeSet | undefined;
  for (let index = 0; index < data.length; index += 1) {
    const byte = data[index] ?? 0;
    if (byte === BRACE.charCodeAt(0) && data[index + 1] !== byte) {
      index += 1;
      const mark = String.fromCharCode(data[index] ?? 0);
      if (isCodeSet(mark)) {
        codes.push(set === undefined ? START_CODES[mark] : SWITCH_CODES[mark]);
        set = mark;
        continue;
      }
      const special = mark === 'S' ? SHIFT : FUNCTION_CODES[mark];
      if (set === undefined || special === undefined) return { ok: false, detail: `{${mark} is no code set or function` };
      codes.push(special);
      continue;
    }
    if (set === undefined) return { ok: false, detail: 'no code set at the beginning' };
    if (byte === BRACE.charCodeAt(0)) index += 1;
    const code = codeOf(byte, set);
    if (code === undefined) return { ok: false, detail: `byte ${byte} does not exist in code set ${set}` };
    codes.push(code);
    content += set === 'C' ? String(byte).padStart(2, '0') : String.fromCharCode(byte);
  }
  if (content === '') return { ok: false, detail: 'empty' };
  const text = codes.map((code) => `^${String(code).padStart(3, '0')}`).join('');
  return bars({ bcid: 'code128', text, raw: true }, content);
}

/** EAN-13 from 12 digits (the printer adds the check digit) or 13. */
export function ean13(data: Uint8Array): SymbolResult<BarSymbol> {
  const content = String.fromCharCode(...data);
  if (!/^\d{12,13}$/.test(content)) return { ok: false, detail: 'EAN-13 wants 12 or 13 digits' };
  return bars({ bcid: 'ean13', text: content }, content);
}

/** QR model 2 of the stored bytes, as UTF-8 text for the reader. */
export function qr(data: Uint8Array, level: 'L' | 'M' | 'Q' | 'H'): SymbolResult<MatrixSymbol> {
  try {
    const options: SymbolOptions = { bcid: 'qrcode', text: String.fromCharCode(...data), eclevel: level, binarytext: true };
    const [drawn] = rawSymbol(options);
    if (!drawn || !('pixs' in drawn)) return { ok: false, detail: 'no QR symbol was made' };
    const content = new TextDecoder().decode(data);
    return { ok: true, symbol: { content, side: drawn.pixx, cells: Uint8Array.from(drawn.pixs) } };
  } catch (error) {
    return { ok: false, detail: String(error) };
  }
}

function bars(options: SymbolOptions, content: string): SymbolResult<BarSymbol> {
  try {
    const [drawn] = rawSymbol(options);
    if (!drawn || !('sbs' in drawn)) return { ok: false, detail: 'no bars were made' };
    return { ok: true, symbol: { content, runs: drawn.sbs } };
  } catch (error) {
    return { ok: false, detail: String(error) };
  }
}

function rawSymbol(options: SymbolOptions): readonly RawSymbol[] {
  // oxlint-disable-next-line import/no-named-as-default-member -- the named export `raw` is a symbology of that name
  return bwipjs.raw(options);
}

function codeOf(byte: number, set: CodeSet): number | undefined {
  switch (set) {
    case 'A':
      if (byte < 0x20) return byte + 64;
      return byte < 0x60 ? byte - 0x20 : undefined;
    case 'B':
      return byte >= 0x20 && byte < 0x80 ? byte - 0x20 : undefined;
    case 'C':
      return byte < 100 ? byte : undefined;
  }
}

function isCodeSet(mark: string): mark is CodeSet {
  return mark === 'A' || mark === 'B' || mark === 'C';
}
