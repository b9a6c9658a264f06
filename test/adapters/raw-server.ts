/** A server that is scripted at the level of sockets, for what no well-behaved HTTP server does. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

export interface RawServer {
  readonly port: number;
  readonly origin: string;
  /** Whole requests (head and body) that arrived, in order. */
  readonly requests: string[];
  /** Connections that were opened. */
  connections(): number;
  close(): Promise<void>;
}

/** Calls `onRequest` for each whole request; what it does with the socket is the hazard. */
export async function startRawServer(onRequest: (socket: Socket, request: string) => void): Promise<RawServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    readRequests(socket, (request) => {
      requests.push(request);
      onRequest(socket, request);
    });
  });
  const port = await listening(server);
  return {
    port, origin: `http://127.0.0.1:${port}`, requests,
    connections: () => opened,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

function readRequests(socket: Socket, onRequest: (request: string) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (;;) {
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      const request = text.slice(0, head + 4 + length);
      text = text.slice(head + 4 + length);
      onRequest(request);
    }
  });
}

export function httpAnswer(body: string, head = 'HTTP/1.1 200 OK', ...headers: string[]): string {
  return [head, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n');
}
