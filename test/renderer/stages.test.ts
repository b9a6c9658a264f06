/** What each state of a payment looks like and which buttons it has: the colours keep their promises. */
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../preload/contract/views.ts';
import { payment } from '../../renderer/gallery/fixtures.ts';
import { actsOf, defaultAct, isEnded, minutesText, secondsUntil, shareOfTime, toneOf } from '../../renderer/payment/stages.ts';

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

  it('offer to give back a late payment once', () => {
    expect(actsOf(payment('paid_late'), false)).toContain('give_back');
    expect(actsOf(payment('paid_late', { refunds: [{ id: 'r', amount: 1, reason: 'late', phase: 'accepted', createdAt: 0 }] }), false)).not.toContain('give_back');
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
