/** Whatever a catalogue holds, the paper stays right: nothing overflows, no figure is cut, no name carries a command. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILE_58MM, PROFILE_80MM, encodeReceipt } from '../../../main/adapters/hardware/escpos.ts';
import type { PrinterProfile } from '../../../main/adapters/hardware/escpos.ts';
import { printable } from '../../../main/adapters/hardware/escpos-text.ts';
import { fen, formatYuan } from '../../../main/domain/money.ts';
import { saleReceipt } from '../../../main/domain/receipt.ts';
import type { ReceiptDocument } from '../../../main/domain/receipt.ts';
import { linesOf } from '../../../main/simulator/printer/paper.ts';
import type { Paper, PrintedText } from '../../../main/simulator/printer/paper.ts';
import { printOnPaper } from '../../support/print-on-paper.ts';
import { sampleSale } from '../../support/receipt-samples.ts';

const PROFILES: readonly PrinterProfile[] = [
  PROFILE_58MM,
  PROFILE_80MM,
  { ...PROFILE_80MM, columns: 42, dots: 512 },
  { ...PROFILE_80MM, charset: 'gb18030', qr: 'raster' },
];

const awkward = fc.constantFrom('\u001b@', '\u001bp\u0000\u0019\u00fa', '\n', '\t', '\u0000', '💐', '👨‍👩‍👧', '㛃', '𠮷', '¥', '•', '\u00a0', '️', '（', '）', '，', '%', '{A', '\ud800');
const chinese = fc.constantFrom(...Array.from('有机高山红富士苹果红烧牛肉面清岩矿泉镕喆犇①℃±×—…“”'));
const latin = fc.string({ minLength: 1, maxLength: 12 });
const name = fc.array(fc.oneof(chinese, latin, awkward, fc.string({ unit: 'binary', minLength: 1, maxLength: 6 })), { maxLength: 40 }).map((parts) => parts.join(''));
const profile = fc.constantFrom(...PROFILES);
const amount = fc.integer({ min: 0, max: 10_000_000_000 }).map(fen);

const squash = (text: string): string => text.replaceAll(' ', '');

function rightEdge(item: PrintedText): number {
  return item.x + item.advances.reduce((sum, advance) => sum + advance, 0);
}

function textOf(paper: Paper): string {
  return linesOf(paper).join('\n');
}

describe('any text on any paper', () => {
  it('a name of any characters prints whole, without a fault, and nothing of it is obeyed as a command', () => {
    fc.assert(
      fc.property(name, profile, fc.constantFrom('normal', 'tall', 'double'), (text, printer, size) => {
        const { paper, kicks } = printOnPaper([{ kind: 'text', text: `[${text}]`, size }, { kind: 'cut' }], printer);
        expect(paper.faults).toEqual([]);
        expect(kicks).toEqual([]);
        expect(squash(linesOf(paper).join(''))).toBe(squash(printable(`[${text}]`, printer.charset).text));
      }),
      { numRuns: 300 },
    );
  });

  it('a label never pushes its amount off the paper or into two lines', () => {
    fc.assert(
      fc.property(name, amount, profile, fc.constantFrom('normal', 'double'), (left, value, printer, size) => {
        const right = `￥${formatYuan(value)}`;
        const { paper } = printOnPaper([{ kind: 'columns', left, right, size }, { kind: 'cut' }], printer);
        expect(paper.faults).toEqual([]);
        const ending = paper.items.filter((item) => item.kind === 'text').filter((item) => item.characters.join('').endsWith(right));
        expect(ending.map(rightEdge)).toContain(printer.dots - spare(printer));
      }),
      { numRuns: 300 },
    );
  });

  it('a line of goods keeps quantity, price and amount whole and its amount at the right edge', () => {
    fc.assert(
      fc.property(name, amount, amount, fc.integer({ min: 1, max: 9_999_999 }), profile, (text, unitPrice, total, quantity, printer) => {
        const line = { name: text, quantityText: String(quantity), unitPrice, amount: total, discount: fen(0) };
        const { paper, warnings } = printOnPaper(saleReceipt(sampleSale('zh', { lines: [line] })), printer);
        expect(paper.faults).toEqual([]);
        expect(warnings.every((warning) => warning.kind === 'missing-characters')).toBe(true);
        const printed = textOf(paper);
        expect(printed).toContain(formatYuan(unitPrice));
        expect(printed).toContain(String(quantity));
        const ending = paper.items.filter((item) => item.kind === 'text').filter((item) => item.characters.join('').endsWith(formatYuan(total)));
        expect(ending.map(rightEdge)).toContain(printer.dots - spare(printer));
      }),
      { numRuns: 200 },
    );
  });

  it('a character that the printer lacks becomes ? and is named, its neighbours stay', () => {
    const document: ReceiptDocument = [{ kind: 'text', text: '张㛃💐（¥5•off）' }, { kind: 'cut' }];
    const { paper, warnings } = printOnPaper(document, PROFILE_58MM);
    expect(linesOf(paper)).toEqual(['张??（￥5·off）']);
    expect(warnings).toEqual([{ kind: 'missing-characters', characters: ['㛃', '💐'] }]);
  });

  it('a rare name prints in full where the model is proven to have four-byte characters', () => {
    const { paper, warnings } = printOnPaper([{ kind: 'text', text: '张㛃 𠮷野' }, { kind: 'cut' }], { ...PROFILE_80MM, charset: 'gb18030' });
    expect(linesOf(paper)).toEqual(['张㛃 𠮷野']);
    expect(warnings).toEqual([]);
  });

  it('closing punctuation does not begin a line and a Latin word is not torn', () => {
    const text = '有机高山红富士苹果产地直供礼盒装，a Sparkling mineral water';
    const { paper } = printOnPaper([{ kind: 'text', text }, { kind: 'cut' }], PROFILE_58MM);
    expect(linesOf(paper)).toEqual(['有机高山红富士苹果产地直供礼盒', '装，a Sparkling mineral water']);
  });
});

/** 42 columns of 12 dots leave 8 of the 512 dots unused. */
function spare(printer: PrinterProfile): number {
  return printer.dots - printer.columns * 12;
}

