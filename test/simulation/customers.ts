/** The customers in front of a QR, and what they come for. */
import { fen } from '../../main/domain/money.ts';
import type { Product } from '../../main/ports.ts';
import type { Dice } from './dice.ts';
import type { Timeline } from './timeline.ts';

/** Most scan within seconds; some only when the code may be dead already, some never. */
export function comeWithPhone(dice: Dice, timeline: Timeline, scanAndPay: () => void): void {
  switch (dice.weighted({ quick: 68, slow: 16, late: 6, never: 10 })) {
    case 'quick':
      timeline.in(dice.between(1_500, 8_000), scanAndPay);
      return;
    case 'slow':
      timeline.in(dice.between(8_000, 40_000), scanAndPay);
      return;
    case 'late':
      timeline.in(dice.between(40_000, 600_000), scanAndPay);
      return;
    case 'never':
  }
}

export const SHELF: readonly Product[] = Array.from({ length: 8 }, (_, index) => ({
  id: `product-${index + 1}`, code: String(6_900_000_000_000 + index), nameZh: `商品${index + 1}`, nameEn: `Product ${index + 1}`, pinyin: 'sp',
  category: 'all', price: fen(99 + index * 371), unit: 'piece', restricted: false, quickKey: index,
}));

/** Where customers stand alone: one of the goods has an age limit. */
export const KIOSK_SHELF: readonly Product[] = SHELF.map((product, index) => ({ ...product, restricted: index === 7 }));
