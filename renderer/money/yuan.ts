/**
 * Fen as people read and key them. Whole numbers from end to end: an amount is built from digits, never from a decimal
 * number, so that 19.99 is 1999 and stays so.
 */

/** The largest amount that a field takes, fen: the ceiling of both providers. */
export const MOST_FEN = 10_000_000_000;

export interface YuanParts {
  readonly negative: boolean;
  /** Grouped by thousands. */
  readonly yuan: string;
  /** Always two digits. */
  readonly fen: string;
}

/** 123456 → `1,234` and `56`. Throws RangeError for what is not a whole number of fen. */
export function yuanParts(amount: number): YuanParts {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not a whole number of fen: ${amount}`);
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return { negative: amount < 0, yuan: digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ','), fen: digits.slice(-2) };
}

/** `1,234.56`, with a true minus sign. */
export function yuanText(amount: number): string {
  const { negative, yuan, fen } = yuanParts(amount);
  return `${negative ? '−' : ''}${yuan}.${fen}`;
}

/** Reads what stands in a field: `12`, `12.`, `12.5`, `.5`, `12.50`. Undefined when it is not (yet) an amount. */
export function readYuan(text: string): number | undefined {
  const match = /^(\d*)(?:\.(\d{0,2}))?$/.exec(text);
  const [, yuan = '', fen = ''] = match ?? [];
  if (!match || yuan + fen === '') return undefined;
  const amount = Number(yuan || '0') * 100 + Number(fen.padEnd(2, '0'));
  return amount <= MOST_FEN ? amount : undefined;
}

/**
 * What stands in the field after one more key: digits, a dot, `00`, `Backspace`, `Clear`. A key that would not leave an
 * amount changes nothing.
 */
export function keyYuan(text: string, key: string): string {
  if (key === 'Clear') return '';
  if (key === 'Backspace') return text.slice(0, -1);
  const stop = key === '。' || key === ',' ? '.' : key;
  if (!/^(\d{1,2}|\.)$/.test(stop)) return text;
  const grown = `${text}${stop}`.replace(/^0+(?=\d)/, '');
  return grown === '.' || readYuan(grown) !== undefined ? grown : text;
}

/** Fen as a field's text, without grouping: 1250 → `12.50`, 1200 → `12`. */
export function fieldText(amount: number): string {
  const { yuan, fen } = yuanParts(amount);
  const whole = yuan.replaceAll(',', '');
  return fen === '00' ? whole : `${whole}.${fen}`;
}

const NOTES = [1_000, 2_000, 5_000, 10_000] as const;

/** What customers hand over for an amount: exactly it, the next whole yuan, and the next sums that notes make. Ascending. */
export function likelyTendered(due: number): readonly number[] {
  const upTo = (step: number): number => Math.ceil(due / step) * step;
  const amounts = [due, upTo(100), upTo(500), ...NOTES.map(upTo)].filter((amount) => amount > 0);
  return [...new Set(amounts)].sort((a, b) => a - b).slice(0, 6);
}
