/**
 * What the till does when something happens to a payment. `decide` is total and pure: it gets the saved payment and an
 * event, and returns the next value and the one call to make after that value is saved. It has no clock: the event says
 * when it happened. The chart and the numbered invariants that this file keeps stand in README.md.
 */
import { canCancel, canCheck, canForce, canRelease, canVoid, isForced, isOlderThan, isOpen, rulesOf, waitsForBill } from './payment.ts';
import type { AskingRules, Payment, PaymentRules } from './payment.ts';
import type { CancelAnswer, Decision, PayAnswer, PaymentEvent, PrecreateAnswer, QueryAnswer } from './payment-events.ts';
import {
  answered, calling, cancelUnproved, closeIt, contradict, finished, hasExpired, ignored, lostTrack, mayStillArrive, nextAsk, nextTry, notCharged, recheckLater,
  reopenForCancel, resting, settlePaid, step, watchForced, withFailure, withMismatch, withReason,
} from './payment-steps.ts';

type NewPayment = Pick<Payment, 'id' | 'saleId' | 'wallet' | 'kind' | 'amount' | 'outTradeNo' | 'outSn' | 'subject' | 'cashierId' | 'tillId'> & {
  readonly codeTail?: string;
  readonly at: number;
};

/** A payment as it is before anything happened to it; `started` is its first event. */
export function newPayment({ at, ...given }: NewPayment, rules: PaymentRules): Payment {
  const asking = rulesOf(rules, given);
  return {
    ...given,
    phase: 'sending', exceptions: {}, call: null, payAnswered: false, released: false, voided: false,
    createdAt: at, expiresAt: at + (given.kind === 'qr' ? asking.qrLifeMs : asking.giveUpMs), wakeAt: null,
    asks: 0, silentAsks: 0, cancels: 0, cancelsDone: 0, proving: false, cancelReturned: false, absentAsks: 0, rechecksLeft: 0,
    revision: 0,
  };
}

/** The next value of a payment after an event, and the one call to make once it is saved. */
export function decide(payment: Payment, told: PaymentEvent, allRules: PaymentRules): Decision {
  const event = doubtOldProof(payment, told);
  const rules = rulesOf(allRules, payment);
  const { at } = event;
  switch (event.type) {
    case 'started':
      if (payment.revision !== 0) return ignored(payment);
      return payment.kind === 'barcode' ? calling(step(payment), 'pay', 'sent') : calling(step(payment), 'precreate', 'qr_asked');
    case 'pay_answered':
      if (payment.call !== 'pay') return evidenceOnly(payment, event.answer, at, rules);
      return afterPay(answered(payment), event.answer, at, rules);
    case 'precreate_answered':
      if (payment.call !== 'precreate') return ignored(payment);
      return afterPrecreate(answered(payment), event.answer, at, rules);
    case 'query_answered':
      if (payment.call !== 'query') return evidenceOnly(payment, event.answer, at, rules);
      return afterQuery(answered(payment), event.answer, at, rules);
    case 'cancel_answered':
      if (payment.call !== 'cancel') return ignored(payment);
      return afterCancel(answered(payment), event.answer, at, rules);
    case 'woke':
      return onWake(payment, at);
    case 'check_asked':
      if (payment.call !== null || !canCheck(payment)) return ignored(payment);
      // A person's look is on top of the till's own: an eager cashier must neither use them up nor, when looks get no answer, pile them up.
      return calling({ ...step(payment), rechecksLeft: isOpen(payment) ? 0 : Math.min(payment.rechecksLeft, rules.recheckMs.length) + 1 }, 'query', 'asked');
    case 'cancel_asked':
      return onCancelAsked(payment);
    case 'released':
      if (!canRelease(payment)) return ignored(payment);
      return { payment: { ...step(payment), released: true }, call: null, note: 'released' };
    case 'forced':
      if (!canForce(payment)) return ignored(payment);
      return onForced(step(payment), event.approvalId, at, rules);
    case 'voided':
      if (!canVoid(payment)) return ignored(payment);
      return { payment: { ...step(payment), voided: true }, call: null, note: 'voided' };
    case 'void_failed':
      if (!payment.voided) return ignored(payment);
      return { payment: voidFailed(step(payment), event.late, at), call: null, note: 'void_failed' };
    case 'bill_read':
      if (event.evidence.kind === 'not_on_bill') return notOnBill(payment, at);
      return payment.phase === 'paid' ? ignored(payment) : settlePaid(step(payment), event.evidence, at, rules);
    case 'restarted':
      return onRestart(payment, at);
  }
}

