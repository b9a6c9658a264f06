/**
 * A receipt of which part may be on the paper already is printed again whole and marked, so that two papers are never taken
 * for two sales.
 */
import type { ReceiptBlock, ReceiptDocument } from './receipt-document.ts';
import { wordsOf } from './receipt-words.ts';

/** The same receipt as copy number `copyNumber` (1 or more). It says so in both languages, and does not open the drawer again. */
export function markedAsCopy(document: ReceiptDocument, copyNumber: number): ReceiptDocument {
  const paper = document.filter((block) => block.kind !== 'drawer' && !isCopyMark(block, copyNumber - 1));
  const place = paper.findIndex((block) => block.kind === 'rule');
  const at = place < 0 ? 0 : place;
  return [...paper.slice(0, at), copyMark(copyNumber), ...paper.slice(at)];
}

function copyMark(copyNumber: number): ReceiptBlock {
  const text = `${wordsOf('zh').reprint(copyNumber)} ${wordsOf('en').reprint(copyNumber)}`;
  return { kind: 'text', text, align: 'center', bold: true, size: 'double' };
}

function isCopyMark(block: ReceiptBlock, copyNumber: number): boolean {
  if (block.kind !== 'text') return false;
  const marks = [wordsOf('zh').reprint(copyNumber), wordsOf('en').reprint(copyNumber)];
  return marks.includes(block.text) || block.text === marks.join(' ');
}
