/** The goods tab in every state it can be in, with invented goods. */
import type { ReactNode } from 'react';
import type { GoodsView, ImportView } from '../../preload/contract/goods-views.ts';
import { ArticleForm } from '../settings/goods/ArticleForm.tsx';
import { ImportPreview } from '../settings/goods/ImportPreview.tsx';
import { Goods } from '../settings/GoodsTab.tsx';

const nothing = (): void => undefined;
const later = async (): Promise<void> => undefined;

const WATER = { id: 'g1', code: '6901824000016', nameZh: '清岩矿泉水 550ml', nameEn: 'Spring water 550 ml', pinyin: 'qykqs', category: '饮料', price: 250, unit: 'piece', restricted: false, quickKey: 1 } as const;
const APPLE = { id: 'g2', code: '21007', nameZh: '红富士苹果', nameEn: 'Fuji apple', pinyin: 'hfspg', category: '水果', price: 1_290, unit: 'kg', restricted: false } as const;
const BAIJIU = { id: 'g3', code: '6940288000221', nameZh: '北窗白酒 50% 500ml', nameEn: 'Baijiu "North Window"', pinyin: 'bcbj', category: '酒', price: 19_900, unit: 'piece', restricted: true } as const;

const GOODS: GoodsView = { products: [WATER, APPLE, BAIJIU], total: 120, before: 118, canPick: true };
const FIGURES = { added: 12, changed: 8, repriced: 6, same: 100, removed: 0 };
const PREVIEW: ImportView = { name: '商品.csv', encoding: 'gb18030', rows: 120, problems: [], problemCount: 0, samples: [WATER, APPLE], merge: FIGURES, replace: { ...FIGURES, removed: 14 } };
const DOUBTS = [
  'columns_missing', 'empty', 'too_many', 'name_missing', 'name_long', 'code_missing', 'code_bad', 'code_scientific', 'code_not_goods', 'code_twice', 'price_missing', 'price_bad', 'restricted_bad',
  'quick_key_bad', 'quick_key_twice',
] as const;

const list = (goods: GoodsView, wanted = ''): (() => ReactNode) => () => <Goods goods={goods} wanted={wanted} onWanted={nothing} onChanged={later} onMore={later} />;
const table = (preview: ImportView): (() => ReactNode) => () => <ImportPreview preview={preview} onApply={later} onCancel={nothing} />;

export const GOODS_WINDOWS: Readonly<Record<string, () => ReactNode>> = {
  'settings-goods': list(GOODS),
  'settings-goods-none': list({ products: [], total: 0, before: null, canPick: true }),
  'settings-goods-not-found': list({ ...GOODS, products: [] }, '茶'),
  'goods-article': () => <ArticleForm article={APPLE} onDone={later} onBack={nothing} />,
  'goods-article-new': () => <ArticleForm article={null} onDone={later} onBack={nothing} />,
  'goods-preview': table(PREVIEW),
  'goods-preview-problems': table({ ...PREVIEW, merge: null, replace: null, samples: [], problemCount: 215, problems: DOUBTS.map((code, index) => ({ row: index + 2, code, value: '6.90182E+12' })) }),
};
