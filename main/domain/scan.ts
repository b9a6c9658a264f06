/**
 * What a scanned text is. Length and prefix alone cannot tell: an 18-digit scale label that starts with 26 looks exactly
 * like an Alipay payment code. So the place on the screen decides first (`ScanContext`), then template, then check digit.
 */
import type { Wallet } from './payment.ts';
import { parseOutSn } from './numbering.ts';
import { checkDigitOk, readGs1, readScaleLabel } from './scan-label.ts';
import type { ScaleLabelRule } from './scan-label.ts';

export type { ScaleLabelRule } from './scan-label.ts';

/** `basket`: products are wanted. `payment`: the pay window asks for a payment code. `receipt`: the refund desk asks for a receipt. */
export type ScanContext = 'basket' | 'payment' | 'receipt';

/** Lengths and leading digits by which a wallet's payment code is known; comma lists in the settings. */
export interface WalletCodeRule {
  readonly lengths: readonly number[];
  readonly prefixes: readonly string[];
}

export interface ScanRules {
  readonly wallets: Readonly<Record<Wallet, WalletCodeRule>>;
  /** In-store codes of label scales; the first rule that fits is taken. */
  readonly scaleLabels: readonly ScaleLabelRule[];
}

const range = (first: number, last: number): string[] => Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

/** Published by the providers: WeChat Pay 18 digits starting 10–15; Alipay 16–24 digits starting 25–30. */
export const DEFAULT_SCAN_RULES: ScanRules = {
  wallets: {
    wechat: { lengths: [18], prefixes: range(10, 15) },
    alipay: { lengths: range(16, 24).map(Number), prefixes: range(25, 30) },
  },
  scaleLabels: [{ prefix: '22', template: 'PPIIIIIAAAAAC' }],
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
  return /^\d{8}$|^\d{12,14}$/.test(digits) && checkDigitOk(digits);
}

/** AIM identifier in front of a code (ISO/IEC 15424): `]`, a letter for the symbology, a modifier. */
const AIM_IDENTIFIER = /^\]([A-Za-z])([0-9A-Za-z])/;
/** Symbologies in which the wallets show payment codes: CODE128 and QR; `]X0` is what converters put for "unknown". */
const PAYMENT_SYMBOLOGIES = new Set(['C', 'Q', 'X']);
const GS1_IDENTIFIERS = new Set(['C1', 'e0', 'd2', 'Q3', 'J1']);
const EAN_SYMBOLOGY = 'E';
const EAN_WITH_ADD_ON = 'E3';

interface ReadScan {
  readonly text: string;
  /** Symbology and modifier, `E0`, when the scanner tells them. */
  readonly aim: string | undefined;
}

/** Scanners with AIM identifiers put `]E0` and the like in front; line ends and blanks are never part of a code. */
export function cleanScan(raw: string): string {
  return readScan(raw).text;
}

function readScan(raw: string): ReadScan {
  // oxlint-disable-next-line no-control-regex -- frame characters of serial scanners are exactly what is taken off
  const framed = raw.replaceAll(/[\u0000\u0002\u0003\r\n\t]/g, '').replaceAll(/^ +| +$/g, '');
  const aim = AIM_IDENTIFIER.exec(framed);
  const text = aim ? framed.slice(3) : framed;
  if (!aim) return { text, aim: undefined };
  const identifier = `${aim[1] ?? ''}${aim[2] ?? ''}`;
  return { text: identifier === EAN_WITH_ADD_ON ? withoutAddOn(text) : text, aim: identifier };
}

/** EAN-13 or UPC-A with a two- or five-digit add-on: the add-on names the issue of a magazine, not the article. */
function withoutAddOn(text: string): string {
  return [13, 12, 8].map((length) => text.slice(0, length)).find(gtinCheckDigitOk) ?? text;
}

/** For logs and screens: a payment code is money until it is used, so no more than its last four digits are ever shown. */
export function maskedScan(raw: string): string {
  const { text } = readScan(raw);
  return /^\d{16,24}$/.test(text) ? `${'*'.repeat(text.length - 4)}${text.slice(-4)}` : text;
}

/** Says what was scanned, for the place where it was scanned. */
export function classifyScan(raw: string, context: ScanContext, rules: ScanRules): Scanned {
  const { text, aim } = readScan(raw);
  if (text === '') return { kind: 'unreadable' };
  switch (context) {
    case 'payment':
      return inPayment(text, aim, rules);
    case 'receipt':
      return atRefund(text, aim, rules);
    case 'basket':
      return inBasket(text, aim, rules);
  }
}

