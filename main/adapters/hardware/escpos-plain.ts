/**
 * The short way to the paper. Nearly all of a receipt is plain characters, and is written as it stands, in the same lines as
 * `escpos-layout.ts` would cut; what is not plain, or too wide in a way that needs thought, goes the careful way.
 */
import type { Cell, ColumnsBlock, RowBlock, TextSize } from '../../domain/receipt.ts';
import type { ByteCollector } from './escpos-bytes.ts';
import { columnsFor } from './escpos-layout.ts';
import type { Sheet } from './escpos-layout.ts';
import { plainColumns } from './escpos-text.ts';
import type { PrinterCharset } from './escpos-text.ts';
import { wrapWide } from './escpos-wrap.ts';

const LF = 0x0a;

/** Where lines go, and what is done before and after each one. */
export interface LineWriter {
  readonly out: ByteCollector;
  begin(): void;
  end(): void;
}

/** Writes a paragraph. False, and nothing written, when it is not plain. */
export function writePlainText(text: string, size: TextSize, sheet: Sheet, writer: LineWriter): boolean {
  const columns = plainColumns(text, sheet.charset);
  if (columns < 0) return false;
  const room = columnsFor(size, sheet);
  if (columns <= room) writeLine(text, sheet, writer);
  else for (const line of wrapWide(text, room, sheet.charset)) writeLine(line, sheet, writer);
  return true;
}

/** Writes a label and its value on one line, or nothing. */
export function writePlainPair({ left, right, size }: ColumnsBlock, sheet: Sheet, writer: LineWriter): boolean {
  const leftColumns = plainColumns(left, sheet.charset);
  const rightColumns = plainColumns(right, sheet.charset);
  const free = columnsFor(size, sheet) - leftColumns - rightColumns;
  if (leftColumns < 0 || rightColumns < 0 || free < 1) return false;
  const { out } = writer;
  const mark = beginLine(writer);
  out.plain(left, sheet.charset);
  out.spaces(free);
  out.plain(right, sheet.charset);
  endLine(writer, mark);
  return true;
}

/** Writes a table row; a long name wraps beside its figures, or above them where the paper is narrow. Or writes nothing. */
export function writePlainRow(row: RowBlock, sheet: Sheet, writer: LineWriter): boolean {
  const { charset } = sheet;
  const measures: number[] = [];
  let taken = 0;
  let rest: Cell | undefined;
  let restColumns = 0;
  for (const cell of row.cells) {
    const needed = plainColumns(cell.text, charset);
    if (needed < 0) return false;
    measures.push(needed);
    if (cell.width === 'rest') [rest, restColumns] = [cell, needed];
    else taken += Math.max(cell.width, needed + 1);
  }
  const restWidth = sheet.columns - taken;
  if (restWidth < 0) return false;
  const isStacked = restWidth < (row.stackUnder ?? 0) || (restWidth < 2 && restColumns > 0);
  const room = isStacked ? sheet.columns : Math.max(2, restWidth);
  const names = rest && restColumns > room ? wrapWide(rest.text, room, charset) : [rest?.text ?? ''];
  if (isStacked) for (const line of names) writeLine(line, sheet, writer);
  writeFigures(row, measures, isStacked ? '' : (names[0] ?? ''), restWidth, sheet, writer);
  if (!isStacked) for (let index = 1; index < names.length; index += 1) writeUnder(row, names[index] ?? '', measures, restWidth, sheet, writer);
  return true;
}

/** The line with the figures, and the first part of the name. */
function writeFigures(row: RowBlock, measures: readonly number[], name: string, restWidth: number, { charset }: Sheet, writer: LineWriter): void {
  const { out } = writer;
  const { cells } = row;
  const mark = beginLine(writer);
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    const measure = measures[index] ?? 0;
    if (cell === undefined) continue;
    if (cell.width === 'rest') writeCell(name, name === cell.text ? measure : plainColumns(name, charset), restWidth, cell.align, charset, out);
    else writeCell(cell.text, measure, Math.max(cell.width, measure + 1), cell.align, charset, out);
  }
  endLine(writer, mark);
}

/** A further part of the name, in its place under the first. */
function writeUnder(row: RowBlock, name: string, measures: readonly number[], restWidth: number, { charset }: Sheet, writer: LineWriter): void {
  const { out } = writer;
  const mark = beginLine(writer);
  row.cells.forEach(({ width, align }, index) => {
    if (width === 'rest') writeCell(name, plainColumns(name, charset), restWidth, align, charset, out);
    else out.spaces(Math.max(width, (measures[index] ?? 0) + 1));
  });
  endLine(writer, mark);
}

function writeCell(text: string, used: number, width: number, align: Cell['align'], charset: PrinterCharset, out: ByteCollector): void {
  const free = width - used;
  const before = align === 'right' ? free : align === 'center' ? free >> 1 : 0;
  out.spaces(before);
  out.plain(text, charset);
  out.spaces(free - before);
}

function writeLine(text: string, { charset }: Sheet, writer: LineWriter): void {
  const mark = beginLine(writer);
  writer.out.plain(text, charset);
  endLine(writer, mark);
}

function beginLine(writer: LineWriter): number {
  writer.begin();
  return writer.out.mark();
}

function endLine(writer: LineWriter, mark: number): void {
  writer.out.dropSpaces(mark);
  writer.out.byte(LF);
  writer.end();
}
