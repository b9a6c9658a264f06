// Barcodes of the demo shop are computed, so that a mistyped digit in the catalogue cannot make a code no scanner reads.

/**
 * The EAN-13 check digit over twelve digits (GS1 General Specifications, 7.9): weights 1 and 3 from the left.
 * Throws RangeError for anything but twelve digits: that is a programming error.
 */
export function ean13CheckDigit(twelve: string): string {
  if (!/^\d{12}$/.test(twelve)) throw new RangeError(`an EAN-13 has twelve digits before its check digit, not "${twelve}"`);
  let sum = 0;
  for (let index = 0; index < 12; index += 1) sum += Number(twelve[index]) * (index % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}

/** Twelve digits and their check digit. */
export function ean13(twelve: string): string {
  return twelve + ean13CheckDigit(twelve);
}

export function isEan13(code: string): boolean {
  return /^\d{13}$/.test(code) && ean13CheckDigit(code.slice(0, 12)) === code[12];
}
