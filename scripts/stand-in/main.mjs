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
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function withOurSqlite(...args) {
  const found = resolveFilename.apply(this, args);
  return prebuilt.test(found) ? addon : found;
};

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
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
    app.setAppPath(target);
    if (manifest.productName ?? manifest.name) app.setName(manifest.productName ?? manifest.name);
    if (manifest.version) app.setVersion(manifest.version);
    if (manifest.desktopName) app.setDesktopName?.(manifest.desktopName);
  }
  await import(pathToFileURL(isFolder ? join(target, manifest.main ?? 'index.js') : target).href);
}
