// Somebody sets the machine's clock back by hours while a payment is under way: it must not take hours longer.
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decide, newPayment } from '../../main/domain/payment-decide.ts';
import { DEFAULT_RULES, isOpen } from '../../main/domain/payment.ts';
import type { Payment, PaymentKind, Wallet } from '../../main/domain/payment.ts';
import type { PaymentEvent, QueryAnswer } from '../../main/domain/payment-events.ts';
import { decideRefund } from '../../main/domain/refund.ts';
import type { Refund, RefundEvent } from '../../main/domain/refund.ts';

const BEGAN = 1_800_000_000_000;
const SET_BACK_MS = 2 * 3_600_000;
const MINUTE = 60_000;

/** A wall clock that is wrong from some moment on, and the time that has truly passed. */
class Clock {
  passed = 0;
  back = 0;
  /** When the next timer ends, in time that has truly passed. */
  due = 0;
  get now(): number {
    return BEGAN + this.passed - this.back;
  }
}

function began(wallet: Wallet, kind: PaymentKind): Payment {
  const payment = newPayment({
    id: 'p', saleId: 's', wallet, kind, amount: fen(500), outTradeNo: 'GTM00110444007', outSn: '00110444007', subject: 'x', cashierId: 'c', tillId: 't', at: BEGAN,
  }, DEFAULT_RULES);
  const sent = decide(payment, { type: 'started', at: BEGAN }, DEFAULT_RULES).payment;
  return decide(sent, kind === 'qr'
    ? { type: 'precreate_answered', at: BEGAN, answer: { kind: 'ready', qrText: 'q' } }
    : { type: 'pay_answered', at: BEGAN, answer: { kind: 'waiting' } }, DEFAULT_RULES).payment;
}

/** Lets the payment live until it has ended or the time given has passed; every call is answered at once. Timers end when the time has passed that was left. */
function live(payment: Payment, clock: Clock, untilMs: number, answer: (payment: Payment) => QueryAnswer): Payment {
  let now = payment;
  const tell = (event: PaymentEvent): void => {
    now = decide(now, event, DEFAULT_RULES).payment;
    if (now.wakeAt !== null) clock.due = clock.passed + Math.max(0, now.wakeAt - clock.now);
  };
  while (isOpen(now) && clock.passed < untilMs) {
    if (now.call === 'query') tell({ type: 'query_answered', at: clock.now, answer: answer(now) });
    else if (now.call === 'cancel') tell({ type: 'cancel_answered', at: clock.now, answer: { kind: 'done', effect: 'unsaid' } });
    else {
      clock.passed = Math.max(clock.passed, clock.due);
      tell({ type: 'woke', at: Math.max(clock.now, now.wakeAt ?? Number.NaN) });
    }
  }
  return now;
}

const untouched = ({ cancelsDone }: Payment): QueryAnswer => (cancelsDone > 0 ? { kind: 'closed', wasPaid: false } : { kind: 'waiting' });
const neverArrived = (): QueryAnswer => ({ kind: 'absent' });

describe.each([['wechat', 'barcode', 2], ['alipay', 'barcode', 2], ['wechat', 'qr', 7], ['alipay', 'qr', 7]] as const)('%s %s', (wallet, kind, minutes) => {
  it('that nobody confirms is given up in its time', () => {
    const clock = new Clock();
    const waiting = live(began(wallet, kind), clock, 10_000, untouched);
    clock.back = SET_BACK_MS;
    const ended = live(waiting, clock, 3 * SET_BACK_MS, untouched);
    expect(ended).toMatchObject({ phase: 'not_charged', proof: 'closed' });
    expect(clock.passed).toBeLessThan(minutes * MINUTE);
  });

  it('that the cashier cancels is closed at once, or as soon as the wallet allows', () => {
    const clock = new Clock();
    const waiting = live(began(wallet, kind), clock, 6_000, untouched);
    clock.back = SET_BACK_MS;
    const cancelled = decide({ ...waiting, call: null }, { type: 'cancel_asked', at: clock.now, by: 'c' }, DEFAULT_RULES).payment;
    expect(live(cancelled, clock, 3 * SET_BACK_MS, untouched)).toMatchObject({ phase: 'not_charged' });
    expect(clock.passed).toBeLessThan(30_000);
  });
});

