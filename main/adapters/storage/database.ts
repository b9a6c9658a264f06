/**
 * The one door to SQLite: this file alone imports better-sqlite3. It opens the database of a data folder so that a commit
 * that returned is on the disk, makes sure that nobody else writes there, and turns SQLite's trouble into typed errors.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Clock, Log } from '../../ports.ts';
import { guarded, openReason, StorageOpenError } from './errors.ts';
import { assertKnownHistory, migrate } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** Stands in the file's header since the first migration, so that a foreign database is never taken for ours. Spells GTAI. */
const APPLICATION_ID = 0x47_54_41_49;

/** How long a statement waits for a reader (a backup tool, support); the till's window stands still meanwhile. */
const BUSY_TIMEOUT_MS = 2_000;

/** An open database. Every method throws `LedgerUnavailableError` for trouble outside, and nothing is then changed. */
export class Database {
  readonly file: string;
  readonly #raw: Sqlite.Database;
  readonly #lock: Sqlite.Database | undefined;
  readonly #statements = new Map<string, Sqlite.Statement<SqlValue[], Row>>();
  /** Made once: the package builds four functions whenever it is asked for a transaction. */
  readonly #transaction: Sqlite.Transaction<(work: () => unknown) => unknown>;

  constructor(file: string, raw: Sqlite.Database, lock?: Sqlite.Database) {
    this.file = file;
    this.#raw = raw;
    this.#lock = lock;
    this.#transaction = raw.transaction((work: () => unknown) => work());
  }

  /** Identity of this database, made once with it; a copy or a restored backup keeps it. */
  get id(): string {
    return String(this.get("SELECT value FROM meta WHERE key = 'database_id'")?.['value']);
  }

