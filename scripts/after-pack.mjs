// electron-builder's afterPack hook. On the stand-in Electron the packed app needs the recompiled SQLite addon where
// better-sqlite3 looks for it, and the stand-in's own parts must go. On the official Electron there is nothing to do.
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addonName, manifestName } from './lib/stand-in.mjs';

/** @param {import('electron-builder').AfterPackContext} context */
export default function afterPack(context) {
  const resources = context.packager.getResourcesDir(context.appOutDir);
  const addon = join(resources, addonName);
  if (!existsSync(addon)) return;
  copyFileSync(addon, join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds', 'linux-x64.node'));
  for (const leftover of [addon, join(resources, 'default_app.asar'), join(context.appOutDir, manifestName), join(context.appOutDir, 'version')]) {
    rmSync(leftover, { force: true });
  }
}
