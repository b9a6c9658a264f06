/** Copies of the books on another disk, made beside the till's work, and the way back. */
import type { BackupChoice, BackupFact, BackupState, BackupTrouble } from '../domain/backup.ts';

/** A copy that lies in a folder. */
export interface KeptBackup extends BackupFact {
  readonly till: number;
  /** Made from the very books that are open now. */
  readonly ofTheseBooks: boolean;
}

/** What a folder is good for. */
export interface FolderLook {
  readonly state: 'ready' | 'missing' | 'no_access' | 'slow';
  /** It lies on the disk of the books themselves: both would be lost together. */
  readonly sameDisk: boolean;
  /** Bytes; absent when nobody knows. */
  readonly free?: number;
  /** Newest first. */
  readonly copies: readonly KeptBackup[];
}

export type BackupOutcome =
  | { readonly kind: 'copied'; readonly copy: BackupFact }
  | { readonly kind: 'failed'; readonly reason: BackupTrouble };

/** Does the work apart from the till, one thing after the other. Never rejects for what happens outside. */
export interface BackupPlace {
  look(folder: string): Promise<FolderLook>;
  /** Copies the books as they are at one moment, proves the copy, and keeps the newest so many of these books. */
  copy(choice: BackupChoice & { readonly folder: string }): Promise<BackupOutcome>;
  /** Remembers that this copy takes the place of the books at the next start. Throws when the disk refuses. */
  orderRestore(folder: string, name: string): void;
  /** Gives up what is being done. */
  stop(): void;
}

/** What is remembered of it over a restart. All throw `LedgerUnavailableError`. */
export interface BackupBook {
  choice(): BackupChoice;
  choose(choice: BackupChoice): void;
  state(): BackupState;
  keep(state: BackupState): void;
}
