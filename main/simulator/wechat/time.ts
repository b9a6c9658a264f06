/**
 * WeChat Pay speaks Beijing time: RFC 3339 with +08:00 in v3, `yyyyMMddHHmmss` in v2, plain days in bills. China has no
 * daylight saving, so a fixed offset is exact.
 */
const BEIJING_OFFSET_MS = 8 * 3_600_000;

export const DAY_MS = 86_400_000;

function beijing(epochMs: number): string {
  return new Date(epochMs + BEIJING_OFFSET_MS).toISOString();
}

/** `2026-11-21T10:34:56+08:00`, without fractions, as v3 answers carry it. */
export function rfc3339(epochMs: number): string {
  return `${beijing(epochMs).slice(0, 19)}+08:00`;
}

/** `2026-11-21`, the day in Beijing. */
export function beijingDay(epochMs: number): string {
  return beijing(epochMs).slice(0, 10);
}

/** `2026-11-21 10:34:56`, as bills print it. */
export function billTime(epochMs: number): string {
  return beijing(epochMs).slice(0, 19).replace('T', ' ');
}

/** `20261121103456`, as v2 writes it. */
export function compactTime(epochMs: number): string {
  return beijing(epochMs).slice(0, 19).replaceAll(/[-T:]/g, '');
}

/** Epoch ms at which a Beijing day `yyyy-MM-dd` begins; undefined for a day that does not exist. */
export function startOfBeijingDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== day) return undefined;
  return utc - BEIJING_OFFSET_MS;
}

/** Epoch ms of a v2 time `yyyyMMddHHmmss`; undefined if it is not one. */
export function parseCompactTime(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const utc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(utc) ? undefined : utc - BEIJING_OFFSET_MS;
}
