/**
 * What a scanned text is. Length and prefix alone cannot tell: an 18-digit scale label that starts with 26 looks exactly
 * like an Alipay payment code. So the place on the screen decides first (`ScanContext`), then template, then check digit.
 */
import type { Wallet } from './payment.ts';
import { parseOutSn } from './numbering.ts';

/** `basket`: products are wanted. `payment`: the pay window asks for a payment code. `receipt`: the refund desk asks for a receipt. */
export type ScanContext = 'basket' | 'payment' | 'receipt';

/** Lengths and leading digits by which a wallet's payment code is known; comma lists in the settings. */
export interface WalletCodeRule {
  readonly lengths: readonly number[];
  readonly prefixes: readonly string[];
}

export interface ScanRules {
  readonly wallets: Readonly<Record<Wallet, WalletCodeRule>>;
  /** In-store EAN-13 of a label scale: prefix → what the five digits after the item mean. */
  readonly scaleLabels: readonly ScaleLabelRule[];
}

/** `PP IIIII VVVVV C` in 13 digits, or `PP IIIII VVVVV WWWWW C` in 18 (amount in fen, weight in grams). */
export interface ScaleLabelRule {
  readonly prefix: string;
  readonly length: 13 | 18;
  readonly value: 'amount' | 'weight';
}

const range = (first: number, last: number): string[] => Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

/** Published by the providers: WeChat Pay 18 digits starting 10–15; Alipay 16–24 digits starting 25–30. */
export const DEFAULT_SCAN_RULES: ScanRules = {
  wallets: {
    wechat: { lengths: [18], prefixes: range(10, 15) },
    alipay: { lengths: range(16, 24).map(Number), prefixes: range(25, 30) },
  },
  scaleLabels: [{ prefix: '22', length: 13, value: 'amount' }],
};

export type Scanned =
  | { readonly kind: 'payment_code'; readonly wallet: Wallet; readonly code: string }
  | { readonly kind: 'product'; readonly code: string }
  | { readonly kind: 'scale_label'; readonly item: string; readonly amountFen?: number; readonly grams?: number }
  | { readonly kind: 'receipt'; readonly number: string }
  /** Known, but not what is wanted here; the screen says so in one sentence. */
  | { readonly kind: 'misplaced'; readonly what: MisplacedScan }
  | { readonly kind: 'unreadable' };

export type MisplacedScan =
  | 'payment_code_in_basket' | 'product_in_payment' | 'receipt_in_payment' | 'receipt_in_basket' | 'unionpay_code'
  | 'shown_qr' | 'payment_code_at_refund' | 'product_at_refund';

/** Which wallet a text is a payment code of, if any. */
export function walletOf(text: string, rules: ScanRules): Wallet | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  for (const wallet of ['wechat', 'alipay'] as const) {
    const rule = rules.wallets[wallet];
    if (rule.lengths.includes(text.length) && rule.prefixes.some((prefix) => text.startsWith(prefix))) return wallet;
  }
  return undefined;
}

/** Weighted 3-1 check digit of EAN-8, UPC-A, EAN-13, ITF-14. */
export function gtinCheckDigitOk(digits: string): boolean {
  if (!/^\d{8}$|^\d{12,14}$/.test(digits)) return false;
  const sum = Array.from(digits).toReversed().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** Scanners with AIM identifiers put `]E0` and the like in front; line ends and blanks are never part of a code. */
export function cleanScan(raw: string): string {
  // oxlint-disable-next-line no-control-regex -- frame characters of serial scanners are exactly what is taken off
  return raw.replaceAll(/[\u0000\u0002\u0003\r\n\t]/g, '').trim().replace(/^\][A-Za-z]\d/, '');
}

/** Says what was scanned, for the place where it was scanned. */
export function classifyScan(raw: string, context: ScanContext, rules: ScanRules): Scanned {
  const text = cleanScan(raw);
  if (text === '') return { kind: 'unreadable' };
  const receipt = receiptNumber(text);
  const wallet = walletOf(text, rules);
  const scale = scaleLabel(text, rules);
  const isProduct = gtinCheckDigitOk(text) || scale !== undefined;

  if (context === 'payment') {
    if (wallet) return { kind: 'payment_code', wallet, code: text };
    if (/^62\d{17}$/.test(text)) return { kind: 'misplaced', what: 'unionpay_code' };
    if (receipt) return { kind: 'misplaced', what: 'receipt_in_payment' };
    if (/^(https?|weixin|wxp|alipays?):/i.test(text)) return { kind: 'misplaced', what: 'shown_qr' };
    return isProduct ? { kind: 'misplaced', what: 'product_in_payment' } : { kind: 'unreadable' };
  }
  if (context === 'receipt') {
    if (receipt) return { kind: 'receipt', number: receipt };
    if (isProduct) return { kind: 'misplaced', what: 'product_at_refund' };
    if (/^[0-9A-Za-z_-]{6,64}$/.test(text)) return { kind: 'receipt', number: text };
    return { kind: 'unreadable' };
  }
  if (scale) return scale;
  if (receipt) return { kind: 'misplaced', what: 'receipt_in_basket' };
  if (wallet) return { kind: 'misplaced', what: 'payment_code_in_basket' };
  if (/^https?:/i.test(text)) return { kind: 'misplaced', what: 'shown_qr' };
  return { kind: 'product', code: text };
}

function receiptNumber(text: string): string | undefined {
  const match = /^GT1:(\d{11})$/i.exec(text);
  const digits = match?.[1] ?? text;
  return parseOutSn(digits) ? digits.replaceAll(/[\s-]/g, '') : undefined;
}

function scaleLabel(text: string, rules: ScanRules): Extract<Scanned, { kind: 'scale_label' }> | undefined {
  const rule = rules.scaleLabels.find((candidate) => text.length === candidate.length && text.startsWith(candidate.prefix));
  if (!rule || !/^\d+$/.test(text)) return undefined;
  if (rule.length === 13 && !gtinCheckDigitOk(text)) return undefined;
  const item = text.slice(2, 7);
  const value = Number(text.slice(7, 12));
  if (rule.length === 18) return { kind: 'scale_label', item, amountFen: value, grams: Number(text.slice(12, 17)) };
  return rule.value === 'amount' ? { kind: 'scale_label', item, amountFen: value } : { kind: 'scale_label', item, grams: value };
}
