/**
 * What a revision changed. The journal keeps per change only the top-level members that differ from the revision before, so
 * that it holds every value completely and stays small: a print job's document is written once, not with each try.
 */
import { CanonicalText, canonicalJson, keyText } from './canonical.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Top-level members of a value as canonical texts, in the order of its canonical text. */
export type Members = ReadonlyMap<string, string>;

/** As the journal keeps it. */
export interface Patch {
  readonly set: Fields;
  readonly unset?: readonly string[];
}

/** The same, on its way into the journal. */
export interface WrittenPatch {
  readonly set: CanonicalText;
  readonly unset?: readonly string[];
}

/** Throws TypeError for what is not plain. */
export function membersOf(value: Fields): Members {
  const members = new Map<string, string>();
  for (const name of Object.keys(value).sort()) if (value[name] !== undefined) members.set(name, canonicalJson(value[name]));
  return members;
}

/** The canonical text of the value that has these members. */
export function textOf(members: Iterable<readonly [name: string, text: string]>): string {
  let text = '';
  for (const [name, member] of members) text += `${text === '' ? '' : ','}${keyText(name)}${member}`;
  return `{${text}}`;
}

/** Difference of two revisions; for the first one (`before` undefined) the whole value. */
export function patchBetween(before: Members | undefined, after: Members): WrittenPatch {
  if (!before) return { set: new CanonicalText(textOf(after)) };
  const set = new CanonicalText(textOf([...after].filter(([name, text]) => before.get(name) !== text)));
  const unset = [...before.keys()].filter((name) => !after.has(name));
  return unset.length > 0 ? { set, unset } : { set };
}

/** The next revision: the inverse of `patchBetween`. */
export function applyPatch(before: Fields | undefined, { set, unset = [] }: Patch): Fields {
  const kept = Object.entries(before ?? {}).filter(([key]) => !unset.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}
