// `npm run screenshots`: every screen and every state of every window as PNG, in both languages, light, dark and in high contrast (on white and on
// black), in the sizes of tills, customer screens and kiosks, under artifacts/screens. Words after `--` take only what has one of them in its
// name; --size, --language and --look, each as often as wished, take only those: `-- --size 1920x1080 --language en --look dark pay-`.
import { createServer } from 'node:http';
import { readFile, rm } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
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
  const wished = choice();
  if (process.argv.length === 2) await rm(folder, { recursive: true, force: true });
  await build(galleryConfig);
  const server = createServer((request, response) => void answer(request.url ?? '/', response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const page = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/gallery.html`;
  try {
    const env = { ...process.env, GUITAI_SHOTS: JSON.stringify({ page, folder, ...wished }) };
    return await launch(electron.path, [join(root, 'scripts', 'screenshots'), ...electronSwitches()], { env, timeoutMs: LIMIT_MS });
  } finally {
    server.close();
  }
});

/** What the command line wishes to see; an empty list wishes for all. */
function choice() {
  try {
    const several = /** @type {const} */ ({ type: 'string', multiple: true });
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { size: several, language: several, look: several } });
    return { size: values.size ?? [], language: values.language ?? [], look: values.look ?? [], only: positionals };
  } catch (error) {
    throw new Stop(error instanceof Error ? error.message : String(error), 'For example: npm run screenshots -- --size 1920x1080 --language en --look dark pay-');
  }
}

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
