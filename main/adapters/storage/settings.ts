/** The shop's settings: small typed values by name. Secrets are kept elsewhere; nothing here may be one. */
import type { z } from 'zod';
import type { Clock, Log } from '../../ports.ts';
import { canonicalJson } from './canonical.ts';
import type { Database } from './database.ts';
import { readJson } from './schemas.ts';

/** A setting is declared once, where it is used. */
export interface SettingDefinition<T> {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  /** What holds until somebody sets it. */
  readonly initial: T;
}

export class SqliteSettings {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(database: Database, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** The saved value. One that does not fit its schema any more is logged as an error and the initial value holds. */
  read<T>({ key, schema, initial }: SettingDefinition<T>): T {
    const row = this.#database.get('SELECT json FROM setting WHERE key = ?', key);
    if (!row) return initial;
    try {
      return readJson(schema, String(row['json']), (issues, cause) => new TypeError(`setting ${key}: ${issues}`, { cause }));
    } catch (error) {
      this.#log.error('settings.unreadable', { key }, error);
      return initial;
    }
  }

  /** Saves a value durably. Throws TypeError when it does not fit its schema, and `LedgerUnavailableError`. */
  write<T>({ key, schema }: SettingDefinition<T>, value: T): void {
    const json = canonicalJson(value);
    readJson(schema, json, (issues, cause) => new TypeError(`setting ${key}: ${issues}`, { cause }));
    this.#database.run(
      'INSERT INTO setting (key, json, changed_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json, changed_at = excluded.changed_at',
      key, json, this.#clock.now(),
    );
  }

  /** Forgets a value; the initial one holds again. */
  reset(definition: Pick<SettingDefinition<unknown>, 'key'>): void {
    this.#database.run('DELETE FROM setting WHERE key = ?', definition.key);
  }
}
