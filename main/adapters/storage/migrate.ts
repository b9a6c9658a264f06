/**
 * Brings a database to this version. Each migration is one transaction together with its bookkeeping row; the applied
 * ones must be exactly the first ones of this version's list, or the file is refused: guessing at a history of money is no option.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock, Log } from '../../ports.ts';
import type { Database } from './database.ts';
import { discard, flushFile, flushFolder } from '../durable-file.ts';
import { openReason, StorageOpenError } from './errors.ts';

/** One step of the schema's history. Once released, its text is never changed again: a checksum would tell. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly appliedAt: number;
}

/** What has been applied to this file, oldest first. Empty for a new file. */
export function appliedMigrations(database: Database): readonly AppliedMigration[] {
  if (!database.get("SELECT 1 FROM sqlite_schema WHERE name = 'migration'")) return [];
  return database.all('SELECT number, name, checksum, applied_at FROM migration ORDER BY number').map((row) => ({
    number: Number(row['number']),
    name: String(row['name']),
    checksum: String(row['checksum']),
    appliedAt: Number(row['applied_at']),
  }));
}

/**
 * Applies what is missing. An existing database is copied to `backups/` beside it first. Throws `StorageOpenError`
 * ('newer', 'forked', 'migration_failed', 'disk_full', …); migrations before the failing one stay applied.
 */
export function migrate(database: Database, migrations: readonly Migration[], { log, clock }: { readonly log: Log; readonly clock: Clock }): void {
  const applied = appliedMigrations(database);
  assertKnownHistory(database, migrations);
  const missing = migrations.slice(applied.length);
  if (missing.length === 0) return;
  if (applied.length > 0) {
    const copy = copyBefore(database, applied.length, clock.now());
    log.info('storage.copied_before_migration', { copy });
  }
  for (const migration of missing) {
    apply(database, migration, clock.now());
    log.info('storage.migrated', { number: migration.number, name: migration.name });
  }
}

export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/** Throws `StorageOpenError` ('newer', 'forked') unless what was applied are the first ones of this list. */
export function assertKnownHistory(database: Database, known: readonly Migration[]): void {
  const { file } = database;
  for (const [index, row] of appliedMigrations(database).entries()) {
    const migration = known[index];
    if (!migration) throw new StorageOpenError('newer', `${file} has migration ${row.number} ${row.name}, which this version does not know`);
    if (row.number !== migration.number || row.name !== migration.name || row.checksum !== checksumOf(migration)) {
      throw new StorageOpenError('forked', `${file} has migration ${row.number} ${row.name}, which differs from ${migration.number} ${migration.name} here`);
    }
  }
}

function apply(database: Database, migration: Migration, at: number): void {
  try {
    database.transaction(() => {
      database.exec(migration.sql);
      database.run(
        'INSERT INTO migration (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)',
        migration.number, migration.name, checksumOf(migration), at,
      );
    });
  } catch (error) {
    const reason = openReason(error, 'migration_failed');
    throw new StorageOpenError(reason, `migration ${migration.number} ${migration.name}`, { cause: error });
  }
}

function copyBefore(database: Database, applied: number, at: number): string {
  const folder = join(dirname(database.file), 'backups');
  const copy = join(folder, `before-migration-${applied + 1}-${at}.db`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    database.run('VACUUM INTO ?', copy);
    flushFile(copy);
    flushFolder(folder);
    return copy;
  } catch (error) {
    discard(copy);
    throw new StorageOpenError(openReason(error, 'migration_failed'), 'the copy before a migration could not be made', { cause: error });
  }
}
