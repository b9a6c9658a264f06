/**
 * What can be wrong with the file that holds the money's history, as closed lists. Opening it fails with a
 * `StorageOpenError` that carries what a person has to do; working with it fails with the port's `LedgerUnavailableError`.
 */
import { LedgerUnavailableError } from '../../ports.ts';

export type StorageOpenReason =
  /** Another program, or a second window of this one, works in the same data folder. */
  | 'in_use'
  /** The file cannot be trusted any more. It is left as it is. */
  | 'damaged'
  /** Written by a newer version of this program. */
  | 'newer'
  /** Its migrations are not the ones of this program: made by another branch or changed by hand. */
  | 'forked'
  /** A database, but not one of this program. */
  | 'not_ours'
  | 'disk_full'
  /** The folder or the file may not be written. */
  | 'no_access'
  /** A migration did not get through; the file is as it was before it. */
  | 'migration_failed'
  | 'other';

/** What a person does about it; the sentence is looked up by this word. */
export type StorageNextStep = 'close_other' | 'restore_backup' | 'update_program' | 'free_space' | 'mend_access' | 'call_support';

const NEXT_STEPS: Readonly<Record<StorageOpenReason, StorageNextStep>> = {
  in_use: 'close_other',
  damaged: 'restore_backup',
  newer: 'update_program',
  forked: 'call_support',
  not_ours: 'call_support',
  disk_full: 'free_space',
  no_access: 'mend_access',
  migration_failed: 'call_support',
  other: 'call_support',
};

/** The database was not opened. Nothing of it was changed, except migrations that had been completed before the failing one. */
export class StorageOpenError extends Error {
  override readonly name = 'StorageOpenError';
  readonly reason: StorageOpenReason;
  readonly nextStep: StorageNextStep;

  constructor(reason: StorageOpenReason, detail: string, options?: ErrorOptions) {
    super(`the database cannot be opened (${reason}): ${detail}`, options);
    this.reason = reason;
    this.nextStep = NEXT_STEPS[reason];
  }
}

/** What stands in the way of opening, when an error says so. */
export function whyNotOpened(error: unknown): { readonly reason: StorageOpenReason; readonly nextStep: StorageNextStep } | undefined {
  return error instanceof StorageOpenError ? { reason: error.reason, nextStep: error.nextStep } : undefined;
}

/** A saved value does not have the shape that this version writes. Always the cause of a `LedgerUnavailableError('damaged')`. */
export class DamagedValueError extends Error {
  override readonly name = 'DamagedValueError';

  /** `where` names table and id; `issues` names fields, never their contents. */
  constructor(where: string, issues: string, options?: ErrorOptions) {
    super(`saved value of ${where} does not have the expected shape: ${issues}`, options);
  }
}

/** Refuses a saved value that cannot be trusted. */
export function damagedValue(where: string, issues: string, cause?: unknown): LedgerUnavailableError {
  return new LedgerUnavailableError('damaged', { cause: new DamagedValueError(where, issues, { cause }) });
}

type UnavailableReason = LedgerUnavailableError['reason'];

/** Prefixes of SQLite's extended result codes, the more special first. */
const SQLITE_REASONS: readonly (readonly [prefix: string, reason: UnavailableReason])[] = [
  ['SQLITE_FULL', 'disk_full'],
  // The shared-memory file beside the database could not grow.
  ['SQLITE_IOERR_SHMSIZE', 'disk_full'],
  ['SQLITE_IOERR_CORRUPTFS', 'damaged'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_CANTOPEN', 'read_only'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_AUTH', 'read_only'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_IOERR', 'other'],
  ['SQLITE_NOMEM', 'other'],
  ['SQLITE_PROTOCOL', 'other'],
];

const FILE_REASONS: Readonly<Record<string, UnavailableReason>> = {
  ENOSPC: 'disk_full', EDQUOT: 'disk_full',
  EROFS: 'read_only', EACCES: 'read_only', EPERM: 'read_only',
  EBUSY: 'busy',
};

/** The outside trouble behind an error of SQLite or of the file system; undefined for a programming error (a broken constraint). */
export function unavailableReason(error: unknown): UnavailableReason | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  if ('syscall' in error) return FILE_REASONS[code] ?? 'other';
  return SQLITE_REASONS.find(([prefix]) => code.startsWith(prefix))?.[1];
}

/** Runs work and turns outside trouble into `LedgerUnavailableError`; every other error passes as it is. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = unavailableReason(error);
    throw reason === undefined ? error : new LedgerUnavailableError(reason, { cause: error });
  }
}

const OPEN_REASONS: Readonly<Record<UnavailableReason, StorageOpenReason>> = {
  disk_full: 'disk_full', damaged: 'damaged', read_only: 'no_access', busy: 'in_use', other: 'other',
};

/** The same trouble, met while opening. */
export function openReason(error: unknown, otherwise: StorageOpenReason): StorageOpenReason {
  const reason = error instanceof LedgerUnavailableError ? error.reason : unavailableReason(error);
  return reason === undefined ? otherwise : OPEN_REASONS[reason];
}
