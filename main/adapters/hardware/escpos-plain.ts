/**
 * The short way to the paper. Nearly all of a receipt is plain characters, and is written as it stands, in the same lines as
 * `escpos-layout.ts` would cut; what is not plain, or too wide in a way that needs thought, goes the careful way.
 */
import type { Cell, ColumnsBlock, RowBlock, TextSize } from '../../domain/receipt.ts';
import type { ByteCollector } from './escpos-bytes.ts';
import { columnsFor } from './escpos-layout.ts';
import type { Sheet } from './escpos-layout.ts';
import { TextMemo } from './escpos-memo.ts';
import { plainColumns, writePlain } from './escpos-text.ts';
import type { PrinterCharset } from './escpos-text.ts';
import { wrapText } from './escpos-wrap.ts';

const SPACE = 0x20;

/** Where lines go, and what is done before and after each one. */
export interface LineWriter {
  readonly out: ByteCollector;
  begin(): void;
  end(): void;
}

/** A text of plain characters as it stands on the paper. Bytes and columns are the same number. */
class PlainText {
  readonly bytes: Uint8Array;
  private readonly text: string;
  private readonly charset: PrinterCharset;
  private room = 0;
  private broken: readonly Uint8Array[] = [];
  /** A row in which it stood: most goods are sold one at a time and at one price. */
  row: WrittenRow | undefined;
  /** It stood in another row last. An exception does not make the usual row forgotten. */
  wasOther = false;

  constructor(text: string, columns: number, charset: PrinterCharset) {
    this.text = text;
    this.charset = charset;
    this.bytes = bytesOf(text, columns, charset);
  }

  /** Its lines on paper of so many columns, which it is wider than. Nearly always asked for the same paper. */
  linesOn(room: number): readonly Uint8Array[] {
    if (room !== this.room) {
      this.broken = wrapText(this.text, room, this.charset).map((line) => bytesOf(line, plainColumns(line, this.charset), this.charset));
      this.room = room;
    }
    return this.broken;
  }
}

interface WrittenRow {
  readonly row: RowBlock;
  /** Of the sheet. */
  readonly columns: number;
  readonly bytes: Uint8Array;
}

function isSameRow(written: WrittenRow, { cells, stackUnder }: RowBlock, columns: number): boolean {
  const { row } = written;
  if (written.columns !== columns || row.stackUnder !== stackUnder || row.cells.length !== cells.length) return false;
  for (let index = 0; index < cells.length; index += 1) {
    const before = row.cells[index];
    const now = cells[index];
    if (before?.text !== now?.text || before?.width !== now?.width || before?.align !== now?.align) return false;
  }
  return true;
}

function bytesOf(text: string, columns: number, charset: PrinterCharset): Uint8Array {
  const bytes = new Uint8Array(columns);
  writePlain(text, charset, bytes, 0);
  return bytes;
}

const memos: Readonly<Record<PrinterCharset, TextMemo<PlainText | 'not-plain'>>> = { gbk: new TextMemo(), gb18030: new TextMemo() };

/** A name or label, which comes again and again; figures are different each time and quicker written than looked up. */
function remembered(text: string, charset: PrinterCharset): PlainText | 'not-plain' {
  const known = memos[charset].get(text);
  if (known !== undefined) return known;
  const columns = plainColumns(text, charset);
  return memos[charset].keep(text, columns < 0 ? 'not-plain' : new PlainText(text, columns, charset));
}

/** Writes a paragraph. False, and nothing written, when it is not plain. */
export function writePlainText(text: string, size: TextSize, sheet: Sheet, writer: LineWriter): boolean {
  const plain = remembered(text, sheet.charset);
  if (plain === 'not-plain') return false;
  writeLines(plain, columnsFor(size, sheet), writer);
  return true;
}

/** Writes a label and its value on one line, or nothing. */
export function writePlainPair({ left, right, size }: ColumnsBlock, sheet: Sheet, writer: LineWriter): boolean {
  const label = remembered(left, sheet.charset);
  if (label === 'not-plain') return false;
  const rightColumns = plainColumns(right, sheet.charset);
  const columns = columnsFor(size, sheet);
  const free = columns - label.bytes.length - rightColumns;
  if (rightColumns < 0 || free < 1) return false;
  const { out } = writer;
  writer.begin();
  const start = out.reserve(columns);
  const { buffer } = out;
  const end = fill(buffer, copy(buffer, start, label.bytes), free);
  out.endLine(start, writePlain(right, sheet.charset, buffer, end));
  writer.end();
  return true;
}

/** Columns that each figure of a row takes: worked out, used and forgotten row by row. */
const figureColumns = new Int32Array(16);
const NO_NAME = new PlainText('', 0, 'gbk');

