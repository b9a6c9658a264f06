/** Tables of goods: picked and put away with the system's own windows, so that no page ever names a file. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { dialog } from 'electron';
import type { TableFiles } from '../ports.ts';

const MOST_BYTES = 20_000_000;
const FILTERS = [{ name: 'CSV', extensions: ['csv', 'txt', 'tsv'] }];

export const tables: TableFiles = {
  async read() {
    const { filePaths: [path] } = await dialog.showOpenDialog({ filters: FILTERS, properties: ['openFile'] });
    if (path === undefined) return undefined;
    if ((await stat(path)).size > MOST_BYTES) throw new RangeError('file_too_large');
    return { name: basename(path), bytes: await readFile(path) };
  },
  async write(suggestedName, text) {
    const { filePath, canceled } = await dialog.showSaveDialog({ defaultPath: suggestedName, filters: FILTERS });
    if (canceled || filePath === '') return undefined;
    await writeFile(filePath, text);
    return basename(filePath);
  },
};
