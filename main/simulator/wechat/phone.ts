/**
 * The customer's phone as WeChat sees it: who stands behind a payment code, what the phone does when a payment reaches
 * it, and the wallet page's actions (scan, confirm, decline).
 */
import type { ConfirmResult, OpenQr, SimGateway } from '../gateway.ts';
import { scriptedEnding } from '../scenarios.ts';
import type { ScriptedEnding } from '../scenarios.ts';
import type { Buyer, PhoneMood } from '../world.ts';
import type { Book } from './book.ts';
import { isShopsCall, readClientCall } from './client-call.ts';
import type { Order } from './order.ts';
import type { RefusalCode } from './refusal.ts';

/** 18 digits, the first two 10–15 (15: a Hong Kong wallet). */
export const PAYMENT_CODE = /^1[0-5]\d{16}$/;

/** How long a buyer looks at the PIN box before pressing "no". */
const DECLINES_AFTER_MS = 3_000;

export interface Payer {
  readonly buyer: Buyer;
  readonly mood: PhoneMood;
  readonly ending: ScriptedEnding | undefined;
}

export type CodeRefusal = { readonly code: RefusalCode; readonly message: string };

const REFUSALS = {
  format: { code: 'AUTH_CODE_ERROR', message: '付款码格式错误，请扫描微信支付付款码' },
  invalid: { code: 'AUTH_CODE_INVALID', message: '无效的付款码，请刷新再试' },
  expired: { code: 'AUTHCODEEXPIRE', message: '付款码已过期，请用户刷新后重新扫码' },
  elsewhere: { code: 'NO_AUTH', message: '该付款码为境外钱包，商户暂无权限受理' },
  used: { code: 'AUTH_CODE_ERROR', message: '付款码已使用，每个付款码仅限使用一次，请刷新再试' },
} as const satisfies Record<string, CodeRefusal>;

export const NO_MONEY: CodeRefusal = { code: 'NOT_ENOUGH', message: '用户零钱余额不足，请更换支付方式' };

/**
 * Takes a payment code: from now on it is used, whatever becomes of the payment. `chosen` is an ending that the request
 * itself asked for (a test header, a sandbox); it overrules whatever stands behind the code.
 */
export function acceptCode(book: Book, code: string, chosen?: ScriptedEnding): Payer | CodeRefusal {
  if (!PAYMENT_CODE.test(code)) return REFUSALS.format;
  if (code.startsWith('15')) return REFUSALS.elsewhere;
  const ending = chosen ?? scriptedEnding(code);
  if (ending) return acceptScripted(book, code, ending);
  const found = book.world.lookUpCode('wechat', code);
  if (found.kind === 'unknown') return REFUSALS.invalid;
  if (found.kind !== 'buyer') return REFUSALS[found.kind];
  found.issued.used = true;
  return { buyer: found.buyer, mood: found.buyer.mood, ending: undefined };
}

function acceptScripted(book: Book, code: string, ending: ScriptedEnding): Payer | CodeRefusal {
  if (ending.refusal) return REFUSALS[ending.refusal];
  if (book.spentCodes.has(code)) return REFUSALS.used;
  book.spentCodes.add(code);
  return { buyer: book.world.buyerOf('wechat'), mood: ending.mood, ending };
}

/**
 * Lets a payment reach the phone: paid at once, refused for lack of money, or waiting for the PIN. The PIN rule (above
 * the buyer's limit the phone asks) holds for live phones; a scripted code behaves as its name says.
 */
export function reachPhone(book: Book, order: Order, payer: Payer): void {
  const { buyer, ending } = payer;
  order.buyerId = buyer.id;
  if (ending?.paysDuringCancel) order.paysDuringCancel = true;
  const asksAnyway = !ending && order.totalFen > buyer.pinAboveFen;
  const mood = payer.mood === 'pays-at-once' && asksAnyway ? 'asks-pin' : payer.mood;
  if (mood === 'no-money' || (mood === 'pays-at-once' && !book.capture(order, buyer, book.now()))) {
    order.refusal = NO_MONEY;
    book.end(order, 'PAYERROR', book.now());
    return;
  }
  if (mood === 'declines') order.declinesAt = order.createdAt + DECLINES_AFTER_MS;
  if (ending?.confirmsAfterMs !== undefined) order.confirmsAt = order.createdAt + ending.confirmsAfterMs;
}

