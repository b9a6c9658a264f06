/**
 * The one door to the network. What a till must know of every request is whether it can have left the machine: only then may
 * it say "not charged" by itself. So each request has one absolute deadline, is written at most once, follows no redirect, and
 * ends as exactly one of three truths: answered, never sent, lost.
 *
 * "Never sent" is certain by construction: a request is handed a connection only when that is open, TLS handshake and
 * certificate check included. Whatever fails before has not written one byte of it. (Node alone puts the request's bytes into the
 * connecting socket at once; that they stay there until the certificate was checked is its habit, not its promise.)
 *
 * Requests that move money (pay, refund) get a connection of their own, opened for them and closed after them. A kept one may
 * have been cut by the server or a router while idle, and the till learns that only after writing: a payment would become
 * "unknown" for nothing. Opening first costs two or three round trips and turns most dead lines into a certain "never sent".
 * Questions, which may be repeated, share kept connections that are closed before WeChat Pay's eight idle seconds are over.
 */
import http from 'node:http';
import https from 'node:https';
import type { Clock, Log } from '../ports.ts';
import { ClockWatch } from './http-clock.ts';
import type { ClockSkew } from './http-clock.ts';
import { makeAgents } from './http-connection.ts';
import type { Agents, ConnectionOptions } from './http-connection.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything, from this call to the last byte of the answer, ms. */
  readonly deadlineMs: number;
  /** Asks for a connection of its own; for requests that must not become "lost" because a kept connection was dead. */
  readonly ownConnection: boolean;
  /** Name of the operation in the log; without numbers, codes or keys. */
  readonly name: string;
  /** Largest body that is taken in; 1 MiB when absent. */
  readonly maxBytes?: number;
  /** Shown to the server in the TLS handshake; connections are never shared with requests that show another one or none. */
  readonly clientCertificate?: ClientCertificate | undefined;
}

/** A certificate and its private key, PEM. */
export interface ClientCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/**
 * timeout     the deadline passed
 * reset       the line died, before or within the answer
 * too_large   the answer was longer than allowed
 * malformed   what came back is not HTTP
 * aborted     the door was closed meanwhile
 */
export type LostReason = 'timeout' | 'reset' | 'too_large' | 'malformed' | 'aborted';

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came. */
  readonly body: Buffer;
  readonly ms: number;
  /** How far this machine's clock is ahead of the server's `Date`, ms, to about a second; absent when there was none. */
  readonly clockSkewMs?: number;
}

export type HttpResult =
  | HttpAnswer
  /** Certain: not one byte of the request was written. `code` is the system's (ENOTFOUND, ECONNREFUSED, CERT_…) or ours. */
  | { readonly kind: 'never_sent'; readonly code: string; readonly ms: number }
  /** Nobody can say whether the request was received. `status` when the head of an answer came. */
  | { readonly kind: 'lost'; readonly reason: LostReason; readonly ms: number; readonly status?: number };

export interface HttpDoorOptions extends ConnectionOptions {
  /** The only origins that are spoken to, such as `https://openapi.alipay.com`. Plain http is for this machine alone. */
  readonly origins: readonly string[];
  /** Told when this machine's clock is found wrong by more than a minute, when that changes, and when it is right again. */
  readonly onClockSkew?: (skew: ClockSkew) => void;
}

