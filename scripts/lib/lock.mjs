// Two starts at once must not set the same folder up at once: the second waits for the first.
import { accessSync, constants, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtimeFolder } from './paths.mjs';
import { Stop } from './stop.mjs';

/**
 * Runs the work while holding the set-up lock. A lock whose owner has died is taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @param {{ file?: string, out?: { write(text: string): unknown } }} [options]
 * @returns {Promise<T>}
 */
export async function withSetupLock(work, { file = join(runtimeFolder, 'setup.lock'), out = process.stdout } = {}) {
  makeFolder(join(file, '..'));
  let told = false;
  while (!take(file)) {
    if (!told) out.write(`  … another start is setting this folder up; waiting for it (if there is none, delete ${file})\n`);
    told = true;
    await sleep(300);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Stop(`${folder} cannot be written (${String(errorCode(error))}).`, 'Copy the project to a folder of your own with about 2 GB of room, then start again.');
  }
}

/**
 * The lock appears with its owner's number already in it: a file that is written first and linked to its name afterwards.
 * @param {string} file
 * @returns {boolean}
 */
function take(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!existsSync(file) || isAlive(Number(readFileSync(file, 'utf8')))) return false;
    rmSync(file, { force: true });
    return take(file);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
