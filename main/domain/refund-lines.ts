/**
 * Giving back goods: what chosen lines of a sale come to. Counted from what was really paid for a line, with its share of the
 * whole sale's discount and rounding, and so that all parts of a line together are exactly what it cost.
 */
import { addFen, fen, splitFen, ZERO } from './money.ts';
import type { Fen } from './money.ts';
import { paidPerLine } from './sale.ts';
import type { Sale } from './sale.ts';

/** How much of a line came back; thousandths, like the line's own quantity. */
export interface RefundLine {
  readonly lineId: string;
  readonly quantity: number;
  /** What that came to, fen; absent in refunds of an older version. */
  readonly amount?: Fen;
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
    const back = returnedOf(id, refunds);
    const returned = Math.min(quantity, addUp(back.map((line) => line.quantity)));
    return { lineId: id, sold: quantity, returned, left: quantity - returned, paid: whole, amountLeft: part(whole, quantity, quantity, back) };
  });
}

/** These lines with what each comes to, or why they cannot be given back. A line named twice counts as their sum. */
export function pricedLines(sale: Sale, refunds: readonly Returned[], chosen: readonly RefundLine[]): readonly Required<RefundLine>[] | RefundLinesRefusal {
  const wanted = new Map<string, number>();
  for (const { lineId, quantity } of chosen) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity);
  const lines = new Map(linesLeft(sale, refunds).map((line) => [line.lineId, line]));
  const priced: Required<RefundLine>[] = [];
  for (const [lineId, quantity] of wanted) {
    const line = lines.get(lineId);
    if (!line) return { code: 'refund_line_unknown' };
    if (quantity > line.left) return { code: 'refund_line_too_much', left: line.left };
    priced.push({ lineId, quantity, amount: part(line.paid, line.sold, line.returned + quantity, returnedOf(lineId, refunds)) });
  }
  return addFen(...priced.map(({ amount }) => amount)) > 0 ? priced : { code: 'refund_nothing' };
}

/** What all of them come to in fen, or why they cannot be given back. */
export function amountOfLines(sale: Sale, refunds: readonly Returned[], chosen: readonly RefundLine[]): Fen | RefundLinesRefusal {
  const priced = pricedLines(sale, refunds, chosen);
  return 'code' in priced ? priced : addFen(...priced.map(({ amount }) => amount));
}

/**
 * What is due when so much of a line is back, less what was given for it already: roundings of one part are made good by the next, also
 * where one in between was refused after others had been counted on top of it.
 */
function part(paid: Fen, sold: number, returned: number, back: readonly RefundLine[]): Fen {
  const due = (quantity: number): Fen => splitFen(paid, [quantity, sold - quantity])[0] ?? ZERO;
  const uncounted = addUp(back.filter(({ amount }) => amount === undefined).map(({ quantity }) => quantity));
  const given = addFen(due(Math.min(sold, uncounted)), ...back.map(({ amount }) => amount ?? ZERO));
  return fen(Math.max(0, due(returned) - given));
}

function returnedOf(lineId: string, refunds: readonly Returned[]): readonly RefundLine[] {
  return refunds.filter(({ phase }) => phase !== 'refused').flatMap(({ lines }) => lines ?? []).filter((line) => line.lineId === lineId);
}

function addUp(quantities: readonly number[]): number {
  return quantities.reduce((sum, quantity) => sum + quantity, 0);
}
