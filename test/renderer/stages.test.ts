/** What each state of a payment looks like and which buttons it has: the colours keep their promises. */
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../preload/contract/views.ts';
import type { PaymentView } from '../../preload/contract/views.ts';
import { AMOUNT, payment } from '../../renderer/gallery/fixtures.ts';
import { actsOf, defaultAct, isEnded, minutesText, secondsUntil, shareOfTime, stateOf, toneOf } from '../../renderer/payment/stages.ts';

const none = { check: false, cancel: false, force: false, release: false, void: false, refund: false };

describe('the colour of a payment', () => {
  it('is green only when it is proved as paid', () => {
    expect(STAGES.filter((stage) => toneOf(payment(stage)) === 'proven')).toEqual(['paid', 'paid_after_all']);
  });

  it('is never grey while anything is open', () => {
    expect(STAGES.filter((stage) => toneOf(payment(stage)) === 'neutral')).toEqual(['not_charged', 'returned']);
  });

  it('is an alarm when the wallet contradicts us, even on a paid one', () => {
    expect(toneOf(payment('paid', { attention: ['mismatch'] }))).toBe('alarm');
    expect(toneOf(payment('not_charged', { attention: ['contradicted'] }))).toBe('alarm');
  });

  it('stays amber for a forced payment, and never turns green by force', () => {
    expect(toneOf(payment('unproven', { attention: ['forced'] }))).toBe('check');
  });
});

describe('a payment that came too late', () => {
  const late = (...phases: readonly PaymentView['refunds'][number]['phase'][]): PaymentView =>
    payment('paid_late', { attention: ['late'], refunds: phases.map((phase, index) => ({ id: `r${index}`, amount: AMOUNT, reason: 'late', phase, createdAt: 0 })) });

  it('asks to be given back once, and never while that is under way or done', () => {
    expect(actsOf(late(), true)).toContain('give_back');
    expect(actsOf(late('refused'), true)).toContain('give_back');
    for (const phase of ['sending', 'unknown', 'accepted', 'done', 'abnormal'] as const) expect(actsOf(late(phase), true)).not.toContain('give_back');
  });

  it('is called for how far its money is on the way back', () => {
    expect([late(), late('refused'), late('accepted'), late('abnormal'), late('refused', 'done')].map(stateOf)).toEqual(['paid_late', 'paid_late', 'late_returning', 'late_stuck', 'late_returned']);
  });

  it('is an alarm until somebody has given it back, and where that is stuck', () => {
    expect([late(), late('accepted'), late('abnormal'), late('done')].map(toneOf)).toEqual(['alarm', 'check', 'alarm', 'neutral']);
  });

  it('given back in part is still owed', () => {
    expect(stateOf(payment('paid_late', { refunds: [{ id: 'r', amount: AMOUNT - 1, reason: 'late', phase: 'done', createdAt: 0 }] }))).toBe('paid_late');
  });
});

describe('the buttons of a payment', () => {
  it('offer nothing that the core does not allow', () => {
    for (const stage of STAGES) {
      const acts = actsOf(payment(stage, { can: none }), true);
      for (const act of ['check', 'cancel', 'release', 'give_back'] as const) expect(acts).not.toContain(act);
    }
  });

  it('offer no new attempt and no way out while the result is unknown', () => {
    for (const stage of STAGES.filter((each) => !isEnded(each))) {
      const acts = actsOf(payment(stage), true);
      expect(acts).not.toContain('again');
      expect(acts).not.toContain('go_on');
    }
  });

  it('never put anything but a harmless step on Enter', () => {
    for (const stage of STAGES) {
      const enter = defaultAct(actsOf(payment(stage, { can: { ...none, check: true, cancel: true, release: true, refund: true } }), true));
      expect([undefined, 'again', 'go_on']).toContain(enter);
    }
  });

  it('offer to scan again after an expired code, but not when the customer has to choose another way', () => {
    expect(actsOf(payment('not_charged', { failure: { code: 'code_expired', next: 'rescan' } }), true)[0]).toBe('again');
    expect(actsOf(payment('not_charged', { failure: { code: 'insufficient_funds', next: 'other_means' } }), true)).not.toContain('again');
    expect(actsOf(payment('not_charged'), false)).not.toContain('again');
  });

  it('offer force only where the core says that it makes sense, and never first', () => {
    for (const stage of STAGES) {
      expect(actsOf(payment(stage), true)).not.toContain('force');
      expect(actsOf(payment(stage, { can: { ...none, check: true, cancel: true, force: true } }), true).indexOf('force')).toBeGreaterThan(0);
    }
  });
});

describe('time', () => {
  it('is shown as a share only where an end can be foretold', () => {
    expect(shareOfTime(payment('confirm_on_phone', { createdAt: 0, expiresAt: 100 }), 25)).toBe(0.25);
    expect(shareOfTime(payment('confirm_on_phone', { createdAt: 0, expiresAt: 100 }), 500)).toBe(1);
    expect(shareOfTime(payment('checking'), 25)).toBeNull();
  });

  it('never runs below nought', () => {
    expect(secondsUntil(1_000, 5_000)).toBe(0);
    expect(minutesText(272)).toBe('4:32');
  });
});
