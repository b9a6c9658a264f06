// What Electron and the set-up need from a Linux system. Looked for by what is really loaded (library names, programs),
// not by package names, because distributions rename packages; named by package only for the installation.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { which } from './paths.mjs';
import { lastLines, run } from './run.mjs';
import { Stop } from './stop.mjs';

/**
 * @typedef {object} Need
 * @property {string} name        a library's file name, or a program
 * @property {'library' | 'program'} kind
 * @property {readonly string[]} packages  Debian and Ubuntu package names, the newest distribution's first
 */

/** @type {(name: string, ...packages: string[]) => Need} */
const library = (name, ...packages) => ({ name, kind: 'library', packages });
/** @type {(name: string, ...packages: string[]) => Need} */
const program = (name, ...packages) => ({ name, kind: 'program', packages });

const forElectron = [
  library('libgtk-3.so.0', 'libgtk-3-0t64', 'libgtk-3-0'),
  library('libnss3.so', 'libnss3'),
  library('libasound.so.2', 'libasound2t64', 'libasound2'),
  library('libgbm.so.1', 'libgbm1'),
  library('libXss.so.1', 'libxss1'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'),
];
const forDevices = [library('libusb-1.0.so.0', 'libusb-1.0-0'), library('libudev.so.1', 'libudev1t64', 'libudev1')];
const forNoDisplay = [program('xvfb-run', 'xvfb'), program('Xvfb', 'xvfb'), program('xauth', 'xauth')];

/** What making the stand-in runtime takes: unpacking it, and compiling SQLite for it. */
export const toMakeStandIn = [
  program('unzip', 'unzip'), program('make', 'make'), program('g++', 'g++'), program('python3', 'python3'),
];

/**
 * What running the terminal takes.
 * @param {boolean} display  whether there is a display already
 * @returns {Need[]}
 */
export function toRun(display) {
  return [...forElectron, ...forDevices, ...(display ? [] : forNoDisplay)];
}

/** @param {readonly Need[]} list @returns {Need[]} those that this system lacks */
export function missing(list) {
  const libraries = knownLibraries();
  return list.filter((need) => {
    if (need.kind === 'program') return which(need.name) === null;
    // A system without the loader's list (NixOS, for one) cannot be asked; the first start of Electron will tell.
    return libraries.size > 0 && !libraries.has(need.name);
  });
}

/** @returns {Set<string>} file names of all libraries that the system's loader knows */
function knownLibraries() {
  const program = existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig';
  const listing = spawnSync(program, ['-p'], { encoding: 'utf8' }).stdout ?? '';
  const names = [...listing.matchAll(/^\s+(\S+) \(.*=>/gm)].map((match) => match[1] ?? '');
  return new Set(names);
}

/**
 * The packages to install: of several names for one thing the first that this system's package lists know.
 * @param {readonly Need[]} list
 * @param {(packageName: string) => boolean} known
 */
export function packagesFor(list, known) {
  return [...new Set(list.map((need) => need.packages.find(known) ?? need.packages.at(-1) ?? need.name))];
}

/**
 * Installs what is missing with apt-get where this is allowed without asking; otherwise stops with the one command to type.
 * @param {readonly Need[]} list
 * @returns {Promise<{ done?: string, skipped?: string }>}
 */
export async function installSystem(list) {
  if (process.platform !== 'linux') return { skipped: 'nothing is needed on this system' };
  const absent = missing(list);
  if (absent.length === 0) return { skipped: 'all libraries and programs are there' };
  const names = absent.map((need) => need.name).join(', ');
  if (which('apt-get') === null) {
    throw new Stop(`This system lacks ${names}.`, 'Install them with your distribution\'s package manager, then start again.');
  }
  const prefix = privilege();
  if (prefix === null) {
    const wanted = packagesFor(absent, aptKnows).join(' ');
    throw new Stop(
      `This system lacks ${names}, and installing them needs an administrator.`,
      `Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${wanted}`,
    );
  }
  const update = await apt(prefix, ['update']);
  const wanted = packagesFor(absent, aptKnows);
  const install = await apt(prefix, ['install', '-y', '--no-install-recommends', ...wanted]);
  const still = missing(list);
  if (install.code !== 0 || still.length > 0) {
    throw new Stop(
      `apt-get could not install ${wanted.join(' ')}.`,
      'Read its last lines above, mend the cause (often the network or a held lock), then start again.',
      lastLines(`${update.code === 0 ? '' : update.output}\n${install.output}`),
    );
  }
  return { done: `apt-get installed ${wanted.join(' ')}` };
}

/** @returns {string[] | null} what to put before apt-get, or null when it may not be run without asking */
function privilege() {
  if (process.getuid?.() === 0) return [];
  if (which('sudo') !== null && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n'];
  return null;
}

/** @param {string[]} prefix @param {string[]} args */
function apt(prefix, args) {
  const command = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
  return run(command[0] ?? 'env', command.slice(1));
}

/** @param {string} packageName */
function aptKnows(packageName) {
  const answer = spawnSync('apt-cache', ['policy', packageName], { encoding: 'utf8' }).stdout ?? '';
  return /Candidate: (?!\(none\))/.test(answer);
}
