// The desk's small HTTP server: loopback only, and guarded, because any web page open on the same machine can send requests
// to 127.0.0.1. Names that merely resolve to it (DNS rebinding) are refused by the Host header; changes need a token.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

const BODY_LIMIT = 64 * 1024;

export interface DeskReply {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  /** May be kept by the browser; everything else is always fetched anew. */
  readonly keep?: boolean;
}

export interface DeskRequest {
  /** Values of the `:name` parts of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/api/phones/:wallet/code`; a last part `*rest` takes the remaining path. */
  readonly path: string;
  readonly handle: (request: DeskRequest) => DeskReply | Promise<DeskReply>;
}

/** Thrown by a handler to answer with an error. `code` is stable, the message is for people. */
export class DeskError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Desk {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly port?: number;
  /** What changes must bring in the header `x-desk-token`; see `newDeskToken`. */
  readonly token: string;
  readonly routes: readonly Route[];
}

export function newDeskToken(): string {
  return randomBytes(24).toString('base64url');
}

export function json(body: unknown, status = 200): DeskReply {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** Starts the server on 127.0.0.1; port 0 or none takes a free one. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  let port = options.port ?? 0;
  const table = options.routes.map((route) => ({ route, parts: route.path.split('/') }));
  const server = createServer((request, response) => {
    answer(request, table, options.token, port)
      .catch(replyToError)
      .then((reply) => send(response, reply))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the desk has no port');
  port = address.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

interface TableRow {
  readonly route: Route;
  readonly parts: readonly string[];
}

async function answer(request: IncomingMessage, table: readonly TableRow[], token: string, port: number): Promise<DeskReply> {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? '')) throw new DeskError(421, 'wrong-host', 'this server answers to its loopback address only');
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    throw new DeskError(403, 'wrong-origin', 'requests from other pages are refused');
  }
  const url = new URL(request.url ?? '/', 'http://desk');
  const found = table.flatMap(({ route, parts }) => {
    const params = matchPath(parts, url.pathname);
    return params ? [{ route, params }] : [];
  });
  if (found.length === 0) throw new DeskError(404, 'not-found', 'there is nothing here');
  const match = found.find(({ route }) => route.method === request.method);
  if (!match) throw new DeskError(405, 'wrong-method', 'this address takes other methods');
  if (match.route.method !== 'GET' && !sameText(request.headers['x-desk-token'], token)) {
    throw new DeskError(403, 'no-token', 'changes need the token that the pages carry');
  }
  return match.route.handle({ params: match.params, query: url.searchParams, body: await readJson(request) });
}

function matchPath(parts: readonly string[], pathname: string): Record<string, string> | undefined {
  const given = pathname.split('/');
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('*')) {
      params[part.slice(1)] = decode(given.slice(index).join('/'));
      return params;
    }
    const value = given[index];
    if (value === undefined) return undefined;
    if (part.startsWith(':')) params[part.slice(1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return given.length === parts.length ? params : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new DeskError(400, 'bad-path', `the address is not well-formed: ${String(error)}`);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const bytes of request as AsyncIterable<Buffer>) {
    size += bytes.length;
    if (size > BODY_LIMIT) throw new DeskError(413, 'too-long', 'the body is too long');
    chunks.push(bytes);
  }
  if (size === 0) return undefined;
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new DeskError(415, 'not-json', 'the body must be JSON');
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    throw new DeskError(400, 'bad-json', String(error));
  }
}

function sameText(given: string | string[] | undefined, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function replyToError(error: unknown): DeskReply {
  if (error instanceof DeskError) return json({ error: error.code, message: error.message }, error.status);
  return json({ error: 'internal', message: error instanceof Error ? error.message : String(error) }, 500);
}

const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

function send(response: ServerResponse, reply: DeskReply): void {
  response.writeHead(reply.status ?? 200, {
    'content-type': reply.type,
    'content-length': Buffer.byteLength(reply.body),
    'cache-control': reply.keep ? 'max-age=86400' : 'no-store',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(reply.body);
}
