// Whole payments through the till of the demo, over real HTTP, against gateways that check signatures.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoBench, fillBasket, paymentWhen, until } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import type { Operation } from '../../main/simulator/faults.ts';
import type { Fault } from '../../main/simulator/faults.ts';

let bench: DemoBench;
beforeEach(async () => {
  bench = await demoBench();
});
afterEach(async () => {
  await bench.close();
});

const gateway = (wallet: 'alipay' | 'wechat') => (wallet === 'alipay' ? bench.simulator.alipay : bench.simulator.wechat);

function code(wallet: 'alipay' | 'wechat'): string {
  return bench.simulator.world.issueCode(bench.simulator.world.buyerOf(wallet).id).code;
}

function payByCode(paymentCode: string): string {
  const started = bench.running.till.tenders.startBarcode({ code: paymentCode, evenIfDuplicate: true });
  if (!started.ok) throw new Error(started.code);
  return started.value.paymentId;
}

function showQr(wallet: 'alipay' | 'wechat'): string {
  const started = bench.running.till.tenders.startQr({ wallet, evenIfDuplicate: true });
  if (!started.ok) throw new Error(started.code);
  return started.value.paymentId;
}

function breakIt(wallet: 'alipay' | 'wechat', operation: Operation, fault: Fault, times = 1): void {
  bench.simulator.faults.add({ gateway: wallet, operation, fault, times });
}

/** What the provider holds for the shop, fen, over all orders. */
function held(wallet: 'alipay' | 'wechat'): number {
  return gateway(wallet).trades().reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0);
}

