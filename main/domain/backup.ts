/** Copies of the books on another disk: when one is due, and what can be in the way. */

/** Of this machine: where its copies go, and how many stay there. */
export interface BackupChoice {
  /** A folder on a stick, another disk or a share; null: no copies are made. */
  readonly folder: string | null;
  readonly keep: number;
  /** It was on another disk than the books when it was chosen. Where it no longer is, the stick is out and only its place is left. */
  readonly elsewhere: boolean;
}

export const DEFAULT_BACKUP: BackupChoice = { folder: null, keep: 30, elsewhere: false };
export const MOST_BACKUPS = 365;

/** Why there is no copy. Each has a sentence and a next step. */
export type BackupTrouble =
  /** The folder is not there: the stick is out, the share is not connected. */
  | 'missing'
  /** The folder is there and may not be written. */
  | 'no_access'
  | 'disk_full'
  /** The till's own disk has no room for the copy that is carried over. */
  | 'till_full'
  /** What was written did not read back as it was. */
  | 'not_whole'
  /** The folder did not answer in time. */
  | 'slow'
  | 'other';

export interface BackupFact {
  /** Of the file. */
  readonly name: string;
  /** The moment whose books it holds, epoch ms. */
  readonly at: number;
  readonly bytes: number;
}

/** How the last tries went. */
export interface BackupState {
  /** The last copy that was read back and found whole. */
  readonly last: BackupFact | null;
  /** Since then; the first and the last failure, epoch ms. */
  readonly trouble: { readonly reason: BackupTrouble; readonly since: number; readonly at: number } | null;
}

export const NO_BACKUP_YET: BackupState = { last: null, trouble: null };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Local time of the nightly copy. */
const NIGHT_MS = 3 * 60 * MINUTE_MS;
/** A stick that is put in again is found soon; a full one is not tried all the time. */
const RETRY_MS: Readonly<Record<BackupTrouble, number>> = {
  missing: 10 * MINUTE_MS, no_access: 10 * MINUTE_MS, slow: 10 * MINUTE_MS, disk_full: 60 * MINUTE_MS, till_full: 60 * MINUTE_MS, not_whole: 60 * MINUTE_MS, other: 60 * MINUTE_MS,
};

/** When the next copy is to be made, epoch ms: tonight, a day after the last one, or soon after a failure. A moment that has passed means now. */
export function nextBackupAt({ last, trouble }: BackupState, now: number, utcOffsetMinutes: number): number {
  // A clock that was set back must not put the next try off until it is there again.
  if (trouble) return Math.min(trouble.at, now) + RETRY_MS[trouble.reason];
  if (!last) return now;
  return Math.min(last.at + DAY_MS, nextNight(now, utcOffsetMinutes));
}

/** Two days without a copy: time to say so to whoever stands at the till. */
export function isBackupLate(choice: BackupChoice, { last, trouble }: BackupState, now: number): boolean {
  if (choice.folder === null || !trouble) return false;
  return now - (last?.at ?? trouble.since) > 2 * DAY_MS;
}

export function afterCopy(last: BackupFact): BackupState {
  return { last, trouble: null };
}

export function afterFailure({ last, trouble }: BackupState, reason: BackupTrouble, now: number): BackupState {
  return { last, trouble: { reason, since: trouble?.since ?? now, at: now } };
}

function nextNight(now: number, utcOffsetMinutes: number): number {
  const local = now + utcOffsetMinutes * MINUTE_MS;
  const tonight = Math.floor(local / DAY_MS) * DAY_MS + NIGHT_MS;
  return (tonight > local ? tonight : tonight + DAY_MS) - utcOffsetMinutes * MINUTE_MS;
}
