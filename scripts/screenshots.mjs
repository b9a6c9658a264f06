// `npm run screenshots`: every screen and every state of every window as PNG, in both languages, light, dark and in high contrast, in the sizes of
// tills, customer screens and kiosks, under artifacts/screens. `npm run screenshots -- kiosk pay-` takes only what has these in its name.
import { createServer } from 'node:http';
import { readFile, rm } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { bootstrap } from './bootstrap.mjs';
import { electronSwitches } from './lib/display.mjs';
import { galleryConfig } from './lib/gallery.mjs';
import { launch } from './lib/launch.mjs';
import { root } from './lib/paths.mjs';
import { Stop, runMain } from './lib/stop.mjs';

const TYPES = /** @type {Record<string, string>} */ ({ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.ttf': 'font/ttf' });
const LIMIT_MS = 1_800_000;

await runMain(async () => {
  const electron = await bootstrap({ electron: true });
  if (electron === null) throw new Stop('There is no Electron to take pictures with.', 'Run `node scripts/bootstrap.mjs`.');
  const folder = join(root, 'artifacts', 'screens');
  const only = process.argv.slice(2);
  if (only.length === 0) await rm(folder, { recursive: true, force: true });
  await build(galleryConfig);
  const server = createServer((request, response) => void answer(request.url ?? '/', response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const page = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/gallery.html`;
  try {
    const env = { ...process.env, GUITAI_SHOTS: JSON.stringify({ page, folder, only }) };
    return await launch(electron.path, [join(root, 'scripts', 'screenshots'), ...electronSwitches()], { env, timeoutMs: LIMIT_MS });
  } finally {
    server.close();
  }
});

/**
 * One file of the built gallery.
 * @param {string} url
 * @param {import('node:http').ServerResponse} response
 */
async function answer(url, response) {
  const path = normalize(decodeURIComponent(new URL(url, 'http://gallery').pathname));
  try {
    const bytes = await readFile(join(galleryConfig.build.outDir, path));
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(bytes);
  } catch (error) {
    response.writeHead(404).end(String(error));
  }
}