describe.each(['alipay', 'wechat'] as const)('%s', (wallet) => {
  it('a barcode payment is taken once, settles the sale and prints a receipt with both numbers', async () => {
    const due = fillBasket(bench);
    const id = payByCode(code(wallet));
    const paid = await paymentWhen(bench, id, 'paid');
    expect(held(wallet)).toBe(due);
    expect(bench.running.till.ledger.sale(paid.saleId)?.status).toBe('settled');
    const paper = await until('receipt', () => bench.simulator.printer.view().papers[0]);
    const svg = bench.simulator.printer.svg(paper.id) ?? '';
    expect(paper.faults).toEqual([]);
    expect(svg.length).toBeGreaterThan(1000);
    await until('job is printed', () => bench.running.till.ledger.printJobOfSale(paid.saleId)?.state === 'printed');
  });

  it('a QR payment is noticed by the till itself', async () => {
    const due = fillBasket(bench);
    const id = showQr(wallet);
    const shown = await paymentWhen(bench, id, 'waiting');
    const buyer = bench.simulator.world.buyerOf(wallet).id;
    const scanned = gateway(wallet).scanQr(shown.qrText ?? '', buyer);
    expect(scanned).toMatchObject({ totalFen: due, outTradeNo: shown.outTradeNo });
    expect(gateway(wallet).confirm(shown.outTradeNo, buyer)).toBe('paid');
    await paymentWhen(bench, id, 'paid');
    expect(held(wallet)).toBe(due);
  });

  it('an answer lost after success never charges twice', async () => {
    const due = fillBasket(bench);
    breakIt(wallet, 'pay', { kind: 'drop-after' });
    const id = payByCode(code(wallet));
    const paid = await paymentWhen(bench, id, 'paid');
    expect(held(wallet)).toBe(due);
    expect(gateway(wallet).trades()).toHaveLength(1);
    expect(paid.asks).toBeGreaterThan(0);
  });

  it('a request lost before it arrived ends as not charged, and the next attempt takes a new number', async () => {
    const due = fillBasket(bench);
    breakIt(wallet, 'pay', { kind: 'drop-before' });
    const first = await paymentWhen(bench, payByCode(code(wallet)), 'not_charged');
    expect(held(wallet)).toBe(0);
    const second = await paymentWhen(bench, payByCode(code(wallet)), 'paid');
    expect(second.outTradeNo).not.toBe(first.outTradeNo);
    expect(held(wallet)).toBe(due);
  });

  it('a declined payment says so and leaves the sale open', async () => {
    fillBasket(bench);
    const id = payByCode(scriptedCode(wallet, '0005', 1));
    const refused = await paymentWhen(bench, id, 'not_charged');
    expect(refused.failure?.code).toBe('insufficient_funds');
    expect(bench.running.till.picture.till().sale?.can.pay).toBe(true);
    expect(held(wallet)).toBe(0);
  });

  it.each([
    ['wrong signature', { kind: 'signature', flaw: 'wrong' }],
    ['no signature', { kind: 'signature', flaw: 'missing' }],
    ['signature of another key', { kind: 'signature', flaw: 'unknown-key' }],
    ['another amount', { kind: 'wrong-content', flaw: 'amount' }],
    ['another number', { kind: 'wrong-content', flaw: 'number' }],
  ] as const)('a forged answer (%s) is never believed', async (_name, fault) => {
    fillBasket(bench);
    breakIt(wallet, 'any' as Operation, fault, Number.POSITIVE_INFINITY);
    const id = payByCode(code(wallet));
    await until('several answers', () => (bench.running.till.ledger.payment(id)?.asks ?? 0) >= 3);
    expect(bench.running.till.ledger.payment(id)?.phase).not.toBe('paid');
    expect(bench.running.till.picture.till().finished).toBeNull();
  });

  it('cancel of an unpaid order ends as not charged at the provider too', async () => {
    fillBasket(bench);
    const id = payByCode(scriptedCode(wallet, '0003', 1));
    await paymentWhen(bench, id, 'waiting');
    bench.running.till.tenders.cancel(id);
    await paymentWhen(bench, id, 'not_charged');
    expect(gateway(wallet).trades()[0]?.state).toMatch(/closed|reversed/);
  });

  it('a customer who pays during the cancel has either paid or has the money back, and the screen says which', async () => {
    const due = fillBasket(bench);
    const id = payByCode(scriptedCode(wallet, '0013', 1));
    await paymentWhen(bench, id, 'waiting');
    bench.running.till.tenders.cancel(id);
    const ended = await until('an ending', () => {
      const payment = bench.running.till.ledger.payment(id);
      return payment && ['paid', 'returned', 'not_charged'].includes(payment.phase) ? payment : undefined;
    });
    expect(held(wallet)).toBe(ended.phase === 'paid' ? due : 0);
  });

  it('a restart in the middle finds the payment and finishes it, once', async () => {
    const due = fillBasket(bench);
    const id = payByCode(scriptedCode(wallet, '0003', 1));
    const waiting = await paymentWhen(bench, id, 'waiting');
    await bench.restart();
    gateway(wallet).confirm(waiting.outTradeNo, bench.simulator.world.buyerOf(wallet).id);
    await paymentWhen(bench, id, 'paid');
    expect(held(wallet)).toBe(due);
    expect(bench.running.till.ledger.sale(waiting.saleId)?.status).toBe('settled');
  });

  it('a paid tender of an open sale is voided: the money goes back and the sale is due again', async () => {
    const due = fillBasket(bench, 2);
    const half = Math.floor(due / 2);
    const started = bench.running.till.tenders.startBarcode({ code: code(wallet), amount: half as never, evenIfDuplicate: true });
    if (!started.ok) throw new Error(started.code);
    await paymentWhen(bench, started.value.paymentId, 'paid');
    expect(bench.running.till.picture.till().sale?.totals.due).toBe(due - half);
    const voided = bench.running.till.refunds.void(started.value.paymentId);
    if (!voided.ok) throw new Error(voided.code);
    expect(bench.running.till.picture.till().sale?.totals.due).toBe(due);
    await until('refund is under way', () => ['accepted', 'done'].includes(bench.running.till.ledger.refund(voided.value.refundId)?.phase ?? ''));
    expect(held(wallet)).toBe(0);
  });
});

it('cash with rounding gives change and settles', async () => {
  const due = fillBasket(bench);
  bench.running.till.tenders.cash((due + 5_000) as never);
  const finished = bench.running.till.picture.till().finished;
  expect(finished?.sale.totals.due).toBe(0);
  expect(finished?.sale.totals.change).toBe(5_000 + (finished?.sale.totals.rounding ?? 0));
  await until('drawer', () => bench.simulator.printer.view().kicks > 0);
});
