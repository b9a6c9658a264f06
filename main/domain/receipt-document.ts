/**
 * A receipt as data: what is to be on the paper, in order, and nothing about dots, columns or bytes. One document serves
 * 58 mm and 80 mm paper, the printer's encoder, a preview on the screen and the archive from which a copy is printed.
 */

export type Align = 'left' | 'center' | 'right';

/** Character size: `tall` doubles the height, `double` doubles both directions (and so halves the columns). */
export type TextSize = 'normal' | 'tall' | 'double';

/** How much of a QR symbol may be damaged and still be read: L 7 %, M 15 %, Q 25 %, H 30 %. */
export type QrLevel = 'L' | 'M' | 'Q' | 'H';

interface Styled {
  readonly bold?: boolean;
  readonly size?: TextSize;
}

/** A paragraph; wraps by itself. */
export interface TextBlock extends Styled {
  readonly kind: 'text';
  readonly text: string;
  readonly align?: Align;
}

/** A label and its value. When they do not fit beside each other the value stays whole and goes below, to the right. */
export interface ColumnsBlock extends Styled {
  readonly kind: 'columns';
  readonly left: string;
  readonly right: string;
}

export interface Cell {
  readonly text: string;
  /** Width in columns of normal text; `rest` takes what the other cells leave, and a row has exactly one such cell. */
  readonly width: number | 'rest';
  readonly align?: Align;
}

/** A table row. Cells wrap inside their width; a figure wider than its cell takes the room that it needs. */
export interface RowBlock {
  readonly kind: 'row';
  readonly bold?: boolean;
  readonly cells: readonly Cell[];
  /** On paper where the `rest` cell would be narrower than this many columns it gets lines of its own above the others. */
  readonly stackUnder?: number;
}

export interface RuleBlock {
  readonly kind: 'rule';
  readonly weight: 'light' | 'heavy';
}

/** A QR symbol. The payload is encoded as UTF-8. */
export interface QrBlock {
  readonly kind: 'qr';
  readonly payload: string;
  readonly level: QrLevel;
  readonly caption?: string;
}

/** A CODE128 symbol of printable ASCII. Where it does not fit, only the caption is printed: it must name the content. */
export interface Code128Block {
  readonly kind: 'code128';
  readonly content: string;
  readonly caption: string;
}

export interface FeedBlock {
  readonly kind: 'feed';
  readonly lines: number;
}

export interface CutBlock {
  readonly kind: 'cut';
}

/** Opens the cash drawer that hangs on the printer. */
export interface DrawerBlock {
  readonly kind: 'drawer';
}

export type ReceiptBlock =
  | TextBlock
  | ColumnsBlock
  | RowBlock
  | RuleBlock
  | QrBlock
  | Code128Block
  | FeedBlock
  | CutBlock
  | DrawerBlock;

export type ReceiptDocument = readonly ReceiptBlock[];
