// `npm run dev`: the till, built again as its sources are edited. A changed screen is reloaded; a changed main process is
// started anew. The page comes from app:// here as everywhere: a development server would need a weaker policy than ships.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bootstrap } from './bootstrap.mjs';
import { build, fingerprint } from './lib/build.mjs';
import { electronSwitches } from './lib/display.mjs';
import { launch } from './lib/launch.mjs';
import { root } from './lib/paths.mjs';
import { toolEnv } from './lib/run.mjs';
import { Stop, runMain } from './lib/stop.mjs';

/** An editor writes several files; they are built once, when none was written for this long. */
const QUIET_MS = 300;

await runMain(async () => {
  const electron = await bootstrap({ electron: true });
  if (electron === null) throw new Stop('There is no Electron to start.', 'Run `node scripts/bootstrap.mjs`.');
  await build();
  for (;;) {
    const restart = new AbortController();
    const watching = rebuildOnChange(restart);
    const args = [root, ...electronSwitches(), ...process.argv.slice(2)];
    const code = await launch(electron.path, args, { env: toolEnv({ GUITAI_DEV: '1' }), signal: restart.signal });
    watching.stop();
    if (!restart.signal.aborted) return code;
    process.stdout.write('  the main process changed: the till starts anew\n');
  }
});

/**
 * Builds after every change. The running till reloads a new screen by itself; a new main process or preload asks for a restart.
 * @param {AbortController} restart
 * @returns {{ stop: () => void }}
 */
function rebuildOnChange(restart) {
  const end = new AbortController();
  const isOver = () => end.signal.aborted;
  let built = fingerprint(root);
  let beside = digestOf(['main', 'preload']);
  const loop = async () => {
    while (!isOver()) {
      await changed();
      if (isOver() || fingerprint(root) === built) continue;
      built = fingerprint(root);
      try {
        await build();
      } catch (error) {
        // The bundler has printed what is wrong; the till goes on as it was until the next change.
        process.stderr.write(`  not built: ${error instanceof Error ? error.message : String(error)}\n`);
        continue;
      }
      const now = digestOf(['main', 'preload']);
      if (now !== beside) restart.abort();
      beside = now;
    }
  };
  let wake = () => {};
  const watchers = ['main', 'preload', 'renderer'].map((folder) => watch(join(root, folder), { recursive: true }, () => wake()));
  const changed = async () => {
    await new Promise((done) => { wake = () => done(undefined); });
    let seen = '';
    while (seen !== fingerprint(root)) {
      seen = fingerprint(root);
      await pause(QUIET_MS);
    }
  };
  void loop();
  return {
    stop: () => {
      end.abort();
      for (const watcher of watchers) watcher.close();
      wake();
    },
  };
}

/** @param {readonly string[]} parts  folders below out/ */
function digestOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    const folder = join(root, 'out', part);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.cjs')).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}
