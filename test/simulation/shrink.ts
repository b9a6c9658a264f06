/**
 * From a shop whose books are wrong to the shortest story that shows the same verdict: fewer payments, one till, another
 * seed with less ado, and of its faults only those without which nothing is wrong.
 */
import type { Verdict } from './judge.ts';
import { runStreet } from './street.ts';
import type { StreetOptions, StreetResult } from './street-result.ts';

/** Other seeds tried for a day of fewer payments. */
const SEEDS = 60;
const FEW_PAYMENTS = [1, 2, 3, 5, 8, 13, 21, 34] as const;
/** Runs spent on leaving out faults. */
const MOST_RUNS = 300;

interface Failing {
  readonly street: StreetOptions;
  readonly result: StreetResult;
  /** Faults that are let happen, by ordinal. */
  readonly faults: readonly number[];
}

/** The shortest trace found, as lines: how to run it again, what is wrong, what happened. */
export async function shrink(street: StreetOptions): Promise<string[]> {
  const first = await failing(street);
  if (!first) return [`${street.seed} does not fail when run again: that is a mistake of the simulation itself`];
  const verdict = first.result.findings[0]?.verdict ?? 'wrong';
  const small = (await fewerPayments(first.street, verdict)) ?? first;
  const least = await fewerFaults(small, verdict);
  const lines: string[] = [];
  await runStreet({ ...least.street, onTrace: (line) => lines.push(line) });
  const { result, faults } = least;
  return [
    `seed ${least.street.seed}, ${least.street.payments} payments, ${faults.length} of ${result.struck} faults`,
    ...result.findings.map(({ verdict: found, text }) => `✗ ${found}: ${text}`),
    '', 'what happened', ...lines,
    '', 'the sale', ...result.story,
  ];
}

async function failing(street: StreetOptions, verdict?: Verdict): Promise<Failing | undefined> {
  const result = await runStreet(street);
  const isSame = result.findings.some((finding) => verdict === undefined || finding.verdict === verdict);
  return isSame ? { street, result, faults: Array.from({ length: result.struck }, (_, ordinal) => ordinal) } : undefined;
}

async function fewerPayments(street: StreetOptions, verdict: Verdict): Promise<Failing | undefined> {
  for (const payments of FEW_PAYMENTS) {
    if (payments >= street.payments) break;
    for (let other = 0; other < SEEDS; other += 1) {
      const seed = other === 0 ? street.seed : `${street.seed}~${other}`;
      const found = await failing({ ...street, seed, payments, tills: other % 2 === 0 ? 1 : 2 }, verdict) ?? (other === 0 ? await failing({ ...street, payments }, verdict) : undefined);
      if (found) return found;
    }
  }
  return undefined;
}

/** Leaves faults out, many at a time and then one by one, as long as the verdict stays. */
async function fewerFaults(from: Failing, verdict: Verdict): Promise<Failing> {
  let best = from;
  let runs = 0;
  for (let chunk = Math.ceil(best.faults.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)) {
    for (let start = 0; start < best.faults.length && runs < MOST_RUNS; runs += 1) {
      const kept = best.faults.filter((_, index) => index < start || index >= start + chunk);
      const allowed = new Set(kept);
      const found = await failing({ ...best.street, lets: (ordinal) => allowed.has(ordinal) }, verdict);
      if (found) best = { ...found, faults: kept.filter((ordinal) => ordinal < found.result.struck) };
      else start += chunk;
    }
  }
  return best;
}
