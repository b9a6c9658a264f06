/**
 * A restore is ordered while the till runs and done at its next start, before the database is opened. The order is a small file in the data
 * folder: it outlives a crash in between, and is torn up when it was carried out and written into the journal, or could not be.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Clock, Log } from '../../ports.ts';
import { flushFolder, writeDurably } from '../durable-file.ts';
import { readBackupName, restoreFrom } from './backup.ts';
import { StorageOpenError } from './errors.ts';
import type { StorageOpenReason } from './errors.ts';

const order = z.strictObject({ copy: z.string().min(1) });

export type RestoreResult =
  | { readonly kind: 'restored'; readonly name: string; /** The moment of the copy, epoch ms. */ readonly at: number | null }
  /** Everything is as it was. */
  | { readonly kind: 'refused'; readonly name: string; readonly reason: StorageOpenReason | 'missing' | 'other_till' };

interface RestoreDeps {
  /** Two tills with the same books would ask for the same payments, under each other's numbers. */
  readonly till: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Durable when it returns. Throws the file system's error. */
export function orderRestore(folder: string, wish: z.infer<typeof order>): void {
  writeDurably(orderFile(folder), JSON.stringify(wish));
}

/** Carries out what was ordered, if anything. After a success the order stays until `tearUpOrder`: doing it twice does no harm, forgetting it would. */
export function restoreAsOrdered(folder: string, deps: RestoreDeps): RestoreResult | undefined {
  if (!existsSync(orderFile(folder))) return undefined;
  const result = carryOut(folder, deps);
  if (result.kind === 'refused') tearUpOrder(folder);
  return result;
}

export function tearUpOrder(folder: string): void {
  rmSync(orderFile(folder), { force: true });
  flushFolder(folder);
}

function carryOut(folder: string, { till, clock, log }: RestoreDeps): RestoreResult {
  let name = '';
  try {
    const { copy } = order.parse(JSON.parse(readFileSync(orderFile(folder), 'utf8')));
    name = basename(copy);
    if (!existsSync(copy)) return refusal(name, 'missing', log);
    // A copy that somebody renamed is still a copy; its journal says the rest.
    if ((readBackupName(name)?.till ?? till) !== till) return refusal(name, 'other_till', log);
    restoreFrom(copy, join(folder, 'guitai.db'), clock);
    log.warn('backup.restored', { name });
    return { kind: 'restored', name, at: readBackupName(name)?.at ?? null };
  } catch (error) {
    return refusal(name, error instanceof StorageOpenError ? error.reason : 'other', log, error);
  }
}

function refusal(name: string, reason: Extract<RestoreResult, { kind: 'refused' }>['reason'], log: Log, cause?: unknown): RestoreResult {
  log.error('backup.not_restored', { name, reason }, cause);
  return { kind: 'refused', name, reason };
}

function orderFile(folder: string): string {
  return join(folder, 'restore.json');
}
