/**
 * The receipt of a sale. Everything that a later refund, complaint or audit asks for is on it, in words a customer can
 * read: what was bought, how it was paid, and each wallet payment's numbers as text and as codes.
 */
import type { ReceiptBlock, ReceiptDocument } from './receipt-document.ts';
import { footBlocks, headBlocks, originBlocks, totalBlocks, walletNumberBlocks, yuan } from './receipt-parts.ts';
import type { ReceiptHead, WalletNumbers } from './receipt-parts.ts';
import { wordsOf } from './receipt-words.ts';
import type { ReceiptWords } from './receipt-words.ts';
import { formatYuan, negateFen } from './money.ts';
import type { Fen } from './money.ts';

export interface ReceiptLine {
  readonly name: string;
  /** Quantity as people read it: `2`, `1.234kg`. */
  readonly quantityText: string;
  readonly unitPrice: Fen;
  /** Quantity times price, before the discount. */
  readonly amount: Fen;
  /** What is taken off this line; 0 or more. */
  readonly discount: Fen;
}

export interface CashTender {
  readonly kind: 'cash';
  /** The part of the sale that is covered in cash. */
  readonly amount: Fen;
  readonly tendered: Fen;
  readonly change: Fen;
}

export interface WalletTender extends WalletNumbers {
  readonly kind: 'wallet';
  readonly amount: Fen;
  /** `unproven`: declared paid by approval, the wallet has not confirmed it. The paper says so. */
  readonly state: 'proven' | 'unproven';
}

export type ReceiptTender = CashTender | WalletTender;

export interface SaleReceiptData extends ReceiptHead {
  readonly receiptNo: string;
  readonly lines: readonly ReceiptLine[];
  /** Sum of the line amounts before any discount. */
  readonly subtotal: Fen;
  /** All that was taken off: lines' discounts and the sale's; 0 or more. */
  readonly discount: Fen;
  /** 抹零: what was rounded off in the customer's favour; 0 or more. */
  readonly rounding: Fen;
  readonly total: Fen;
  readonly tenders: readonly ReceiptTender[];
  /** What the QR at the foot holds: scanned at a till, it opens the refund of this sale. */
  readonly refundCode: string;
}

const QUANTITY_COLUMNS = 8;
const MONEY_COLUMNS = 10;
const NAME_NEEDS_COLUMNS = 16;
const SPACE: ReceiptBlock = { kind: 'feed', lines: 1 };

/** Lays out a sale receipt, without a drawer pulse: the drawer is opened when cash is taken, not when paper is printed. */
export function saleReceipt(data: SaleReceiptData): ReceiptDocument {
  const words = wordsOf(data.language);
  return [
    ...headBlocks(data, words),
    { kind: 'columns', left: words.receiptNo, right: data.receiptNo },
    ...originBlocks(data, words),
    { kind: 'rule', weight: 'light' },
    ...itemTable(data.lines, words),
    { kind: 'rule', weight: 'light' },
    ...reductionBlocks(data, words),
    ...totalBlocks(words.total, data.total),
    ...data.tenders.flatMap((tender, index) => [...(index > 0 ? [SPACE] : []), ...tenderBlocks(tender, words)]),
    { kind: 'rule', weight: 'light' },
    { kind: 'qr', payload: data.refundCode, level: 'M', caption: words.scanToRefund },
    SPACE,
    ...footBlocks(data, words, [words.thanks]),
  ];
}

/** The table of goods with its heading; also used by refund slips. */
export function itemTable(lines: readonly ReceiptLine[], words: ReceiptWords): ReceiptBlock[] {
  if (lines.length === 0) return [];
  const discount = `  ${words.itemDiscount}`;
  const blocks = [row(words.item, words.quantity, words.price, words.amount, 0)];
  for (const line of lines) {
    blocks.push(row(line.name, line.quantityText, formatYuan(line.unitPrice), formatYuan(line.amount), NAME_NEEDS_COLUMNS));
    if (line.discount !== 0) blocks.push({ kind: 'columns', left: discount, right: formatYuan(negateFen(line.discount)) });
  }
  return blocks;
}

function row(name: string, quantity: string, price: string, amount: string, stackUnder: number): ReceiptBlock {
  return {
    kind: 'row',
    cells: [
      { text: name, width: 'rest' },
      { text: quantity, width: QUANTITY_COLUMNS, align: 'right' },
      { text: price, width: MONEY_COLUMNS, align: 'right' },
      { text: amount, width: MONEY_COLUMNS, align: 'right' },
    ],
    stackUnder,
  };
}

function reductionBlocks(data: SaleReceiptData, words: ReceiptWords): ReceiptBlock[] {
  if (data.discount === 0 && data.rounding === 0) return [];
  return [
    { kind: 'columns', left: words.subtotal, right: formatYuan(data.subtotal) },
    ...reduction(words.discount, data.discount),
    ...reduction(words.rounding, data.rounding),
  ];
}

function reduction(label: string, amount: Fen): ReceiptBlock[] {
  return amount === 0 ? [] : [{ kind: 'columns', left: label, right: formatYuan(negateFen(amount)) }];
}

function tenderBlocks(tender: ReceiptTender, words: ReceiptWords): ReceiptBlock[] {
  if (tender.kind === 'cash') {
    return [
      { kind: 'columns', left: words.cash, right: yuan(tender.amount), bold: true },
      { kind: 'columns', left: words.cashTendered, right: formatYuan(tender.tendered) },
      { kind: 'columns', left: words.change, right: formatYuan(tender.change) },
    ];
  }
  return [
    { kind: 'columns', left: words.wallets[tender.wallet], right: yuan(tender.amount), bold: true },
    ...(tender.state === 'unproven' ? [{ kind: 'text', text: `! ${words.unproven}`, bold: true } as const] : []),
    ...walletNumberBlocks(tender, words),
  ];
}
