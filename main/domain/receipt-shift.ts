/** X and Z on paper: the very figures of the screen, and by number everything that is not settled. */
import type { ReceiptBlock, ReceiptDocument } from './receipt-document.ts';
import { footBlocks, headBlocks, yuan } from './receipt-parts.ts';
import type { ReceiptHead } from './receipt-parts.ts';
import { wordsOf } from './receipt-words.ts';
import type { ReceiptWords } from './receipt-words.ts';
import type { Fen } from './money.ts';
import { negateFen } from './money.ts';
import type { MethodTotals, NamedPayment, NamedRefund, ShiftReport } from './shift-report.ts';

export interface ShiftReceiptData extends ReceiptHead {
  readonly report: ShiftReport;
  /** Local times as people read them. */
  readonly from: string;
  readonly to: string;
}

const LIGHT: ReceiptBlock = { kind: 'rule', weight: 'light' };

export function shiftReceipt(data: ShiftReceiptData): ReceiptDocument {
  const words = wordsOf(data.language);
  const { report } = data;
  return [
    ...headBlocks(data, words, report.kind === 'z' ? words.zTitle : words.xTitle),
    ...(report.number === null ? [] : [columns(words.zNumber, String(report.number).padStart(4, '0'), true)]),
    columns(words.till, data.till),
    columns(words.shiftFrom, data.from),
    columns(words.shiftTo, data.to),
    columns(words.openedBy, report.openedBy),
    columns(words.closedBy, report.by),
    LIGHT,
    ...salesBlocks(report.sales, words),
    LIGHT,
    ...report.methods.flatMap((totals) => methodBlocks(totals, words)),
    columns(`  ${words.voids} ${words.times(report.voids.count)}`, yuan(report.voids.amount)),
    LIGHT,
    ...drawerBlocks(report.drawer, words),
    ...paymentBlocks(words.forcedList, report.forced, words),
    ...paymentBlocks(words.unfinishedList, report.unfinished, words),
    ...paymentBlocks(words.lateList, report.late, words),
    ...paymentBlocks(words.inheritedList, report.inherited, words),
    ...refundBlocks(report.openRefunds, words),
    LIGHT,
    columns(words.anchor, report.anchor),
    ...(report.kind === 'z' ? [...signatureBlocks(words.handedOverBy), ...signatureBlocks(words.takenOverBy)] : []),
    ...footBlocks(data, words, []),
  ];
}

/** Those who give the drawer away and who take it sign the Z; an X changes no hands. */
function signatureBlocks(who: string): ReceiptBlock[] {
  return [{ kind: 'text', text: who }, { kind: 'feed', lines: 2 }, LIGHT];
}

function salesBlocks(sales: ShiftReport['sales'], words: ReceiptWords): ReceiptBlock[] {
  return [
    columns(words.salesCount, String(sales.count)),
    columns(words.gross, yuan(sales.gross)),
    columns(words.lineDiscounts, yuan(negateFen(sales.lineDiscounts))),
    columns(words.saleDiscounts, yuan(negateFen(sales.saleDiscounts))),
    columns(words.rounding, yuan(negateFen(sales.rounding))),
    columns(words.total, yuan(sales.total), true),
    ...(sales.firstReceiptNo === undefined ? [] : [columns(words.firstReceipt, sales.firstReceiptNo)]),
    ...(sales.lastReceiptNo === undefined ? [] : [columns(words.lastReceipt, sales.lastReceiptNo)]),
    columns(words.droppedSales, String(sales.dropped)),
    columns(words.removedLines, String(sales.linesRemoved)),
    columns(words.copies, String(sales.copies)),
  ];
}

function methodBlocks({ method, count, amount, refunds, refunded, net }: MethodTotals, words: ReceiptWords): ReceiptBlock[] {
  return [
    { kind: 'text', text: words.methods[method], bold: true },
    columns(`  ${words.received} ${words.times(count)}`, orLater(amount, words)),
    ...(method === 'cash' ? [] : [columns(`  ${words.refunded} ${words.times(refunds)}`, yuan(negateFen(refunded))), columns(`  ${words.net}`, orLater(net, words))]),
  ];
}

function drawerBlocks(drawer: ShiftReport['drawer'], words: ReceiptWords): ReceiptBlock[] {
  return [
    { kind: 'text', text: words.drawer, bold: true },
    columns(words.openings, String(drawer.openings)),
    columns(words.float, yuan(drawer.float)),
    columns(words.cashSales, orLater(drawer.sales, words)),
    columns(words.cashIn, yuan(drawer.in)),
    columns(words.cashOut, yuan(negateFen(drawer.out))),
    ...drawer.moves.map(({ kind, amount, reason, by }) => columns(`  ${reason} ${by}`, yuan(kind === 'in' ? amount : negateFen(amount)))),
    columns(words.expected, orLater(drawer.expected, words)),
    columns(words.counted, orLater(drawer.counted, words)),
    columns(words.difference, orLater(drawer.difference, words), true),
  ];
}

function paymentBlocks(title: string, payments: readonly NamedPayment[], words: ReceiptWords): ReceiptBlock[] {
  if (payments.length === 0) return [];
  return [
    LIGHT,
    { kind: 'text', text: `! ${title} ${words.times(payments.length)}`, bold: true },
    ...payments.flatMap(({ wallet, amount, outTradeNo, receiptNo }) => [columns(words.wallets[wallet], yuan(amount)), columns(`  ${outTradeNo}`, receiptNo)]),
  ];
}

function refundBlocks(refunds: readonly NamedRefund[], words: ReceiptWords): ReceiptBlock[] {
  if (refunds.length === 0) return [];
  return [
    LIGHT,
    { kind: 'text', text: `! ${words.openRefundList} ${words.times(refunds.length)}`, bold: true },
    ...refunds.flatMap(({ wallet, amount, outRefundNo }) => [columns(words.wallets[wallet], yuan(amount)), columns(`  ${outRefundNo}`, '')]),
  ];
}

function orLater(amount: Fen | null, words: ReceiptWords): string {
  return amount === null ? words.notCounted : yuan(amount);
}

function columns(left: string, right: string, bold = false): ReceiptBlock {
  return { kind: 'columns', left, right, ...(bold && { bold }) };
}
