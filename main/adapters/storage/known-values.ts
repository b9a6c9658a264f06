/**
 * Saved values that were read or written lately, under the very text that they were read from. A till asks for the same few
 * sales and payments a dozen times a second; a text that has not changed is neither parsed nor judged again. The database
 * is still asked each time: this is no second copy of the truth, only of the reading of it.
 */
import type { z } from 'zod';
import { membersOf } from './patch.ts';
import type { Fields, Members } from './patch.ts';

/** What values of one kind look like. The schema judges each member by itself: no rule of it may look at two of them. */
export class Shape<Value> {
  readonly schema: z.ZodObject & z.ZodType<Value>;
  /** Of the members, in the order of the canonical text. */
  readonly names: readonly string[];

  constructor(schema: z.ZodObject & z.ZodType<Value>) {
    this.schema = schema;
    this.names = Object.keys(schema.shape).sort();
  }
}

/** A saved text and what it says. */
export class Reading<Value> {
  readonly text: string;
  readonly value: Value;
  readonly #shape: Shape<Value>;
  #members: Members | undefined;

  constructor(shape: Shape<Value>, text: string, value: Value, members?: Members) {
    this.#shape = shape;
    this.text = text;
    this.value = value;
    this.#members = members;
  }

  /** The text's members as they are, without what a schema fills in. Most readings are only read: made when asked for. */
  get members(): Members {
    this.#members ??= membersOf(this.#shape.names, JSON.parse(this.text) as Fields);
    return this.#members;
  }
}

/** As many as a busy till has in hand. */
const MOST = 500;

export class KnownValues<Value extends object> {
  readonly #known = new Map<string, Reading<Value>>();

  /** How this text was read, if it is what is known under this id. */
  find(id: string, text: string): Reading<Value> | undefined {
    const known = this.#known.get(id);
    return known?.text === text ? known : undefined;
  }

  /** Remembers a reading. Its value is shared from now on, so nobody may change it: it is frozen. */
  keep(id: string, reading: Reading<Value>): Reading<Value> {
    freeze(reading.value);
    this.#known.delete(id);
    this.#known.set(id, reading);
    if (this.#known.size > MOST) this.#forgetOne();
    return reading;
  }

  #forgetOne(): void {
    const [longestAgo] = this.#known.keys();
    if (longestAgo !== undefined) this.#known.delete(longestAgo);
  }
}

/** What is frozen was frozen here, with all that is in it: a revision shares most of its members with the one before. */
function freeze(value: object): void {
  if (Object.isFrozen(value)) return;
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) freeze(member as object);
  Object.freeze(value);
}
