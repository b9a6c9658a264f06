// The little shop of the demo: what a new user finds on the shelves before any catalogue of one's own is imported.
// Names, shop and barcodes are invented; the barcodes use the range that GS1 gives to China (690–699).
import { fen } from '../../domain/money.ts';
import type { Fen } from '../../domain/money.ts';
import { ean13 } from './ean13.ts';

export type DemoCategory = 'drinks' | 'snacks' | 'instant' | 'fresh' | 'dairy' | 'household' | 'care' | 'alcohol';

export interface DemoProduct {
  /** EAN-13 of a packed product; the five-digit PLU of a weighed one. */
  readonly code: string;
  readonly soldBy: 'piece' | 'kilogram';
  readonly nameZh: string;
  readonly nameEn: string;
  /** First letters of the name's pinyin, lower case, for search by keyboard. */
  readonly initials: string;
  readonly category: DemoCategory;
  /** Price of one piece, or of one kilogram. */
  readonly price: Fen;
  /** The buyer must have this age; absent = for everybody. */
  readonly minimumAge?: number;
}

export interface DemoShop {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly addressZh: string;
  readonly addressEn: string;
  readonly phone: string;
}

export const DEMO_SHOP: DemoShop = {
  nameZh: '南窗便利店',
  nameEn: 'South Window Store',
  addressZh: '示例市南窗路 8 号',
  addressEn: '8 South Window Road, Example City',
  phone: '000-5550-0108',
};

export const DEMO_CATEGORIES: Readonly<Record<DemoCategory, { readonly zh: string; readonly en: string }>> = {
  drinks: { zh: '饮料', en: 'Drinks' },
  snacks: { zh: '零食', en: 'Snacks' },
  instant: { zh: '方便食品', en: 'Quick meals' },
  fresh: { zh: '生鲜', en: 'Fresh' },
  dairy: { zh: '乳品', en: 'Dairy' },
  household: { zh: '日用', en: 'Household' },
  care: { zh: '个护', en: 'Care' },
  alcohol: { zh: '酒类', en: 'Alcohol' },
};

type Row = readonly [twelve: string, nameZh: string, nameEn: string, initials: string, category: DemoCategory, price: number];

