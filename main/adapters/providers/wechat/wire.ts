/**
 * What a WeChat Pay APIv3 answer means to the till. Bodies of 2xx answers come here verified; refusals (4xx, 5xx) are not
 * signed: they may say no, which a query then proves, and never that money was taken. Amounts are integer fen on the wire.
 */
import * as z from 'zod';
import { nextStep } from '../../../domain/failure.ts';
import type { Failure } from '../../../domain/failure.ts';
import { fen, isFen } from '../../../domain/money.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type { OrderRef, RefundRequest } from '../../../ports.ts';
import { failureCode, normalised } from './codes.ts';
import type { Area } from './codes.ts';
import type { Refusal } from './heard.ts';
import type { Merchant } from './settings.ts';

const amount = z.custom<number>(isFen, 'not a whole number of fen').transform(fen);

/** A merchant's two identities, or the four of a service provider and its shop. */
const named = {
  appid: z.string().optional(),
  mchid: z.string().optional(),
  sp_appid: z.string().optional(),
  sp_mchid: z.string().optional(),
  sub_appid: z.string().optional(),
  sub_mchid: z.string().optional(),
};

const transaction = z.object({
  trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR', 'ACCEPT']),
  trade_state_desc: z.string().optional(),
  ...named,
  out_trade_no: z.string().optional(),
  transaction_id: z.string().optional(),
  success_time: z.string().optional(),
  amount: z.object({ total: amount, payer_total: amount.optional(), currency: z.string().optional() }).optional(),
});
type Transaction = z.infer<typeof transaction>;

const nativeBody = z.object({ code_url: z.string().min(1) });
const reverseBody = z.object({ ...named, out_trade_no: z.string() });
const refundBody = z.object({
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  status: z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']),
  amount: z.object({ refund: amount, total: amount }),
});
export const refusalBody = z.object({ code: z.string(), message: z.string().optional() });

type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };
type Mismatched = Extract<QueryAnswer, { kind: 'mismatch' }>;

const BAD_ANSWER: Uncertain = { kind: 'uncertain', failure: { code: 'bad_answer' } };

/** A refusal with WeChat Pay's own words. What comes with a 5xx is never a definite no. */
export function failureOf({ status, code, message, clockIsWrong }: Refusal, area: Area): Failure {
  const listed = clockIsWrong && normalised(code) === 'SIGNERROR' ? 'clock_wrong' : failureCode(code, area);
  const isDefinite = nextStep(listed) !== 'query_first' || listed === 'unlisted';
  return { code: status >= 500 && isDefinite ? 'server_error' : listed, providerCode: code, providerText: message };
}

/** A definite no where the failure's next step allows to believe it, else uncertain. */
export function refusedOrUncertain(refusal: Refusal, area: Area): { readonly kind: 'refused' | 'uncertain'; readonly failure: Failure } {
  const failure = failureOf(refusal, area);
  return { kind: nextStep(failure.code) === 'query_first' ? 'uncertain' : 'refused', failure };
}

const NOT_THIS_CUSTOMER = new Set(['NOAUTH', 'APPIDMCHIDNOTMATCH']);

/**
 * 付款码支付 refused. Codes that begin with 15 are of Hong Kong wallets: refused as "no permission", which then is about this
 * customer and not about the shop's contract.
 */
export function payRefused(refusal: Refusal, paymentCode: string): { readonly kind: 'refused' | 'uncertain'; readonly failure: Failure } {
  const answer = refusedOrUncertain(refusal, 'pay');
  const isForeign = answer.kind === 'refused' && paymentCode.startsWith('15') && NOT_THIS_CUSTOMER.has(normalised(refusal.code));
  return isForeign ? { kind: 'refused', failure: { ...answer.failure, code: 'instrument_unusable' } } : answer;
}

/** 付款码支付. A payment that waits for the PIN names nothing but its state; 200 and 202 mean the same. */
export function payAnswer(body: unknown, order: OrderRef, merchant: Merchant): PayAnswer {
  const answer = queryAnswer(body, order, merchant);
  if (answer.kind === 'failed') return { kind: 'refused', failure: answer.failure };
  if (answer.kind === 'closed') return { kind: 'refused', failure: { code: 'order_closed' } };
  return answer.kind === 'absent' ? BAD_ANSWER : answer;
}

