// A shift that cannot hide anything: blind count, every uncertain payment by number, nothing between two reports.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import type { ShiftReport } from '../../main/domain/shift-report.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';
import { Shop, TurnedClock } from '../scenarios/shop.ts';
import { demoBench, fillBasket, paymentWhen, until } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

let bench: DemoBench;
const page = { id: 'page', send: () => undefined };
let asks = 0;

beforeEach(async () => {
  bench = await demoBench();
  const { pin } = bench.running.till.picture.till().demo?.approver ?? { pin: '' };
  await bench.running.desks.people.signIn('demo-owner', pin);
});
afterEach(async () => {
  await bench.close();
});

const shifts = () => bench.running.desks.shifts;
const ask = (name: 'shift.view' | 'shift.open' | 'shift.move' | 'shift.count' | 'shift.close' | 'shift.report' | 'shift.print', input: object = {}) =>
  bench.running.bridge.ask(page, name, /view|report|print/.test(name) ? input : { requestId: `request-${asks += 1}`, ...input });

function sellForCash(pieces: number): number {
  const due = fillBasket(bench, pieces);
  const paid = bench.running.till.tenders.cash(fen(due + 10_000));
  if (!paid.ok) throw new Error(paid.code);
  const total = bench.running.till.picture.till().finished?.sale.totals.total ?? 0;
  bench.running.till.checkout.next();
  return total;
}

async function sellByWallet(wallet: 'alipay' | 'wechat', pieces: number) {
  fillBasket(bench, pieces);
  const { world } = bench.simulator;
  const started = bench.running.till.tenders.startBarcode({ code: world.issueCode(world.buyerOf(wallet).id).code, evenIfDuplicate: true });
  if (!started.ok) throw new Error(started.code);
  const payment = await paymentWhen(bench, started.value.paymentId, 'paid');
  bench.running.till.checkout.next();
  return payment;
}

/** A payment that waits for its customer and is left on the counter. */
async function leaveWaiting(wallet: 'alipay' | 'wechat') {
  fillBasket(bench, 1);
  const started = bench.running.till.tenders.startBarcode({ code: scriptedCode(wallet, '0003', 1), evenIfDuplicate: true });
  if (!started.ok) throw new Error(started.code);
  return paymentWhen(bench, started.value.paymentId, 'waiting');
}

describe('the count', () => {
  it('is blind: nothing tells what should be in the drawer before it is committed, and it is committed once', async () => {
    shifts().open(fen(20_000));
    const cash = sellForCash(2);
    shifts().move('in', fen(5_000), '换零钱');
    shifts().move('out', fen(12_000), '存银行');
    const before = await Promise.all([ask('shift.view'), ask('shift.report')]);
    expect(JSON.stringify(before)).not.toContain(String(20_000 + cash + 5_000 - 12_000));
    expect(before[1]).toMatchObject({ ok: true, value: { report: { drawer: { expected: null, sales: null, difference: null }, methods: [{ method: 'cash', amount: null }, {}, {}] } } });
    await expect(ask('shift.close')).resolves.toMatchObject({ ok: false, code: 'not_counted' });
    const expected = 20_000 + cash + 5_000 - 12_000;
    await expect(ask('shift.count', { total: expected - 300, note: '' })).resolves.toMatchObject({ ok: true, value: { expected, difference: -300, overLimit: false } });
    await expect(ask('shift.count', { total: expected, note: '' })).resolves.toMatchObject({ ok: false, code: 'shift_counted' });
    await expect(ask('shift.move', { kind: 'in', amount: 300, reason: '补短款' })).resolves.toMatchObject({ ok: false, code: 'shift_counted' });
  });

  it('expects no cash that the customer took back', async () => {
    shifts().open(fen(20_000));
    const cash = sellForCash(2);
    const due = fillBasket(bench, 3);
    bench.running.till.tenders.cash(fen(100));
    const [part] = bench.running.till.checkout.openSale()?.cash ?? [];
    expect(bench.running.till.tenders.giveBackCash(part?.id ?? '').ok).toBe(true);
    expect(bench.running.till.picture.till().sale?.totals.due).toBe(due);
    expect(bench.running.till.checkout.drop().ok).toBe(true);
    await expect(ask('shift.count', { total: 20_000 + cash, note: '' })).resolves.toMatchObject({ ok: true, value: { expected: 20_000 + cash, difference: 0 } });
    await expect(ask('shift.report')).resolves.toMatchObject({ ok: true, value: { report: { methods: [{ method: 'cash', count: 1, amount: cash }, {}, {}] } } });
  });

  it('waits for a sale that is partly paid in cash', async () => {
    shifts().open(fen(0));
    fillBasket(bench, 3);
    bench.running.till.tenders.cash(fen(100));
    await expect(ask('shift.count', { total: 100, note: '' })).resolves.toMatchObject({ ok: false, code: 'sale_in_progress' });
  });

  it('cash without a reason moves nowhere', () => {
    shifts().open(fen(0));
    expect(shifts().move('out', fen(1), ' ')).toMatchObject({ ok: false, code: 'no_reason' });
  });
});

