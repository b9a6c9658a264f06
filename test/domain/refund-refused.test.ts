// The model found this: a refund that was repeated, refused, and then carried out by its first copy, which came late.
import { expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { decideRefund, reserved } from '../../main/domain/refund.ts';
import type { Refund, RefundEvent } from '../../main/domain/refund.ts';

const BEGAN = 1_800_000_000_000;
const refund: Refund = {
  id: 'r', paymentId: 'p', saleId: 's', wallet: 'alipay', outTradeNo: 'n', outRefundNo: 'm', outSn: '1', amount: fen(500), total: fen(500),
  reason: 'return', by: 'c', phase: 'sending', call: null, createdAt: BEGAN, wakeAt: null, asks: 0, sends: 0, revision: 0,
};
const NO = { kind: 'refused', failure: { code: 'merchant_balance' } } as const;

function after(from: Refund, ...events: readonly RefundEvent[]): Refund {
  return events.reduce((now, event) => decideRefund(now, event).refund, from);
}

const repeated = after(
  refund, { type: 'started', at: BEGAN }, { type: 'restarted', at: BEGAN }, { type: 'query_answered', at: BEGAN, answer: { kind: 'absent' } },
  { type: 'refund_answered', at: BEGAN, answer: NO },
);

it('a repetition that is refused does not free the money while an earlier copy may still give it back', () => {
  expect(reserved([repeated])).toBe(500);
  const tooEarly = after(repeated, { type: 'woke', at: BEGAN + 30_000 }, { type: 'query_answered', at: BEGAN + 30_000, answer: { kind: 'absent' } });
  expect(tooEarly).toMatchObject({ phase: 'unknown', call: null });
});

it('a repetition is refused once the provider still knows nothing of it when every copy has arrived', () => {
  const late = BEGAN + 120_000;
  expect(after(repeated, { type: 'woke', at: late }, { type: 'query_answered', at: late, answer: { kind: 'absent' } })).toMatchObject({ phase: 'refused', wakeAt: null });
});

it('the late copy is found, and the goods are not paid back twice', () => {
  expect(after(repeated, { type: 'woke', at: BEGAN + 30_000 }, { type: 'query_answered', at: BEGAN + 30_000, answer: { kind: 'done' } }).phase).toBe('done');
});

it('a first request that can never be carried out is refused at once', () => {
  const never = { kind: 'refused', failure: { code: 'refund_not_possible' } } as const;
  expect(after(refund, { type: 'started', at: BEGAN }, { type: 'refund_answered', at: BEGAN, answer: never }).phase).toBe('refused');
});

it('a request that the line delivers twice, refused for want of balance and then carried out, is not taken for refused', () => {
  const refusedForNow = after(refund, { type: 'started', at: BEGAN }, { type: 'refund_answered', at: BEGAN, answer: NO });
  expect(refusedForNow).toMatchObject({ phase: 'unknown', failure: { code: 'merchant_balance' } });
  expect(reserved([refusedForNow])).toBe(500);
  const late = BEGAN + 120_000;
  const looked = (answer: RefundEvent & { readonly type: 'query_answered' }): Refund => after(refusedForNow, { type: 'woke', at: late }, answer);
  expect(looked({ type: 'query_answered', at: late, answer: { kind: 'done' } }).phase).toBe('done');
  expect(looked({ type: 'query_answered', at: late, answer: { kind: 'absent' } }).phase).toBe('refused');
});

it('a refund that has begun is not begun again', () => {
  expect(decideRefund(repeated, { type: 'started', at: BEGAN })).toMatchObject({ refund: repeated, call: null });
});
