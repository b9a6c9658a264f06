/**
 * The door to receipts: plain data in, a `ReceiptDocument` out. Pure functions of their data, so that a copy printed a
 * year later differs from the original only in its copy number.
 */
export type {
  Align,
  Cell,
  Code128Block,
  ColumnsBlock,
  QrBlock,
  QrLevel,
  ReceiptBlock,
  ReceiptDocument,
  RowBlock,
  RuleBlock,
  TextBlock,
  TextSize,
} from './receipt-document.ts';
export type { ReceiptLanguage, ReceiptWallet } from './receipt-words.ts';
export type { ReceiptHead, ReceiptShop, WalletNumbers } from './receipt-parts.ts';
export type { CashTender, ReceiptLine, ReceiptTender, SaleReceiptData, WalletTender } from './receipt-sale.ts';
export type { HandOverSlipData, PendingSlipData, RefundReceiptData, TestPageData, VoidReceiptData } from './receipt-slips.ts';
export { saleReceipt } from './receipt-sale.ts';
export { handOverSlip, pendingSlip, refundReceipt, testPage, voidReceipt } from './receipt-slips.ts';
export { shiftReceipt } from './receipt-shift.ts';
export type { ShiftReceiptData } from './receipt-shift.ts';
export { markedAsCopy } from './receipt-copy.ts';
