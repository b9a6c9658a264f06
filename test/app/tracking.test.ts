// Whatever number a customer shows, from wherever: it is found, with its whole history, and never on a wrong page.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { demoBench, fillBasket, paymentWhen, until } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

let bench: DemoBench;
const page = { id: 'page', send: () => undefined };
beforeEach(async () => {
  bench = await demoBench();
});
afterEach(async () => {
  await bench.close();
});

type Row = AskOutput<'tracking.list'>['rows'][number];
type List = AskOutput<'tracking.list'>;

async function list(wish: Partial<AskInput<'tracking.list'>> & Pick<AskInput<'tracking.list'>, 'kind'>): Promise<List> {
  const answer = await bench.running.bridge.ask(page, 'tracking.list', { limit: 50, ...wish });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value as List;
}

const idOf = (row: Row): string => (row.kind === 'order' ? row.sale.id : row.kind === 'payment' ? row.payment.id : row.refund.id);
const found = async (wish: Parameters<typeof list>[0]): Promise<string[]> => (await list(wish)).rows.map(idOf);

async function pay(wallet: 'alipay' | 'wechat', code = bench.simulator.world.issueCode(bench.simulator.world.buyerOf(wallet).id).code) {
  fillBasket(bench, 2);
  const started = bench.running.till.tenders.startBarcode({ code, evenIfDuplicate: true });
  if (!started.ok) throw new Error(started.code);
  return started.value.paymentId;
}

describe('a payment and its refund', () => {
  it('are found by every number that anybody may hold, whole or by its end', async () => {
    const id = await pay('alipay');
    const payment = await paymentWhen(bench, id, 'paid');
    const started = bench.running.till.refunds.start(id, fen(100), () => undefined);
    if (!started.ok) throw new Error(started.code);
    const refund = await until('refund is done', () => {
      const now = bench.running.till.ledger.refund(started.value.refundId);
      return now?.phase === 'done' ? now : undefined;
    });
    const sale = bench.running.till.ledger.sale(payment.saleId);
    const numbers = [payment.outTradeNo, payment.outSn, payment.tradeNo ?? '', refund.outRefundNo, refund.outSn, sale?.receiptNo ?? '', `GT1:${payment.outSn}`, payment.outTradeNo.slice(-8)];
    for (const text of numbers) {
      expect(await found({ kind: 'order', text }), text).toEqual([payment.saleId]);
      expect(await found({ kind: 'barcode', text }), text).toEqual([id]);
      expect(await found({ kind: 'qr', text }), text).toEqual([]);
      expect(await found({ kind: 'refund', text }), text).toEqual([refund.id]);
    }
    expect(await found({ kind: 'barcode', text: '99999999' })).toEqual([]);
    expect(await found({ kind: 'refund', wallet: 'wechat' })).toEqual([]);
    expect(await found({ kind: 'refund', wallet: 'alipay', state: 'done' })).toEqual([refund.id]);
    expect(await found({ kind: 'refund', state: 'parked' })).toEqual([]);
  });

  it('tell what was sent, asked and answered, by whom and how long it took, and no secret', async () => {
    const code = bench.simulator.world.issueCode(bench.simulator.world.buyerOf('wechat').id).code;
    const id = await pay('wechat', code);
    const payment = await paymentWhen(bench, id, 'paid');
    const answer = await bench.running.bridge.ask(page, 'tracking.timeline', { subject: 'sale', id: payment.saleId });
    if (!answer.ok) throw new Error(answer.code);
    const { rows } = answer.value as AskOutput<'tracking.timeline'>;
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).sort((a, b) => a - b));
    expect(rows.find(({ note }) => note === 'sent')).toMatchObject({ subject: 'payment', call: 'pay', byName: '小林' });
    expect(rows.find(({ note }) => note === 'paid')).toMatchObject({ byName: '', status: 200, ms: expect.any(Number) });
    expect(rows.map(({ subject }) => subject)).toContain('print');
    expect(JSON.stringify(answer)).not.toContain(code);
    await expect(bench.running.bridge.ask(page, 'tracking.timeline', { subject: 'refund', id: 'nothing' })).resolves.toMatchObject({ ok: false, code: 'not_found' });
  });

  it('a refund slip says no more than is known, and its second paper says that it is a copy', async () => {
    const id = await pay('wechat');
    const payment = await paymentWhen(bench, id, 'paid');
    const lineId = bench.running.till.ledger.sale(payment.saleId)?.lines[0]?.id ?? '';
    const started = bench.running.till.refunds.startLines(id, [{ lineId, quantity: 1000 }], () => undefined);
    if (!started.ok) throw new Error(started.code);
    const { refundId } = started.value;
    await until('it is accepted', () => ['accepted', 'done'].includes(bench.running.till.ledger.refund(refundId)?.phase ?? ''));
    for (const copy of [0, 1]) {
      expect(bench.running.desks.tracking.printRefund(refundId)).toMatchObject({ ok: true });
      expect(bench.running.till.ledger.printJobOfSale(refundId)).toMatchObject({ copyNumber: copy });
    }
  });
});

describe('lists', () => {
  it('come page by page, newest first, each row once, also while new ones are added', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const due = fillBasket(bench, 1);
      bench.running.till.tenders.cash(fen(due));
      ids.unshift(bench.running.till.picture.till().finished?.sale.id ?? '');
      bench.running.till.checkout.next();
    }
    const seen: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const { rows, next } = await list({ kind: 'order', limit: 2, ...(after !== undefined && { after }) });
      seen.push(...rows.map(idOf));
      if (pages === 0) bench.running.till.tenders.cash(fen(fillBasket(bench, 1)));
      if (next === null) break;
      after = next;
    }
    expect(seen).toEqual(ids);
    await expect(bench.running.bridge.ask(page, 'tracking.list', { kind: 'order', limit: 2, after: 'x' })).resolves.toMatchObject({ ok: false, code: 'bad_cursor' });
  });

  it('are cut by time and state, and show the strange ones alone', async () => {
    const waiting = await pay('wechat', scriptedCode('wechat', '0003', 1));
    await paymentWhen(bench, waiting, 'waiting');
    expect(await found({ kind: 'barcode', state: 'open' })).toEqual([waiting]);
    expect(await found({ kind: 'barcode', state: 'paid' })).toEqual([]);
    expect(await found({ kind: 'barcode', exceptional: true })).toEqual([]);
    expect(await found({ kind: 'order', state: 'open' })).toHaveLength(1);
    const { createdAt } = bench.running.till.ledger.payment(waiting) ?? { createdAt: 0 };
    expect(await found({ kind: 'barcode', from: createdAt, to: createdAt + 1 })).toEqual([waiting]);
    expect(await found({ kind: 'barcode', to: createdAt })).toEqual([]);
    expect(await found({ kind: 'barcode', from: createdAt + 1 })).toEqual([]);
  });
});
