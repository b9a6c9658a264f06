// Goods come back in parts, over days, from a sale with discounts: not a fen too much, and all of it in the end.
import { array, assert, integer, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { amountOfLines, linesLeft } from '../../main/domain/refund-lines.ts';
import { paidPerLine } from '../../main/domain/sale.ts';
import type { Sale, SaleLine } from '../../main/domain/sale.ts';

function line(id: string, unitPrice: number, quantity: number, more: Partial<SaleLine> = {}): SaleLine {
  return { id, nameZh: id, nameEn: id, unitPrice: fen(unitPrice), quantity, unit: 'piece', ...more };
}

function saleOf(lines: readonly SaleLine[], more: Partial<Sale> = {}): Sale {
  return { id: 's', receiptNo: 'r', tillId: 't', cashierId: 'c', openedAt: 0, status: 'settled', lines, cash: [], rounding: fen(0), revision: 1, ...more };
}

describe('goods given back', () => {
  it('one by one come to exactly what was paid for them, however the discount divides', () => {
    const sale = saleOf([line('a', 333, 3000), line('b', 199, 2000)], { discount: { kind: 'amount', amount: fen(100) } });
    const back: { phase: string; lines: { lineId: string; quantity: number }[] }[] = [];
    let sum = 0;
    for (const lineId of ['a', 'b', 'a', 'b', 'a']) {
      const amount = amountOfLines(sale, back, [{ lineId, quantity: 1000 }]);
      if (typeof amount !== 'number') throw new Error(amount.code);
      sum += amount;
      back.push({ phase: 'done', lines: [{ lineId, quantity: 1000 }] });
    }
    expect(sum).toBe(3 * 333 + 2 * 199 - 100);
    expect(linesLeft(sale, back).every(({ left, amountLeft }) => left === 0 && amountLeft === 0)).toBe(true);
  });

  it('in any order and any parts never come to more than what was paid', () => {
    assert(property(
      array(record({ price: integer({ min: 1, max: 50_000 }), quantity: integer({ min: 1, max: 9_000 }) }), { minLength: 1, maxLength: 6 }),
      integer({ min: 0, max: 10_000 }),
      array(record({ at: nat(5), part: integer({ min: 1, max: 4_000 }) }), { maxLength: 30 }),
      (goods, share, wishes) => {
        const sale = saleOf(goods.map(({ price, quantity }, index) => line(`l${index}`, price, quantity)), { discount: { kind: 'share', basisPoints: share } });
        const back: { phase: string; lines: { lineId: string; quantity: number }[] }[] = [];
        let sum = 0;
        const give = (lineId: string, quantity: number): void => {
          const amount = amountOfLines(sale, back, [{ lineId, quantity }]);
          if (typeof amount === 'object' && amount.code !== 'refund_nothing') return;
          sum += typeof amount === 'number' ? amount : 0;
          back.push({ phase: 'accepted', lines: [{ lineId, quantity }] });
        };
        for (const { at, part } of wishes) give(`l${at % goods.length}`, part);
        const paid = paidPerLine(sale).reduce((a, b) => a + b, 0);
        expect(sum).toBeLessThanOrEqual(paid);
        for (const { lineId, left } of linesLeft(sale, back)) if (left > 0) give(lineId, left);
        expect(sum).toBe(paid);
      },
    ));
  });

  it('twice are refused, with what is left; a refund that was refused takes nothing away', () => {
    const sale = saleOf([line('a', 100, 2000)]);
    const back = [{ phase: 'accepted', lines: [{ lineId: 'a', quantity: 1000 }] }, { phase: 'refused', lines: [{ lineId: 'a', quantity: 1000 }] }];
    expect(amountOfLines(sale, back, [{ lineId: 'a', quantity: 2000 }])).toEqual({ code: 'refund_line_too_much', left: 1000 });
    expect(amountOfLines(sale, back, [{ lineId: 'a', quantity: 600 }, { lineId: 'a', quantity: 600 }])).toEqual({ code: 'refund_line_too_much', left: 1000 });
    expect(amountOfLines(sale, back, [{ lineId: 'a', quantity: 1000 }])).toBe(100);
  });

  it('of another sale, or that cost nothing, are no refund', () => {
    const sale = saleOf([line('a', 100, 1000, { discount: { kind: 'share', basisPoints: 10_000 } })]);
    expect(amountOfLines(sale, [], [{ lineId: 'x', quantity: 1000 }])).toEqual({ code: 'refund_line_unknown' });
    expect(amountOfLines(sale, [], [{ lineId: 'a', quantity: 1000 }])).toEqual({ code: 'refund_nothing' });
  });
});
