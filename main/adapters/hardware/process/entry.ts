/** Where a device process begins, in Node and in Electron. It ends with the till that started it. */
import process from 'node:process';
import type { ToDevices } from './messages.ts';
import { serveDevices } from './serve.ts';

/** What Electron's utility processes have and Node's types do not know. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as { parentPort?: ParentPort };

if (parentPort) {
  serveDevices({
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between processes, not between windows
    post: (message) => parentPort.postMessage(message),
    onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToDevices)),
  });
} else {
  process.on('disconnect', () => process.exit(0));
  serveDevices({
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', (message) => listener(message as ToDevices)),
  });
}
