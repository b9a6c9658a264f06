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
const CELL_WIDTH = 12;
const CELL_HEIGHT = 24;
const BASELINE = 21;
const FONT = "'Noto Sans SC','Noto Sans SC Variable','Noto Sans CJK SC',sans-serif";
const INK = '#1a1a1a';
/** Latin characters that a proportional font draws wider than a cell: squeezed into it, as a printer's font is. */
const WIDE_LATIN = /[ABCDGHKNOPQRUVXYZ&#+<=>~_]/;
const WIDEST_LATIN = /[MWmw@%]/;

/** Width of the paper in dots, margins included, for a head of this many dots. */
export function paperWidth(dots: number): number {
  return dots <= 400 ? NARROW_PAPER_DOTS : WIDE_PAPER_DOTS;
}

/** The whole strip: white paper with its torn edges on a transparent ground. */
export function drawPaper(paper: Paper): DrawnPaper {
  const width = paperWidth(paper.dots);
  const height = Math.ceil(paper.height + TOP_DOTS + BOTTOM_DOTS);
  const margin = (width - paper.dots) / 2;
  const glyphs = new GlyphGroups();
  for (const item of paper.items) if (item.kind === 'text') glyphs.add(item);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<path d="${strip(width, height)}" fill="#fff"/>`,
    `<g transform="translate(${margin} ${TOP_DOTS})" fill="${INK}" font-family="${FONT}">`,
    ...paper.items.map(drawItem),
    glyphs.draw(),
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
      return drawTextGround(item);
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

/** How a character sits in its cell: Chinese as it is, Latin as it is, squeezed a little, or squeezed much. */
type Fit = 'chinese' | 'latin' | 'wide-latin' | 'widest-latin' | 'dash';

interface Face {
  readonly size: number;
  /** Horizontal squeeze of the glyph itself. */
  readonly squeeze: number;
}

const FACES: Readonly<Record<Fit, Face>> = {
  chinese: { size: 24, squeeze: 1 },
  latin: { size: 20.5, squeeze: 1 },
  'wide-latin': { size: 20.5, squeeze: 0.86 },
  'widest-latin': { size: 20.5, squeeze: 0.64 },
  dash: { size: 20.5, squeeze: 1.35 },
};

interface Glyph {
  readonly character: string;
  /** Centre of the cell and top of the line, in dots. */
  readonly middle: number;
  readonly top: number;
}

/** One SVG text for all glyphs of one style and fit, each at its own place: papers have hundreds, and readers are slow. */
class GlyphGroups {
  private readonly groups = new Map<string, { readonly fit: Fit; readonly style: PrintedText; readonly glyphs: Glyph[] }>();

  add(text: PrintedText): void {
    let x = text.x;
    text.characters.forEach((character, index) => {
      const advance = text.advances[index] ?? 0;
      const middle = x + advance / 2;
      x += advance;
      if (character !== ' ' && character !== '\u3000') this.addGlyph(text, { character, middle, top: text.y }, advance);
    });
  }

  draw(): string {
    return [...this.groups.values()].map(({ fit, style, glyphs }) => drawGlyphs(fit, style, glyphs)).join('');
  }

  private addGlyph(style: PrintedText, glyph: Glyph, advance: number): void {
    const fit = fitOf(glyph.character, advance / style.scaleX > CELL_WIDTH);
    const key = [fit, style.bold, style.inverse, style.scaleX, style.scaleY].join(' ');
    const group = this.groups.get(key) ?? { fit, style, glyphs: [] };
    group.glyphs.push(glyph);
    this.groups.set(key, group);
  }
}

function fitOf(character: string, isChinese: boolean): Fit {
  if (isChinese) return 'chinese';
  if (character === '-') return 'dash';
  if (WIDEST_LATIN.test(character)) return 'widest-latin';
  return WIDE_LATIN.test(character) ? 'wide-latin' : 'latin';
}

function drawGlyphs(fit: Fit, style: PrintedText, glyphs: readonly Glyph[]): string {
  const { size, squeeze } = FACES[fit];
  const scaleX = style.scaleX * squeeze;
  const xs = glyphs.map((glyph) => rounded(glyph.middle / scaleX)).join(' ');
  const ys = glyphs.map((glyph) => rounded(glyph.top / style.scaleY + BASELINE)).join(' ');
  const scale = scaleX === 1 && style.scaleY === 1 ? '' : ` transform="scale(${scaleX} ${style.scaleY})"`;
  const weight = style.bold ? ` stroke="${INK}" stroke-width="0.9"` : '';
  const fill = style.inverse ? ' fill="#fff"' : '';
  const content = glyphs.map((glyph) => escapeXml(glyph.character)).join('');
  return `<text x="${xs}" y="${ys}" font-size="${size}" text-anchor="middle"${scale}${weight}${fill}>${content}</text>`;
}

/** What lies behind and below the glyphs. */
function drawTextGround(text: PrintedText): string {
  const width = text.advances.reduce((sum, advance) => sum + advance, 0);
  const height = CELL_HEIGHT * text.scaleY;
  if (text.inverse) return `<rect x="${text.x}" y="${text.y}" width="${width}" height="${height}"/>`;
  return text.underline ? `<rect x="${text.x}" y="${text.y + height - 2}" width="${width}" height="2"/>` : '';
}

function rounded(dots: number): number {
  return Math.round(dots * 100) / 100;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
