/** What happens between "Electron is ready" and "Electron may quit". */
import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import type { BrowserWindow, Session } from 'electron';
import { composeDemo, composeShop, demoWorldSchema, keyFileSealer, readProfile, writeProfile } from '../composition.ts';
import type { DemoWorld, ProfileChoice, RunningShop, RunningTill } from '../composition.ts';
import { APP_ORIGIN, APP_SCHEME, serveApp } from './app-scheme.ts';
import { playDemo } from './autoplay.ts';
import { DISPLAY_PAGE } from '../../preload/contract/display.ts';
import { KIOSK_PAGE } from '../../preload/contract/kiosk.ts';
import { DisplayKeeper, openKioskWindow } from './customer-windows.ts';
import { IpcPlug } from './ipc.ts';
import { lockSession } from './lock-down.ts';
import { backupProcesses, deviceProcesses } from './processes.ts';
import { refuseToStart } from './refuse.ts';
import { reloadAfterBuilds } from './reload.ts';
import { systemSealer } from './sealer.ts';
import { startAnew } from './start-anew.ts';
import { tables } from './tables.ts';
import { openDemoWindow, openTillWindow } from './windows.ts';

/** Settings of a start that no screen has: for tests, screenshots and unattended demos. */
interface StartSettings {
  /** A file that describes gateways and devices in another process on this machine (`npm run gateways` writes one). */
  readonly world: DemoWorld | undefined;
  /** Plays a sale by itself, leaves pictures here, and quits. */
  readonly autoplay: string | undefined;
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly demoWindows: boolean;
  /** Self-checkout instead of a counter. */
  readonly kiosk: boolean;
  /** The customer's second screen as a window of this size. */
  readonly display: { readonly size?: { readonly width: number; readonly height: number } };
  /** Shows a page that was built anew while the till runs: `npm run dev`. Never in a packaged till. */
  readonly reload: boolean;
}

function startSettings(): StartSettings {
  const { GUITAI_WORLD, GUITAI_AUTOPLAY, GUITAI_SIZE, GUITAI_DEMO_WINDOWS, GUITAI_KIOSK, GUITAI_DISPLAY, GUITAI_DEV } = process.env;
  const size = sizeOf(GUITAI_SIZE);
  const display = sizeOf(GUITAI_DISPLAY);
  return {
    world: GUITAI_WORLD === undefined ? undefined : demoWorldSchema.parse(JSON.parse(readFileSync(GUITAI_WORLD, 'utf8'))),
    autoplay: GUITAI_AUTOPLAY,
    size: size ? size : GUITAI_AUTOPLAY === undefined ? undefined : { width: 1366, height: 768 },
    reload: !app.isPackaged && GUITAI_DEV === '1',
    demoWindows: GUITAI_DEMO_WINDOWS !== '0' && GUITAI_AUTOPLAY === undefined,
    kiosk: GUITAI_KIOSK === '1',
    display: display ? { size: display } : {},
  };
}

