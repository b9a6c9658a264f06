/**
 * Copies of the database for a second disk or a share, and the way back. A copy is taken while the till works, is proved to be whole before
 * it gets its name, and leaves out the number anchor on purpose: see `anchor.ts`.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../ports.ts';
import { inLockedFolder, sealCopy } from './database.ts';
import type { Database } from './database.ts';
import { discard, flushFile, flushFolder } from '../durable-file.ts';
import { openReason, StorageOpenError } from './errors.ts';

const NAME = /^guitai-\d{8}-\d{9}\.db$/;

/**
 * Copies the database into a folder and keeps the newest `keep` copies there (at least one). Resolves to the new file.
 * Rejects with `StorageOpenError` ('disk_full', 'no_access', 'damaged', …); older copies are then untouched.
 */
export async function backupTo(database: Database, folder: string, { keep, clock }: { readonly keep: number; readonly clock: Clock }): Promise<string> {
  const copy = join(folder, nameAt(clock.now()));
  const partial = `${copy}.partial`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await database.copyTo(partial);
    sealCopy(partial);
    flushFile(partial);
    renameSync(partial, copy);
    flushFolder(folder);
  } catch (error) {
    discard(partial);
    throw error instanceof StorageOpenError ? error : new StorageOpenError(openReason(error, 'other'), copy, { cause: error });
  }
  for (const old of backupsIn(folder).slice(0, -Math.max(1, keep))) rmSync(join(folder, old), { force: true });
  return copy;
}

/**
 * Puts a copy in the place of the database, which must not be open anywhere. What was there is kept beside it under
 * `….replaced-<moment>`. The number anchor stays as it is, so that no number given since the copy is given again.
 * Throws `StorageOpenError` ('in_use', 'damaged', 'not_ours', …); the database is then as it was.
 */
export function restoreFrom(copy: string, file: string, clock: Clock): void {
  const partial = `${file}.restoring`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  inLockedFolder(dirname(file), () => {
    try {
      copyFileSync(copy, partial);
      sealCopy(partial);
      flushFile(partial);
      setAside(file, `${file}.replaced-${clock.now()}`);
      renameSync(partial, file);
      flushFolder(dirname(file));
    } catch (error) {
      discard(partial);
      throw error instanceof StorageOpenError ? error : new StorageOpenError(openReason(error, 'other'), file, { cause: error });
    }
  });
}

/** Names of the copies in a folder, oldest first. */
export function backupsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => NAME.test(name)).sort();
}

/** The write-ahead log of the old database must go before the new one comes: it would be played onto it. */
function setAside(file: string, aside: string): void {
  for (const end of ['', '-wal']) {
    if (existsSync(file + end)) copyFileSync(file + end, aside + end);
  }
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

/** In universal time, so that names sort like moments whatever the machine's time zone does. */
function nameAt(moment: number): string {
  const digits = new Date(moment).toISOString().replaceAll(/\D/g, '');
  return `guitai-${digits.slice(0, 8)}-${digits.slice(8)}.db`;
}
