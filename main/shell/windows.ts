/** The windows of the till and of the demo, with the one set of web preferences that all of them share. */
import { BrowserWindow, screen, session as sessions } from 'electron';
import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { Log } from '../ports.ts';
import { APP_ORIGIN } from './app-scheme.ts';
import { lockContents, lockSession } from './lock-down.ts';
import { revive } from './revive.ts';

/** Stated in full, defaults included, so that no default can change behind our back. Held by a test. */
export const SAFE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  backgroundThrottling: false,
} as const satisfies WebPreferences;

const MIN_WIDTH = 1024;
const MIN_HEIGHT = 700;

export interface TillWindowOptions {
  readonly preload: string;
  readonly devTools: boolean;
  readonly log: Log;
  /** Size of the content for tests and screenshots, CSS pixels; otherwise the window fills its screen. */
  readonly size?: { readonly width: number; readonly height: number };
}

export function openTillWindow({ preload, devTools, log, size }: TillWindowOptions): BrowserWindow {
  const { workArea } = screen.getPrimaryDisplay();
  const options: BrowserWindowConstructorOptions = {
    ...(size ? { ...size, useContentSize: true } : { ...workArea }),
    minWidth: MIN_WIDTH, minHeight: MIN_HEIGHT,
    title: 'Guitai 柜台',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#f5f4f1',
    webPreferences: { ...SAFE_PREFERENCES, preload, devTools },
  };
  const window = new BrowserWindow(options);
  lockContents(window.webContents, APP_ORIGIN, log);
  window.once('ready-to-show', () => window.show());
  revive(window, log);
  return window;
}

export interface DemoWindowOptions {
  readonly url: string;
  readonly kind: 'wallet' | 'printer';
  readonly log: Log;
}

const DEMO_SIZES = { wallet: { width: 420, height: 820 }, printer: { width: 520, height: 820 } } as const;

/** A page of the simulator: no preload, a session of its own that reaches the simulator and nothing else. */
export function openDemoWindow({ url, kind, log }: DemoWindowOptions): BrowserWindow {
  const { origin } = new URL(url);
  const own = sessions.fromPartition('demo');
  lockSession(own, origin, log);
  const { workArea } = screen.getPrimaryDisplay();
  const size = DEMO_SIZES[kind];
  const window = new BrowserWindow({
    ...size,
    x: workArea.x + workArea.width - size.width * (kind === 'wallet' ? 1 : 2),
    y: workArea.y,
    title: kind === 'wallet' ? 'Demo wallet 模拟手机' : 'Demo printer 模拟打印机',
    autoHideMenuBar: true,
    webPreferences: { ...SAFE_PREFERENCES, session: own },
  });
  lockContents(window.webContents, origin, log);
  void window.loadURL(url);
  return window;
}
