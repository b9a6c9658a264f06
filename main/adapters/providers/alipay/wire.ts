/**
 * What an Alipay answer means to the till, from a node whose signature is already verified. A field that is missing or of
 * another kind than documented makes the answer unbelievable (`bad_answer`), never a guess. Amounts are yuan text on the wire.
 */
import * as z from 'zod';
import { nextStep } from '../../../domain/failure.ts';
import type { Failure } from '../../../domain/failure.ts';
import { parseYuan } from '../../../domain/money.ts';
import type { Fen } from '../../../domain/money.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type { OrderRef, RefundRequest } from '../../../ports.ts';
import { parseChinaTime } from './china-time.ts';
import { failureCode, isTurnedAway } from './codes.ts';
import type { Area } from './codes.ts';

const yuan = z.string().transform((text, context): Fen => {
  const amount = parseYuan(text);
  if (amount !== undefined) return amount;
  context.addIssue({ code: 'custom', message: 'not an amount in yuan' });
  return z.NEVER;
});
const numbers = { out_trade_no: z.string(), trade_no: z.string() };
const payer = { buyer_logon_id: z.string().optional(), buyer_pay_amount: yuan.optional() };

export const commonNode = z.object({
  code: z.string(),
  msg: z.string().optional(),
  sub_code: z.string().optional(),
  sub_msg: z.string().optional(),
});
export type CommonNode = z.infer<typeof commonNode>;

const payNode = z.object({ ...numbers, total_amount: yuan, gmt_payment: z.string().optional(), ...payer });
const waitingNode = z.object({ out_trade_no: z.string() });
const precreateNode = z.object({ out_trade_no: z.string(), qr_code: z.string().min(1) });
const queryNode = z.object({
  ...numbers,
  total_amount: yuan,
  trade_status: z.enum(['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED']),
  send_pay_date: z.string().optional(),
  fund_bill_list: z.array(z.unknown()).optional(),
  ...payer,
});
const cancelNode = z.object({
  out_trade_no: z.string().optional(),
  retry_flag: z.enum(['Y', 'N']),
  action: z.enum(['close', 'refund']).optional(),
});
const refundNode = z.object({ out_trade_no: z.string(), fund_change: z.enum(['Y', 'N']).optional() });
const refundQueryNode = z.object({
  out_trade_no: z.string().optional(),
  out_request_no: z.string().optional(),
  refund_status: z.string().optional(),
  refund_amount: yuan.optional(),
});

type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };
type Mismatched = Extract<PayAnswer, { kind: 'mismatch' }>;

const BAD_ANSWER: Uncertain = { kind: 'uncertain', failure: { code: 'bad_answer' } };

/** A failure with Alipay's own words. */
export function failureOf(node: CommonNode, area: Area): Failure {
  const text = node.sub_msg ?? node.msg;
  return {
    code: failureCode(node.code, node.sub_code, area),
    providerCode: node.sub_code ?? node.code,
    ...(text === undefined ? {} : { providerText: text }),
  };
}

/** A definite no where the failure's next step allows to believe it, else uncertain. */
function refusedOrUncertain(node: CommonNode, area: Area): { readonly kind: 'refused' | 'uncertain'; readonly failure: Failure } {
  const failure = failureOf(node, area);
  return { kind: nextStep(failure.code) === 'query_first' ? 'uncertain' : 'refused', failure };
}

/** alipay.trade.pay: 10000 is paid, 10003 waits for the buyer's confirmation. */
export function payAnswer(node: CommonNode, raw: unknown, order: OrderRef): PayAnswer {
  if (node.code === '10003') {
    const waiting = waitingNode.safeParse(raw);
    if (!waiting.success) return BAD_ANSWER;
    return numberMismatch(waiting.data.out_trade_no, order) ?? { kind: 'waiting' };
  }
  if (node.code !== '10000') {
    const answer = refusedOrUncertain(node, 'pay');
    return answer.kind === 'refused' && isTurnedAway(node.code, node.sub_code) ? { ...answer, kind: 'refused', unprocessed: true } : answer;
  }
  const paid = payNode.safeParse(raw);
  if (!paid.success) return BAD_ANSWER;
  const { data } = paid;
  return numberMismatch(data.out_trade_no, order) ?? amountMismatch(data.total_amount, order) ?? evidence(data, data.gmt_payment, order);
}

export function precreateAnswer(node: CommonNode, raw: unknown, order: OrderRef): PrecreateAnswer {
  if (node.code !== '10000') return refusedOrUncertain(node, 'pay');
  const made = precreateNode.safeParse(raw);
  if (!made.success || made.data.out_trade_no !== order.outTradeNo) return BAD_ANSWER;
  return { kind: 'ready', qrText: made.data.qr_code };
}

