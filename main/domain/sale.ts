/**
 * A sale: lines, discounts, totals, and how they are covered. All arithmetic is in whole fen; the sale is frozen while a
 * payment of it runs, so that the amount paid is always the amount of the goods.
 */
import { addFen, fen, minFen, multiplyByThousandths, roundDownTo, shareOf, splitFen, subtractFen, ZERO } from './money.ts';
import type { Fen } from './money.ts';
import { blocksSale, covers, isOpen } from './payment.ts';
import type { Payment } from './payment.ts';

/** A discount on a line or on the whole sale: a share in basis points (10 000 = all) or an amount. */
export type Discount =
  | { readonly kind: 'share'; readonly basisPoints: number }
  | { readonly kind: 'amount'; readonly amount: Fen };

/** Of whatever is counted; quantities are in thousandths. */
export const ONE_PIECE = 1000;

export interface SaleLine {
  readonly id: string;
  /** Absent for an amount keyed in without a catalogue. */
  readonly productId?: string;
  readonly code?: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Per piece or per kilogram. */
  readonly unitPrice: Fen;
  /** Thousandths: 2 pieces = 2000, 1.234 kg = 1234. */
  readonly quantity: number;
  readonly unit: 'piece' | 'kg';
  readonly discount?: Discount;
  /** Needs a look at the customer's age or the like before it is sold. */
  readonly restricted?: boolean;
}

export type SaleStatus =
  /** Being put together or being paid. */
  | 'open'
  | 'parked'
  /** Covered; receipt made; closed for good. */
  | 'settled'
  /** Given up before anything was paid. */
  | 'dropped';

export interface CashTender {
  readonly id: string;
  /** What of the sale it covers. */
  readonly amount: Fen;
  /** What the customer handed over. */
  readonly tendered: Fen;
  readonly change: Fen;
  readonly at: number;
}

export interface Sale {
  readonly id: string;
  /** Printed and searchable; given when the sale begins. */
  readonly receiptNo: string;
  readonly tillId: string;
  readonly cashierId: string;
  readonly openedAt: number;
  readonly closedAt?: number;
  readonly status: SaleStatus;
  readonly lines: readonly SaleLine[];
  readonly discount?: Discount;
  readonly cash: readonly CashTender[];
  /** 抹零: what was dropped because the rest was paid in cash. Its own line, never part of a discount. */
  readonly rounding: Fen;
  readonly note?: string;
  readonly revision: number;
}

/** Price times quantity before any discount. */
export function lineGross(line: SaleLine): Fen {
  return multiplyByThousandths(line.unitPrice, line.quantity);
}

export function lineDiscount(line: SaleLine): Fen {
  return discountOf(lineGross(line), line.discount);
}

/** What the line costs after its own discount. */
export function lineTotal(line: SaleLine): Fen {
  return subtractFen(lineGross(line), lineDiscount(line));
}

function discountOf(base: Fen, discount: Discount | undefined): Fen {
  if (!discount) return ZERO;
  const wanted = discount.kind === 'share' ? shareOf(base, discount.basisPoints) : discount.amount;
  return minFen(fen(Math.max(0, wanted)), base);
}

export interface SaleTotals {
  readonly gross: Fen;
  readonly lineDiscounts: Fen;
  readonly saleDiscount: Fen;
  readonly rounding: Fen;
  /** What the customer owes in all. */
  readonly total: Fen;
  /** Cash and covering payments, forced ones among them. */
  readonly covered: Fen;
  /** What is still to be paid; never negative. */
  readonly due: Fen;
  readonly change: Fen;
}

/** All figures of a sale with its payments (pass every payment of the sale; the function knows which of them count). */
export function totals(sale: Sale, payments: readonly Payment[]): SaleTotals {
  const gross = addFen(...sale.lines.map(lineGross));
  const lineDiscounts = addFen(...sale.lines.map(lineDiscount));
  const saleDiscount = discountOf(subtractFen(gross, lineDiscounts), sale.discount);
  const total = subtractFen(subtractFen(subtractFen(gross, lineDiscounts), saleDiscount), sale.rounding);
  const wallets = addFen(...payments.filter(covers).map((payment) => payment.amount));
  const covered = addFen(wallets, ...sale.cash.map((cash) => cash.amount));
  return {
    gross, lineDiscounts, saleDiscount, rounding: sale.rounding, total, covered,
    due: fen(Math.max(0, total - covered)),
    change: addFen(...sale.cash.map((cash) => cash.change)),
  };
}

/**
 * A changed basket without the discounts that nobody has said yes to: larger than the share that needs nobody (basis points), and not
 * as large before. An amount outgrows its goods when they become fewer; an approved share outgrows what was approved when they
 * become more.
 */
