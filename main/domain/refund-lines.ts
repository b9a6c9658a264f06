/**
 * Giving back goods: what chosen lines of a sale come to. Counted from what was really paid for a line, with its share of the
 * whole sale's discount and rounding, and so that all parts of a line together are exactly what it cost.
 */
import { addFen, splitFen, subtractFen, ZERO } from './money.ts';
import type { Fen } from './money.ts';
import { paidPerLine } from './sale.ts';
import type { Sale } from './sale.ts';

/** How much of a line came back; thousandths, like the line's own quantity. */
export interface RefundLine {
  readonly lineId: string;
  readonly quantity: number;
}

/** What of a line has come back already and what of it still can. Quantities in thousandths. */
export interface LineLeft {
  readonly lineId: string;
  readonly sold: number;
  readonly returned: number;
  readonly left: number;
  /** What was paid for the whole line. */
  readonly paid: Fen;
  /** What giving back all that is left comes to. */
  readonly amountLeft: Fen;
}

export type RefundLinesRefusal =
  | { readonly code: 'refund_line_unknown' }
  | { readonly code: 'refund_line_too_much'; readonly left: number }
  /** The chosen goods cost nothing. */
  | { readonly code: 'refund_nothing' };

/** A refund as far as it matters here; one that was refused for certain gave nothing back. */
interface Returned {
  readonly phase: string;
  readonly lines?: readonly RefundLine[];
}

/** Every line of a sale, with what all refunds of that sale (of whichever of its payments) have taken from it. */
export function linesLeft(sale: Sale, refunds: readonly Returned[]): readonly LineLeft[] {
  const paid = paidPerLine(sale);
  return sale.lines.map(({ id, quantity }, index) => {
    const whole = paid[index] ?? ZERO;
    const back = Math.min(quantity, returnedOf(id, refunds));
    return { lineId: id, sold: quantity, returned: back, left: quantity - back, paid: whole, amountLeft: partOf(whole, back, quantity, quantity) };
  });
}

/** What these lines come to in fen, or why they cannot be given back. A line named twice counts as their sum. */
export function amountOfLines(sale: Sale, refunds: readonly Returned[], chosen: readonly RefundLine[]): Fen | RefundLinesRefusal {
  const wanted = new Map<string, number>();
  for (const { lineId, quantity } of chosen) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity);
  const lines = new Map(linesLeft(sale, refunds).map((line) => [line.lineId, line]));
  const parts: Fen[] = [];
  for (const [lineId, quantity] of wanted) {
    const line = lines.get(lineId);
    if (!line) return { code: 'refund_line_unknown' };
    if (quantity > line.left) return { code: 'refund_line_too_much', left: line.left };
    parts.push(partOf(line.paid, line.returned, line.returned + quantity, line.sold));
  }
  const amount = addFen(...parts);
  return amount > 0 ? amount : { code: 'refund_nothing' };
}

/** The difference of two rounded sums, so that roundings of one part are made good by the next. */
function partOf(paid: Fen, from: number, to: number, whole: number): Fen {
  const until = (quantity: number): Fen => splitFen(paid, [quantity, whole - quantity])[0] ?? ZERO;
  return subtractFen(until(to), until(from));
}

function returnedOf(lineId: string, refunds: readonly Returned[]): number {
  return refunds
    .filter(({ phase }) => phase !== 'refused')
    .flatMap(({ lines }) => lines ?? [])
    .filter((line) => line.lineId === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
