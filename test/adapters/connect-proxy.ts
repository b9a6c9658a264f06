/** A real HTTP proxy on this machine that opens tunnels (CONNECT), asks for a name and a password if told to, and keeps everything it can see. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { listening } from './raw-server.ts';

/** What it does with a wish for a tunnel; `through` opens it. */
export type Manner = (request: IncomingMessage, client: Socket, through: () => void) => void;

export interface ConnectProxyOptions {
  readonly manner?: Manner;
  /** Answers 407 to everybody else, as proxies of companies do. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Where a tunnel really ends; where it is asked to when absent. `host:port` → port on this machine, undefined = cannot be reached. */
  readonly lead?: (authority: string) => number | undefined;
}

export interface ConnectProxy {
  readonly url: string;
  /** Every wish for a tunnel. */
  readonly asked: IncomingMessage[];
  /** What clients sent through the tunnels, as the proxy sees it. */
  seen(): string;
  close(): void;
}

export async function startConnectProxy({ manner = (_request, _client, through) => through(), credentials, lead }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let seen = '';
  const right = credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const server = createServer((_request, response) => void response.writeHead(418).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, client: Socket) => {
    asked.push(request);
    client.on('error', () => client.destroy());
    if (right !== undefined && request.headers['proxy-authorization'] !== right) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="shop"\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    manner(request, client, () => {
      const authority = request.url ?? '';
      const port = lead ? lead(authority) : Number(authority.split(':')[1]);
      if (port === undefined) return void client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      const line = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
      line.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('close', () => line.destroy());
      client.on('data', (chunk: Buffer) => (seen += chunk.toString('latin1')));
      return void client.pipe(line).pipe(client);
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`, asked,
    seen: () => seen,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
