/**
 * Giving money back. A refund has its own number, saved before the request leaves and kept on every repetition: a new
 * number would refund twice. Accepted is not done; it is followed until the provider says so.
 */
import type { Failure } from './failure.ts';
import { addFen, fen, subtractFen } from './money.ts';
import type { Fen } from './money.ts';
import { canRefund } from './payment.ts';
import type { Payment, Wallet } from './payment.ts';

/**
 * sending    committed here; the request may or may not have reached the provider
 * unknown    no answer that can be believed; the same number is asked for, then repeated
 * accepted   the provider has it and is paying it out
 * done       proved: the money is back
 * refused    not carried out, for certain
 * abnormal   accepted, then failed at the bank: a person must finish it in the provider's console
 */
export type RefundPhase = 'sending' | 'unknown' | 'accepted' | 'done' | 'refused' | 'abnormal';

/** `void` gives back a paid tender of a sale that is still open; `late` gives back a payment nobody needed. */
export type RefundReason = 'void' | 'return' | 'late';

export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly saleId: string;
  readonly wallet: Wallet;
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly outSn: string;
  readonly amount: Fen;
  /** Amount of the whole order. */
  readonly total: Fen;
  readonly reason: RefundReason;
  readonly by: string;
  readonly phase: RefundPhase;
  readonly call: 'refund' | 'query' | null;
  readonly failure?: Failure;
  readonly createdAt: number;
  readonly finishedAt?: number;
  readonly wakeAt: number | null;
  readonly asks: number;
  readonly sends: number;
  readonly revision: number;
}

type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };

export type RefundAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'never_sent'; readonly failure: Failure }
  | Uncertain;

export type RefundQueryAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'accepted' }
  /** The provider knows no refund under this number: the request never took effect. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'closed'; readonly failure: Failure }
  | { readonly kind: 'abnormal'; readonly failure: Failure }
  | Uncertain;

export type RefundEvent =
  | { readonly type: 'started'; readonly at: number }
  | { readonly type: 'refund_answered'; readonly at: number; readonly answer: RefundAnswer }
  | { readonly type: 'query_answered'; readonly at: number; readonly answer: RefundQueryAnswer }
  | { readonly type: 'woke' | 'restarted' | 'retry_asked'; readonly at: number };

export type RefundNote =
  | 'sent' | 'accepted' | 'done' | 'refused' | 'unknown' | 'asked' | 'not_found_sent_again' | 'abnormal' | 'resumed' | 'ignored';

export interface RefundDecision {
  readonly refund: Refund;
  readonly call: 'refund' | 'query' | null;
  readonly note: RefundNote;
}

/** Provider's limits; days and pauses are settings, because they belong to the contract. */
export interface RefundLimits {
  readonly windowDays: number;
  readonly maxParts: number;
  readonly pauseMs: number;
}

export const DEFAULT_REFUND_LIMITS: Readonly<Record<Wallet, RefundLimits>> = {
  alipay: { windowDays: 90, maxParts: 50, pauseMs: 0 },
  wechat: { windowDays: 365, maxParts: 50, pauseMs: 60_000 },
};

const DAY_MS = 86_400_000;
/** Ask after the providers' own advice: soon, then each minute, then more and more rarely. */
const FOLLOW_MS = [3_000, 10_000, 60_000, 60_000, 60_000, 60_000, 300_000, 600_000, 1_200_000, 1_800_000] as const;

export function isRefundOpen(refund: Refund): boolean {
  return refund.phase === 'sending' || refund.phase === 'unknown' || refund.phase === 'accepted';
}

/** Counts against what may still be refunded: everything but a certain refusal. */
export function reserved(refunds: readonly Refund[]): Fen {
  return addFen(...refunds.filter((refund) => refund.phase !== 'refused').map((refund) => refund.amount));
}

export function refundable(payment: Payment, refunds: readonly Refund[]): Fen {
  return canRefund(payment) ? subtractFen(payment.amount, reserved(refunds)) : fen(0);
}

export type RefundRefusal =
  | { readonly code: 'not_paid' }
  | { readonly code: 'refund_too_much'; readonly left: Fen }
  | { readonly code: 'refund_too_many' }
  | { readonly code: 'refund_too_soon'; readonly waitMs: number }
  | { readonly code: 'refund_too_late'; readonly days: number }
  | { readonly code: 'refund_running' };

