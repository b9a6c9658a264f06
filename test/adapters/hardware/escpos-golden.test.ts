/**
 * The exact bytes of every slip on both papers in both languages. A change here is a change of what shops hold in their
 * hands: look at the pictures (`npm run receipts`) before accepting it with `vitest -u`.
 */
import { describe, expect, it } from 'vitest';
import { PROFILE_58MM, PROFILE_80MM, encodeReceipt } from '../../../main/adapters/hardware/escpos.ts';
import type { ReceiptDocument } from '../../../main/domain/receipt.ts';
import { interpret } from '../../support/print-on-paper.ts';
import { sampleDocuments } from '../../support/receipt-samples.ts';

const PAPERS = [['58mm', PROFILE_58MM], ['80mm', PROFILE_80MM]] as const;

/** One printed line a row, so that a difference is readable. */
function hexRows(bytes: Uint8Array): string {
  const rows: string[] = [];
  let row = '';
  for (const byte of bytes) {
    row += byte.toString(16).padStart(2, '0');
    if (byte === 0x0a) {
      rows.push(row);
      row = '';
    }
  }
  return [...rows, row].join('\n');
}

describe.each(PAPERS)('bytes on %s', (paper, profile) => {
  describe.each(['zh', 'en'] as const)('in %s', (language) => {
    it.each(Object.entries(sampleDocuments(language)))('a change of the %s slip does not go unnoticed', async (name, document) => {
      const { bytes, warnings } = encodeReceipt(document, profile);
      expect(warnings).toEqual([]);
      // Every slip is of two-byte characters, so the larger charset gives the same bytes.
      expect(encodeReceipt(document, { ...profile, charset: 'gb18030' }).bytes).toEqual(bytes);
      await expect(hexRows(bytes)).toMatchFileSnapshot(`../../fixtures/receipts/${name}-${paper}-${language}.hex`);
    });

    it.each(Object.entries(sampleDocuments(language)))('the %s slip is obeyed without a fault, in one piece or byte by byte', (_name, document) => {
      const { bytes } = encodeReceipt(document, profile);
      const whole = interpret(bytes, profile.dots);
      expect(whole.papers.flatMap((printed) => printed.faults)).toEqual([]);
      expect(whole.papers).toHaveLength(1);
      expect(interpret(bytes, profile.dots, 'gbk', 1)).toEqual(whole);
    });
  });
});

const RARE: ReceiptDocument = [
  { kind: 'text', text: '㛃𠮷镕喆 ¥12 • é ℃ ① € ™ 💐' },
  { kind: 'columns', left: '㛃记面馆（𠮷祥里店）', right: '￥12.50' },
  { kind: 'row', cells: [{ text: '镕喆㛃'.repeat(6), width: 'rest' }, { text: '1', width: 8, align: 'right' }, { text: '3.50', width: 10, align: 'right' }] },
  { kind: 'cut' },
];

describe.each(PAPERS)('rare characters on %s', (paper, profile) => {
  it.each(['gbk', 'gb18030'] as const)('a change of what %s makes of them does not go unnoticed', async (charset) => {
    const { bytes } = encodeReceipt(RARE, { ...profile, charset });
    expect(interpret(bytes, profile.dots, charset).papers.flatMap((printed) => printed.faults)).toEqual([]);
    await expect(hexRows(bytes)).toMatchFileSnapshot(`../../fixtures/receipts/rare-${paper}-${charset}.hex`);
  });
});
