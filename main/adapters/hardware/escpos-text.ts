/**
 * Text as a Chinese receipt printer takes it. The printer counts columns by encoded bytes (one byte, one column; two or
 * four bytes, two columns), knows GBK or GB18030 and nothing else, and obeys control bytes wherever they come from: so
 * every text is made printable first, and measured by what it becomes on the wire.
 */
import iconv from 'iconv-lite';

/** `gb18030` only for models proven to have the four-byte characters: on others each one shifts the rest of the line. */
export type PrinterCharset = 'gbk' | 'gb18030';

export interface PrintableText {
  readonly text: string;
  /** Characters that the printer does not have, each printed as `?`. The seam for printing such lines as an image. */
  readonly missing: readonly string[];
}

interface Glyph {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Of a single printable character; 1 or 2. */
  readonly columns: number;
  readonly missing: boolean;
}

/** Where encoded bytes go. */
export interface ByteSink {
  byte(value: number): void;
  bytes(values: Uint8Array): void;
}

const SUBSTITUTES: ReadonlyMap<string, string> = new Map([
  ['\u00A5', '￥'],
  ['\u2022', '·'],
  ['\u2043', '-'],
  ['\u2212', '-'],
  ['\u2011', '-'],
  ['\u00AE', '(R)'],
  ['\u00A9', '(C)'],
  ['\u2122', '(TM)'],
  ['\u20AC', 'EUR'],
  ['\u00A3', 'GBP'],
]);

const BLANK = /^[\t\n\r\u00A0\u1680\u2000-\u200A\u202F\u205F]$/u;
/** Controls, joiners, direction and variation marks: they print nothing and must not reach the wire. */
const INVISIBLE = /^[\p{Cc}\p{Cf}\u2028\u2029\p{Variation_Selector}]$/u;
/** Private use: the two charsets and the fonts disagree about these, so nobody can say what would come out. */
const PRIVATE = /^[\uD800-\uDFFF\uE000-\uF8FF]$/u;
const FIRST_ASTRAL_CODE_POINT = 0x1_00_00;

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const LAST_ASCII = 0x7e;
const NOTHING: readonly string[] = [];

/** Glyphs by code point: iconv is asked once for each, since receipts use the same few hundred again and again. */
const glyphs: Readonly<Record<PrinterCharset, Map<number, Glyph>>> = { gbk: new Map(), gb18030: new Map() };

/**
 * The plain characters of a charset by code unit, filled as they are met: a one-byte or two-byte code, `UNMET`, or `SPECIAL`
 * for everything that must be cleaned, replaced or looked at in its neighbourhood. Most receipts have no special characters.
 */
const tables: Readonly<Record<PrinterCharset, Uint16Array>> = { gbk: new Uint16Array(0x1_00_00), gb18030: new Uint16Array(0x1_00_00) };
const UNMET = 0;
const SPECIAL = 0xffff;
const IDEOGRAPHIC_SPACE = 0x3000;

/** Columns of a text that is all plain characters, or -1 when it needs the careful way (`printable`). */
export function plainColumns(text: string, charset: PrinterCharset): number {
  const table = tables[charset];
  const { length } = text;
  let columns = length;
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    let code = table[unit] ?? SPECIAL;
    if (code === UNMET) code = meet(unit, charset);
    if (code === SPECIAL) return -1;
    if (code > 0xff) columns += 1;
  }
  return columns;
}

/** Writes the bytes of a text that `plainColumns` has measured: as many as columns. Returns the place after the last byte; there must be room. */
export function writePlain(text: string, charset: PrinterCharset, target: Uint8Array, start: number): number {
  const table = tables[charset];
  const { length } = text;
  let at = start;
  for (let index = 0; index < length; index += 1) {
    const code = table[text.charCodeAt(index)] ?? 0;
    if (code > 0xff) {
      target[at] = code >> 8;
      at += 1;
    }
    target[at] = code;
    at += 1;
  }
  return at;
}

