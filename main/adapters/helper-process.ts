/** The till's end of a process beside it: Electron's utility process in the product, a Node child process in tests and tools. */
import { fork } from 'node:child_process';

export interface HelperProcess<To, From> {
  post(message: To): void;
  onMessage(listener: (message: From) => void): void;
  /** Called once, however it ended. */
  onExit(listener: () => void): void;
  kill(): void;
}

/** `entry` is the path of the program's `entry.ts`, or of what it was bundled to. */
export function nodeProcess<To extends object, From>(entry: string, args: readonly string[] = []): HelperProcess<To, From> {
  const child = fork(entry, [...args], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  // 'exit' follows, or nothing was started at all; both end in `onExit`.
  child.on('error', () => child.kill('SIGKILL'));
  return {
    post: (message) => {
      if (child.connected) child.send(message);
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as From)),
    onExit: (listener) => child.once('close', listener),
    kill: () => child.kill('SIGKILL'),
  };
}

/** What Electron's utility processes have and Node's types do not know. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** The helper's own end, whatever started it. In Node it ends with the till; in Electron the system sees to that. */
export function tillPort(): { readonly post: (message: unknown) => void; readonly onMessage: (listener: (message: unknown) => void) => void } {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort) {
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between processes, not between windows
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  };
}
