import type { Migration } from '../migrate.ts';

/** Persons of the store; and, apart from them, what of their PINs is kept. */
export const people: Migration = {
  number: 6,
  name: 'people',
  sql: `
    CREATE TABLE person (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pin (
      person_id TEXT PRIMARY KEY REFERENCES person (id),
      hash TEXT NOT NULL,
      wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),
      last_at INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
  `,
};
