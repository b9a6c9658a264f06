/** What a simulated town came to, as lines for people. */
import { townDigest } from './town.ts';
import type { Totals } from './town.ts';

const DAY_MS = 86_400_000;

export function report(totals: Totals, wallMs: number, workers: number): string[] {
  const { payments, account } = totals;
  const perSecond = Math.round((payments / wallMs) * 1_000);
  const perCpuSecond = Math.round((payments / totals.cpuMs) * 1_000);
  return [
    `payments     ${figure(payments)} in ${figure(totals.sales)} sales of ${figure(totals.shops)} shops, ${figure(totals.virtualMs / DAY_MS)} days of virtual time`,
    `speed        ${figure(perSecond)} payments a second in ${(wallMs / 1_000).toFixed(1)} s on ${workers} ${workers === 1 ? 'core' : 'cores'}; ${figure(perCpuSecond)} a second of one core's own time`,
    `journal      ${figure(totals.journalLines)} lines, ${(totals.journalLines / payments).toFixed(1)} a payment; SHA-256 ${townDigest(totals)}`,
    `faults       ${figure(sum(totals.faults))}: ${counts(totals.faults)}`,
    `ended        ${counts(totals.notables)}; only the bill brought the truth for ${figure(totals.onlyOnBill)}`,
    `money        providers hold ${yuan(account.held)}, the books say ${yuan(account.booked)}, of which ${yuan(account.disputed)} are marked as contradicted by the provider`,
    `verdict      ${verdicts(totals)}`,
  ];
}

export function verdicts({ findings }: Totals): string {
  const all = findings.flatMap((shop) => shop.findings);
  return (['lost', 'doubled', 'wrong', 'unresolved'] as const).map((verdict) => `${figure(all.filter((finding) => finding.verdict === verdict).length)} ${verdict}`).join(', ');
}

function counts(named: Readonly<Record<string, number>>): string {
  return Object.entries(named).sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${figure(count)}`).join(', ');
}

function sum(named: Readonly<Record<string, number>>): number {
  return Object.values(named).reduce((total, count) => total + count, 0);
}

function figure(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function yuan(fen: number): string {
  return `${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })} yuan`;
}
