/** The judge must be strict itself: every fault that a real printer punishes is noticed by the virtual one. */
import { describe, expect, it } from 'vitest';
import { drawPaper, paperWidth } from '../../../main/simulator/printer/paper-svg.ts';
import { codesOf, linesOf } from '../../../main/simulator/printer/paper.ts';
import type { FaultKind, PrintedText } from '../../../main/simulator/printer/paper.ts';
import { RealTimeFilter, statusByte } from '../../../main/simulator/printer/state.ts';
import { interpret } from '../../support/print-on-paper.ts';

const RESET = [0x1b, 0x40];
const LF = 0x0a;
const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));
const NIHAO_GBK = [0xc4, 0xe3, 0xba, 0xc3];

function print(...bytes: readonly (number | readonly number[])[]): ReturnType<typeof interpret> {
  return interpret(Uint8Array.from(bytes.flat()), 384);
}

function faultsOf(...bytes: readonly (number | readonly number[])[]): FaultKind[] {
  return print(...bytes).papers.flatMap((paper) => paper.faults.map((fault) => fault.kind));
}

describe('faults', () => {
  it.each<[string, FaultKind, readonly number[]]>([
    ['a command of no table', 'unknown-command', [0x1b, 0x7a]],
    ['a vendor QR command', 'unknown-command', [0x1d, 0x5a, 0x02]],
    ['a control byte in text', 'stray-control', [0x07]],
    ['an alignment of no meaning', 'bad-argument', [0x1b, 0x61, 9]],
    ['an alignment in the middle of a line', 'bad-argument', [...ascii('x'), 0x1b, 0x61, 1, LF]],
    ['a drawer connector that does not exist', 'bad-argument', [0x1b, 0x70, 9, 25, 250]],
    ['a bar width out of range', 'bad-argument', [0x1d, 0x77, 9]],
    ['a line that is too long', 'line-overflow', [...ascii('x'.repeat(33)), LF]],
    ['half a Chinese character', 'bad-character', [0xc4, 0x0a]],
    ['a GB18030 character on a GBK board', 'four-byte-character', [0x81, 0x30, 0x84, 0x36, LF]],
    ['Chinese after Chinese mode was left', 'not-in-chinese-mode', [0x1c, 0x2e, ...NIHAO_GBK, LF]],
    ['a CODE128 without a code set', 'barcode-bad-data', [0x1d, 0x6b, 73, 3, ...ascii('ABC')]],
    ['a CODE128 with a digit pair out of range', 'barcode-bad-data', [0x1d, 0x6b, 73, 3, ...ascii('{C'), 100]],
    ['an EAN-13 of letters', 'barcode-bad-data', [0x1d, 0x6b, 67, 12, ...ascii('69012345678X')]],
    ['an EAN-13 with a wrong check digit', 'barcode-bad-data', [0x1d, 0x6b, 67, 13, ...ascii('6901234567890')]],
    ['a bar code wider than the paper', 'barcode-too-wide', [0x1d, 0x77, 3, 0x1d, 0x6b, 73, 14, ...ascii('{BK7M4Q2X9P3TD')]],
    ['a real-time command inside a bar code', 'real-time-in-data', [0x1d, 0x6b, 73, 5, ...ascii('{C'), 0x10, 0x04, 0x01]],
    ['an image wider than the paper', 'image-too-wide', [0x1d, 0x76, 0x30, 0, 49, 0, 1, 0, ...Array<number>(49).fill(0xff)]],
    ['a process ID of the wrong length', 'bad-length', [0x1d, 0x28, 0x48, 0x05, 0x00, 0x30, 0x30, ...ascii('abc')]],
    ['a job that ends inside a command', 'cut-short', [...ascii('x'), LF, 0x1d, 0x6b, 73, 20, ...ascii('{BABC')]],
    ['a job that ends without a line feed', 'unprinted-text', ascii('TOTAL')],
  ])('%s', (_name, kind, bytes) => {
    expect(faultsOf(RESET, bytes)).toContain(kind);
  });

  it('a wrong QR length spills the payload onto the paper', () => {
    const payload = ascii('ABCDEF');
    const store = [0x1d, 0x28, 0x6b, payload.length - 2 + 3, 0, 0x31, 0x50, 0x30, ...payload];
    const { papers } = print(RESET, store, [0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30], LF);
    expect(papers[0] && linesOf(papers[0]).join('')).toContain('EF');
  });
});

