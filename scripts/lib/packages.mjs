// Are the installed packages the ones that package-lock.json names? Answered in milliseconds on every start, by a stamp;
// without a stamp by comparing npm's own note of what it installed, so that a hand-typed `npm ci` counts as well.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root } from './paths.mjs';
import { lastLines, npmCommand, run } from './run.mjs';
import { Stop } from './stop.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockEntry */
/** @typedef {{ packages?: Record<string, LockEntry> }} Lock */
/** @typedef {{ lock: string, installed: string, platform: string }} Stamp */

/**
 * What the stamp must say for a lock file and npm's note of the installed tree.
 * @param {string} lockText
 * @param {string} installedText  node_modules/.package-lock.json
 * @param {string} [platform]
 * @returns {Stamp}
 */
export function stampOf(lockText, installedText, platform = `${process.platform}-${process.arch}`) {
  const hash = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');
  return { lock: hash(lockText), installed: hash(installedText), platform };
}

/**
 * Does the installed tree hold what the lock asks for? Packages for other platforms are optional in the lock and may be
 * absent; anything else that is absent, additional or different counts.
 * @param {Lock} lock
 * @param {Lock} installed
 */
export function installedMatches(lock, installed) {
  const wanted = lock.packages ?? {};
  const present = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    const found = present[path];
    if (path === '' || (found === undefined && entry.optional === true)) continue;
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

/**
 * @param {string} [folder]  the project's folder
 * @returns {'ready' | 'missing' | 'different'}
 */
export function packagesState(folder = root) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'missing';
  const lockText = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const installedText = readFileSync(installedFile, 'utf8');
  const expected = JSON.stringify(stampOf(lockText, installedText));
  const stampFile = join(folder, 'node_modules', '.guitai-stamp.json');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === expected) return 'ready';
  if (!installedMatches(JSON.parse(lockText), JSON.parse(installedText))) return 'different';
  // npm writes its note before our second step fetches Node: without Node the installation was cut short.
  if (!existsSync(join(folder, pinnedNode().slice(root.length)))) return 'different';
  writeFileSync(stampFile, expected);
  return 'ready';
}

/** Installs exactly what package-lock.json says. @returns {Promise<{ done?: string, skipped?: string }>} */
export async function installPackages() {
  const state = packagesState();
  if (state === 'ready') return { skipped: 'they match package-lock.json' };
  if (process.platform === 'win32' && process.execPath === pinnedNode()) {
    throw new Stop(
      'The packages differ from package-lock.json, and Windows cannot replace the Node that is running from among them.',
      'Run `npm ci` once in this folder, then start again.',
    );
  }
  // As `npm ci` would, but thoroughly: it gives up on what an interrupted installation left half written.
  rmSync(join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 3 });
  // No package's install script runs but Node's own: what needs compiling is compiled by this set-up, where it can say why.
  await npm(['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund']);
  await npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
  if (packagesState() !== 'ready') {
    throw new Stop(
      'npm ended without an error, yet the installed packages differ from package-lock.json.',
      'Delete the folder node_modules and start again.',
    );
  }
  return { done: state === 'missing' ? 'installed from package-lock.json' : 'brought in line with package-lock.json' };
}

/** @param {string[]} args */
async function npm(args) {
  const [program, all] = npmCommand(args);
  const result = await run(program, all);
  if (result.code === 0) return;
  throw explainNpm(result.output);
}

/**
 * npm's most common failures, in words that say what to do.
 * @param {string} output
 * @returns {Stop}
 */
export function explainNpm(output) {
  const detail = lastLines(output);
  const again = 'then start again.';
  if (/ENOSPC/.test(output)) return new Stop('The disk is full.', `Free about 2 GB, ${again}`, detail);
  // A package that it wanted to ask the registry about, and could not, npm calls missing in the lock, without a version.
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network|Missing: \S+@ from lock file/i.test(output)) {
    return new Stop('npm could not reach its package registry.', `Check the network and \`npm config get registry\`, ${again}`, detail);
  }
  if (/EINTEGRITY/.test(output)) {
    return new Stop('A fetched package is not the one that package-lock.json pins.', 'Run `npm cache verify`; if it stays so, do not trust that registry.', detail);
  }
  if (/code EUSAGE/.test(output)) {
    return new Stop('package.json and package-lock.json name different packages.', `Run \`npm install\` where they were changed, ${again}`, output.trimEnd().split('\n').slice(0, 8).join('\n'));
  }
  if (/EACCES|EPERM/.test(output)) return new Stop('npm may not write here.', `Check who owns this folder and node_modules, ${again}`, detail);
  return new Stop('npm could not install the packages.', `Read its last lines above, mend the cause, ${again}`, detail);
}
