/**
 * The slips beside the sale receipt: refund, void, the slip for a payment whose ending is not known yet, and the page by
 * which a shop checks its printer. None of them claims more than its `state` says.
 */
import type { ReceiptBlock, ReceiptDocument } from './receipt-document.ts';
import { footBlocks, headBlocks, originBlocks, totalBlocks, walletNumberBlocks } from './receipt-parts.ts';
import type { ReceiptHead, WalletNumbers } from './receipt-parts.ts';
import { itemTable } from './receipt-sale.ts';
import type { ReceiptLine } from './receipt-sale.ts';
import { wordsOf } from './receipt-words.ts';
import type { Fen } from './money.ts';

export interface RefundReceiptData extends ReceiptHead {
  readonly refundNo: string;
  readonly originalReceiptNo: string;
  /** The goods that came back; empty when only an amount is refunded. */
  readonly lines: readonly ReceiptLine[];
  readonly amount: Fen;
  readonly to: { readonly kind: 'cash' } | ({ readonly kind: 'wallet' } & WalletNumbers);
  /** `accepted`: the provider took the order, the money is on its way; `unproven`: not even that is certain. */
  readonly state: 'done' | 'accepted' | 'unproven';
}

export function refundReceipt(data: RefundReceiptData): ReceiptDocument {
  const words = wordsOf(data.language);
  const { to } = data;
  return [
    ...headBlocks(data, words, words.refundTitle),
    { kind: 'columns', left: words.refundNo, right: data.refundNo },
    { kind: 'columns', left: words.originalReceiptNo, right: data.originalReceiptNo },
    ...originBlocks(data, words),
    { kind: 'rule', weight: 'light' },
    ...itemTable(data.lines, words),
    ...totalBlocks(words.refundTotal, data.amount),
    { kind: 'columns', left: words.refundTo, right: to.kind === 'cash' ? words.cash : words.wallets[to.wallet], bold: true },
    { kind: 'text', text: words.refundStates[data.state] },
    ...(to.kind === 'cash' ? [] : walletNumberBlocks(to, words)),
    { kind: 'rule', weight: 'light' },
    { kind: 'text', text: words.signature },
    { kind: 'feed', lines: 2 },
    { kind: 'rule', weight: 'light' },
    ...footBlocks(data, words, [words.keep]),
  ];
}

export interface VoidReceiptData extends ReceiptHead {
  readonly receiptNo: string;
  readonly amount: Fen;
  readonly payment: WalletNumbers;
  readonly state: 'returned' | 'not-charged' | 'unproven';
}

/** The customer's proof that a payment of an open sale was given back, or is being checked. */
export function voidReceipt(data: VoidReceiptData): ReceiptDocument {
  const words = wordsOf(data.language);
  return [
    ...headBlocks(data, words, words.voidTitle),
    { kind: 'columns', left: words.receiptNo, right: data.receiptNo },
    ...originBlocks(data, words),
    ...totalBlocks(words.voidTotal, data.amount),
    { kind: 'text', text: words.wallets[data.payment.wallet], bold: true },
    { kind: 'text', text: words.voidStates[data.state] },
    ...walletNumberBlocks(data.payment, words),
    { kind: 'rule', weight: 'light' },
    ...footBlocks(data, words, [words.keep]),
  ];
}

export interface PendingSlipData extends ReceiptHead {
  readonly amount: Fen;
  readonly payment: WalletNumbers;
}

/** Handed out when the customer must leave before the wallet's answer is known: it promises only what will be kept. */
export function pendingSlip(data: PendingSlipData): ReceiptDocument {
  const words = wordsOf(data.language);
  return [
    ...headBlocks(data, words, words.pendingTitle),
    ...originBlocks(data, words),
    ...totalBlocks(words.pendingTotal, data.amount),
    { kind: 'text', text: words.wallets[data.payment.wallet], bold: true },
    ...walletNumberBlocks(data.payment, words),
    { kind: 'rule', weight: 'light' },
    ...words.pendingNotes.map((text, index): ReceiptBlock => ({ kind: 'text', text, bold: index === 0 })),
    { kind: 'rule', weight: 'light' },
    ...footBlocks(data, words, [words.keep]),
  ];
}

export interface HandOverSlipData extends ReceiptHead {
  /** Short enough to be called out: the end of the receipt number. */
  readonly code: string;
  readonly receiptNo: string;
  readonly itemCount: number;
  readonly amount: Fen;
}

/** From self-checkout to a counter, for those who pay in cash. It says that nothing is paid, so that it opens no exit. */
export function handOverSlip(data: HandOverSlipData): ReceiptDocument {
  const words = wordsOf(data.language);
  return [
    ...headBlocks(data, words, words.handOverTitle),
    { kind: 'columns', left: words.receiptNo, right: data.receiptNo },
    ...originBlocks(data, words),
    ...totalBlocks(words.handOverTotal, data.amount),
    { kind: 'columns', left: words.handOverItems, right: String(data.itemCount) },
    { kind: 'feed', lines: 1 },
    { kind: 'columns', left: words.handOverCode, right: data.code, bold: true, size: 'double' },
    { kind: 'feed', lines: 1 },
    ...words.handOverNotes.map((text, index): ReceiptBlock => ({ kind: 'text', text, bold: index === 0 })),
    { kind: 'rule', weight: 'light' },
    ...footBlocks(data, words, [words.keep]),
  ];
}

export interface TestPageData extends ReceiptHead {
  /** Facts about the printer and its settings, label and value. */
  readonly details: readonly (readonly [label: string, value: string])[];
  /** Content of both test codes: printable ASCII, at most 12 characters for 58 mm paper. */
  readonly code: string;
}

/** Shows every element that a receipt uses, so that a wrong paper width or character set is seen at once. */
export function testPage(data: TestPageData): ReceiptDocument {
  const words = wordsOf(data.language);
  return [
    ...headBlocks(data, words, words.testTitle),
    ...originBlocks(data, words),
    ...data.details.map(([left, right]): ReceiptBlock => ({ kind: 'columns', left, right })),
    { kind: 'rule', weight: 'light' },
    { kind: 'text', text: words.testNormal },
    { kind: 'text', text: words.testBold, bold: true },
    { kind: 'text', text: words.testTall, size: 'tall' },
    { kind: 'text', text: words.testDouble, size: 'double' },
    { kind: 'columns', left: `|<- ${words.testLeft}`, right: `${words.testRight} ->|` },
    { kind: 'rule', weight: 'heavy' },
    { kind: 'code128', content: data.code, caption: data.code },
    { kind: 'qr', payload: data.code, level: 'M', caption: data.code },
    ...footBlocks(data, words, [words.testEnd]),
  ];
}
