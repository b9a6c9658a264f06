/**
 * Giving money back. A refund has its own number, saved before the request leaves and kept on every repetition: a new
 * number would refund twice. Accepted is not done; it is followed until the provider says so.
 */
import { nextStep } from './failure.ts';
import type { Failure } from './failure.ts';
import { addFen, fen, subtractFen } from './money.ts';
import type { Fen } from './money.ts';
import { canRefund, isUnproven } from './payment.ts';
import type { Payment, Wallet } from './payment.ts';
import type { QueryAnswer } from './payment-events.ts';
import type { RefundLine } from './refund-lines.ts';

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
  /** The goods that came back, when lines were chosen; absent for a refund of an amount. */
  readonly lines?: readonly RefundLine[];
  readonly by: string;
  readonly phase: RefundPhase;
  readonly call: 'refund' | 'query' | null;
  readonly failure?: Failure;
  readonly createdAt: number;
  readonly finishedAt?: number;
  readonly wakeAt: number | null;
  readonly asks: number;
  readonly sends: number;
  /** Sends since a person last asked for it, and the last of them; absent in refunds of an older version. */
  readonly roundSends?: number;
  readonly sentAt?: number;
  /** When the provider said no to a repetition. An earlier copy may still be carried out: believed only after a later query. */
  readonly refusedAt?: number;
  /**
   * Neither done nor refused after everything that is safe to repeat: a person asks again, or looks into the provider's own pages.
   * It goes on being watched, slowly.
   */
  readonly unresolvedAt?: number;
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
  | 'sent' | 'accepted' | 'done' | 'refused' | 'unknown' | 'asked' | 'not_found_yet' | 'not_found_sent_again' | 'abnormal' | 'unresolved' | 'resumed' | 'ignored';

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

/**
 * A request that the provider does not know is sent again under the same number after these pauses, counted from the last time it
 * was sent; when they are used up it is not sent again until a person asks.
 */
const SEND_AGAIN_MS = [0, 5_000, 30_000, 120_000, 600_000] as const;
/** Asks without a believable ending after which a person is told, whatever the reason. */
const ASKS_UNTIL_UNRESOLVED = 10;
const WATCH_MS = 1_800_000;
/** After this time since it was last sent a request is known to the provider's queries, or was never carried out. */
const CARRIED_OUT_MS = 120_000;

export function isRefundOpen(refund: Refund): boolean {
  return refund.phase === 'sending' || refund.phase === 'unknown' || refund.phase === 'accepted';
}

