/** The backup tab in every state it can be in, with invented copies. */
import type { ReactNode } from 'react';
import type { BackupView, FolderLookView } from '../../preload/contract/backup-views.ts';
import { BackupState } from '../settings/backup/BackupState.tsx';
import { AskRestore, Copies, RestoreNews } from '../settings/backup/Restore.tsx';
import { Backup } from '../settings/BackupTab.tsx';
import { NOW } from './fixtures.ts';

const HOUR_MS = 3_600_000;
const nothing = (): void => undefined;
const later = async (): Promise<void> => undefined;

const COPY = { name: 'guitai-012-1a2b3c4d-20261120-141000123.db', at: NOW - 14 * HOUR_MS, bytes: 3_400_000 } as const;

function backup(more: Partial<BackupView> = {}): BackupView {
  return { folder: 'E:\\Guitai', keep: 30, sameDisk: false, last: COPY, trouble: null, running: false, nextAt: NOW + 5 * HOUR_MS, canPick: true, restored: null, ...more };
}

const NONE = backup({ folder: null, last: null, nextAt: null });

const COPIES: FolderLookView = {
  state: 'ready', sameDisk: false, free: 12e9,
  copies: [
    { ...COPY, till: 12, ofTheseBooks: true },
    { ...COPY, name: 'guitai-013-99aabbcc-20261120-140500000.db', at: NOW - 15 * HOUR_MS, till: 13, ofTheseBooks: false },
    { ...COPY, name: 'guitai-012-1a2b3c4d-20261115-141000123.db', at: NOW - 134 * HOUR_MS, till: 12, ofTheseBooks: true },
  ],
};

const tab = (view: BackupView): (() => ReactNode) => () => <Backup view={view} now={NOW} onView={nothing} />;

export const BACKUP_WINDOWS: Readonly<Record<string, () => ReactNode>> = {
  'settings-backup': tab(backup()),
  'settings-backup-none': tab(NONE),
  'settings-backup-missing': tab(backup({ trouble: { reason: 'missing', since: NOW - 26 * HOUR_MS, at: NOW - HOUR_MS } })),
  'settings-backup-restored': tab(backup({ restored: { kind: 'restored', name: COPY.name, at: COPY.at } })),
  'backup-states': () => (
    <>
      <BackupState view={backup({ last: null })} now={NOW} />
      <BackupState view={backup({ running: true })} now={NOW} />
      <BackupState view={backup({ sameDisk: true })} now={NOW} />
      {(['no_access', 'disk_full', 'till_full', 'not_whole', 'slow', 'other'] as const).map((reason) => <BackupState key={reason} view={backup({ last: reason === 'slow' ? null : COPY, trouble: { reason, since: NOW - 50 * HOUR_MS, at: NOW - HOUR_MS } })} now={NOW} />)}
    </>
  ),
  'backup-copies': () => (
    <>
      <Copies look={COPIES} now={NOW} onChoose={nothing} />
      <Copies look={{ ...COPIES, copies: [] }} now={NOW} onChoose={nothing} />
      <Copies look={{ state: 'missing', sameDisk: false, copies: [] }} now={NOW} onChoose={nothing} />
    </>
  ),
  'backup-restore-refused': () => <>{(['missing', 'damaged', 'not_ours', 'newer', 'forked', 'other_till', 'disk_full', 'no_access', 'in_use'] as const).map((reason) => <RestoreNews key={reason} restored={{ kind: 'refused', name: COPY.name, reason }} now={NOW} />)}</>,
  'backup-restore-ask': () => <AskRestore copy={{ ...COPY, till: 12, ofTheseBooks: true }} now={NOW} onYes={later} onNo={nothing} />,
};
