// Refunds through the till of the demo: over real HTTP, against gateways that count every fen.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { demoBench, fillBasket, paymentWhen, until } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

let bench: DemoBench;
beforeEach(async () => {
  bench = await demoBench();
});
afterEach(async () => {
  await bench.close();
});

const none = () => undefined;

async function paidSale(wallet: 'alipay' | 'wechat', pieces: number) {
  const due = fillBasket(bench, pieces);
  const { world } = bench.simulator;
  const started = bench.running.till.tenders.startBarcode({ code: world.issueCode(world.buyerOf(wallet).id).code, evenIfDuplicate: true });
  if (!started.ok) throw new Error(started.code);
  const payment = await paymentWhen(bench, started.value.paymentId, 'paid');
  const sale = bench.running.till.ledger.sale(payment.saleId);
  const lineId = sale?.lines[0]?.id ?? '';
  return { due, payment, lineId };
}

const held = (wallet: 'alipay' | 'wechat') => {
  const gateway = wallet === 'alipay' ? bench.simulator.alipay : bench.simulator.wechat;
  return gateway.trades().reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0);
};

describe('a refund of goods', () => {
  it('gives back what was paid for them, shows what is left, and refuses what came back already', async () => {
    const { due, payment, lineId } = await paidSale('alipay', 3);
    const { refunds } = bench.running.till;
    const started = refunds.startLines(payment.id, [{ lineId, quantity: 1000 }], none);
    if (!started.ok) throw new Error(started.code);
    await until('refund is done', () => bench.running.till.ledger.refund(started.value.refundId)?.phase === 'done');
    expect(held('alipay')).toBe(due - Math.round(due / 3));
    const [found] = refunds.lookUp(payment.outSn);
    expect(found).toMatchObject({ parts: 1, mostParts: 50, daysLeft: 89, waitMs: 0, lines: [{ lineId, sold: 3000, returned: 1000, left: 2000 }] });
    expect(refunds.startLines(payment.id, [{ lineId, quantity: 3000 }], none)).toMatchObject({ ok: false, code: 'refund_line_too_much', detail: { left: 2000 } });
    const rest = refunds.startLines(payment.id, [{ lineId, quantity: 2000 }], none);
    if (!rest.ok) throw new Error(rest.code);
    await until('rest is done', () => bench.running.till.ledger.refund(rest.value.refundId)?.phase === 'done');
    expect(held('alipay')).toBe(0);
    expect(refunds.lookUp(payment.outSn)[0]?.lines[0]).toMatchObject({ left: 0, amountLeft: 0, refusal: 'refund_too_much' });
  });

  it('survives a restart with its lines', async () => {
    const { payment, lineId } = await paidSale('wechat', 2);
    const started = bench.running.till.refunds.startLines(payment.id, [{ lineId, quantity: 1000 }], none);
    if (!started.ok) throw new Error(started.code);
    await bench.restart();
    expect(bench.running.till.ledger.refund(started.value.refundId)?.lines).toEqual([{ lineId, quantity: 1000, amount: payment.amount / 2 }]);
    expect(bench.running.till.refunds.lookUp(payment.outSn)[0]?.lines[0]).toMatchObject({ returned: 1000, refusal: expect.stringMatching(/refund_(too_soon|running)/) });
  });

  it('or of an amount, but not of both at once, and not of neither', async () => {
    const { payment, lineId } = await paidSale('alipay', 2);
    const page = { id: 'page', send: none };
    const ask = (more: object) => bench.running.bridge.ask(page, 'refund.start', { requestId: `wish-${JSON.stringify(more).length}-0001`, paymentId: payment.id, ...more });
    await expect(ask({})).resolves.toMatchObject({ ok: false, code: 'lines_or_amount' });
    await expect(ask({ amount: 1, lines: [{ lineId, quantity: 1000 }] })).resolves.toMatchObject({ ok: false, code: 'lines_or_amount' });
    expect(held('alipay')).toBeGreaterThan(0);
    await expect(ask({ lines: [{ lineId, quantity: 2000 }] })).resolves.toMatchObject({ ok: true });
    await until('all is back', () => held('alipay') === 0);
  });
});

describe.each(['alipay', 'wechat'] as const)('%s', (wallet) => {
  it('a lost refund request that never arrived is sent again under its number and given back once', async () => {
    const { payment } = await paidSale(wallet, 2);
    const before = held(wallet);
    bench.simulator.faults.add({ gateway: wallet, operation: 'refund', fault: { kind: 'drop-before' }, times: 1 });
    const started = bench.running.till.refunds.start(payment.id, fen(100), none);
    if (!started.ok) throw new Error(started.code);
    await until('refund went through', () => ['accepted', 'done'].includes(bench.running.till.ledger.refund(started.value.refundId)?.phase ?? ''), 20_000);
    expect(held(wallet)).toBe(before - 100);
  });
});
