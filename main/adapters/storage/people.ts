/** The store's people and their PINs. Every change and every wrong PIN is in the journal; a PIN itself is nowhere. */
import { z } from 'zod';
import { afterWrongPin, pinGate, PERMISSIONS, ROLES } from '../../domain/approval.ts';
import type { Person, PinTries } from '../../domain/approval.ts';
import type { Clock, Ledger, People, PinCheck, PinState } from '../../ports.ts';
import { hashPin, pinMatches } from '../pins.ts';
import { canonicalJson } from './canonical.ts';
import type { Database, Row } from './database.ts';
import { damagedValue } from './errors.ts';
import { readJson } from './schemas.ts';

const personSchema: z.ZodType<Person> = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  role: z.enum(ROLES),
  active: z.boolean(),
  granted: z.array(z.enum(PERMISSIONS)),
  denied: z.array(z.enum(PERMISSIONS)),
});

const PIN_ROW = 'SELECT hash, wrong, last_at FROM pin WHERE person_id = ?';

export class SqlitePeople implements People {
  readonly #database: Database;
  readonly #ledger: Pick<Ledger, 'commit'>;
  readonly #clock: Clock;
  /** One PIN of a person is checked at a time: parallel guesses wait for the count of the first. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(database: Database, ledger: Pick<Ledger, 'commit'>, clock: Clock) {
    this.#database = database;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  all(): readonly Person[] {
    return this.#database.all('SELECT id, json FROM person ORDER BY id').map(readPerson);
  }

  byId(id: string): Person | undefined {
    const row = this.#database.get('SELECT id, json FROM person WHERE id = ?', id);
    return row && readPerson(row);
  }

  save(person: Person, by: string): void {
    const whole = personSchema.parse(person);
    this.#database.transaction(() => {
      this.#database.run('INSERT INTO person (id, json) VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json', whole.id, canonicalJson(whole));
      this.#note(whole.id, by, 'saved', { ...whole });
    });
  }

  async setPin(personId: string, pin: string, by: string): Promise<void> {
    const hash = await hashPin(pin);
    this.#database.transaction(() => {
      this.#database.run('INSERT INTO pin (person_id, hash) VALUES (?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash, wrong = 0', personId, hash);
      this.#note(personId, by, 'pin_set', {});
    });
  }

  pinState(personId: string, at: number): PinState {
    const row = this.#database.get(PIN_ROW, personId);
    const gate = pinGate(triesOf(row), at);
    return { set: row !== undefined, locked: !gate.open && 'locked' in gate, waitMs: !gate.open && 'waitMs' in gate ? gate.waitMs : 0 };
  }

  checkPin(personId: string, pin: string, at: number): Promise<PinCheck> {
    const turn = (this.#turns.get(personId) ?? Promise.resolve()).then(() => this.#check(personId, pin, at));
    // The next one in the row waits for this one, however it ends; its own caller hears of an error.
    this.#turns.set(personId, turn.then(ended, ended));
    return turn;
  }

  async #check(personId: string, pin: string, at: number): Promise<PinCheck> {
    const row = this.#database.get(PIN_ROW, personId);
    const tries = triesOf(row);
    const gate = pinGate(tries, at);
    if (!gate.open) return 'locked' in gate ? { kind: 'locked' } : { kind: 'wait', waitMs: gate.waitMs };
    if (!row) return { kind: 'wrong' };
    // Counted before it is compared: a power cut in between does not give a free try.
    const after = afterWrongPin(tries, at);
    this.#database.run('UPDATE pin SET wrong = ?, last_at = ? WHERE person_id = ?', after.wrong, after.lastAt, personId);
    if (await pinMatches(pin, String(row['hash']))) {
      this.#database.run('UPDATE pin SET wrong = 0 WHERE person_id = ?', personId);
      return { kind: 'right' };
    }
    this.#note(personId, personId, 'pin_wrong', { wrong: after.wrong });
    return { kind: 'wrong' };
  }

  #note(personId: string, by: string, note: string, event: Readonly<Record<string, unknown>>): void {
    this.#ledger.commit({ entries: [{ at: this.#clock.now(), subject: 'person', subjectId: personId, by, note, event }] });
  }
}

function triesOf(row: Row | undefined): PinTries {
  return { wrong: Number(row?.['wrong'] ?? 0), lastAt: Number(row?.['last_at'] ?? 0) };
}

function ended(): void {
  // Only the order matters here.
}

function readPerson(row: Readonly<Record<string, unknown>>): Person {
  return readJson(personSchema, String(row['json']), (issues, cause) => damagedValue(`person ${String(row['id'])}`, issues, cause));
}
