/**
 * Saved values that were read or written lately, under the very text that they were read from. A till asks for the same few
 * sales and payments a dozen times a second; a text that has not changed is neither parsed nor judged again. The database
 * is still asked each time: this is no second copy of the truth, only of the reading of it.
 */
import type { Fields } from './patch.ts';

export interface Reading<Value> {
  readonly text: string;
  /** The text's members as they are, without what a schema fills in. */
  readonly fields: Fields;
  readonly value: Value;
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
    const [longestAgo] = this.#known.keys();
    if (this.#known.size > MOST && longestAgo !== undefined) this.#known.delete(longestAgo);
    return reading;
  }
}

function freeze(value: object): void {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) freeze(member as object);
  Object.freeze(value);
}
