/** The till's side of its backups: starts a process for each job, and gives it up when it does not answer. */
import { dirname, join } from 'node:path';
import type { BackupChoice, BackupTrouble } from '../../domain/backup.ts';
import type { BackupOutcome, BackupPlace, Clock, FolderLook, Log } from '../../ports.ts';
import type { BackupAnswer, BackupJob, StartBackupProcess } from './backup-process/messages.ts';
import { doBackupJob } from './backup-process/work.ts';
import type { Database } from './database.ts';
import { orderRestore } from './restore-order.ts';

/** A share that is gone answers after half a minute, or never. */
const LOOK_MS = 20_000;
/** A year of a busy till over a slow line. */
const COPY_MS = 30 * 60_000;

export interface BackupPlaceDeps {
  readonly database: Pick<Database, 'file' | 'id'>;
  readonly till: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent (tools, tests): the work is done in this process, which then waits for the folder. */
  readonly startProcess?: StartBackupProcess | undefined;
}

export class ProcessBackups implements BackupPlace {
  private readonly deps: BackupPlaceDeps;
  private readonly giveUps = new Set<() => void>();

  constructor(deps: BackupPlaceDeps) {
    this.deps = deps;
  }

  async look(folder: string): Promise<FolderLook> {
    const { file, id } = this.deps.database;
    const answer = await this.answerTo({ kind: 'look', folder, file, databaseId: id }, LOOK_MS);
    if (answer.kind === 'looked') return answer.look;
    this.deps.log.warn('backup.folder_not_seen', { kind: answer.kind, ...('detail' in answer && { detail: answer.detail }) });
    return { state: 'slow', sameDisk: false, copies: [] };
  }

  async copy({ folder, keep, elsewhere }: BackupChoice & { readonly folder: string }): Promise<BackupOutcome> {
    const { database, till, clock, log } = this.deps;
    const answer = await this.answerTo({ kind: 'copy', wish: { file: database.file, folder, keep, elsewhere, till, at: clock.now() } }, COPY_MS);
    const outcome = answer.kind === 'ended' ? answer.outcome : failed(answer.kind === 'slow' ? 'slow' : 'other');
    if (outcome.kind === 'failed') log.warn('backup.failed', { reason: outcome.reason, ...('detail' in answer && { detail: answer.detail }) });
    else log.info('backup.copied', { name: outcome.copy.name, bytes: outcome.copy.bytes });
    return outcome;
  }

  orderRestore(folder: string, name: string): void {
    orderRestore(dirname(this.deps.database.file), { copy: join(folder, name) });
  }

  stop(): void {
    for (const giveUp of this.giveUps) giveUp();
  }

  private answerTo(job: BackupJob, limitMs: number): Promise<BackupAnswer | { readonly kind: 'slow' }> {
    const { startProcess, clock } = this.deps;
    if (!startProcess) return doBackupJob(job);
    return new Promise((resolve) => {
      const helper = startProcess();
      const end = (answer: BackupAnswer | { readonly kind: 'slow' }): void => {
        this.giveUps.delete(giveUp);
        forget();
        resolve(answer);
        helper.kill();
      };
      const giveUp = (): void => end({ kind: 'slow' });
      const forget = clock.at(clock.now() + limitMs, giveUp);
      this.giveUps.add(giveUp);
      helper.onMessage(end);
      helper.onExit(() => end({ kind: 'broken', detail: 'the backup process ended without an answer' }));
      helper.post(job);
    });
  }
}

function failed(reason: BackupTrouble): BackupOutcome {
  return { kind: 'failed', reason };
}
