/** A list of goods out of a shop's own table, every doubt with its row, and what it would change; and back into a table. */
import { readCsv, writeCsv } from './csv.ts';
import { goodsProblem, MOST_GOODS } from './goods.ts';
import type { GoodsProblemCode, Product } from './goods.ts';
import { fen, formatYuan, parseYuan } from './money.ts';
import { pinyinInitials } from './pinyin.ts';
import type { ScanRules } from './scan.ts';

const COLUMNS = ['code', 'nameZh', 'nameEn', 'price', 'unit', 'category', 'pinyin', 'restricted', 'quickKey'] as const;
type Column = (typeof COLUMNS)[number];

/** How shops call these columns. The first name is the one that is written. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  code: ['条码', '商品条码', '商品编码', '商品编号', '编码', '货号', 'barcode', 'code', 'sku', 'ean'],
  nameZh: ['品名', '商品名称', '名称', '商品', 'name', 'product', 'name_zh', 'namezh'],
  nameEn: ['英文名', '英文名称', 'english', 'name_en', 'nameen', 'english name'],
  price: ['售价', '零售价', '销售价', '价格', '单价', 'price', 'retail price', 'unit price'],
  unit: ['单位', '计量单位', 'unit'],
  category: ['类别', '分类', '商品分类', 'category'],
  pinyin: ['拼音', '拼音码', '助记码', 'pinyin', 'initials'],
  restricted: ['限售', '限制', '年龄限制', 'restricted', 'age'],
  quickKey: ['快捷键', 'quick key', 'quickkey', 'quick_key'],
};

const KILOGRAMS = ['公斤', '千克', 'kg', '称重'];
const YES = ['是', '有', 'y', 'yes', '1', 'true'];
const NO = ['', '否', '无', 'n', 'no', '0', 'false'];

export interface RowProblem {
  /** As the spreadsheet counts: the headings are row 1. */
  readonly row: number;
  readonly code: GoodsProblemCode | 'columns_missing' | 'empty' | 'too_many';
  /** What stands there, cut; or, for `columns_missing`, the headings that are wanted. */
  readonly value: string;
}

/** An article of the table. What the table has no column for is not said, and stays as it was. */
export type GoodsRow = Pick<Product, 'code' | 'nameZh' | 'price'> & Partial<Omit<Product, 'id'>>;

export interface GoodsTable {
  readonly rows: readonly GoodsRow[];
  /** In the order of the rows. With any of them nothing is taken over: half a list would be worse than the old one. */
  readonly problems: readonly RowProblem[];
}

export function readGoods(text: string, rules: ScanRules): GoodsTable {
  const [heads = [], ...rows] = readCsv(text);
  const places = placesOf(heads);
  const missing = (['code', 'nameZh', 'price'] as const).filter((column) => places[column] === undefined);
  if (missing.length > 0) return { rows: [], problems: [{ row: 1, code: 'columns_missing', value: missing.map((column) => NAMES[column][0]).join(' ') }] };
  const filled = rows.map((cells, index) => ({ cells, row: index + 2 })).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length === 0) return { rows: [], problems: [{ row: 2, code: 'empty', value: '' }] };
  if (filled.length > MOST_GOODS) return { rows: [], problems: [{ row: MOST_GOODS + 2, code: 'too_many', value: String(filled.length) }] };
  const read = filled.map(({ cells, row }) => ({ row, ...readRow((column) => cells[places[column] ?? -1]?.trim(), rules) }));
  const goods = read.flatMap(({ row, goods: article }) => (article ? [{ row, article }] : []));
  const problems = [...read.flatMap(({ row, problem }) => (problem ? [{ row, ...problem }] : [])), ...twice(goods)];
  return { rows: goods.map(({ article }) => article), problems: problems.sort((a, b) => a.row - b.row) };
}

export interface GoodsPlan {
  /** The whole new list; `id` is empty for what is new. */
  readonly products: readonly Product[];
  readonly added: number;
  readonly changed: number;
  /** Of these, so many have another price. */
  readonly repriced: number;
  readonly same: number;
  readonly removed: number;
}

/** `merge`: what the table does not name stays. `replace`: it goes. An article is known again by its code. */
export function planGoods(table: readonly GoodsRow[], now: readonly Product[], mode: 'merge' | 'replace'): GoodsPlan {
  const before = new Map(now.map((product) => [product.code, product]));
  const named = new Map(table.map((row) => [row.code, wholeProduct(row, before.get(row.code))]));
  const taken = new Set([...named.values()].flatMap(({ quickKey }) => quickKey ?? []));
  // A place among the quick keys belongs to whom the table gives it.
  const kept = (product: Product): readonly Product[] => (mode === 'replace' ? [] : [taken.has(product.quickKey ?? -1) ? withoutKey(product) : product]);
  const known = [...named.values()].filter(({ code }) => before.has(code));
  const changed = known.filter((product) => !isSame(product, before.get(product.code)));
  return {
    products: [...now.flatMap((product) => named.get(product.code) ?? kept(product)), ...[...named.values()].filter(({ code }) => !before.has(code))],
    added: named.size - known.length, changed: changed.length, repriced: changed.filter(({ code, price }) => before.get(code)?.price !== price).length, same: known.length - changed.length,
    removed: mode === 'replace' ? now.length - known.length : 0,
  };
}

