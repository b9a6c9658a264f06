/**
 * `npm run simulate`: whole tills against everything that can go wrong, at virtual time, with a judge of money at the end.
 * Options: --payments N, --seed TEXT, --tills 1|2, --kiosk (one beside the tills of every shop; with --tills 0 alone), --faults none|some|all|rough,
 * --workers N, --trace (every commit and fault of the first shop), --journal-digest (prints only the SHA-256 of all journals).
 */
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { FaultLevel } from '../test/simulation/faults.ts';
import type { Finding } from '../test/simulation/judge.ts';
import { report, verdicts } from '../test/simulation/report.ts';
import { shrink } from '../test/simulation/shrink.ts';
import { runStreet } from '../test/simulation/street.ts';
import { noTotals, runTown, shopsOf, sumOf, townDigest } from '../test/simulation/town.ts';
import type { Totals, TownOptions } from '../test/simulation/town.ts';
import { countOf, optionsOf, wrong } from './lib/options.ts';

const LEVELS: Readonly<Record<string, FaultLevel>> = { none: 'none', some: 'lines', all: 'everything', rough: 'rough' };
/** So often it says how far it is. */
const TELL_MS = 10_000;

interface Share {
  readonly town: TownOptions;
  readonly worker: number;
  readonly workers: number;
}

const USAGE = 'npm run simulate -- --payments N --seed TEXT [--tills 0|1|2] [--kiosk] [--faults none|some|all|rough] [--workers N] [--trace] [--journal-digest]';

if (isMainThread) process.exitCode = await main();
else await work(workerData as Share);

async function main(): Promise<number> {
  const values = optionsOf(USAGE, {
    payments: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    tills: { type: 'string' },
    kiosk: { type: 'boolean', default: false },
    faults: { type: 'string', default: 'all' },
    workers: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    'journal-digest': { type: 'boolean', default: false },
  });
  const faults = LEVELS[values.faults] ?? wrong(USAGE, `--faults takes ${Object.keys(LEVELS).join(', ')}, not "${values.faults}".`);
  const fewest = values.kiosk ? 0 : 1;
  if (values.tills !== undefined && !(/^[012]$/.test(values.tills) && Number(values.tills) >= fewest)) wrong(USAGE, `--tills takes ${fewest} to 2, not "${values.tills}"; 0 only beside --kiosk.`);
  const workers = countOf(USAGE, 'workers', values.workers);
  const payments = countOf(USAGE, 'payments', values.payments);
  const town: TownOptions = { seed: values.seed, payments, parent: folder(), faults, ...(values.tills !== undefined && { tills: Number(values.tills) }), ...(values.kiosk && { kiosk: true }) };
  if (values.trace) return trace(town);
  const say = values['journal-digest'] ? (): void => undefined : print;
  say(`seed ${town.seed}: real use-cases, real SQLite files in ${town.parent}, simulated providers at the port, virtual time; faults: ${values.faults}`);
  say('not played: the loss of what the operating system had taken over. Programs die at every boundary, machines do not, so files are not flushed.');
  const began = performance.now();
  const totals = await runAll(town, workers, began, say);
  if (values['journal-digest']) print(townDigest(totals));
  else for (const line of report(totals, performance.now() - began, workers)) print(line);
  const [first] = totals.findings;
  if (!first) return 0;
  print(`\nlooking for the shortest trace of ${first.street.seed} …`);
  for (const line of await shrink(first.street)) print(line);
  return 1;
}

/** The first few of a shop's findings. */
function found(seed: string, findings: readonly Finding[]): string[] {
  return findings.slice(0, 3).map(({ verdict, text }) => `✗ shop ${seed}: ${verdict}: ${text}`);
}

/** Divides the shops among processes; one worker is this process itself. */
async function runAll(town: TownOptions, workers: number, began: number, say: (line: string) => void): Promise<Totals> {
  const latest = Array.from({ length: workers }, noTotals);
  let toldAt = began;
  const onTotals = (worker: number, totals: Totals): void => {
    for (const { street, findings } of totals.findings.slice(latest[worker]?.findings.length ?? 0)) for (const line of found(street.seed, findings)) say(line);
    latest[worker] = { ...totals, findings: [...totals.findings] };
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    const payments = latest.reduce((sum, part) => sum + part.payments, 0);
    say(`  ${payments} of ${town.payments}, ${Math.round((payments / (toldAt - began)) * 1_000)} a second: ${verdicts(sumOf(latest))}`);
  };
  if (workers === 1) return runTown(town, () => true, (totals) => onTotals(0, totals));
  const parts = await Promise.all(latest.map((_, worker) => new Promise<Totals>((resolve, reject) => {
    const share: Share = { town, worker, workers };
    const thread = new Worker(new URL(import.meta.url), { workerData: share });
    let last = noTotals();
    thread.on('message', (totals: Totals) => {
      last = totals;
      onTotals(worker, totals);
    });
    thread.once('error', reject);
    thread.once('exit', () => resolve(last));
  })));
  return sumOf(parts);
}

async function work({ town, worker, workers }: Share): Promise<void> {
  let toldAt = performance.now();
  const totals = await runTown(town, (shop) => shop % workers === worker, (soFar) => {
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    parentPort?.postMessage(soFar, []);
  });
  parentPort?.postMessage(totals, []);
}

async function trace(town: TownOptions): Promise<number> {
  const [shop] = shopsOf(town);
  if (!shop) return 2;
  const { findings } = await runStreet({ ...shop, onTrace: print });
  for (const { verdict, text } of findings) print(`✗ ${verdict}: ${text}`);
  return findings.length === 0 ? 0 : 1;
}

/** Memory, where the system has a folder in it: the disk would only be waited for. */
function folder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
