/** A device process by Node's `child_process`: for tests and for tools. In Electron the shell starts a utility process instead. */
import { nodeProcess } from '../../helper-process.ts';
import type { StartDeviceProcess } from './messages.ts';

/** `entry` is the path of `entry.ts`, or of what it was bundled to. */
export function nodeProcesses(entry: string): StartDeviceProcess {
  return (family) => nodeProcess(entry, [family]);
}
