/**
 * The way out of a shop whose network lets nothing out directly: an HTTP proxy that is asked for a tunnel (CONNECT). It learns
 * the provider's host name and the amount of traffic, nothing else; TLS runs through it from end to end. No byte of a
 * request is written before tunnel and TLS stand, so a proxy that is down or refuses is a certain "never sent".
 */
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface HttpProxy {
  /** `http://host:port`; without name and password. */
  readonly url: string;
  /** For proxies that ask for Basic authorization. */
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** Throws RangeError for an address that is no `http://host:port`. */
export function checkedProxy(proxy: HttpProxy): HttpProxy {
  const url = URL.canParse(proxy.url) ? new URL(proxy.url) : undefined;
  // The password in an address would end up in error texts and settings screens.
  if (!url || url.protocol !== 'http:' || url.username + url.password !== '' || url.pathname + url.search + url.hash !== '/') {
    throw new RangeError('not the address of an HTTP proxy');
  }
  return proxy;
}

/**
 * Asks for a tunnel to `target`. Ends with the raw connection, or with an error whose `code` tells that it was the proxy and not the
 * provider: `PROXY_<the system's>` when it was not reached, `PROXY_407` when it wants a name and a password and got none,
 * `PROXY_PASSWORD` when it did not take ours, `PROXY_SCHEME` when it takes no Basic authorization, `PROXY_EARLY` when it speaks
 * where the provider never would, `PROXY_<status>` for every other refusal. The returned function gives up.
 */
export function tunnel({ url, credentials }: HttpProxy, target: { readonly host: string; readonly port: number }, done: (outcome: Socket | Error) => void): () => void {
  const { hostname, port } = new URL(url);
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const basic = credentials && Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64');
  const request = http.request({
    method: 'CONNECT', hostname: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port), path: authority, agent: false,
    headers: { host: authority, ...(basic !== undefined && { 'proxy-authorization': `Basic ${basic}` }) },
  });
  request.once('connect', (response, socket: Socket, early) => {
    // In TLS the client speaks first: bytes that are there already are not the provider's.
    if (response.statusCode === 200 && early.length === 0) return done(socket);
    socket.destroy();
    const code = refusalOf(response, basic !== undefined);
    return done(Object.assign(new Error(`no tunnel: ${code}`), { code }));
  });
  request.on('error', (error: NodeJS.ErrnoException) => done(Object.assign(new Error('the proxy was not reached', { cause: error }), { code: `PROXY_${error.code ?? error.name}` })));
  request.end();
  return () => request.destroy();
}

function refusalOf({ statusCode = 0, headers }: IncomingMessage, wasNamed: boolean): string {
  if (statusCode === 200) return 'PROXY_EARLY';
  if (statusCode !== 407) return `PROXY_${statusCode}`;
  const offered = headers['proxy-authenticate'];
  if (offered !== undefined && !/(^|,)\s*basic\b/i.test(offered)) return 'PROXY_SCHEME';
  return wasNamed ? 'PROXY_PASSWORD' : 'PROXY_407';
}
