// Every interleaving within small bounds. `npm run check:model` searches much further with the same parts.
import { describe, expect, it } from 'vitest';
import { SMALL, SMALL_REFUNDS } from './bounds.ts';
import type { Report } from './breadth.ts';
import { PRODUCT, PRODUCT_REFUNDS } from './core.ts';
import { explore } from './explore.ts';
import { exploreRefunds } from './refunds.ts';

const LONG_MS = 120_000;

/** A search that saw little would hold everything. */
const SEEN_AT_LEAST = 3_000;

function verdict({ counterexample, isComplete, states }: Report): object {
  return { counterexample, isComplete, sawEnough: states > SEEN_AT_LEAST };
}

const HELD = { counterexample: undefined, isComplete: true, sawEnough: true };

describe('no order of events takes money twice, loses it, or leaves a payment without an end', () => {
  for (const { name, bounds } of SMALL) {
    const { faults, crashes, forces } = bounds;
    it(`${name}: ${faults} faults, ${crashes} crashes, ${forces} forced`, { timeout: LONG_MS }, () => {
      expect(verdict(explore(PRODUCT, bounds))).toEqual(HELD);
    });
  }
});

describe('no order of events gives money back twice, or leaves a refund without an end', () => {
  for (const { name, bounds } of SMALL_REFUNDS) {
    const { faults, crashes, retries } = bounds;
    it(`${name}: ${faults} faults, ${crashes} crashes, asked again ${retries} times`, { timeout: LONG_MS }, () => {
      expect(verdict(exploreRefunds(PRODUCT_REFUNDS, bounds))).toEqual(HELD);
    });
  }
});