describe('the Z', () => {
  it('adds up, is numbered, is printed from the same figures, and never changes', async () => {
    shifts().open(fen(10_000));
    const cash = sellForCash(2);
    const paid = await sellByWallet('alipay', 3);
    const refunded = bench.running.till.refunds.start(paid.id, fen(200), () => undefined);
    if (!refunded.ok) throw new Error(refunded.code);
    await until('refund is done', () => bench.running.till.ledger.refund(refunded.value.refundId)?.phase === 'done');
    shifts().count(fen(10_000 + cash), '');
    const closed = shifts().close();
    if (!closed.ok) throw new Error(closed.code);
    expect(closed.value.number).toBe(1);
    const z = shifts().report(closed.value.shiftId);
    expect(z).toMatchObject({
      kind: 'z', number: 1, sales: { count: 2, total: cash + paid.amount },
      methods: [{ method: 'cash', count: 1, amount: cash }, { method: 'alipay', count: 1, amount: paid.amount, refunds: 1, refunded: 200, net: paid.amount - 200 }, { method: 'wechat', count: 0, amount: 0 }],
      drawer: { expected: 10_000 + cash, counted: 10_000 + cash, difference: 0 },
    });
    expect(z?.anchor).toMatch(/^[0-9a-f]{16}$/);
    expect([z?.sales.firstReceiptNo, z?.sales.lastReceiptNo].every((number) => /^001-\d{6}-\d{4}$/.test(number ?? ''))).toBe(true);
    await bench.restart();
    expect(shifts().report(closed.value.shiftId)).toEqual(z);
    expect(shifts().print(closed.value.shiftId)).toMatchObject({ ok: true });
    expect(bench.running.till.ledger.printJobOfSale(closed.value.shiftId)?.copyNumber).toBe(0);
    const document = JSON.stringify(bench.running.till.ledger.printJobOfSale(closed.value.shiftId)?.document);
    for (const figure of [(paid.amount / 100).toFixed(2), z?.anchor ?? 'none', '0001']) expect(document).toContain(figure);
    expect(shifts().print(closed.value.shiftId)).toMatchObject({ ok: true });
    expect(bench.running.till.ledger.printJobOfSale(closed.value.shiftId)?.copyNumber).toBe(1);
  });

  it('names a payment that is still being checked; it goes on being watched, and the next shift inherits it', async () => {
    shifts().open(fen(0));
    const waiting = await leaveWaiting('wechat');
    shifts().count(fen(0), '');
    const closed = shifts().close();
    if (!closed.ok) throw new Error(closed.code);
    const z = shifts().report(closed.value.shiftId);
    expect(z?.unfinished).toMatchObject([{ outTradeNo: waiting.outTradeNo, outSn: waiting.outSn, amount: waiting.amount }]);
    expect(z?.methods[2]).toMatchObject({ method: 'wechat', count: 0, amount: 0 });
    shifts().open(fen(0));
    bench.simulator.wechat.confirm(waiting.outTradeNo, bench.simulator.world.buyerOf('wechat').id);
    await paymentWhen(bench, waiting.id, 'paid');
    const x = shifts().report(undefined);
    expect(x?.inherited).toMatchObject([{ outTradeNo: waiting.outTradeNo }]);
    expect(x?.methods[2]).toMatchObject({ method: 'wechat', count: 1, amount: waiting.amount });
  });

  it('leaves nothing between two shifts: what is sold after the count is on the next one', async () => {
    shifts().open(fen(0));
    shifts().count(fen(0), '');
    const between = sellForCash(1);
    const first = shifts().close();
    if (!first.ok) throw new Error(first.code);
    const after = sellForCash(2);
    expect(shifts().report(first.value.shiftId)?.sales.count).toBe(0);
    shifts().open(fen(0));
    const counted = shifts().count(fen(between + after), '');
    expect(counted).toMatchObject({ ok: true, value: { difference: 0 } });
    const second = shifts().close();
    expect(second).toMatchObject({ ok: true, value: { number: 2 } });
    expect(shifts().report(second.ok ? second.value.shiftId : '')?.sales).toMatchObject({ count: 2, total: between + after });
  });

  it('a clock that is set back after the count moves no cash off the reports, and none from one to the next', async () => {
    const tillClock = new TurnedClock();
    const shop = await Shop.start({ tillClock });
    try {
      const desk = shop.running.desks.shifts;
      const sell = (amount: number): void => {
        shop.ringUp(amount);
        shop.till.tenders.cash(fen(amount));
      };
      const zOf = (): ShiftReport | undefined => {
        const closed = desk.close();
        return closed.ok ? desk.report(closed.value.shiftId) : undefined;
      };
      desk.open(fen(1_000));
      sell(500);
      tillClock.aheadMs = 3_600_000;
      sell(20);
      expect(desk.count(fen(0), '')).toMatchObject({ ok: true, value: { expected: 1_520 } });
      expect(zOf()).toMatchObject({ number: 1, sales: { count: 2, total: 520 }, drawer: { sales: 520 } });
      // Everything that is sold now bears a time before that count.
      tillClock.aheadMs = 0;
      sell(300);
      desk.open(fen(0));
      sell(70);
      expect(desk.count(fen(0), '')).toMatchObject({ ok: true, value: { expected: 370 } });
      expect(zOf()).toMatchObject({ number: 2, sales: { count: 2, total: 370 }, methods: [{ amount: 370 }, {}, {}] });
      desk.open(fen(7));
      expect(desk.count(fen(0), '')).toMatchObject({ ok: true, value: { expected: 7 } });
    } finally {
      await shop.close();
    }
  });

  it('counts drawer openings, removed lines, given-up sales and copies', async () => {
    shifts().open(fen(0));
    fillBasket(bench, 2);
    const [line] = bench.running.till.checkout.openSale()?.lines ?? [];
    bench.running.till.checkout.removeLine(line?.id ?? '');
    fillBasket(bench, 1);
    bench.running.till.checkout.drop();
    sellForCash(1);
    const [sale] = bench.running.till.ledger.salesClosedSince(0).filter(({ status }) => status === 'settled');
    bench.running.till.printCopy(sale?.id ?? '');
    const { pin } = bench.running.till.picture.till().demo?.approver ?? { pin: '' };
    const wish = { deed: 'drawer_open', subjectId: 'till-1', amount: fen(0) } as const;
    const granted = await bench.running.till.approvals.ask({ ...wish, reason: '换零钱' }, 'demo-supervisor', pin);
    if (!granted.ok) throw new Error(granted.code);
    const approval = bench.running.till.approvals.take(granted.value.approvalId, wish);
    if (approval) bench.running.till.openDrawer(approval);
    expect(shifts().report(undefined)).toMatchObject({ sales: { linesRemoved: 1, dropped: 1, copies: 1, count: 1 }, drawer: { openings: 1 } });
  });
});

