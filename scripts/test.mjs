// `npm test`: set up what is missing, then everything that judges the till, stage by stage. `npm test -- unit e2e` runs only
// those. Every chosen stage runs, even after a failure, so that one run tells all; the last line is the sum.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './lib/build.mjs';
import { launch } from './lib/launch.mjs';
import { root, toolNode } from './lib/paths.mjs';
import { run, toolEnv } from './lib/run.mjs';
import { seconds } from './lib/steps.mjs';
import { Stop, runMain } from './lib/stop.mjs';
import { closingLine, e2eVerdict, reportVerdict, unitVerdict } from './lib/verdict.mjs';

/** @typedef {import('./lib/verdict.mjs').Verdict} Verdict */
/** @typedef {import('./lib/electron.mjs').Electron} Electron */

const reports = join(root, 'reports');
const modules = join(root, 'node_modules');

/** @type {Record<string, (electron: Electron | null) => Promise<Verdict>>} */
const stages = {
  typecheck: () => tool(join(modules, 'typescript', 'bin', 'tsc'), ['-p', 'tsconfig.json', '--noEmit']),
  lint: () => tool(join(modules, 'oxlint', 'bin', 'oxlint'), ['--type-aware', '--deny-warnings', 'main', 'preload', 'renderer', 'test', 'scripts']),
  unit,
  build: buildStage,
  e2e,
};

await runMain(async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !(name in stages));
  if (unknown !== undefined) throw new Stop(`There is no stage "${unknown}".`, `Choose from: ${Object.keys(stages).join(', ')}.`);
  const names = Object.keys(stages).filter((name) => chosen.length === 0 || chosen.includes(name));
  const electron = await bootstrap({ electron: names.includes('e2e') });
  mkdirSync(reports, { recursive: true });
  /** @type {[string, Verdict, string][]} */
  const results = [];
  for (const name of names) {
    process.stdout.write(`\n── ${name}\n`);
    const started = performance.now();
    const verdict = await stages[name]?.(electron).catch(asVerdict);
    if (verdict !== undefined) results.push([name, verdict, seconds(started)]);
  }
  return tell(results);
});

/**
 * @param {[string, Verdict, string][]} results
 * @returns {number} the exit code
 */
function tell(results) {
  process.stdout.write('\n── summary\n');
  for (const [name, verdict, time] of results) {
    const counts = verdict.passed + verdict.failed > 0 ? `  ${closingLine([verdict])}` : '';
    const note = verdict.note === undefined ? '' : `  (${verdict.note})`;
    process.stdout.write(`  ${verdict.failed === 0 ? '✓' : '✗'} ${name.padEnd(10)}${time}${counts}${note}\n`);
  }
  const verdicts = results.map(([, verdict]) => verdict);
  process.stdout.write(`\n${closingLine(verdicts)}\n`);
  return verdicts.every((verdict) => verdict.failed === 0) ? 0 : 1;
}

/**
 * A stage without a report: its exit code is its verdict, and it adds to the failures only.
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Verdict>}
 */
async function tool(script, args) {
  const { code } = await run(toolNode(), [script, ...args], { env: toolEnv(), show: true });
  return code === 0 ? { passed: 0, failed: 0 } : { passed: 0, failed: 1, note: `ended with exit code ${code}` };
}

/** @returns {Promise<Verdict>} */
async function unit() {
  const file = freshReport('unit.json');
  const args = [join(modules, 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await run(toolNode(), args, { env: toolEnv(), show: true });
  return reportVerdict(file, code ?? 1, unitVerdict);
}

/** @returns {Promise<Verdict>} */
async function buildStage() {
  const { done, skipped } = await build();
  process.stdout.write(`${done ?? `skipped: ${skipped}`}\n`);
  return { passed: 0, failed: 0 };
}

/**
 * @param {Electron | null} electron
 * @returns {Promise<Verdict>}
 */
async function e2e(electron) {
  const file = freshReport('e2e.json');
  // Chosen alone, the tests must not judge an older build.
  await build();
  const cli = join(modules, '@playwright', 'test', 'cli.js');
  const code = await launch(toolNode(), [cli, 'test'], { env: toolEnv({ GUITAI_ELECTRON: electron?.path ?? '' }) });
  return reportVerdict(file, code, e2eVerdict);
}

/**
 * Removes the report of an earlier run, so that it cannot speak for this one.
 * @param {string} name
 */
function freshReport(name) {
  const file = join(reports, name);
  rmSync(file, { force: true });
  return file;
}

/**
 * @param {unknown} error
 * @returns {Verdict}
 */
function asVerdict(error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.detail}\n✗ ${error.message}\n  → ${error.next}\n`);
  return { passed: 0, failed: 1, note: error.message };
}
