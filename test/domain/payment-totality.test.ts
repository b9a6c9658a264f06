// Any saved value and any event, likely or not: nothing throws, nothing is paid without proof, nothing is forgotten.
import { array, assert, boolean, constant, constantFrom, integer, oneof, option, property, record } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decide, newPayment } from '../../main/domain/payment-decide.ts';
import {
  DEFAULT_RULES, blocksSale, canCancel, canCheck, canForce, canRefund, canRelease, canVoid, covers, isFinal, isForced, isOpen, isUnproven, owesRefund,
} from '../../main/domain/payment.ts';
import type { Payment } from '../../main/domain/payment.ts';
import type { CancelAnswer, PayAnswer, PaymentEvent, PrecreateAnswer, QueryAnswer } from '../../main/domain/payment-events.ts';

const BEGAN = 1_800_000_000_000;
const FAILURE = { code: 'timeout' } as const;
const PAID = { kind: 'paid', tradeNo: '1' } as const;
const MISMATCH = { kind: 'mismatch', mismatch: { kind: 'amount', got: '1' } } as const;
const UNCERTAIN = { kind: 'uncertain', failure: FAILURE } as const;

const moment = integer({ min: 0, max: 200_000 }).map((ms) => BEGAN + ms);
const mark = option(record({ at: constant(BEGAN) }), { nil: undefined });

/** Whether or not any till can come to it. */
const anyPayment: Arbitrary<Payment> = record({
  wallet: constantFrom('alipay', 'wechat'), kind: constantFrom('barcode', 'qr'),
  phase: constantFrom('sending', 'waiting', 'unknown', 'refused', 'cancelling', 'paid', 'not_charged', 'returned'),
  call: constantFrom(null, 'pay', 'precreate', 'query', 'cancel'), late: mark, contradicted: mark, forced: boolean(), mismatched: boolean(),
  payAnswered: boolean(), released: boolean(), voided: boolean(), proving: boolean(), cancelReturned: boolean(), shown: boolean(), wakes: boolean(),
  proof: constantFrom(undefined, 'never_sent', 'never_shown', 'refused', 'closed', 'absent'),
  asks: integer({ min: 0, max: 5 }), silentAsks: integer({ min: 0, max: 4 }), cancels: integer({ min: 0, max: 4 }), cancelsDone: integer({ min: 0, max: 4 }),
  absentAsks: integer({ min: 0, max: 3 }), rechecksLeft: integer({ min: 0, max: 5 }), revision: integer({ min: 0, max: 3 }),
} as const).map(({ wallet, kind, late, contradicted, forced, mismatched, shown, wakes, proof, ...rest }) => ({
  ...newPayment({ id: 'p', saleId: 's', wallet, kind, amount: fen(500), outTradeNo: 'n', outSn: '1', subject: 'x', cashierId: 'c', tillId: 't', at: BEGAN }, DEFAULT_RULES),
  ...rest,
  ...(proof !== undefined && { proof }),
  ...(shown && { qrText: 'q' }),
  // A call on its way is waited for: nothing wakes before its answer.
  wakeAt: rest.call === null && (wakes || !['paid', 'not_charged', 'returned'].includes(rest.phase)) ? BEGAN : null,
  exceptions: {
    ...(late && { late }), ...(contradicted && { contradicted }),
    ...(forced && { forced: { approvalId: 'a', at: BEGAN } }), ...(mismatched && { mismatch: { ...MISMATCH.mismatch, at: BEGAN } }),
  },
}));

const payAnswer = constantFrom<PayAnswer[]>(
  PAID, { ...PAID, paidAt: BEGAN }, { ...PAID, paidAt: 0 }, MISMATCH, UNCERTAIN, { kind: 'waiting' }, { kind: 'refused', failure: FAILURE },
  { kind: 'refused', failure: FAILURE, unprocessed: true }, { kind: 'never_sent', failure: FAILURE },
);
const precreateAnswer = constantFrom<PrecreateAnswer[]>({ kind: 'ready', qrText: 'q' }, { kind: 'refused', failure: FAILURE }, { kind: 'never_sent', failure: FAILURE }, UNCERTAIN);
const queryAnswer = constantFrom<QueryAnswer[]>(
  PAID, { ...PAID, paidAt: 0 }, MISMATCH, UNCERTAIN, { kind: 'waiting' }, { kind: 'failed', failure: FAILURE }, { kind: 'closed' },
  { kind: 'closed', wasPaid: true }, { kind: 'closed', wasPaid: false }, { kind: 'absent' },
);
const cancelAnswer = constantFrom<CancelAnswer[]>(
  { kind: 'done', effect: 'closed' }, { kind: 'done', effect: 'returned' }, { kind: 'done', effect: 'nothing_there' }, { kind: 'done', effect: 'unsaid' },
  { kind: 'already_paid' }, { kind: 'again' }, { kind: 'refused', failure: FAILURE }, UNCERTAIN,
);
const anyEvent: Arbitrary<PaymentEvent> = oneof(
  record({ type: constantFrom('started', 'woke', 'restarted'), at: moment }),
  record({ type: constant('pay_answered'), at: moment, answer: payAnswer }),
  record({ type: constant('precreate_answered'), at: moment, answer: precreateAnswer }),
  record({ type: constant('query_answered'), at: moment, answer: queryAnswer }),
  record({ type: constant('cancel_answered'), at: moment, answer: cancelAnswer }),
  record({ type: constantFrom('check_asked', 'cancel_asked', 'released'), at: moment, by: constant('c') }),
  record({ type: constant('forced'), at: moment, by: constant('c'), approvalId: constant('a') }),
  record({ type: constant('voided'), at: moment, by: constant('c'), refundId: constant('r') }),
  record({ type: constant('void_failed'), at: moment, late: boolean() }),
  record({ type: constant('bill_read'), at: moment, evidence: constantFrom(PAID, { kind: 'not_on_bill' } as const) }),
);

