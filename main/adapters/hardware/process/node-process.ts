/** A device process by Node's `child_process`: for tests and for tools. In Electron the shell starts a utility process instead. */
import { fork } from 'node:child_process';
import type { DeviceProcess, FromDevices, StartDeviceProcess } from './messages.ts';

/** `entry` is the path of `entry.ts`, or of what it was bundled to. */
export function nodeProcesses(entry: string): StartDeviceProcess {
  return (family): DeviceProcess => {
    const child = fork(entry, [family], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    // 'exit' follows, or nothing was started at all; both end in `onExit`.
    child.on('error', () => child.kill('SIGKILL'));
    return {
      post: (message) => {
        if (child.connected) child.send(message);
      },
      onMessage: (listener) => child.on('message', (message) => listener(message as FromDevices)),
      onExit: (listener) => child.once('close', listener),
      kill: () => child.kill('SIGKILL'),
    };
  };
}
