import type { Migration } from '../migrate.ts';

/** What the shop sells, and the index behind the search box. The words in it are made by `search-text.ts`. */
export const catalogue: Migration = {
  number: 4,
  name: 'catalogue',
  sql: `
    CREATE TABLE product (
      place INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      code TEXT NOT NULL UNIQUE,
      name_zh TEXT NOT NULL,
      name_en TEXT NOT NULL,
      pinyin TEXT NOT NULL,
      category TEXT NOT NULL,
      price INTEGER NOT NULL CHECK (price BETWEEN 0 AND 10000000000),
      unit TEXT NOT NULL CHECK (unit IN ('piece', 'kg')),
      restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
      quick_key INTEGER CHECK (quick_key >= 0)
    ) STRICT;

    CREATE INDEX product_quick_key ON product (quick_key) WHERE quick_key IS NOT NULL;

    CREATE VIRTUAL TABLE product_search USING fts5 (
      names, initials, code,
      content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2"
    );
  `,
};
