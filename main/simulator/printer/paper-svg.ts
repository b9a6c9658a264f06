/**
 * Draws a printed paper as SVG, one unit a dot: text in the printer's own grid, bars and cells as exact rectangles with
 * hard edges, so that what a scanner reads from the picture it would read from paper.
 */
import type { Paper, PrintedBars, PrintedItem, PrintedMatrix, PrintedText } from './paper.ts';

export interface DrawnPaper {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Unprintable edge on each side: 58 mm paper is 464 dots wide, 80 mm paper 640. */
const NARROW_PAPER_DOTS = 464;
const WIDE_PAPER_DOTS = 640;
const TOP_DOTS = 36;
const BOTTOM_DOTS = 28;
const TOOTH_DOTS = 8;
const CELL_HEIGHT = 24;
const BASELINE = 21;
const LATIN_SIZE = 20.5;
const CHINESE_SIZE = 23.5;
const FONT = "'Noto Sans SC','Noto Sans SC Variable','Noto Sans CJK SC',sans-serif";
const INK = '#1a1a1a';
/** Latin characters that a proportional font draws wider than a cell: squeezed into it, as a printer's font is. */
const WIDE_LATIN = /[ABCDGHKMNOPQRUVWXYZmw@%&#+<=>~_-]/;

/** Width of the paper in dots, margins included, for a head of this many dots. */
export function paperWidth(dots: number): number {
  return dots <= 400 ? NARROW_PAPER_DOTS : WIDE_PAPER_DOTS;
}

/** The whole strip: white paper with its torn edges on a transparent ground. */
export function drawPaper(paper: Paper): DrawnPaper {
  const width = paperWidth(paper.dots);
  const height = Math.ceil(paper.height + TOP_DOTS + BOTTOM_DOTS);
  const margin = (width - paper.dots) / 2;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<path d="${strip(width, height)}" fill="#fff"/>`,
    `<g transform="translate(${margin} ${TOP_DOTS})" fill="${INK}" font-family="${FONT}">`,
    ...paper.items.map(drawItem),
    '</g></svg>',
  ].join('');
  return { svg, width, height };
}

function strip(width: number, height: number): string {
  const teeth = Math.floor(width / TOOTH_DOTS);
  const top = Array.from({ length: teeth }, (_, index) => `L${index * TOOTH_DOTS} ${index % 2 ? 0 : TOOTH_DOTS / 2}`);
  const bottom = Array.from({ length: teeth }, (_, index) => {
    const x = (teeth - index) * TOOTH_DOTS;
    return `L${x} ${index % 2 ? height : height - TOOTH_DOTS / 2}`;
  });
  return `M0 ${TOOTH_DOTS / 2}${top.join('')}L${width} 0${bottom.join('')}L0 ${height}Z`;
}

function drawItem(item: PrintedItem): string {
  switch (item.kind) {
    case 'text':
      return drawText(item);
    case 'bars':
      return drawBars(item);
    case 'qr':
    case 'image':
      return drawMatrix(item);
  }
}

function drawBars(bars: PrintedBars): string {
  let x = bars.x;
  let path = '';
  bars.runs.forEach((run, index) => {
    if (index % 2 === 0) path += `M${x} ${bars.y}h${run}v${bars.height}h-${run}z`;
    x += run;
  });
  return `<path d="${path}" fill="#000" shape-rendering="crispEdges"/>`;
}

function drawMatrix(matrix: PrintedMatrix): string {
  let path = '';
  for (let row = 0; row < matrix.rows; row += 1) path += matrixRow(matrix, row);
  return `<path d="${path}" fill="#000" shape-rendering="crispEdges"/>`;
}

/** Neighbouring dark cells are one rectangle: smaller, and without hairlines between them. */
function matrixRow(matrix: PrintedMatrix, row: number): string {
  const { columns, cellWidth, cellHeight } = matrix;
  let path = '';
  let start = -1;
  for (let column = 0; column <= columns; column += 1) {
    const isDark = column < columns && matrix.cells[row * columns + column] === 1;
    if (isDark && start < 0) start = column;
    if (!isDark && start >= 0) {
      const width = (column - start) * cellWidth;
      path += `M${matrix.x + start * cellWidth} ${matrix.y + row * cellHeight}h${width}v${cellHeight}h-${width}z`;
      start = -1;
    }
  }
  return path;
}

function drawText(text: PrintedText): string {
  const cells = cellsOf(text);
  const latin = cells.filter((cell) => !cell.isWide && !WIDE_LATIN.test(cell.character));
  const squeezed = cells.filter((cell) => !cell.isWide && WIDE_LATIN.test(cell.character));
  const chinese = cells.filter((cell) => cell.isWide);
  const shapes = [
    text.inverse ? `<rect width="${widthOf(text) / text.scaleX}" height="${CELL_HEIGHT}"/>` : '',
    text.underline ? `<rect y="${CELL_HEIGHT - 2}" width="${widthOf(text) / text.scaleX}" height="2"/>` : '',
    row(latin, LATIN_SIZE),
    ...squeezed.map((cell) => squeezedGlyph(cell)),
    row(chinese, CHINESE_SIZE),
  ].join('');
  const place = `translate(${text.x} ${text.y})${text.scaleX * text.scaleY === 1 ? '' : ` scale(${text.scaleX} ${text.scaleY})`}`;
  const weight = text.bold ? ` stroke="${INK}" stroke-width="0.9"` : '';
  return shapes === '' ? '' : `<g transform="${place}"${weight}${text.inverse ? ' fill="#fff"' : ''}>${shapes}</g>`;
}

interface GlyphCell {
  readonly character: string;
  /** Centre of the cell, in unscaled dots from the stretch's left edge. */
  readonly middle: number;
  readonly isWide: boolean;
}

function cellsOf(text: PrintedText): GlyphCell[] {
  let x = 0;
  return text.characters.map((character, index) => {
    const advance = (text.advances[index] ?? 0) / text.scaleX;
    const middle = x + advance / 2;
    x += advance;
    return { character, middle, isWide: advance > CELL_HEIGHT / 2 };
  }).filter((cell) => cell.character !== ' ' && cell.character !== '\u3000');
}

function widthOf(text: PrintedText): number {
  return text.advances.reduce((sum, advance) => sum + advance, 0);
}

/** Glyphs that fit their cells, each centred in its own. */
function row(cells: readonly GlyphCell[], size: number): string {
  if (cells.length === 0) return '';
  const places = cells.map((cell) => cell.middle).join(' ');
  const content = cells.map((cell) => escapeXml(cell.character)).join('');
  return `<text x="${places}" y="${BASELINE}" font-size="${size}" text-anchor="middle">${content}</text>`;
}

function squeezedGlyph(cell: GlyphCell): string {
  const width = cell.character === '-' ? 9 : 11.4;
  const x = cell.middle - width / 2;
  const glyph = escapeXml(cell.character);
  return `<text x="${x}" y="${BASELINE}" font-size="${LATIN_SIZE}" textLength="${width}" lengthAdjust="spacingAndGlyphs">${glyph}</text>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
