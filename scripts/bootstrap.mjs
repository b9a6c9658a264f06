// Sets up what a fresh machine lacks, for `npm start` and `npm test` alike: packages, system libraries, an Electron that
// was seen to work. Needs nothing but Node 20 itself. What is done is skipped; what was interrupted is done again.
import { pathToFileURL } from 'node:url';
import { hasDisplay } from './lib/display.mjs';
import { downloadOfficial, findElectron, wish } from './lib/electron.mjs';
import { withSetupLock } from './lib/lock.mjs';
import { installPackages } from './lib/packages.mjs';
import { proveElectron } from './lib/smoke.mjs';
import { endChildren } from './lib/run.mjs';
import { makeStandIn, standInPossible } from './lib/stand-in.mjs';
import { step } from './lib/steps.mjs';
import { Stop, runMain } from './lib/stop.mjs';
import { installSystem, toMakeStandIn, toRun } from './lib/system.mjs';

/** Ctrl-C and a closed terminal end this process the orderly way, so that locks go and children end with it. */
function endOrderly() {
  for (const [signal, code] of /** @type {const} */ ([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])) {
    process.once(signal, () => void endChildren().finally(() => process.exit(code)));
  }
}

/**
 * Makes this machine ready.
 * @param {{ electron: boolean }} want  whether an Electron is needed (checks of types and style need none)
 * @returns {Promise<import('./lib/electron.mjs').Electron | null>} the Electron to use, when one was wanted
 */
export async function bootstrap(want) {
  endOrderly();
  await step('node', checkNode);
  return withSetupLock(async () => {
    await step('packages', installPackages);
    return want.electron ? prepareElectron() : null;
  });
}

/** Old Nodes fail later with words that nobody understands. */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Stop(`This is Node ${process.version}; Guitai needs 20 or newer.`, 'Install a current Node, then start again.');
  return { done: process.version };
}

async function prepareElectron() {
  await step('system', () => installSystem(toRun(hasDisplay())));
  if (findElectron() === null && wish().only !== 'stand-in') await step('electron', downloadOfficial);
  if (findElectron() === null) await makeStandInHere();
  const electron = findElectron();
  if (electron === null) {
    throw new Stop('No Electron could be made ready.', 'Set GUITAI_ELECTRON to the path of an Electron executable, then start again.');
  }
  await step('electron starts', () => proveElectron(electron));
  return electron;
}

async function makeStandInHere() {
  if (!standInPossible()) {
    throw new Stop(
      `The stand-in Electron exists for linux-x64 only; this is ${process.platform}-${process.arch}.`,
      'Unset GUITAI_ELECTRON, so that the official Electron is used, then start again.',
    );
  }
  await step('stand-in: tools', () => installSystem(toMakeStandIn));
  await makeStandIn();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await bootstrap({ electron: true });
    return 0;
  });
}
