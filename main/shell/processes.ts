/** Processes beside the till, in Electron: utility processes, so that a driver or a dead share that hangs takes neither the till nor its window with it. */
import { utilityProcess } from 'electron';
import type { StartBackupProcess, StartDeviceProcess } from '../composition.ts';

/** `entry` is the built `devices.cjs`. */
export function deviceProcesses(entry: string): StartDeviceProcess {
  return (family) => started(entry, family);
}

/** `entry` is the built `backup.cjs`. */
export function backupProcesses(entry: string): StartBackupProcess {
  return () => started(entry, 'backup');
}

function started(entry: string, name: string) {
  const child = utilityProcess.fork(entry, [name], { serviceName: `guitai-${name}`, stdio: 'ignore' });
  let isGone = false;
  child.once('exit', () => {
    isGone = true;
  });
  // Of a process that runs out of memory this comes first, and 'exit' follows; unheard it would be thrown in the till itself.
  child.on('error', () => undefined);
  return {
    post: (message: unknown): void => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between processes, not between windows
      if (!isGone) child.postMessage(message);
    },
    onMessage: (listener: (message: never) => void): void => {
      child.on('message', listener as (message: unknown) => void);
    },
    onExit: (listener: () => void): void => {
      child.once('exit', listener);
    },
    kill: (): void => {
      child.kill();
    },
  };
}
