/** Device processes in Electron: utility processes, so that a driver that hangs or crashes takes neither the till nor its window with it. */
import { utilityProcess } from 'electron';
import type { StartDeviceProcess } from '../composition.ts';

/** `entry` is the built `devices.cjs`. */
export function utilityProcesses(entry: string): StartDeviceProcess {
  return (family) => {
    const child = utilityProcess.fork(entry, [family], { serviceName: `guitai-${family}`, stdio: 'ignore' });
    let isGone = false;
    child.once('exit', () => {
      isGone = true;
    });
    return {
      post: (message) => {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between processes, not between windows
        if (!isGone) child.postMessage(message);
      },
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => child.once('exit', listener),
      kill: () => child.kill(),
    };
  };
}
