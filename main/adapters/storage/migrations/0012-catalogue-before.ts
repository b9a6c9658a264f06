/** The list of goods that the present one took the place of, whole: a wrong table is undone by one press. */
import type { Migration } from '../migrate.ts';

export const catalogueBefore: Migration = {
  number: 12,
  name: 'catalogue-before',
  sql: `
    CREATE TABLE product_before (
      place INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      code TEXT NOT NULL UNIQUE,
      name_zh TEXT NOT NULL,
      name_en TEXT NOT NULL,
      pinyin TEXT NOT NULL,
      category TEXT NOT NULL,
      price INTEGER NOT NULL,
      unit TEXT NOT NULL,
      restricted INTEGER NOT NULL,
      quick_key INTEGER
    ) STRICT;

    -- Has a row when a list was kept, also an empty one.
    CREATE TABLE catalogue_before_kept (goods INTEGER NOT NULL) STRICT;
  `,
};