/** Writes a table row; a long name wraps beside its figures, or above them where the paper is narrow. Or writes nothing. */
export function writePlainRow(row: RowBlock, sheet: Sheet, writer: LineWriter): boolean {
  const name = nameOf(row.cells, sheet.charset);
  if (name === 'not-plain') return false;
  const { out } = writer;
  if (name.row && isSameRow(name.row, row, sheet.columns)) {
    name.wasOther = false;
    writer.begin();
    out.bytes(name.row.bytes);
    return true;
  }
  const restWidth = measured(row.cells, sheet);
  if (restWidth < 0) return false;
  // The style belongs to the place on the receipt, the lines to the row.
  writer.begin();
  const start = out.mark();
  writeNewRow(row, name, restWidth, sheet, writer);
  if (name !== NO_NAME && (!name.row || name.wasOther)) name.row = { row, columns: sheet.columns, bytes: out.since(start) };
  name.wasOther = !name.wasOther;
  return true;
}

/** The name in a row: the cell that takes the room that the figures leave. */
function nameOf(cells: readonly Cell[], charset: PrinterCharset): PlainText | 'not-plain' {
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (cell?.width === 'rest') return remembered(cell.text, charset);
  }
  return NO_NAME;
}

/** Measures the figures. Returns the columns that they leave; fewer than none when they are too wide, too many or not plain. */
function measured(cells: readonly Cell[], { columns, charset }: Sheet): number {
  if (cells.length > figureColumns.length) return -1;
  let restWidth = columns;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (cell === undefined || cell.width === 'rest') continue;
    const used = plainColumns(cell.text, charset);
    if (used < 0) return -1;
    figureColumns[index] = used;
    restWidth -= used < cell.width ? cell.width : used + 1;
  }
  return restWidth;
}

function writeNewRow(row: RowBlock, name: PlainText, restWidth: number, sheet: Sheet, writer: LineWriter): void {
  const { cells } = row;
  const { length } = name.bytes;
  const isStacked = restWidth < (row.stackUnder ?? 0) || (restWidth < 2 && length > 0);
  if (isStacked) {
    writeLines(name, sheet.columns, writer);
    writeRowLine(cells, NO_NAME.bytes, true, restWidth, sheet, writer);
  } else if (length <= restWidth) {
    writeRowLine(cells, name.bytes, true, restWidth, sheet, writer);
  } else {
    const lines = name.linesOn(restWidth);
    for (let index = 0; index < lines.length; index += 1) writeRowLine(cells, lines[index] ?? NO_NAME.bytes, index === 0, restWidth, sheet, writer);
  }
}

/** One line of a row: a part of the name, with the figures beside it or with their room left free. */
function writeRowLine(cells: readonly Cell[], name: Uint8Array, withFigures: boolean, restWidth: number, { columns, charset }: Sheet, writer: LineWriter): void {
  const { out } = writer;
  writer.begin();
  const start = out.reserve(columns);
  const { buffer } = out;
  let at = start;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (cell === undefined) continue;
    const { width, align } = cell;
    const isName = width === 'rest';
    const used = isName ? name.length : (figureColumns[index] ?? 0);
    const free = (isName ? restWidth : used < width ? width : used + 1) - used;
    const before = align === 'right' ? free : align === 'center' ? free >> 1 : 0;
    at = fill(buffer, at, before);
    if (isName) at = copy(buffer, at, name);
    else at = withFigures ? writePlain(cell.text, charset, buffer, at) : fill(buffer, at, used);
    at = fill(buffer, at, free - before);
  }
  out.endLine(start, at);
  writer.end();
}

function writeLines(plain: PlainText, room: number, writer: LineWriter): void {
  if (plain.bytes.length <= room) {
    writeLine(plain.bytes, writer);
    return;
  }
  for (const line of plain.linesOn(room)) writeLine(line, writer);
}

function writeLine(bytes: Uint8Array, writer: LineWriter): void {
  const { out } = writer;
  writer.begin();
  const start = out.reserve(bytes.length);
  out.endLine(start, copy(out.buffer, start, bytes));
  writer.end();
}

/** Lines are short: a call of the system's own copying costs more than these loops. Both return the place after the last byte. */
function copy(target: Uint8Array, at: number, bytes: Uint8Array): number {
  const { length } = bytes;
  for (let index = 0; index < length; index += 1) target[at + index] = bytes[index] ?? 0;
  return at + length;
}

function fill(target: Uint8Array, at: number, count: number): number {
  const end = at + count;
  for (let index = at; index < end; index += 1) target[index] = SPACE;
  return end;
}
