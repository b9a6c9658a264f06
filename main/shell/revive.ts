/** A page that crashed or hangs is loaded again and shows the payments as they are: they live in the core. */
import type { BrowserWindow } from 'electron';
import type { Log } from '../ports.ts';

export function revive(window: BrowserWindow, log: Log): void {
  const contents = window.webContents;
  contents.on('render-process-gone', (_event, { reason }) => {
    log.error('shell.renderer_gone', { reason });
    if (reason !== 'clean-exit') window.reload();
  });
  window.on('unresponsive', () => {
    log.error('shell.renderer_hangs');
    // Whoever looks into a page with the tools for it makes it stand still himself.
    if (!contents.isDevToolsOpened()) contents.forcefullyCrashRenderer();
  });
}
