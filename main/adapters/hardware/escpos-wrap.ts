/**
 * Breaks printable text into lines by printer columns. Chinese breaks between any two characters, Latin at spaces; closing
 * punctuation stays with what it closes. Nothing is lost but the spaces at which a line was broken.
 */
import { columnsOf } from './escpos-text.ts';
import type { PrinterCharset } from './escpos-text.ts';

const CLOSING = new Set('，。、；：？！）》】」』”’…％℃,.;:?!)]}%');
const OPENING = new Set('（《【「『“‘([{￥');

/** Wraps to lines of at most `columns` (2 or more). An empty text is one empty line. */
export function wrapText(text: string, columns: number, charset: PrinterCharset): string[] {
  if (columnsOf(text, charset) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const token of tokensOf(text, charset)) {
    for (const piece of fittingPieces(token, columns, charset)) {
      const width = columnsOf(piece, charset);
      if (used + width > columns) {
        lines.push(line.trimEnd());
        line = '';
        used = 0;
        if (piece === ' ') continue;
      }
      line += piece;
      used += width;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Pads on the side that the alignment leaves free. Text wider than the room is returned as it is. */
export function alignText(text: string, columns: number, align: 'left' | 'center' | 'right', charset: PrinterCharset): string {
  const free = Math.max(0, columns - columnsOf(text, charset));
  const before = align === 'left' ? 0 : align === 'right' ? free : Math.floor(free / 2);
  return ' '.repeat(before) + text + ' '.repeat(free - before);
}

/** Unbreakable pieces: a Latin word, one wide character with its punctuation, a single space. */
function tokensOf(text: string, charset: PrinterCharset): string[] {
  const tokens: string[] = [];
  let previous = ' ';
  for (const character of text) {
    if (staysWith(previous, character, charset)) tokens[tokens.length - 1] += character;
    else tokens.push(character);
    previous = character;
  }
  return tokens;
}

function staysWith(previous: string, character: string, charset: PrinterCharset): boolean {
  if (previous === ' ' || character === ' ') return false;
  if (CLOSING.has(character) || OPENING.has(previous)) return true;
  return columnsOf(previous, charset) === 1 && columnsOf(character, charset) === 1;
}

/** Cuts a token that is wider than a whole line, character by character. */
function fittingPieces(token: string, columns: number, charset: PrinterCharset): string[] {
  if (columnsOf(token, charset) <= columns) return [token];
  return Array.from(token);
}
