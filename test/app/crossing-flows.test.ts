// Two flows that cross: each is right by itself, and together they must not give goods or money away.
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

const page = { id: 'page', send: () => undefined };
const nobody = () => undefined;
const code = (wallet: 'alipay' | 'wechat'): string => bench.simulator.world.issueCode(bench.simulator.world.buyerOf(wallet).id).code;

describe('a tender of a sale that is still open', () => {
  it('is given back by a void only: a refund beside it would let the goods go for the rest of the price', async () => {
    const due = fillBasket(bench, 4);
    const { till, bridge } = bench.running;
    const part = fen(Math.floor(due / 2));
    const started = till.tenders.startBarcode({ code: code('alipay'), amount: part, evenIfDuplicate: true });
    if (!started.ok) throw new Error(started.code);
    const payment = await paymentWhen(bench, started.value.paymentId, 'paid');
    expect(till.picture.payment(payment).can).toMatchObject({ void: true, refund: false });
    expect(till.refunds.lookUp(payment.outSn)).toMatchObject([{ refusal: { code: 'refund_open_sale' } }]);
    await expect(bridge.ask(page, 'refund.start', { requestId: 'wish-0001', paymentId: payment.id, amount: part })).resolves.toMatchObject({ ok: false, code: 'refund_open_sale' });
    const lines = till.checkout.openSale()?.lines.map(({ id }) => ({ lineId: id, quantity: 1000 })) ?? [];
    expect(till.refunds.startLines(payment.id, lines, nobody)).toMatchObject({ ok: false, code: 'refund_open_sale' });
    const voided = till.refunds.void(payment.id);
    if (!voided.ok) throw new Error(voided.code);
    await until('the money is back', () => till.ledger.refund(voided.value.refundId)?.phase === 'done');
    expect(till.picture.till().sale?.totals.due).toBe(due);
  });
});

describe('a payment code that was asked for', () => {
  const awaited = () => bench.running.till.picture.till().awaitingCode;

  it.each([
    ['parked', () => bench.running.till.checkout.park()],
    ['given up', () => bench.running.till.checkout.drop()],
    ['changed', () => bench.running.till.checkout.keyAmount(fen(100), '')],
  ] as const)('is not taken from the next sale when its own is %s', async (_what, happens) => {
    fillBasket(bench);
    const { till } = bench.running;
    expect(till.tenders.askCode({ evenIfDuplicate: true }).ok).toBe(true);
    expect(happens().ok).toBe(true);
    fillBasket(bench, 5);
    expect(awaited()).toBeNull();
    // It may as well be the label of a bag of vegetables.
    till.scanned({ text: code('alipay'), source: 'wedge', at: 0 });
    expect(till.picture.till()).toMatchObject({ payment: null, notice: { notice: { kind: 'misplaced', what: 'payment_code_in_basket' } } });
    expect(bench.simulator.alipay.trades()).toEqual([]);
  });
});
