/** What the shop sells. */
import type { Fen } from '../domain/money.ts';

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

export interface Catalogue {
  byId(id: string): Product | undefined;
  byCode(code: string): Product | undefined;
  /** By name in either language, pinyin initials or beginning of the code; best first. */
  search(text: string, limit: number): readonly Product[];
  quickKeys(): readonly Product[];
  count(): number;
  replaceAll(products: readonly Product[]): void;
}
