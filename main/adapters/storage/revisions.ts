/**
 * A value on its way into the database: put into words, and held to the shape that is read back. A revision mostly repeats the
 * one before; what it repeats is neither put into words nor judged again.
 */
import type { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import { Reading } from './known-values.ts';
import type { Shape } from './known-values.ts';
import { membersOf, textOf } from './patch.ts';
import type { Fields } from './patch.ts';
import { judged, readJson } from './schemas.ts';
import type { Fail } from './schemas.ts';

/** How the value will be read back. Throws what `fail` makes of a wrong shape, and TypeError for what is not plain. */
export function readingOf<Value extends object>(shape: Shape<Value>, value: Value, before: Reading<Value> | undefined, fail: Fail): Reading<Value> {
  const following = before && followingReading(shape, value, before, fail);
  if (following) return following;
  const fields = value as Fields;
  const members = membersOf(shape.names, fields);
  // What no shape knows is put into words, too, so that it is refused by name.
  const text = hasOthers(fields, shape.names) ? canonicalJson(fields) : textOf(shape.names, members);
  return new Reading(shape, text, readJson(shape.schema, text, fail), members);
}

/** Undefined when it lacks a member that the revision before has, or has one that no schema knows. */
function followingReading<Value extends object>(shape: Shape<Value>, value: Value, before: Reading<Value>, fail: Fail): Reading<Value> | undefined {
  const { names, schema } = shape;
  const given = value as Fields;
  const known = before.value as Fields;
  const members = [...before.members];
  // A copy with its members put in their places: an object that is built up name by name is a slow one ever after.
  const following: Record<string, unknown> = { ...given };
  let others = Object.keys(given).length;
  for (let place = 0; place < names.length; place += 1) {
    const name = names[place] as string;
    const member = given[name];
    const text = members[place];
    const same = known[name];
    if (member === undefined) {
      if (text !== undefined || same !== undefined) return undefined;
      continue;
    }
    others -= 1;
    if (text !== undefined && Object.is(member, same)) continue;
    const newText = canonicalJson(member);
    members[place] = newText;
    following[name] = newText === text ? same : readBack(schema.shape[name] as z.ZodType, member, newText, (issues, cause) => fail(`in ${name}: ${issues}`, cause));
  }
  return others === 0 ? new Reading(shape, textOf(names, members), following as Value, members) : undefined;
}

/** A member as its text will be read. What is simple reads as it was written, but for the sign of zero. */
function readBack(schema: z.ZodType, member: unknown, text: string, fail: Fail): unknown {
  if (typeof member === 'object') return readJson(schema, text, fail);
  return judged(schema, member === 0 ? 0 : member, fail);
}

function hasOthers(value: Fields, names: readonly string[]): boolean {
  return Object.keys(value).some((name) => value[name] !== undefined && !names.includes(name));
}
