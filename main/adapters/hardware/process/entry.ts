/** Where a device process begins, in Node and in Electron. It ends with the till that started it. */
import { tillPort } from '../../helper-process.ts';
import type { ToDevices } from './messages.ts';
import { serveDevices } from './serve.ts';

const till = tillPort();
serveDevices({ post: till.post, onMessage: (listener) => till.onMessage((message) => listener(message as ToDevices)) });
