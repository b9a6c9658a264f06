/** What a fault does on the wire, and that no mixture of calls and faults makes or loses money. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault, Operation } from '../../../main/simulator/faults.ts';
import type { Answer, Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, nativeBody, paths, refundBody, Till } from './till.ts';

let b: Bench;
let till: Till;

beforeAll(async () => {
  b = await bench();
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
});
afterAll(() => b.gateway.close());

const plan = (operation: Operation, fault: Fault): void => void b.faults.add({ gateway: 'wechat', operation, fault, times: 1 });
const body = (number: string): Record<string, unknown> => codepayBody(till, number, b.world.issueCode(BUYER).code);
const captured = (number: string): number | undefined => b.gateway.trade(number)?.capturedFen;

describe('a fault on the pay call', () => {
  test.each<[string, Fault, number | undefined]>([
    ['the request is lost', { kind: 'drop-before' }, undefined],
    ['the answer is lost', { kind: 'drop-after' }, 100],
  ])('%s', async (_, fault, money) => {
    const number = freshNumber();
    plan('pay', fault);
    await expect(till.send('POST', paths.codepay, body(number))).rejects.toThrow('fetch failed');
    expect(captured(number)).toBe(money);
  });

  test.each<[string, Fault, number, string | undefined, number | undefined]>([
    ['system error after the work', { kind: 'system-error', work: true }, 500, 'SYSTEM_ERROR', 100],
    ['system error instead of the work', { kind: 'system-error', work: false }, 500, 'SYSTEM_ERROR', undefined],
    ['a gateway page after the work', { kind: 'http-error', status: 502, work: true }, 502, undefined, 100],
    ['a gateway page instead of the work', { kind: 'http-error', status: 503, work: false }, 503, undefined, undefined],
    ['too many requests', { kind: 'too-many-requests' }, 429, 'FREQUENCY_LIMITED', undefined],
    ['a captive portal', { kind: 'redirect', location: 'http://127.0.0.1/login' }, 302, undefined, undefined],
    ['a late answer', { kind: 'delay-answer', ms: 20 }, 200, undefined, 100],
    ['late work', { kind: 'delay-work', ms: 20 }, 200, undefined, 100],
    ['a dripping answer', { kind: 'drip', everyMs: 0 }, 200, undefined, 100],
    ['a lie', { kind: 'lies-done' }, 200, undefined, undefined],
  ])('%s', async (_, fault, status, code, money) => {
    const number = freshNumber();
    plan('pay', fault);
    const answer = await till.send('POST', paths.codepay, body(number));
    expect([answer.status, answer.json.code, captured(number)]).toEqual([status, code, money]);
    expect([answer.json.trade_state, answer.signatureGood]).toEqual(status === 200 ? ['SUCCESS', true] : [undefined, undefined]);
  });

  test.each<['missing' | 'wrong' | 'unknown-key' | 'stale', boolean | undefined]>([
    ['missing', undefined], ['wrong', false], ['unknown-key', false], ['stale', false],
  ])('a signature that is %s', async (flaw, good) => {
    const number = freshNumber();
    plan('pay', { kind: 'signature', flaw });
    const answer = await till.send('POST', paths.codepay, body(number));
    expect([answer.status, answer.signatureGood, captured(number)]).toEqual([200, good, 100]);
  });

  test('JSON cut in the middle', async () => {
    plan('pay', { kind: 'truncated' });
    const answer = await till.send('POST', paths.codepay, body(freshNumber()));
    expect([answer.status, answer.json.broken]).toEqual([200, true]);
  });

  test('a validly signed answer about another amount, number or merchant', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'wrong-content', flaw: 'amount' });
    const amount = await till.send('POST', paths.codepay, body(number));
    expect([amount.signatureGood, amount.json.amount?.total, captured(number)]).toEqual([true, 101, 100]);
    plan('query', { kind: 'wrong-content', flaw: 'number' });
    expect((await till.send('GET', paths.query(till, number))).json.out_trade_no).not.toBe(number);
    plan('query', { kind: 'wrong-content', flaw: 'merchant' });
    expect((await till.send('GET', paths.query(till, number))).json.mchid).not.toBe(till.who.mchid);
  });
});

test('a query that lags behind, a reverse and a close that lie', async () => {
  const number = freshNumber();
  await till.send('POST', paths.codepay, body(number));
  plan('query', { kind: 'not-yet-visible' });
  expect((await till.send('GET', paths.query(till, number))).json.code).toBe('ORDER_NOT_EXIST');
  plan('cancel', { kind: 'lies-done' });
  const reversed = await till.send('POST', paths.reverse(number), { appid: till.who.appid, mchid: till.who.mchid });
  expect([reversed.status, reversed.signatureGood, b.gateway.trade(number)?.state]).toEqual([200, true, 'paid']);
  const qr = freshNumber();
  await till.send('POST', paths.native, nativeBody(till, qr));
  plan('close', { kind: 'lies-done' });
  expect((await till.send('POST', paths.close(qr), { mchid: till.who.mchid })).status).toBe(204);
  expect(b.gateway.trade(qr)?.state).toBe('waiting');
});

test('a fault meant for one number does not strike another, nor a request with a bad signature', async () => {
  const number = freshNumber();
  b.faults.add({ gateway: 'wechat', operation: 'pay', fault: { kind: 'too-many-requests' }, times: 1, outTradeNo: number });
  expect((await till.send('POST', paths.codepay, body(freshNumber()))).status).toBe(200);
  expect((await till.send('POST', paths.codepay, body(number), { sentBody: '{}' })).status).toBe(401);
  expect((await till.send('POST', paths.codepay, body(number))).status).toBe(429);
});

type Step =
  | { readonly do: 'pay' | 'again' | 'query' | 'reverse' | 'confirm' | 'decline' | 'native' | 'scan' | 'close'; readonly order: number; readonly fault: Fault | undefined }
  | { readonly do: 'refund'; readonly order: number; readonly fen: number; readonly fault: Fault | undefined }
  | { readonly do: 'wait'; readonly ms: number };

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Fault>({ kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'system-error', work: true }, { kind: 'system-error', work: false }, { kind: 'lies-done' }, { kind: 'http-error', status: 502, work: true }),
  },
);
const order = fc.nat({ max: 1 });
const part = { do: fc.constant('refund' as const), order, fen: fc.constantFrom(1, 40, 60, 100, 120), fault };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('pay' as const, 'again' as const, 'query' as const, 'reverse' as const, 'confirm' as const, 'decline' as const, 'native' as const, 'scan' as const, 'close' as const), order, fault }) },
  { weight: 2, arbitrary: fc.record(part) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 16_000, 61_000) }) },
);

/** Every run begins with something to fight over: a barcode order and a scanned QR. */
const opening: readonly Step[] = [
  { do: 'pay', order: 0, fault: undefined },
  { do: 'native', order: 1, fault: undefined },
  { do: 'scan', order: 1, fault: undefined },
];

