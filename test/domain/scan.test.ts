/** What was scanned, where it was scanned: the place decides first, then the label's template, then the check digit. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeOutSn } from '../../main/domain/numbering.ts';
import { DEFAULT_SCAN_RULES, classifyScan, cleanScan, gtinCheckDigitOk, maskedScan } from '../../main/domain/scan.ts';
import type { ScanContext, ScanRules, Scanned } from '../../main/domain/scan.ts';
import { checkDigitOk, readGs1, scaleRuleProblem } from '../../main/domain/scan-label.ts';

const OUT_SN = makeOutSn({ till: 1, epoch: 0, counter: 42 });
const ALIPAY = '284012345678901234';
const WECHAT = '134012345678901234';
const RULES: ScanRules = {
  ...DEFAULT_SCAN_RULES,
  scaleLabels: [
    { prefix: '22', template: 'PPIIIIIAAAAAC' },
    { prefix: '21', template: 'PPIIIII-WWWWC' },
    { prefix: '26', template: 'PPIIIIIAAAAAWWWWWC' },
    { prefix: '27', template: 'PPIIIIIAAAAAWWWWW-' },
  ],
};

/** With the check digit that makes it sound. */
function sound(body: string): string {
  const digit = Array.from({ length: 10 }, (_, value) => String(value)).find((value) => checkDigitOk(body + value));
  return body + (digit ?? '');
}

const EAN = sound('690123456789');
const said = (text: string, context: ScanContext): string => {
  const scanned: Scanned = classifyScan(text, context, RULES);
  return scanned.kind === 'misplaced' ? scanned.what : scanned.kind;
};

describe('the place decides first', () => {
  const label18 = sound('26012340158000790');

  it('an 18-digit scale label that looks like an Alipay code is goods in the basket and a payment code at the pay window', () => {
    expect(classifyScan(label18, 'basket', RULES)).toEqual({ kind: 'scale_label', item: '01234', amountFen: 1580, grams: 790 });
    expect(classifyScan(label18, 'payment', RULES)).toEqual({ kind: 'payment_code', wallet: 'alipay', code: label18 });
  });

  it.each<[string, string, ScanContext, string]>([
    ['a WeChat code', WECHAT, 'payment', 'payment_code'],
    ['a WeChat code', WECHAT, 'basket', 'payment_code_in_basket'],
    ['a WeChat code', WECHAT, 'receipt', 'payment_code_at_refund'],
    ['an Alipay code', ALIPAY, 'basket', 'payment_code_in_basket'],
    ['a product', EAN, 'basket', 'product'],
    ['a product', EAN, 'payment', 'product_in_payment'],
    ['a product', EAN, 'receipt', 'product_at_refund'],
    ['our receipt', `GT1:${OUT_SN}`, 'receipt', 'receipt'],
    ['our receipt', `gt1:${OUT_SN}`, 'receipt', 'receipt'],
    ['our receipt', `GT1:${OUT_SN}`, 'payment', 'receipt_in_payment'],
    ['our receipt', OUT_SN, 'basket', 'receipt_in_basket'],
    ['a cash receipt', 'GT1:S:01-20261121-0042', 'receipt', 'receipt'],
    ['our receipt link', `https://shop.example/r?c=GT1:${OUT_SN}`, 'receipt', 'receipt'],
    ['a wallet order number', '2026112122001434561412345678', 'receipt', 'receipt'],
    ['a merchant QR', 'https://qr.alipay.com/fkx1', 'payment', 'shown_qr'],
    ['a merchant QR', 'wxp://f2f0abc', 'payment', 'shown_qr'],
    ['an invoice QR', 'https://invoice.example/x?m=1', 'basket', 'shown_qr'],
    ['a group chat', 'https://weixin.qq.com/g/abc', 'receipt', 'shown_qr'],
    ['a UnionPay code', '6212345678901234567', 'payment', 'unionpay_code'],
    ['a UnionPay code', '6212345678901234567', 'basket', 'unionpay_code'],
    ['an in-store code', 'A-17', 'basket', 'product'],
    ['noise', '\r\n', 'payment', 'unreadable'],
    ['a stray number', '4711', 'payment', 'unreadable'],
  ])('%s %s at %s: %s', (_name, text, context, wanted) => {
    expect(said(text, context)).toBe(wanted);
  });
});