const PACKED: readonly Row[] = [
  ['690182400001', '清岩矿泉水 550ml', 'Spring water 550 ml', 'qyks', 'drinks', 200],
  ['690182400002', '清岩苏打水 500ml', 'Soda water 500 ml', 'qysd', 'drinks', 450],
  ['690182400003', '山间乌龙茶 500ml', 'Oolong tea 500 ml', 'sjwlc', 'drinks', 550],
  ['690182400004', '山间茉莉花茶 500ml', 'Jasmine tea 500 ml', 'sjmlhc', 'drinks', 500],
  ['691260100005', '橙子汽水 330ml', 'Orange fizz 330 ml', 'czqs', 'drinks', 350],
  ['691260100006', '荔枝汽水 330ml', 'Lychee fizz 330 ml', 'lzqs', 'drinks', 399],
  ['691260100007', '现磨美式咖啡', 'Black coffee, fresh', 'xmmskf', 'drinks', 990],
  ['691260100008', '燕麦拿铁 260ml', 'Oat latte 260 ml', 'ymnt', 'drinks', 1290],
  ['692305500009', '海盐薯片 75g', 'Sea salt crisps 75 g', 'hysp', 'snacks', 690],
  ['692305500010', '番茄薯片 75g', 'Tomato crisps 75 g', 'fqsp', 'snacks', 690],
  ['692305500011', '焦糖瓜子 160g', 'Caramel sunflower seeds 160 g', 'jtgz', 'snacks', 850],
  ['692305500012', '芝麻脆饼 120g', 'Sesame crackers 120 g', 'zmcb', 'snacks', 620],
  ['692305500013', '黑巧克力 70% 80g', 'Dark chocolate 70 % 80 g', 'hqkl', 'snacks', 1580],
  ['692305500014', '牛奶软糖 100g', 'Milk chews 100 g', 'nnrt', 'snacks', 435],
  ['692305500015', '海苔卷 32g', 'Seaweed rolls 32 g', 'htj', 'snacks', 750],
  ['692305500016', '薄荷口香糖', 'Mint gum', 'bhkxt', 'snacks', 300],
  ['693417700017', '红烧牛肉面 桶装', 'Braised beef noodles, cup', 'hsnrm', 'instant', 550],
  ['693417700018', '酸辣粉 桶装', 'Hot and sour noodles, cup', 'slf', 'instant', 680],
  ['693417700019', '自热米饭 鱼香肉丝', 'Self-heating rice, pork', 'zrmf', 'instant', 1999],
  ['693417700020', '香菇鸡肉粥 280g', 'Chicken congee 280 g', 'xgjrz', 'instant', 480],
  ['693417700021', '金枪鱼罐头 180g', 'Tuna, tinned 180 g', 'jqygt', 'instant', 1650],
  ['694028800022', '鲜肉包', 'Pork bun', 'xrb', 'fresh', 250],
  ['694028800023', '豆沙包', 'Red bean bun', 'dsb', 'fresh', 220],
  ['694028800024', '茶叶蛋', 'Tea egg', 'cyd', 'fresh', 200],
  ['694028800025', '三文鱼饭团', 'Salmon rice ball', 'swyft', 'fresh', 780],
  ['694028800026', '鸡胸肉三明治', 'Chicken sandwich', 'jxrsmz', 'fresh', 1180],
  ['694028800027', '水果杯 200g', 'Fruit cup 200 g', 'sgb', 'fresh', 1350],
  ['695531200028', '鲜牛奶 950ml', 'Fresh milk 950 ml', 'xnn', 'dairy', 1680],
  ['695531200029', '原味酸奶 200g', 'Plain yoghurt 200 g', 'ywsn', 'dairy', 590],
  ['695531200030', '海盐芝士条 2 支', 'Salted cheese sticks, 2', 'hyzst', 'dairy', 890],
  ['696640300031', '抽纸 3 包', 'Tissues, 3 packs', 'cz', 'household', 1290],
  ['696640300032', '五号电池 4 节', 'AA batteries, 4', 'whdc', 'household', 1580],
  ['696640300033', '折叠雨伞', 'Folding umbrella', 'zdys', 'household', 3900],
  ['696640300034', '充电线 Type-C 1m', 'USB-C cable 1 m', 'cdx', 'household', 2450],
  ['696640300035', '环保购物袋', 'Carrier bag', 'hbgwd', 'household', 29],
  ['697752600036', '薄荷牙膏 120g', 'Mint toothpaste 120 g', 'bhyg', 'care', 1250],
  ['697752600037', '旅行牙刷', 'Travel toothbrush', 'lxys', 'care', 680],
  ['697752600038', '创可贴 20 片', 'Plasters, 20', 'ckt', 'care', 115],
];

/** Forty products: thirty-eight packed ones, one from the scales, one only for adults. */
export const DEMO_PRODUCTS: readonly DemoProduct[] = [
  ...PACKED.map(([twelve, nameZh, nameEn, initials, category, price]): DemoProduct => ({
    code: ean13(twelve), soldBy: 'piece', nameZh, nameEn, initials, category, price: fen(price),
  })),
  {
    code: ean13('699886400039'), soldBy: 'piece', nameZh: '小麦啤酒 500ml', nameEn: 'Wheat beer 500 ml', initials: 'xmpj',
    category: 'alcohol', price: fen(880), minimumAge: 18,
  },
  {
    code: '20040', soldBy: 'kilogram', nameZh: '砂糖橘（称重）', nameEn: 'Mandarins (by weight)', initials: 'stj',
    category: 'fresh', price: fen(1196),
  },
];
