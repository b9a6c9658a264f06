import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, Operation } from '../../../main/simulator/faults.ts';
import { scriptedCode } from '../../../main/simulator/scenarios.ts';
import { commonParams, postForm, signed } from './raw.ts';
import { freshNumber, openTill, type Till } from './till.ts';

let till: Till;
let serial = 0;
beforeAll(async () => {
  till = await openTill();
});
afterAll(async () => till.close());
beforeEach(() => till.faults.clear());

const plan = (operation: Operation, fault: Fault, times = 1): void => {
  till.faults.add({ gateway: 'alipay', operation, fault, times });
};
const payParams = (number: string, code = till.code()): Record<string, string> =>
  signed(till.gateway, commonParams(till.gateway, 'alipay.trade.pay', { out_trade_no: number, total_amount: '10.00', subject: 'x', auth_code: code }));
const payRaw = async (number: string, code?: string) => postForm(till.gateway.gatewayUrl, payParams(number, code));
const pay = async (number: string, code = till.code()) => till.call('alipay.trade.pay', { out_trade_no: number, total_amount: '10.00', subject: 'x', auth_code: code });
const script = (digits: string): string => scriptedCode('alipay', digits, (serial += 1));
const state = (number: string): string | undefined => till.gateway.trade(number)?.state;

describe('a lost payment', () => {
  it('request lost: nothing was done', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'drop-before' });
    await expect(payRaw(number)).rejects.toThrow('fetch failed');
    expect(state(number)).toBeUndefined();
  });

  it('answer lost: the money is in, and it is taken once although the SDK resends by itself', async () => {
    const number = freshNumber();
    const before = till.buyer.balanceFen;
    plan('pay', { kind: 'drop-after' });
    expect((await pay(number))['sub_code']).toBe('ACQ.TRADE_HAS_SUCCESS');
    expect(till.buyer.balanceFen).toBe(before - 1000);
    expect(till.gateway.log().filter((line) => line.outTradeNo === number)).toHaveLength(2);
  });

  it('gateway page 502, before or after the work', async () => {
    const [done, undone] = [freshNumber(), freshNumber()];
    plan('pay', { kind: 'http-error', status: 502, work: true });
    await expect(pay(done)).rejects.toThrow('status: 502');
    plan('pay', { kind: 'http-error', status: 503, work: false });
    await expect(pay(undone)).rejects.toThrow('status: 503');
    expect([state(done), state(undone)]).toEqual(['paid', undefined]);
  });

  it('system error and rate limit', async () => {
    const numbers = [freshNumber(), freshNumber(), freshNumber()];
    plan('pay', { kind: 'system-error', work: true });
    plan('pay', { kind: 'system-error', work: false });
    plan('pay', { kind: 'too-many-requests' });
    expect(await pay(numbers[0] ?? '')).toMatchObject({ code: '40004', sub_code: 'ACQ.SYSTEM_ERROR' });
    expect(await pay(numbers[1] ?? '')).toMatchObject({ code: '20000', sub_code: 'aop.unknow-error' });
    expect(await pay(numbers[2] ?? '')).toMatchObject({ code: '40005', sub_code: 'isv.app-call-limited' });
    expect(numbers.map(state)).toEqual(['paid', undefined, undefined]);
  });

  it('a cancel spells its system error with the letters swapped, as Alipay does', async () => {
    const number = freshNumber();
    await pay(number);
    plan('cancel', { kind: 'system-error', work: true });
    expect((await till.call('alipay.trade.cancel', { out_trade_no: number }))['sub_code']).toBe('AQC.SYSTEM_ERROR');
    expect(state(number)).toBe('reversed');
  });
});