/**
 * A number that was used before (a data folder put back with all its files) makes the provider tell of the older payment under
 * it: paid, perhaps even with the same amount. What was paid before this payment began is not this payment.
 */
function doubtOldProof(payment: Payment, event: PaymentEvent): PaymentEvent {
  if (event.type === 'bill_read' && event.evidence.kind === 'paid' && isOlderThan(payment, event.evidence.paidAt ?? event.at)) {
    return { ...event, evidence: { kind: 'not_on_bill' } };
  }
  if (event.type !== 'pay_answered' && event.type !== 'query_answered') return event;
  const { answer } = event;
  if (answer.kind !== 'paid' || answer.paidAt === undefined || !isOlderThan(payment, answer.paidAt)) return event;
  const mismatch = { kind: 'number', got: `paid ${payment.createdAt - answer.paidAt} ms before it began` } as const;
  return { type: event.type, at: event.at, answer: { kind: 'mismatch', mismatch } };
}

// ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function afterPay(payment: Payment, answer: PayAnswer, at: number, rules: AskingRules): Decision {
  // The bill proved it while the answer was on its way: whatever the pay call says is older.
  if (payment.phase === 'paid' && answer.kind !== 'paid') return resting(payment, null, 'ignored');
  switch (answer.kind) {
    case 'paid':
      return settlePaid(payment, answer, at, rules);
    case 'never_sent':
      return notCharged(withFailure(payment, answer.failure), 'never_sent', at);
    case 'refused':
      if (answer.unprocessed === true) return notCharged(withFailure(payment, answer.failure), 'refused', at);
      // Even a definite no is proved: a copy of the request may have been carried out before (a resend on the way).
      return calling({ ...withFailure(payment, answer.failure), phase: 'refused', payAnswered: true }, 'query', 'refused');
    case 'waiting': {
      const known = { ...payment, payAnswered: true };
      if (payment.phase === 'cancelling') return closeIt(known, at, rules);
      return resting({ ...known, phase: 'waiting' }, at + rules.firstAskMs, 'waiting');
    }
    case 'uncertain':
      return lostTrack(withFailure(payment, answer.failure), at, rules);
    case 'mismatch':
      return lostTrack(withMismatch(payment, answer.mismatch, at), at, rules);
  }
}

function afterPrecreate(payment: Payment, answer: PrecreateAnswer, at: number, rules: AskingRules): Decision {
  if (payment.phase === 'paid') return resting(payment, null, 'ignored');
  switch (answer.kind) {
    case 'ready':
      if (payment.phase === 'cancelling') return closeIt({ ...payment, payAnswered: true }, at, rules);
      return resting({ ...payment, phase: 'waiting', payAnswered: true, qrText: answer.qrText }, at + rules.firstAskMs, 'qr_shown');
    case 'refused':
      return notCharged(withFailure(payment, answer.failure), 'refused', at);
    case 'never_sent':
      return notCharged(withFailure(payment, answer.failure), 'never_sent', at);
    case 'uncertain':
      // Nobody has seen a QR of this order, so nobody can pay it: the next try simply takes a new number.
      return notCharged(withFailure(payment, { ...answer.failure, code: 'qr_not_made' }), 'never_shown', at);
  }
}

function afterQuery(payment: Payment, answer: QueryAnswer, at: number, rules: AskingRules): Decision {
  const wasProving = payment.proving;
  const heard: Payment = { ...payment, proving: false };
  switch (answer.kind) {
    case 'paid':
      return wasProving ? cancelUnproved(heard, answer, at, rules) : settlePaid(heard, answer, at, rules);
    case 'uncertain':
      return noAnswer(withFailure({ ...heard, proving: wasProving, silentAsks: heard.silentAsks + 1 }, answer.failure), at, rules);
    case 'mismatch':
      return afterMismatch(withMismatch({ ...heard, silentAsks: 0 }, answer.mismatch, at), at, rules);
    case 'waiting':
      return stillUnpaid({ ...heard, silentAsks: 0, absentAsks: 0, payAnswered: true }, wasProving, at, rules);
    case 'failed':
      return afterFailed(withReason({ ...heard, silentAsks: 0, absentAsks: 0, payAnswered: true }, answer.failure), at, rules);
    case 'closed':
      return afterClosed({ ...heard, silentAsks: 0 }, answer.wasPaid, at);
    case 'absent':
      return notFound({ ...heard, silentAsks: 0, absentAsks: heard.absentAsks + 1 }, at, rules);
  }
}

