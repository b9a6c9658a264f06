// `npm run simulate` and its like: tools on the product's own code. On a fresh folder the packages are set up first; then the tool runs
// on the pinned Node. What the set-up says goes to stderr, because some tools are read by programs.
import { constants } from 'node:os';
import { join } from 'node:path';
import { checkNode } from './bootstrap.mjs';
import { withSetupLock } from './lib/lock.mjs';
import { installPackages, packagesState } from './lib/packages.mjs';
import { root, toolNode } from './lib/paths.mjs';
import { passOn, run, toolEnv } from './lib/run.mjs';
import { step } from './lib/steps.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  const [script = '', ...words] = process.argv.slice(2);
  checkNode();
  if (packagesState() !== 'ready') await withSetupLock(() => step('packages', installPackages, process.stderr), { out: process.stderr });
  passOn();
  const { code, signal } = await run(toolNode(), [join(root, 'scripts', script), ...words], { env: toolEnv(), show: true });
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
