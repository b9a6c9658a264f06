/**
 * What a revision changed. The journal keeps per change only the top-level fields that differ from the revision before, so
 * that it holds every value completely and stays small: a print job's document is written once, not with each try.
 */
import { canonicalJson } from './canonical.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Patch {
  readonly set: Fields;
  readonly unset?: readonly string[];
}

/** Difference of two revisions; for the first one (`before` undefined) the whole value. */
export function patchBetween(before: Fields | undefined, after: Fields): Patch {
  if (!before) return { set: after };
  const set: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, key) || !isSame(before[key], value)) set[key] = value;
  }
  const unset = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return unset.length > 0 ? { set, unset } : { set };
}

/** The next revision: the inverse of `patchBetween`. */
export function applyPatch(before: Fields | undefined, { set, unset = [] }: Patch): Fields {
  const kept = Object.entries(before ?? {}).filter(([key]) => !unset.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object') return false;
  return canonicalJson(before) === canonicalJson(after);
}
