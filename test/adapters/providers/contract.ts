/** What the till relies on, whichever wallet: run against each adapter and its simulated provider, over real HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import type { OrderRef } from '../../../main/ports.ts';
import type { Fault, Operation } from '../../../main/simulator/faults.ts';
import type { SimGateway } from '../../../main/simulator/gateway.ts';
import { Bench } from './bench.ts';
import type { BenchParts } from './bench.ts';

/** Where the providers themselves differ. */
export interface Manners {
  /** A QR that nobody scanned: no order yet, or an unpaid one. */
  readonly unscannedQr: 'absent' | 'waiting';
  /** What a cancel of a paid QR order does. */
  readonly cancelOfPaidQr: 'returned' | 'already_paid';
  /** What a cancel says about a barcode order. */
  readonly cancelSays: { readonly unpaid: string; readonly paid: string };
  readonly refundIs: 'done' | 'accepted';
  readonly repeatedRefundIs: 'uncertain' | 'accepted';
  readonly codeRefusals: Readonly<Record<'invalid' | 'expired' | 'used', string>>;
  /** Whether answers name the merchant at all. */
  readonly namesMerchant: boolean;
  /** Whether the answer to a cancel of a barcode order names the order; yes when absent. */
  readonly cancelNamesOrder?: boolean;
  /** Whether answers carry a number for support; yes when absent. */
  readonly givesRequestId?: boolean;
}

/** Longer than a refund takes, than a PIN box lives, and than a code is valid. */
const A_WHILE_MS = 61_000;
const BROKEN_ANSWERS: readonly (readonly [name: string, fault: Fault])[] = [
  ['the line dies after the work', { kind: 'drop-after' }],
  ['a 500 page after the work', { kind: 'http-error', status: 500, work: true }],
  ['a 502 page after the work', { kind: 'http-error', status: 502, work: true }],
  ['a 503 page after the work', { kind: 'http-error', status: 503, work: true }],
  ['a 504 page after the work', { kind: 'http-error', status: 504, work: true }],
  ['a system error after the work', { kind: 'system-error', work: true }],
  ['an answer cut in the middle', { kind: 'truncated' }],
  ['an answer without signature', { kind: 'signature', flaw: 'missing' }],
  ['an answer with a wrong signature', { kind: 'signature', flaw: 'wrong' }],
  ['an answer signed by a stranger', { kind: 'signature', flaw: 'unknown-key' }],
  ['an answer signed long ago', { kind: 'signature', flaw: 'stale' }],
];
const LOST_REQUESTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['the line dies before the work', { kind: 'drop-before' }],
  ['a 502 page before the work', { kind: 'http-error', status: 502, work: false }],
  ['a 503 page before the work', { kind: 'http-error', status: 503, work: false }],
  ['a system error before the work', { kind: 'system-error', work: false }],
  ['too many requests', { kind: 'too-many-requests' }],
  ['a redirect to somewhere else', { kind: 'redirect', location: 'http://127.0.0.1:9/' }],
];

