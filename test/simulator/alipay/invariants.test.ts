/** Whatever a till and a customer do in whatever order, money is conserved and no order is captured twice. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../../main/simulator/faults.ts';
import { commonParams, postForm, signed } from './raw.ts';
import { freshNumber, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(async () => till.close());

type Step =
  | { readonly do: 'pay'; readonly amount: string; readonly mood: 'pays-at-once' | 'asks-pin' | 'no-money' | 'declines' }
  | { readonly do: 'precreate' | 'scan' | 'confirm' | 'decline' | 'cancel' | 'close' | 'query' }
  | { readonly do: 'refund'; readonly amount: string; readonly request: string }
  | { readonly do: 'wait'; readonly ms: number };

const amounts = fc.constantFrom('0.01', '0.29', '1.15', '4.35', '19.99');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pay' as const), amount: amounts, mood: fc.constantFrom('pays-at-once' as const, 'asks-pin' as const, 'no-money' as const, 'declines' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('precreate' as const, 'scan' as const, 'confirm' as const, 'decline' as const, 'cancel' as const, 'close' as const, 'query' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('refund' as const), amount: fc.constantFrom('0.01', '0.29', '4.35'), request: fc.constantFrom('a', 'b') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 120_000, 90_000_000) }) },
);
const fault: fc.Arbitrary<Fault | undefined> = fc.option(
  fc.constantFrom<Fault>({ kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'system-error', work: true }, { kind: 'system-error', work: false }, { kind: 'lies-done' }, { kind: 'truncated' }, { kind: 'not-yet-visible' }),
  { nil: undefined, freq: 3 },
);

const lost: unknown[] = [];

/** A till that never learns what became of its requests. */
async function send(method: string, content: object): Promise<void> {
  const params = signed(till.gateway, commonParams(till.gateway, method, content));
  try {
    await postForm(till.gateway.gatewayUrl, params);
  } catch (error) {
    lost.push(error);
  }
}

async function perform(number: string, one: Step): Promise<void> {
  const { gateway, buyer } = till;
  const order = { out_trade_no: number, subject: 'x', timeout_express: '1m' };
  switch (one.do) {
    case 'pay':
      buyer.mood = one.mood;
      return send('alipay.trade.pay', { ...order, total_amount: one.amount, auth_code: till.code() });
    case 'precreate':
      return send('alipay.trade.precreate', { ...order, total_amount: '4.35' });
    case 'scan': {
      const qr = gateway.openQrs().find((open) => open.outTradeNo === number);
      if (qr) gateway.scanQr(qr.qrText, buyer.id);
      return undefined;
    }
    case 'confirm':
      gateway.confirm(number, buyer.id);
      return undefined;
    case 'decline':
      gateway.decline(number, buyer.id);
      return undefined;
    case 'refund':
      return send('alipay.trade.refund', { out_trade_no: number, refund_amount: one.amount, out_request_no: one.request });
    case 'wait':
      till.pass(one.ms);
      return undefined;
    case 'cancel':
    case 'close':
    case 'query':
      return send(`alipay.trade.${one.do}`, { out_trade_no: number });
  }
}

const REQUESTS: ReadonlySet<Step['do']> = new Set(['pay', 'precreate', 'refund', 'cancel', 'close', 'query']);

/** Faults under which nothing at all may change at the provider. */
function doesNothing(planned: Fault): boolean {
  return planned.kind === 'drop-before' || planned.kind === 'lies-done' || (planned.kind === 'system-error' && !planned.work);
}

it('no sequence of payments, confirmations, cancels, refunds and faults makes, loses or repeats money', async () => {
  const { gateway, buyer, faults } = till;
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(fc.tuple(step, fault), { minLength: 1, maxLength: 14 }), async (startsPaid, steps) => {
      const number = freshNumber();
      buyer.balanceFen = 100_000;
      const held = gateway.merchantBalance(gateway.sellerId);
      const moved = new Set<string>();
      faults.clear();
      if (startsPaid) await perform(number, { do: 'pay', amount: '4.35', mood: 'pays-at-once' });
      let before = gateway.trade(number);
      for (const [one, planned] of steps) {
        faults.clear();
        if (planned) faults.add({ gateway: 'alipay', operation: 'any', fault: planned, times: 1 });
        await perform(number, one);
        const after = gateway.trade(number);
        const [captured, refunded] = [after?.capturedFen ?? 0, after?.refundedFen ?? 0];
        const [capturedBefore, refundedBefore] = [before?.capturedFen ?? 0, before?.refundedFen ?? 0];
        expect(captured - refunded).toBeGreaterThanOrEqual(0);
        expect(buyer.balanceFen).toBe(100_000 - captured + refunded);
        expect(gateway.merchantBalance(gateway.sellerId)).toBe(held + captured - refunded);
        expect([0, after?.totalFen ?? 0]).toContain(captured);
        expect([captured, refundedBefore]).toEqual([Math.max(captured, capturedBefore), Math.min(refunded, refundedBefore)]);
        const isRepeatedRefund = one.do === 'refund' && moved.has(one.request);
        const mayChange = !isRepeatedRefund && !(planned && REQUESTS.has(one.do) && doesNothing(planned));
        expect(mayChange ? after : before).toEqual(after);
        if (one.do === 'refund' && refunded > refundedBefore) moved.add(one.request);
        before = after;
      }
    }),
    { numRuns: 80 },
  );
}, 60_000);