function afterCancel(payment: Payment, answer: CancelAnswer, at: number, rules: AskingRules): Decision {
  switch (answer.kind) {
    case 'done': {
      const done = { ...payment, cancelsDone: payment.cancelsDone + 1, cancelReturned: payment.cancelReturned || answer.effect === 'returned', silentAsks: 0 };
      return calling({ ...done, proving: true }, 'query', 'cancel_done');
    }
    case 'already_paid':
      // The provider's word against its own earlier "done": nothing is left to repeat, the query decides.
      return calling({ ...payment, cancelsDone: 0, silentAsks: 0 }, 'query', 'asked');
    case 'again':
      return resting({ ...payment, silentAsks: 0 }, nextTry(payment, payment.cancels, at, rules), 'cancel_again');
    case 'refused':
      return resting(withFailure({ ...payment, silentAsks: 0 }, answer.failure), nextTry(payment, payment.cancels, at, rules), 'cancel_again');
    case 'uncertain':
      return resting(withFailure({ ...payment, silentAsks: payment.silentAsks + 1 }, answer.failure), nextTry(payment, payment.cancels, at, rules), 'no_answer');
  }
}

// ── What a query may find ────────────────────────────────────────────────────────────────────────────────────────────

/** The order is there and unpaid. */
function stillUnpaid(payment: Payment, wasProving: boolean, at: number, rules: AskingRules): Decision {
  if (payment.phase === 'paid') return contradict(payment, at);
  if (isForced(payment)) return isOpen(payment) ? watchForced(payment, at, rules) : recheckLater(payment, at, rules);
  if (!isOpen(payment)) return reopenForCancel(payment, at, rules);
  if (payment.phase === 'cancelling') {
    if (wasProving) return resting(payment, nextTry(payment, payment.cancelsDone, at, rules), 'cancel_unproved');
    return closeIt(payment, at, rules);
  }
  if (payment.phase === 'refused' || hasExpired(payment, at, rules)) return closeIt(payment, at, rules);
  return resting({ ...payment, phase: 'waiting' }, nextAsk(payment, at, rules), 'still_waiting');
}

/** The order is there and its payment failed. Nothing is in progress, so it may be closed at once. */
function afterFailed(payment: Payment, at: number, rules: AskingRules): Decision {
  if (payment.phase === 'paid') return contradict(payment, at);
  if (isForced(payment)) return isOpen(payment) ? watchForced(contradict(payment, at).payment, at, rules) : recheckLater(payment, at, rules);
  if (!isOpen(payment)) return reopenForCancel(payment, at, rules);
  return calling({ ...payment, phase: 'cancelling' }, 'cancel', 'cancel_sent');
}

function afterClosed(payment: Payment, wasPaid: boolean | undefined, at: number): Decision {
  if (payment.phase === 'paid') return contradict({ ...payment, rechecksLeft: 0 }, at);
  const returned = wasPaid ?? payment.cancelReturned;
  const marked = isForced(payment) ? { ...payment, exceptions: { ...payment.exceptions, contradicted: { at } } } : payment;
  if (returned) return finished({ ...marked, phase: 'returned' }, at, 'returned');
  return notCharged(marked, 'closed', at);
}

/** The provider knows no such order. Proof only when the pay call ended with a definite answer, or time enough has passed. */
function notFound(payment: Payment, at: number, rules: AskingRules): Decision {
  if (payment.phase === 'paid') return contradict(payment, at);
  if (!isOpen(payment)) return recheckLater(payment, at, rules);
  if (isForced(payment)) return watchForced(payment, at, rules);
  if (payment.phase === 'refused') return notCharged(payment, 'refused', at, rules);
  if (payment.phase === 'cancelling') {
    if (payment.cancelsDone === 0) return closeIt(payment, at, rules);
    const believed = payment.kind === 'qr' || payment.payAnswered || (payment.absentAsks >= 2 && !mayStillArrive(payment, at, rules));
    if (believed) return notCharged(payment, 'absent', at, rules);
    return resting(payment, nextTry(payment, payment.absentAsks, at, rules), 'not_found_yet');
  }
  if (hasExpired(payment, at, rules)) return closeIt(payment, at, rules);
  // A QR that nobody has scanned yet is no order at Alipay: nothing is wrong.
  const phase = payment.kind === 'qr' ? 'waiting' : 'unknown';
  return resting({ ...payment, phase }, nextAsk(payment, at, rules), payment.kind === 'qr' ? 'still_waiting' : 'not_found_yet');
}

