// `npm run package`: installers for this platform under release/. `npm run package -- --linux deb` and the like choose targets.
// On the stand-in Electron only an unpacked folder is made, for trying out: nothing built on it may leave the machine.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './lib/build.mjs';
import { readFuseFaults } from './lib/fuses.mjs';
import { root, standInFolder, toolNode } from './lib/paths.mjs';
import { run, toolEnv } from './lib/run.mjs';
import { source } from './lib/stand-in.mjs';
import { step } from './lib/steps.mjs';
import { Stop, runMain } from './lib/stop.mjs';

await runMain(async () => {
  const electron = await bootstrap({ electron: true });
  const standIn = electron?.kind === 'stand-in';
  const chosen = process.argv.slice(2);
  if (standIn && (chosen.length > 0 || isRelease())) {
    throw new Stop(
      'No installer is built on the stand-in Electron, which is out of support and for trying out only.',
      'Let this machine download Electron (GUITAI_ELECTRON=official says why it cannot); without targets an unpacked folder is made.',
    );
  }
  await step('build', () => build());
  const args = [
    ...(standIn ? ['--linux', 'dir'] : chosen),
    '--publish', 'never',
    ...(standIn ? [`-c.electronDist=${standInFolder}`, `-c.electronVersion=${source.electron}`] : []),
    ...signing(),
  ];
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const { code } = await run(toolNode(), [cli, ...args], { env: toolEnv(), show: true });
  if (code !== 0) throw new Stop('electron-builder failed.', 'Read its last lines above.');
  await step('fuses', checkFuses);
  return 0;
});

function isRelease() {
  return process.env['GUITAI_RELEASE'] === '1';
}

/** Only a release insists on certificates. */
function signing() {
  return isRelease() ? [] : ['-c.forceCodeSigning=false'];
}

/** @returns {Promise<{ done: string }>} */
async function checkFuses() {
  const programs = packedPrograms();
  if (programs.length === 0) throw new Stop('No packed program was found under release/.', 'Read electron-builder\'s output above.');
  for (const program of programs) {
    const faults = await readFuseFaults(program);
    if (faults.length > 0) throw new Stop(`The packed program ${program} has other fuses than decided.`, 'Decide in electron-builder.yml and scripts/lib/fuses.mjs.', faults.join('\n'));
  }
  return { done: `as decided, read back from ${programs.length} program${programs.length === 1 ? '' : 's'}` };
}

/** The executables of all unpacked folders that electron-builder leaves beside its installers. */
function packedPrograms() {
  const release = join(root, 'release');
  return readdirSync(release)
    .flatMap((folder) => ['guitai', 'Guitai.exe', 'Guitai.app'].map((name) => join(release, folder, name)))
    .filter((file) => existsSync(file));
}
