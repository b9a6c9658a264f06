/**
 * The exact bytes of every slip on both papers in both languages. A change here is a change of what shops hold in their
 * hands: look at the pictures (`npm run receipts`) before accepting it with `vitest -u`.
 */
import { describe, expect, it } from 'vitest';
import { PROFILE_58MM, PROFILE_80MM, encodeReceipt } from '../../../main/adapters/hardware/escpos.ts';
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
