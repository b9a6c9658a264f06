/**
 * A proxy for clients that have a provider's host built in: what is meant for one of the provider's names ends at its simulator, and
 * nothing goes anywhere else, so that a simulator is no way into the world.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

export interface TunnelEnd {
  /** The provider's names; port 443 is meant. */
  readonly hostNames: readonly string[];
  /** Serves the connection, in TLS; without it every destination is refused. */
  readonly take: ((socket: Duplex) => void) | undefined;
}

/**
 * Makes `server` a proxy for the provider's own names, and one that refuses all others with 403. The function returned ends every
 * tunnel: a server that closes waits for its connections, and no longer knows those that became tunnels.
 */
export function offerTunnels(server: Server, end: TunnelEnd): () => void {
  const open = new Set<Duplex>();
  server.on('connect', (request, socket, early) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    openTunnel(request, socket, early, end);
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function openTunnel(request: IncomingMessage, socket: Duplex, early: Buffer, { hostNames, take }: TunnelEnd): void {
  const isOurs = hostNames.some((name) => request.url === `${name}:443`);
  if (!take || !isOurs) {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (early.length > 0) socket.unshift(early);
  take(socket);
}

/**
 * Path and query of a request, whose target may be a whole address (RFC 9112, 3.2.2): clients write it so to a proxy, and some write it to
 * everybody. Undefined for an address that is neither this machine nor one of the provider's names.
 */
export function pathOf(target: string, hostNames: readonly string[]): string | undefined {
  const [, host, path] = /^https?:\/\/([^/?#:]+)(?::\d+)?(.*)$/i.exec(target) ?? [];
  if (host === undefined || path === undefined) return target;
  if (!['127.0.0.1', 'localhost', ...hostNames].includes(host.toLowerCase())) return undefined;
  return path.startsWith('/') ? path : `/${path}`;
}
