// Sends better-sqlite3 to the addon that was compiled for this Electron: in the app itself and, by NODE_OPTIONS, in its utility processes.
const Module = require('node:module');
const path = require('node:path');

const addon = path.join(process.resourcesPath, 'better_sqlite3-napi9.node');
const prebuilt = /[\\/]better-sqlite3[\\/]prebuilds[\\/][^\\/]+\.node$/;
const resolveFilename = Reflect.get(Module, '_resolveFilename');
Reflect.set(Module, '_resolveFilename', (/** @type {unknown[]} */ ...args) => {
  const found = Reflect.apply(resolveFilename, Module, args);
  return prebuilt.test(found) ? addon : found;
});