/** Looks a code unit up for the first time. What normalisation could change or a line's end could lose is never plain. */
function meet(unit: number, charset: PrinterCharset): number {
  const character = String.fromCharCode(unit);
  const glyph = glyphOf(unit, charset);
  const isPlain = glyph.text === character && !glyph.missing && glyph.bytes.length > 0 && glyph.bytes.length <= 2
    && unit !== IDEOGRAPHIC_SPACE && character.normalize('NFC') === character && !/[\p{M}\p{Cs}]/u.test(character);
  const [first = 0, second = 0] = glyph.bytes;
  const code = !isPlain ? SPECIAL : glyph.bytes.length === 1 ? first : first * 256 + second;
  tables[charset][unit] = code;
  return code;
}

/**
 * Makes text safe and printable in this charset: controls and invisible marks are taken out, line breaks and odd spaces
 * become spaces, a few signs get their printable neighbour (¥ → ￥, • → ·), the rest becomes `?` and is named.
 */
export function printable(text: string, charset: PrinterCharset): PrintableText {
  if (PLAIN_ASCII.test(text)) return { text, missing: NOTHING };
  let result = '';
  const missing: string[] = [];
  for (const character of text.normalize('NFC')) {
    const glyph = glyphOf(character.codePointAt(0) ?? 0, charset);
    result += glyph.text;
    if (glyph.missing) missing.push(character);
  }
  return { text: result, missing };
}

/** Writes the bytes of printable text. */
export function encodeText(text: string, charset: PrinterCharset, sink: ByteSink): void {
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point <= LAST_ASCII) {
      sink.byte(point);
      continue;
    }
    if (point >= FIRST_ASTRAL_CODE_POINT) index += 1;
    sink.bytes(glyphOf(point, charset).bytes);
  }
}

/** Columns that printable text takes at normal width. */
export function columnsOf(text: string, charset: PrinterCharset): number {
  const plain = plainColumns(text, charset);
  if (plain >= 0) return plain;
  let columns = 0;
  for (let index = 0; index < text.length; index += 1) {
    columns += columnsAt(text, index, charset);
    if ((text.codePointAt(index) ?? 0) >= FIRST_ASTRAL_CODE_POINT) index += 1;
  }
  return columns;
}

/** Columns of the one printable character that begins at `index`. */
export function columnsAt(text: string, index: number, charset: PrinterCharset): number {
  const unit = text.charCodeAt(index);
  const code = tables[charset][unit] ?? SPECIAL;
  if (code !== UNMET && code !== SPECIAL) return code > 0xff ? 2 : 1;
  return glyphOf(text.codePointAt(index) ?? 0, charset).columns;
}

function glyphOf(point: number, charset: PrinterCharset): Glyph {
  const known = glyphs[charset].get(point);
  if (known) return known;
  const glyph = makeGlyph(String.fromCodePoint(point), charset);
  glyphs[charset].set(point, glyph);
  return glyph;
}

function makeGlyph(character: string, charset: PrinterCharset): Glyph {
  if (BLANK.test(character)) return printed(' ', charset);
  if (INVISIBLE.test(character)) return printed('', charset);
  const substitute = SUBSTITUTES.get(character);
  if (substitute !== undefined) return printed(substitute, charset);
  const glyph = printed(character, charset);
  return isUnknown(character, charset, glyph.bytes.length) ? { ...printed('?', charset), missing: true } : glyph;
}

function printed(text: string, charset: PrinterCharset): Glyph {
  const bytes = iconv.encode(text, charset);
  return { text, bytes, columns: bytes.length === 1 ? 1 : 2, missing: false };
}

function isUnknown(character: string, charset: PrinterCharset, bytes: number): boolean {
  if (PRIVATE.test(character)) return true;
  if (bytes === 1) return character.charCodeAt(0) > 0x7e;
  if (charset === 'gbk') return false;
  const isEmoji = /\p{Extended_Pictographic}/u.test(character) && (character.codePointAt(0) ?? 0) >= FIRST_ASTRAL_CODE_POINT;
  return isEmoji;
}
