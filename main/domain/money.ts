/**
 * Money exists only as whole fen. This is the only file that mints, parses, splits or rounds it, so that 19.99, 0.29,
 * 4.35 and 1.15 yuan are 1999, 29, 435 and 115 fen everywhere, for ever.
 */

declare const fenBrand: unique symbol;

/** An amount of money in fen (1 yuan = 100 fen): a safe integer, possibly negative in differences. */
export type Fen = number & { readonly [fenBrand]: true };

/** The largest amount a till accepts in one figure: 100 million yuan, the ceiling of both providers. */
export const MAX_FEN = 10_000_000_000 as Fen;

export const ZERO = 0 as Fen;

/** Mints fen from an integer. Throws RangeError on a fraction, NaN or an unsafe integer: that is a programming error. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of fen: ${value}`);
  return (value === 0 ? 0 : value) as Fen;
}

/** True for a value that may be held as fen: a safe integer. For schemas at the borders. */
export function isFen(value: unknown): value is Fen {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/**
 * Parses yuan text as people and providers write it: `12`, `12.5`, `12.50`, `0.29`, optionally a sign.
 * Returns undefined for anything else (more than two decimals, exponents, spaces inside, an empty text).
 */
export function parseYuan(text: string): Fen | undefined {
  const match = /^([+-]?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, yuan = '0', decimals = ''] = match;
  const value = Number(yuan) * 100 + Number(decimals.padEnd(2, '0'));
  return fen(sign === '-' ? -value : value);
}

/** The two figures after the point; a receipt or report writes hundreds of amounts. */
const CENTS: readonly string[] = Array.from({ length: 100 }, (_, rest) => String(rest).padStart(2, '0'));

/** Yuan text with two decimals and no grouping, as the providers' wires want it: 1999 → `19.99`, -5 → `-0.05`. */
export function formatYuan(amount: Fen): string {
  const absolute = Math.abs(amount);
  const yuan = Math.trunc(absolute / 100);
  return `${amount < 0 ? '-' : ''}${yuan}.${CENTS[absolute % 100] ?? ''}`;
}

export function addFen(...amounts: readonly Fen[]): Fen {
  return fen(amounts.reduce((sum, amount) => sum + amount, 0));
}

export function subtractFen(from: Fen, amount: Fen): Fen {
  return fen(from - amount);
}

export function negateFen(amount: Fen): Fen {
  return fen(0 - amount);
}

export function minFen(a: Fen, b: Fen): Fen {
  return a < b ? a : b;
}

/**
 * Price times a quantity in thousandths (1.234 kg = 1234, two pieces = 2000), rounded half up to a whole fen.
 * Exact: the product is taken in BigInt, no float in between.
 */
export function multiplyByThousandths(unitPrice: Fen, thousandths: number): Fen {
  if (!Number.isSafeInteger(thousandths)) throw new RangeError(`not a whole number of thousandths: ${thousandths}`);
  return divideHalfUp(BigInt(unitPrice) * BigInt(thousandths), 1000n);
}

/** A share of an amount in basis points (10 000 = the whole), rounded half up: 15 % of 19.99 → `shareOf(1999, 1500)`. */
export function shareOf(amount: Fen, basisPoints: number): Fen {
  if (!Number.isSafeInteger(basisPoints)) throw new RangeError(`not a whole number of basis points: ${basisPoints}`);
  return divideHalfUp(BigInt(amount) * BigInt(basisPoints), 10_000n);
}

/**
 * Splits an amount over weights so that the parts sum to it exactly (largest remainder first, earlier part wins a tie).
 * Used to spread a discount of the whole sale over its lines. Weights are whole and not negative; all zero → first part.
 */
export function splitFen(amount: Fen, weights: readonly number[]): Fen[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : ZERO));
  const whole = BigInt(amount);
  const shares = weights.map((weight, index) => {
    const product = whole * BigInt(weight);
    const floor = product >= 0n ? product / total : -((-product + total - 1n) / total);
    return { index, floor, remainder: product - floor * total };
  });
  let left = whole - shares.reduce((sum, share) => sum + share.floor, 0n);
  const parts = shares.map((share) => share.floor);
  for (const share of [...shares].sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index)) {
    if (left === 0n) break;
    parts[share.index] = (parts[share.index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => fen(Number(part)));
}

/** Rounds down to a multiple of a step (抹零: 10 = to the jiao, 100 = to the yuan). Never above the amount. */
export function roundDownTo(amount: Fen, step: Fen): Fen {
  if (step <= 0) throw new RangeError('a rounding step is positive');
  return fen(Math.floor(amount / step) * step);
}

function divideHalfUp(numerator: bigint, denominator: bigint): Fen {
  const half = denominator / 2n;
  const shifted = numerator >= 0n ? numerator + half : numerator - half;
  return fen(Number(shifted / denominator));
}
