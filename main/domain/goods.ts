/** What the shop sells: one article, and what is wrong with it before it may be sold. */
import { MAX_FEN } from './money.ts';
import type { Fen } from './money.ts';
import { classifyScan } from './scan.ts';
import type { ScanRules } from './scan.ts';

export interface Product {
  readonly id: string;
  /** EAN or in-store code; a weighed product's five-digit item code. */
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly pinyin: string;
  readonly category: string;
  readonly price: Fen;
  readonly unit: 'piece' | 'kg';
  readonly restricted: boolean;
  /** Place among the quick keys, if any. */
  readonly quickKey?: number;
}

export const MOST_GOODS = 50_000;
export const LAST_QUICK_KEY = 99;
const LONGEST_CODE = 32;
const LONGEST_NAME = 80;

/** The sentence is `goods.problem.<code>`. */
export type GoodsProblemCode =
  | 'name_missing' | 'name_long'
  | 'code_missing' | 'code_bad'
  /** A spreadsheet has turned a bar code into a figure with an exponent: its digits are gone. */
  | 'code_scientific'
  /** A scan of it would be taken for a payment code, a scale label or one of our receipts. */
  | 'code_not_goods'
  | 'code_twice'
  | 'price_missing' | 'price_bad'
  | 'restricted_bad' | 'quick_key_bad' | 'quick_key_twice';

/** What is wrong with an article as such; whether another has its code is for whoever knows the others. */
export function goodsProblem({ code, nameZh, nameEn, category, price, quickKey }: Omit<Product, 'id'>, rules: ScanRules): GoodsProblemCode | undefined {
  if (nameZh === '' && nameEn === '') return 'name_missing';
  if ([nameZh, nameEn, category].some((text) => text.length > LONGEST_NAME)) return 'name_long';
  if (price < 0 || price > MAX_FEN) return 'price_bad';
  if (quickKey !== undefined && !(Number.isInteger(quickKey) && quickKey >= 0 && quickKey <= LAST_QUICK_KEY)) return 'quick_key_bad';
  return codeProblem(code, rules);
}

export function codeProblem(code: string, rules: ScanRules): GoodsProblemCode | undefined {
  if (code === '') return 'code_missing';
  if (/^\d(\.\d+)?E\+?\d+$/i.test(code)) return 'code_scientific';
  if (code.length > LONGEST_CODE || !/^[0-9A-Za-z._-]+$/.test(code)) return 'code_bad';
  const scanned = classifyScan(code, 'basket', rules);
  return scanned.kind === 'product' && scanned.code === code ? undefined : 'code_not_goods';
}
