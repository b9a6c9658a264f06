/** The shop's products on SQLite: found by barcode at once, and by what a cashier types while the customer waits. */
import { fen } from '../../domain/money.ts';
import type { Catalogue, Product } from '../../ports.ts';
import type { Database, Row } from './database.ts';
import { damagedValue } from './errors.ts';
import { comparable, indexInitials, indexWords, searchQuery } from './search-text.ts';

const COLUMNS = 'id, code, name_zh, name_en, pinyin, category, price, unit, restricted, quick_key';

export const CATALOGUE_QUERIES = {
  byCode: `SELECT ${COLUMNS} FROM product WHERE code = ?`,
  byId: `SELECT ${COLUMNS} FROM product WHERE id = ?`,
  quickKeys: `SELECT ${COLUMNS} FROM product WHERE quick_key IS NOT NULL ORDER BY quick_key`,
  // Best first: the code itself, its beginning, the name's or the initials' beginning, then the rest; shorter names before longer.
  search: `WITH typed (text) AS (VALUES (?)) SELECT ${COLUMNS} FROM product WHERE place IN (SELECT rowid FROM product_search WHERE product_search MATCH ?)
    ORDER BY CASE
      WHEN code = (SELECT text FROM typed) THEN 0
      WHEN instr(code, (SELECT text FROM typed)) = 1 THEN 1
      WHEN 1 IN (instr(pinyin, (SELECT text FROM typed)), instr(lower(name_zh), (SELECT text FROM typed)), instr(lower(name_en), (SELECT text FROM typed))) THEN 2
      ELSE 3
    END, quick_key IS NULL, length(name_zh), place LIMIT ?`,
} as const;

export class SqliteCatalogue implements Catalogue {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  byCode(code: string): Product | undefined {
    return this.#one(CATALOGUE_QUERIES.byCode, code);
  }

  byId(id: string): Product | undefined {
    return this.#one(CATALOGUE_QUERIES.byId, id);
  }

  search(text: string, limit: number): readonly Product[] {
    const query = searchQuery(text);
    if (query === undefined) return [];
    return this.#database.all(CATALOGUE_QUERIES.search, comparable(text), query, limit).map(productOf);
  }

  quickKeys(): readonly Product[] {
    return this.#database.all(CATALOGUE_QUERIES.quickKeys).map(productOf);
  }

  count(): number {
    return Number(this.#database.get('SELECT count(*) AS products FROM product')?.['products']);
  }

  all(): readonly Product[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM product ORDER BY place`).map(productOf);
  }

  page(offset: number, limit: number): readonly Product[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM product ORDER BY place LIMIT ? OFFSET ?`, limit, offset).map(productOf);
  }

  /** When a product is refused (a code twice, a price below zero) the old list stays, and so does the one before it. */
  replaceAll(products: readonly Product[]): void {
    this.#database.transaction(() => {
      this.#keep();
      this.#fill(products);
    });
  }

  countBefore(): number | undefined {
    const row = this.#database.get('SELECT goods FROM catalogue_before_kept');
    return row && Number(row['goods']);
  }

  swapBefore(): void {
    this.#database.transaction(() => {
      const before = this.#database.all(`SELECT ${COLUMNS} FROM product_before ORDER BY place`).map(productOf);
      this.#keep();
      this.#fill(before);
    });
  }

  save(product: Product): void {
    this.#database.transaction(() => {
      if (product.quickKey !== undefined) this.#database.run('UPDATE product SET quick_key = NULL WHERE quick_key = ? AND id <> ?', product.quickKey, product.id);
      const place = this.#place(product.id);
      if (place !== undefined) this.#delete(place);
      this.#insert(place ?? Number(this.#database.get('SELECT coalesce(max(place), 0) + 1 AS next FROM product')?.['next']), product);
    });
  }

  remove(id: string): void {
    this.#database.transaction(() => {
      const place = this.#place(id);
      if (place !== undefined) this.#delete(place);
    });
  }

  /** An empty list is nothing to go back to. */
  #keep(): void {
    if (this.count() === 0) return;
    this.#database.exec(`
      DELETE FROM product_before; DELETE FROM catalogue_before_kept;
      INSERT INTO product_before SELECT place, ${COLUMNS} FROM product; INSERT INTO catalogue_before_kept SELECT count(*) FROM product;`);
  }

  #fill(products: readonly Product[]): void {
    this.#database.exec('DELETE FROM product_search; DELETE FROM product;');
    for (const [index, product] of products.entries()) this.#insert(index + 1, product);
  }

  #place(id: string): number | undefined {
    const row = this.#database.get('SELECT place FROM product WHERE id = ?', id);
    return row && Number(row['place']);
  }

  #delete(place: number): void {
    this.#database.run('DELETE FROM product_search WHERE rowid = ?', place);
    this.#database.run('DELETE FROM product WHERE place = ?', place);
  }

  #one(sql: string, value: string): Product | undefined {
    const row = this.#database.get(sql, value);
    return row && productOf(row);
  }

  #insert(place: number, product: Product): void {
    const { id, code, nameZh, nameEn, pinyin, category, price, unit, restricted, quickKey } = product;
    this.#database.run(
      `INSERT INTO product (place, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      place, id, code, nameZh, nameEn, comparable(pinyin), category, price, unit, restricted ? 1 : 0, quickKey ?? null,
    );
    this.#database.run(
      'INSERT INTO product_search (rowid, names, initials, code) VALUES (?, ?, ?, ?)',
      place, indexWords(`${nameZh} ${nameEn}`), indexInitials(pinyin), indexWords(code),
    );
  }
}

function productOf(row: Row): Product {
  const unit = row['unit'];
  if (unit !== 'piece' && unit !== 'kg') throw damagedValue(`product ${String(row['id'])}`, 'unit');
  return {
    id: String(row['id']),
    code: String(row['code']),
    nameZh: String(row['name_zh']),
    nameEn: String(row['name_en']),
    pinyin: String(row['pinyin']),
    category: String(row['category']),
    price: fen(Number(row['price'])),
    unit,
    restricted: row['restricted'] === 1,
    ...(row['quick_key'] === null ? {} : { quickKey: Number(row['quick_key']) }),
  };
}
