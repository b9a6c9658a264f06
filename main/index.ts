/** Electron's entry: one instance, sandbox, scheme; then the till is composed and its window opened. Nothing else. */
import { resolve } from 'node:path';
import { app, Menu, protocol, session } from 'electron';
import { APP_SCHEME } from './shell/app-scheme.ts';
import { prepareDataFolder } from './shell/data-folder.ts';
import { refuseToStart } from './shell/refuse.ts';
import { run } from './shell/run.ts';
import { openingSwitch } from './shell/switches.ts';

const opening = app.isPackaged ? openingSwitch(process.argv) : undefined;
if (opening !== undefined) {
  process.stderr.write(`Guitai takes money and does not start with --${opening}.\n`);
  process.exit(1);
}

// Chromium has no sandbox for the superuser; only there (containers, build machines) may the switch leave it out.
const superuserWithoutSandbox = process.getuid?.() === 0 && app.commandLine.hasSwitch('no-sandbox');
if (!superuserWithoutSandbox) app.enableSandbox();
Menu.setApplicationMenu(null);
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const dataOverride = process.env['GUITAI_DATA'] ?? '';
if (dataOverride !== '') app.setPath('userData', resolve(dataOverride));

try {
  prepareDataFolder(app.getPath('userData'));
} catch (error) {
  refuseToStart(error);
}

if (app.requestSingleInstanceLock()) {
  // Without this a start that failed half-way would go on for ever, without a window and without a word.
  app.whenReady().then(() => run(session.defaultSession)).catch(refuseToStart);
} else {
  process.stderr.write('Guitai is open already on these data; its window was brought to the front.\n');
  app.quit();
}
