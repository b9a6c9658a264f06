// A refund whose request was lost: repeated under its one number as long as that is safe, never for ever, never forgotten.
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decideRefund, knowingRefunds, refundRefusal, DEFAULT_REFUND_LIMITS } from '../../main/domain/refund.ts';
import type { Refund, RefundDecision, RefundQueryAnswer } from '../../main/domain/refund.ts';
import { aPayment, aRefund } from '../adapters/storage/support.ts';

const AT = 1_800_000_000_000;
const DAY = 86_400_000;
const paid = aPayment('p', 's', { phase: 'paid', paidAt: AT, amount: fen(500), wallet: 'wechat' });
const fresh = aRefund('r', paid, { phase: 'sending', call: null, createdAt: AT, sends: 0, revision: 0 });

/** Plays a provider that never knows the refund and whose refund calls get no answer; returns every send. */
function lostForEver(refund: Refund, at: number, until: number, query: RefundQueryAnswer = { kind: 'absent' }) {
  const sends: number[] = [];
  let now = at;
  let decision: RefundDecision = { refund, call: refund.call, note: 'ignored' };
  for (let steps = 0; now <= until && steps < 10_000; steps += 1) {
    if (decision.call === 'refund') {
      sends.push(now);
      now += 1_000;
      decision = decideRefund(decision.refund, { type: 'refund_answered', at: now, answer: { kind: 'uncertain', failure: { code: 'timeout' } } });
    } else if (decision.call === 'query') {
      now += 200;
      decision = decideRefund(decision.refund, { type: 'query_answered', at: now, answer: query });
    } else {
      if (decision.refund.wakeAt === null) return { sends, now, refund: decision.refund, asleep: true };
      now = Math.max(now, decision.refund.wakeAt);
      decision = decideRefund(decision.refund, { type: 'woke', at: now });
    }
  }
  return { sends, now, refund: decision.refund, asleep: false };
}

