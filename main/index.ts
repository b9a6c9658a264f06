/** Electron's entry: one instance, sandbox, scheme; then the till is composed and its window opened. Nothing else. */
import { app, Menu, protocol, session } from 'electron';
import { run } from './shell/run.ts';
import { APP_SCHEME } from './shell/app-scheme.ts';

// Chromium has no sandbox for the superuser; only there (containers, build machines) may the switch leave it out.
const superuserWithoutSandbox = process.getuid?.() === 0 && app.commandLine.hasSwitch('no-sandbox');
if (!superuserWithoutSandbox) app.enableSandbox();
Menu.setApplicationMenu(null);
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const dataOverride = process.env['GUITAI_DATA'];
if (dataOverride !== undefined) app.setPath('userData', dataOverride);

if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(() => run(session.defaultSession));
} else {
  app.quit();
}
