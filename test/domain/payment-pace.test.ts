// A payment that nobody can clear up is not asked for every minute for ever: a shop with many of them would be throttled for its good ones.
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decide, newPayment } from '../../main/domain/payment-decide.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { Payment } from '../../main/domain/payment.ts';
import type { PaymentEvent, QueryAnswer } from '../../main/domain/payment-events.ts';

const BEGAN = 1_800_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SILENT = { kind: 'uncertain', failure: { code: 'timeout' } } as const;
const ODD = { kind: 'mismatch', mismatch: { kind: 'amount', got: '1' } } as const;

function told(payment: Payment, event: PaymentEvent): Payment {
  return decide(payment, event, DEFAULT_RULES).payment;
}

/** A WeChat code whose answer was lost. */
function lost(): Payment {
  const began = newPayment({
    id: 'p', saleId: 's', wallet: 'wechat', kind: 'barcode', amount: fen(500), outTradeNo: 'GTM00110444007', outSn: '00110444007', subject: 'x', cashierId: 'c', tillId: 't', at: BEGAN,
  }, DEFAULT_RULES);
  return told(told(began, { type: 'started', at: BEGAN }), { type: 'pay_answered', at: BEGAN + 1_000, answer: SILENT });
}

/** Sleeps and asks until the moment given; every question gets this answer, every cancel none. */
function lives(payment: Payment, until: number, answer: QueryAnswer): { readonly payment: Payment; readonly questions: number } {
  let now = payment;
  let questions = 0;
  while (now.wakeAt !== null && now.wakeAt <= until) {
    const at = now.wakeAt;
    now = told(now, { type: 'woke', at });
    questions += 1;
    now = told(now, { type: 'query_answered', at, answer });
    if (now.call === 'cancel') now = told(now, { type: 'cancel_answered', at, answer: SILENT });
  }
  return { payment: now, questions };
}

function pauseAt(age: number, payment: Payment, answer: QueryAnswer): number {
  const old = lives(payment, BEGAN + age, answer).payment;
  return lives({ ...old, wakeAt: BEGAN + age }, BEGAN + age, answer).payment.wakeAt! - BEGAN - age;
}

const forced = (): Payment => told(lives(lost(), BEGAN + 20_000, SILENT).payment, { type: 'forced', at: BEGAN + 20_000, by: 'c', approvalId: 'a' });

function cancelled(): Payment {
  const asked = told(told(lost(), { type: 'cancel_asked', at: BEGAN + 20_000, by: 'c' }), { type: 'query_answered', at: BEGAN + 20_000, answer: SILENT });
  return told(asked, { type: 'cancel_answered', at: BEGAN + 20_000, answer: SILENT });
}

describe.each([
  ['declared paid by people, and the wallet says "unpaid"', forced, { kind: 'waiting' }],
  ['declared paid by people, and the wallet is silent', forced, SILENT],
  ['of which the wallet tells another amount', lost, ODD],
  ['that is to be cancelled while the wallet is silent', cancelled, SILENT],
] as const)('a payment %s', (_, make, answer) => {
  it('is asked for more and more rarely, and never forgotten', () => {
    expect([5 * MINUTE, 11 * MINUTE, 3 * HOUR, 30 * HOUR].map((age) => pauseAt(age, make(), answer))).toEqual([MINUTE, 5 * MINUTE, 30 * MINUTE, 4 * HOUR]);
    const { payment, questions } = lives(make(), BEGAN + 10 * 24 * HOUR, answer);
    expect(questions).toBeLessThan(200);
    expect(payment.wakeAt).not.toBeNull();
  });

  it('is asked for at once when a person wants to know', () => {
    const old = lives(make(), BEGAN + 30 * HOUR, answer).payment;
    expect(decide(old, { type: 'check_asked', at: BEGAN + 30 * HOUR, by: 'c' }, DEFAULT_RULES).call).toBe('query');
  });
});

it('an order that turns up payable after hours is closed as quickly as a new one', () => {
  const gone = (at: number, payment: Payment): Payment => told(payment, { type: 'query_answered', at, answer: { kind: 'absent' } });
  const cancelled = told(told(gone(BEGAN + 60_000, told(lost(), { type: 'cancel_asked', at: BEGAN + 60_000, by: 'c' })), { type: 'cancel_answered', at: BEGAN + 60_000, answer: { kind: 'done', effect: 'nothing_there' } }), { type: 'woke', at: BEGAN + 60_000 });
  const ended = gone(BEGAN + 70_000, told(gone(BEGAN + 60_000, cancelled), { type: 'woke', at: BEGAN + 70_000 }));
  expect(ended).toMatchObject({ phase: 'not_charged', proof: 'absent' });
  const late = BEGAN + 3 * HOUR;
  const found = told(told(ended, { type: 'woke', at: late }), { type: 'query_answered', at: late, answer: { kind: 'waiting' } });
  expect(found.call).toBe('cancel');
  expect(told(found, { type: 'cancel_answered', at: late, answer: { kind: 'again' } }).wakeAt! - late).toBeLessThan(MINUTE);
});

describe('the bill ends what no answer has explained', () => {
  const odd = lives(lost(), BEGAN + HOUR, ODD).payment;
  const nextDay = BEGAN + 26 * HOUR;

  it('an answer that did not fit and no line on the bill: not charged, and the person who must look still sees why', () => {
    const ended = told(odd, { type: 'bill_read', at: nextDay, evidence: { kind: 'not_on_bill' } });
    expect(ended).toMatchObject({ phase: 'not_charged', proof: 'absent', call: null, wakeAt: null });
    expect(ended.exceptions.mismatch?.kind).toBe('amount');
  });

  it('a line that was paid before the payment began is an older payment under the same number, and proves nothing', () => {
    const older = { kind: 'paid', tradeNo: '1', paidAt: BEGAN - HOUR } as const;
    expect(told(odd, { type: 'bill_read', at: nextDay, evidence: older }).phase).toBe('not_charged');
    expect(told(forced(), { type: 'bill_read', at: nextDay, evidence: older })).toMatchObject({ phase: 'not_charged', exceptions: { contradicted: { at: nextDay } } });
    expect(told(odd, { type: 'bill_read', at: nextDay, evidence: { ...older, paidAt: BEGAN + 2_000 } }).phase).toBe('paid');
  });
});