/** Why a refund of this amount may not be sent now, or undefined. Checked before anything leaves the till. */
export function refundRefusal(
  payment: Payment, refunds: readonly Refund[], amount: Fen, at: number, limits: RefundLimits,
): RefundRefusal | undefined {
  if (!canRefund(payment)) return { code: 'not_paid' };
  if (refunds.some((refund) => refund.phase === 'sending' || refund.phase === 'unknown')) return { code: 'refund_running' };
  const left = refundable(payment, refunds);
  if (amount <= 0 || amount > left) return { code: 'refund_too_much', left };
  const counted = refunds.filter((refund) => refund.phase !== 'refused');
  if (counted.length >= limits.maxParts) return { code: 'refund_too_many' };
  const last = Math.max(0, ...counted.map((refund) => refund.createdAt));
  if (counted.length > 0 && at - last < limits.pauseMs) return { code: 'refund_too_soon', waitMs: limits.pauseMs - (at - last) };
  if (at - (payment.paidAt ?? payment.createdAt) > limits.windowDays * DAY_MS) return { code: 'refund_too_late', days: limits.windowDays };
  return undefined;
}

/** The next state of a refund, and the one call to make after it is saved. Total and pure. */
export function decideRefund(refund: Refund, event: RefundEvent): RefundDecision {
  switch (event.type) {
    case 'started':
      return { refund: { ...next(refund), phase: 'sending', call: 'refund', sends: 1 }, call: 'refund', note: 'sent' };
    case 'refund_answered':
      return refund.call === 'refund' ? afterRefund({ ...next(refund), call: null }, event) : ignored(refund);
    case 'query_answered':
      return refund.call === 'query' ? afterQuery({ ...next(refund), call: null }, event) : ignored(refund);
    case 'restarted':
      if (!isRefundOpen(refund)) return ignored(refund);
      return ask({ ...next(refund), phase: refund.phase === 'sending' ? 'unknown' : refund.phase, call: null }, 'resumed');
    case 'woke':
    case 'retry_asked':
      if (!isRefundOpen(refund) || refund.call !== null) return ignored(refund);
      if (event.type === 'woke' && (refund.wakeAt === null || event.at < refund.wakeAt)) return ignored(refund);
      return ask(next(refund), 'asked');
  }
}

function afterRefund(refund: Refund, { at, answer }: Extract<RefundEvent, { type: 'refund_answered' }>): RefundDecision {
  switch (answer.kind) {
    case 'done':
      return finish(refund, 'done', at, 'done');
    case 'accepted':
      return rest({ ...refund, phase: 'accepted' }, at, 'accepted');
    case 'refused':
      return finish({ ...refund, failure: answer.failure }, 'refused', at, 'refused');
    case 'never_sent':
      // An earlier copy of this request may have arrived; only a first one that never left is certain.
      if (refund.sends <= 1) return finish({ ...refund, failure: answer.failure }, 'refused', at, 'refused');
      return rest({ ...refund, phase: 'unknown', failure: answer.failure }, at, 'unknown');
    case 'uncertain':
      return rest({ ...refund, phase: 'unknown', failure: answer.failure }, at, 'unknown');
  }
}

function afterQuery(refund: Refund, { at, answer }: Extract<RefundEvent, { type: 'query_answered' }>): RefundDecision {
  switch (answer.kind) {
    case 'done':
      return finish(refund, 'done', at, 'done');
    case 'accepted':
      return rest({ ...refund, phase: 'accepted' }, at, 'accepted');
    case 'absent':
      // Both providers carry out one number once: the very same request is safe to repeat, and finishes what was lost.
      return { refund: { ...refund, phase: 'unknown', call: 'refund', sends: refund.sends + 1, wakeAt: null }, call: 'refund', note: 'not_found_sent_again' };
    case 'closed':
      return finish({ ...refund, failure: answer.failure }, 'refused', at, 'refused');
    case 'abnormal':
      return finish({ ...refund, failure: answer.failure }, 'abnormal', at, 'abnormal');
    case 'uncertain':
      return rest({ ...refund, failure: answer.failure }, at, 'unknown');
  }
}

function next(refund: Refund): Refund {
  return { ...refund, revision: refund.revision + 1 };
}

function ask(refund: Refund, note: RefundNote): RefundDecision {
  return { refund: { ...refund, call: 'query', asks: refund.asks + 1, wakeAt: null }, call: 'query', note };
}

function rest(refund: Refund, at: number, note: RefundNote): RefundDecision {
  const pause = FOLLOW_MS[Math.min(refund.asks, FOLLOW_MS.length - 1)] ?? 1_800_000;
  return { refund: { ...refund, wakeAt: at + pause }, call: null, note };
}

function finish(refund: Refund, phase: RefundPhase, at: number, note: RefundNote): RefundDecision {
  const { failure, ...rest } = refund;
  const kept = phase === 'done' || failure === undefined ? rest : { ...rest, failure };
  return { refund: { ...kept, phase, wakeAt: null, finishedAt: at }, call: null, note };
}

function ignored(refund: Refund): RefundDecision {
  return { refund, call: null, note: 'ignored' };
}
