/**
 * A finger's key right before a scan: as long as gaps inside a scan may be, it joins the scan and spoils its number. It is taken off
 * only when both the times and the number say so; a scan in doubt stays as it came, and an unknown number is the worst of it.
 */

/** Faster than this from one key to the next is a wired scanner; Bluetooth comes in jerks, and nothing is told from them, ms. */
const STEADY_MS = 20;
/** A finger's key stands so many times further off than the scanner's keys from one another. */
const FURTHER = 4;

/** Whether the first of these keys came from a finger. `text` is what all of them wrote, `times` when, ms. */
export function isFingerFirst(text: string, times: readonly number[]): boolean {
  const [first = 0, ...rest] = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const longest = Math.max(0, ...rest);
  const isApart = longest <= STEADY_MS && first > STEADY_MS && first >= longest * FURTHER;
  return isApart && !isSound(text) && isSound(text.slice(1));
}

/** Numbers that prove themselves: trade items by their check digit, payment codes by length and beginning, our receipts by their head. */
export function isSound(text: string): boolean {
  if (/^(\d{8}|\d{12,14})$/.test(text)) return hasCheckDigit(text);
  return /^1[0-5]\d{16}$/.test(text) || /^(2[5-9]|30)\d{14,22}$/.test(text) || text.startsWith('GT1:');
}

/** GS1: weights 3 and 1 from the right, before the last digit. */
function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
