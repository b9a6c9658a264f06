/**
 * The ways in which a payment goes on once `decide` knows what an event means: ask, cancel, rest, end. Every one of them
 * says when the till acts next, so that no open payment is forgotten.
 */
import type { Failure } from './failure.ts';
import { isForced } from './payment.ts';
import type { AskingRules, Mismatch, NotChargedProof, Payment, PaymentCall } from './payment.ts';
import type { Decision, PaidEvidence, PaymentNote } from './payment-events.ts';

/** A cancel that says "done" while the query says "paid" is repeated this often before the query is believed. */
const CANCELS_NOT_TRUSTED = 3;

// ── Ways to go on ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Nobody can say what became of the request: the provider is asked, at once or when it has something to say. */
export function lostTrack(payment: Payment, at: number, rules: AskingRules): Decision {
  const phase = payment.phase === 'cancelling' ? 'cancelling' : 'unknown';
  if (rules.afterUncertainMs === 0) return calling({ ...payment, phase }, 'query', 'unknown');
  return resting({ ...payment, phase }, at + rules.afterUncertainMs, 'unknown');
}

/** Sends the cancel now, right behind the query that was just answered; for WeChat barcodes not earlier than allowed. */
export function closeIt(payment: Payment, at: number, rules: AskingRules): Decision {
  const cancelling: Payment = { ...payment, phase: 'cancelling' };
  const allowedAt = at + timeLeft(payment, rules.cancelNotBeforeMs, at, rules.askEveryMs);
  if (at < allowedAt) return resting(cancelling, Math.min(allowedAt, at + rules.askEveryMs), 'waits');
  return calling(cancelling, 'cancel', 'cancel_sent');
}

/** The cancel said "done" and the query says "paid": the query is right, but a provider may lag. Repeat before believing it. */
export function cancelUnproved(payment: Payment, evidence: PaidEvidence, at: number, rules: AskingRules): Decision {
  if (payment.cancelsDone < CANCELS_NOT_TRUSTED) {
    // Not cleared of the wish to cancel: the next wake asks, and cancels again unless it is closed by then.
    return resting({ ...payment, silentAsks: 0, proving: false }, nextTry(payment, payment.cancelsDone, at, rules), 'cancel_unproved');
  }
  return settlePaid(payment, evidence, at, rules);
}

/** Proof of payment: ends as paid, and as late where the till had believed or arranged otherwise. */
export function settlePaid(payment: Payment, { tradeNo, paidAt, payerAmount, payer }: PaidEvidence, at: number, rules: AskingRules): Decision {
  const proof = { tradeNo, ...(paidAt !== undefined && { paidAt }), ...(payerAmount !== undefined && { payerAmount }), ...(payer !== undefined && { payer }) };
  if (payment.phase === 'paid') {
    const left = Math.max(0, payment.rechecksLeft - 1);
    return resting({ ...payment, ...proof, rechecksLeft: left }, left === 0 ? null : at + cancelHasWorked(rules), 'rechecked');
  }
  // After a cancel that said "done" the wish stands until the repeats are used up, whoever brings the news.
  if (payment.phase === 'cancelling' && payment.cancelsDone > 0 && payment.cancelsDone < CANCELS_NOT_TRUSTED) {
    return payment.call === null ? calling(payment, 'cancel', 'cancel_unproved') : ignored(payment);
  }
  const { proof: _proof, failure: _failure, ...known } = payment;
  const late = (payment.released || payment.phase === 'not_charged' || payment.phase === 'returned') && !isForced(payment);
  // Whatever spoke against it before, it is proved now.
  const { contradicted: _contradicted, ...marks } = payment.exceptions;
  const exceptions = late ? { ...marks, late: { at } } : marks;
  const paid: Payment = { ...known, ...proof, phase: 'paid', exceptions, silentAsks: 0, finishedAt: at };
  const note: PaymentNote = late ? 'late' : isForced(payment) ? 'proved' : payment.phase === 'cancelling' ? 'paid_after_all' : 'paid';
  if (payment.cancels === 0) return resting({ ...paid, rechecksLeft: 0 }, null, note);
  // A cancel was sent and may still take effect, late or in spite of the query: looked at once more when it must have.
  if (payment.call === null) return resting({ ...paid, rechecksLeft: 1 }, at + cancelHasWorked(rules), note);
  // The bill proved it while a call was on its way, perhaps that very cancel: its answer comes first, then the later look.
  return resting({ ...paid, rechecksLeft: 2 }, null, note);
}

/** After this time a cancel has taken effect, or never will. */
function cancelHasWorked(rules: AskingRules): number {
  return rules.recheckMs[0] ?? 60_000;
}

/** Ends as not charged. With `rules` the provider is asked again later, because it only said that it knows no such order. */
export function notCharged(payment: Payment, proof: NotChargedProof, at: number, rules?: AskingRules): Decision {
  const ended = finished({ ...payment, phase: 'not_charged', proof, rechecksLeft: 0 }, at, 'not_charged');
  const looks = rules?.recheckMs ?? [];
  const first = looks[0];
  return first === undefined ? ended : resting({ ...ended.payment, rechecksLeft: looks.length }, at + first, 'not_charged');
}

