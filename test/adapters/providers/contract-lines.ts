/** The contract of a bad line: nothing is concluded from an answer that is missing, broken, forged, or about something else. */
import { describe, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import type { Fault, Operation } from '../../../main/simulator/faults.ts';
import { A_WHILE_MS, BROKEN_ANSWERS, LOST_REQUESTS } from './contract-setting.ts';
import type { Setting } from './contract-setting.ts';

export function describeLines(at: Setting): void {
  describe('the pay call meets a bad line', () => {
    it.each(BROKEN_ANSWERS)('%s: uncertain, arrived once, and the query proves the payment', async (_name, fault) => {
      const order = at.bench.order();
      at.bench.strike('pay', fault);
      expect(await at.pay(order)).toMatchObject({ kind: 'uncertain', failure: { code: expect.stringMatching(/^(connection_lost|server_error|system_error|bad_answer|bad_signature)$/) } });
      expect(at.bench.arrived('pay', order)).toBe(1);
      expect(await at.query(order)).toMatchObject({ kind: 'paid' });
      expect(at.bench.held(order)).toBe(1999);
    });

    it.each(LOST_REQUESTS)('%s: uncertain, sent once, and the query finds nothing', async (_name, fault) => {
      const order = at.bench.order();
      at.bench.strike('pay', fault);
      expect(await at.pay(order)).toMatchObject({ kind: 'uncertain' });
      expect(at.bench.arrived('pay', order)).toBe(1);
      expect(await at.query(order)).toEqual({ kind: 'absent' });
    });

    it.each<readonly [string, Fault]>([['the answer is late', { kind: 'delay-answer', ms: 5_000 }], ['the answer drips', { kind: 'drip', everyMs: 40 }]])(
      '%s: uncertain at the deadline, and the query proves the payment', async (_name, fault) => {
        const order = at.bench.order();
        at.bench.strike('pay', fault);
        expect((await at.bench.hurried.pay(at.bench.payRequest(order))).answer).toEqual({ kind: 'uncertain', failure: { code: 'timeout' } });
        expect(at.bench.arrived('pay', order)).toBeLessThanOrEqual(1);
        expect(await at.query(order)).toMatchObject({ kind: 'paid' });
      },
    );

    it('a request that is worked on late: absent now, paid later', async () => {
      const order = at.bench.order();
      at.bench.strike('pay', { kind: 'delay-work', ms: 3_000 });
      expect((await at.bench.hurried.pay(at.bench.payRequest(order))).answer.kind).toBe('uncertain');
      expect(await at.query(order)).toEqual({ kind: 'absent' });
      await expect.poll(() => at.query(order), { timeout: 15_000 }).toMatchObject({ kind: 'paid' });
    });

    it('nobody listens: certainly not sent', async () => {
      const alone = await at.openAnother();
      const request = alone.payRequest();
      await alone.gateway.close();
      expect((await alone.provider.pay(request)).answer).toMatchObject({ kind: 'never_sent', failure: { code: 'never_sent', providerCode: 'ECONNREFUSED' } });
      expect((await alone.provider.query(request)).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'never_sent' } });
      expect((await alone.provider.cancel(request)).answer).toMatchObject({ kind: 'uncertain' });
      alone.door.close();
    });
  });

  describe('a signed answer about something else', () => {
    const flaws = (['amount', 'number', 'merchant'] as const).filter((flaw) => flaw !== 'merchant' || at.manners.namesMerchant);

    it.each(flaws)('wrong %s in the answer to pay is a mismatch, never paid', async (flaw) => {
      const order = at.bench.order();
      at.bench.strike('pay', { kind: 'wrong-content', flaw });
      expect(await at.pay(order)).toMatchObject({ kind: 'mismatch', mismatch: { kind: flaw } });
    });

    it.each(flaws)('wrong %s in the answer to a query is a mismatch, never paid', async (flaw) => {
      const order = await at.bench.paidOrder();
      at.bench.strike('query', { kind: 'wrong-content', flaw });
      expect(await at.query(order)).toMatchObject({ kind: 'mismatch', mismatch: { kind: flaw } });
    });

    it.skipIf(at.manners.cancelNamesOrder === false)('a cancel that names another order closed nothing of ours', async () => {
      at.bench.buyer.mood = 'asks-pin';
      const order = at.bench.order();
      await at.pay(order);
      at.bench.pass(A_WHILE_MS);
      at.bench.strike('cancel', { kind: 'wrong-content', flaw: 'number' });
      expect(await at.cancel(order)).toEqual({ kind: 'uncertain', failure: { code: 'bad_answer' } });
    });

    it('a refund that names another order gave nothing back', async () => {
      const request = at.bench.refundRequest(await at.bench.paidOrder());
      at.bench.strike('refund', { kind: 'wrong-content', flaw: 'number' });
      expect((await at.bench.provider.refund(request)).answer).toMatchObject({ kind: 'uncertain' });
      at.bench.strike('refundQuery', { kind: 'wrong-content', flaw: 'number' });
      expect((await at.bench.provider.queryRefund(request)).answer).toMatchObject({ kind: 'uncertain' });
      at.bench.strike('refundQuery', { kind: 'wrong-content', flaw: 'amount' });
      expect((await at.bench.provider.queryRefund(request)).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'refund_differs' } });
    });
  });

  describe('questions and cancels meet a bad line', () => {
    it.each([...BROKEN_ANSWERS, ...LOST_REQUESTS])('%s: nothing is concluded', async (_name, fault) => {
      const order = await at.bench.paidOrder();
      at.bench.strike('query', fault);
      expect(await at.query(order)).toMatchObject({ kind: 'uncertain' });
      const refund = at.bench.refundRequest(order, fen(100));
      const uncertainAbout = async (operation: Operation, ask: () => Promise<{ answer: { kind: string } }>) => {
        at.bench.strike(operation, fault);
        expect((await ask()).answer.kind).toMatch(operation === 'cancel' || operation === 'close' ? /^(uncertain|again)$/ : /^uncertain$/);
      };
      await uncertainAbout('refund', () => at.bench.provider.refund(refund));
      await uncertainAbout('refundQuery', () => at.bench.provider.queryRefund(refund));
      const qr = at.bench.precreateRequest();
      await uncertainAbout('precreate', () => at.bench.provider.precreate(qr));
      // An answer without a body (204) cannot be cut.
      const canStrike = at.wallet === 'alipay' || fault.kind !== 'truncated';
      if (canStrike) await uncertainAbout(at.wallet === 'alipay' ? 'cancel' : 'close', () => at.bench.provider.cancel(qr));
    });

    it('an order that is not visible yet is absent, not refused', async () => {
      const order = await at.bench.paidOrder();
      at.bench.strike('query', { kind: 'not-yet-visible' });
      expect(await at.query(order)).toEqual({ kind: 'absent' });
      expect(await at.query(order)).toMatchObject({ kind: 'paid' });
    });
  });
}
