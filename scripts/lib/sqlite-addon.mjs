// The stand-in Electron speaks Node-API 9, better-sqlite3's prebuilt addon asks for 10. Every function that the addon
// calls exists in the stand-in; only the declared level is in the way. So the addon is compiled from better-sqlite3's own
// unchanged sources with one define replaced. It serves tests and trying out; it never ships.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinnedNode, root, runtimeFolder, which } from './paths.mjs';
import { mustRun, toolEnv } from './run.mjs';
import { Stop } from './stop.mjs';

/** Raise this when the way of compiling changes, so that an older result is not used again. */
const recipe = 1;

/** @returns {string} where the compiled addon for the installed better-sqlite3 lies (or will lie) */
export function addonFile() {
  return join(runtimeFolder, 'addon', `better-sqlite3-${packageVersion('better-sqlite3')}-r${recipe}.node`);
}

/** @param {string} name */
export function packageVersion(name) {
  /** @type {{ version: string }} */
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return manifest.version;
}

/**
 * Compiles the addon unless it is there already. Needs make, a C++ compiler and Python; takes about half a minute.
 * @returns {Promise<{ done?: string, skipped?: string }>}
 */
export async function compileAddon() {
  const target = addonFile();
  if (existsSync(target)) return { skipped: 'compiled before' };
  const work = join(runtimeFolder, `addon.partial-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  cpSync(join(root, 'node_modules', 'better-sqlite3'), work, {
    recursive: true,
    filter: (file) => !file.includes(join('better-sqlite3', 'prebuilds')) && !file.includes(join('better-sqlite3', 'build')),
  });
  edit(join(work, 'binding.gyp'), [
    ["'NAPI_VERSION=10'", "'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NO_WARNING', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'"],
    [", '-flto'],", '],'],
    ["'ldflags': ['-flto'],", ''],
    ["'ldflags': ['-flto', ", "'ldflags': ["],
  ]);
  // Half the compile time; the speed of SQLite is not what this runtime is for.
  edit(join(work, 'deps', 'common.gypi'), [["'-O3'", "'-O1'"]]);
  const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  await mustRun(pinnedNode(), [gyp, 'rebuild', '--release', '--force_build=1', `--nodedir=${nodeHeaders()}`], {
    cwd: work,
    env: toolEnv(),
    what: 'Compiling better-sqlite3 for the stand-in Electron failed.',
    next: 'Read the compiler\'s last lines above; after mending their cause, start again: what is done already is kept.',
  });
  mkdirSync(dirname(target), { recursive: true });
  renameSync(join(work, 'build', 'Release', 'better_sqlite3.node'), target);
  rmSync(work, { recursive: true, force: true });
  return { done: 'better-sqlite3 compiled for the stand-in' };
}

/**
 * A folder that holds include/node/node_api.h: the pinned Node's own package brings it; others are asked in case a
 * package manager left it out.
 */
function nodeHeaders() {
  const candidates = [
    join(root, 'node_modules', 'node', 'node_modules', `node-${process.platform}-${process.arch}`),
    join(root, 'node_modules', `node-${process.platform}-${process.arch}`),
    process.env['npm_config_nodedir'] ?? '',
    join(dirname(process.execPath), '..'),
    join(dirname(which('node') ?? process.execPath), '..'),
    '/usr',
  ];
  const found = candidates.find((folder) => folder !== '' && existsSync(join(folder, 'include', 'node', 'node_api.h')));
  if (found === undefined) {
    throw new Stop(
      'No Node headers were found, and better-sqlite3 must be compiled once for the stand-in Electron.',
      'Delete node_modules and start again (the pinned Node package brings headers), or install libnode-dev.',
    );
  }
  return found;
}

/**
 * Replaces each text in a file; a text that is not there means that the package changed and the recipe must be looked at.
 * @param {string} file
 * @param {readonly (readonly [string, string])[]} changes
 */
function edit(file, changes) {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) {
      throw new Stop(
        `The installed better-sqlite3 ${packageVersion('better-sqlite3')} no longer has ${from} in ${file}.`,
        'Adapt scripts/lib/sqlite-addon.mjs to the new version of the package.',
      );
    }
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}
