/** Scan rules that work and are dangerous: whoever writes them must hear of it. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCAN_RULES } from '../../main/domain/scan.ts';
import type { ScanRules, WalletCodeRule } from '../../main/domain/scan.ts';
import { scanWarnings } from '../../main/domain/settings.ts';

function warnings(alipay: Partial<WalletCodeRule>, wechat: Partial<WalletCodeRule> = {}): string[] {
  const { wallets } = DEFAULT_SCAN_RULES;
  const rules: ScanRules = { wallets: { alipay: { ...wallets.alipay, ...alipay }, wechat: { ...wallets.wechat, ...wechat } }, scaleLabels: [] };
  return scanWarnings(rules).map(({ code, about }) => `${code} ${about}`);
}

describe('rules of payment codes', () => {
  it('as the wallets publish them nothing is dangerous', () => {
    expect(warnings({})).toEqual([]);
    expect(scanWarnings(DEFAULT_SCAN_RULES)).toEqual([]);
  });

  it('a code that fits both wallets would be sent to one of them', () => {
    expect(warnings({ prefixes: [...DEFAULT_SCAN_RULES.wallets.alipay.prefixes, '1'] })).toEqual(['wallet_codes_overlap 1 (18)']);
  });

  it.each([8, 12, 13, 14])('goods with %i digits might be sent as a payment code', (length) => {
    expect(warnings({}, { lengths: [18, length] })).toEqual([`payment_code_like_product ${length}`]);
  });

  it('so might the serial on a receipt', () => {
    expect(warnings({ lengths: [...DEFAULT_SCAN_RULES.wallets.alipay.lengths, 11] })).toEqual(['payment_code_like_receipt 11']);
  });

  it('a code that a customer may well show must not be forgotten in a list', () => {
    expect(warnings({ prefixes: ['25', '26', '27', '29', '30'] })).toEqual(['published_code_left_out Alipay 28…']);
    expect(warnings({}, { lengths: [19], prefixes: ['1'] })).toEqual(['published_code_left_out WeChat (18)']);
  });

  it('a shorter prefix covers the longer ones', () => {
    expect(warnings({ prefixes: ['2', '30'] })).toEqual([]);
  });
});
