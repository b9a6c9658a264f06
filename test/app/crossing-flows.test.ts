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

describe('a part that was paid in cash', () => {
  it('goes back when the customer wants to pay otherwise or not at all, but not while a payment counts on what is left', async () => {
    const due = fillBasket(bench, 4);
    const { till, bridge } = bench.running;
    till.tenders.cash(fen(100));
    const cashId = till.checkout.openSale()?.cash[0]?.id ?? '';
    expect(till.checkout.drop()).toMatchObject({ ok: false });
    const started = till.tenders.startQr({ wallet: 'wechat', evenIfDuplicate: true });
    if (!started.ok) throw new Error(started.code);
    await expect(bridge.ask(page, 'payment.giveBackCash', { cashId })).resolves.toMatchObject({ ok: false, code: 'not_now' });
    await paymentWhen(bench, started.value.paymentId, 'waiting');
    till.tenders.cancel(started.value.paymentId);
    await paymentWhen(bench, started.value.paymentId, 'not_charged');
    await expect(bridge.ask(page, 'payment.giveBackCash', { cashId })).resolves.toMatchObject({ ok: true });
    await expect(bridge.ask(page, 'payment.giveBackCash', { cashId })).resolves.toMatchObject({ ok: false, code: 'no_payment' });
    expect(till.picture.till().sale).toMatchObject({ totals: { due }, can: { drop: true } });
    const saleId = till.checkout.openSale()?.id ?? '';
    expect(till.ledger.history('sale', saleId).map(({ note }) => note).slice(-2)).toEqual(['cash_taken', 'cash_given_back']);
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

describe('an approval', () => {
  it('is for the one who asked: whoever takes the till over meanwhile cannot use it', async () => {
    const { till, desks } = bench.running;
    const pin = till.picture.till().demo?.approver.pin ?? '';
    const wish = { deed: 'drawer_open', subjectId: till.session.settings.till.id, amount: fen(0) } as const;
    const granted = async (): Promise<string> => {
      const answer = await till.approvals.ask({ ...wish, reason: '换零钱' }, 'demo-supervisor', pin);
      return answer.ok ? answer.value.approvalId : answer.code;
    };
    const first = await granted();
    await desks.people.signIn('demo-owner', pin);
    expect(till.approvals.take(first, wish)).toBeUndefined();
    expect(till.approvals.take(await granted(), wish)).toBeDefined();
  });
});

describe('a refund above the limit', () => {
  it('needs its approval also when it is made in parts below it', async () => {
    fillBasket(bench, 300);
    const { till } = bench.running;
    const started = till.tenders.startBarcode({ code: code('alipay'), evenIfDuplicate: true });
    if (!started.ok) throw new Error(started.code);
    const { id } = await paymentWhen(bench, started.value.paymentId, 'paid');
    const limit = till.session.saved.store.limits.refund;
    const part = fen(limit / 2);
    const back = (amount: number) => till.refunds.start(id, fen(amount), nobody);
    for (const each of [part, part]) {
      const refund = back(each);
      if (!refund.ok) throw new Error(refund.code);
      await until('it is back', () => till.ledger.refund(refund.value.refundId)?.phase === 'done');
    }
    expect(back(1)).toMatchObject({ ok: false, code: 'approval_needed', detail: { deed: 'refund_above_limit', subjectId: id, amount: 1 } });
  });
});

describe('paying another way while the result is unknown', () => {
  it('is for those who may decide it; a cashier needs their yes, for this payment and no other', async () => {
    const { till, bridge, desks } = bench.running;
    const pin = till.picture.till().demo?.approver.pin ?? '';
    fillBasket(bench);
    for (const operation of ['pay', 'query', 'cancel'] as const) bench.simulator.faults.add({ gateway: 'alipay', operation, fault: { kind: 'drop-before' }, times: Number.POSITIVE_INFINITY });
    const started = till.tenders.startBarcode({ code: code('alipay'), evenIfDuplicate: true });
    if (!started.ok) throw new Error(started.code);
    const { paymentId } = started.value;
    const ask = (approvalId?: string) => bridge.ask(page, 'payment.release', { paymentId, ...(approvalId !== undefined && { approvalId }) });
    const granted = async (subjectId: string): Promise<string> => {
      const answer = await till.approvals.ask({ deed: 'payment_release', subjectId, amount: till.ledger.payment(paymentId)?.amount ?? fen(0), reason: '网络断了' }, 'demo-supervisor', pin);
      return answer.ok ? answer.value.approvalId : answer.code;
    };
    await expect(ask()).resolves.toMatchObject({ ok: false, code: 'not_now' });
    till.tenders.cancel(paymentId);
    await until('it may be released', () => till.picture.payment(till.ledger.payment(paymentId) as never).can.release);
    await expect(ask()).resolves.toMatchObject({ ok: false, code: 'approval_needed', detail: { deed: 'payment_release', subjectId: paymentId } });
    await expect(ask(await granted('another'))).resolves.toMatchObject({ ok: false, code: 'approval_needed' });
    expect(till.ledger.payment(paymentId)?.released).toBe(false);
    await expect(ask(await granted(paymentId))).resolves.toMatchObject({ ok: true });
    expect(till.ledger.payment(paymentId)?.released).toBe(true);
    await desks.people.signIn('demo-supervisor', pin);
    expect(till.tenders.wishToRelease(paymentId)).toBeUndefined();
  });
});
