/**
 * What lies on the paper after printing, in dots, and what went wrong on the way: the model from which tests judge, the
 * demo draws and codes are read back.
 */

/** A stretch of text in one style. `x` and `y` are the top left corner. */
export interface PrintedText {
  readonly kind: 'text';
  /** Number of the printed line; stretches of one line share it. */
  readonly line: number;
  readonly x: number;
  readonly y: number;
  /** The characters, one entry each. */
  readonly characters: readonly string[];
  /** Dots from each character to the next. */
  readonly advances: readonly number[];
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export interface PrintedBars {
  readonly kind: 'bars';
  readonly symbology: 'CODE128' | 'EAN13';
  readonly content: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Widths in dots, dark and light in turn, beginning with dark. */
  readonly runs: readonly number[];
}

/** A QR symbol or a bit image: dark cells on a grid. */
export interface PrintedMatrix {
  readonly kind: 'qr' | 'image';
  /** Payload of a QR symbol; empty for an image, whose meaning the printer does not know. */
  readonly content: string;
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
  /** Dots on a side of one cell, across and down. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Row after row, 1 is dark. */
  readonly cells: Uint8Array;
}

export type PrintedItem = PrintedText | PrintedBars | PrintedMatrix;

export type FaultKind =
  | 'unknown-command'
  | 'stray-control'
  | 'bad-argument'
  | 'bad-length'
  | 'cut-short'
  | 'line-overflow'
  | 'bad-character'
  | 'four-byte-character'
  | 'not-in-chinese-mode'
  | 'barcode-bad-data'
  | 'barcode-too-wide'
  | 'qr-bad'
  | 'image-too-wide'
  | 'real-time-in-data'
  | 'unprinted-text';

export interface Fault {
  readonly kind: FaultKind;
  /** Byte of the stream at which it was noticed. */
  readonly offset: number;
  readonly detail: string;
}

export interface Paper {
  /** Printable dots across. */
  readonly dots: number;
  readonly height: number;
  readonly items: readonly PrintedItem[];
  readonly faults: readonly Fault[];
  readonly endedBy: 'cut' | 'end-of-job';
}

export interface PrintedCode {
  readonly symbology: 'CODE128' | 'EAN13' | 'QR';
  readonly content: string;
}

/** The text of the paper, one entry a printed line, spaces at the end taken off. */
export function linesOf(paper: Paper): string[] {
  const lines = new Map<number, string>();
  for (const item of paper.items) {
    if (item.kind === 'text') lines.set(item.line, (lines.get(item.line) ?? '') + item.characters.join(''));
  }
  return [...lines.values()].map((line) => line.trimEnd());
}

export function codesOf(paper: Paper): PrintedCode[] {
  return paper.items.flatMap((item): PrintedCode[] => {
    if (item.kind === 'bars') return [{ symbology: item.symbology, content: item.content }];
    return item.kind === 'qr' ? [{ symbology: 'QR', content: item.content }] : [];
  });
}
