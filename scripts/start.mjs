// `npm start`: set up what is missing, build what changed, open the till. Without a display it lets the app play a demo sale by
// itself and shows what that left behind.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './lib/build.mjs';
import { electronSwitches, hasDisplay } from './lib/display.mjs';
import { launch } from './lib/launch.mjs';
import { root } from './lib/paths.mjs';
import { step } from './lib/steps.mjs';
import { Stop, runMain } from './lib/stop.mjs';

const demoLimitMs = 180_000;

await runMain(async () => {
  const electron = await bootstrap({ electron: true });
  if (electron === null) throw new Stop('There is no Electron to start.', 'Run `node scripts/bootstrap.mjs`.');
  await step('build', () => build());
  const args = [root, ...electronSwitches(), ...process.argv.slice(2)];
  return hasDisplay() ? launch(electron.path, args) : playDemo(electron.path, args);
});

/**
 * @param {string} electron
 * @param {string[]} args
 */
async function playDemo(electron, args) {
  const folder = join(root, 'artifacts', `demo-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  mkdirSync(folder, { recursive: true });
  process.stdout.write('\n  There is no display here: the till plays one demo sale by itself on a virtual one.\n\n');
  // Data of its own: the demo starts from the same shop each time, and touches nobody's till.
  const data = mkdtempSync(join(tmpdir(), 'guitai-demo-'));
  const env = { GUITAI_DATA: data, ...process.env, GUITAI_AUTOPLAY: folder };
  const code = await launch(electron, args, { env, timeoutMs: demoLimitMs }).finally(() => rmSync(data, { recursive: true, force: true }));
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))).filter((file) => statSync(file).isFile()).sort();
  if (files.length === 0) throw new Stop(`The demo sale ended with exit code ${code} and left nothing behind.`, 'Read the app\'s own words above.');
  process.stdout.write('\n  Left behind by the demo sale:\n');
  for (const file of files) process.stdout.write(`    ${relative(root, file)}  (${statSync(file).size} bytes)\n`);
  return code;
}