describe.each(['wechat', 'alipay'] as const)('%s: a request that never arrived', (wallet) => {
  const lost = (): Payment => decide({ ...began(wallet, 'barcode'), call: 'pay', payAnswered: false }, { type: 'pay_answered', at: BEGAN, answer: { kind: 'uncertain', failure: { code: 'timeout' } } }, DEFAULT_RULES).payment;

  it('is believed so in minutes, not hours', () => {
    const clock = new Clock();
    clock.back = SET_BACK_MS;
    expect(live(lost(), clock, 3 * SET_BACK_MS, neverArrived)).toMatchObject({ phase: 'not_charged', proof: 'absent' });
    expect(clock.passed).toBeLessThan(30 * MINUTE);
  });

  it('may still arrive: an impatient cashier who checks every second does not make it "not charged" any sooner', () => {
    const rules = DEFAULT_RULES[wallet].barcode;
    let payment = lost();
    let passed = 0;
    const tell = (event: PaymentEvent): void => {
      payment = decide(payment, event, DEFAULT_RULES).payment;
    };
    tell({ type: 'cancel_asked', at: BEGAN - SET_BACK_MS, by: 'c' });
    while (isOpen(payment)) {
      const at = BEGAN + passed - SET_BACK_MS;
      if (payment.call === 'query') tell({ type: 'query_answered', at, answer: { kind: 'absent' } });
      else if (payment.call === 'cancel') tell({ type: 'cancel_answered', at, answer: { kind: 'done', effect: 'unsaid' } });
      else {
        passed += rules.checkGapMs;
        tell({ type: 'check_asked', at: at + rules.checkGapMs, by: 'c' });
      }
    }
    expect(passed).toBeGreaterThanOrEqual(rules.inFlightMs - 2 * rules.checkGapMs);
  });
});

describe('a refund', () => {
  const base: Refund = {
    id: 'r', paymentId: 'p', saleId: 's', wallet: 'wechat', outTradeNo: 'GTM1', outRefundNo: 'GTR1', outSn: '1', amount: fen(100), total: fen(500), reason: 'return', by: 'c',
    phase: 'sending', call: null, createdAt: BEGAN, wakeAt: null, asks: 0, sends: 0, revision: 0,
  };
  const after = (refund: Refund, ...events: readonly RefundEvent[]): Refund => events.reduce((now, event) => decideRefund(now, event).refund, refund);
  const lost: RefundEvent = { type: 'refund_answered', at: BEGAN, answer: { kind: 'uncertain', failure: { code: 'timeout' } } };
  const at = BEGAN - SET_BACK_MS;
  const absent: RefundEvent = { type: 'query_answered', at, answer: { kind: 'absent' } };

  it('that was lost is sent again after its pause', () => {
    const twice = after(base, { type: 'started', at: BEGAN }, lost, { type: 'restarted', at: BEGAN }, { ...absent, at: BEGAN }, lost);
    const waits = after(twice, { type: 'restarted', at }, absent);
    expect(waits).toMatchObject({ call: null, wakeAt: at + 5_000 });
    const asksAgain = after(waits, { type: 'woke', at: at + 5_000 });
    expect(after(asksAgain, { ...absent, at: at + 5_000 })).toMatchObject({ call: 'refund', sends: 3 });
  });

  it('that is asked for by a person again goes at once', () => {
    const twice = after(base, { type: 'started', at: BEGAN }, lost, { type: 'restarted', at: BEGAN }, { ...absent, at: BEGAN }, lost);
    expect(after(twice, { type: 'retry_asked', at }, absent)).toMatchObject({ call: 'refund' });
  });

  it('whose "no" may change is refused for good when no copy of it can be carried out any more', () => {
    const no: RefundEvent = { type: 'refund_answered', at: BEGAN, answer: { kind: 'refused', failure: { code: 'merchant_balance' } } };
    const waits = after(base, { type: 'started', at: BEGAN }, no, { type: 'restarted', at }, absent);
    expect(waits).toMatchObject({ phase: 'unknown', wakeAt: at + 2 * MINUTE });
    const later = at + 2 * MINUTE;
    expect(after(waits, { type: 'woke', at: later }, { ...absent, at: later })).toMatchObject({ phase: 'refused' });
  });
});
