/**
 * Copies of the database for a second disk or a share, and the way back. A copy is taken while the till works, is proved to be whole before
 * it gets its name, and leaves out the number anchor on purpose: see `anchor.ts`. SQLite itself only touches the till's own disk, because its
 * locks are not to be trusted on a share: what is carried over are plain bytes, which are read back and compared.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupFact, BackupTrouble } from '../../domain/backup.ts';
import type { Clock, FolderLook, KeptBackup } from '../../ports.ts';
import { copyDatabase, inLockedFolder, sealCopy } from './database.ts';
import { discard, flushFile, flushFolder } from '../durable-file.ts';
import { openReason, StorageOpenError, unavailableReason } from './errors.ts';

/** Till number, beginning of the database's identity, moment in universal time: names sort like moments. */
const NAME = /^guitai-(\d{3})-([0-9a-f]{8})-(\d{8})-(\d{9})\.db$/;
const CHUNK_BYTES = 1 << 20;

/** No copy was made; the older ones are untouched. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly reason: BackupTrouble;

  constructor(reason: BackupTrouble, options?: ErrorOptions) {
    super(`no copy was made: ${reason}`, options);
    this.reason = reason;
  }
}

export interface BackupWish {
  /** The database, open or not. */
  readonly file: string;
  /** It is never made: a stick that is not there must not become a folder on the till's own disk. */
  readonly folder: string;
  /** So many of this database's copies stay, at least one. Those of others are left alone: several tills may share a folder. */
  readonly keep: number;
  /** The folder was on another disk when it was chosen. On the till's own disk it is then only the place where the stick or share appears. */
  readonly elsewhere: boolean;
  readonly till: number;
  /** Epoch ms. */
  readonly at: number;
}

/** Copies, proves, carries over, reads back. Rejects with `BackupError`. */
export async function backupTo({ file, folder, keep, elsewhere, till, at }: BackupWish): Promise<BackupFact> {
  if (!isFolder(folder) || (elsewhere && isOnDiskOf(file, folder))) throw new BackupError('missing');
  const { copy, id } = await wholeCopy(file);
  try {
    const owner = `guitai-${String(till).padStart(3, '0')}-${id.slice(0, 8)}`;
    const name = `${owner}-${stampOf(at)}.db`;
    for (const left of readdirSync(folder).filter((each) => each.startsWith(owner) && each.endsWith('.partial'))) rmSync(join(folder, left), { force: true });
    await carry(copy, join(folder, name));
    const older = backupsIn(folder).filter((each) => each.startsWith(owner));
    for (const old of older.slice(0, -Math.max(1, keep))) rmSync(join(folder, old), { force: true });
    return { name, at, bytes: statSync(join(folder, name)).size };
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(isFolder(folder) ? troubleOf(error) : 'missing', { cause: error });
  } finally {
    discard(copy);
  }
}

/** What a folder is good for, tried out: a right that the system states may still be refused. `databaseId` is that of the books that are open. */
export function lookAt(folder: string, file: string, databaseId: string): FolderLook {
  if (!isFolder(folder)) return { state: 'missing', sameDisk: false, copies: [] };
  const sameDisk = isOnDiskOf(file, folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    const copies = backupsIn(folder).toReversed().map((name) => keptBackup(folder, name, databaseId));
    return { state: isWritable(folder) ? 'ready' : 'no_access', sameDisk, free: bavail * bsize, copies };
  } catch (error) {
    if (unavailableReason(error) === undefined) throw error;
    return { state: 'no_access', sameDisk, copies: [] };
  }
}

