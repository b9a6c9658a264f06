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
    const { size, isRegular } = await stat(path).then((found) => ({ size: found.size, isRegular: found.isFile() }));
    // A pipe or a device has no size and no end: reading one would never come back.
    if (!isRegular) throw new TypeError('not a file');
    if (size > MOST_BYTES) throw new RangeError('file_too_large');
    return { name: basename(path), bytes: await readFile(path) };
  },
  async write(suggestedName, text) {
    const { filePath, canceled } = await dialog.showSaveDialog({ defaultPath: suggestedName, filters: FILTERS });
    if (canceled || filePath === '') return undefined;
    await writeFile(filePath, text);
    return basename(filePath);
  },
};