function noAnswer(payment: Payment, at: number, rules: AskingRules): Decision {
  // A later look that got no answer is owed still.
  if (!isOpen(payment)) return resting(payment, nextTry(payment, payment.silentAsks, at, rules), 'no_answer');
  if (!isForced(payment)) {
    if (payment.phase === 'cancelling' && payment.cancelsDone === 0) return closeIt(payment, at, rules);
    const isOver = (payment.phase === 'waiting' || payment.phase === 'unknown') && hasExpired(payment, at, rules);
    // After an answer that did not fit, silence is no reason to cancel: a person must look first.
    if (isOver && payment.exceptions.mismatch === undefined) return closeIt(payment, at, rules);
  }
  const phase = payment.phase === 'waiting' && payment.silentAsks >= 2 ? 'unknown' : payment.phase;
  return resting({ ...payment, phase }, nextTry(payment, payment.silentAsks, at, rules), 'no_answer');
}

/** A person must look; the till keeps asking, and cancels only when it was told to. */
function afterMismatch(payment: Payment, at: number, rules: AskingRules): Decision {
  if (payment.phase === 'cancelling' && payment.cancels === 0) return closeIt(payment, at, rules);
  const phase = isOpen(payment) && payment.phase !== 'cancelling' ? 'unknown' : payment.phase;
  return resting({ ...payment, phase }, isOpen(payment) ? nextTry(payment, payment.asks, at, rules) : null, 'mismatch');
}

// ── Events that are not answers ──────────────────────────────────────────────────────────────────────────────────────

function onWake(payment: Payment, at: number): Decision {
  if (payment.call !== null || payment.wakeAt === null || at < payment.wakeAt) return ignored(payment);
  const last = isOpen(payment) && at >= payment.expiresAt && payment.cancels === 0;
  return calling(step(payment), 'query', last ? 'last_ask' : 'asked');
}

function onCancelAsked(payment: Payment): Decision {
  if (!canCancel(payment)) return ignored(payment);
  const wanted: Payment = { ...step(payment), phase: 'cancelling' };
  // A call that is on its way is waited for: its answer may be "paid".
  if (payment.call !== null) return { payment: wanted, call: null, note: 'cancel_wanted' };
  return calling(wanted, 'query', 'cancel_wanted');
}

function onForced(payment: Payment, approvalId: string, at: number, rules: AskingRules): Decision {
  const forced: Payment = { ...payment, phase: 'unknown', exceptions: { ...payment.exceptions, forced: { approvalId, at } } };
  if (payment.call !== null) return { payment: forced, call: null, note: 'forced' };
  return resting(forced, nextTry(payment, payment.silentAsks, at, rules), 'forced');
}

function voidFailed(payment: Payment, late: boolean, at: number): Payment {
  return { ...payment, voided: false, exceptions: late ? { ...payment.exceptions, late: { at } } : payment.exceptions };
}

function onRestart(payment: Payment, at: number): Decision {
  if (isOpen(payment)) {
    // A QR whose text never arrived was never shown: it is closed, not shown after the fact.
    const neverShown = payment.kind === 'qr' && payment.qrText === undefined && !isForced(payment);
    const phase = neverShown ? 'cancelling' : payment.phase === 'sending' ? 'unknown' : payment.phase;
    return calling({ ...step(payment), phase, proving: false }, 'query', 'resumed');
  }
  if (payment.call === null) return ignored(payment);
  return { payment: { ...step(payment), call: null, wakeAt: at }, call: null, note: 'resumed' };
}

/** The complete bill of its day does not name the payment. That ends what people trust in, and what no answer has explained. */
function notOnBill(payment: Payment, at: number): Decision {
  if (payment.phase === 'paid') return contradict(step(payment), at);
  if (!waitsForBill(payment)) return ignored(payment);
  if (!isForced(payment)) return notCharged(step(payment), 'absent', at);
  return finished({ ...contradict(step(payment), at).payment, phase: 'not_charged', proof: 'absent' }, at, 'contradicted');
}

/** An answer nobody waits for any more: only proof of payment counts, from wherever it comes. */
function evidenceOnly(payment: Payment, answer: PayAnswer | QueryAnswer, at: number, rules: AskingRules): Decision {
  if (answer.kind !== 'paid' || payment.phase === 'paid') return ignored(payment);
  return settlePaid(step(payment), answer, at, rules);
}
