/**
 * The parts that all slips share: the head that says whose paper it is and whether it is real, the numbers by which a
 * wallet payment is found again, and the foot.
 */
import type { ReceiptBlock } from './receipt-document.ts';
import type { ReceiptLanguage, ReceiptWallet, ReceiptWords } from './receipt-words.ts';
import { formatYuan, negateFen } from './money.ts';
import type { Fen } from './money.ts';

export interface ReceiptShop {
  readonly name: string;
  readonly address?: string;
  readonly phone?: string;
  /** The store's own lines below its name, and at the very end. */
  readonly head?: readonly string[];
  readonly foot?: readonly string[];
}

/** What every slip begins with. */
export interface ReceiptHead {
  readonly language: ReceiptLanguage;
  readonly shop: ReceiptShop;
  readonly till: string;
  readonly cashier: string;
  /** Local time as it is to be read by people, e.g. `2026-11-21 17:32`; the caller knows the shop's time zone. */
  readonly time: string;
  /** 0 for the original; n > 0 prints 补打 / REPRINT n, so that a copy is never taken for a second sale. */
  readonly copyNumber: number;
  /** True in demo mode: the paper says clearly that it is no real receipt. */
  readonly demo: boolean;
}

/** The numbers of one wallet payment. */
export interface WalletNumbers {
  readonly wallet: ReceiptWallet;
  /** Sent to the provider; the customer's wallet shows it as 商户单号 / 商家订单号. */
  readonly outTradeNo: string;
  /** The till's own payment serial. */
  readonly outSn: string;
  /** The provider's number, when it is known. */
  readonly tradeNo?: string;
}

/** Yuan text with the sign in front: `￥12.50`, `-￥3.00`. U+FFE5, because U+00A5 does not exist in GBK. */
export function yuan(amount: Fen): string {
  return amount < 0 ? `-￥${formatYuan(negateFen(amount))}` : `￥${formatYuan(amount)}`;
}

export function headBlocks(head: ReceiptHead, words: ReceiptWords, title?: string): ReceiptBlock[] {
  const { shop } = head;
  return [
    ...(head.demo ? [...demoBlocks(words), { kind: 'feed', lines: 1 } as const] : []),
    { kind: 'text', text: shop.name, align: 'center', bold: true, size: 'double' },
    ...(shop.address ? [centered(shop.address)] : []),
    ...(shop.phone ? [centered(`${words.phone} ${shop.phone}`)] : []),
    ...(shop.head ?? []).map(centered),
    ...(title ? [{ kind: 'feed', lines: 1 } as const, emphasis(title)] : []),
    ...(head.copyNumber > 0 ? [...(title ? [] : [{ kind: 'feed', lines: 1 } as const]), emphasis(words.reprint(head.copyNumber))] : []),
    { kind: 'rule', weight: 'light' },
  ];
}

/** Who, where and when, below the number that names this slip. */
export function originBlocks(head: ReceiptHead, words: ReceiptWords): ReceiptBlock[] {
  return [
    { kind: 'columns', left: words.time, right: head.time },
    { kind: 'columns', left: `${words.till} ${head.till}`, right: `${words.cashier} ${head.cashier}` },
  ];
}

/** The big figure: alone between two heavy rules, the first thing an eye finds. */
export function totalBlocks(label: string, amount: Fen): ReceiptBlock[] {
  return [
    { kind: 'rule', weight: 'heavy' },
    { kind: 'columns', left: label, right: yuan(amount), bold: true, size: 'double' },
    { kind: 'rule', weight: 'heavy' },
  ];
}

/** All numbers of a wallet payment as text, and its Out_SN as a bar code for any scanner of the shop. */
export function walletNumberBlocks(numbers: WalletNumbers, words: ReceiptWords): ReceiptBlock[] {
  return [
    { kind: 'columns', left: words.outTradeNo, right: numbers.outTradeNo },
    ...(numbers.tradeNo ? [{ kind: 'columns', left: words.tradeNo, right: numbers.tradeNo } as const] : []),
    { kind: 'code128', content: numbers.outSn, caption: `${words.outSn} ${numbers.outSn}` },
  ];
}

export function footBlocks(head: ReceiptHead, words: ReceiptWords, closing: readonly string[]): ReceiptBlock[] {
  return [
    ...closing.map(centered),
    ...(head.shop.foot ?? []).map(centered),
    ...(head.demo ? [{ kind: 'feed', lines: 1 } as const, ...demoBlocks(words)] : []),
    { kind: 'cut' },
  ];
}

export function centered(text: string): ReceiptBlock {
  return { kind: 'text', text, align: 'center' };
}

function emphasis(text: string): ReceiptBlock {
  return { kind: 'text', text, align: 'center', bold: true, size: 'double' };
}

function demoBlocks(words: ReceiptWords): ReceiptBlock[] {
  return [emphasis(`* ${words.demo} *`), centered(words.demoNote)];
}