/**
 * A live scan of a code_url, or a page, app or browser that hands an order over (`client-call.ts`). What is on one person's
 * phone is refused on another's, and an order for one openid on everybody else's.
 */
export function scanQr(book: Book, text: string, buyerId: string): ReturnType<SimGateway['scanQr']> {
  const call = readClientCall(text);
  const order = call ? book.findByPrepayId(call.prepayId) : book.findByCodeUrl(text);
  if (!order) return 'unknown-qr';
  if (call?.signed && !isShopsCall(call.signed, order, book.merchants)) return 'wrong-signature';
  if (order.state !== 'NOTPAY') return 'not-payable';
  if (book.now() >= openUntil(order)) return 'expired';
  if (order.scannedBy !== undefined && order.scannedBy !== buyerId) return 'not-payable';
  if (!book.world.buyers.has(buyerId) || (order.payerId !== undefined && order.payerId !== buyerId)) return 'not-payable';
  order.scannedBy = buyerId;
  book.touch();
  return { outTradeNo: order.outTradeNo, totalFen: order.totalFen, subject: order.description };
}

/** Until when a phone can begin to pay an order, epoch ms; a barcode order can be begun by no phone. */
function openUntil({ codeUrlUntil, prepayUntil, payUntil = Infinity }: Order): number {
  return Math.min(codeUrlUntil ?? prepayUntil ?? -Infinity, payUntil);
}

/** What a phone could begin to pay at this moment, newest first: QR codes on screens, and orders of pages and apps. */
export function openQrs(book: Book): readonly OpenQr[] {
  const now = book.now();
  const open: OpenQr[] = [];
  for (const order of book.all()) {
    const { codeUrl, prepayId, outTradeNo, totalFen, description, createdAt } = order;
    if (order.state !== 'NOTPAY' || now >= openUntil(order)) continue;
    const common = { outTradeNo, totalFen, subject: description, createdAt };
    open.push(codeUrl === undefined ? { qrText: `prepay_id=${prepayId}`, ...common, isOnline: true } : { qrText: codeUrl, ...common });
  }
  return open.toReversed();
}

/** Orders that ask this buyer for the PIN now. */
export function waitingFor(book: Book, buyerId: string): readonly Order[] {
  return book.all().filter((order) => isAsking(book, order, buyerId));
}

/** The buyer enters the PIN. Too little money ends a barcode payment; every other one can be tried again. */
export function confirm(book: Book, outTradeNo: string, buyerId: string): ConfirmResult {
  const order = book.findAnywhere(outTradeNo);
  if (!order) return 'unknown-order';
  const buyer = book.world.buyers.get(buyerId);
  if (!buyer || !isAsking(book, order, buyerId)) return 'not-payable';
  if (buyer.mood !== 'no-money' && book.capture(order, buyer, book.now())) return 'paid';
  if (order.state === 'USERPAYING') book.end(order, 'PAYERROR', book.now());
  return 'no-money';
}

/** The buyer presses "no": a barcode payment has failed, every other order merely leaves the phone. */
export function decline(book: Book, outTradeNo: string, buyerId: string): ReturnType<SimGateway['decline']> {
  const order = book.findAnywhere(outTradeNo);
  if (!order) return 'unknown-order';
  if (!isAsking(book, order, buyerId)) return 'not-payable';
  if (order.state === 'USERPAYING') book.end(order, 'PAYERROR', book.now());
  else delete order.scannedBy;
  book.touch();
  return 'declined';
}

function isAsking(book: Book, order: Order, buyerId: string): boolean {
  if (order.state === 'USERPAYING') return order.buyerId === buyerId;
  return order.state === 'NOTPAY' && order.scannedBy === buyerId && book.now() < (order.payUntil ?? Infinity);
}
