// The customer waits while the cashier types: the right product must come first, in either language, from any keyboard.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUE_QUERIES, SqliteCatalogue } from '../../../main/adapters/storage/catalogue.ts';
import { fen } from '../../../main/domain/money.ts';
import type { Product } from '../../../main/ports.ts';
import { openTill, removeFolder, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

let folder: string;
let till: Till;
let catalogue: SqliteCatalogue;

function product(id: string, code: string, nameZh: string, nameEn: string, pinyin: string, more: Partial<Product> = {}): Product {
  return { id, code, nameZh, nameEn, pinyin, category: 'drinks', price: fen(350), unit: 'piece', restricted: false, ...more };
}

const PRODUCTS: readonly Product[] = [
  product('water', '6901824000016', '清岩矿泉水 550ml', 'Spring water 550 ml', 'qykqs', { quickKey: 2 }),
  product('soda', '6901824000023', '清岩苏打水 500ml', 'Soda water 500 ml', 'QYSDS'),
  product('tea', '6901824000030', '山间乌龙茶 500ml', 'Oolong tea 500 ml', 'sjwlc', { quickKey: 1 }),
  product('baijiu', '6940288000221', '北窗白酒 50% 500ml', 'Báijiǔ "North Window"', 'bcbj', { restricted: true, price: fen(19_900) }),
  product('apple', '21007', '红富士苹果', 'Fuji apple', 'hfspg', { unit: 'kg', price: fen(1_299) }),
];

beforeEach(() => {
  folder = temporaryFolder();
  till = openTill(folder);
  catalogue = new SqliteCatalogue(till.database);
  catalogue.replaceAll(PRODUCTS);
});
afterEach(() => { till.close(); removeFolder(folder); });

const found = (text: string): string[] => catalogue.search(text, 10).map(({ id }) => id);

describe('a product is found', () => {
  it.each([
    ['one Chinese character', '茶', ['tea']],
    ['two characters inside a name', '龙茶', ['tea']],
    ['characters in their order only', '茶龙', []],
    ['English words by their beginning', 'spr wat', ['water']],
    ['either language together', '清岩 soda', ['soda']],
    ['pinyin initials', 'qy', ['water', 'soda']],
    ['initials from the middle', 'wlc', ['tea']],
    ['initials in capitals', 'QYSD', ['soda']],
    ['the beginning of the code', '690182400003', ['tea']],
    ['the whole code', '21007', ['apple']],
    ['full-width letters', 'ＳＯＤＡ', ['soda']],
    ['letters without their accents', 'baijiu', ['baijiu']],
    ['size', '550ml', ['water']],
  ])('by %s', (_what, text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  it.each(['', '   ', '"', '*', 'a"b OR 1', 'names:', '%', '(', 'NOT', "'; DROP TABLE product; --"])('and %j does no harm', (text) => {
    expect(found(text)).toEqual([]);
    expect(catalogue.count()).toBe(PRODUCTS.length);
  });

  it('with the best first: code before name, beginning before middle', () => {
    catalogue.replaceAll([product('a', '900', '特级水 500', 'x', 'tjs'), product('b', '50012', '甲', 'y', 'j'), product('c', '500', '乙', 'z', 'y'), product('d', '901', '500 号', 'w', 'h')]);
    expect(found('500')).toEqual(['c', 'b', 'd', 'a']);
  });

  it('whole, as it was given', () => {
    expect(catalogue.byCode('6940288000221')).toEqual(PRODUCTS[3]);
    expect(catalogue.byId('apple')).toEqual(PRODUCTS[4]);
    expect(catalogue.byCode('694028800022')).toBeUndefined();
    expect(catalogue.quickKeys().map(({ id }) => id)).toEqual(['tea', 'water']);
  });

  it('from an index', () => {
    for (const sql of [CATALOGUE_QUERIES.byCode, CATALOGUE_QUERIES.byId]) {
      expect(till.database.all(`EXPLAIN QUERY PLAN ${sql}`, '')[0]).toMatchObject({ detail: expect.stringContaining('USING INDEX') });
    }
  });
});

describe('a new catalogue', () => {
  it('takes the place of the old one, searches included', () => {
    catalogue.replaceAll([product('new', '1', '新品', 'New', 'xp')]);
    expect(catalogue.count()).toBe(1);
    expect(found('茶')).toEqual([]);
    expect(found('新')).toEqual(['new']);
  });

  it('with a mistake in it leaves the old one as it was', () => {
    const twice = [product('x', '1', '一', 'One', 'y'), product('y', '1', '二', 'Two', 'e')];
    expect(() => catalogue.replaceAll(twice)).toThrow(/UNIQUE/);
    expect(() => catalogue.replaceAll([product('x', '1', '一', 'One', 'y', { price: fen(-1) })])).toThrow(/CHECK/);
    expect(found('茶')).toEqual(['tea']);
    expect(catalogue.count()).toBe(PRODUCTS.length);
  });
});