const DEFAULT_MAX_BYTES = 1_048_576;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export class HttpDoor {
  private readonly origins: ReadonlySet<string>;
  private readonly clock: Clock;
  private readonly log: Log;
  private agents: Agents;
  private readonly clockWatch: ClockWatch;
  private readonly running = new Set<() => void>();

  /** Throws RangeError for an origin that is not one or is plain http to another machine, and for a proxy that is none. */
  constructor({ origins, extraCa, proxy, onClockSkew }: HttpDoorOptions, clock: Clock, log: Log) {
    this.origins = new Set(origins.map(checkedOrigin));
    this.clock = clock;
    this.log = log;
    this.agents = makeAgents({ extraCa, proxy });
    this.clockWatch = new ClockWatch((skew) => {
      log.warn('http.clock_skew', { host: new URL(skew.origin).host, skewMs: skew.skewMs, isWrong: skew.isWrong });
      onClockSkew?.(skew);
    });
  }

  /**
   * Another way out, from the next request on. What is under way ends on the way that it began; connections that are idle are closed.
   * Throws as the constructor does; then the way stays as it was.
   */
  useWayOut(wayOut: ConnectionOptions): void {
    const before = this.agents;
    this.agents = makeAgents(wayOut);
    for (const { kept } of Object.values(before)) for (const sockets of Object.values(kept.freeSockets)) sockets?.forEach((socket) => socket.destroy());
  }

  /** How far this machine's clock was ahead of an origin's at its last answer, ms, to about a second; undefined before the first. */
  clockSkewMs(origin: string): number | undefined {
    return this.clockWatch.last(origin);
  }

  /** Sends one request, once. Never rejects for anything that happens outside; an address that is not allowed is `never_sent`. */
  async send(request: HttpRequest): Promise<HttpResult> {
    const url = new URL(request.url);
    const result: HttpResult = this.origins.has(url.origin)
      ? await this.exchange(url, request)
      : { kind: 'never_sent', code: 'ORIGIN_NOT_ALLOWED', ms: 0 };
    this.report(url, request, result);
    return result;
  }

  /** Gives up all running requests and closes kept connections. */
  close(): void {
    for (const abort of this.running) abort();
    for (const { fresh, kept } of Object.values(this.agents)) {
      fresh.destroy();
      kept.destroy();
    }
  }

  private exchange(url: URL, request: HttpRequest): Promise<HttpResult> {
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started);
    const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
    return new Promise((resolve) => {
      let hasConnection = false;
      let status: number | undefined;
      const outgoing = (protocol === 'https:' ? https : http).request(url, {
        method: request.method,
        agent: this.agents[protocol][request.ownConnection ? 'fresh' : 'kept'],
        ...(request.clientCertificate && { cert: request.clientCertificate.certificatePem, key: request.clientCertificate.privateKeyPem }),
        headers: { 'accept-encoding': 'identity', ...request.headers, ...bodyHeaders(request) },
      });

      const settle = (result: HttpResult): void => {
        clearTimeout(deadline);
        this.running.delete(abort);
        resolve(result);
      };
      const fail = (reason: LostReason, code: string): void => {
        outgoing.destroy();
        settle(
          hasConnection
            ? { kind: 'lost', reason, ms: elapsed(), ...(status === undefined ? {} : { status }) }
            : { kind: 'never_sent', code, ms: elapsed() },
        );
      };
      const abort = (): void => fail('aborted', 'ABORTED');
      const deadline = setTimeout(() => fail('timeout', 'DEADLINE'), request.deadlineMs);
      this.running.add(abort);

      outgoing.once('socket', () => {
        hasConnection = true;
      });
      // Not `once`: giving up destroys the request, which may report an error of its own later.
      outgoing.on('error', (error) => fail(reasonOf(error), codeOf(error)));
      outgoing.once('response', (incoming) => {
        status = incoming.statusCode;
        const limit = request.maxBytes ?? DEFAULT_MAX_BYTES;
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > limit) fail('too_large', 'TOO_LARGE');
          else chunks.push(chunk);
        });
        // An answer that is cut off ends with an error, not with `end`.
        incoming.on('error', (error) => fail(reasonOf(error), codeOf(error)));
        incoming.once('end', () => {
          const headers = flatten(incoming.headers);
          const skew = this.skewOf(headers['date']);
          settle({
            kind: 'answer', status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks), ms: elapsed(),
            ...(skew === undefined ? {} : { clockSkewMs: skew }),
          });
        });
      });
      outgoing.end(request.body);
    });
  }

  /** `Date` has whole seconds, cut off: its middle is taken. */
  private skewOf(date: string | undefined): number | undefined {
    const server = date === undefined ? Number.NaN : Date.parse(date);
    return Number.isNaN(server) ? undefined : Math.round(this.clock.now() - (server + 500));
  }

  private report(url: URL, request: HttpRequest, result: HttpResult): void {
    // The query is left out: Alipay's carries the signature.
    const about = { name: request.name, host: url.host, ms: result.ms };
    if (result.kind === 'never_sent') return this.log.warn('http.never_sent', { ...about, code: result.code });
    if (result.kind === 'lost') return this.log.warn('http.lost', { ...about, reason: result.reason, status: result.status });
    this.log.info('http.answer', {
      ...about, status: result.status, bytes: result.body.length, requestId: result.headers['request-id'] ?? result.headers['trace_id'],
    });
    if (result.clockSkewMs !== undefined) this.clockWatch.see(url.origin, result.clockSkewMs);
  }
}

function checkedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!url || !isSafe || url.origin !== text) throw new RangeError(`not an origin that may be spoken to: ${text}`);
  return url.origin;
}

function bodyHeaders({ method, body }: HttpRequest): Record<string, string> {
  return method === 'POST' ? { 'content-length': String(Buffer.byteLength(body ?? '')) } : {};
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])),
  );
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function reasonOf(error: Error): LostReason {
  return codeOf(error).startsWith('HPE_') ? 'malformed' : 'reset';
}
