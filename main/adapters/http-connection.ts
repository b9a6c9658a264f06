/**
 * Connections for the door: handed to a request only when they are open. "Never sent" rests on this file: until the hand-over
 * not one byte of the request can be written, however far TCP, a proxy and TLS had come.
 */
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { readAuthorities } from './http-authorities.ts';
import { checkedProxy, tunnel } from './http-proxy.ts';
import type { HttpProxy } from './http-proxy.ts';

/** A connection that is not open by then is given up; shorter than every call's deadline, so that it is told as never sent. */
export const CONNECT_MS = 6_000;
/** Kept connections are closed before WeChat Pay's eight idle seconds are over. */
const IDLE_MS = 6_000;

export interface ConnectionOptions {
  /** Certificate authorities of the company's own, PEM, trusted besides Node's list: where its network opens TLS on the way. */
  readonly extraCa?: string | undefined;
  /** Way out for https; plain http stays on this machine and needs none. */
  readonly proxy?: HttpProxy | undefined;
}

export interface AgentPair {
  /** A connection per request, closed after it. */
  readonly fresh: http.Agent;
  /** Kept connections for questions. */
  readonly kept: http.Agent;
}

export type Agents = Readonly<Record<'http:' | 'https:', AgentPair>>;

/** Throws when the authorities are no PEM or the proxy's address is none. */
export function makeAgents({ extraCa, proxy }: ConnectionOptions): Agents {
  // OpenSSL passes over what it cannot read.
  if (extraCa !== undefined) readAuthorities(extraCa);
  if (proxy !== undefined) checkedProxy(proxy);
  // One context for all connections: from a list of authorities it would be made anew for each of them (about 10 ms).
  const trust: tls.SecureContextOptions = { minVersion: 'TLSv1.2', ...(extraCa !== undefined && { ca: [...tls.rootCertificates, extraCa] }) };
  const contexts = new SecureContexts(trust);
  const secure = { secureContext: contexts.anonymous, rejectUnauthorized: true } as const;
  const kept = { keepAlive: true, timeout: IDLE_MS } as const;
  return {
    'http:': { fresh: new OpenHttpAgent({ keepAlive: false }), kept: new OpenHttpAgent(kept) },
    'https:': { fresh: new OpenHttpsAgent({ ...secure, keepAlive: false }, contexts, proxy), kept: new OpenHttpsAgent({ ...secure, ...kept }, contexts, proxy) },
  };
}

type HandOver = (error: Error | null, socket: Duplex) => void;

class OpenHttpAgent extends http.Agent {
  override createConnection(options: http.ClientRequestArgs, handOver?: HandOver): undefined {
    new Opening(handOver).waitFor(super.createConnection(options), 'connect');
  }
}

/** TLS contexts: one for all who show no certificate, one for the shop's own. */
class SecureContexts {
  readonly anonymous: tls.SecureContext;
  private readonly trust: tls.SecureContextOptions;
  private last: { readonly cert: unknown; readonly key: unknown; readonly context: tls.SecureContext } | undefined;

  constructor(trust: tls.SecureContextOptions) {
    this.trust = trust;
    this.anonymous = tls.createSecureContext(trust);
  }

  /** For options that carry a certificate, which Node passes over where a context is given. Throws when it is no PEM. */
  for({ cert, key }: https.RequestOptions): tls.SecureContext {
    if (cert === undefined || key === undefined) return this.anonymous;
    if (this.last?.cert !== cert || this.last.key !== key) this.last = { cert, key, context: tls.createSecureContext({ ...this.trust, cert, key }) };
    return this.last.context;
  }
}

class OpenHttpsAgent extends https.Agent {
  private readonly contexts: SecureContexts;
  private readonly proxy: HttpProxy | undefined;

  constructor(options: https.AgentOptions, contexts: SecureContexts, proxy: HttpProxy | undefined) {
    super(options);
    this.contexts = contexts;
    this.proxy = proxy;
  }

  override createConnection(asked: https.RequestOptions, handOver?: HandOver): undefined {
    const opening = new Opening(handOver);
    let secureContext: tls.SecureContext;
    try {
      secureContext = this.contexts.for(asked);
    } catch (error) {
      opening.fail(error instanceof Error ? error : new Error('a certificate to show is none'));
      return;
    }
    const options = { ...asked, secureContext };
    // `secureConnect` comes after the certificate was found good.
    if (this.proxy === undefined) {
      opening.waitFor(super.createConnection(options), 'secureConnect');
      return;
    }
    const target = { host: String(options.host ?? options.hostname), port: Number(options.port ?? 443) };
    opening.nowWaitingFor('proxy', tunnel(this.proxy, target, (outcome) => {
      if (outcome instanceof Error) return opening.fail(outcome);
      const through = { ...options, socket: outcome };
      return opening.waitFor(super.createConnection(through), 'secureConnect');
    }));
  }
}

/** One connection on its way to be open: ends once, by a hand-over or by an error, within the limit. */
class Opening {
  private readonly handOver: HandOver;
  private readonly limit: NodeJS.Timeout;
  private isOver = false;
  private waiting: 'proxy' | 'provider' = 'provider';
  private giveUp: () => void = () => undefined;

  constructor(handOver: HandOver | undefined) {
    if (!handOver) throw new TypeError('an agent asked for a connection in a way that cannot wait for it');
    this.handOver = handOver;
    this.limit = setTimeout(() => {
      const code = this.waiting === 'proxy' ? 'PROXY_ETIMEDOUT' : 'ETIMEDOUT';
      // First the reason: what is given up may report an error of its own.
      this.fail(Object.assign(new Error('not open in time'), { code }));
      this.giveUp();
    }, CONNECT_MS);
  }

  nowWaitingFor(whom: 'proxy' | 'provider', giveUp: () => void): void {
    this.waiting = whom;
    this.giveUp = giveUp;
  }

  fail(error: Error): void {
    if (this.end()) this.handOver(error, NO_SOCKET);
  }

  waitFor(socket: Duplex | null | undefined, opened: 'connect' | 'secureConnect'): void {
    if (!socket) throw new TypeError('an agent made no connection');
    if (this.isOver) return void socket.destroy();
    // Stays after the end: a socket that is destroyed for being late may report an error of its own.
    socket.on('error', (error) => this.fail(error));
    socket.once('close', () => this.fail(Object.assign(new Error('closed before it was open'), { code: 'ECONNRESET' })));
    socket.once(opened, () => {
      if (this.end()) this.handOver(null, socket);
    });
    this.nowWaitingFor('provider', () => socket.destroy());
  }

  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    clearTimeout(this.limit);
    return true;
  }
}

/** Node's agent takes no socket with an error, its type wants one. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Never looked at when there is an error.
const NO_SOCKET = undefined as unknown as Duplex;
