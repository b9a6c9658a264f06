/** Alipay writes and reads every time as China time (UTC+8, no daylight saving) without saying so on the wire. */

const OFFSET_MS = 8 * 3_600_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** `yyyy-MM-dd HH:mm:ss` */
export function chinaTime(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `yyyy-MM-dd` */
export function chinaDay(at: number): string {
  return chinaTime(at).slice(0, 10);
}

/** Reads `yyyy-MM-dd HH:mm:ss` (seconds optional); undefined for anything else, also for a 31st of April. */
export function parseChinaTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})?$/.exec(text);
  if (!match) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ':00'}+08:00`);
  return Number.isNaN(at) || chinaDay(at) !== match[1] ? undefined : at;
}

/** The first millisecond of the next China day. */
export function nextMidnight(at: number): number {
  return Math.floor((at + OFFSET_MS) / DAY_MS + 1) * DAY_MS - OFFSET_MS;
}

/** Reads `5m`, `3h`, `15d` (1 minute to 15 days) or `1c` (until midnight) as the end counted from `from`. */
export function endOfSpan(span: string, from: number): number | undefined {
  if (span === '1c') return nextMidnight(from);
  const match = /^([1-9]\d{0,4})([mhd])$/.exec(span);
  if (!match) return undefined;
  const unit = match[2] === 'm' ? MINUTE_MS : match[2] === 'h' ? HOUR_MS : DAY_MS;
  const length = Number(match[1]) * unit;
  return length > 15 * DAY_MS ? undefined : from + length;
}
