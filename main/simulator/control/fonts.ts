// Serves the app's own fonts to the pages, so that they look the same on a machine without a Chinese font.
import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { DeskError } from './http.ts';
import type { Route } from './http.ts';

const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css; charset=utf-8', '.woff2': 'font/woff2', '.ttf': 'font/ttf' };

/** `/fonts/…` from a directory that has an index.css; no other kind of file and nothing outside of it is given out. */
export function fontRoutes(directory: string): Route[] {
  const root = resolve(directory);
  return [
    {
      method: 'GET',
      path: '/fonts/*file',
      handle: async ({ params }) => {
        const file = resolve(join(root, params['file'] ?? ''));
        const type = TYPES[extname(file)];
        if (!file.startsWith(root + sep) || type === undefined) throw new DeskError(404, 'not-found', 'no such font');
        const body = await readFile(file).catch(() => {
          throw new DeskError(404, 'not-found', 'no such font');
        });
        return { type, body, keep: true };
      },
    },
  ];
}
