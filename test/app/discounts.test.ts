// A discount is what somebody allowed for these goods: no change of the basket makes more of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { demoBench } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

let bench: DemoBench;
beforeEach(async () => {
  bench = await demoBench();
});
afterEach(() => bench.close());

const nobody = () => undefined;
const figures = () => bench.running.till.picture.till().sale?.totals;
const notice = () => bench.running.till.picture.till().notice?.notice.kind;

function ringUp(...amounts: readonly number[]): readonly string[] {
  return amounts.map((amount) => {
    const added = bench.running.till.checkout.keyAmount(fen(amount), '');
    if (!added.ok) throw new Error(added.code);
    return added.value.lineId;
  });
}

/** What the supervisor says yes to when the till asks. */
async function allowed(set: (approval: Parameters<DemoBench['running']['till']['checkout']['setDiscount']>[1]) => { readonly ok: boolean; readonly code?: string; readonly detail?: Readonly<Record<string, string | number>> }): Promise<void> {
  const { approvals, picture } = bench.running.till;
  const asked = set(nobody);
  expect(asked).toMatchObject({ ok: false, code: 'approval_needed' });
  const wish = { deed: 'discount_above_limit', subjectId: String(asked.detail?.['subjectId']), amount: fen(Number(asked.detail?.['amount'])) } as const;
  const granted = await approvals.ask({ ...wish, reason: '老顾客' }, 'demo-supervisor', picture.till().demo?.approver.pin ?? '');
  if (!granted.ok) throw new Error(granted.code);
  expect(set((needed) => approvals.take(granted.value.approvalId, needed))).toMatchObject({ ok: true });
}

describe('a discount that needed nobody', () => {
  it('off a line does not make the goods free when most of them are taken out again', () => {
    const { checkout } = bench.running.till;
    const [line = ''] = ringUp(100);
    checkout.setQuantity(line, 10_000);
    expect(checkout.setLineDiscount(line, { kind: 'amount', amount: fen(100) }, nobody)).toMatchObject({ ok: true });
    checkout.setQuantity(line, 1_000);
    expect(figures()).toMatchObject({ gross: 100, lineDiscounts: 0, due: 100 });
    expect(notice()).toBe('discount_dropped');
    const { id = '' } = checkout.openSale() ?? {};
    expect(bench.running.till.ledger.history('sale', id).at(-1)?.event).toMatchObject({ discountDropped: true });
  });

  it('off the sale does not stay when the goods that carried it are taken out, nor waits for the next ones', () => {
    const { checkout } = bench.running.till;
    const [dear = '', cheap = ''] = ringUp(10_000, 500);
    expect(checkout.setDiscount({ kind: 'amount', amount: fen(1_000) }, nobody)).toMatchObject({ ok: true });
    checkout.removeLine(dear);
    expect(figures()).toMatchObject({ saleDiscount: 0, due: 500 });
    ringUp(10_000);
    expect(checkout.setDiscount({ kind: 'amount', amount: fen(1_000) }, nobody)).toMatchObject({ ok: true });
    for (const line of checkout.openSale()?.lines ?? []) checkout.removeLine(line.id);
    ringUp(900);
    expect(figures()).toMatchObject({ saleDiscount: 0, due: 900 });
    expect(cheap).not.toBe('');
  });

  it('stays while it is small enough', () => {
    const { checkout } = bench.running.till;
    const [line = ''] = ringUp(1_000, 1_000);
    checkout.setLineDiscount(line, { kind: 'share', basisPoints: 1_000 }, nobody);
    checkout.setDiscount({ kind: 'share', basisPoints: 2_000 }, nobody);
    checkout.setQuantity(line, 5_000);
    ringUp(333);
    expect(figures()).toMatchObject({ lineDiscounts: 500, saleDiscount: 1_167 });
    expect(notice()).toBe('added');
  });
});

describe('a discount that was approved', () => {
  it('was approved for its amount: more goods need a new yes', async () => {
    const { checkout } = bench.running.till;
    const [line = ''] = ringUp(1_000);
    await allowed((approval) => checkout.setLineDiscount(line, { kind: 'share', basisPoints: 10_000 }, approval));
    checkout.setQuantity(line, 100_000);
    expect(figures()).toMatchObject({ lineDiscounts: 0, due: 100_000 });
    await allowed((approval) => checkout.setDiscount({ kind: 'share', basisPoints: 5_000 }, approval));
    ringUp(1);
    expect(figures()).toMatchObject({ saleDiscount: 0, due: 100_001 });
  });

  it('stays when there are fewer goods', async () => {
    const { checkout } = bench.running.till;
    const [line = ''] = ringUp(1_000, 1_000);
    await allowed((approval) => checkout.setDiscount({ kind: 'amount', amount: fen(800) }, approval));
    checkout.removeLine(line);
    expect(figures()).toMatchObject({ saleDiscount: 800, due: 200 });
  });
});
