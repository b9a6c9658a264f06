// The check is checked: each of these breaks of the product, one line each, must be found within the small bounds.
import { describe, expect, it } from 'vitest';
import { SMALL, SMALL_REFUNDS } from './bounds.ts';
import type { Limits, Report } from './breadth.ts';
import { explore } from './explore.ts';
import { PAYMENT_MUTATIONS, REFUND_MUTATIONS, broken } from './mutations.ts';
import { exploreRefunds } from './refunds.ts';

const LONG_MS = 120_000;

/** Runs one search after the other until one finds something: at first a little of each, for most breaks are found near by. */
function firstFound(searches: readonly ((limits: Limits) => Report)[]): string | undefined {
  for (const limits of [{ maxStates: 15_000 }, {}]) {
    for (const search of searches) {
      const { counterexample } = search(limits);
      if (counterexample) return counterexample.invariant;
    }
  }
  return undefined;
}

describe('the search finds a till in which', () => {
  for (const mutation of PAYMENT_MUTATIONS) {
    it(`${mutation.file}: ${mutation.breaks}`, { timeout: LONG_MS }, async () => {
      const core = await broken(mutation);
      expect(firstFound(SMALL.map(({ bounds }) => (limits) => explore(core, bounds, limits)))).toBeDefined();
    });
  }
  for (const mutation of REFUND_MUTATIONS) {
    it(`${mutation.file}: ${mutation.breaks}`, { timeout: LONG_MS }, async () => {
      const core = await broken(mutation);
      expect(firstFound(SMALL_REFUNDS.map(({ bounds }) => (limits) => exploreRefunds(core, bounds, limits)))).toBeDefined();
    });
  }
});
