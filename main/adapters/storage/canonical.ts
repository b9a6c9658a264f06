/**
 * One text per value: JSON with sorted keys and without blanks. The journal's hashes are taken over it, so the same value
 * must give the same bytes on every machine and in every version.
 */
import { hash } from 'node:crypto';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Canonical JSON of a plain value. Keys that are undefined are left out, as JSON does. Throws TypeError for what JSON would
 * change in silence: NaN, infinities, dates, functions, undefined inside an array.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isPlainObject(value)) return canonicalObject(value);
  throw new TypeError(`not a plain value: ${typeof value}`);
}

/** Every commit passes here several times; a text that grows is twice as fast as lists that are mapped and joined. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
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