describe('a shift', () => {
  it('is one at a time, survives a crash, and is told by the picture', async () => {
    expect(bench.running.till.picture.till().shift).toBeNull();
    shifts().open(fen(500));
    expect(shifts().open(fen(500))).toMatchObject({ ok: false, code: 'shift_open' });
    await bench.restart();
    expect(bench.running.till.picture.till().shift).toMatchObject({ phase: 'open', openedBy: '周老板' });
    await expect(ask('shift.count', { total: 500, note: '' })).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
  });

  it('where the store demands it, no money is taken without one', () => {
    const { house } = bench.running.desks;
    house.decide({ store: { ...house.saved.store, shiftRequired: true } }, 'demo-owner');
    const due = fillBasket(bench, 1);
    expect(bench.running.till.tenders.cash(fen(due))).toMatchObject({ ok: false, code: 'no_shift' });
    expect(bench.running.till.tenders.startQr({ wallet: 'alipay', evenIfDuplicate: true })).toMatchObject({ ok: false, code: 'no_shift' });
    shifts().open(fen(0));
    expect(bench.running.till.tenders.cash(fen(due))).toMatchObject({ ok: true });
  });

  it('is rebuilt from the journal like everything else', () => {
    shifts().open(fen(700));
    shifts().move('in', fen(300), '换零钱');
    const before = shifts().current();
    const ledger = bench.running.till.ledger as unknown as { rebuildProjections(): void };
    ledger.rebuildProjections();
    expect(shifts().current()).toEqual(before);
  });
});
