/** Prints on the virtual printer without a network: bytes in, receipts out. */
import { encodeReceipt } from '../../main/adapters/hardware/escpos.ts';
import type { EncodeWarning, PrinterProfile } from '../../main/adapters/hardware/escpos.ts';
import type { ReceiptDocument } from '../../main/domain/receipt.ts';
import type { DrawerKick } from '../../main/simulator/printer/commands.ts';
import { EscPosInterpreter } from '../../main/simulator/printer/interpreter.ts';
import type { Paper } from '../../main/simulator/printer/paper.ts';
import { statusByte } from '../../main/simulator/printer/state.ts';

export interface Printout {
  readonly papers: readonly Paper[];
  readonly kicks: readonly DrawerKick[];
  readonly replies: readonly number[];
}

export function interpret(bytes: Uint8Array, dots: number, charset: 'gbk' | 'gb18030' = 'gbk', pieceBytes = bytes.length): Printout {
  const papers: Paper[] = [];
  const kicks: DrawerKick[] = [];
  const replies: number[] = [];
  const interpreter = new EscPosInterpreter({
    dots,
    charset,
    status: (topic) => statusByte('ok', topic),
    reply: (answer) => replies.push(...answer),
    autoStatus: () => undefined,
    kicked: (kick) => kicks.push(kick),
    finished: (paper) => papers.push(paper),
  });
  for (let start = 0; start < bytes.length; start += pieceBytes) interpreter.feed(bytes.subarray(start, start + pieceBytes));
  interpreter.endOfJob();
  return { papers, kicks, replies };
}

export interface PrintedDocument {
  readonly bytes: Uint8Array;
  readonly warnings: readonly EncodeWarning[];
  readonly paper: Paper;
  readonly kicks: readonly DrawerKick[];
}

/** Encodes and prints one document; it must come out as one paper. */
export function printOnPaper(document: ReceiptDocument, profile: PrinterProfile): PrintedDocument {
  const { bytes, warnings } = encodeReceipt(document, profile);
  const { papers, kicks } = interpret(bytes, profile.dots, profile.charset);
  const [paper] = papers;
  if (!paper || papers.length !== 1) throw new Error(`one paper expected, ${papers.length} came out`);
  return { bytes, warnings, paper, kicks };
}
