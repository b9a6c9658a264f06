/** The data folder, tried before anything is opened in it: Chromium takes one that cannot be written for one that another till holds. */
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Why the folder cannot be used, and what mends it. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  readonly nextStep: 'free_space' | 'mend_access';

  constructor(folder: string, cause: unknown) {
    super(`${folder} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    this.nextStep = code === 'ENOSPC' || code === 'EDQUOT' ? 'free_space' : 'mend_access';
  }
}

/** Makes the folder, for this account alone, and writes in it once. Throws `DataFolderError`. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmdirSync(mkdtempSync(join(folder, 'try-')));
  } catch (error) {
    throw new DataFolderError(folder, error);
  }
}
