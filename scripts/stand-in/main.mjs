// What Electron's own default app does, for the stand-in runtime: `electron <folder> [arguments]` loads that folder's app.
// An ES module with a top-level await delays Electron's "ready" until the app's main has run, so schemes and
// command-line switches that the app sets there come in time, as they do in a real Electron.
import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import Module from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const addon = join(process.resourcesPath, 'better_sqlite3-napi9.node');
const prebuilt = /[\\/]better-sqlite3[\\/]prebuilds[\\/][^\\/]+\.node$/;
const resolveFilename = Reflect.get(Module, '_resolveFilename');
Reflect.set(Module, '_resolveFilename', (/** @type {unknown[]} */ ...args) => {
  const found = Reflect.apply(resolveFilename, Module, args);
  return prebuilt.test(found) ? addon : found;
});

// `-r file` is loaded before the app, as Electron's own default app does it: test drivers hold the start by it.
const preloaded = process.argv.flatMap((argument, index) => (argument === '-r' || argument === '--require' ? [process.argv[index + 1] ?? ''] : []));
for (const file of preloaded) Module.createRequire(import.meta.url)(file);

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-') && !preloaded.includes(argument));
if (given === undefined) {
  process.stderr.write('Usage: electron <folder of an app> [arguments]\n');
  app.exit(2);
} else {
  await load(resolve(given));
}

/** @param {string} target  a folder with a package.json, or a script */
async function load(target) {
  if (!existsSync(target)) {
    process.stderr.write(`There is no app at ${target}\n`);
    app.exit(2);
    return;
  }
  const isFolder = statSync(target).isDirectory();
  const manifest = isFolder ? JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) : {};
  if (isFolder) {
    tell('setAppPath', target);
    tell('setName', manifest.productName ?? manifest.name);
    tell('setVersion', manifest.version);
    tell('setDesktopName', manifest.desktopName);
  }
  await import(pathToFileURL(isFolder ? join(target, manifest.main ?? 'index.js') : target).href);
}

/**
 * Electron's own default app tells the application who it is by functions that the public types leave out.
 * @param {string} setter
 * @param {unknown} value  undefined when the manifest does not say
 */
function tell(setter, value) {
  const set = Reflect.get(app, setter);
  if (typeof value === 'string' && typeof set === 'function') Reflect.apply(set, app, [value]);
}
