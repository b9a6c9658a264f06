/**
 * The numbers by which a payment is found again, for ever. Out_SN is the till's own: eleven digits, typed like a telephone
 * number, with a check digit. The `out_trade_no` that a provider sees is built from it.
 *
 *   TTT EE NNNNN C     till 001–999 of the chain, epoch 00–99, counter 00000–99999, check digit (Damm)
 *
 * An epoch belongs to one sequence of one till and is never used again; a database restored from a backup takes a new
 * one, so that no number is ever given twice. Digits only, because a scanner in keyboard mode behind a Chinese input
 * method garbles letters; eleven of them, because no product, wallet or scale code has that length.
 */

export type SequenceKind = 'order' | 'micropay' | 'refund';

/**
 * `serial`: prefix + Out_SN + suffix. `dated`: D + yyyymmddhhmmss (China time) + six digits, the form of older systems; it
 * carries no Out_SN, which then stands beside it on the receipt.
 */
export type SequenceStyle = 'serial' | 'dated';

export interface SequenceSettings {
  readonly prefix: string;
  readonly suffix: string;
  readonly style: SequenceStyle;
}

export interface SerialParts {
  readonly till: number;
  readonly epoch: number;
  readonly counter: number;
}

export const LAST_TILL = 999;
export const LAST_EPOCH = 99;
export const LAST_COUNTER = 99_999;

/** Prefixes tell the three kinds apart in the provider's bill: QR order, barcode (micropay), refund. */
export const DEFAULT_SEQUENCES: Readonly<Record<SequenceKind, SequenceSettings>> = {
  order: { prefix: 'GTQ', suffix: '', style: 'serial' },
  micropay: { prefix: 'GTM', suffix: '', style: 'serial' },
  refund: { prefix: 'GTR', suffix: '', style: 'serial' },
};

/** The quasigroup of H. Michael Damm: finds every single wrong digit and every swap of neighbours. */
const DAMM = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
] as const;

function damm(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)] ?? NaN);
  return interim;
}

/** Out_SN of these parts. Throws RangeError when a part is out of range: the caller must take a new epoch in time. */
export function makeOutSn({ till, epoch, counter }: SerialParts): string {
  assertWithin(till, 1, LAST_TILL, 'till');
  assertWithin(epoch, 0, LAST_EPOCH, 'epoch');
  assertWithin(counter, 0, LAST_COUNTER, 'counter');
  const body = String(till).padStart(3, '0') + String(epoch).padStart(2, '0') + String(counter).padStart(5, '0');
  return body + String(damm(body));
}

/** The parts of an Out_SN, or undefined when the text is not one (wrong length, wrong check digit). Spaces and dashes are allowed. */
export function parseOutSn(text: string): SerialParts | undefined {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{11}$/.test(digits) || damm(digits) !== 0) return undefined;
  const till = Number(digits.slice(0, 3));
  if (till === 0) return undefined;
  return { till, epoch: Number(digits.slice(3, 5)), counter: Number(digits.slice(5, 10)) };
}

/** As people read it: `001 0100 0173`. */
export function formatOutSn(outSn: string): string {
  return `${outSn.slice(0, 3)} ${outSn.slice(3, 7)} ${outSn.slice(7)}`;
}

/**
 * The number sent to the provider. Both accept it: 6–32 characters of `0-9A-Za-z_-` (WeChat Pay, the stricter); `|` and `*`
 * are legal there but break signatures in clients, so they are refused. Throws RangeError when it does not fit.
 */
export function makeOutTradeNo(outSn: string, { prefix, suffix }: Pick<SequenceSettings, 'prefix' | 'suffix'>): string {
  const number = prefix + outSn + suffix;
  if (!/^[0-9A-Za-z_-]{6,32}$/.test(number)) throw new RangeError(`not usable as out_trade_no: ${number}`);
  return number;
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/**
 * A number of the style `dated`. The six digits are the till and the last three of the counter, so that two tills, or one till
 * within a second, do not meet.
 */
export function makeDatedNumber(at: number, { till, counter }: Pick<SerialParts, 'till' | 'counter'>): string {
  assertWithin(till, 1, LAST_TILL, 'till');
  assertWithin(counter, 0, LAST_COUNTER, 'counter');
  const second = new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '');
  return `D${second}${String(till).padStart(3, '0')}${String(counter % 1000).padStart(3, '0')}`;
}

/** The Out_SN inside a number made by `makeOutTradeNo`, whatever prefix and suffix it was made with. */
export function outSnWithin(outTradeNo: string): string | undefined {
  for (const match of outTradeNo.matchAll(/(?=(\d{11}))/g)) {
    const digits = match[1] ?? '';
    if (parseOutSn(digits)) return digits;
  }
  return undefined;
}

/** What the QR on a receipt says; the scan router knows it by its beginning. */
export function receiptCode(outSn: string): string {
  return `GT1:${outSn}`;
}

function assertWithin(value: number, least: number, most: number, name: string): void {
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${name} out of range: ${value}`);
}
