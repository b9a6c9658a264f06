/**
 * Lays text blocks out on a given number of columns. Figures are never cut: an amount that does not fit beside its label
 * goes below it, whole, so that no receipt can show 500.00 where 1500.00 was meant.
 */
import type { Align, Cell, ColumnsBlock, RowBlock, RuleBlock, TextBlock, TextSize } from '../../domain/receipt.ts';
import { columnsOf } from './escpos-text.ts';
import type { PrinterCharset } from './escpos-text.ts';
import { alignText, wrapText } from './escpos-wrap.ts';

/** One printed line in one style. */
export interface TextLine {
  readonly text: string;
  readonly align: Align;
  readonly bold: boolean;
  readonly size: TextSize;
}

export type TextualBlock = TextBlock | ColumnsBlock | RowBlock | RuleBlock;

export interface Sheet {
  /** Columns of normal text on this paper. */
  readonly columns: number;
  readonly charset: PrinterCharset;
}

/** A label narrower than this reads badly beside a long value: then the value goes below. */
const LABEL_NEEDS_COLUMNS = 8;

/** Lines of a block whose texts are printable already. No line is wider than the sheet. */
export function layOut(block: TextualBlock, sheet: Sheet): TextLine[] {
  switch (block.kind) {
    case 'text':
      return styled(block, block.align ?? 'left', wrapText(block.text, columnsFor(block.size, sheet), sheet.charset));
    case 'columns':
      return styled(block, 'left', pairLines(block.left, block.right, columnsFor(block.size, sheet), sheet.charset));
    case 'row':
      return styled({ bold: block.bold ?? false }, 'left', rowLines(block, sheet));
    case 'rule':
      return styled({}, 'left', [block.weight === 'light' ? '-'.repeat(sheet.columns) : '━'.repeat(Math.floor(sheet.columns / 2))]);
  }
}

/** Columns of text in this size. */
export function columnsFor(size: TextSize | undefined, sheet: Sheet): number {
  return size === 'double' ? Math.floor(sheet.columns / 2) : sheet.columns;
}

function styled(style: { bold?: boolean; size?: TextSize }, align: Align, texts: readonly string[]): TextLine[] {
  return texts.map((text) => ({ text: text.trimEnd(), align, bold: style.bold ?? false, size: style.size ?? 'normal' }));
}

function pairLines(left: string, right: string, columns: number, charset: PrinterCharset): string[] {
  const rightWidth = columnsOf(right, charset);
  const room = columns - rightWidth - 1;
  const isWide = columnsOf(left, charset) > room;
  const isBelow = isWide && (room < LABEL_NEEDS_COLUMNS || rightWidth > columns / 2);
  if (isBelow) return [...wrapText(left, columns, charset), ...rightLines(right, columns, charset)];
  // The value ends the label's last line: a label that went on below its value would be read as the next row's. An indent
  // gives way to a value that needs its room.
  const label = wrapText(isWide ? left.trimStart() : left, room, charset);
  return [...label.slice(0, -1), alignText(label.at(-1) ?? '', columns - rightWidth, 'left', charset) + right];
}

function rightLines(text: string, columns: number, charset: PrinterCharset): string[] {
  return wrapText(text, columns, charset).map((line) => alignText(line, columns, 'right', charset));
}

function rowLines(row: RowBlock, sheet: Sheet): string[] {
  const { columns, charset } = sheet;
  const widths = row.cells.map((cell) => (cell.width === 'rest' ? 0 : Math.max(cell.width, columnsOf(cell.text, charset) + 1)));
  const restWidth = columns - widths.reduce((sum, width) => sum + width, 0);
  if (restWidth < 0) return row.cells.flatMap((cell) => cellLines(cell, columns, charset));

  const restText = row.cells.find((cell) => cell.width === 'rest')?.text ?? '';
  const isStacked = restWidth < (row.stackUnder ?? 0) || (restWidth < 2 && restText !== '');
  const above = isStacked ? wrapText(restText, columns, charset) : [];
  const cells = row.cells.map((cell, index) => {
    const width = cell.width === 'rest' ? restWidth : (widths[index] ?? 0);
    const text = cell.width === 'rest' && isStacked ? '' : cell.text;
    return { width, lines: width < 2 ? [' '.repeat(width)] : cellLines({ ...cell, text }, width, charset) };
  });
  const height = Math.max(...cells.map((cell) => cell.lines.length));
  const beside = Array.from({ length: height }, (_, line) =>
    cells.map((cell) => cell.lines[line] ?? ' '.repeat(cell.width)).join(''),
  );
  return [...above, ...beside];
}

function cellLines(cell: Cell, columns: number, charset: PrinterCharset): string[] {
  return wrapText(cell.text, columns, charset).map((line) => alignText(line, columns, cell.align ?? 'left', charset));
}
