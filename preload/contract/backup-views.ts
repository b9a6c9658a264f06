/** Copies of the books: where they go, how the last tries went, what lies in the folder, and the way back. */
import { z } from 'zod';
import type { BackupTrouble } from '../../main/domain/backup.ts';
import { words } from './words.ts';

/** The sentences are `backup.trouble.<word>`, and what to do `backup.trouble.<word>.next`. */
const troubleSchema = words<BackupTrouble>()(['missing', 'no_access', 'disk_full', 'till_full', 'not_whole', 'slow', 'other']);
const folderSchema = z.string().trim().min(1).max(500);
const nameSchema = z.string().regex(/^guitai-\d{3}-[0-9a-f]{8}-\d{8}-\d{9}\.db$/);
const requestId = z.string().regex(/^[0-9A-Za-z-]{8,64}$/);

export const backupView = z.object({
  folder: z.string().nullable(),
  keep: z.int(),
  /** The folder lies on the disk of the books: both would be lost together. */
  sameDisk: z.boolean(),
  /** The last copy that was read back and found whole. */
  last: z.object({ name: z.string(), at: z.number(), bytes: z.number() }).nullable(),
  /** What failed after it, first and last. */
  trouble: z.object({ reason: troubleSchema, since: z.number(), at: z.number() }).nullable(),
  running: z.boolean(),
  nextAt: z.number().nullable(),
  /** The system's own window for folders can be opened. */
  canPick: z.boolean(),
  /** What became of a restore before this start. */
  restored: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('restored'), name: z.string(), at: z.number().nullable() }),
    z.object({ kind: z.literal('refused'), name: z.string(), reason: z.string() }),
  ]).nullable(),
});

export const folderLookView = z.object({
  state: z.enum(['ready', 'missing', 'no_access', 'slow']),
  sameDisk: z.boolean(),
  free: z.number().optional(),
  /** Newest first. */
  copies: z.array(z.object({ name: z.string(), at: z.number(), bytes: z.number(), till: z.int(), ofTheseBooks: z.boolean() })),
});

const none = z.strictObject({});

export const BACKUP_ROUTES = {
  'backup.get': { input: none, output: z.object({ backup: backupView }), failures: [] },
  /** What a folder is good for, and which copies lie in it. May take as long as a share that does not answer: 20 s. */
  'backup.look': { input: z.strictObject({ folder: folderSchema }), output: z.object({ look: folderLookView }), failures: [] },
  /** Opens the system's window for folders; null when nothing was picked. */
  'backup.pick': { input: none, output: z.object({ folder: z.string().nullable() }), failures: ['not_here'] },
  /** A folder is taken only when it can be written; its first copy is begun at once. */
  'backup.save': {
    input: z.strictObject({ folder: folderSchema.nullable(), keep: z.int().min(1).max(365) }), output: z.object({ backup: backupView }),
    failures: ['backup_folder_missing', 'backup_folder_closed', 'backup_folder_slow', 'backup_keep_bad'],
  },
  /** Begun, not finished: `backup.get` tells how it went. */
  'backup.run': { input: none, output: z.object({ backup: backupView }), failures: ['no_backup_folder'] },
  /** The program starts anew with the books of this copy; those of now are kept beside them. */
  'backup.restore': {
    input: z.strictObject({ requestId, folder: folderSchema, name: nameSchema }), output: z.object({}),
    failures: ['no_copy', 'copy_of_other_till', 'restore_not_now', 'not_here'],
  },
} as const;

export type BackupView = z.infer<typeof backupView>;
export type FolderLookView = z.infer<typeof folderLookView>;
