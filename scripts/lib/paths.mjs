// Where things lie, said once.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Everything that the set-up makes and git ignores: the stand-in runtime, compiled parts, notes of what was proved. */
export const runtimeFolder = join(root, '.runtime');

/** The stand-in Electron for machines that cannot reach Electron's own download (linux-x64 only). */
export const standInFolder = join(runtimeFolder, 'electron33');

/**
 * The Node that the tools run on: the pinned one from the packages when it is there, else the one that runs this script.
 * @returns {string}
 */
export function toolNode() {
  const pinned = pinnedNode();
  return existsSync(pinned) ? pinned : process.execPath;
}

/** The path that the pinned Node has once the packages are installed. */
export function pinnedNode() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * A program's full path on PATH, or null.
 * @param {string} program
 * @param {NodeJS.ProcessEnv} [env]
 */
export function which(program, env = process.env) {
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`, program] : [program];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const candidate = join(folder, name);
      if (folder !== '' && isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
