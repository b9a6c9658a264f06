// What Electron's own default app does, for the stand-in runtime: `electron <folder> [arguments]` loads that folder's app.
// An ES module with a top-level await delays Electron's "ready" until the app's main has run, so schemes and
// command-line switches that the app sets there come in time, as they do in a real Electron.
import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import Module from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// In this process, and in every utility process that it will start.
const addonHook = join(import.meta.dirname, 'sqlite-addon.cjs');
Module.createRequire(import.meta.url)(addonHook);
const { NODE_OPTIONS = '' } = process.env;
if (!NODE_OPTIONS.includes(addonHook)) process.env['NODE_OPTIONS'] = `${NODE_OPTIONS} --require ${JSON.stringify(addonHook)}`.trim();

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