export function precreateAnswer(body: unknown): PrecreateAnswer {
  const made = nativeBody.safeParse(body);
  return made.success ? { kind: 'ready', qrText: made.data.code_url } : BAD_ANSWER;
}

/** 查询订单. Only a transaction that names our number and our merchant says anything but "wait". */
export function queryAnswer(body: unknown, order: OrderRef, merchant: Merchant): QueryAnswer {
  const parsed = transaction.safeParse(body);
  if (!parsed.success) return BAD_ANSWER;
  const { data } = parsed;
  const mismatch = mismatchOf(data, order, merchant);
  if (mismatch) return mismatch;
  if (data.trade_state === 'USERPAYING' || data.trade_state === 'NOTPAY' || data.trade_state === 'ACCEPT') return { kind: 'waiting' };
  if (data.out_trade_no === undefined || !isNamed(data, merchant)) return BAD_ANSWER;
  if (data.trade_state === 'SUCCESS') return evidence(data);
  if (data.trade_state === 'REFUND') return { kind: 'mismatch', mismatch: { kind: 'refunded_elsewhere', got: data.transaction_id ?? data.trade_state } };
  if (data.trade_state === 'PAYERROR') {
    const text = data.trade_state_desc;
    return { kind: 'failed', failure: { code: 'payment_failed', providerCode: data.trade_state, ...(text === undefined ? {} : { providerText: text }) } };
  }
  // Only an unpaid order can be closed.
  if (data.trade_state === 'CLOSED') return { kind: 'closed', wasPaid: false };
  // Reversed, paid or not: a time of payment tells, its absence proves nothing.
  return data.success_time === undefined ? { kind: 'closed' } : { kind: 'closed', wasPaid: true };
}

/** 404 ORDER_NOT_EXIST is an answer, everything else that is refused leaves the order unknown. */
export function queryRefused(refusal: Refusal): QueryAnswer {
  const failure = failureOf(refusal, 'pay');
  return failure.code === 'order_absent' && refusal.status === 404 ? { kind: 'absent' } : { kind: 'uncertain', failure };
}

/** 撤销订单: closes an unpaid barcode order, gives back a paid one, and does not say which. */
export function reverseAnswer(body: unknown, order: OrderRef, merchant: Merchant): CancelAnswer {
  const done = reverseBody.safeParse(body);
  if (!done.success || done.data.out_trade_no !== order.outTradeNo || otherMerchant(done.data, merchant) !== undefined) return BAD_ANSWER;
  return { kind: 'done', effect: 'unsaid' };
}

/** Reverse and close refused. A close finds a paid order paid; what is closed already needs no closing. */
export function cancelRefused(refusal: Refusal): CancelAnswer {
  const { code } = failureOf(refusal, 'cancel');
  if (code === 'order_paid') return { kind: 'already_paid' };
  if (code === 'order_closed') return { kind: 'done', effect: 'unsaid' };
  if (code === 'order_absent' && refusal.status === 404) return { kind: 'done', effect: 'nothing_there' };
  // "The customer is paying just now", or too many requests: the same request again.
  if (code === 'busy') return { kind: 'again' };
  return refusedOrUncertain(refusal, 'cancel');
}

type RefundStatus = z.infer<typeof refundBody>['status'];

/** ABNORMAL is accepted at first; the refund query then says what became of it. */
const AT_REFUND: Readonly<Record<RefundStatus, RefundAnswer>> = {
  SUCCESS: { kind: 'done' },
  PROCESSING: { kind: 'accepted' },
  ABNORMAL: { kind: 'accepted' },
  CLOSED: { kind: 'refused', failure: { code: 'refund_not_possible', providerCode: 'CLOSED' } },
};
const AT_REFUND_QUERY: Readonly<Record<RefundStatus, RefundQueryAnswer>> = {
  SUCCESS: { kind: 'done' },
  PROCESSING: { kind: 'accepted' },
  ABNORMAL: { kind: 'abnormal', failure: { code: 'refund_abnormal', providerCode: 'ABNORMAL' } },
  CLOSED: { kind: 'closed', failure: { code: 'refund_not_possible', providerCode: 'CLOSED' } },
};

