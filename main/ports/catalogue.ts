/** What the shop sells. */
import type { Product } from '../domain/goods.ts';

export type { Product } from '../domain/goods.ts';

export interface Catalogue {
  byId(id: string): Product | undefined;
  byCode(code: string): Product | undefined;
  /** By name in either language, pinyin initials or beginning of the code; best first. */
  search(text: string, limit: number): readonly Product[];
  quickKeys(): readonly Product[];
  count(): number;
  all(): readonly Product[];
  /** The list as it is shown, some of it. */
  page(offset: number, limit: number): readonly Product[];
  /** Puts a whole list in the place of the old one, which is kept until the next time unless it was empty. Throws for a code that stands twice; nothing is then changed. */
  replaceAll(products: readonly Product[]): void;
  /** How many goods the list before had; undefined when none is kept. */
  countBefore(): number | undefined;
  /** The list before is in force again, and the present one is kept in its place. */
  swapBefore(): void;
  /** Adds an article or changes the one with its id. What else had its quick key loses it. */
  save(product: Product): void;
  remove(id: string): void;
}

/** Tables that a person picks and puts away with the system's own windows. */
export interface TableFiles {
  /** Undefined when nothing was picked. Rejects with RangeError for a file that is too large, or with the file system's error. */
  read(): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** The name under which it was put away, undefined when it was not. */
  write(suggestedName: string, text: string): Promise<string | undefined>;
}