const RUNS = { numRuns: 10_000 };

function isProof(event: PaymentEvent): boolean {
  if (event.type === 'bill_read') return event.evidence.kind === 'paid';
  return (event.type === 'pay_answered' || event.type === 'query_answered') && event.answer.kind === 'paid' && event.answer.paidAt !== 0;
}

describe('decide, for any value and any event', () => {
  it('never throws, never pays without proof, never sends pay again, never forgets an open payment', () => {
    assert(property(anyPayment, anyEvent, (payment, event) => {
      const decision = decide(payment, event, DEFAULT_RULES);
      const after = decision.payment;
      expect(after.phase === 'paid' && payment.phase !== 'paid' && !isProof(event)).toBe(false);
      expect((decision.call === 'pay' || decision.call === 'precreate') && (event.type !== 'started' || payment.revision !== 0)).toBe(false);
      expect(decision.call === null || after.call === decision.call).toBe(true);
      expect(isOpen(after) && after.call === null && after.wakeAt === null).toBe(false);
      expect(after === payment || after.revision === payment.revision + 1).toBe(true);
      // Proof is never lost: it pays, or the cancel that was told "done" is repeated first.
      expect(isProof(event) && event.type === 'bill_read' && after.phase !== 'paid' && !(after.phase === 'cancelling' && after.call !== null)).toBe(false);
    }), RUNS);
  });

  it('never touches what a payment is: number, amount, sale, wallet, beginning', () => {
    assert(property(anyPayment, anyEvent, (payment, event) => {
      const { id, saleId, wallet, kind, amount, outTradeNo, outSn, createdAt, expiresAt } = payment;
      expect(decide(payment, event, DEFAULT_RULES).payment).toMatchObject({ id, saleId, wallet, kind, amount, outTradeNo, outSn, createdAt, expiresAt });
    }), RUNS);
  });

  it('says the same again when asked the same again', () => {
    assert(property(anyPayment, anyEvent, (payment, event) => {
      expect(decide(payment, event, DEFAULT_RULES)).toEqual(decide(structuredClone(payment), structuredClone(event), DEFAULT_RULES));
    }), { numRuns: 2_000 });
  });

  it('a person can do only what the screen offers', () => {
    assert(property(anyPayment, moment, (payment, at) => {
      const isTaken = (event: PaymentEvent): boolean => decide(payment, event, DEFAULT_RULES).payment !== payment;
      expect(isTaken({ type: 'cancel_asked', at, by: 'c' })).toBe(canCancel(payment));
      expect(isTaken({ type: 'released', at, by: 'c' })).toBe(canRelease(payment));
      expect(isTaken({ type: 'forced', at, by: 'c', approvalId: 'a' })).toBe(canForce(payment));
      expect(isTaken({ type: 'voided', at, by: 'c', refundId: 'r' })).toBe(canVoid(payment));
      expect(isTaken({ type: 'check_asked', at, by: 'c' })).toBe(canCheck(payment) && payment.call === null);
    }), RUNS);
  });

  it('a whole life of chance never leaves paid, and never forgets that it was forced', () => {
    const start = newPayment({ id: 'p', saleId: 's', wallet: 'alipay', kind: 'barcode', amount: fen(500), outTradeNo: 'n', outSn: '1', subject: 'x', cashierId: 'c', tillId: 't', at: BEGAN }, DEFAULT_RULES);
    assert(property(array(anyEvent, { maxLength: 40 }), (events) => {
      let payment = decide(start, { type: 'started', at: BEGAN }, DEFAULT_RULES).payment;
      for (const event of events) {
        const after = decide(payment, event, DEFAULT_RULES).payment;
        expect(payment.phase === 'paid' && after.phase !== 'paid').toBe(false);
        expect(isForced(payment) && !isForced(after)).toBe(false);
        payment = after;
      }
    }), { numRuns: 3_000 });
  });
});

describe('what may be asked of a payment, for any value', () => {
  const holds = (name: string, rule: (payment: Payment) => boolean): void => {
    it(`any payment: ${name}`, () => {
      expect(() => assert(property(anyPayment, rule), RUNS)).not.toThrow();
    });
  };
  holds('what has ended is not cancelled, forced or released', (payment) => !isFinal(payment) || !(canCancel(payment) || canForce(payment) || canRelease(payment)));
  holds('a forced payment is not cancelled, not released and not forced twice', (payment) => !isForced(payment) || !(canCancel(payment) || canRelease(payment) || canForce(payment)));
  holds('force is for silence only: not while the provider answers, not after an answer that does not fit', (payment) => !canForce(payment) || (payment.silentAsks >= 2 && payment.exceptions.mismatch === undefined));
  holds('only what is proved is given back', (payment) => !(canVoid(payment) || canRefund(payment) || owesRefund(payment)) || payment.phase === 'paid');
  holds('a tender is voided once', (payment) => !(payment.voided && canVoid(payment)));
  holds('what is unproven is never refunded', (payment) => !(isUnproven(payment) && (canRefund(payment) || canVoid(payment))));
  holds('what covers the sale does not freeze it', (payment) => !(covers(payment) && blocksSale(payment)));
  holds('what is released, voided or late covers nothing', (payment) => !(covers(payment) && (payment.released || payment.voided || payment.exceptions.late !== undefined)));
  holds('an open payment freezes its sale until somebody answers for it', (payment) => blocksSale(payment) === (isOpen(payment) && !payment.released && !isForced(payment)));
});
