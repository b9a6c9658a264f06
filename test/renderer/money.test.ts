/** Amounts as they are keyed and shown: exact in every figure, whatever is pressed. */
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldText, keyYuan, likelyTendered, MOST_FEN, readYuan, yuanText } from '../../renderer/money/yuan.ts';

const keyed = (keys: string): string => Array.from(keys).reduce(keyYuan, '');

describe('an amount being keyed', () => {
  it('keeps the amounts that floats spoil', () => {
    for (const [text, fen] of [['19.99', 1999], ['0.29', 29], ['4.35', 435], ['1.15', 115], ['8.2', 820], ['.5', 50], ['12.', 1200]] as const) {
      expect(readYuan(keyed(text))).toBe(fen);
    }
  });

  it('takes no third decimal, no second dot, no sign, no letter', () => {
    expect(keyed('1.234')).toBe('1.23');
    expect(keyed('1.2.3')).toBe('1.23');
    expect(keyed('-1e5')).toBe('15');
  });

  it('takes the full-width stop of a Chinese keyboard as a dot', () => {
    expect(readYuan(keyed('3。5'))).toBe(350);
  });

  it('drops leading noughts, and takes a double nought with one key', () => {
    expect(keyed('007')).toBe('7');
    expect(readYuan(keyYuan('2', '00'))).toBe(20_000);
  });

  it('never grows above what a till accepts', () => {
    expect(readYuan(keyed('99999999999999999999'))).toBeLessThanOrEqual(MOST_FEN);
  });

  it('is empty again after clearing, and then no amount', () => {
    expect(keyYuan('12.5', 'Clear')).toBe('');
    expect(readYuan('')).toBeUndefined();
    expect(readYuan('.')).toBeUndefined();
  });

  it('reads back every amount that it can show', () => {
    assert(property(integer({ min: 0, max: MOST_FEN }), (fen) => {
      expect(readYuan(fieldText(fen))).toBe(fen);
    }));
  });
});

describe('an amount shown', () => {
  it('groups thousands, keeps two decimals and a true minus', () => {
    expect(yuanText(0)).toBe('0.00');
    expect(yuanText(5)).toBe('0.05');
    expect(yuanText(123_456_789)).toBe('1,234,567.89');
    expect(yuanText(-435)).toBe('−4.35');
  });

  it('refuses what is not a whole number of fen', () => {
    expect(() => yuanText(0.1 + 0.2)).toThrow(RangeError);
  });
});

describe('the sums offered for cash', () => {
  it('are ascending, different, enough, and begin with the exact amount', () => {
    assert(property(integer({ min: 1, max: 10_000_000 }), (due) => {
      const sums = likelyTendered(due);
      return sums[0] === due && sums.every((sum, index) => index === 0 || sum > (sums[index - 1] ?? 0));
    }));
    expect(likelyTendered(11_611)).toEqual([11_611, 11_700, 12_000, 15_000, 20_000]);
  });
});
