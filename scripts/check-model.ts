/**
 * `npm run check:model`: searches every interleaving of till, network, provider, customer and cashier within large bounds, with
 * the very functions the till runs on. A broken invariant is told with the shortest way to it. Options: --small (the bounds of
 * `npm test`), --only TEXT (searches whose name contains it), --max-states N (per search).
 */
import { LARGE, LARGE_REFUNDS, SMALL, SMALL_REFUNDS } from '../test/model/bounds.ts';
import type { Limits, Report } from '../test/model/breadth.ts';
import { PRODUCT, PRODUCT_REFUNDS } from '../test/model/core.ts';
import { explore } from '../test/model/explore.ts';
import { HELD } from '../test/model/invariants.ts';
import { exploreRefunds } from '../test/model/refunds.ts';
import { countOf, optionsOf, wrong } from './lib/options.ts';

const USAGE = 'npm run check:model -- [--small] [--only TEXT] [--max-states N]';
const values = optionsOf(USAGE, { small: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, 'max-states': { type: 'string', default: '12000000' } });
const maxStates = countOf(USAGE, 'max-states', values['max-states']);

const TOLD_EVERY_MS = 5_000;
const payments = values.small ? SMALL : LARGE;
const refunds = values.small ? SMALL_REFUNDS : LARGE_REFUNDS;
const searches = [
  ...payments.map(({ name, bounds }) => ({ name, allowed: allowedBy(bounds), run: (limits: Limits) => explore(PRODUCT, bounds, limits) })),
  ...refunds.map(({ name, bounds }) => ({ name, allowed: allowedBy(bounds), run: (limits: Limits) => exploreRefunds(PRODUCT_REFUNDS, bounds, limits) })),
].filter(({ name }) => name.includes(values.only));

if (searches.length === 0) wrong(USAGE, `no search has "${values.only}" in its name`);

const begun = performance.now();
const sum = { states: 0, transitions: 0, broken: 0, unfinished: 0 };
for (const { name, allowed, run } of searches) {
  console.log(`${name} (${allowed})`);
  const started = performance.now();
  let toldAt = started;
  const report = run({
    maxStates,
    onLevel: (depth, states) => {
      if (performance.now() - toldAt < TOLD_EVERY_MS) return;
      toldAt = performance.now();
      console.log(`  … depth ${depth}, ${count(states)} states, ${megabytes()}`);
    },
  });
  sum.states += report.states;
  sum.transitions += report.transitions;
  sum.broken += report.counterexample ? 1 : 0;
  sum.unfinished += report.isComplete || report.counterexample ? 0 : 1;
  tell(report, performance.now() - started);
}
console.log(`\n${count(sum.states)} states, ${count(sum.transitions)} transitions, ${seconds(performance.now() - begun)}, ${megabytes()}`);
if (sum.unfinished > 0) console.log(`${sum.unfinished} searches were cut off at ${count(maxStates)} states each`);
if (sum.broken === 0) console.log(`Held everywhere that was searched:\n${HELD.map((line) => `  · ${line}`).join('\n')}`);
else process.exitCode = 1;

function tell({ states, transitions, depth, isComplete, counterexample }: Report, ms: number): void {
  if (counterexample) {
    const { invariant, trace, fair } = counterexample;
    console.log(`  ✗ ${invariant}\n    the shortest way to it:`);
    trace.forEach((move, index) => console.log(`    ${String(index + 1).padStart(3)}. ${move}${index >= trace.length - fair ? '   (nothing goes wrong any more)' : ''}`));
    return;
  }
  console.log(`  ${isComplete ? '✓ complete' : '… cut off'}: ${count(states)} states, ${count(transitions)} transitions, depth ${depth}, ${seconds(ms)}, ${megabytes()}`);
}

function allowedBy(bounds: object): string {
  return Object.entries(bounds).flatMap(([name, value]) => (typeof value === 'number' ? [`${value} ${name}`] : [])).join(', ');
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function megabytes(): string {
  return `${Math.round(process.memoryUsage().rss / 1_048_576)} MB`;
}