/** A person may ask again: nothing is on its way this moment. */
export function canRetry(refund: Refund): boolean {
  return isRefundOpen(refund) && refund.call === null;
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
  /** It covers a sale that is not finished: given back there, as a void, or the goods would go out for money that went back. */
  | { readonly code: 'refund_open_sale' }
  /** Declared paid by people: nobody knows whether there is anything to give back. */
  | { readonly code: 'refund_unproven' }
  | { readonly code: 'refund_too_much'; readonly left: Fen }
  | { readonly code: 'refund_too_many' }
  | { readonly code: 'refund_too_soon'; readonly waitMs: number }
  | { readonly code: 'refund_too_late'; readonly days: number }
  | { readonly code: 'refund_running' };

/** Why a refund of this amount may not be sent now, or undefined. Checked before anything leaves the till. */
export function refundRefusal(
  payment: Payment, refunds: readonly Refund[], amount: Fen, at: number, limits: RefundLimits,
): RefundRefusal | undefined {
  if (isUnproven(payment)) return { code: 'refund_unproven' };
  if (!canRefund(payment)) return { code: 'not_paid' };
  if (refunds.some((refund) => refund.phase === 'sending' || refund.phase === 'unknown')) return { code: 'refund_running' };
  const left = refundable(payment, refunds);
  if (amount <= 0 || amount > left) return { code: 'refund_too_much', left };
  const { parts, waitMs, lastAt } = refundRoom(payment, refunds, at, limits);
  if (parts >= limits.maxParts) return { code: 'refund_too_many' };
  if (waitMs > 0) return { code: 'refund_too_soon', waitMs };
  if (at > lastAt) return { code: 'refund_too_late', days: limits.windowDays };
  return undefined;
}

/** How much room the provider's rules leave, for a screen that tells it before anybody presses. */
export interface RefundRoom {
  /** Refunds that count, of at most `mostParts`. */
  readonly parts: number;
  readonly mostParts: number;
  /** Whole days left, and the last moment, epoch ms. */
  readonly daysLeft: number;
  readonly lastAt: number;
  /** The pause that the provider still wants before the next part, ms. */
  readonly waitMs: number;
}

export function refundRoom(payment: Payment, refunds: readonly Refund[], at: number, limits: RefundLimits): RefundRoom {
  const counted = refunds.filter((refund) => refund.phase !== 'refused');
  const latest = Math.max(0, ...counted.map((refund) => refund.createdAt));
  // A clock that was set back must not make the pause longer than it is.
  const passed = Math.max(0, at - latest);
  const lastAt = (payment.paidAt ?? payment.createdAt) + limits.windowDays * DAY_MS;
  return {
    parts: counted.length,
    mostParts: limits.maxParts,
    daysLeft: Math.max(0, Math.floor((lastAt - at) / DAY_MS)),
    lastAt,
    waitMs: counted.length === 0 ? 0 : Math.max(0, limits.pauseMs - passed),
  };
}

/**
 * An answer about a paid payment that says "money went back" says nothing new where we gave it back ourselves: it is taken for
 * what it is, still paid. Every other answer, and one about more than we gave, is left as it was.
 */
export function knowingRefunds(payment: Payment, refunds: readonly Refund[], answer: QueryAnswer): QueryAnswer {
  const ours = reserved(refunds);
  if (payment.phase !== 'paid' || payment.tradeNo === undefined || ours === 0) return answer;
  const isPart = answer.kind === 'mismatch' && answer.mismatch.kind === 'refunded_elsewhere';
  const isWhole = answer.kind === 'closed' && answer.wasPaid !== false && ours >= payment.amount;
  return isPart || isWhole ? { kind: 'paid', tradeNo: payment.tradeNo } : answer;
}

/** The next state of a refund, and the one call to make after it is saved. Total and pure. */
export function decideRefund(refund: Refund, event: RefundEvent): RefundDecision {
  switch (event.type) {
    case 'started':
      if (refund.revision !== 0) return ignored(refund);
      return { refund: { ...next(refund), phase: 'sending', call: 'refund', sends: 1, roundSends: 1, sentAt: event.at }, call: 'refund', note: 'sent' };
    case 'refund_answered':
      return refund.call === 'refund' ? afterRefund({ ...next(refund), call: null }, event) : ignored(refund);
    case 'query_answered':
      return refund.call === 'query' ? afterQuery({ ...next(refund), call: null }, event) : ignored(refund);
    case 'restarted':
      if (!isRefundOpen(refund)) return ignored(refund);
      return ask({ ...next(refund), phase: refund.phase === 'sending' ? 'unknown' : refund.phase, call: null }, 'resumed');
    case 'woke':
      if (!isRefundOpen(refund) || refund.call !== null || refund.wakeAt === null || event.at < refund.wakeAt) return ignored(refund);
      return ask(next(refund), 'asked');
    case 'retry_asked':
      if (!canRetry(refund)) return ignored(refund);
      return ask({ ...resolved(next(refund)), roundSends: 0 }, 'asked');
  }
}

function afterRefund(refund: Refund, { at, answer }: Extract<RefundEvent, { type: 'refund_answered' }>): RefundDecision {
  switch (answer.kind) {
    case 'done':
      return finish(refund, 'done', at, 'done');
    case 'accepted':
      return rest({ ...refund, phase: 'accepted' }, at, 'accepted');
    case 'refused': {
      const said = { ...refund, failure: answer.failure };
      // What is refused only for now may be carried out by another copy of the request, sent again by us or by the line.
      const mayChange = refund.sends > 1 || nextStep(answer.failure.code) === 'later';
      return mayChange ? rest({ ...said, phase: 'unknown', refusedAt: at }, at, 'unknown') : finish(said, 'refused', at, 'refused');
    }
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
      return refund.refusedAt === undefined ? notFound(refund, at) : stillRefused(refund, at);
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

/** Both providers carry out one number once: the very same request is safe to repeat, and finishes what was lost. */
function notFound(asked: Refund, at: number): RefundDecision {
  const refund = sentBefore(asked, at);
  const sent = refund.roundSends ?? refund.sends;
  // The first of a round goes at once: a person asked, or the only request so far was lost.
  const pause = sent === 0 ? 0 : SEND_AGAIN_MS[sent - 1];
  if (pause === undefined) return unresolved({ ...refund, phase: 'unknown' }, at);
  const dueAt = (refund.sentAt ?? refund.createdAt) + pause;
  if (at < dueAt) return { refund: { ...refund, phase: 'unknown', wakeAt: dueAt }, call: null, note: 'not_found_yet' };
  const again: Refund = { ...refund, phase: 'unknown', call: 'refund', sends: refund.sends + 1, roundSends: sent + 1, sentAt: at, wakeAt: null };
  return { refund: again, call: 'refund', note: 'not_found_sent_again' };
}

/** A clock that was set back knows only that it was sent before now: its pauses begin anew, or they would last as long as it was set back. */
function sentBefore(refund: Refund, at: number): Refund {
  return (refund.sentAt ?? refund.createdAt) > at ? { ...refund, sentAt: at } : refund;
}

/** A no that may change is believed when no copy of the request can be carried out any more. */
function stillRefused(asked: Refund, at: number): RefundDecision {
  const refund = sentBefore(asked, at);
  const provedAt = (refund.sentAt ?? refund.createdAt) + CARRIED_OUT_MS;
  if (at < provedAt) return { refund: { ...refund, wakeAt: provedAt }, call: null, note: 'not_found_yet' };
  return finish(refund, 'refused', at, 'refused');
}

function unresolved(refund: Refund, at: number): RefundDecision {
  return { refund: { ...refund, unresolvedAt: refund.unresolvedAt ?? at, wakeAt: at + WATCH_MS }, call: null, note: 'unresolved' };
}

/** The provider has it: neither doubt nor an earlier no counts any more. */
function known({ refusedAt: _refusedAt, ...refund }: Refund): Refund {
  return resolved(refund);
}

function resolved({ unresolvedAt: _unresolvedAt, ...refund }: Refund): Refund {
  return refund;
}

function rest(refund: Refund, at: number, note: RefundNote): RefundDecision {
  if (note === 'unknown' && (refund.unresolvedAt !== undefined || refund.asks >= ASKS_UNTIL_UNRESOLVED)) return unresolved(refund, at);
  const pause = FOLLOW_MS[Math.min(refund.asks, FOLLOW_MS.length - 1)] ?? WATCH_MS;
  return { refund: { ...(note === 'accepted' ? known(refund) : refund), wakeAt: at + pause }, call: null, note };
}

function finish(refund: Refund, phase: RefundPhase, at: number, note: RefundNote): RefundDecision {
  const { failure, ...rest } = known(refund);
  const kept = phase === 'done' || failure === undefined ? rest : { ...rest, failure };
  return { refund: { ...kept, phase, wakeAt: null, finishedAt: at }, call: null, note };
}

function ignored(refund: Refund): RefundDecision {
  return { refund, call: null, note: 'ignored' };
}
