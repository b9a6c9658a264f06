/**
 * What a revision changed. The journal keeps per change only the top-level members that differ from the revision before, so
 * that it holds every value completely and stays small: a print job's document is written once, not with each try.
 */
import { CanonicalText, canonicalJson, keyText } from './canonical.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Top-level members of a value as canonical texts, each at the place of its name; undefined where the value has none. */
export type Members = readonly (string | undefined)[];

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

/** The members that have one of these names. Throws TypeError for what is not plain. */
export function membersOf(names: readonly string[], value: Fields): Members {
  return names.map((name) => (value[name] === undefined ? undefined : canonicalJson(value[name])));
}

/** The canonical text of the value that has these members; of those alone that differ from the ones before, if there were any. */
export function textOf(names: readonly string[], members: Members, before: Members = []): string {
  let text = '';
  for (let place = 0; place < names.length; place += 1) {
    const member = members[place];
    if (member !== undefined && member !== before[place]) text += `${text === '' ? '' : ','}${keyText(names[place] as string)}${member}`;
  }
  return `{${text}}`;
}

/** Difference of two revisions; for the first one (`before` undefined) the whole value. */
export function patchBetween(names: readonly string[], before: Members | undefined, after: Members): WrittenPatch {
  const set = new CanonicalText(textOf(names, after, before));
  const unset = before ? names.filter((_, place) => before[place] !== undefined && after[place] === undefined) : [];
  return unset.length > 0 ? { set, unset } : { set };
}

/** The next revision: the inverse of `patchBetween`. */
export function applyPatch(before: Fields | undefined, { set, unset = [] }: Patch): Fields {
  const kept = Object.entries(before ?? {}).filter(([key]) => !unset.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}