/** The pay window asks for a payment code: here the wallets' own rule is stronger than every label's. */
function inPayment(text: string, aim: string | undefined, rules: ScanRules): Scanned {
  const wallet = paymentWallet(text, aim, rules);
  if (wallet) return { kind: 'payment_code', wallet, code: text };
  if (/^62\d{17}$/.test(text)) return misplaced('unionpay_code');
  if (receiptNumber(text) !== undefined) return misplaced('receipt_in_payment');
  if (isShownQr(text)) return misplaced('shown_qr');
  return isProduct(text, aim, rules) ? misplaced('product_in_payment') : { kind: 'unreadable' };
}

function atRefund(text: string, aim: string | undefined, rules: ScanRules): Scanned {
  const receipt = receiptNumber(text);
  if (receipt !== undefined) return { kind: 'receipt', number: receipt };
  if (isProduct(text, aim, rules)) return misplaced('product_at_refund');
  // The wallets' own order numbers have 28 or 32 characters; what is as short as a payment code and looks like one is one.
  if (paymentWallet(text, aim, rules)) return misplaced('payment_code_at_refund');
  if (isShownQr(text)) return misplaced('shown_qr');
  return /^[0-9A-Za-z_-]{6,64}$/.test(text) ? { kind: 'receipt', number: text } : { kind: 'unreadable' };
}

/** Products are wanted: an 18-digit label is goods here although it looks like a payment code. */
function inBasket(text: string, aim: string | undefined, rules: ScanRules): Scanned {
  const label = readScaleLabel(text, rules.scaleLabels);
  if (label?.kind === 'misread') return { kind: 'unreadable' };
  if (label) {
    const { item, amountFen, grams } = label;
    return { kind: 'scale_label', item, ...(amountFen !== undefined && { amountFen }), ...(grams !== undefined && { grams }) };
  }
  const gs1 = isGs1(text, aim) ? readGs1(text) : undefined;
  if (gs1) return gs1.grams === undefined ? { kind: 'product', code: gs1.gtin } : { kind: 'scale_label', item: gs1.gtin, grams: gs1.grams };
  if (receiptNumber(text) !== undefined) return misplaced('receipt_in_basket');
  if (paymentWallet(text, aim, rules)) return misplaced('payment_code_in_basket');
  if (/^62\d{17}$/.test(text)) return misplaced('unionpay_code');
  if (isShownQr(text)) return misplaced('shown_qr');
  return { kind: 'product', code: text };
}

function misplaced(what: MisplacedScan): Scanned {
  return { kind: 'misplaced', what };
}

/** A wallet's code, unless the scanner saw that it is none: no wallet shows an EAN or an ITF. */
function paymentWallet(text: string, aim: string | undefined, rules: ScanRules): Wallet | undefined {
  if (aim !== undefined && !PAYMENT_SYMBOLOGIES.has(aim.charAt(0))) return undefined;
  return walletOf(text, rules);
}

function isProduct(text: string, aim: string | undefined, rules: ScanRules): boolean {
  if (gtinCheckDigitOk(text) || aim?.startsWith(EAN_SYMBOLOGY)) return true;
  return readScaleLabel(text, rules.scaleLabels)?.kind === 'label' || (isGs1(text, aim) && readGs1(text) !== undefined);
}

function isGs1(text: string, aim: string | undefined): boolean {
  return aim === undefined ? text.includes('\u001D') : GS1_IDENTIFIERS.has(aim);
}

/** A code that somebody shows to be scanned by a phone (merchant code, invoice, group chat): nothing that a till can take. */
function isShownQr(text: string): boolean {
  return /^(https?|weixin|wxp|alipays?|alipayqr):/i.test(text);
}

/**
 * The number that our own receipts carry: `GT1:` with an Out_SN or, for a sale without a wallet payment, with the receipt
 * number; a bare Out_SN with its check digit; or one of these at the end of the shop's own receipt link.
 */
function receiptNumber(text: string): string | undefined {
  const code = /^https?:\/\/\S+[/?=&#](GT1:\S+)$/i.exec(text)?.[1] ?? text;
  const sale = /^GT1:S:([0-9A-Z-]{4,40})$/i.exec(code)?.[1];
  if (sale !== undefined) return sale;
  const digits = /^GT1:(\d{11})$/i.exec(code)?.[1] ?? code;
  return parseOutSn(digits) ? digits.replaceAll(/[\s-]/g, '') : undefined;
}
