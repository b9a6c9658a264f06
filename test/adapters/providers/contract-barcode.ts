/** The contract of a barcode payment: what the till relies on when the customer's code is paid, and when the order is cancelled. */
import { describe, expect, it } from 'vitest';
import { fen } from '../../../main/domain/money.ts';
import { A_WHILE_MS } from './contract-setting.ts';
import type { Setting } from './contract-setting.ts';

export function describeBarcode(at: Setting): void {
  describe('barcode payment', () => {
    it('paid: the provider holds exactly the amount, and its number is kept', async () => {
      const order = at.bench.order();
      const { answer, trace } = await at.bench.provider.pay(at.bench.payRequest(order));
      const trade = at.bench.gateway.trade(order.outTradeNo);
      expect(answer).toMatchObject({ kind: 'paid', tradeNo: trade?.tradeNo });
      expect(Math.floor((trade?.paidAt ?? 0) / 1000) * 1000).toBe(answer.kind === 'paid' ? answer.paidAt : undefined);
      expect(at.bench.held(order)).toBe(1999);
      expect(trace.status).toBe(200);
      expect((trace.requestId ?? '').length >= 16).toBe(at.manners.givesRequestId !== false);
      expect(await at.query(order)).toEqual(answer);
    });

    it.each([1, 29, 115, 435, 100_000])('%i fen arrive as so many fen', async (amount) => {
      const order = await at.bench.paidOrder(fen(amount));
      expect(at.bench.held(order)).toBe(amount);
    });

    it('waits for the PIN, then is paid', async () => {
      at.bench.buyer.mood = 'asks-pin';
      const order = at.bench.order();
      expect(await at.pay(order)).toEqual({ kind: 'waiting' });
      expect(await at.query(order)).toEqual({ kind: 'waiting' });
      expect(at.bench.gateway.confirm(order.outTradeNo, at.bench.buyer.id)).toBe('paid');
      expect(await at.query(order)).toMatchObject({ kind: 'paid' });
    });

    it('a customer who presses "no" has not paid', async () => {
      at.bench.buyer.mood = 'asks-pin';
      const order = at.bench.order();
      await at.pay(order);
      at.bench.gateway.decline(order.outTradeNo, at.bench.buyer.id);
      expect((await at.query(order)).kind).toMatch(/^(waiting|failed)$/);
      expect(at.bench.held(order)).toBe(0);
    });

    it('a customer without money is refused, by a reason that helps', async () => {
      at.bench.buyer.balanceFen = 5;
      const order = at.bench.order();
      expect(await at.pay(order)).toMatchObject({ kind: 'refused', failure: { code: 'insufficient_funds', providerCode: expect.any(String) } });
      expect((await at.query(order)).kind).toMatch(/^(waiting|failed|absent)$/);
    });

    it('a code that was never issued, is too old or was used is refused', async () => {
      const used = at.bench.code();
      await at.bench.provider.pay(at.bench.payRequest(at.bench.order(), used));
      expect((await at.bench.provider.pay(at.bench.payRequest(at.bench.order(), used))).answer).toMatchObject({ kind: 'refused', failure: { code: at.manners.codeRefusals.used } });
      const old = at.bench.code();
      at.bench.pass(A_WHILE_MS);
      expect((await at.bench.provider.pay(at.bench.payRequest(at.bench.order(), old))).answer).toMatchObject({ kind: 'refused', failure: { code: at.manners.codeRefusals.expired } });
      const invented = at.wallet === 'alipay' ? '289999999999999999' : '139999999999999999';
      expect((await at.bench.provider.pay(at.bench.payRequest(at.bench.order(), invented))).answer).toMatchObject({ kind: 'refused', failure: { code: at.manners.codeRefusals.invalid } });
    });

    it('a number that was paid before is never paid again: the query must decide', async () => {
      const order = await at.bench.paidOrder();
      const again = await at.pay({ ...order, amount: fen(500) });
      expect(again.kind).toBe('uncertain');
      expect(at.bench.held(order)).toBe(1999);
    });
  });

  describe('cancel of a barcode order', () => {
    it('unpaid: closed, and no longer payable', async () => {
      at.bench.buyer.mood = 'asks-pin';
      const order = at.bench.order();
      await at.pay(order);
      at.bench.pass(20_000);
      expect(await at.cancel(order)).toEqual({ kind: 'done', effect: at.manners.cancelSays.unpaid });
      expect(await at.query(order)).toMatchObject({ kind: 'closed' });
      expect(at.bench.gateway.confirm(order.outTradeNo, at.bench.buyer.id)).toBe('not-payable');
    });

    it('paid: the money goes back, and the query knows it', async () => {
      const order = await at.bench.paidOrder();
      expect(await at.cancel(order)).toEqual({ kind: 'done', effect: at.manners.cancelSays.paid });
      expect(at.bench.held(order)).toBe(0);
      expect(await at.query(order)).toEqual({ kind: 'closed', wasPaid: true });
      expect(await at.cancel(order)).toMatchObject({ kind: 'done' });
    });

    it('of nothing: says that there is nothing', async () => {
      expect(await at.cancel(at.bench.order())).toEqual({ kind: 'done', effect: 'nothing_there' });
    });
  });
}
