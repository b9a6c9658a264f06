// `npm run build`: the bundles under out/, made afresh.
import { bootstrap } from './bootstrap.mjs';
import { build } from './lib/build.mjs';
import { step } from './lib/steps.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  await bootstrap({ electron: false });
  await step('build', () => build({ force: true }));
  return 0;
});
