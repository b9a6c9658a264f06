/**
 * One start of the program for the tests of a file, as the sales of a day share a till. A test that fails leaves the next one a fresh start, so
 * that each fails for itself: Playwright ends the worker, and this till with it.
 */
import { test as base } from '@playwright/test';
import { Bench } from './app.ts';
import { Counter } from './counter.ts';

class OneTill {
  private open: { readonly file: string; readonly bench: Bench } | undefined;

  /** The till of this file; another file's is closed first. */
  async of(file: string): Promise<Bench> {
    if (this.open?.file !== file) {
      await this.close();
      this.open = { file, bench: await Bench.start() };
    }
    return this.open.bench;
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    await open?.bench.close();
  }
}

export const test = base.extend<{ bench: Bench; counter: Counter }, { till: OneTill }>({
  till: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs out of this very pattern
    async ({}, use) => {
      const till = new OneTill();
      await use(till);
      await till.close();
    },
    { scope: 'worker' },
  ],
  bench: async ({ till }, use, { file }) => {
    const bench = await till.of(file);
    await use(bench);
    bench.simulator.faults.clear();
  },
  /** Counts only what is new since the test began. */
  counter: async ({ bench }, use) => {
    const counter = new Counter(bench);
    counter.mark();
    await use(counter);
  },
});

export { expect } from '@playwright/test';