/** The list as a table that this program reads back unchanged. */
export function writeGoods(products: readonly Product[]): string {
  return writeCsv([
    COLUMNS.map((column) => NAMES[column][0] ?? column),
    ...products.map(({ code, nameZh, nameEn, price, unit, category, pinyin, restricted, quickKey }) => [
      code, nameZh, nameEn, formatYuan(price), unit === 'kg' ? '公斤' : '件', category, pinyin, restricted ? '是' : '否', quickKey === undefined ? '' : String(quickKey),
    ]),
  ]);
}

function placesOf(heads: readonly string[]): Partial<Record<Column, number>> {
  const plain = heads.map((head) => head.trim().toLowerCase().replace(/[（(].*$/, '').trim());
  const found = COLUMNS.map((column) => [column, plain.findIndex((head) => NAMES[column].includes(head))] as const).filter(([, place]) => place >= 0);
  return Object.fromEntries(found);
}

type ReadRow = { readonly goods: GoodsRow; readonly problem?: undefined } | { readonly goods?: undefined; readonly problem: Omit<RowProblem, 'row'> };

function readRow(cell: (column: Column) => string | undefined, rules: ScanRules): ReadRow {
  const wrong = (code: GoodsProblemCode, column: Column): ReadRow => ({ problem: { code, value: (cell(column) ?? '').slice(0, 40) } });
  // A leading apostrophe or ="…" is how people keep a spreadsheet from eating the digits.
  const code = (cell('code') ?? '').replace(/^="(.*)"$/, '$1').replace(/^'/, '');
  const written = cell('price') ?? '';
  if (written === '') return wrong('price_missing', 'price');
  const price = parseYuan(written.replaceAll(/^[¥￥]\s*|\s*元$/g, '').replaceAll(/,(?=\d{3}(\D|$))/g, ''));
  if (price === undefined) return wrong('price_bad', 'price');
  const unit = cell('unit')?.toLowerCase();
  const restricted = cell('restricted')?.toLowerCase();
  if (restricted !== undefined && ![...YES, ...NO].includes(restricted)) return wrong('restricted_bad', 'restricted');
  const key = cell('quickKey');
  if (key !== undefined && !/^\d{0,2}$/.test(key)) return wrong('quick_key_bad', 'quickKey');
  const nameEn = cell('nameEn');
  const category = cell('category');
  const pinyin = cell('pinyin');
  const goods: GoodsRow = {
    code, nameZh: cell('nameZh') ?? '', price,
    ...(nameEn !== undefined && { nameEn }), ...(category !== undefined && { category }), ...(pinyin !== undefined && pinyin !== '' && { pinyin: pinyin.toLowerCase() }),
    ...(unit !== undefined && { unit: KILOGRAMS.includes(unit) ? 'kg' as const : 'piece' as const }),
    ...(restricted !== undefined && { restricted: YES.includes(restricted) }), ...(key !== undefined && key !== '' && { quickKey: Number(key) }),
  };
  const problem = goodsProblem({ nameEn: '', category: '', pinyin: '', unit: 'piece', restricted: false, ...goods }, rules);
  return problem ? { problem: { code: problem, value: valueOf(problem, goods).slice(0, 40) } } : { goods };
}

function valueOf(problem: GoodsProblemCode, { code, nameZh, price }: GoodsRow): string {
  return problem.startsWith('code') ? code : problem.startsWith('price') ? formatYuan(price) : nameZh;
}

/** The same code or quick key a second time; the value names the row that has it already. */
function twice(goods: readonly { readonly row: number; readonly article: GoodsRow }[]): RowProblem[] {
  const codes = new Map<string, number>();
  const keys = new Map<number, number>();
  return goods.flatMap(({ row, article }): RowProblem[] => {
    const first = codes.get(article.code);
    const holder = article.quickKey === undefined ? undefined : keys.get(article.quickKey);
    codes.set(article.code, first ?? row);
    if (article.quickKey !== undefined) keys.set(article.quickKey, holder ?? row);
    return [
      ...(first === undefined ? [] : [{ row, code: 'code_twice' as const, value: `${article.code} (${first})` }]),
      ...(holder === undefined ? [] : [{ row, code: 'quick_key_twice' as const, value: `${article.quickKey ?? ''} (${holder})` }]),
    ];
  });
}

function wholeProduct(row: GoodsRow, before: Product | undefined): Product {
  const fresh = { id: '', nameEn: '', category: '', unit: 'piece', restricted: false, pinyin: pinyinInitials(row.nameZh), price: fen(0) } as const;
  // Another name sounds different; what a person wrote as its letters stays with the name it was written for.
  const known = before && before.nameZh !== row.nameZh ? { ...before, pinyin: fresh.pinyin } : before;
  return { ...fresh, ...known, ...row };
}

function isSame(a: Product, b: Product | undefined): boolean {
  return b !== undefined && COLUMNS.every((column) => a[column] === b[column]);
}

function withoutKey(product: Product): Product {
  const { quickKey, ...rest } = product;
  return quickKey === undefined ? product : rest;
}
