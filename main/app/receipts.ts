/** From a settled sale and its payments to the data of its receipt. */
import { lineDiscount, lineGross, totals } from '../domain/sale.ts';
import type { Sale } from '../domain/sale.ts';
import { addFen, multiplyByThousandths, splitFen, subtractFen } from '../domain/money.ts';
import { receiptCode } from '../domain/numbering.ts';
import { covers, isUnproven } from '../domain/payment.ts';
import type { Payment } from '../domain/payment.ts';
import { pendingSlip, refundReceipt, saleReceipt } from '../domain/receipt.ts';
import type { ReceiptDocument, ReceiptHead, SaleReceiptData } from '../domain/receipt.ts';
import type { Refund } from '../domain/refund.ts';
import type { TillSettings } from './session.ts';

/** Local time as people read it: `2026-11-21 17:32`. */
export function localTime(at: number, utcOffsetMinutes: number): string {
  return new Date(at + utcOffsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

export function quantityText(quantity: number, unit: 'piece' | 'kg'): string {
  if (unit === 'kg') return `${(quantity / 1000).toFixed(3)}kg`;
  return quantity % 1000 === 0 ? String(quantity / 1000) : (quantity / 1000).toFixed(3);
}

/** The receipt of a settled sale. `copyNumber` 0 is the original; only the original of a cash sale opens the drawer. */
export function receiptOf(sale: Sale, payments: readonly Payment[], settings: TillSettings, copyNumber: number): ReceiptDocument {
  const document = saleReceipt(receiptData(sale, payments, settings, copyNumber));
  return sale.cash.length > 0 && copyNumber === 0 ? [{ kind: 'drawer' }, ...document] : document;
}

/** What every slip of this till begins with. */
export function headOf(settings: TillSettings, at: number, copyNumber: number): ReceiptHead {
  const { shop, receiptLanguage: language, receiptHead, receiptFoot } = settings;
  return {
    language,
    shop: {
      name: language === 'zh' ? shop.nameZh : shop.nameEn,
      ...(shop.address !== undefined && { address: shop.address }),
      ...(shop.phone !== undefined && { phone: shop.phone }),
      ...(receiptHead && { head: receiptHead }),
      ...(receiptFoot && { foot: receiptFoot }),
    },
    till: String(settings.till.number).padStart(3, '0'),
    cashier: settings.cashier.name,
    time: localTime(at, settings.utcOffsetMinutes),
    copyNumber,
    demo: settings.profile === 'demo',
  };
}

/** For a customer who has to go before the wallet's answer is known. */
export function pendingSlipOf(payment: Payment, settings: TillSettings, at: number): ReceiptDocument {
  const { amount, wallet, outTradeNo, outSn } = payment;
  return pendingSlip({ ...headOf(settings, at, 0), amount, payment: { wallet, outTradeNo, outSn } });
}

function receiptData(sale: Sale, payments: readonly Payment[], settings: TillSettings, copyNumber: number): SaleReceiptData {
  const { receiptLanguage: language } = settings;
  const figures = totals(sale, payments);
  const wallets = payments.filter(covers);
  return {
    ...headOf(settings, sale.closedAt ?? sale.openedAt, copyNumber),
    receiptNo: sale.receiptNo,
    lines: sale.lines.map((line) => ({
      name: language === 'zh' ? line.nameZh : line.nameEn,
      quantityText: quantityText(line.quantity, line.unit),
      unitPrice: line.unitPrice,
      amount: lineGross(line),
      discount: lineDiscount(line),
    })),
    subtotal: figures.gross,
    discount: addFen(figures.lineDiscounts, figures.saleDiscount),
    rounding: figures.rounding,
    total: figures.total,
    tenders: [
      ...wallets.map((payment) => ({
        kind: 'wallet' as const, wallet: payment.wallet, amount: payment.amount, outTradeNo: payment.outTradeNo, outSn: payment.outSn,
        ...(payment.tradeNo !== undefined && { tradeNo: payment.tradeNo }),
        state: isUnproven(payment) ? ('unproven' as const) : ('proven' as const),
      })),
      ...sale.cash.map((cash) => ({ kind: 'cash' as const, amount: cash.amount, tendered: cash.tendered, change: cash.change })),
    ],
    refundCode: wallets[0] ? receiptCode(wallets[0].outSn) : `GT1:S:${sale.receiptNo}`,
  };
}

/** The slip of a refund, saying no more than its phase. Goods are priced as they were; what the customer did not pay for them is their discount. */
export function refundSlipOf({ refund, payment, sale }: { readonly refund: Refund; readonly payment: Payment; readonly sale: Sale }, settings: TillSettings, copyNumber: number): ReceiptDocument {
  const zh = settings.receiptLanguage === 'zh';
  const goods = (refund.lines ?? []).flatMap(({ lineId, quantity, amount }) => {
    const line = sale.lines.find(({ id }) => id === lineId);
    return line ? [{ line, quantity, amount, gross: multiplyByThousandths(line.unitPrice, quantity) }] : [];
  });
  // Refunds of an older version do not say what each line came to.
  const shares = splitFen(refund.amount, goods.map(({ gross }) => gross));
  const paid = goods.map(({ amount }, index) => amount ?? shares[index]);
  return refundReceipt({
    ...headOf(settings, refund.finishedAt ?? refund.createdAt, copyNumber),
    refundNo: refund.outRefundNo,
    originalReceiptNo: sale.receiptNo,
    lines: goods.map(({ line, quantity, gross }, index) => ({
      name: zh ? line.nameZh : line.nameEn, quantityText: quantityText(quantity, line.unit), unitPrice: line.unitPrice, amount: gross,
      discount: subtractFen(gross, paid[index] ?? gross),
    })),
    amount: refund.amount,
    to: {
      kind: 'wallet', wallet: refund.wallet, outTradeNo: refund.outTradeNo, outSn: refund.outSn, ...(payment.tradeNo !== undefined && { tradeNo: payment.tradeNo }),
    },
    state: refund.phase === 'done' ? 'done' : refund.phase === 'accepted' ? 'accepted' : 'unproven',
  });
}
