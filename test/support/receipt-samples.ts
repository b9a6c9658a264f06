/** Receipts of an imaginary shop: one of every kind, with the awkward cases that real ones have. */
import { handOverSlip, pendingSlip, refundReceipt, saleReceipt, shiftReceipt, testPage, voidReceipt } from '../../main/domain/receipt.ts';
import type { ReceiptDocument, ReceiptHead, ReceiptLanguage, SaleReceiptData } from '../../main/domain/receipt.ts';
import type { ShiftReport } from '../../main/domain/shift-report.ts';
import { ZERO, fen } from '../../main/domain/money.ts';

export const OUT_SN = '01234005671';
export const OUT_TRADE_NO = 'GTM01234005671';
export const REFUND_CODE = `GT1:${OUT_SN}`;
export const SECOND_OUT_SN = '01234005683';

export function sampleHead(language: ReceiptLanguage, change: Partial<ReceiptHead> = {}): ReceiptHead {
  const shop =
    language === 'zh'
      ? { name: '柜台便利店', address: '示例市南窗路 8 号', phone: '000-5550-0108' }
      : { name: 'Counter Corner', address: '8 South Window Road, Example City', phone: '+86 000 5550 0108' };
  const cashier = language === 'zh' ? '林小满' : 'Lin';
  return { language, shop, till: '01', cashier, time: '2026-11-21 17:32', copyNumber: 0, demo: false, ...change };
}

export function sampleSale(language: ReceiptLanguage, change: Partial<SaleReceiptData> = {}): SaleReceiptData {
  const names =
    language === 'zh'
      ? ['清岩矿泉水 550ml', '有机高山红富士苹果（产地直供礼盒装）散称', '全麦吐司', '环保购物袋']
      : ['Spring water 550ml', 'Organic mountain Fuji apples, gift box, sold loose', 'Whole-wheat toast', 'Shopping bag'];
  const [water = '', apples = '', toast = '', bag = ''] = names;
  return {
    ...sampleHead(language),
    receiptNo: '01-20261121-0042',
    lines: [
      { name: water, quantityText: '6', unitPrice: fen(200), amount: fen(1200), discount: ZERO },
      { name: apples, quantityText: '1.235kg', unitPrice: fen(1980), amount: fen(2445), discount: fen(245) },
      { name: toast, quantityText: '1', unitPrice: fen(1290), amount: fen(1290), discount: ZERO },
      { name: bag, quantityText: '1', unitPrice: fen(53), amount: fen(53), discount: ZERO },
    ],
    subtotal: fen(4988),
    discount: fen(245),
    rounding: fen(3),
    total: fen(4740),
    tenders: [
      {
        kind: 'wallet',
        wallet: 'alipay',
        amount: fen(4740),
        outTradeNo: OUT_TRADE_NO,
        outSn: OUT_SN,
        tradeNo: '2026112122001434561412345678',
        state: 'proven',
      },
    ],
    refundCode: REFUND_CODE,
    ...change,
  };
}

/** A sale paid in three ways, one of them not confirmed by its wallet. */
export function sampleSplitSale(language: ReceiptLanguage): SaleReceiptData {
  const sale = sampleSale(language);
  return {
    ...sale,
    copyNumber: 1,
    demo: true,
    tenders: [
      { kind: 'cash', amount: fen(1000), tendered: fen(2000), change: fen(1000) },
      {
        kind: 'wallet',
        wallet: 'wechat',
        amount: fen(1740),
        outTradeNo: 'GTQ01234005683',
        outSn: SECOND_OUT_SN,
        state: 'unproven',
      },
      ...sale.tenders.map((tender) => ({ ...tender, amount: fen(2000) })),
    ],
  };
}

const PAYMENT = { wallet: 'wechat', outTradeNo: OUT_TRADE_NO, outSn: OUT_SN } as const;

