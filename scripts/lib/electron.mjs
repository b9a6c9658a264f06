// Which Electron runs the terminal on this machine, and how one is come by.
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, runtimeFolder, standInFolder } from './paths.mjs';
import { run, toolEnv } from './run.mjs';
import { source, standInPossible, standInReady } from './stand-in.mjs';
import { packageVersion } from './sqlite-addon.mjs';
import { Stop } from './stop.mjs';

/** @typedef {{ path: string, kind: 'given' | 'official' | 'stand-in', version: string }} Electron */

/** Nothing arrived for this long: the download is given up. */
const idleLimitMs = 20_000;

/**
 * The wish in GUITAI_ELECTRON: a path to an executable, `official`, `stand-in`, or nothing (the best that is there).
 * @returns {{ path?: string, only?: 'official' | 'stand-in' }}
 */
export function wish(env = process.env) {
  const text = env['GUITAI_ELECTRON'] ?? '';
  if (text === '') return {};
  if (text === 'official' || text === 'stand-in') return { only: text };
  return { path: resolve(root, text) };
}

/**
 * The Electron that is ready to run, or null. Changes nothing.
 * @returns {Electron | null}
 */
export function findElectron(env = process.env) {
  const { path, only } = wish(env);
  if (path !== undefined) {
    if (!existsSync(path)) {
      throw new Stop(`GUITAI_ELECTRON names ${path}, and there is no such file.`, 'Correct the variable, or unset it to let the set-up choose.');
    }
    return { path, kind: path === join(standInFolder, 'electron') ? 'stand-in' : 'given', version: 'as given' };
  }
  const official = only === 'stand-in' ? null : officialElectron();
  if (official !== null) return official;
  if (only !== 'official' && standInPossible() && standInReady()) {
    return { path: join(standInFolder, 'electron'), kind: 'stand-in', version: source.electron };
  }
  return null;
}

/** @returns {Electron | null} the binary of the electron package, when it is whole and of the package's version */
function officialElectron() {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const versionFile = join(folder, 'dist', 'version');
  if (!existsSync(pathFile) || !existsSync(versionFile)) return null;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return version === packageVersion('electron') && existsSync(path) ? { path, kind: 'official', version } : null;
}

/**
 * Lets the electron package fetch its binary. A download that moves may take as long as it likes; one that stands still is
 * given up after 20 s.
 * @returns {Promise<{ done?: string, skipped?: string }>}
 */
export async function downloadOfficial() {
  const scratch = join(runtimeFolder, `download.partial-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  const stalled = new AbortController();
  let [size, since] = [-1, Date.now()];
  const watch = setInterval(() => {
    const now = folderSize(scratch) + folderSize(join(root, 'node_modules', 'electron', 'dist'));
    if (now !== size) [size, since] = [now, Date.now()];
    else if (Date.now() - since > idleLimitMs) stalled.abort();
  }, 1000);
  const result = await run(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    env: toolEnv({ TMPDIR: scratch, TEMP: scratch, TMP: scratch }),
    signal: stalled.signal,
  });
  clearInterval(watch);
  rmSync(scratch, { recursive: true, force: true });
  const official = officialElectron();
  if (result.code === 0 && official !== null) return { done: `Electron ${official.version}` };
  const reason = stalled.signal.aborted ? 'nothing arrived for 20 s' : (/\b(E[A-Z]{4,}|HTTPError[^\n]*|fetch failed)/.exec(result.output)?.[0] ?? 'it failed');
  if (wish().only !== 'official' && standInPossible()) return { done: `not reachable (${reason}); the stand-in takes its place` };
  throw new Stop(
    `Electron ${packageVersion('electron')} could not be downloaded (${reason}).`,
    'Allow this machine the download, or set GUITAI_ELECTRON to the path of an Electron of that version; then start again.',
    result.output,
  );
}

/** @param {string} folder @returns {number} bytes, 0 when there is no such folder */
function folderSize(folder) {
  if (!existsSync(folder)) return 0;
  let sum = 0;
  for (const entry of readdirSync(folder, { recursive: true })) {
    const file = join(folder, String(entry));
    sum += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}
