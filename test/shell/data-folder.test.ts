/** A start on a folder that cannot be written says so, and does not say that another till is open. */
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { DataFolderError, prepareDataFolder } from '../../main/shell/data-folder.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const folder = scratchFolder();
afterAll(() => folder.remove());

it('a new folder is made for this account alone, and nothing is left in it', () => {
  prepareDataFolder(folder.path('new/deep'));
  expect(readdirSync(folder.path('new/deep'))).toEqual([]);
  expect(process.platform === 'win32' || (statSync(folder.path('new/deep')).mode & 0o777) === 0o700).toBe(true);
});

it('a file in the folder\'s place is a matter of access', () => {
  writeFileSync(folder.path('file'), '');
  expect(() => prepareDataFolder(folder.path('file'))).toThrow(DataFolderError);
});

it.skipIf(process.getuid?.() === 0)('a folder of somebody else is a matter of access', () => {
  mkdirSync(folder.path('theirs'));
  chmodSync(folder.path('theirs'), 0o500);
  expect(() => prepareDataFolder(folder.path('theirs'))).toThrow(DataFolderError);
});

it('a full disk is told from a missing permission', () => {
  const error = (code: string): DataFolderError => new DataFolderError('/data', Object.assign(new Error('no'), { code }));
  expect([error('ENOSPC').nextStep, error('EDQUOT').nextStep, error('EACCES').nextStep, error('EROFS').nextStep]).toEqual(['free_space', 'free_space', 'mend_access', 'mend_access']);
});