export function withoutOutgrownDiscounts(before: Sale, after: Sale, limit: number): Sale {
  const isOutgrown = (was: Discounted, is: Discounted): boolean =>
    is.off > shareOf(is.base, limit) && !(was.off > shareOf(was.base, limit) && is.off <= was.off);
  const lines = after.lines.map((line) => {
    const old = line.discount && before.lines.find(({ id }) => id === line.id);
    return old && isOutgrown(discountedLine(old), discountedLine(line)) ? withDiscount(line, null) : line;
  });
  const changed = lines.some((line, index) => line !== after.lines[index]) ? { ...after, lines } : after;
  return changed.discount && isOutgrown(discountedSale(before), discountedSale(changed)) ? withDiscount(changed, null) : changed;
}

interface Discounted {
  readonly base: Fen;
  readonly off: Fen;
}

function discountedLine(line: SaleLine): Discounted {
  return { base: lineGross(line), off: lineDiscount(line) };
}

function discountedSale(sale: Sale): Discounted {
  const base = addFen(...sale.lines.map(lineTotal));
  return { base, off: discountOf(base, sale.discount) };
}

/** A line or a sale with this discount instead of its own, or without any. */
export function withDiscount<Holder extends { readonly discount?: Discount }>(holder: Holder, discount: Discount | null): Holder {
  const { discount: _old, ...rest } = holder;
  return (discount ? { ...rest, discount } : rest) as Holder;
}

/** The whole sale's discount spread over its lines, so that a refund of one line knows what was really paid for it. */
export function paidPerLine(sale: Sale): Fen[] {
  const afterOwn = sale.lines.map(lineTotal);
  const saleDiscount = discountOf(addFen(...afterOwn), sale.discount);
  const shares = splitFen(addFen(saleDiscount, sale.rounding), afterOwn);
  return afterOwn.map((amount, index) => subtractFen(amount, shares[index] ?? ZERO));
}

export type FrozenReason = 'payment_running' | 'partly_paid' | 'closed';

/** Why the lines may not be changed now, or undefined. */
export function frozenReason(sale: Sale, payments: readonly Payment[]): FrozenReason | undefined {
  if (sale.status === 'settled' || sale.status === 'dropped') return 'closed';
  if (payments.some(blocksSale)) return 'payment_running';
  if (sale.cash.length > 0 || payments.some(covers)) return 'partly_paid';
  return undefined;
}

export type TenderRefusal = 'nothing_due' | 'payment_running' | 'closed' | 'amount_too_large' | 'amount_too_small';

/** Why a tender of this amount may not be started now, or undefined. One live attempt at a time. */
export function tenderRefusal(sale: Sale, payments: readonly Payment[], amount: Fen): TenderRefusal | undefined {
  if (sale.status !== 'open') return 'closed';
  if (payments.some(blocksSale)) return 'payment_running';
  const { due } = totals(sale, payments);
  if (due === 0) return 'nothing_due';
  if (amount <= 0) return 'amount_too_small';
  if (amount > due) return 'amount_too_large';
  return undefined;
}

/** Fully covered and nothing running: the receipt may be made and the next customer may come. */
export function canSettle(sale: Sale, payments: readonly Payment[]): boolean {
  if (sale.status !== 'open' || sale.lines.length === 0) return false;
  if (payments.some(blocksSale)) return false;
  return totals(sale, payments).due === 0;
}

/** The payment is a tender that a sale still counts on: it goes back as a void, which makes the sale due again, and in no other way. */
export function isTenderOfOpenSale(sale: Sale, payment: Payment): boolean {
  return (sale.status === 'open' || sale.status === 'parked') && covers(payment);
}

/**
 * The sale without cash that goes back to the customer, as if it had never been taken; undefined where that cannot be: not open, no such
 * tender, a payment running, or covered already and about to be settled.
 */
export function withoutCash(sale: Sale, payments: readonly Payment[], cashId: string): Sale | undefined {
  const left = sale.cash.filter(({ id }) => id !== cashId);
  const canGoBack = sale.status === 'open' && left.length < sale.cash.length && !payments.some(blocksSale) && totals(sale, payments).due > 0;
  return canGoBack ? { ...sale, cash: left } : undefined;
}

/** A sale with nothing paid and nothing open may be given up without a trace of money. */
export function canDrop(sale: Sale, payments: readonly Payment[]): boolean {
  return (sale.status === 'open' || sale.status === 'parked') && sale.cash.length === 0 && !payments.some((payment) => covers(payment) || isOpen(payment));
}

/**
 * Cash for what is still due: covers the rest, gives change, and drops the small change of the rest when the store rounds
 * cash (step in fen, 0 = no rounding; always in the customer's favour).
 */
export function takeCash(
  sale: Sale,
  payments: readonly Payment[],
  cash: { readonly id: string; readonly tendered: Fen; readonly at: number; readonly roundingStep: Fen },
): Sale {
  const { due } = totals(sale, payments);
  const rounded = cash.roundingStep > 0 ? roundDownTo(due, cash.roundingStep) : due;
  const settles = cash.tendered >= rounded;
  const amount = settles ? rounded : cash.tendered;
  return {
    ...sale,
    rounding: settles ? addFen(sale.rounding, subtractFen(due, rounded)) : sale.rounding,
    cash: [...sale.cash, { id: cash.id, amount, tendered: cash.tendered, change: subtractFen(cash.tendered, amount), at: cash.at }],
  };
}
