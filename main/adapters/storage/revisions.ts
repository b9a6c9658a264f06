/**
 * A value on its way into the database: put into words, and held to the shape that is read back. A revision mostly repeats the
 * one before; what it repeats is neither put into words nor judged again.
 */
import type { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import { Reading } from './known-values.ts';
import { membersOf, textOf } from './patch.ts';
import type { Fields } from './patch.ts';
import { readJson } from './schemas.ts';
import type { Fail } from './schemas.ts';

/** A schema that judges each member by itself: no rule of it may look at two of them. */
export type ShapeOf<Value> = z.ZodObject & z.ZodType<Value>;

/** How the value will be read back. Throws what `fail` makes of a wrong shape, and TypeError for what is not plain. */
export function readingOf<Value extends object>(schema: ShapeOf<Value>, value: Value, before: Reading<Value> | undefined, fail: Fail): Reading<Value> {
  const following = before && followingReading(schema, value as Fields, before as Reading<Fields>, fail);
  if (following) return following as Reading<Value>;
  const members = membersOf(value as Fields);
  const text = textOf(members);
  return new Reading(text, readJson(schema, text, fail), members);
}

/** Undefined when it lacks a member that the revision before has, or has one that no schema knows. */
function followingReading(schema: z.ZodObject, value: Fields, before: Reading<Fields>, fail: Fail): Reading<Fields> | undefined {
  const { shape } = schema;
  const members = new Map<string, string>();
  const following: Record<string, unknown> = {};
  for (const name of namesOf(schema)) {
    const member = value[name];
    const text = before.members.get(name);
    const same = before.value[name];
    if (member === undefined) {
      if (text !== undefined || same !== undefined) return undefined;
    } else if (text !== undefined && member === same) {
      members.set(name, text);
      following[name] = same;
    } else {
      const newText = canonicalJson(member);
      members.set(name, newText);
      following[name] = newText === text ? same : readJson(shape[name] as z.ZodType, newText, (issues, cause) => fail(`in ${name}: ${issues}`, cause));
    }
  }
  return Object.keys(value).length === members.size ? new Reading(textOf(members), following, members) : undefined;
}

const NAMES = new WeakMap<z.ZodObject, readonly string[]>();

/** In the order of the canonical text. */
function namesOf(schema: z.ZodObject): readonly string[] {
  const known = NAMES.get(schema);
  if (known) return known;
  const names = Object.keys(schema.shape).sort();
  NAMES.set(schema, names);
  return names;
}