/** One look at "no such order" is done; the next comes after a longer pause, in case the order was only late. */
export function recheckLater(payment: Payment, at: number, rules: AskingRules): Decision {
  const left = Math.max(0, payment.rechecksLeft - 1);
  const wait = left === 0 ? undefined : rules.recheckMs[rules.recheckMs.length - left];
  return resting({ ...payment, rechecksLeft: left }, wait === undefined ? null : at + wait, 'rechecked');
}

/** Believed not charged, yet the order is there and payable: close it for good. */
export function reopenForCancel(payment: Payment, at: number, rules: AskingRules): Decision {
  const { proof: _proof, finishedAt: _finishedAt, ...open } = payment;
  return closeIt({ ...open, phase: 'cancelling', released: true }, at, rules);
}

/** A forced payment is never cancelled; its promise is contradicted once nobody can have paid it any more. */
export function watchForced(payment: Payment, at: number, rules: AskingRules): Decision {
  const wake = nextTry(payment, payment.asks, at, rules);
  if (at < payment.expiresAt || payment.exceptions.contradicted) return resting(payment, wake, 'still_waiting');
  return resting({ ...payment, exceptions: { ...payment.exceptions, contradicted: { at } } }, wake, 'contradicted');
}

/** The provider's word is against ours: a person must look, the till does nothing more. */
export function contradict(payment: Payment, at: number): Decision {
  const exceptions = { ...payment.exceptions, contradicted: payment.exceptions.contradicted ?? { at } };
  return resting({ ...payment, exceptions, rechecksLeft: 0 }, null, 'contradicted');
}

// ── Small steps ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** One more saved change. */
export function step(payment: Payment): Payment {
  return { ...payment, revision: payment.revision + 1 };
}

/** The call on its way came to its end. */
export function answered(payment: Payment): Payment {
  return { ...step(payment), call: null };
}

/** Makes the call now; nothing wakes before its answer. */
export function calling(payment: Payment, call: PaymentCall, note: PaymentNote): Decision {
  const asks = call === 'query' ? payment.asks + 1 : payment.asks;
  const cancels = call === 'cancel' ? payment.cancels + 1 : payment.cancels;
  return { payment: { ...payment, call, wakeAt: null, asks, cancels }, call, note };
}

/** Does nothing until the moment given, epoch ms. */
export function resting(payment: Payment, wakeAt: number | null, note: PaymentNote): Decision {
  return { payment: { ...payment, wakeAt }, call: null, note };
}

/** Nothing is to be done any more. */
export function finished(payment: Payment, at: number, note: PaymentNote): Decision {
  return { payment: { ...payment, wakeAt: null, finishedAt: at, silentAsks: 0 }, call: null, note };
}

/** The event changes nothing. */
export function ignored(payment: Payment): Decision {
  return { payment, call: null, note: 'ignored' };
}

/** Keeps the last thing that went wrong for the screen. */
export function withFailure(payment: Payment, failure: Failure): Payment {
  return { ...payment, failure };
}

/** A refusal that gave its reason keeps it; a query that says only "failed" knows less. */
export function withReason(payment: Payment, failure: Failure): Payment {
  return payment.phase === 'refused' && payment.failure ? payment : { ...payment, failure };
}

/** Keeps what did not fit for the person who must look. */
export function withMismatch(payment: Payment, mismatch: Omit<Mismatch, 'at'>, at: number): Payment {
  return { ...payment, exceptions: { ...payment.exceptions, mismatch: { ...mismatch, at } } };
}

/** When to try again after so many tries, epoch ms: soon at first, then regularly, and more and more rarely as the payment grows old. */
export function nextTry(payment: Payment, times: number, at: number, rules: AskingRules): number {
  const { retryMs, slow } = rules;
  const regular = retryMs[Math.min(Math.max(0, times - 1), retryMs.length - 1)] ?? 60_000;
  // What turned up again after a long time is dealt with as quickly as something new.
  if (times < retryMs.length) return at + regular;
  const age = at - payment.createdAt;
  return at + Math.max(regular, ...slow.filter(({ fromAgeMs }) => age >= fromAgeMs).map(({ everyMs }) => everyMs));
}

/**
 * What is left of a span that began with the payment, ms. A clock that was set back to before that knows nothing of it, and may go on so
 * for hours: then the asks are counted, and `gapMs` is how far apart they are taken to be.
 */
function timeLeft(payment: Payment, spanMs: number, at: number, gapMs: number): number {
  const passed = at >= payment.createdAt ? at - payment.createdAt : payment.asks * gapMs;
  return Math.max(0, spanMs - passed);
}

/** The request may still be under way. Asks by hand come as fast as once in `checkGapMs`: without a clock, no more time is taken to have passed. */
export function mayStillArrive(payment: Payment, at: number, rules: AskingRules): boolean {
  return timeLeft(payment, rules.inFlightMs, at, rules.checkGapMs) > 0;
}

/** Not payable any more by our own rule. */
export function hasExpired(payment: Payment, at: number, rules: AskingRules): boolean {
  return timeLeft(payment, payment.expiresAt - payment.createdAt, at, rules.askEveryMs) === 0;
}

/** The next ask, but not later than the end of asking: the last query is on time. */
export function nextAsk(payment: Payment, at: number, rules: AskingRules): number {
  return at < payment.expiresAt ? Math.min(at + rules.askEveryMs, payment.expiresAt) : at + rules.askEveryMs;
}
