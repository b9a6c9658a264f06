import type { Migration } from '../migrate.ts';

/** The shop's settings, without secrets. */
export const settings: Migration = {
  number: 5,
  name: 'settings',
  sql: `
    CREATE TABLE setting (
      key TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      changed_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
