// Whole tills against everything that can go wrong. The long run is `npm run simulate`; here is what every change must pass.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BREAKS } from './breaks.ts';
import type { BreakName } from './breaks.ts';
import { shrink } from './shrink.ts';
import { runStreet } from './street.ts';
import { runTown, sumOf, townDigest } from './town.ts';
import type { Totals, TownOptions } from './town.ts';

/** The machine may be busy with other tests; nothing here asserts on time. */
const PATIENCE_MS = 240_000;

let parent: string;
beforeAll(() => { parent = mkdtempSync(join(tmpdir(), 'guitai-town-')); });
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function run(town: Partial<TownOptions>, mine: (shop: number) => boolean = () => true): Promise<Totals> {
  return runTown({ seed: 'test', payments: 100, parent, faults: 'everything', ...town }, mine, () => undefined);
}

describe('shops where everything goes wrong', () => {
  it('lose no money, take none twice and leave nothing open', { timeout: PATIENCE_MS }, async () => {
    const totals = await run({ payments: 1_500 });
    expect(totals.findings).toEqual([]);
    expect(totals.payments).toBeGreaterThanOrEqual(1_500);
    expect(totals.account.held).toBe(totals.account.booked - totals.account.disputed);
  });

  it('nor where nothing works at all', { timeout: PATIENCE_MS }, async () => {
    const totals = await run({ seed: 'rough', payments: 600, faults: 'rough' });
    expect(totals.findings).toEqual([]);
    const kinds = Object.keys(totals.faults);
    for (const kind of ['request_lost', 'answer_lost', 'answer_late', 'request_twice', 'error_after_work', 'wrong_amount', 'clock_jump', 'disk_full', 'power_cut', 'shift_change']) expect(kinds).toContain(kind);
    expect(kinds.filter((kind) => kind.startsWith('crash_'))).toHaveLength(5);
  });
});

describe('a kiosk', () => {
  it('drops no money when people walk off, and what it hands over is sold once at the counter beside it', { timeout: PATIENCE_MS }, async () => {
    expect((await run({ seed: 'kiosk', payments: 200, faults: 'rough', tills: 1, kiosk: true })).findings).toEqual([]);
  });

  it('leaves nobody alone with a payment that is not cleared up', { timeout: PATIENCE_MS }, async () => {
    expect((await run({ seed: 'kiosk', payments: 200, faults: 'rough', tills: 0, kiosk: true })).findings).toEqual([]);
  });
});

describe('a seed is a whole story', () => {
  it('told twice it is the same, byte for byte, also when two processes share it; another seed is another one', { timeout: PATIENCE_MS }, async () => {
    const town = { payments: 330 };
    const first = townDigest(await run(town));
    expect(townDigest(await run(town))).toBe(first);
    const halves = [await run(town, (shop) => shop % 2 === 0), await run(town, (shop) => shop % 2 === 1)];
    expect(townDigest(sumOf(halves))).toBe(first);
    expect(townDigest(await run({ ...town, seed: 'another' }))).not.toBe(first);
  });
});

describe('the judge finds a till that was broken on purpose', () => {
  const MOST_SHOPS = 40;

  it.each(Object.keys(BREAKS) as BreakName[])('%s', { timeout: PATIENCE_MS }, async (name) => {
    for (let shop = 0; shop < MOST_SHOPS; shop += 1) {
      const { findings } = await runStreet({ seed: `broken/${shop}`, payments: 60, parent, faults: 'rough', broken: BREAKS[name], ...('kioskTill' in BREAKS[name] && { tills: 0, kiosk: true }) });
      if (findings.length > 0) return;
    }
    expect.fail(`${MOST_SHOPS} shops, and nobody noticed`);
  });

  it('and tells the shortest story it can find of it', { timeout: PATIENCE_MS }, async () => {
    const broken = BREAKS['silence after a payment is taken for success'];
    const lines = await shrink({ seed: 'broken/0', payments: 60, parent, faults: 'rough', broken });
    expect(lines[0]).toMatch(/ [1-3] payments, [1-3] of \d+ faults$/);
    expect(lines.join('\n')).toContain('the provider took 0');
  });
});