/** A shift with everything on it that a Z must name: forced, unfinished, late and inherited payments, an open refund, a drawer that is short. */
function sampleReport(kind: 'x' | 'z'): ShiftReport {
  const at = Date.UTC(2026, 10, 21, 14, 5);
  const named = (outSn: string, amount: number): ShiftReport['forced'][number] =>
    ({ paymentId: outSn, receiptNo: '01-20261121-0042', outTradeNo: `GTM${outSn}`, outSn, wallet: 'alipay', amount: fen(amount), at });
  const isZ = kind === 'z';
  return {
    kind, shiftId: 'shift-1', number: isZ ? 128 : null, till: 1, from: at - 30_000_000, openedAt: at - 29_000_000, openedBy: '林小满', at, by: '陈店长',
    sales: {
      count: 216, gross: fen(1_234_567), lineDiscounts: fen(12_300), saleDiscounts: fen(4_500), rounding: fen(87), total: fen(1_217_680),
      firstReceiptNo: '01-20261121-0001', lastReceiptNo: '01-20261121-0216', dropped: 3, linesRemoved: 11, copies: 4,
    },
    methods: [
      { method: 'alipay', count: 102, amount: fen(612_340), refunds: 2, refunded: fen(3_580), net: fen(608_760) },
      { method: 'wechat', count: 98, amount: fen(584_900), refunds: 0, refunded: ZERO, net: fen(584_900) },
      { method: 'cash', count: 16, amount: isZ ? fen(20_440) : null, refunds: 0, refunded: ZERO, net: isZ ? fen(20_440) : null },
    ],
    voids: { count: 1, amount: fen(4740) },
    forced: [named(OUT_SN, 4740)], unfinished: [named(SECOND_OUT_SN, 1740)], late: [named(OUT_SN, 990)], inherited: [named(SECOND_OUT_SN, 500)],
    openRefunds: [{ refundId: 'r1', outRefundNo: 'GTR01234005671', wallet: 'wechat', amount: fen(1290), phase: 'accepted', unresolved: false }],
    drawer: {
      openings: 2, float: fen(50_000), in: fen(20_000), out: fen(30_000), sales: isZ ? fen(20_440) : null,
      expected: isZ ? fen(60_440) : null, counted: isZ ? fen(60_000) : null, difference: isZ ? fen(-440) : null, moves: [],
    },
    anchor: '9f86d081884c7d65',
  };
}

/** One document of every kind by name. */
export function sampleDocuments(language: ReceiptLanguage): Readonly<Record<string, ReceiptDocument>> {
  const head = sampleHead(language);
  const sale = sampleSale(language);
  return {
    sale: saleReceipt(sale),
    split: saleReceipt(sampleSplitSale(language)),
    refund: refundReceipt({
      ...head,
      refundNo: 'GTR20261121K7M4Q2X9P3TD01',
      originalReceiptNo: sale.receiptNo,
      lines: sale.lines.slice(2, 3),
      amount: fen(1290),
      to: { kind: 'wallet', ...PAYMENT },
      state: 'accepted',
    }),
    void: voidReceipt({ ...head, receiptNo: sale.receiptNo, amount: sale.total, payment: PAYMENT, state: 'returned' }),
    pending: pendingSlip({ ...head, amount: sale.total, payment: PAYMENT }),
    x: shiftReceipt({ ...head, report: sampleReport('x'), from: '2026-11-21 09:00', to: '2026-11-21 22:05' }),
    z: shiftReceipt({ ...head, report: sampleReport('z'), from: '2026-11-21 09:00', to: '2026-11-21 22:05' }),
    handover: handOverSlip({ ...head, code: '0042', receiptNo: sale.receiptNo, itemCount: 9, amount: sale.total }),
    test: testPage({ ...head, details: [['ESC/POS', '192.0.2.10:9100'], ['GBK', '中文 ￥ · ℃ ①']], code: 'GUITAI-TEST1' }),
  };
}
