/**
 * The sockets of the simulated Alipay: http, and, for clients that have Alipay's hosts built in, https. The http address is then also
 * a proxy, whose tunnels to these hosts end in TLS with a certificate of Alipay's simulated root: whoever trusts that root and uses
 * the proxy needs no other address.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { offerTunnels } from '../tunnel.ts';
import { certifyServer } from './keys.ts';
import type { Keys } from './state.ts';

/** Production, the sandbox, and the sandbox before it. */
export const HOST_NAMES = ['openapi.alipay.com', 'openapi-sandbox.dl.alipaydev.com', 'openapi.alipaydev.com'];

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** `https://127.0.0.1:PORT`, if asked for. */
  readonly secureBaseUrl: string | undefined;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes a free one. With `keys` also for https, on a free port. Rejects when the port is taken. */
export async function listen(listener: RequestListener, port: number, keys: Keys | undefined): Promise<Listening> {
  const server = createServer(listener);
  const secure = keys && createSecureServer(await certifyServer(keys, [...HOST_NAMES, 'localhost', '127.0.0.1']), listener);
  const endTunnels = offerTunnels(server, { hostNames: HOST_NAMES, take: secure && ((socket) => void secure.emit('connection', socket)) });
  const baseUrl = `http://127.0.0.1:${await bind(server, port)}`;
  const secureBaseUrl = secure && `https://127.0.0.1:${await bind(secure, 0)}`;
  return {
    baseUrl,
    secureBaseUrl,
    close: async () => {
      endTunnels();
      await Promise.all([shut(server), secure && shut(secure)]);
    },
  };
}

async function bind(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

async function shut(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
