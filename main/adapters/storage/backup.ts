/**
 * Copies of the database for a second disk or a share. A copy is taken while the till works, is proved to be whole before
 * it gets its name, and leaves out the number anchor on purpose: see `anchor.ts`.
 */
import { mkdirSync, readdirSync, rmSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../ports.ts';
import { assertWholeCopy } from './database.ts';
import type { Database } from './database.ts';
import { flushFile, flushFolder } from './durable-file.ts';
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
    assertWholeCopy(partial);
    flushFile(partial);
    renameSync(partial, copy);
    flushFolder(folder);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error instanceof StorageOpenError ? error : new StorageOpenError(openReason(error, 'other'), copy, { cause: error });
  }
  for (const old of backupsIn(folder).slice(0, -Math.max(1, keep))) rmSync(join(folder, old), { force: true });
  return copy;
}

/** Names of the copies in a folder, oldest first. */
export function backupsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => NAME.test(name)).sort();
}

/** In universal time, so that names sort like moments whatever the machine's time zone does. */
function nameAt(moment: number): string {
  const digits = new Date(moment).toISOString().replaceAll(/\D/g, '');
  return `guitai-${digits.slice(0, 8)}-${digits.slice(8)}.db`;
}
