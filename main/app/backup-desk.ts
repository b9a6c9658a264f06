/**
 * Copies of the books on another disk: at night, after a shift, a day after the last one at the latest, and when somebody asks. What
 * became of them is always known in words; and the way back after a lost disk. Selling never waits for any of it.
 */
import { afterCopy, afterFailure, isBackupLate, MOST_BACKUPS, nextBackupAt, NO_BACKUP_YET } from '../domain/backup.ts';
import type { BackupChoice, BackupState, BackupTrouble } from '../domain/backup.ts';
import { LedgerUnavailableError } from '../ports.ts';
import type { BackupBook, BackupPlace, Clock, FolderLook, Ledger, Log } from '../ports.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

/** A till that has just started asks for its unfinished payments first. */
const AFTER_START_MS = 30_000;

/** What became of a restore that was ordered before this start. */
export type RestoreNews =
  | { readonly kind: 'restored'; readonly name: string; readonly at: number | null }
  | { readonly kind: 'refused'; readonly name: string; readonly reason: string };

export interface BackupDeskDeps {
  readonly place: BackupPlace;
  readonly book: BackupBook;
  readonly session: Session;
  readonly ledger: Pick<Ledger, 'commit' | 'unfinishedPayments' | 'unfinishedRefunds' | 'openSale'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly restored: RestoreNews | undefined;
  /** Lets a person pick a folder; undefined when nobody did. Absent where there are no windows. */
  readonly pickFolder?: (() => Promise<string | undefined>) | undefined;
  /** Starts the program anew; absent where nobody leads it. */
  readonly startAnew?: (() => void) | undefined;
}

export class BackupDesk {
  private readonly deps: BackupDeskDeps;
  private running: Promise<void> | undefined;
  private stopped = false;
  private forget: () => void = () => undefined;

  constructor(deps: BackupDeskDeps) {
    this.deps = deps;
    this.mark();
  }

  /** Until the returned function is called. */
  start(): () => void {
    this.plan(AFTER_START_MS);
    return () => {
      this.stopped = true;
      this.forget();
      this.deps.place.stop();
    };
  }

  view() {
    const { book, restored, pickFolder, clock, session } = this.deps;
    const { folder, keep, elsewhere } = book.choice();
    const state = book.state();
    return {
      folder, keep, sameDisk: folder !== null && !elsewhere, last: state.last, trouble: state.trouble, running: this.running !== undefined,
      nextAt: folder === null ? null : Math.max(clock.now(), nextBackupAt(state, clock.now(), session.settings.utcOffsetMinutes)),
      canPick: pickFolder !== undefined, restored: restored ?? null,
    };
  }

  look(folder: string): Promise<FolderLook> {
    return this.deps.place.look(folder);
  }

  async pick(): Promise<Outcome<{ folder: string | null }, 'not_here'>> {
    const { pickFolder } = this.deps;
    return pickFolder ? done({ folder: (await pickFolder()) ?? null }) : refused('not_here');
  }

  /** Null ends the copying. A folder is taken only when it can be written now; the first copy is made at once. */
  async save(folder: string | null, keep: number): Promise<Outcome<object, 'backup_folder_missing' | 'backup_folder_closed' | 'backup_folder_slow' | 'backup_keep_bad'>> {
    if (!Number.isInteger(keep) || keep < 1 || keep > MOST_BACKUPS) return refused('backup_keep_bad', { most: MOST_BACKUPS });
    const look = folder === null ? undefined : await this.look(folder);
    if (look?.state === 'missing') return refused('backup_folder_missing');
    if (look?.state === 'no_access') return refused('backup_folder_closed');
    if (look?.state === 'slow') return refused('backup_folder_slow');
    this.choose({ folder, keep, elsewhere: look !== undefined && !look.sameDisk });
    if (folder !== null) void this.run();
    return DONE;
  }

  backUpNow(): Outcome<object, 'no_backup_folder'> {
    if (this.deps.book.choice().folder === null) return refused('no_backup_folder');
    void this.run();
    return DONE;
  }

  /** A day's work is done: before the machine is switched off. */
  shiftClosed(): void {
    void this.run();
  }

  /**
   * Puts a copy in the place of the books at the next start, which follows at once. What is there now is kept beside them. Not while
   * money is on its way: nobody would ask for it any more.
   */
  async restore(folder: string, name: string): Promise<Outcome<object, 'no_copy' | 'copy_of_other_till' | 'restore_not_now' | 'not_here'>> {
    const { place, session, ledger, clock, startAnew } = this.deps;
    if (!startAnew) return refused('not_here');
    const copy = (await place.look(folder)).copies.find((each) => each.name === name);
    if (!copy) return refused('no_copy');
    const { till } = session.settings;
    if (copy.till !== till.number) return refused('copy_of_other_till', { till: copy.till, here: till.number });
    if (ledger.unfinishedPayments().length > 0 || ledger.unfinishedRefunds().length > 0 || ledger.openSale(till.id)) return refused('restore_not_now');
    ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: till.id, by: session.settings.cashier.id, note: 'restore_ordered', event: { name, copyAt: copy.at } }] });
    place.orderRestore(folder, name);
    startAnew();
    return DONE;
  }

  private choose(choice: BackupChoice): void {
    const { book, ledger, session, clock } = this.deps;
    const isOther = book.choice().folder !== choice.folder;
    book.choose(choice);
    ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: session.settings.till.id, by: session.settings.cashier.id, note: 'backup_chosen', event: { ...choice } }] });
    // What was with another folder says nothing of this one.
    this.remember(isOther ? NO_BACKUP_YET : { ...book.state(), trouble: null });
  }

  /** One at a time; whoever asks meanwhile waits for the one that runs. */
  private run(): Promise<void> {
    this.running ??= this.copy().catch((error: unknown) => this.deps.log.error('backup.broke', {}, error)).finally(() => {
      this.running = undefined;
      if (this.stopped) return;
      this.mark();
      this.plan(0);
    });
    return this.running;
  }

  private async copy(): Promise<void> {
    const { book, place, clock } = this.deps;
    const choice = book.choice();
    const { folder } = choice;
    if (folder === null || this.stopped) return;
    this.deps.session.changed();
    const outcome = await place.copy({ ...choice, folder });
    // Another folder may have been chosen meanwhile: its turn comes next.
    if (this.stopped || book.choice().folder !== folder) return;
    this.remember(outcome.kind === 'copied' ? afterCopy(outcome.copy) : afterFailure(book.state(), outcome.reason, clock.now()));
  }

  private remember(state: BackupState): void {
    try {
      this.deps.book.keep(state);
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
      this.deps.log.error('backup.not_remembered', { reason: error.reason }, error);
    }
  }

  private plan(notBeforeMs: number): void {
    const { book, clock, session } = this.deps;
    this.forget();
    if (book.choice().folder === null) return;
    const now = clock.now();
    this.forget = clock.at(Math.max(now + notBeforeMs, nextBackupAt(book.state(), now, session.settings.utcOffsetMinutes)), () => void this.run());
  }

  /** What the head of every screen says. */
  private mark(): void {
    const { book, session, clock } = this.deps;
    const choice = book.choice();
    const state = book.state();
    session.backup = choice.folder === null ? { state: 'none' } : isBackupLate(choice, state, clock.now()) ? { state: 'late', reason: reasonOf(state) } : { state: 'fine' };
    session.changed();
  }
}

function reasonOf({ trouble }: BackupState): BackupTrouble {
  return trouble?.reason ?? 'other';
}
