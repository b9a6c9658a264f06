// Hands at the basket that are quicker than the screen.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_PRODUCTS } from '../../main/simulator/shop/catalogue.ts';
import { demoBench, fillBasket } from '../support/demo-till.ts';
import type { DemoBench } from '../support/demo-till.ts';

const page = { id: 'page', send: () => undefined };

let bench: DemoBench;
beforeEach(async () => {
  bench = await demoBench();
});
afterEach(() => bench.close());

const lines = () => bench.running.till.checkout.openSale()?.lines ?? [];
const pieces = (): number => (lines()[0]?.quantity ?? 0) / 1000;
const step = (lineId: string, by: 1 | -1) => bench.running.bridge.ask(page, 'sale.stepQuantity', { lineId, by });

describe('plus and minus', () => {
  it('pressed again before the screen has drawn the first press count every press', async () => {
    fillBasket(bench);
    const lineId = lines()[0]?.id ?? '';
    await Promise.all([step(lineId, 1), step(lineId, 1), step(lineId, 1)]);
    expect(pieces()).toBe(4);
    await Promise.all([step(lineId, -1), step(lineId, -1)]);
    expect(pieces()).toBe(2);
  });

  it('never take the last piece away, however often minus is pressed', async () => {
    fillBasket(bench, 2);
    const lineId = lines()[0]?.id ?? '';
    const answers = await Promise.all([step(lineId, -1), step(lineId, -1), step(lineId, -1)]);
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ ok: true })));
    expect(pieces()).toBe(1);
  });

  it('change no weight, no line that has gone meanwhile, and nothing while a payment runs', async () => {
    const { checkout, catalogue, tenders } = bench.running.till;
    const weighed = catalogue.byCode(DEMO_PRODUCTS.find(({ soldBy }) => soldBy === 'kilogram')?.code ?? '');
    const added = checkout.addProduct(weighed?.id ?? '', 1_234);
    const weighedLine = added.ok ? added.value.lineId : '';
    await expect(step(weighedLine, 1)).resolves.toMatchObject({ ok: false, code: 'no_line' });
    expect(lines()[0]?.quantity).toBe(1_234);
    checkout.removeLine(weighedLine);
    await expect(step(weighedLine, 1)).resolves.toMatchObject({ ok: false, code: 'no_line' });
    fillBasket(bench);
    expect(tenders.startQr({ wallet: 'alipay', evenIfDuplicate: true })).toMatchObject({ ok: true });
    await expect(step(lines()[0]?.id ?? '', 1)).resolves.toMatchObject({ ok: false, code: 'frozen' });
    expect(pieces()).toBe(1);
  });
});

describe('goods that are sold by weight', () => {
  const WEIGHED = DEMO_PRODUCTS.find(({ soldBy }) => soldBy === 'kilogram')?.code ?? '';
  const till = () => bench.running.till;

  it('and come without one are not sold as a kilogram: the screen asks for the label or the weight', () => {
    fillBasket(bench);
    till().scanned({ text: WEIGHED, source: 'wedge', at: 0 });
    expect(lines()).toHaveLength(1);
    expect(till().picture.till().notice).toMatchObject({ notice: { kind: 'no_weight', nameZh: till().catalogue.byCode(WEIGHED)?.nameZh } });
  });
});