/** `1366x768` as CSS pixels. */
function sizeOf(text: string | undefined): { readonly width: number; readonly height: number } | undefined {
  const match = /^(\d{3,4})x(\d{3,4})$/.exec(text ?? '');
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

export async function run(defaultSession: Session): Promise<void> {
  const start = startSettings();
  const root = join(import.meta.dirname, '..', 'renderer');
  const demoWindows = new Map<string, BrowserWindow>();
  let running: RunningShop & Partial<Pick<RunningTill, 'world' | 'simulator'>>;
  let display: DisplayKeeper | undefined;
  try {
    running = await compose(start, {
      openDisplay: () => display?.open(),
      ...(start.kiosk && { kiosk: { onLeave: (to: 'till' | 'quit') => leaveKiosk(to) } }),
    }, (kind) => showDemoWindow(kind));
  } catch (error) {
    refuseToStart(error, () => dataFolder(chosenProfile(start).profile));
    return;
  }
  const { bridge, log, world, till } = running;
  // Electron would put its own window with a stack before the customer. What is paid is on the disk; the mistake belongs in the log.
  process.on('uncaughtException', (error) => log.error('shell.uncaught', {}, error));
  process.on('unhandledRejection', (reason) => log.error('shell.unhandled', {}, reason));

  function showDemoWindow(kind: 'wallet' | 'printer'): void {
    if (!world) return;
    const open = demoWindows.get(kind);
    if (open && !open.isDestroyed()) return open.show();
    demoWindows.set(kind, openDemoWindow({ url: world.urls[kind], kind, log }));
  }

  protocol.handle(APP_SCHEME, (request) => serveApp(root, request));
  lockSession(defaultSession, APP_ORIGIN, log);
  const plug = new IpcPlug(bridge, log);
  const page = { preload: join(dirname(import.meta.dirname), 'preload', 'index.cjs'), devTools: !app.isPackaged, log };
  const sized = { ...page, ...(start.size && { size: start.size }) };
  const kiosk = start.kiosk ? openKioskWindow(sized) : undefined;
  let window = kiosk?.window ?? openTillWindow(sized);
  plug.trust(window.webContents, kiosk && KIOSK_PAGE);
  await window.loadURL(`${APP_ORIGIN}/${kiosk ? 'kiosk' : 'index'}.html`);
  if (!kiosk) display = new DisplayKeeper({ ...page, ...start.display }, (opened) => plug.trust(opened.webContents, DISPLAY_PAGE));

  function leaveKiosk(to: 'till' | 'quit'): void {
    if (to === 'quit') app.quit();
    else void openTillInstead().catch((error: unknown) => log.error('shell.till_not_opened', {}, error));
  }

  /** The kiosk's window stays until the till's is there. */
  async function openTillInstead(): Promise<void> {
    const till = openTillWindow(sized);
    plug.trust(till.webContents);
    till.on('closed', () => app.quit());
    await till.loadURL(`${APP_ORIGIN}/index.html`);
    window.removeAllListeners('closed');
    window.destroy();
    window = till;
  }
  if (start.reload) reloadAfterBuilds(root, window);

  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  let closing = false;
  app.on('before-quit', (event) => {
    if (closing) return;
    closing = true;
    event.preventDefault();
    kiosk?.release();
    display?.close();
    // Whatever is on its way is on the disk already; the next start finds it.
    void running.close().catch((error: unknown) => log.error('shell.close_failed', {}, error)).finally(() => app.quit());
  });
  window.on('closed', () => app.quit());
  app.on('window-all-closed', () => app.quit());

  if (start.demoWindows && world) {
    showDemoWindow('printer');
    showDemoWindow('wallet');
    window.focus();
  }
  if (start.autoplay !== undefined && running.simulator) {
    const code = await playDemo({ window, till, simulator: running.simulator, folder: start.autoplay, log });
    process.exitCode = code;
    app.quit();
  }
}

type Surroundings = Pick<Parameters<typeof composeShop>[0], 'openDisplay' | 'kiosk'>;

/** The profile that was chosen last: the demo at first, the shop from the day it is set up. */
async function compose(start: StartSettings, surroundings: Surroundings, openDemoWindow: (kind: 'wallet' | 'printer') => void): Promise<RunningShop & Partial<Pick<RunningTill, 'world' | 'simulator'>>> {
  const data = app.getPath('userData');
  const chosen = chosenProfile(start);
  const begin = (choice: ProfileChoice): void => {
    mkdirSync(data, { recursive: true });
    writeProfile(profileFile(), choice);
    startAnew();
  };
  const backups = { startProcess: backupProcesses(join(import.meta.dirname, 'backup.cjs')), pickFolder, startAnew };
  const common = { ...surroundings, folder: dataFolder(chosen.profile), profiles: { chosen, begin }, backups, tables, saveFile };
  if (chosen.profile === 'shop' && chosen.shopTill !== null) {
    return composeShop({
      ...common, tillNumber: chosen.shopTill,
      sealer: systemSealer() ?? keyFileSealer(join(data, 'secrets.key')),
      startDeviceProcess: deviceProcesses(join(import.meta.dirname, 'devices.cjs')),
    });
  }
  return composeDemo({
    ...common,
    fontsDir: app.isPackaged ? join(process.resourcesPath, 'fonts') : join(app.getAppPath(), 'node_modules', '@fontsource-variable', 'noto-sans-sc'),
    ...(start.world && { world: start.world }),
    openDemoWindow,
  });
}

/** What is driven from outside is always the demo: no test and no picture of it may ever reach a shop's money. */
function chosenProfile({ world, autoplay }: StartSettings): ProfileChoice {
  return world || autoplay !== undefined ? { profile: 'demo', shopTill: null } : readProfile(profileFile());
}

function profileFile(): string {
  return join(app.getPath('userData'), 'profile.json');
}

function dataFolder(profile: ProfileChoice['profile']): string {
  return join(app.getPath('userData'), 'profiles', profile);
}

/** A file of the person's own choice; what was there is replaced, and the system has asked about it. */
async function saveFile(name: string, text: string): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: join(app.getPath('documents'), name), filters: [{ name: 'JSON', extensions: ['json'] }] });
  if (canceled || filePath === '') return false;
  await writeFile(filePath, text, 'utf8');
  return true;
}

async function pickFolder(): Promise<string | undefined> {
  const { filePaths: [folder] } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
  return folder;
}
