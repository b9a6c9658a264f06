/** Ends the program and starts it again, once the answer to the page that asked for it is out. */
import { app } from 'electron';

export function startAnew(): void {
  setImmediate(() => {
    app.relaunch();
    app.quit();
  });
}
