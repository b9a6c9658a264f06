/**
 * What the till and its backup process say to each other: one job, one answer, and the process ends. Over there a dead share or a slow
 * stick may stand still as long as it likes, and a whole database may be read and flushed: the till's own process never waits for a disk
 * that is not its own.
 */
import type { BackupOutcome, FolderLook } from '../../../ports.ts';
import type { HelperProcess } from '../../helper-process.ts';
import type { BackupWish } from '../backup.ts';

export type BackupJob =
  | { readonly kind: 'look'; readonly folder: string; readonly file: string; readonly databaseId: string }
  | { readonly kind: 'copy'; readonly wish: BackupWish };

export type BackupAnswer =
  | { readonly kind: 'looked'; readonly look: FolderLook }
  | { readonly kind: 'ended'; readonly outcome: BackupOutcome; readonly detail?: string }
  /** A programming error over there. */
  | { readonly kind: 'broken'; readonly detail: string };

export type StartBackupProcess = () => HelperProcess<BackupJob, BackupAnswer>;
