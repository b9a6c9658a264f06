/**
 * The shop's goods: one article added, changed or taken out, and whole lists out of the shop's own tables. A list is looked at before it counts,
 * counts whole or not at all, and the one before it is kept. What is in a basket keeps the name and the price that it was taken with.
 */
import { goodsProblem } from '../domain/goods.ts';
import type { Product } from '../domain/goods.ts';
import { planGoods, readGoods, writeGoods } from '../domain/goods-csv.ts';
import type { GoodsPlan, GoodsTable } from '../domain/goods-csv.ts';
import { pinyinInitials } from '../domain/pinyin.ts';
import type { Catalogue, Clock, Ids, Ledger, Log, TableFiles } from '../ports.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

const SHOWN = 100;
/** So many rows are named; more would be read by nobody. */
const PROBLEMS_SHOWN = 200;
const SAMPLES_SHOWN = 8;

export type ImportMode = 'merge' | 'replace';

/** An article as it is typed in. Letters for the search are made where none are given. */
export type GoodsWish = Omit<Product, 'id' | 'pinyin' | 'quickKey'> & { readonly id?: string | undefined; readonly pinyin?: string | undefined; readonly quickKey?: number | undefined };

export interface GoodsDeskDeps {
  readonly catalogue: Catalogue;
  readonly ledger: Pick<Ledger, 'commit'>;
  readonly session: Session;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Absent where there are no windows. */
  readonly files?: TableFiles | undefined;
}

export class GoodsDesk {
  private readonly deps: GoodsDeskDeps;
  /** The table that is being looked at. */
  private draft: { readonly name: string; readonly encoding: string; readonly table: GoodsTable } | undefined;

  constructor(deps: GoodsDeskDeps) {
    this.deps = deps;
  }

  /** What fits a text, best first; everything in its order for an empty one. */
  list(text: string, offset: number) {
    const { catalogue } = this.deps;
    const products = text.trim() === '' ? catalogue.page(offset, SHOWN) : catalogue.search(text, SHOWN);
    return { products, total: catalogue.count(), before: catalogue.countBefore() ?? null, canPick: this.deps.files !== undefined };
  }

  /** `goods_bad` tells in `problem` what is wrong. */
  save({ id, pinyin, quickKey, ...wish }: GoodsWish): Outcome<{ productId: string }, 'goods_bad' | 'code_taken' | 'no_product'> {
    const { catalogue, session, ids } = this.deps;
    const before = id === undefined ? undefined : catalogue.byId(id);
    if (id !== undefined && !before) return refused('no_product');
    const letters = pinyin ?? (before?.nameZh === wish.nameZh ? before.pinyin : pinyinInitials(wish.nameZh));
    const product: Product = { ...wish, id: id ?? ids.next(), pinyin: letters, ...(quickKey !== undefined && { quickKey }) };
    const problem = goodsProblem(product, session.settings.scanRules);
    if (problem) return refused('goods_bad', { problem });
    const holder = catalogue.byCode(product.code);
    if (holder && holder.id !== product.id) return refused('code_taken', { name: holder.nameZh || holder.nameEn });
    catalogue.save(product);
    this.note(before ? 'goods_changed' : 'goods_added', { product, ...(before && { before }) });
    return done({ productId: product.id });
  }

  remove(id: string): Outcome<object, 'no_product'> {
    const { catalogue } = this.deps;
    const product = catalogue.byId(id);
    if (!product) return refused('no_product');
    catalogue.remove(id);
    this.note('goods_removed', { product });
    return DONE;
  }

