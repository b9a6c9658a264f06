// Builds the app when its sources differ from those that the last build saw.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, toolNode } from './paths.mjs';
import { mustRun, toolEnv } from './run.mjs';

const sources = ['main', 'preload', 'renderer', 'package.json', 'package-lock.json', 'tsconfig.json', 'electron.vite.config.ts'];

/**
 * A mark of all source files: name, size and time of change. A new, removed, renamed or edited file changes it.
 * @param {string} folder  the project's folder
 */
export function fingerprint(folder) {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(folder, source);
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).map(String).sort() : [''];
    for (const file of files) {
      const found = statSync(join(path, file), { throwIfNoEntry: false });
      if (found?.isFile()) hash.update(`${source}/${file}\0${found.size}\0${found.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<{ done?: string, skipped?: string }>}
 */
export async function build(options = {}) {
  const stamp = join(root, 'out', '.built');
  const now = fingerprint(root);
  if (!options.force && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return { skipped: 'no source changed' };
  rmSync(join(root, 'out'), { recursive: true, force: true });
  await mustRun(toolNode(), [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'], {
    env: toolEnv({ NODE_ENV: 'production' }),
    what: 'The app could not be built.',
    next: 'Read the bundler\'s last lines above.',
  });
  writeFileSync(stamp, now);
  return { done: 'out/' };
}