  get(sql: string, ...values: SqlValue[]): Row | undefined {
    return guarded(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SqlValue[]): Row[] {
    return guarded(() => this.#statement(sql).all(...values));
  }

  /** Rows one by one, for tables that do not fit into memory. No statement may write until the walk has ended. */
  *each(sql: string, ...values: SqlValue[]): Generator<Row, void> {
    const rows = guarded(() => this.#statement(sql).iterate(...values));
    try {
      for (let row = guarded(() => rows.next()); !row.done; row = guarded(() => rows.next())) yield row.value;
    } finally {
      rows.return?.();
    }
  }

  /** Runs a statement that changes rows; returns how many. */
  run(sql: string, ...values: SqlValue[]): number {
    return guarded(() => this.#statement(sql).run(...values).changes);
  }

  /** Runs several statements that need no values. */
  exec(sql: string): void {
    guarded(() => this.#raw.exec(sql));
  }

  /**
   * All of the work or nothing of it; durable when it returns. Takes the write lock at once, so that what was read inside
   * is still true at the commit. After a flush that the disk refused, the change is taken back here, but a power cut before the
   * next commit may bring it back: the safe side, because an intent that was never sent is asked for at the provider.
   */
  transaction<T>(work: () => T): T {
    return guarded(() => this.#transaction.immediate(work) as T);
  }

  /** Ends all work and gives the data folder free. Harmless when called twice. */
  close(): void {
    this.#statements.clear();
    this.#raw.close();
    this.#lock?.close();
  }

  #statement(sql: string): Sqlite.Statement<SqlValue[], Row> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#raw.prepare<SqlValue[], Row>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

export interface OpenOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** The history to bring the file to; all of this version's unless a test wants an older state. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens (or makes) the database and brings it to this version. Its folder is made when missing and is locked for this
 * process until `close`. Throws `StorageOpenError`, which says what a person has to do.
 */
export function openDatabase(file: string, { log, clock, migrations = MIGRATIONS }: OpenOptions): Database {
  let lock: Sqlite.Database | undefined;
  let raw: Sqlite.Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    lock = lockFolder(dirname(file));
    raw = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    assertOurs(raw, file);
    configure(raw);
    assertWhole(raw, file);
    const database = new Database(file, raw, lock);
    migrate(database, migrations, { log, clock });
    return database;
  } catch (error) {
    raw?.close();
    lock?.close();
    const refusal = error instanceof StorageOpenError ? error : new StorageOpenError(openReason(error, 'other'), file, { cause: error });
    log.error('storage.open_failed', { reason: refusal.reason, nextStep: refusal.nextStep }, refusal);
    throw refusal;
  }
}

/** Pages of a copy that are read at once. */
const PAGES_AT_ONCE = 200;

/**
 * Copies a database, which others may have open and write to, as it is at the beginning of the copying. Resolves to its identity.
 * Rejects with `StorageOpenError`; what was begun is left at the target.
 */
export async function copyDatabase(file: string, target: string): Promise<string> {
  let raw: Sqlite.Database | undefined;
  try {
    raw = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    assertOurs(raw, file);
    // A reader that stays in its transaction holds the moment: otherwise every commit of the till would begin the copying anew.
    raw.exec('BEGIN');
    const id = new Database(file, raw).id;
    await raw.backup(target, { progress: () => PAGES_AT_ONCE });
    return id;
  } catch (error) {
    throw error instanceof StorageOpenError ? error : new StorageOpenError(openReason(error, 'other'), file, { cause: error });
  } finally {
    raw?.close();
  }
}

/**
 * Proves that a copy is a whole database of this program, and makes it a single plain file that can be carried around. A
 * copy is believed only after this. Throws `StorageOpenError` ('damaged', 'not_ours', 'newer', …).
 */
export function sealCopy(file: string): void {
  let raw: Sqlite.Database | undefined;
  try {
    raw = new Sqlite(file, { fileMustExist: true });
    // An empty file passes for a new database elsewhere; as a copy of the books it is none.
    if (raw.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new StorageOpenError('not_ours', file);
    // A copy has the journal mode of its original, which wants companions beside the file.
    raw.pragma('journal_mode = DELETE');
    assertWhole(raw, file);
    assertKnownHistory(new Database(file, raw), MIGRATIONS);
  } catch (error) {
    throw error instanceof StorageOpenError ? error : new StorageOpenError(openReason(error, 'other'), file, { cause: error });
  } finally {
    raw?.close();
  }
}

/** Does work in a data folder that no program may have open meanwhile. Throws `StorageOpenError('in_use')`. */
export function inLockedFolder<T>(folder: string, work: () => T): T {
  let lock: Sqlite.Database;
  try {
    lock = lockFolder(folder);
  } catch (error) {
    throw new StorageOpenError(openReason(error, 'other'), folder, { cause: error });
  }
  try {
    return work();
  } finally {
    lock.close();
  }
}

/**
 * One writer per data folder, across processes. An exclusive transaction on an empty database of its own is held open as
 * long as we live: the operating system takes the lock away with the process, however it ends, so a crash leaves nothing
 * to clean up. The real database stays readable for a backup tool or for support.
 */
function lockFolder(folder: string): Sqlite.Database {
  const lock = new Sqlite(join(folder, 'in-use.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function assertOurs(raw: Sqlite.Database, file: string): void {
  const id = raw.pragma('application_id', { simple: true });
  const tables = Number(raw.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (tables > 0 && id !== APPLICATION_ID) throw new StorageOpenError('not_ours', file);
}

function configure(raw: Sqlite.Database): void {
  // The build's default for WAL is NORMAL, which loses the last commits in a power cut.
  set(raw, 'journal_mode', 'WAL', 'wal');
  set(raw, 'synchronous', 'FULL', 2);
  set(raw, 'foreign_keys', 'ON', 1);
  set(raw, 'trusted_schema', 'OFF', 0);
  set(raw, 'cell_size_check', 'ON', 1);
  // macOS keeps writes in the drive's cache unless asked for a full flush; elsewhere without effect.
  set(raw, 'fullfsync', 'ON', 1);
  set(raw, 'checkpoint_fullfsync', 'ON', 1);
  set(raw, 'busy_timeout', String(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS);
}

function set(raw: Sqlite.Database, name: string, value: string, expected: string | number): void {
  raw.pragma(`${name} = ${value}`);
  const got = raw.pragma(name, { simple: true });
  if (got !== expected) throw new StorageOpenError('other', `${name} is ${String(got)}, not ${String(expected)}`);
}

function assertWhole(raw: Sqlite.Database, file: string): void {
  const answer = String(raw.pragma('quick_check(1)', { simple: true }));
  if (answer !== 'ok') throw new StorageOpenError('damaged', `${file}: ${answer}`);
}
