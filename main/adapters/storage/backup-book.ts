/** What this machine remembers of its backups, among its settings. */
import { z } from 'zod';
import { DEFAULT_BACKUP, MOST_BACKUPS, NO_BACKUP_YET } from '../../domain/backup.ts';
import type { BackupChoice, BackupState } from '../../domain/backup.ts';
import type { BackupBook } from '../../ports.ts';
import type { SettingDefinition, SqliteSettings } from './settings.ts';

const CHOICE: SettingDefinition<BackupChoice> = {
  key: 'backup', initial: DEFAULT_BACKUP,
  schema: z.strictObject({ folder: z.string().min(1).nullable(), keep: z.int().min(1).max(MOST_BACKUPS), elsewhere: z.boolean() }),
};

const STATE: SettingDefinition<BackupState> = {
  key: 'backup.state', initial: NO_BACKUP_YET,
  schema: z.strictObject({
    last: z.strictObject({ name: z.string(), at: z.number(), bytes: z.number() }).nullable(),
    trouble: z.strictObject({ reason: z.enum(['missing', 'no_access', 'disk_full', 'till_full', 'not_whole', 'slow', 'other']), since: z.number(), at: z.number() }).nullable(),
  }),
};

export class SettingsBackupBook implements BackupBook {
  private readonly settings: SqliteSettings;

  constructor(settings: SqliteSettings) {
    this.settings = settings;
  }

  choice(): BackupChoice {
    return this.settings.read(CHOICE);
  }

  choose(choice: BackupChoice): void {
    this.settings.write(CHOICE, choice);
  }

  state(): BackupState {
    return this.settings.read(STATE);
  }

  keep(state: BackupState): void {
    this.settings.write(STATE, state);
  }
}
