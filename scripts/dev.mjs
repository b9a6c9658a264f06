// `npm run dev`: the till with a renderer that reloads as it is edited.
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { electronSwitches } from './lib/display.mjs';
import { launch } from './lib/launch.mjs';
import { root, toolNode } from './lib/paths.mjs';
import { toolEnv } from './lib/run.mjs';
import { Stop, runMain } from './lib/stop.mjs';

await runMain(async () => {
  const electron = await bootstrap({ electron: true });
  if (electron === null) throw new Stop('There is no Electron to start.', 'Run `node scripts/bootstrap.mjs`.');
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const appArguments = [...electronSwitches(), ...process.argv.slice(2)];
  return launch(toolNode(), [cli, 'dev', '--watch', '--', ...appArguments], { env: toolEnv({ ELECTRON_EXEC_PATH: electron.path }) });
});
