/**
 * One text per value: JSON with sorted keys and without blanks. The journal's hashes are taken over it, so the same value
 * must give the same bytes on every machine and in every version.
 */
import { hash } from 'node:crypto';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A value that has been put into words already: `canonicalJson` takes its text as it is. */
export class CanonicalText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Canonical JSON of a plain value. Keys that are undefined are left out, as JSON does. Throws TypeError for what JSON would
 * change in silence: NaN, infinities, dates, functions, undefined inside an array.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  // What a template makes of a finite number is what JSON makes of it: both know no sign of zero.
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (Array.isArray(value)) return canonicalArray(value);
  if (isPlainObject(value)) return canonicalObject(value);
  if (value instanceof CanonicalText) return value.text;
  throw new TypeError(`not a plain value: ${typeof value}`);
}

/** Every commit passes here several times; a text that grows is twice as fast as lists that are mapped and joined. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let members = '';
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${keyText(key)}${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function canonicalArray(value: readonly unknown[]): string {
  let elements = '';
  for (let index = 0; index < value.length; index += 1) elements += `${index === 0 ? '' : ','}${canonicalJson(value[index])}`;
  return `[${elements}]`;
}

/** Sorted by code units. Objects have few keys; for those, putting each in its place beats a sort that calls back. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  if (keys.length > MOST_PUT_IN_PLACE) return keys.sort();
  for (let next = 1; next < keys.length; next += 1) {
    const key = keys[next] as string;
    let place = next;
    for (; place > 0; place -= 1) {
      const before = keys[place - 1] as string;
      if (before <= key) break;
      keys[place] = before;
    }
    keys[place] = key;
  }
  return keys;
}

const MOST_PUT_IN_PLACE = 16;

/** Keys are names from our own code, a few hundred in all; keys from outside could be any number, and are not kept. */
const KNOWN_KEYS = new Map<string, string>();
const MOST_KNOWN_KEYS = 1_000;

/** A key with its colon. */
export function keyText(key: string): string {
  const known = KNOWN_KEYS.get(key);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(key)}:`;
  if (KNOWN_KEYS.size < MOST_KNOWN_KEYS) KNOWN_KEYS.set(key, text);
  return text;
}

/** Hash of a journal line: SHA-256 over the previous line's hash and this line, hex. */
export function chainHash(previous: string, line: string): string {
  return hash('sha256', `${previous}\n${line}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