/** Whether a file's name is one of ours; then the number of its till and the beginning of its database's identity. */
export function readBackupName(name: string): { readonly till: number; readonly owner: string; readonly at: number } | undefined {
  const [, till, owner, day = '', time = ''] = NAME.exec(name) ?? [];
  if (till === undefined || owner === undefined) return undefined;
  const at = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}.${time.slice(6)}Z`);
  return Number.isNaN(at) ? undefined : { till: Number(till), owner, at };
}

/** Names of the copies in a folder, oldest first. */
export function backupsIn(folder: string): string[] {
  const momentOf = (name: string): number => readBackupName(name)?.at ?? 0;
  return readdirSync(folder).filter((name) => readBackupName(name) !== undefined).sort((a, b) => momentOf(a) - momentOf(b));
}

/**
 * Puts a copy in the place of the database, which must not be open anywhere. What was there is kept beside it under
 * `….replaced-<moment>`. The number anchor stays as it is, so that no number given since the copy is given again.
 * Throws `StorageOpenError` ('in_use', 'damaged', 'not_ours', 'newer', …); the database is then as it was.
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

/** A proved copy on the till's own disk. One at a time: it always has the same name, and what a broken try left behind goes first. */
async function wholeCopy(file: string): Promise<{ readonly copy: string; readonly id: string }> {
  const copy = join(dirname(file), 'backups', 'copying.db');
  try {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
    discard(copy);
    const id = await copyDatabase(file, copy);
    sealCopy(copy);
    return { copy, id };
  } catch (error) {
    discard(copy);
    const reason = error instanceof StorageOpenError ? error.reason : openReason(error, 'other');
    throw new BackupError(reason === 'disk_full' ? 'till_full' : reason === 'damaged' ? 'not_whole' : 'other', { cause: error });
  }
}

/** Bytes to their new place: written, flushed, read back, compared; only then do they get their name. */
async function carry(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  const { bavail, bsize } = statfsSync(dirname(to));
  // Some file systems do not count their free space and say 0 of 0.
  if (bavail > 0 && bavail * bsize < statSync(from).size) throw new BackupError('disk_full');
  try {
    const written = await digestOf(from, partial);
    flushFile(partial);
    if ((await digestOf(partial)) !== written) throw new BackupError('not_whole');
    renameSync(partial, to);
    flushNames(dirname(to));
  } catch (error) {
    discard(partial);
    throw error;
  }
}

/** SHA-256 of a file, which is copied on the way when a target is given. */
async function digestOf(file: string, target?: string): Promise<string> {
  const hash = createHash('sha256');
  const source = await open(file, 'r');
  try {
    const sink = target === undefined ? undefined : await open(target, 'w', 0o600);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let { bytesRead } = await source.read(chunk); bytesRead > 0; { bytesRead } = await source.read(chunk)) {
        hash.update(chunk.subarray(0, bytesRead));
        await sink?.writeFile(chunk.subarray(0, bytesRead));
      }
    } finally {
      await sink?.close();
    }
  } finally {
    await source.close();
  }
  return hash.digest('hex');
}

/** Shares and simple file systems cannot flush a folder and refuse to; the bytes themselves are flushed all the same. */
function flushNames(folder: string): void {
  try {
    flushFolder(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EPERM' && code !== 'EISDIR') throw error;
  }
}

function keptBackup(folder: string, name: string, databaseId: string): KeptBackup {
  const { till, owner, at } = readBackupName(name) ?? { till: 0, owner: '', at: 0 };
  return { name, at, till, bytes: statSync(join(folder, name)).size, ofTheseBooks: databaseId.startsWith(owner) };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (unavailableReason(error) === undefined) throw error;
    return false;
  }
}

function isOnDiskOf(file: string, folder: string): boolean {
  return statSync(folder).dev === statSync(dirname(file)).dev;
}

function isWritable(folder: string): boolean {
  const trial = join(folder, '.guitai-trial.partial');
  try {
    writeFileSync(trial, '');
    rmSync(trial);
    return true;
  } catch (error) {
    if (unavailableReason(error) === undefined) throw error;
    // A full disk may take a name and no byte, or neither; that is said by its free space.
    return unavailableReason(error) === 'disk_full';
  }
}

const TROUBLES: Readonly<Record<string, BackupTrouble>> = { disk_full: 'disk_full', read_only: 'no_access', damaged: 'not_whole' };

function troubleOf(error: unknown): BackupTrouble {
  return TROUBLES[unavailableReason(error) ?? ''] ?? 'other';
}

/** The write-ahead log of the old database must go before the new one comes: it would be played onto it. */
function setAside(file: string, aside: string): void {
  for (const end of ['', '-wal']) {
    if (existsSync(file + end)) copyFileSync(file + end, aside + end);
  }
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

function stampOf(moment: number): string {
  const digits = new Date(moment).toISOString().replaceAll(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
