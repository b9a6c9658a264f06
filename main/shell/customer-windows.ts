/**
 * The windows that customers stand before: the second screen at the counter, and the kiosk. Both show pages of ours under the same
 * lock as the till's; the kiosk's window besides cannot be left, moved or closed but through the staff menu.
 */
import { BrowserWindow, screen } from 'electron';
import type { Display } from 'electron';
import type { Log } from '../ports.ts';
import { APP_ORIGIN } from './app-scheme.ts';
import { lockContents } from './lock-down.ts';
import { revive } from './revive.ts';
import { SAFE_PREFERENCES } from './windows.ts';

export interface CustomerWindowOptions {
  readonly preload: string;
  readonly devTools: boolean;
  readonly log: Log;
  /** Size of the content for tests and demos, CSS pixels; otherwise the window fills its screen. */
  readonly size?: { readonly width: number; readonly height: number };
}

const DEMO_DISPLAY = { width: 1024, height: 640 } as const;

/** The screen that is not the cashier's, if there is one. */
export function customerScreen(): Display | undefined {
  const primary = screen.getPrimaryDisplay().id;
  return screen.getAllDisplays().find(({ id }) => id !== primary);
}

/** On the second screen, filling it; as a window of its own where there is only one. */
export function openDisplayWindow({ preload, devTools, log, size }: CustomerWindowOptions): BrowserWindow {
  const second = customerScreen();
  const own = size ?? DEMO_DISPLAY;
  const window = new BrowserWindow({
    ...(second && !size ? { ...second.bounds, frame: false, fullscreen: true } : { ...own, useContentSize: true }),
    title: 'Guitai 顾客屏', show: false, autoHideMenuBar: true, backgroundColor: '#f4f2ec',
    webPreferences: { ...SAFE_PREFERENCES, preload, devTools },
  });
  lockContents(window.webContents, APP_ORIGIN, log);
  // The cashier keeps the keyboard and the scanner.
  window.once('ready-to-show', () => window.showInactive());
  revive(window, log);
  void window.loadURL(`${APP_ORIGIN}/display.html`);
  return window;
}

/** Fills the screen and stays there until `release` is called. */
export function openKioskWindow({ preload, devTools, log, size }: CustomerWindowOptions): { readonly window: BrowserWindow; readonly release: () => void } {
  const window = new BrowserWindow({
    ...(size ? { ...size, useContentSize: true } : { kiosk: true, frame: false, alwaysOnTop: true }),
    title: 'Guitai 自助收银', show: false, autoHideMenuBar: true, minimizable: false, closable: size !== undefined, movable: size !== undefined,
    backgroundColor: '#f4f2ec',
    webPreferences: { ...SAFE_PREFERENCES, preload, devTools },
  });
  let held = true;
  lockContents(window.webContents, APP_ORIGIN, log);
  window.on('close', (event) => {
    if (held) event.preventDefault();
  });
  window.on('system-context-menu', (event) => event.preventDefault());
  window.webContents.on('before-input-event', (event, { type, key, control, alt, meta }) => {
    // The page has no use for these; the system's own keys (Ctrl+Alt+Del) belong to the kiosk account's set-up.
    const leaves = meta || (alt && (key === 'F4' || key === 'Tab' || key === ' ' || key.startsWith('Arrow'))) || (control && /^[rwqnptjus+\-0]$/i.test(key)) || /^F\d+$/.test(key);
    if (type === 'keyDown' && leaves) event.preventDefault();
  });
  window.once('ready-to-show', () => window.show());
  revive(window, log);
  return {
    window,
    release: () => {
      held = false;
    },
  };
}

/** Opens the customer's screen when one is plugged in, closes it with it, and opens it on request. */
export class DisplayKeeper {
  private readonly options: CustomerWindowOptions;
  private readonly trust: (window: BrowserWindow) => void;
  private window: BrowserWindow | undefined;

  constructor(options: CustomerWindowOptions, trust: (window: BrowserWindow) => void) {
    this.options = options;
    this.trust = trust;
    screen.on('display-added', () => this.open());
    screen.on('display-removed', () => {
      if (!customerScreen()) this.close();
    });
    if (customerScreen() ?? options.size) this.open();
  }

  open(): void {
    if (this.window && !this.window.isDestroyed()) return this.window.showInactive();
    this.window = openDisplayWindow(this.options);
    this.trust(this.window);
  }

  close(): void {
    if (this.window && !this.window.isDestroyed()) this.window.destroy();
    this.window = undefined;
  }
}
