/** Alipay writes and reads China time everywhere, which has no daylight saving: a fixed offset is exact, whatever the machine's zone. */

const OFFSET_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** `yyyy-MM-dd HH:mm:ss` in China. */
export function chinaTime(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Epoch ms of Alipay's `yyyy-MM-dd HH:mm:ss`, with or without a fraction behind, or undefined when the text is none. */
export function parseChinaTime(text: string | undefined): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '');
  const at = match ? Date.parse(`${match[1]}T${match[2]}+08:00`) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** Beginning and end of a day `yyyy-mm-dd` in China, epoch ms. Throws RangeError for a text that is no date. */
export function chinaDay(date: string): { readonly from: number; readonly to: number } {
  const utc = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date) throw new RangeError(`not a date: ${date}`);
  return { from: utc - OFFSET_MS, to: utc - OFFSET_MS + DAY_MS };
}
