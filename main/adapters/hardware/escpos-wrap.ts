/**
 * Breaks printable text into lines by printer columns. Chinese breaks between any two characters, Latin at spaces; closing
 * punctuation stays with what it closes. Nothing is lost but the spaces at which a line was broken.
 */
import { columnsAt, columnsOf } from './escpos-text.ts';
import type { PrinterCharset } from './escpos-text.ts';

const CLOSING = '，。、；：？！）》】」』”’…％℃,.;:?!)]}%';
const OPENING = '（《【「『“‘([{￥';
const SPACE = 0x20;

/** What a code unit wants of its neighbours. */
const CLOSES = 1;
const OPENS = 2;
const habits = new Uint8Array(0x1_00_00);
for (const character of CLOSING) habits[character.charCodeAt(0)] = CLOSES;
for (const character of OPENING) habits[character.charCodeAt(0)] = OPENS;

/** Wraps to lines of at most `columns` (2 or more). An empty text is one empty line. */
export function wrapText(text: string, columns: number, charset: PrinterCharset): readonly string[] {
  return columnsOf(text, charset) <= columns ? [text] : brokenLines(text, columns, charset);
}

function brokenLines(text: string, columns: number, charset: PrinterCharset): readonly string[] {
  const lines: string[] = [];
  let lineStart = 0;
  let used = 0;
  let cutUntil = 0;
  for (let start = 0; start < text.length; ) {
    let end = tokenEnd(text, start, charset);
    let width = columnsBetween(text, start, end, charset);
    // A token that is wider than a whole line is cut character by character.
    if (width > columns) cutUntil = end;
    if (start < cutUntil) {
      end = nextCharacter(text, start);
      width = columnsAt(text, start, charset);
    }
    if (used + width > columns) {
      lines.push(text.slice(lineStart, start).trimEnd());
      const isSpace = text.charCodeAt(start) === SPACE;
      lineStart = isSpace ? end : start;
      used = isSpace ? 0 : width;
    } else {
      used += width;
    }
    start = end;
  }
  lines.push(text.slice(lineStart).trimEnd());
  return lines;
}

/** Pads on the side that the alignment leaves free. Text wider than the room is returned as it is. */
export function alignText(text: string, columns: number, align: 'left' | 'center' | 'right', charset: PrinterCharset): string {
  const free = Math.max(0, columns - columnsOf(text, charset));
  const before = align === 'left' ? 0 : align === 'right' ? free : Math.floor(free / 2);
  return ' '.repeat(before) + text + ' '.repeat(free - before);
}

/** The end of an unbreakable piece: a Latin word, one wide character with its punctuation, a single space. */
function tokenEnd(text: string, start: number, charset: PrinterCharset): number {
  let last = start;
  let end = nextCharacter(text, start);
  while (end < text.length && staysWith(text, last, end, charset)) {
    last = end;
    end = nextCharacter(text, end);
  }
  return end;
}

function staysWith(text: string, previous: number, next: number, charset: PrinterCharset): boolean {
  const before = text.charCodeAt(previous);
  const after = text.charCodeAt(next);
  if (before === SPACE || after === SPACE) return false;
  if (habits[after] === CLOSES || habits[before] === OPENS) return true;
  return columnsAt(text, previous, charset) === 1 && columnsAt(text, next, charset) === 1;
}

function columnsBetween(text: string, start: number, end: number, charset: PrinterCharset): number {
  let columns = 0;
  for (let index = start; index < end; index = nextCharacter(text, index)) columns += columnsAt(text, index, charset);
  return columns;
}

/** The place after the character at `index`, whole pairs of surrogates. */
function nextCharacter(text: string, index: number): number {
  return index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
}