  /** Lets a person pick a table and says what it would change; nothing is changed yet. */
  async open(): Promise<Outcome<{ preview: ReturnType<GoodsDesk['preview']> }, 'not_here' | 'file_unreadable' | 'file_too_large' | 'file_not_text'>> {
    const { files, session, log } = this.deps;
    if (!files) return refused('not_here');
    this.draft = undefined;
    try {
      const file = await files.read();
      if (!file) return done({ preview: null });
      const text = decoded(file.bytes);
      if (!text) return refused('file_not_text');
      this.draft = { name: file.name, encoding: text.encoding, table: readGoods(text.text, session.settings.scanRules) };
    } catch (error) {
      if (error instanceof RangeError) return refused('file_too_large');
      log.warn('goods.file_unreadable', { reason: error instanceof Error ? error.message : String(error) });
      return refused('file_unreadable');
    }
    return done({ preview: this.preview() });
  }

  preview() {
    if (!this.draft) return null;
    const { name, encoding, table } = this.draft;
    const isUsable = table.problems.length === 0;
    const figures = (mode: ImportMode): Omit<GoodsPlan, 'products'> | null => {
      if (!isUsable) return null;
      const { added, changed, repriced, same, removed } = this.plan(table, mode);
      return { added, changed, repriced, same, removed };
    };
    return {
      name, encoding, rows: table.rows.length, problems: table.problems.slice(0, PROBLEMS_SHOWN), problemCount: table.problems.length,
      samples: isUsable ? this.plan(table, 'merge').products.filter(({ code }) => table.rows.slice(0, SAMPLES_SHOWN).some((row) => row.code === code)) : [],
      merge: figures('merge'), replace: figures('replace'),
    };
  }

  /** Puts the table that was looked at in force, whole. What the goods are by now is what it is held against. */
  apply(mode: ImportMode): Outcome<{ count: number }, 'no_table' | 'table_has_problems'> {
    const { catalogue, ids } = this.deps;
    if (!this.draft) return refused('no_table');
    const { name, table } = this.draft;
    if (table.problems.length > 0) return refused('table_has_problems', { count: table.problems.length });
    const { products, added, changed, repriced, removed } = this.plan(table, mode);
    catalogue.replaceAll(products.map((product) => (product.id === '' ? { ...product, id: ids.next() } : product)));
    this.draft = undefined;
    this.note('goods_imported', { file: name, mode, count: products.length, added, changed, repriced, removed });
    return done({ count: products.length });
  }

  /** Back to the list before; once more, and it is the one of now again. */
  undo(): Outcome<{ count: number }, 'no_list_before'> {
    const { catalogue } = this.deps;
    if (catalogue.countBefore() === undefined) return refused('no_list_before');
    catalogue.swapBefore();
    const count = catalogue.count();
    this.note('goods_swapped', { count });
    return done({ count });
  }

  async export(): Promise<Outcome<{ file: string | null; count: number }, 'not_here' | 'file_not_written'>> {
    const { files, catalogue, log } = this.deps;
    if (!files) return refused('not_here');
    const products = catalogue.all();
    try {
      // With the mark at its front a spreadsheet knows that the text is Unicode.
      return done({ file: (await files.write('goods.csv', `\uFEFF${writeGoods(products)}`)) ?? null, count: products.length });
    } catch (error) {
      log.warn('goods.file_not_written', { reason: error instanceof Error ? error.message : String(error) });
      return refused('file_not_written');
    }
  }

  private plan(table: GoodsTable, mode: ImportMode): GoodsPlan {
    return planGoods(table.rows, this.deps.catalogue.all(), mode);
  }

  private note(note: string, event: Readonly<Record<string, unknown>>): void {
    const { ledger, session, clock } = this.deps;
    ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: session.settings.till.id, by: session.settings.cashier.id, note, event }] });
    session.changed();
  }
}

/** Text of a table in what spreadsheets write: UTF-8 and UTF-16 with their marks, UTF-8 without, and the Chinese national code, which takes what is no UTF-8. */
function decoded(bytes: Uint8Array): { readonly text: string; readonly encoding: string } | undefined {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? ['utf-16le'] : ['utf-8', 'gb18030'];
  for (const encoding of marked) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // What is no text at all passes as one code or another, but has characters that no table has.
      return text.includes('\u0000') ? undefined : { text, encoding };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}
