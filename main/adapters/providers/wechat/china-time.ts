/** WeChat Pay speaks Beijing time, which has no daylight saving: a fixed offset is exact. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** RFC 3339 in China, to the second: `2026-11-21T12:00:00+08:00`. */
export function rfc3339(at: number): string {
  return `${new Date(at + OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** A time of v2, `20261121120000`, as RFC 3339; undefined when it is none. */
export function fromCompact(text: string): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`;
}

/** A time of a bill, `2026-11-21 12:00:00`, as epoch ms; undefined when it is none. */
export function fromBill(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

/** Beginning and end of a day `yyyy-mm-dd` in China, epoch ms. Throws RangeError for a text that is no date. */
export function chinaDay(date: string): { readonly from: number; readonly to: number } {
  const utc = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date) throw new RangeError(`not a date: ${date}`);
  return { from: utc - OFFSET_MS, to: utc - OFFSET_MS + DAY_MS };
}