describe('an answer not to be believed', () => {
  it.each(['missing', 'wrong', 'unknown-key', 'stale'] as const)('signature %s: the stock SDK does not accept it, yet the money is in', async (flaw) => {
    const number = freshNumber();
    plan('pay', { kind: 'signature', flaw });
    await expect(pay(number)).rejects.toBeInstanceOf(Error);
    expect(state(number)).toBe('paid');
  });

  it('names another amount or another order under a valid signature', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'wrong-content', flaw: 'amount' });
    expect(await pay(number)).toMatchObject({ code: '10000', total_amount: '10.01' });
    plan('query', { kind: 'wrong-content', flaw: 'number' });
    const answer = await till.call('alipay.trade.query', { out_trade_no: number });
    expect(answer['trade_status']).toBe('TRADE_SUCCESS');
    expect(answer['out_trade_no']).not.toBe(number);
  });

  it('is cut in the middle', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'truncated' });
    await expect(pay(number)).rejects.toBeInstanceOf(Error);
    expect(state(number)).toBe('paid');
  });

  it('a captive portal redirects, and nothing is done', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'redirect', location: 'http://127.0.0.1:9/login' });
    const response = await fetch(till.gateway.gatewayUrl, { method: 'POST', body: new URLSearchParams(payParams(number)), redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(state(number)).toBeUndefined();
  });

  it('a query lags behind: the trade exists and is not seen; a cancel then finds nothing', async () => {
    const number = freshNumber();
    await pay(number);
    plan('query', { kind: 'not-yet-visible' });
    expect((await till.call('alipay.trade.query', { out_trade_no: number }))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    plan('cancel', { kind: 'not-yet-visible' });
    expect(await till.call('alipay.trade.cancel', { out_trade_no: number })).toMatchObject({ code: '10000', retry_flag: 'N' });
    expect(state(number)).toBe('paid');
  });

  it('a cancel claims to have returned the money and has not; a payment claims to be taken and is not', async () => {
    const number = freshNumber();
    await pay(number);
    const before = till.buyer.balanceFen;
    plan('cancel', { kind: 'lies-done' });
    expect(await till.call('alipay.trade.cancel', { out_trade_no: number })).toMatchObject({ action: 'refund' });
    expect([state(number), till.buyer.balanceFen]).toEqual(['paid', before]);
    const phantom = freshNumber();
    const code = till.code();
    plan('pay', { kind: 'lies-done' });
    expect((await pay(phantom, code)).code).toBe('10000');
    expect(state(phantom)).toBeUndefined();
    expect((await pay(phantom, code)).code).toBe('10000');
    expect(till.buyer.balanceFen).toBe(before - 1000);
  });
});

describe('slowness', () => {
  it('a late answer comes after the work, late work after what overtook it', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'delay-answer', ms: 150 });
    const slow = payRaw(number);
    await expect.poll(() => state(number)).toBe('paid');
    expect((await slow).fields['code']).toBe('10000');

    const overtaken = freshNumber();
    plan('pay', { kind: 'delay-work', ms: 150 });
    const late = payRaw(overtaken);
    await expect.poll(() => till.faults.list()).toHaveLength(0);
    const cancelled = await till.call('alipay.trade.cancel', { out_trade_no: overtaken });
    expect(cancelled).not.toHaveProperty('action');
    expect((await late).fields['code']).toBe('10000');
    expect(state(overtaken)).toBe('paid');
  });

  it('a dripping answer is whole in the end', async () => {
    const number = freshNumber();
    plan('pay', { kind: 'drip', everyMs: 0 });
    expect((await payRaw(number)).fields['out_trade_no']).toBe(number);
  });

  it('closing the gateway ends what is still delayed', async () => {
    const other = await openTill();
    other.faults.add({ gateway: 'alipay', operation: 'query', fault: { kind: 'delay-work', ms: 3_600_000 }, times: 1 });
    const hanging = postForm(other.gateway.gatewayUrl, signed(other.gateway, commonParams(other.gateway, 'alipay.trade.query', { out_trade_no: 'x' })));
    const ended = hanging.then(
      () => 'answered',
      () => 'hung up',
    );
    await expect.poll(() => other.faults.list()).toHaveLength(0);
    await other.close();
    expect(await ended).toBe('hung up');
  });
});

describe('scripted codes', () => {
  it.each([
    ['0009', 'paid'],
    ['0010', undefined],
    ['0015', 'paid'],
    ['0016', 'paid'],
    ['0017', 'paid'],
  ])('%s leaves the order %s', async (digits, expected) => {
    const number = freshNumber();
    await Promise.allSettled([pay(number, script(digits))]);
    expect(state(number)).toBe(expected);
  });

  it.each(['0006', '0007', '0008'])('%s is refused as a code', async (digits) => {
    expect((await pay(freshNumber(), script(digits)))['sub_code']).toBe('ACQ.PAYMENT_AUTH_CODE_INVALID');
  });

  it('a scripted fault strikes once: the resent copy of a lost request is a request of its own', async () => {
    const number = freshNumber();
    const code = script('0012');
    await expect(payRaw(number, code)).rejects.toThrow('fetch failed');
    expect(state(number)).toBeUndefined();
    expect((await payRaw(number, code)).fields['code']).toBe('10000');
  });

  it('a scripted buyer does not depend on the mood of the one at the wallet page', async () => {
    till.buyer.mood = 'no-money';
    expect((await pay(freshNumber(), script('0001')))['sub_code']).toBeUndefined();
    till.buyer.mood = 'pays-at-once';
  });
});
