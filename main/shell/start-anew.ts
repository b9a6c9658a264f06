/** Ends the program and starts it again, once the answer to the page that asked for it is out. */
import { app } from 'electron';

export function startAnew(): void {
  setImmediate(() => {
    // Inside an AppImage the running program's own path is gone with its mount.
    const { APPIMAGE } = process.env;
    if (app.isPackaged && APPIMAGE !== undefined) app.relaunch({ execPath: APPIMAGE, args: process.argv.slice(1) });
    else app.relaunch();
    app.quit();
  });
}