export function describeProvider<Gateway extends SimGateway>(parts: BenchParts<Gateway>, manners: Manners): void {
  let bench: Bench<Gateway>;
  beforeAll(async () => {
    bench = await Bench.open(parts);
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    bench.faults.clear();
    bench.buyer.mood = 'pays-at-once';
    bench.buyer.balanceFen = 1_000_000;
  });

  const pay = async (order: OrderRef) => (await bench.provider.pay(bench.payRequest(order))).answer;
  const query = async (order: OrderRef) => (await bench.provider.query(order)).answer;
  const cancel = async (order: OrderRef) => (await bench.provider.cancel(order)).answer;

  describe('barcode payment', () => {
    it('paid: the provider holds exactly the amount, and its number is kept', async () => {
      const order = bench.order();
      const { answer, trace } = await bench.provider.pay(bench.payRequest(order));
      const trade = bench.gateway.trade(order.outTradeNo);
      expect(answer).toMatchObject({ kind: 'paid', tradeNo: trade?.tradeNo });
      expect(Math.floor((trade?.paidAt ?? 0) / 1000) * 1000).toBe(answer.kind === 'paid' ? answer.paidAt : undefined);
      expect(bench.held(order)).toBe(1999);
      expect(trace.status).toBe(200);
      expect((trace.requestId ?? '').length >= 16).toBe(manners.givesRequestId !== false);
      expect(await query(order)).toEqual(answer);
    });

    it.each([1, 29, 115, 435, 100_000])('%i fen arrive as so many fen', async (amount) => {
      const order = await bench.paidOrder(fen(amount));
      expect(bench.held(order)).toBe(amount);
    });

    it('waits for the PIN, then is paid', async () => {
      bench.buyer.mood = 'asks-pin';
      const order = bench.order();
      expect(await pay(order)).toEqual({ kind: 'waiting' });
      expect(await query(order)).toEqual({ kind: 'waiting' });
      expect(bench.gateway.confirm(order.outTradeNo, bench.buyer.id)).toBe('paid');
      expect(await query(order)).toMatchObject({ kind: 'paid' });
    });

    it('a customer who presses "no" has not paid', async () => {
      bench.buyer.mood = 'asks-pin';
      const order = bench.order();
      await pay(order);
      bench.gateway.decline(order.outTradeNo, bench.buyer.id);
      expect((await query(order)).kind).toMatch(/^(waiting|failed)$/);
      expect(bench.held(order)).toBe(0);
    });

    it('a customer without money is refused, by a reason that helps', async () => {
      bench.buyer.balanceFen = 5;
      const order = bench.order();
      expect(await pay(order)).toMatchObject({ kind: 'refused', failure: { code: 'insufficient_funds', providerCode: expect.any(String) } });
      expect((await query(order)).kind).toMatch(/^(waiting|failed|absent)$/);
    });

    it('a code that was never issued, is too old or was used is refused', async () => {
      const used = bench.code();
      await bench.provider.pay(bench.payRequest(bench.order(), used));
      expect((await bench.provider.pay(bench.payRequest(bench.order(), used))).answer).toMatchObject({ kind: 'refused', failure: { code: manners.codeRefusals.used } });
      const old = bench.code();
      bench.pass(A_WHILE_MS);
      expect((await bench.provider.pay(bench.payRequest(bench.order(), old))).answer).toMatchObject({ kind: 'refused', failure: { code: manners.codeRefusals.expired } });
      const invented = parts.wallet === 'alipay' ? '289999999999999999' : '139999999999999999';
      expect((await bench.provider.pay(bench.payRequest(bench.order(), invented))).answer).toMatchObject({ kind: 'refused', failure: { code: manners.codeRefusals.invalid } });
    });

    it('a number that was paid before is never paid again: the query must decide', async () => {
      const order = await bench.paidOrder();
      const again = await pay({ ...order, amount: fen(500) });
      expect(again.kind).toBe('uncertain');
      expect(bench.held(order)).toBe(1999);
    });
  });

  describe('the pay call meets a bad line', () => {
    it.each(BROKEN_ANSWERS)('%s: uncertain, arrived once, and the query proves the payment', async (_name, fault) => {
      const order = bench.order();
      bench.strike('pay', fault);
      expect(await pay(order)).toMatchObject({ kind: 'uncertain', failure: { code: expect.stringMatching(/^(connection_lost|server_error|system_error|bad_answer|bad_signature)$/) } });
      expect(bench.arrived('pay', order)).toBe(1);
      expect(await query(order)).toMatchObject({ kind: 'paid' });
      expect(bench.held(order)).toBe(1999);
    });

    it.each(LOST_REQUESTS)('%s: uncertain, sent once, and the query finds nothing', async (_name, fault) => {
      const order = bench.order();
      bench.strike('pay', fault);
      expect(await pay(order)).toMatchObject({ kind: 'uncertain' });
      expect(bench.arrived('pay', order)).toBe(1);
      expect(await query(order)).toEqual({ kind: 'absent' });
    });

    it.each<readonly [string, Fault]>([['the answer is late', { kind: 'delay-answer', ms: 5_000 }], ['the answer drips', { kind: 'drip', everyMs: 40 }]])(
      '%s: uncertain at the deadline, and the query proves the payment', async (_name, fault) => {
        const order = bench.order();
        bench.strike('pay', fault);
        expect((await bench.hurried.pay(bench.payRequest(order))).answer).toEqual({ kind: 'uncertain', failure: { code: 'timeout' } });
        expect(bench.arrived('pay', order)).toBeLessThanOrEqual(1);
        expect(await query(order)).toMatchObject({ kind: 'paid' });
      },
    );

    it('a request that is worked on late: absent now, paid later', async () => {
      const order = bench.order();
      bench.strike('pay', { kind: 'delay-work', ms: 3_000 });
      expect((await bench.hurried.pay(bench.payRequest(order))).answer.kind).toBe('uncertain');
      expect(await query(order)).toEqual({ kind: 'absent' });
      await expect.poll(() => query(order), { timeout: 15_000 }).toMatchObject({ kind: 'paid' });
    });

    it('nobody listens: certainly not sent', async () => {
      const alone = await Bench.open(parts);
      const request = alone.payRequest();
      await alone.gateway.close();
      expect((await alone.provider.pay(request)).answer).toMatchObject({ kind: 'never_sent', failure: { code: 'never_sent', providerCode: 'ECONNREFUSED' } });
      expect((await alone.provider.query(request)).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'never_sent' } });
      expect((await alone.provider.cancel(request)).answer).toMatchObject({ kind: 'uncertain' });
      alone.door.close();
    });
  });

  describe('a signed answer about something else', () => {
    const flaws = (['amount', 'number', 'merchant'] as const).filter((flaw) => flaw !== 'merchant' || manners.namesMerchant);

    it.each(flaws)('wrong %s in the answer to pay is a mismatch, never paid', async (flaw) => {
      const order = bench.order();
      bench.strike('pay', { kind: 'wrong-content', flaw });
      expect(await pay(order)).toMatchObject({ kind: 'mismatch', mismatch: { kind: flaw } });
    });

    it.each(flaws)('wrong %s in the answer to a query is a mismatch, never paid', async (flaw) => {
      const order = await bench.paidOrder();
      bench.strike('query', { kind: 'wrong-content', flaw });
      expect(await query(order)).toMatchObject({ kind: 'mismatch', mismatch: { kind: flaw } });
    });

    it.skipIf(manners.cancelNamesOrder === false)('a cancel that names another order closed nothing of ours', async () => {
      bench.buyer.mood = 'asks-pin';
      const order = bench.order();
      await pay(order);
      bench.pass(A_WHILE_MS);
      bench.strike('cancel', { kind: 'wrong-content', flaw: 'number' });
      expect(await cancel(order)).toEqual({ kind: 'uncertain', failure: { code: 'bad_answer' } });
    });

    it('a refund that names another order gave nothing back', async () => {
      const request = bench.refundRequest(await bench.paidOrder());
      bench.strike('refund', { kind: 'wrong-content', flaw: 'number' });
      expect((await bench.provider.refund(request)).answer).toMatchObject({ kind: 'uncertain' });
      bench.strike('refundQuery', { kind: 'wrong-content', flaw: 'number' });
      expect((await bench.provider.queryRefund(request)).answer).toMatchObject({ kind: 'uncertain' });
      bench.strike('refundQuery', { kind: 'wrong-content', flaw: 'amount' });
      expect((await bench.provider.queryRefund(request)).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'refund_differs' } });
    });
  });

  describe('questions and cancels meet a bad line', () => {
    it.each([...BROKEN_ANSWERS, ...LOST_REQUESTS])('%s: nothing is concluded', async (_name, fault) => {
      const order = await bench.paidOrder();
      bench.strike('query', fault);
      expect(await query(order)).toMatchObject({ kind: 'uncertain' });
      const refund = bench.refundRequest(order, fen(100));
      const uncertainAbout = async (operation: Operation, ask: () => Promise<{ answer: { kind: string } }>) => {
        bench.strike(operation, fault);
        expect((await ask()).answer.kind).toMatch(operation === 'cancel' || operation === 'close' ? /^(uncertain|again)$/ : /^uncertain$/);
      };
      await uncertainAbout('refund', () => bench.provider.refund(refund));
      await uncertainAbout('refundQuery', () => bench.provider.queryRefund(refund));
      const qr = bench.precreateRequest();
      await uncertainAbout('precreate', () => bench.provider.precreate(qr));
      // An answer without a body (204) cannot be cut.
      const canStrike = parts.wallet === 'alipay' || fault.kind !== 'truncated';
      if (canStrike) await uncertainAbout(parts.wallet === 'alipay' ? 'cancel' : 'close', () => bench.provider.cancel(qr));
    });

    it('an order that is not visible yet is absent, not refused', async () => {
      const order = await bench.paidOrder();
      bench.strike('query', { kind: 'not-yet-visible' });
      expect(await query(order)).toEqual({ kind: 'absent' });
      expect(await query(order)).toMatchObject({ kind: 'paid' });
    });
  });

  describe('QR', () => {
    it('is shown, scanned, paid', async () => {
      const request = bench.precreateRequest();
      const { answer } = await bench.provider.precreate(request);
      if (answer.kind !== 'ready') throw new Error(`no QR: ${JSON.stringify(answer)}`);
      expect(await query(request)).toEqual({ kind: manners.unscannedQr });
      expect(bench.gateway.scanQr(answer.qrText, bench.buyer.id)).toMatchObject({ outTradeNo: request.outTradeNo, totalFen: 1999 });
      expect(await query(request)).toEqual({ kind: 'waiting' });
      bench.gateway.confirm(request.outTradeNo, bench.buyer.id);
      expect(await query(request)).toMatchObject({ kind: 'paid' });
    });

    it('is dead after its time', async () => {
      const { answer } = await bench.provider.precreate(bench.precreateRequest());
      bench.pass(300_000 + 60_000);
      expect(bench.gateway.scanQr(answer.kind === 'ready' ? answer.qrText : '', bench.buyer.id)).toMatch(/^(expired|not-payable)$/);
    });

    it('is dead after the cancel', async () => {
      const request = bench.precreateRequest();
      const { answer } = await bench.provider.precreate(request);
      expect(await cancel(request)).toMatchObject({ kind: 'done' });
      expect(bench.gateway.scanQr(answer.kind === 'ready' ? answer.qrText : '', bench.buyer.id)).toMatch(/^(expired|not-payable)$/);
    });

    it('a cancel finds it paid', async () => {
      const request = bench.precreateRequest();
      const { answer } = await bench.provider.precreate(request);
      bench.gateway.scanQr(answer.kind === 'ready' ? answer.qrText : '', bench.buyer.id);
      bench.gateway.confirm(request.outTradeNo, bench.buyer.id);
      const isReturned = manners.cancelOfPaidQr === 'returned';
      expect(await cancel(request)).toEqual(isReturned ? { kind: 'done', effect: 'returned' } : { kind: 'already_paid' });
      expect(bench.held(request)).toBe(isReturned ? 0 : 1999);
    });
  });

  describe('cancel of a barcode order', () => {
    it('unpaid: closed, and no longer payable', async () => {
      bench.buyer.mood = 'asks-pin';
      const order = bench.order();
      await pay(order);
      bench.pass(20_000);
      expect(await cancel(order)).toEqual({ kind: 'done', effect: manners.cancelSays.unpaid });
      expect(await query(order)).toMatchObject({ kind: 'closed' });
      expect(bench.gateway.confirm(order.outTradeNo, bench.buyer.id)).toBe('not-payable');
    });

    it('paid: the money goes back, and the query knows it', async () => {
      const order = await bench.paidOrder();
      expect(await cancel(order)).toEqual({ kind: 'done', effect: manners.cancelSays.paid });
      expect(bench.held(order)).toBe(0);
      expect(await query(order)).toEqual({ kind: 'closed', wasPaid: true });
      expect(await cancel(order)).toMatchObject({ kind: 'done' });
    });

    it('of nothing: says that there is nothing', async () => {
      expect(await cancel(bench.order())).toEqual({ kind: 'done', effect: 'nothing_there' });
    });
  });

  describe('refund', () => {
    const refund = async (request: Parameters<typeof bench.provider.refund>[0]) => (await bench.provider.refund(request)).answer;
    const queryRefund = async (request: Parameters<typeof bench.provider.refund>[0]) => (await bench.provider.queryRefund(request)).answer;

    it('in parts, each once, until nothing is left', async () => {
      const order = await bench.paidOrder();
      const first = bench.refundRequest(order, fen(500));
      expect(await queryRefund(first)).toEqual({ kind: 'absent' });
      expect(await refund(first)).toEqual({ kind: manners.refundIs });
      expect((await refund(first)).kind).toBe(manners.repeatedRefundIs);
      expect(bench.held(order)).toBe(1499);
      bench.pass(A_WHILE_MS);
      expect(await queryRefund(first)).toEqual({ kind: 'done' });
      expect(await refund(bench.refundRequest(order, fen(1499)))).toEqual({ kind: manners.refundIs });
      expect(bench.held(order)).toBe(0);
    });

    it('more than was paid is refused', async () => {
      const order = await bench.paidOrder();
      await refund(bench.refundRequest(order, fen(1900)));
      bench.pass(A_WHILE_MS);
      expect(await refund(bench.refundRequest(order, fen(100)))).toMatchObject({ kind: 'refused', failure: { code: expect.stringMatching(/^refund_/) } });
      expect(bench.held(order)).toBe(99);
    });

    it('of an order that does not exist is refused', async () => {
      const request = bench.refundRequest(bench.order());
      expect(await refund(request)).toMatchObject({ kind: 'refused', failure: { code: 'refund_not_possible' } });
      expect(await queryRefund(request)).toEqual({ kind: 'absent' });
    });

    it('whose answer was lost is found by its number, and the same number gives nothing twice', async () => {
      const order = await bench.paidOrder();
      const request = bench.refundRequest(order, fen(700));
      bench.strike('refund', { kind: 'drop-after' });
      expect((await refund(request)).kind).toBe('uncertain');
      bench.pass(A_WHILE_MS);
      expect(await queryRefund(request)).toEqual({ kind: 'done' });
      await refund(request);
      expect(bench.held(order)).toBe(1299);
    });

    it('the same number with another amount gives nothing', async () => {
      const order = await bench.paidOrder();
      const request = bench.refundRequest(order, fen(700));
      await refund(request);
      expect((await refund({ ...request, amount: fen(800) })).kind).toMatch(/^(uncertain|refused)$/);
      expect(bench.held(order)).toBe(1299);
    });
  });

  it('no payment code, key or signature is in the log', () => {
    const log = bench.logLines.join('\n');
    expect(bench.logLines.length).toBeGreaterThan(100);
    for (const code of bench.codes) expect(log).not.toContain(code);
    expect(log).not.toMatch(/PRIVATE KEY|signature="|sign=/);
  });
}
