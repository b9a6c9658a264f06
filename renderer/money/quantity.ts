/** Quantities travel in thousandths of a piece or of a kilogram, and are shown without what they do not need. */
export const ONE_PIECE = 1000;

/** 2000 → `2`, 1234 → `1.234`. */
export function thousandths(quantity: number): string {
  const digits = String(quantity).padStart(4, '0');
  const rest = digits.slice(-3).replace(/0+$/, '');
  return rest === '' ? digits.slice(0, -3) : `${digits.slice(0, -3)}.${rest}`;
}
