/**
 * The settings of a shop in a file, to be taken to the next till. No secret is ever in it, nothing of one till alone, and nobody's name: it
 * can be sent by mail.
 */
import { z } from 'zod';
import { networkChoiceSchema } from './network-views.ts';
import { roleTableSchema } from './people-views.ts';
import { providerChange, sequenceSchema, storeSettingsSchema } from './settings-views.ts';

/** Goes up when a reader of today could misunderstand the file. */
export const SETTINGS_FILE_VERSION = 1;
export const SETTINGS_FILE_FORMAT = 'guitai-settings';

const wallet = providerChange.pick({ enabled: true, fields: true });

/** What tells such a file from any other, whatever its version. */
export const settingsFileHead = z.object({ format: z.literal(SETTINGS_FILE_FORMAT), version: z.int().min(1) });

/** `store` is judged after what it lacks was taken from this till: files of earlier programs lack parts. */
export const settingsFileSchema = z.strictObject({
  ...settingsFileHead.shape,
  made: z.strictObject({ at: z.iso.datetime(), till: z.int().min(1).max(999) }),
  store: z.record(z.string(), z.unknown()),
  sequences: z.array(sequenceSchema.omit({ next: true })).max(3),
  wallets: z.strictObject({ alipay: wallet, wechat: wallet }),
  network: networkChoiceSchema,
  /** What each role may do; absent in files of programs that did not take it along. */
  roles: roleTableSchema.strict().optional(),
});

const leaf = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One setting that would be another. Lists come as one text, with commas. */
export const settingChange = z.object({
  part: z.enum(['store', 'sequences', 'alipay', 'wechat', 'network', 'roles']),
  /** Such as `limits.refund`; of sequences `order.prefix`; of wallets the field; of roles the role. */
  path: z.string(),
  before: leaf,
  after: leaf,
});

export const settingsFileView = z.object({
  made: z.object({ at: z.number(), till: z.int() }),
  changes: z.array(settingChange),
  /** What to save, part by part, with the questions that save each. */
  wish: z.object({
    store: storeSettingsSchema, sequences: z.array(sequenceSchema), alipay: providerChange, wechat: providerChange, network: networkChoiceSchema,
    roles: roleTableSchema.optional(),
  }),
});

export type SettingsFile = z.infer<typeof settingsFileSchema>;
export type SettingsFileView = z.infer<typeof settingsFileView>;
export type SettingChange = z.infer<typeof settingChange>;
