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
  let columns = 0;
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point >= FIRST_ASTRAL_CODE_POINT) index += 1;
    columns += point <= LAST_ASCII ? 1 : glyphOf(point, charset).columns;
  }
  return columns;
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