describe('money', () => {
  test('is neither made nor lost, never captured twice, never given back beyond what was captured, and the balance says so', async () => {
    const buyer = b.world.buyerOf('wechat');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), fc.constantFrom('pays-at-once' as const, 'asks-pin' as const), async (steps, mood) => {
        b.faults.clear();
        buyer.mood = mood;
        const all = (): number => {
          // What the clock has done to older orders must be done before any balance is read.
          b.gateway.trades();
          return buyer.balanceFen + b.gateway.balanceOf(till.who.mchid) + onTheWay();
        };
        const before = all();
        const numbers = [freshNumber(), freshNumber()];
        const sent = new Map<string, Record<string, unknown>>();
        for (const current of [...opening, ...steps]) {
          await perform(current, numbers, sent);
          for (const number of numbers) {
            const trade = b.gateway.trade(number);
            if (!trade) continue;
            expect([0, trade.totalFen]).toContain(trade.capturedFen);
            expect(trade.refundedFen).toBeLessThanOrEqual(trade.capturedFen);
            expect(trade.refundedFen).toBeGreaterThanOrEqual(0);
          }
          expect(all()).toBe(before);
          const held = b.gateway.trades().reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0);
          expect(b.gateway.balanceOf(till.who.mchid)).toBe(held);
        }
      }),
      { numRuns: 40 },
    );
    buyer.mood = 'pays-at-once';
  });
});

/** Accepted refunds that have left the shop and not reached the buyer. */
function onTheWay(): number {
  return b.gateway.exportState().book.orders.flatMap((each) => each.refunds).reduce((sum, refund) => sum + (refund.status === 'PROCESSING' ? refund.amountFen : 0), 0);
}

let parts = 0;

async function perform(current: Step, numbers: readonly string[], sent: Map<string, Record<string, unknown>>): Promise<void> {
  if (current.do === 'wait') {
    b.clock.pass(current.ms);
    return;
  }
  const number = numbers[current.order] ?? '';
  if (current.fault) b.faults.add({ gateway: 'wechat', operation: 'any', fault: current.fault, times: 1 });
  await call(current, number, sent).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
  });
  b.faults.clear();
}

async function call(current: Exclude<Step, { do: 'wait' }>, number: string, sent: Map<string, Record<string, unknown>>): Promise<Answer | undefined> {
  switch (current.do) {
    case 'pay': {
      const request = body(number);
      sent.set(number, request);
      return till.send('POST', paths.codepay, request);
    }
    case 'again':
      return sent.has(number) ? till.send('POST', paths.codepay, sent.get(number)) : undefined;
    case 'native':
      return till.send('POST', paths.native, nativeBody(till, number));
    case 'query':
      return till.send('GET', paths.query(till, number));
    case 'reverse':
      return till.send('POST', paths.reverse(number), { appid: till.who.appid, mchid: till.who.mchid });
    case 'close':
      return till.send('POST', paths.close(number), { mchid: till.who.mchid });
    case 'refund':
      parts += 1;
      return till.send('POST', paths.refund, refundBody(number, `P${parts}`, current.fen, 100));
    case 'scan':
      b.gateway.scanQr(b.gateway.trade(number)?.qrText ?? '', BUYER);
      break;
    case 'confirm':
      b.gateway.confirm(number, BUYER);
      break;
    case 'decline':
      b.gateway.decline(number, BUYER);
      break;
  }
  return undefined;
}
