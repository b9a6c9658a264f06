// Goods come back in parts, over days, from a sale with discounts: not a fen too much, and all of it in the end.
import { array, assert, integer, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { amountOfLines, linesLeft, pricedLines } from '../../main/domain/refund-lines.ts';
import { paidPerLine } from '../../main/domain/sale.ts';
import type { RefundLine } from '../../main/domain/refund-lines.ts';
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

  it('come to what was paid also when one that was counted on is refused in the end, in whatever order', () => {
    const wish = record({ pieces: integer({ min: 1, max: 4 }), refusedBefore: integer({ min: 0, max: 2 }) });
    assert(property(integer({ min: 1, max: 2_000 }), integer({ min: 1, max: 12 }), array(wish, { maxLength: 20 }), (paid, pieces, wishes) => {
      const sale = saleOf([line('a', paid, pieces * 1000, { discount: { kind: 'amount', amount: fen(paid * (pieces - 1)) } })]);
      const back: { phase: string; lines: readonly RefundLine[] }[] = [];
      const give = (quantity: number): void => {
        const priced = pricedLines(sale, back, [{ lineId: 'a', quantity }]);
        if (!('code' in priced)) back.push({ phase: 'accepted', lines: priced });
      };
      for (const { pieces: some, refusedBefore } of wishes) {
        give(some * 1000);
        // The provider says no to an earlier one after others were counted on top of it.
        const earlier = refusedBefore === 0 ? undefined : back.at(-1 - refusedBefore);
        if (earlier) earlier.phase = 'refused';
      }
      give(linesLeft(sale, back)[0]?.left ?? 0);
      const given = back.filter(({ phase }) => phase !== 'refused').flatMap(({ lines }) => lines).reduce((sum, { amount = 0 }) => sum + amount, 0);
      expect(given).toBe(paid);
    }));
  });

  it('three pieces for one yuan, the first refused late, are one yuan in the end', () => {
    const sale = saleOf([line('a', 100, 3000, { discount: { kind: 'amount', amount: fen(200) } })]);
    const take = (back: readonly { phase: string; lines: readonly RefundLine[] }[], quantity: number): readonly RefundLine[] => {
      const priced = pricedLines(sale, back, [{ lineId: 'a', quantity }]);
      if ('code' in priced) throw new Error(priced.code);
      return priced;
    };
    const first = { phase: 'accepted', lines: take([], 1000) };
    const second = { phase: 'accepted', lines: take([first], 1000) };
    const late = [{ ...first, phase: 'refused' }, second];
    const third = { phase: 'accepted', lines: take(late, 1000) };
    const fourth = { phase: 'accepted', lines: take([...late, third], 1000) };
    expect([first, second, third, fourth].map(({ lines }) => lines[0]?.amount)).toEqual([33, 34, 33, 33]);
    expect(linesLeft(sale, [...late, third, fourth])[0]).toMatchObject({ left: 0, amountLeft: 0 });
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