describe('a refund that the provider does not know', () => {
  const started = decideRefund(fresh, { type: 'started', at: AT }).refund;

  it('is sent again with growing pauses under the same number, then rests as unresolved and is still watched', () => {
    const day = lostForEver(started, AT, AT + DAY);
    expect(day.sends).toHaveLength(6);
    const gaps = day.sends.slice(1).map((at, index) => at - (day.sends[index] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(day.refund.unresolvedAt).toBeDefined();
    expect(day.refund.phase).toBe('unknown');
    expect(day.refund.outRefundNo).toBe(fresh.outRefundNo);
    expect(day.asleep).toBe(false);
  });

  it('is sent again when a person asks again, and its exception goes when it is done', () => {
    const stuck = lostForEver(started, AT, AT + DAY);
    const quiet: Refund = { ...stuck.refund, call: null, wakeAt: stuck.now + 1 };
    const asked = decideRefund(quiet, { type: 'retry_asked', at: stuck.now });
    expect(asked.call).toBe('query');
    const again = decideRefund(asked.refund, { type: 'query_answered', at: stuck.now, answer: { kind: 'absent' } });
    expect(again.call).toBe('refund');
    const done = decideRefund(again.refund, { type: 'refund_answered', at: stuck.now, answer: { kind: 'done' } });
    expect(done.refund).toMatchObject({ phase: 'done', wakeAt: null });
    expect(done.refund.unresolvedAt).toBeUndefined();
  });

  it('and one that nobody answers for are both told to a person, and neither is given up', () => {
    const silent = lostForEver(started, AT, AT + DAY, { kind: 'uncertain', failure: { code: 'connection_lost' } });
    expect(silent.refund.unresolvedAt).toBeDefined();
    expect(silent.sends).toHaveLength(1);
    expect(silent.asleep).toBe(false);
  });

  it('keeps its number after it was paid out late: accepted clears the exception', () => {
    const stuck = lostForEver(started, AT, AT + DAY);
    const asked = decideRefund({ ...stuck.refund, call: null, wakeAt: stuck.now }, { type: 'woke', at: stuck.now });
    const accepted = decideRefund(asked.refund, { type: 'query_answered', at: stuck.now, answer: { kind: 'accepted' } });
    expect(accepted.refund).toMatchObject({ phase: 'accepted' });
    expect(accepted.refund.unresolvedAt).toBeUndefined();
  });
});

describe('limits are checked before anything leaves the till', () => {
  const limits = DEFAULT_REFUND_LIMITS.wechat;
  const part = (id: string, at: number) => aRefund(id, paid, { phase: 'done', call: null, amount: fen(1), createdAt: at });

  it('the sum of the parts', () => {
    expect(refundRefusal(paid, [aRefund('r', paid, { phase: 'accepted', amount: fen(400) })], fen(101), AT + DAY, limits)).toEqual({ code: 'refund_too_much', left: 100 });
  });

  it('the fifty-first part', () => {
    const fifty = Array.from({ length: 50 }, (_, index) => part(`r${index}`, AT + index * 61_000));
    expect(refundRefusal(paid, fifty, fen(1), AT + DAY, limits)).toEqual({ code: 'refund_too_many' });
    expect(refundRefusal(paid, fifty.slice(1), fen(1), AT + DAY, limits)).toBeUndefined();
  });

  it('the second part within a minute, with the time left; a clock set back does not make it longer', () => {
    expect(refundRefusal(paid, [part('r', AT)], fen(1), AT + 20_000, limits)).toEqual({ code: 'refund_too_soon', waitMs: 40_000 });
    expect(refundRefusal(paid, [part('r', AT)], fen(1), AT - DAY, limits)).toEqual({ code: 'refund_too_soon', waitMs: 60_000 });
  });

  it('the last day', () => {
    expect(refundRefusal(paid, [], fen(1), AT + 365 * DAY, limits)).toBeUndefined();
    expect(refundRefusal(paid, [], fen(1), AT + 365 * DAY + 1, limits)).toEqual({ code: 'refund_too_late', days: 365 });
  });

  it('a forced payment that nobody proved', () => {
    const forced = aPayment('p', 's', { phase: 'unknown', exceptions: { forced: { approvalId: 'a', at: AT } } });
    expect(refundRefusal(forced, [], fen(1), AT, limits)).toEqual({ code: 'refund_unproven' });
  });
});

describe('a paid payment that is looked at again', () => {
  const whole = aPayment('p', 's', { phase: 'paid', paidAt: AT, amount: fen(500), tradeNo: 'T1' });
  const elsewhere = { kind: 'mismatch', mismatch: { kind: 'refunded_elsewhere', got: 'T1' } } as const;
  const back = (amount: number, phase: Refund['phase']) => [aRefund('r', whole, { amount: fen(amount), phase })];

  it('is not contradicted by our own refunds, partial or whole', () => {
    expect(knowingRefunds(whole, back(100, 'accepted'), elsewhere)).toEqual({ kind: 'paid', tradeNo: 'T1' });
    expect(knowingRefunds(whole, back(500, 'done'), { kind: 'closed', wasPaid: true })).toEqual({ kind: 'paid', tradeNo: 'T1' });
  });

  it('is contradicted by money that went back without us, or beyond what we gave', () => {
    expect(knowingRefunds(whole, [], elsewhere)).toBe(elsewhere);
    expect(knowingRefunds(whole, back(100, 'refused'), elsewhere)).toBe(elsewhere);
    expect(knowingRefunds(whole, back(100, 'done'), { kind: 'closed', wasPaid: true })).toMatchObject({ kind: 'closed' });
  });

  it('and an unpaid one never becomes paid that way', () => {
    const open = aPayment('p', 's', { phase: 'unknown', tradeNo: 'T1' });
    expect(knowingRefunds(open, back(100, 'done'), elsewhere)).toBe(elsewhere);
  });
});
