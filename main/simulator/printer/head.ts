/**
 * The print head and its paper: keeps the style, collects a line of characters, and puts things on the paper in dots. Knows
 * nothing of bytes. A 12 × 24 dot cell for Latin, 24 × 24 for Chinese, as on the common 203 dpi boards.
 */
import type { Fault, FaultKind, Paper, PrintedItem } from './paper.ts';

export interface Style {
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly scaleX: number;
  readonly scaleY: number;
}

export type Alignment = 'left' | 'center' | 'right';

const PLAIN: Style = { bold: false, underline: false, inverse: false, scaleX: 1, scaleY: 1 };
const CELL_WIDTH = 12;
const CELL_HEIGHT = 24;
const DEFAULT_LINE_DOTS = 30;
/** From the head to the knife: what `GS V 66` feeds before it cuts. */
const CUTTER_DOTS = 96;
const TAB_COLUMNS = 8;

interface Cell {
  readonly character: string;
  readonly advance: number;
  readonly style: Style;
}

export class PrintHead {
  readonly dots: number;
  style: Style = PLAIN;
  alignment: Alignment = 'left';
  lineDots = DEFAULT_LINE_DOTS;
  private line: Cell[] = [];
  private lineNumber = 0;
  private y = 0;
  private items: PrintedItem[] = [];
  private faults: Fault[] = [];
  private offset = 0;

  constructor(dots: number) {
    this.dots = dots;
  }

  /** Names the byte to which faults from now on belong. */
  at(offset: number): void {
    this.offset = offset;
  }

  fault(kind: FaultKind, detail: string): void {
    this.faults.push({ kind, offset: this.offset, detail });
  }

  /** `ESC @`: style and spacing as after power-on; unprinted characters are lost, as on the real thing. */
  reset(): void {
    if (this.line.length > 0) this.fault('unprinted-text', 'reset with characters in the line buffer');
    this.forgetLine();
  }

  /** Drops the unprinted characters, because somebody asked for exactly that. */
  forgetLine(): void {
    this.line = [];
    this.style = PLAIN;
    this.alignment = 'left';
    this.lineDots = DEFAULT_LINE_DOTS;
  }

  restyle(change: Partial<Style>): void {
    this.style = { ...this.style, ...change };
  }

  /** Puts a character into the line. One that does not fit begins a new line, which a well-made receipt never needs. */
  put(character: string, columns: 1 | 2): void {
    const advance = columns * CELL_WIDTH * this.style.scaleX;
    if (this.lineWidth() + advance > this.dots) {
      this.fault('line-overflow', `no room for ${character} after ${this.lineText()}`);
      this.endLine();
    }
    this.line.push({ character, advance, style: this.style });
  }

  tab(): void {
    const column = Math.floor(this.lineWidth() / CELL_WIDTH);
    for (let next = column; next === column || next % TAB_COLUMNS !== 0; next += 1) this.put(' ', 1);
  }

  /** `LF`. */
  endLine(): void {
    const height = this.flush();
    this.y += Math.max(height, this.lineDots);
  }

  /** `ESC J`: prints what is in the line and feeds. */
  feedDots(dots: number): void {
    const height = this.flush();
    this.y += Math.max(height, dots);
  }

  /** `ESC d`: prints what is in the line and feeds lines. */
  feedLines(lines: number): void {
    const height = this.flush();
    this.y += Math.max(height, lines * this.lineDots);
  }

  isLineEmpty(): boolean {
    return this.line.length === 0;
  }

  /** Bars of a symbol; one that is wider than the paper is not printed at all. */
  bars(symbology: 'CODE128' | 'EAN13', content: string, modules: readonly number[], moduleDots: number, height: number): void {
    const width = modules.reduce((sum, run) => sum + run, 0) * moduleDots;
    if (width > this.dots) {
      this.fault('barcode-too-wide', `${width} dots on ${this.dots}`);
      return;
    }
    this.endPartialLine();
    const runs = modules.map((run) => run * moduleDots);
    this.items.push({ kind: 'bars', symbology, content, x: this.indent(width), y: this.y, height, runs });
    this.y += height;
  }

  /** A QR symbol or an image, cells of the given size in dots. */
  matrix(kind: 'qr' | 'image', content: string, columns: number, cells: Uint8Array, cellWidth: number, cellHeight: number): void {
    const width = columns * cellWidth;
    if (width > this.dots) {
      this.fault(kind === 'qr' ? 'qr-bad' : 'image-too-wide', `${width} dots on ${this.dots}`);
      return;
    }
    this.endPartialLine();
    const rows = columns === 0 ? 0 : cells.length / columns;
    this.items.push({ kind, content, x: this.indent(width), y: this.y, columns, rows, cellWidth, cellHeight, cells });
    this.y += rows * cellHeight;
  }

  /** True when something is on the paper or in the line buffer. */
  hasContent(): boolean {
    return this.items.length > 0 || this.line.length > 0 || this.faults.length > 0;
  }

  /** Gives the paper out and begins a new one. */
  release(endedBy: 'cut' | 'end-of-job', isFed: boolean): Paper {
    if (this.line.length > 0) {
      if (endedBy === 'end-of-job') this.fault('unprinted-text', this.lineText());
      this.endLine();
    }
    const height = this.y + (isFed ? CUTTER_DOTS : 0);
    const paper: Paper = { dots: this.dots, height, items: this.items, faults: this.faults, endedBy };
    this.items = [];
    this.faults = [];
    this.y = 0;
    this.lineNumber = 0;
    return paper;
  }

  private endPartialLine(): void {
    if (this.line.length > 0) this.endLine();
  }

  /** Prints the collected line at the current place; returns its height. */
  private flush(): number {
    const height = Math.max(0, ...this.line.map((cell) => cell.style.scaleY * CELL_HEIGHT));
    let x = this.indent(this.lineWidth());
    for (const cells of stretches(this.line)) {
      const style = cells[0]?.style ?? PLAIN;
      const advances = cells.map((cell) => cell.advance);
      this.items.push({
        kind: 'text',
        line: this.lineNumber,
        x,
        y: this.y + height - style.scaleY * CELL_HEIGHT,
        characters: cells.map((cell) => cell.character),
        advances,
        ...style,
      });
      x += advances.reduce((sum, advance) => sum + advance, 0);
    }
    this.line = [];
    this.lineNumber += 1;
    return height;
  }

  private indent(width: number): number {
    if (this.alignment === 'left') return 0;
    return this.alignment === 'right' ? this.dots - width : Math.floor((this.dots - width) / 2);
  }

  private lineWidth(): number {
    return this.line.reduce((sum, cell) => sum + cell.advance, 0);
  }

  private lineText(): string {
    return this.line.map((cell) => cell.character).join('');
  }
}

function stretches(line: readonly Cell[]): Cell[][] {
  const result: Cell[][] = [];
  for (const cell of line) {
    const last = result.at(-1);
    if (last && last[0]?.style === cell.style) last.push(cell);
    else result.push([cell]);
  }
  return result;
}
