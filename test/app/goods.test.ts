/** A shop's list of goods comes out of any spreadsheet, is looked at before it counts, counts whole or not at all, and can be undone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import iconv from 'iconv-lite';
import { SqliteCatalogue } from '../../main/adapters/storage/catalogue.ts';
import { UuidIds } from '../../main/adapters/system.ts';
import { GoodsDesk } from '../../main/app/goods-desk.ts';
import { Session } from '../../main/app/session.ts';
import { readCsv, writeCsv } from '../../main/domain/csv.ts';
import type { Product } from '../../main/domain/goods.ts';
import { readGoods, writeGoods } from '../../main/domain/goods-csv.ts';
import { fen, formatYuan } from '../../main/domain/money.ts';
import { pinyinInitials } from '../../main/domain/pinyin.ts';
import { DEFAULT_SCAN_RULES } from '../../main/domain/scan.ts';
import { openTill, removeFolder, SetClock, temporaryFolder } from '../adapters/storage/support.ts';
import type { Till } from '../adapters/storage/support.ts';
import { quietLog } from '../support/quiet-log.ts';
import * as fc from 'fast-check';

const RULES = DEFAULT_SCAN_RULES;
const HEADS = '条码,品名,售价,单位,分类';
const UTF8 = (text: string): Uint8Array => new TextEncoder().encode(text);

let folder: string;
let till: Till;
let catalogue: SqliteCatalogue;
let desk: GoodsDesk;
let file: Uint8Array | undefined;
let written: string | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  till = openTill(folder);
  catalogue = new SqliteCatalogue(till.database);
  const clock = new SetClock();
  const session = new Session({
    profile: 'shop', shop: { nameZh: '店', nameEn: 'Shop' }, till: { id: 'till-7', number: 7 }, cashier: { id: 'owner', name: '周' }, scanRules: RULES, receiptLanguage: 'zh', cashRoundingStep: fen(0),
    duplicateWindowMs: 0, utcOffsetMinutes: 480,
  }, { language: 'zh', theme: 'system' }, clock, quietLog);
  desk = new GoodsDesk({
    catalogue, ledger: till.ledger, session, clock, ids: new UuidIds(), log: quietLog,
    files: {
      read: () => Promise.resolve(file && { name: 'goods.csv', bytes: file }),
      write: (name, text) => {
        written = text;
        return Promise.resolve(name);
      },
    },
  });
});
afterEach(() => {
  till.close();
  removeFolder(folder);
});

async function preview(text: string | Uint8Array) {
  file = typeof text === 'string' ? UTF8(text) : text;
  const opened = await desk.open();
  if (!opened.ok) throw new Error(opened.code);
  if (!opened.value.preview) throw new Error('nothing was picked');
  return opened.value.preview;
}

const codes = (): string[] => catalogue.all().map(({ code }) => code);
const priceOf = (code: string): number | undefined => catalogue.byCode(code)?.price;
const notes = (): string[] => till.ledger.history('till', 'till-7').map(({ note }) => note);

describe('a table', () => {
  const TEXT = `${HEADS}\r\n6901824000016,清岩矿泉水,2.50,瓶,饮料\r\n21007,红富士苹果,12.9,公斤,水果\r\n`;

  it.each([
    ['UTF-8', UTF8(TEXT), 'utf-8'],
    ['UTF-8 with its mark', UTF8(`\uFEFF${TEXT}`), 'utf-8'],
    ['GBK', iconv.encode(TEXT, 'gbk'), 'gb18030'],
    ['UTF-16, as "Unicode text" with tabs', iconv.encode(TEXT.replaceAll(',', '\t'), 'utf-16le', { addBOM: true }), 'utf-16le'],
  ] as const)('in %s is read as it was meant', async (_what, bytes, encoding) => {
    expect(await preview(bytes)).toMatchObject({ encoding, rows: 2, problems: [], merge: { added: 2, changed: 0, removed: 0 } });
    expect(desk.apply('merge')).toMatchObject({ ok: true, value: { count: 2 } });
    expect(catalogue.all()).toMatchObject([{ nameZh: '清岩矿泉水', price: 250, unit: 'piece', category: '饮料', pinyin: 'qykqs' }, { code: '21007', price: 1290, unit: 'kg' }]);
    expect(catalogue.search('hfspg', 3).map(({ code }) => code)).toEqual(['21007']);
  });

  it.each([
    ['19.99', 1999], ['0.29', 29], ['4.35', 435], ['1.15', 115], ['12', 1200], ['¥ 12.5', 1250], ['￥3.00元', 300], ['"1,234.50"', 123_450], ['0', 0], ['99999999.99', 9_999_999_999],
  ])('with the price %s is exact to the fen', (text, price) => {
    expect(readGoods(`${HEADS}\n100,水,${text},,`, RULES)).toMatchObject({ problems: [], rows: [{ price }] });
  });

  it('with semicolons, quotes, line ends inside of cells and blank rows is read as it was meant', () => {
    const text = '品名;条码;售价\n"水 ""清岩"";\n550ml";0012;2,\n\n;;\n茶;013;3';
    expect(readCsv(text)[1]).toEqual(['水 "清岩";\n550ml', '0012', '2,']);
    expect(readGoods(text, RULES)).toMatchObject({ rows: [{ code: '013', price: 300 }], problems: [{ row: 2, code: 'price_bad', value: '2,' }] });
  });

  it('keeps zeros at the front of codes, also as spreadsheets are made to keep them', () => {
    const { rows } = readGoods(`${HEADS}\n="0012",水,2,,\n'013,茶,3,,\n0014,奶,4,,`, RULES);
    expect(rows.map(({ code }) => code)).toEqual(['0012', '013', '0014']);
  });

  it('that is none is refused with a word', async () => {
    const opened = async (bytes: Uint8Array) => {
      file = bytes;
      return desk.open();
    };
    expect(await opened(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 8, 0]))).toMatchObject({ ok: false, code: 'file_not_text' });
    expect(await preview('')).toMatchObject({ problems: [{ row: 1, code: 'columns_missing', value: '条码 品名 售价' }] });
    expect(await preview(`${HEADS}\n`)).toMatchObject({ problems: [{ code: 'empty' }], merge: null });
    file = undefined;
    expect(await desk.open()).toMatchObject({ ok: true, value: { preview: null } });
  });
});

describe('doubts', () => {
  it.each([
    ['6.90182E+12,水,2,,', 'code_scientific', '6.90182E+12'],
    [',水,2,,', 'code_missing', ''],
    ['12 34,水,2,,', 'code_bad', '12 34'],
    // What looks like a payment code would be taken for one.
    ['134567890123456789,水,2,,', 'code_not_goods', '134567890123456789'],
    ['100,,2,,', 'name_missing', ''],
    ['100,水,,,', 'price_missing', ''],
    ['100,水,2.555,,', 'price_bad', '2.555'],
    ['100,水,-2,,', 'price_bad', '-2.00'],
    ['100,水,二元,,', 'price_bad', '二元'],
    ['100,水,1e3,,', 'price_bad', '1e3'],
  ])('%s is %s, with its row', (row, code, value) => {
    expect(readGoods(`${HEADS}\n900,茶,1,,\n${row}\n`, RULES).problems).toEqual([{ row: 3, code, value }]);
  });

  it('name both rows of a code or quick key that stands twice', () => {
    const { problems } = readGoods(`条码,品名,售价,快捷键\n100,水,2,1\n200,茶,3,1\n100,奶,4,2\n`, RULES);
    expect(problems).toEqual([{ row: 3, code: 'quick_key_twice', value: '1 (2)' }, { row: 4, code: 'code_twice', value: '100 (2)' }]);
  });

  it('let nothing of the list through, and the old one sells on', async () => {
    await preview(`${HEADS}\n100,水,2,,`);
    desk.apply('merge');
    expect(await preview(`${HEADS}\n200,茶,3,,\n300,奶,x,,`)).toMatchObject({ merge: null, replace: null, problemCount: 1 });
    expect(desk.apply('replace')).toMatchObject({ ok: false, code: 'table_has_problems' });
    expect(codes()).toEqual(['100']);
  });
});

describe('a list that is taken over', () => {
  beforeEach(async () => {
    await preview(`${HEADS},快捷键,限售\n100,水,2,瓶,饮料,1,\n200,茶,3,瓶,饮料,2,\n300,酒,199,瓶,酒,,是`);
    desk.apply('replace');
  });

  it('leaves alone what it has no column for, and says how many prices it changes', async () => {
    const [before] = catalogue.all();
    expect(await preview('条码,品名,售价\n100,水,2.20\n200,茶,3\n400,奶,5')).toMatchObject({ merge: { added: 1, changed: 1, repriced: 1, same: 1, removed: 0 }, replace: { removed: 1 } });
    desk.apply('merge');
    expect(catalogue.byCode('100')).toEqual({ ...before, price: 220 });
    expect(catalogue.byCode('300')).toMatchObject({ restricted: true, category: '酒' });
    expect(codes()).toEqual(['100', '200', '300', '400']);
  });

  it('as a whole takes out what it does not name; undone, everything is as it was; undone once more, it is back', async () => {
    const before = catalogue.all();
    await preview('条码,品名,售价\n400,奶,5');
    desk.apply('replace');
    expect(codes()).toEqual(['400']);
    expect(catalogue.search('酒', 3)).toEqual([]);
    expect(desk.list('', 0)).toMatchObject({ total: 1, before: 3 });
    expect(desk.undo()).toMatchObject({ ok: true, value: { count: 3 } });
    expect(catalogue.all()).toEqual(before);
    expect(catalogue.search('酒', 3)).toHaveLength(1);
    desk.undo();
    expect(codes()).toEqual(['400']);
    expect(notes()).toEqual(['goods_imported', 'goods_imported', 'goods_swapped', 'goods_swapped']);
  });

  it('takes a quick key from whoever had it', async () => {
    await preview('条码,品名,售价,快捷键\n400,奶,5,1');
    desk.apply('merge');
    expect(catalogue.quickKeys().map(({ code }) => code)).toEqual(['400', '200']);
  });

  it('is held against what the goods are by now, not against what they were when it was looked at', async () => {
    await preview('条码,品名,售价\n400,奶,5');
    desk.save({ code: '500', nameZh: '糖', nameEn: '', category: '', price: fen(100), unit: 'piece', restricted: false });
    desk.apply('merge');
    expect(codes()).toEqual(['100', '200', '300', '500', '400']);
    expect(desk.apply('merge')).toMatchObject({ ok: false, code: 'no_table' });
  });
});

describe('an article', () => {
  const wish = { code: '100', nameZh: '清岩矿泉水', nameEn: '', category: '饮料', price: fen(250), unit: 'piece', restricted: false } as const;

  it('is added, changed in its place, found by its new name, and taken out', () => {
    const added = desk.save(wish);
    if (!added.ok) throw new Error(added.code);
    const id = added.value.productId;
    desk.save({ ...wish, code: '200', nameZh: '茶' });
    expect(desk.save({ ...wish, id, nameZh: '苏打水', price: fen(300) }).ok).toBe(true);
    expect(desk.list('', 0).products.map(({ nameZh, pinyin }) => [nameZh, pinyin])).toEqual([['苏打水', 'sds'], ['茶', 'c']]);
    expect(catalogue.search('矿泉', 3)).toEqual([]);
    expect(priceOf('100')).toBe(300);
    desk.remove(id);
    expect(codes()).toEqual(['200']);
    expect(catalogue.search('sds', 3)).toEqual([]);
    expect(notes()).toEqual(['goods_added', 'goods_added', 'goods_changed', 'goods_removed']);
  });

  it('with the code of another, or one that a scan would not find, is refused', () => {
    desk.save(wish);
    expect(desk.save({ ...wish, nameZh: '茶' })).toMatchObject({ ok: false, code: 'code_taken', detail: { name: '清岩矿泉水' } });
    expect(desk.save({ ...wish, code: '134567890123456789' })).toMatchObject({ ok: false, code: 'goods_bad', detail: { problem: 'code_not_goods' } });
    expect(desk.save({ ...wish, id: 'nobody' })).toMatchObject({ ok: false, code: 'no_product' });
    expect(codes()).toEqual(['100']);
  });
});

describe('a table that is put away', () => {
  it('is read back as the same goods', async () => {
    await preview(`${HEADS},英文名,限售,快捷键,拼音\n0100,"水, ""清岩""",2.5,公斤,饮料,Water,是,3,qy`);
    desk.apply('replace');
    const before = catalogue.all();
    expect(await desk.export()).toMatchObject({ ok: true, value: { file: 'goods.csv', count: 1 } });
    expect(await preview(written ?? '')).toMatchObject({ replace: { added: 0, changed: 0, same: 1, removed: 0 } });
    desk.apply('replace');
    expect(catalogue.all()).toEqual(before);
  });

  it('of ten thousand goods comes back whole, in order and exact', async () => {
    const goods: Product[] = Array.from({ length: 10_000 }, (_, index) => ({
      id: '', code: String(6_900_000 + index), nameZh: `商品 ${index}`, nameEn: `Article ${index}`, pinyin: 'sp', category: `c${index % 20}`, price: fen(index * 7 + 29), unit: 'piece', restricted: index % 50 === 0,
    }));
    expect(await preview(writeGoods(goods))).toMatchObject({ rows: 10_000, problems: [], merge: { added: 10_000 } });
    expect(desk.apply('merge')).toMatchObject({ ok: true, value: { count: 10_000 } });
    const before = catalogue.all();
    expect(before.map(({ code, price }) => `${code} ${formatYuan(price)}`)).toEqual(goods.map(({ code, price }) => `${code} ${formatYuan(price)}`));
    await desk.export();
    expect(await preview(written ?? '')).toMatchObject({ merge: { same: 10_000, changed: 0 } });
    expect(await preview(`${written ?? ''}6900001,又一个,,1,件,,,否,\r\n`)).toMatchObject({ problemCount: 1, problems: [{ row: 10_002, code: 'code_twice', value: '6900001 (3)' }] });
    await preview('条码,品名,售价\n1,一,1');
    desk.apply('replace');
    desk.undo();
    expect(catalogue.all()).toEqual(before);
    expect(catalogue.search('Article 9999', 3).map(({ code }) => code)).toEqual(['6909999']);
  });

  it('of whatever cells is read back as the same cells', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '水', '"', ',', ';', '\t', ' ', '\n', '\r', "'") });
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      // The line of headings says what parts the cells.
      const table = [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], ...rows];
      expect(readCsv(writeCsv(table))).toEqual(table);
    }));
  });
});

it('letters for the search are those of the usual sounds', () => {
  expect(['清岩矿泉水 550ml', '啤酒', '奥利奥', '重庆火锅 A 款', ''].map(pinyinInitials)).toEqual(['qykqs', 'pj', 'ala', 'zqhgk', '']);
});