/** alipay.trade.query. A precreated order exists only after it was scanned: until then it is `absent`. */
export function queryAnswer(node: CommonNode, raw: unknown, order: OrderRef): QueryAnswer {
  if (node.code !== '10000') {
    const failure = failureOf(node, 'pay');
    return failure.code === 'order_absent' ? { kind: 'absent' } : { kind: 'uncertain', failure };
  }
  const found = queryNode.safeParse(raw);
  if (!found.success) return BAD_ANSWER;
  const { data } = found;
  const mismatch = numberMismatch(data.out_trade_no, order) ?? amountMismatch(data.total_amount, order);
  if (mismatch) return mismatch;
  if (data.trade_status === 'WAIT_BUYER_PAY') return { kind: 'waiting' };
  if (data.trade_status === 'TRADE_SUCCESS' || data.trade_status === 'TRADE_FINISHED') return evidence(data, data.send_pay_date, order);
  // Closed unpaid and fully refunded look alike; only traces of a payment tell, and their absence proves nothing.
  const wasPaid = data.send_pay_date !== undefined || (data.fund_bill_list ?? []).length > 0;
  return wasPaid ? { kind: 'closed', wasPaid } : { kind: 'closed' };
}

/** alipay.trade.cancel: `action` says what was found; without it there was no trade. */
export function cancelAnswer(node: CommonNode, raw: unknown, order: OrderRef): CancelAnswer {
  if (node.code !== '10000') {
    const answer = refusedOrUncertain(node, 'cancel');
    return answer.failure.code === 'order_absent' ? { kind: 'done', effect: 'nothing_there' } : answer;
  }
  const done = cancelNode.safeParse(raw);
  if (!done.success || (done.data.out_trade_no ?? order.outTradeNo) !== order.outTradeNo) return BAD_ANSWER;
  if (done.data.retry_flag === 'Y') return { kind: 'again' };
  if (done.data.action === undefined) return { kind: 'done', effect: 'nothing_there' };
  return { kind: 'done', effect: done.data.action === 'close' ? 'closed' : 'returned' };
}

/**
 * alipay.trade.refund: only `fund_change` Y says that money moved by this very call. N is the answer to a repetition and to
 * a refund that did not move: the refund query decides. `refund_fee` is the total of all refunds and proves nothing here.
 */
export function refundAnswer(node: CommonNode, raw: unknown, request: RefundRequest): RefundAnswer {
  if (node.code !== '10000') return refusedOrUncertain(node, 'refund');
  const answer = refundNode.safeParse(raw);
  if (!answer.success || answer.data.out_trade_no !== request.outTradeNo) return BAD_ANSWER;
  if (answer.data.fund_change === 'Y') return { kind: 'done' };
  return { kind: 'uncertain', failure: { code: 'unlisted', providerCode: node.code, providerText: `fund_change=${answer.data.fund_change ?? ''}` } };
}

/** alipay.trade.fastpay.refund.query: success is said by `refund_status`; without it and without an amount there is no refund. */
export function refundQueryAnswer(node: CommonNode, raw: unknown, request: RefundRequest): RefundQueryAnswer {
  if (node.code !== '10000') {
    const failure = failureOf(node, 'pay');
    return failure.code === 'order_absent' ? { kind: 'absent' } : { kind: 'uncertain', failure: failureOf(node, 'refund') };
  }
  const answer = refundQueryNode.safeParse(raw);
  if (!answer.success) return BAD_ANSWER;
  const { out_trade_no: order, out_request_no: number, refund_amount: amount, refund_status: status } = answer.data;
  if ((order ?? request.outTradeNo) !== request.outTradeNo || (number ?? request.outRefundNo) !== request.outRefundNo) return BAD_ANSWER;
  if (amount !== undefined && amount !== request.amount) return { kind: 'uncertain', failure: { code: 'refund_differs' } };
  if (status === 'REFUND_SUCCESS') return { kind: 'done' };
  return amount === undefined && status === undefined ? { kind: 'absent' } : { kind: 'accepted' };
}

function evidence(
  data: { readonly trade_no: string; readonly buyer_logon_id?: string | undefined; readonly buyer_pay_amount?: Fen | undefined },
  time: string | undefined, order: OrderRef,
): Extract<PayAnswer, { kind: 'paid' }> {
  const paidAt = parseChinaTime(time);
  const paidByPayer = data.buyer_pay_amount;
  return {
    kind: 'paid',
    tradeNo: data.trade_no,
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(paidByPayer === undefined || paidByPayer === order.amount ? {} : { payerAmount: paidByPayer }),
    ...(data.buyer_logon_id === undefined ? {} : { payer: data.buyer_logon_id }),
  };
}

function numberMismatch(got: string, order: OrderRef): Mismatched | undefined {
  return got === order.outTradeNo ? undefined : { kind: 'mismatch', mismatch: { kind: 'number', got } };
}

function amountMismatch(got: Fen, order: OrderRef): Mismatched | undefined {
  return got === order.amount ? undefined : { kind: 'mismatch', mismatch: { kind: 'amount', got: String(got) } };
}
