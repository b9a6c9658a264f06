/**
 * `npm run test:kill`: kills the real till with SIGKILL again and again, and holds its books against the providers when it
 * was allowed to finish. `npm run test:kill -- --kills 50 --seed mine`; `--forget` puts an earlier disk back in the end, to see
 * that the comparison notices. Exit code 1 when anything was lost, doubled or left open.
 */
import { fen, formatYuan } from '../main/domain/money.ts';
import { cutPower } from '../test/kill/power-cuts.ts';
import type { Kill, Outcome } from '../test/kill/power-cuts.ts';
import { countOf, optionsOf } from './lib/options.ts';

const USAGE = 'npm run test:kill -- [--kills N] [--seed TEXT] [--forget]';
const values = optionsOf(USAGE, { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: 'guitai' }, forget: { type: 'boolean', default: false } });
const kills = countOf(USAGE, 'kills', values.kills);

function line({ number, way, place, payments }: Kill): string {
  return `  ${String(number).padStart(4)}  ${way.padEnd(7)}${String(payments).padStart(5)} payments  ${place}\n`;
}

function counted(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name, count]) => `  ${String(count).padStart(5)}  ${name}`);
}

function summary({ kills, books, truth, audit, proofs, findings }: Outcome): string {
  const held = truth.trades.reduce((sum, trade) => sum + trade.capturedFen - trade.refundedFen, 0);
  const taken = truth.trades.reduce((sum, trade) => sum + trade.capturedFen, 0);
  const of = (verdict: string): number => findings.filter((finding) => finding.verdict === verdict).length;
  return [
    '', `${kills.length} kills hit`, ...counted(kills.map(({ place }) => place)),
    '', `${books.payments.length} payments ended`, ...counted(books.payments.map(({ phase, exceptions }) => `${phase}${exceptions.late ? ', late' : ''}`)),
    '', `${books.refunds.length} refunds ended`, ...counted(books.refunds.map(({ phase, reason }) => `${reason} ${phase}`)),
    '', `${books.sales.filter(({ status }) => status === 'settled').length} sales settled, ${truth.printed.size} receipts on paper`,
    `${truth.trades.length} orders at the providers; ${formatYuan(fen(taken))} yuan taken, ${formatYuan(fen(held))} kept`,
    `${audit.lines} journal lines; chain, file and states proved ${proofs} times`,
    ...findings.map(({ verdict, text }) => `  ${verdict.toUpperCase()}  ${text}`),
    '', `lost ${of('lost')}, doubled ${of('doubled')}, unresolved ${of('unresolved')}`, '',
  ].join('\n');
}

process.stdout.write(`seed ${values.seed}\n`);
const outcome = await cutPower({
  kills, seed: values.seed, onKill: (kill) => process.stdout.write(line(kill)),
  forget: values.forget,
});
process.stdout.write(summary(outcome));
process.exitCode = outcome.findings.length === 0 ? 0 : 1;