describe('the short way to the paper', () => {
  /** Prints nothing and is taken out, but sends its text the careful way. */
  const careful = (text: string): string => `${text}\u200B`;
  const plainText = fc.array(fc.oneof(chinese, fc.stringMatching(/^[ -~]{1,12}$/), fc.constant(' ')), { maxLength: 30 }).map((parts) => parts.join(''));
  const size = fc.constantFrom('normal', 'tall', 'double');
  const width = fc.constantFrom<8 | 10>(8, 10);

  it('gives the very bytes of the careful way, for every kind of block on every paper', () => {
    fc.assert(
      fc.property(plainText, plainText, fc.stringMatching(/^[0-9.]{0,11}$/), profile, size, width, fc.boolean(), (text, left, right, printer, textSize, cellWidth, stacks) => {
        const document = (mark: (text: string) => string): ReceiptDocument => [
          { kind: 'text', text: mark(text), size: textSize, align: 'center' },
          { kind: 'columns', left: mark(left), right, size: textSize },
          { kind: 'row', cells: [{ text: mark(text), width: 'rest' }, { text: right, width: cellWidth, align: 'right' }, { text: mark(left.slice(0, 5)), width: 10, align: 'center' }], ...(stacks && { stackUnder: 16 }) },
          { kind: 'cut' },
        ];
        expect(encodeReceipt(document((plain) => plain), printer).bytes).toEqual(encodeReceipt(document(careful), printer).bytes);
      }),
      { numRuns: 400 },
    );
  });

  it('gives them also for goods that come again, alone or many, on other paper, in another style', () => {
    const figures = fc.constantFrom('1', '2', '12', '123456789');
    const rows = fc.array(fc.tuple(fc.constantFrom('全麦吐司', '有机高山红富士苹果（产地直供礼盒装）散称', 'Sparkling mineral water'), figures, fc.constantFrom<8 | 10>(8, 10), fc.boolean(), fc.boolean()), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(rows, profile, profile, (goods, printer, other) => {
        const document = (mark: (text: string) => string): ReceiptDocument => goods.map(([text, quantity, cellWidth, stacks, bold]) => ({
          kind: 'row', cells: [{ text: mark(text), width: 'rest' }, { text: quantity, width: cellWidth, align: 'right' }], ...(stacks && { stackUnder: 30 }), ...(bold && { bold }),
        }));
        for (const each of [printer, other, printer]) expect(encodeReceipt(document((plain) => plain), each).bytes).toEqual(encodeReceipt(document(careful), each).bytes);
      }),
      { numRuns: 200 },
    );
  });
});
