// A runtime is believed only after it has started once, rendered a page and opened a database. The proof is noted, so
// that it is asked for again only when the runtime or better-sqlite3 changes.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronSwitches, onDisplay } from './display.mjs';
import { isNoise } from './noise.mjs';
import { root, runtimeFolder } from './paths.mjs';
import { lastLines, run } from './run.mjs';
import { packageVersion } from './sqlite-addon.mjs';
import { Stop } from './stop.mjs';

const noteFile = join(runtimeFolder, 'proved.json');

/** @param {import('./electron.mjs').Electron} electron */
function fingerprint(electron) {
  const { size, mtimeMs } = statSync(electron.path);
  return JSON.stringify({ path: electron.path, size, mtimeMs, sqlite: packageVersion('better-sqlite3') });
}

/**
 * @param {import('./electron.mjs').Electron} electron
 * @returns {Promise<{ done?: string, skipped?: string }>}
 */
export async function proveElectron(electron) {
  if (existsSync(noteFile) && readFileSync(noteFile, 'utf8') === fingerprint(electron)) {
    return { skipped: `${electron.kind} Electron ${electron.version} was proved before` };
  }
  mkdirSync(runtimeFolder, { recursive: true });
  const answerFile = join(runtimeFolder, `smoke.partial-${process.pid}.json`);
  rmSync(answerFile, { force: true });
  const app = join(root, 'scripts', 'smoke');
  const profile = join(runtimeFolder, `profile.partial-${process.pid}`);
  const [program, args] = onDisplay(electron.path, [app, ...electronSwitches(), `--user-data-dir=${profile}`]);
  const env = { ...process.env, GUITAI_SMOKE_ANSWER: answerFile };
  delete (/** @type {NodeJS.ProcessEnv} */ (env))['ELECTRON_RUN_AS_NODE'];
  const result = await run(program, args, { env, timeoutMs: 60_000 });
  const answer = existsSync(answerFile) ? JSON.parse(readFileSync(answerFile, 'utf8')) : null;
  rmSync(answerFile, { force: true });
  rmSync(profile, { recursive: true, force: true });
  if (result.code !== 0 || answer?.rendered !== true) throw explain(electron, result);
  writeFileSync(noteFile, fingerprint(electron));
  return { done: `Electron ${answer.electron} (Chromium ${answer.chrome}) renders; SQLite ${answer.sqlite} opens` };
}

/**
 * @param {import('./electron.mjs').Electron} electron
 * @param {import('./run.mjs').RunResult} result
 */
function explain(electron, result) {
  const output = result.output.split('\n').filter((line) => !isNoise(line)).join('\n');
  const detail = lastLines(output);
  if (/sandbox/i.test(output)) {
    return new Stop(
      'Electron starts only with its sandbox, and this system forbids unprivileged sandboxes.',
      'Allow them (Ubuntu: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0), then start again.',
      detail,
    );
  }
  const library = /([\w.+-]+\.so[\w.]*): cannot open shared object file/.exec(output)?.[1];
  if (library !== undefined) {
    return new Stop(`Electron needs the library ${library}, which this system lacks.`, 'Install the package that holds it, then start again.', detail);
  }
  const what = result.timedOut ? 'did not answer within 60 s' : `ended with ${result.code ?? result.signal ?? 'no start'}`;
  return new Stop(
    `The first start of Electron at ${electron.path} ${what}.`,
    'Read its output above; deleting the folder .runtime and starting again makes a new one where it is the stand-in.',
    detail,
  );
}