describe('obedience', () => {
  it('ESC ! undoes GS !, and both sizes change width and height', () => {
    const { papers } = print(RESET, [0x1d, 0x21, 0x11], ascii('A'), [0x1b, 0x21, 0x00], ascii('B'), LF);
    const texts = papers[0]?.items.filter((item): item is PrintedText => item.kind === 'text') ?? [];
    expect(texts.map((item) => [item.characters.join(''), item.scaleX, item.scaleY, item.advances])).toEqual([
      ['A', 2, 2, [24]],
      ['B', 1, 1, [12]],
    ]);
  });

  it('a reset restores Chinese mode, and a Chinese character takes two columns', () => {
    const { papers } = print([0x1c, 0x2e], RESET, NIHAO_GBK, LF);
    expect(papers[0]?.items).toMatchObject([{ characters: ['你', '好'], advances: [24, 24] }]);
    expect(papers[0]?.faults).toEqual([]);
  });

  it('right-aligned text ends at the last dot', () => {
    const { papers } = print(RESET, [0x1b, 0x61, 2], ascii('12.50'), LF);
    expect(papers[0]?.items).toMatchObject([{ x: 384 - 5 * 12 }]);
  });

  it('a cut makes two receipts of one job', () => {
    const { papers } = print(RESET, ascii('one'), LF, [0x1d, 0x56, 0x42, 0], ascii('two'), LF);
    expect(papers.map((paper) => [linesOf(paper), paper.endedBy])).toEqual([
      [['one'], 'cut'],
      [['two'], 'end-of-job'],
    ]);
  });

  it('status, paper sensor and process ID are answered', () => {
    const { replies } = print([0x10, 0x04, 1], [0x1d, 0x72, 1], [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...ascii('0042')]);
    expect(replies).toEqual([0x12, 0x00, 0x37, 0x22, ...ascii('0042'), 0x00]);
  });

  it('EAN-13 and old-style NUL-ended codes print', () => {
    const { papers } = print(RESET, [0x1d, 0x77, 2], [0x1d, 0x6b, 2, ...ascii('690123456789'), 0], [0x1d, 0x6b, 67, 12, ...ascii('690123456789')]);
    expect(papers[0] && codesOf(papers[0])).toEqual([
      { symbology: 'EAN13', content: '690123456789' },
      { symbology: 'EAN13', content: '690123456789' },
    ]);
    expect(papers[0]?.faults).toEqual([]);
  });

  it('the drawing holds no markup from product names', () => {
    const { papers } = print(RESET, ascii('<script>&"'), LF);
    const { svg, width } = drawPaper(papers[0] ?? { dots: 384, height: 0, items: [], faults: [], endedBy: 'cut' });
    expect(svg).not.toContain('<script');
    expect(width).toBe(paperWidth(384));
  });
});

describe('real-time status', () => {
  it('a request torn over two packets is still found, and nothing else is taken out', () => {
    const filter = new RealTimeFilter();
    const first = filter.split(Uint8Array.of(0x41, 0x10));
    const second = filter.split(Uint8Array.of(0x04));
    const third = filter.split(Uint8Array.of(0x04, 0x42, 0x10, 0x05));
    const topics = [first, second, third].map((events) => events.flatMap((event) => (event.kind === 'status' ? [event.topic] : [])));
    expect(topics).toEqual([[], [], [4]]);
    expect([first, second, third].flat().flatMap((event) => (event.kind === 'data' ? [...event.bytes] : []))).toEqual([0x41, 0x42, 0x10, 0x05]);
  });

  it.each([
    ['ok', [0x12, 0x12, 0x12, 0x12]],
    ['near-end', [0x12, 0x12, 0x12, 0x1e]],
    ['paper-out', [0x1a, 0x32, 0x12, 0x7e]],
    ['cover-open', [0x1a, 0x16, 0x12, 0x12]],
  ] as const)('%s is told as the reference says', (state, bytes) => {
    expect([1, 2, 3, 4].map((topic) => statusByte(state, topic))).toEqual(bytes);
  });
});