describe('what the scanner knows of the symbol', () => {
  it('an EAN with a five-digit add-on has 18 digits and is not taken for a payment code', () => {
    const magazine = `]E3${sound('130012345678')}90000`;
    expect(said(magazine, 'payment')).toBe('product_in_payment');
    expect(classifyScan(magazine, 'basket', RULES)).toEqual({ kind: 'product', code: sound('130012345678') });
  });

  it.each([[`]C0${ALIPAY}`, 'payment_code'], [`]Q0${WECHAT}`, 'payment_code'], [`]I0${ALIPAY}`, 'unreadable'], [`]A0${ALIPAY}`, 'unreadable']])(
    '%s at the pay window: %s', (text, wanted) => {
      expect(said(text, 'payment')).toBe(wanted);
    });

  it('GS1: the article number and the weight, wherever they stand', () => {
    const gtin = `0${EAN}`;
    expect(classifyScan(`]C101${gtin}3103001250`, 'basket', RULES)).toEqual({ kind: 'scale_label', item: EAN, grams: 1250 });
    expect(classifyScan(`]d210LOT7\u001D17271231\u001D01${gtin}`, 'basket', RULES)).toEqual({ kind: 'product', code: EAN });
    expect(classifyScan(`01${gtin}10L\u001D21X`, 'basket', RULES)).toEqual({ kind: 'product', code: EAN });
    expect(readGs1('0100000000000018')).toBeUndefined();
    expect(readGs1(`01${sound('0000009638507'.slice(0, 13))}`)?.gtin).toHaveLength(8);
  });

  it('frame characters and line ends are never part of a code', () => {
    expect(cleanScan(`\u0002]E0${EAN}\u0003\r\n`)).toBe(EAN);
  });
});

describe('scale labels', () => {
  it('a label that was read wrongly is scanned again instead of sold at a wrong price', () => {
    const good = sound('220123401580');
    expect(classifyScan(good, 'basket', RULES)).toEqual({ kind: 'scale_label', item: '01234', amountFen: 1580 });
    const bad = good.slice(0, -1) + String((Number(good.at(-1)) + 1) % 10);
    expect(said(bad, 'basket')).toBe('unreadable');
  });

  it('no single misread digit of a label passes', () => {
    const digits = fc.tuple(fc.stringMatching(/^22\d{10}$/), fc.nat({ max: 12 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(fc.property(digits, ([body, place, change]) => {
      const code = sound(body);
      const wrong = code.slice(0, place) + String((Number(code[place]) + change) % 10) + code.slice(place + 1);
      expect(classifyScan(wrong, 'basket', RULES).kind).not.toBe('scale_label');
    }));
  });

  it('weight, inner check digits and labels without a check digit are set by the template', () => {
    expect(classifyScan(sound('210123470790'), 'basket', RULES)).toEqual({ kind: 'scale_label', item: '01234', grams: 790 });
    expect(classifyScan('270123401580007900', 'basket', RULES)).toEqual({ kind: 'scale_label', item: '01234', amountFen: 1580, grams: 790 });
  });

  it.each([
    ['22', 'PPIIIIIAAAAAC', undefined], ['2', 'PIIIIIIAAAAAC', undefined], ['26', 'PPIIIIIWWWWWAAAAAC', undefined], ['22', 'PPIIIII-AAAAC', undefined],
    ['2x', 'PPIIIIIAAAAAC', 'prefix'], ['22', 'PIIIIIIAAAAAC', 'template'], ['22', 'PPIIIIIIIIIIC', 'template'], ['22', 'PPAAAAAIIIIIC', 'template'], ['22', 'PPIIAAC', 'template'],
  ] as const)('a rule %s %s: %s', (prefix, template, problem) => {
    expect(scaleRuleProblem({ prefix, template })).toBe(problem);
  });
});

describe('payment codes', () => {
  it.each([ALIPAY, WECHAT, `]C0${ALIPAY}`, '2512345678901234', '301234567890123456789012'])('%s is never shown in full', (code) => {
    expect(maskedScan(code)).toMatch(/^\*+\d{4}$/);
  });

  it('other codes are shown as they are', () => {
    expect(maskedScan(EAN)).toBe(EAN);
    expect(gtinCheckDigitOk(EAN)).toBe(true);
  });
});