/** 申请退款: a 200 means accepted, not done. */
export function refundAnswer(body: unknown, request: RefundRequest): RefundAnswer {
  const refund = refundOf(body, request);
  return refund.kind === 'uncertain' ? refund : AT_REFUND[refund.status];
}

/** 查询单笔退款 */
export function refundQueryAnswer(body: unknown, request: RefundRequest): RefundQueryAnswer {
  const refund = refundOf(body, request);
  return refund.kind === 'uncertain' ? refund : AT_REFUND_QUERY[refund.status];
}

export function refundQueryRefused(refusal: Refusal): RefundQueryAnswer {
  const isAbsent = failureOf(refusal, 'pay').code === 'order_absent' && refusal.status === 404;
  return isAbsent ? { kind: 'absent' } : { kind: 'uncertain', failure: failureOf(refusal, 'refund') };
}

/** The state of our refund, if it is ours: its number, the order's number and the amount must be those we sent. */
function refundOf(body: unknown, request: RefundRequest): { readonly kind: 'refund'; readonly status: RefundStatus } | Uncertain {
  const parsed = refundBody.safeParse(body);
  if (!parsed.success) return BAD_ANSWER;
  const { data } = parsed;
  if (data.out_refund_no !== request.outRefundNo || data.out_trade_no !== request.outTradeNo) return BAD_ANSWER;
  if (data.amount.refund !== request.amount) return { kind: 'uncertain', failure: { code: 'refund_differs', providerText: String(data.amount.refund) } };
  return { kind: 'refund', status: data.status };
}

function mismatchOf(data: Transaction, order: OrderRef, merchant: Merchant): Mismatched | undefined {
  const differs = (kind: Mismatched['mismatch']['kind'], got: string): Mismatched => ({ kind: 'mismatch', mismatch: { kind, got } });
  if (data.out_trade_no !== undefined && data.out_trade_no !== order.outTradeNo) return differs('number', data.out_trade_no);
  const other = otherMerchant(data, merchant);
  if (other !== undefined) return differs('merchant', other);
  if (data.amount === undefined) return undefined;
  const { total, currency = 'CNY' } = data.amount;
  return total === order.amount && currency === 'CNY' ? undefined : differs('amount', `${total} ${currency}`);
}

type Named = Partial<Record<keyof typeof named, string | undefined>>;

/** The first identity that is not ours. What an answer leaves out is no contradiction; what it adds for a merchant without shops is. */
function otherMerchant(data: Named, { appid, mchid, subMchid, subAppid }: Merchant): string | undefined {
  const isOther = (got: string | undefined, ours: string | undefined): boolean => got !== undefined && got !== ours;
  if (isOther(data.sp_mchid ?? data.mchid, mchid)) return data.sp_mchid ?? data.mchid;
  if (isOther(data.sp_appid ?? data.appid, appid)) return data.sp_appid ?? data.appid;
  if (isOther(data.sub_mchid, subMchid)) return data.sub_mchid;
  return subAppid !== undefined && isOther(data.sub_appid, subAppid) ? data.sub_appid : undefined;
}

/** Everybody who must be named before an answer counts. */
function isNamed(data: Named, { subMchid }: Merchant): boolean {
  return (data.sp_mchid ?? data.mchid) !== undefined && (subMchid === undefined || data.sub_mchid !== undefined);
}

/** SUCCESS counts only with everything that proves it. */
function evidence(data: Transaction): Extract<QueryAnswer, { kind: 'paid' | 'uncertain' }> {
  if (data.transaction_id === undefined || data.amount === undefined) return BAD_ANSWER;
  const paidAt = Date.parse(data.success_time ?? '');
  const { total, payer_total: byPayer } = data.amount;
  return {
    kind: 'paid',
    tradeNo: data.transaction_id,
    ...(Number.isNaN(paidAt) ? {} : { paidAt }),
    ...(byPayer === undefined || byPayer === total ? {} : { payerAmount: byPayer }),
  };
}
