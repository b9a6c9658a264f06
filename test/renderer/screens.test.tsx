/** Every screen and window draws in both languages, and carries what the end-to-end tests and screen readers look for. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { maskedCode } from '../../renderer/payment/CodeWindow.tsx';
import { Gallery } from '../../renderer/gallery/Gallery.tsx';
import { PAYMENTS } from '../../renderer/gallery/fixtures.ts';
import { PARTS, SCREENS, WINDOWS } from '../../renderer/gallery/sections.tsx';

const draw = (name: string, language: 'zh' | 'en' = 'zh'): string => renderToStaticMarkup(<Gallery language={language} show={name} />);
const exhibits = [...Object.keys(SCREENS), ...Object.keys(WINDOWS), ...Object.keys(PARTS)];

describe('the gallery', () => {
  it.each(exhibits)('draws %s in both languages', (name) => {
    for (const language of ['zh', 'en'] as const) {
      const html = draw(name, language);
      expect(html).not.toBe('');
      expect(html).not.toMatch(/undefined|NaN|\[object|\{\w+\}/);
    }
  });
});

describe('the sale', () => {
  it('has its total, its rows and every tender with its key', () => {
    const html = draw('checkout');
    for (const id of ['total', 'lines', 'tender-mobile', 'tender-alipay', 'tender-wechat', 'tender-cash', 'product-p1', 'demo-badge']) expect(html).toContain(`data-testid="${id}"`);
    for (const key of ['F9', 'F10', 'F11', 'F12']) expect(html).toContain(`>${key}</kbd>`);
    expect(html).toContain('data-testid="total" data-fen="11611"');
  });

  it('says DEMO on every screen of a demo, and only there', () => {
    for (const name of Object.keys(SCREENS).filter((each) => /^(checkout|finished)/.test(each))) expect(draw(name).includes('data-testid="demo-badge"'), name).toBe(name !== 'checkout-wallets-off');
  });

  it('keeps a switched-off wallet in its place, dead, with the reason', () => {
    expect(draw('checkout-wallets-off')).toMatch(/aria-disabled="true"[^>]*title="还没有设置"[^>]*data-testid="tender-alipay"/);
  });
});

describe('the payment window', () => {
  it.each(PAYMENTS.map((payment) => [payment.id, payment] as const))('%s tells its stage, its number and its amount', (id, payment) => {
    const html = draw(id);
    expect(html).toContain(`data-stage="${payment.stage}" data-payment-id="${id}"`);
    expect(html).toContain('001 0100 1734');
    expect(html).toContain('data-fen="11611"');
  });

  it('is filled with green for a proved payment and for nothing else', () => {
    const filled = PAYMENTS.filter(({ id }) => draw(id).includes('data-filled="yes"')).map(({ stage }) => stage);
    expect(new Set(filled)).toEqual(new Set(['paid', 'paid_after_all']));
  });

  it('has its buttons dead in the first moment', () => {
    expect(draw('pay-confirm_on_phone')).toMatch(/aria-disabled="true"[^>]*data-testid="payment-cancel"/);
  });

  it('says of a barcode order that WeChat Pay revoked no more than is known: the wallet does not tell whether it had been paid', () => {
    expect(draw('pay-not-closed')).toContain('店里没有收钱');
    expect(draw('pay-not-closed')).toContain('会全额退回');
    for (const claim of ['没有被扣款。', '订单已关闭，未付款']) expect(draw('pay-not-closed')).not.toContain(claim);
    expect(draw('pay-not-closed-alipay')).toContain('顾客没有被扣款。');
  });

  it('names the three ways in which a cancel can end', () => {
    for (const word of ['未扣款', '已付款，付款有效', '已退回']) expect(draw('pay-cancelling')).toContain(word);
  });
});

describe('the end of a sale', () => {
  it('shows check digits for a proved payment, and none for an unproven one', () => {
    expect(draw('finished-wallet')).toContain('data-testid="check-digits">57<');
    expect(draw('finished-unproven')).not.toContain('check-digits');
    expect(draw('finished-unproven')).not.toContain('data-tone="proven"');
  });

  it('carries its receipt number, and says what is wrong with the receipt', () => {
    const html = draw('finished-cash');
    expect(html).toContain('data-testid="finished" data-receipt-no="T01-261121-0042"');
    expect(html).toContain('打印机缺纸');
  });
});

describe('a payment code', () => {
  it('is hidden but for its last four figures', () => {
    expect(maskedCode('134567890123456789')).toBe('•••• •••• •••• ••67 89');
    expect(maskedCode('12')).toBe('12');
  });
});
