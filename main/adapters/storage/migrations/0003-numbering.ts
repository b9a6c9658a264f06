import type { Migration } from '../migrate.ts';

/** Counters of the numbers that are given once for ever. What guards them against a restored backup lies outside: see `anchor.ts`. */
export const numbering: Migration = {
  number: 3,
  name: 'numbering',
  sql: `
    CREATE TABLE epoch (
      till INTEGER NOT NULL CHECK (till BETWEEN 1 AND 999),
      epoch INTEGER NOT NULL CHECK (epoch BETWEEN 0 AND 99),
      kind TEXT NOT NULL CHECK (kind IN ('order', 'micropay', 'refund')),
      PRIMARY KEY (till, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sequence (
      till INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('order', 'micropay', 'refund')),
      epoch INTEGER NOT NULL,
      next INTEGER NOT NULL CHECK (next BETWEEN 0 AND 100000),
      PRIMARY KEY (till, kind),
      FOREIGN KEY (till, epoch) REFERENCES epoch (till, epoch)
    ) STRICT, WITHOUT ROWID;

    -- How a serial becomes the number that the provider sees.
    CREATE TABLE sequence_settings (
      kind TEXT PRIMARY KEY CHECK (kind IN ('order', 'micropay', 'refund')),
      prefix TEXT NOT NULL,
      suffix TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE receipt_counter (
      till INTEGER PRIMARY KEY CHECK (till BETWEEN 1 AND 999),
      day TEXT NOT NULL CHECK (length(day) = 6),
      next INTEGER NOT NULL CHECK (next > 0)
    ) STRICT;
  `,
};
