/** The contract of a QR order and of refunds. */
import { describe, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import type { RefundRequest } from '../../../main/ports.ts';
import { A_WHILE_MS } from './contract-setting.ts';
import type { Setting } from './contract-setting.ts';

export function describeQr(at: Setting): void {
  describe('QR', () => {
    it('is shown, scanned, paid', async () => {
      const request = at.bench.precreateRequest();
      const { answer } = await at.bench.provider.precreate(request);
      if (answer.kind !== 'ready') throw new Error(`no QR: ${JSON.stringify(answer)}`);
      expect(await at.query(request)).toEqual({ kind: at.manners.unscannedQr });
      expect(at.bench.gateway.scanQr(answer.qrText, at.bench.buyer.id)).toMatchObject({ outTradeNo: request.outTradeNo, totalFen: 1999 });
      expect(await at.query(request)).toEqual({ kind: 'waiting' });
      at.bench.gateway.confirm(request.outTradeNo, at.bench.buyer.id);
      expect(await at.query(request)).toMatchObject({ kind: 'paid' });
    });

    it('is dead after its time', async () => {
      const { answer } = await at.bench.provider.precreate(at.bench.precreateRequest());
      at.bench.pass(300_000 + 60_000);
      expect(at.bench.gateway.scanQr(answer.kind === 'ready' ? answer.qrText : '', at.bench.buyer.id)).toMatch(/^(expired|not-payable)$/);
    });

    it('is dead after the cancel', async () => {
      const request = at.bench.precreateRequest();
      const { answer } = await at.bench.provider.precreate(request);
      expect(await at.cancel(request)).toMatchObject({ kind: 'done' });
      expect(at.bench.gateway.scanQr(answer.kind === 'ready' ? answer.qrText : '', at.bench.buyer.id)).toMatch(/^(expired|not-payable)$/);
    });

    it('a cancel finds it paid', async () => {
      const request = at.bench.precreateRequest();
      const { answer } = await at.bench.provider.precreate(request);
      at.bench.gateway.scanQr(answer.kind === 'ready' ? answer.qrText : '', at.bench.buyer.id);
      at.bench.gateway.confirm(request.outTradeNo, at.bench.buyer.id);
      const isReturned = at.manners.cancelOfPaidQr === 'returned';
      expect(await at.cancel(request)).toEqual(isReturned ? { kind: 'done', effect: 'returned' } : { kind: 'already_paid' });
      expect(at.bench.held(request)).toBe(isReturned ? 0 : 1999);
    });
  });
}

export function describeRefunds(at: Setting): void {
  describe('refund', () => {
    const refund = async (request: RefundRequest) => (await at.bench.provider.refund(request)).answer;
    const queryRefund = async (request: RefundRequest) => (await at.bench.provider.queryRefund(request)).answer;

    it('in parts, each once, until nothing is left', async () => {
      const order = await at.bench.paidOrder();
      const first = at.bench.refundRequest(order, fen(500));
      expect(await queryRefund(first)).toEqual({ kind: 'absent' });
      expect(await refund(first)).toEqual({ kind: at.manners.refundIs });
      expect((await refund(first)).kind).toBe(at.manners.repeatedRefundIs);
      expect(at.bench.held(order)).toBe(1499);
      at.bench.pass(A_WHILE_MS);
      expect(await queryRefund(first)).toEqual({ kind: 'done' });
      expect(await refund(at.bench.refundRequest(order, fen(1499)))).toEqual({ kind: at.manners.refundIs });
      expect(at.bench.held(order)).toBe(0);
    });

    it('more than was paid is refused', async () => {
      const order = await at.bench.paidOrder();
      await refund(at.bench.refundRequest(order, fen(1900)));
      at.bench.pass(A_WHILE_MS);
      expect(await refund(at.bench.refundRequest(order, fen(100)))).toMatchObject({ kind: 'refused', failure: { code: expect.stringMatching(/^refund_/) } });
      expect(at.bench.held(order)).toBe(99);
    });

    it('of an order that does not exist is refused', async () => {
      const request = at.bench.refundRequest(at.bench.order());
      expect(await refund(request)).toMatchObject({ kind: 'refused', failure: { code: 'refund_not_possible' } });
      expect(await queryRefund(request)).toEqual({ kind: 'absent' });
    });

    it('whose answer was lost is found by its number, and the same number gives nothing twice', async () => {
      const order = await at.bench.paidOrder();
      const request = at.bench.refundRequest(order, fen(700));
      at.bench.strike('refund', { kind: 'drop-after' });
      expect((await refund(request)).kind).toBe('uncertain');
      at.bench.pass(A_WHILE_MS);
      expect(await queryRefund(request)).toEqual({ kind: 'done' });
      await refund(request);
      expect(at.bench.held(order)).toBe(1299);
    });

    it('the same number with another amount gives nothing', async () => {
      const order = await at.bench.paidOrder();
      const request = at.bench.refundRequest(order, fen(700));
      await refund(request);
      expect((await refund({ ...request, amount: fen(800) })).kind).toMatch(/^(uncertain|refused)$/);
      expect(at.bench.held(order)).toBe(1299);
    });
  });
}
