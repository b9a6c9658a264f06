/** What a receipt must say, whatever it is printed on. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen, formatYuan } from '../../main/domain/money.ts';
import { pendingSlip, refundReceipt, saleReceipt, voidReceipt } from '../../main/domain/receipt.ts';
import type { ReceiptDocument, ReceiptLanguage } from '../../main/domain/receipt.ts';
import { OUT_SN, OUT_TRADE_NO, REFUND_CODE, SECOND_OUT_SN, sampleHead, sampleSale, sampleSplitSale } from '../support/receipt-samples.ts';

/** Everything that can be read on a document, in order. */
function wordsOn(document: ReceiptDocument): string {
  return document
    .map((block) => {
      switch (block.kind) {
        case 'text':
          return block.text;
        case 'columns':
          return `${block.left} ${block.right}`;
        case 'row':
          return block.cells.map((cell) => cell.text).join(' ');
        case 'qr':
        case 'code128':
          return block.caption ?? '';
        case 'rule':
        case 'feed':
        case 'cut':
        case 'drawer':
          return '';
      }
    })
    .join('\n');
}

function codesOn(document: ReceiptDocument): string[] {
  return document.flatMap((block) => (block.kind === 'code128' ? [block.content] : block.kind === 'qr' ? [block.payload] : []));
}

describe.each(['zh', 'en'] as const)('a sale receipt in %s', (language: ReceiptLanguage) => {
  it('shows both numbers of every wallet payment as text, and each Out_SN and the refund as a code', () => {
    const document = saleReceipt(sampleSplitSale(language));
    const words = wordsOn(document);
    for (const number of [OUT_TRADE_NO, OUT_SN, 'GTQ01234005683', SECOND_OUT_SN]) expect(words).toContain(number);
    expect(codesOn(document)).toEqual([SECOND_OUT_SN, OUT_SN, REFUND_CODE]);
  });

  it('never looks final for a payment that its wallet has not confirmed', () => {
    const proven = wordsOn(saleReceipt(sampleSale(language)));
    const unproven = wordsOn(saleReceipt(sampleSplitSale(language)));
    const warning = language === 'zh' ? '钱包尚未确认此笔付款' : 'The wallet has not confirmed this payment yet';
    expect(unproven).toContain(warning);
    expect(proven).not.toContain(warning);
  });

  it('a copy cannot pass for a second sale, and differs in nothing else', () => {
    const original = saleReceipt(sampleSale(language));
    const copy = saleReceipt(sampleSale(language, { copyNumber: 2 }));
    expect(wordsOn(original)).not.toMatch(/补打|REPRINT/);
    expect(wordsOn(copy)).toMatch(language === 'zh' ? /补打 第 2 次/ : /REPRINT 2/);
    expect(copy.filter((block) => !original.some((other) => JSON.stringify(other) === JSON.stringify(block)))).toHaveLength(1);
  });

  it('a demo receipt says so above and below everything else', () => {
    const lines = wordsOn(saleReceipt(sampleSale(language, { demo: true }))).split('\n').filter(Boolean);
    expect(lines[0]).toContain('演示 DEMO');
    expect(lines.slice(-2).join(' ')).toContain('演示 DEMO');
    expect(wordsOn(saleReceipt(sampleSale(language)))).not.toContain('DEMO');
  });

  it('every amount it is given stands on it, to the fen', () => {
    const amount = fc.integer({ min: 1, max: 10_000_000_000 }).map(fen);
    fc.assert(
      fc.property(amount, amount, amount, amount, (subtotal, discount, rounding, total) => {
        const words = wordsOn(saleReceipt(sampleSale(language, { subtotal, discount, rounding, total })));
        expect(words).toContain(formatYuan(subtotal));
        expect(words).toContain(`-${formatYuan(discount)}`);
        expect(words).toContain(`-${formatYuan(rounding)}`);
        expect(words).toContain(`￥${formatYuan(total)}`);
      }),
    );
  });

  it('a shop without address or phone leaves no empty label', () => {
    const words = wordsOn(saleReceipt(sampleSale(language, { shop: { name: 'A' } })));
    expect(words).not.toMatch(/电话|Tel/);
  });
});

describe.each(['zh', 'en'] as const)('slips in %s', (language) => {
  const head = sampleHead(language);
  const payment = { wallet: 'wechat', outTradeNo: OUT_TRADE_NO, outSn: OUT_SN } as const;

  it('a pending slip claims neither success nor failure and asks not to pay twice', () => {
    const words = wordsOn(pendingSlip({ ...head, amount: fen(4740), payment }));
    expect(words).toMatch(language === 'zh' ? /请不要重复付款/ : /do not pay again/);
    expect(words).toMatch(language === 'zh' ? /如已扣款/ : /If you were charged/);
    expect(words).toContain(OUT_TRADE_NO);
    expect(words).toContain(OUT_SN);
    expect(words).toContain('￥47.40');
    expect(words).not.toMatch(/成功|successful|Paid/);
  });

  it.each(['done', 'accepted', 'unproven'] as const)('a refund slip says "%s" and not more', (state) => {
    const document = refundReceipt({
      ...head,
      refundNo: 'R1',
      originalReceiptNo: '01-1',
      lines: [],
      amount: fen(1290),
      to: { kind: 'wallet', ...payment },
      state,
    });
    const claimsDone = /退款成功|Refunded: the money has been returned/.test(wordsOn(document));
    expect(claimsDone).toBe(state === 'done');
  });

  it.each(['returned', 'not-charged', 'unproven'] as const)('a void slip says "%s" and not more', (state) => {
    const words = wordsOn(voidReceipt({ ...head, receiptNo: '01-1', amount: fen(1), payment, state }));
    expect(/款项已退回|the money has been returned/.test(words)).toBe(state === 'returned');
    expect(/未扣款|nothing was charged/.test(words)).toBe(state === 'not-charged');
  });

  it('a cash refund needs no wallet numbers', () => {
    const document = refundReceipt({ ...head, refundNo: 'R1', originalReceiptNo: '01-1', lines: [], amount: fen(1), to: { kind: 'cash' }, state: 'done' });
    expect(codesOn(document)).toEqual([]);
  });
});
