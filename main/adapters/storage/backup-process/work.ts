/** Does one job of a backup, wherever it is run. */
import { backupTo, BackupError, lookAt } from '../backup.ts';
import type { BackupAnswer, BackupJob } from './messages.ts';

export async function doBackupJob(job: BackupJob): Promise<BackupAnswer> {
  try {
    if (job.kind === 'look') return { kind: 'looked', look: lookAt(job.folder, job.file, job.databaseId) };
    return { kind: 'ended', outcome: { kind: 'copied', copy: await backupTo(job.wish) } };
  } catch (error) {
    if (!(error instanceof BackupError)) return { kind: 'broken', detail: wordsOf(error) };
    return { kind: 'ended', outcome: { kind: 'failed', reason: error.reason }, ...(error.cause !== undefined && { detail: wordsOf(error.cause) }) };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
