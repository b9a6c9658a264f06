/** The shop's goods: one by one, and whole lists out of tables, which are looked at before they count. */
import { z } from 'zod';
import type { GoodsProblemCode } from '../../main/domain/goods.ts';
import { fenSchema, idSchema, productView } from './views.ts';
import { words } from './words.ts';

const problemCode = words<GoodsProblemCode | 'columns_missing' | 'empty' | 'too_many'>()([
  'name_missing', 'name_long', 'code_missing', 'code_bad', 'code_scientific', 'code_not_goods', 'code_twice', 'price_missing', 'price_bad', 'restricted_bad', 'quick_key_bad',
  'quick_key_twice', 'columns_missing', 'empty', 'too_many',
]);
const requestId = z.string().regex(/^[0-9A-Za-z-]{8,64}$/);
const none = z.strictObject({});
const mode = z.enum(['merge', 'replace']);
const text = z.string().trim().max(200);
const figures = z.object({ added: z.int(), changed: z.int(), repriced: z.int(), same: z.int(), removed: z.int() });

export const goodsView = z.object({
  products: z.array(productView.extend({ pinyin: z.string() })),
  total: z.int(),
  /** How many goods the list before had; null when none is kept. */
  before: z.int().nullable(),
  canPick: z.boolean(),
});

export const importView = z.object({
  name: z.string(),
  encoding: z.string(),
  rows: z.int(),
  /** The first of them; the sentence is `goods.problem.<code>`. With any nothing can be taken over. */
  problems: z.array(z.object({ row: z.int(), code: problemCode, value: z.string() })),
  problemCount: z.int(),
  /** The first articles as they would be. */
  samples: z.array(productView),
  /** What each way would change; null while there are problems. */
  merge: figures.nullable(),
  replace: figures.nullable(),
});

export const GOODS_ROUTES = {
  'goods.list': { input: z.strictObject({ text: z.string().max(60), offset: z.int().min(0).max(1_000_000) }), output: z.object({ goods: goodsView }), failures: [] },
  /** Without an id it is added. Without letters (`pinyin`) they are made from the Chinese name. `goods_bad` tells in `problem` what is wrong: `goods.problem.<problem>`. */
  'goods.save': {
    input: z.strictObject({
      requestId, id: idSchema.optional(), code: text, nameZh: text, nameEn: text, category: text, pinyin: text.optional(), price: fenSchema.min(0), unit: z.enum(['piece', 'kg']),
      restricted: z.boolean(), quickKey: z.int().min(0).max(99).optional(),
    }),
    output: z.object({ productId: z.string() }), failures: ['goods_bad', 'code_taken', 'no_product'],
  },
  'goods.remove': { input: z.strictObject({ id: idSchema }), output: z.object({}), failures: ['no_product'] },
  /** Opens the system's window for files and reads the table; null when nothing was picked. Nothing is changed. */
  'goods.open': { input: none, output: z.object({ preview: importView.nullable() }), failures: ['not_here', 'file_unreadable', 'file_too_large', 'file_not_text'] },
  /** `merge`: what the table does not name stays; `replace`: it goes. All or nothing. */
  'goods.apply': { input: z.strictObject({ requestId, mode }), output: z.object({ count: z.int() }), failures: ['no_table', 'table_has_problems'] },
  /** Back to the list before; once more, and it is the present one again. */
  'goods.undo': { input: z.strictObject({ requestId }), output: z.object({ count: z.int() }), failures: ['no_list_before'] },
  'goods.export': { input: none, output: z.object({ file: z.string().nullable(), count: z.int() }), failures: ['not_here', 'file_not_written'] },
} as const;

export type GoodsView = z.infer<typeof goodsView>;
export type ImportView = z.infer<typeof importView>;
