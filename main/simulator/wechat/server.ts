/** The sockets: reads a request whole, hands it to the right wire, obeys the fault, writes one line of log. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Fault } from '../faults.ts';
import type { SimLogLine } from '../gateway.ts';
import { offerTunnels, pathOf } from '../tunnel.ts';
import type { RawRequest } from './authorization.ts';
import { carryOut, page, sendReply } from './exchange.ts';
import type { Job, Reply } from './exchange.ts';
import { Refusal } from './refusal.ts';
import type { V2Wire } from './v2/wire.ts';
import { refuseV2 } from './v2/wire.ts';
import type { V3Wire } from './v3-wire.ts';
import { refuse } from './v3-wire.ts';

const MAX_BODY_BYTES = 1_000_000;

/** WeChat closes idle connections after about eight seconds. */
const KEEP_ALIVE_MS = 8_000;

export interface ServerParts {
  readonly v2: V2Wire;
  readonly v3: V3Wire;
  /** Pages for browsers, beside the interfaces; undefined for a path that is none. */
  readonly page: (request: RawRequest) => Reply | undefined;
  readonly takeFault: (job: Job) => Fault | undefined;
  /** The provider's clock, epoch ms: every answer bears its time. */
  readonly now: () => number;
  readonly log: (line: Omit<SimLogLine, 'at'>) => void;
}

/** Server key and certificate, and the authority whose client certificates are believed; all PEM. */
export interface TlsParts {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

export interface Listener {
  readonly baseUrl: string;
  /** Serves a connection that came some other way. */
  readonly take: (socket: Duplex) => void;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Speaks https and asks for a client certificate. */
  readonly tls?: TlsParts;
  /** Where tunnels to WeChat's hosts end; without it, none are opened. */
  readonly tunnel?: ((socket: Duplex) => void) | undefined;
}

/** The names of WeChat Pay's hosts. */
export const HOST_NAMES = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com', 'api.wechatpay.cn', 'api2.wechatpay.cn'];

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function listen(port: number, parts: ServerParts, { tls, tunnel }: ListenOptions = {}): Promise<Listener> {
  const listener: RequestListener = (request, response) => {
    serve(request, response, parts).catch((error: unknown) => {
      parts.log({ operation: 'other', outTradeNo: undefined, answer: `broken: ${error instanceof Error ? error.message : String(error)}`, fault: undefined });
      if (response.headersSent) response.destroy();
      else sendReply(response, refuse(new Refusal('SYSTEM_ERROR', '系统异常，请稍后重试')));
    });
  };
  const server = tls ? createSecureServer({ ...tls, requestCert: true, rejectUnauthorized: false }, listener) : createServer(listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const endTunnels = offerTunnels(server, { hostNames: HOST_NAMES, take: tunnel });
  const bound = await bind(server, port);
  return {
    baseUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${bound}`,
    take: (socket) => void server.emit('connection', socket),
    close: () =>
      new Promise<void>((resolve, reject) => {
        endTunnels();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function bind(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function serve(incoming: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  response.setHeader('Date', new Date(parts.now()).toUTCString());
  const body = await readBody(incoming);
  if (body === 'gone') return;
  if (body === 'too-long') {
    response.setHeader('Connection', 'close');
    sendReply(response, page(413));
    parts.log({ operation: 'other', outTradeNo: undefined, answer: '413 page', fault: undefined });
    return;
  }
  const url = pathOf(incoming.url ?? '/', HOST_NAMES);
  if (url === undefined) {
    sendReply(response, page(403));
    parts.log({ operation: 'other', outTradeNo: undefined, answer: '403 page', fault: undefined });
    return;
  }
  const clientName = clientNameOf(incoming);
  const request: RawRequest = {
    method: incoming.method ?? 'GET', url, headers: incoming.headers, body,
    ...(clientName === undefined ? {} : { clientName }),
  };
  const shown = parts.page(request);
  if (shown) {
    sendReply(response, shown);
    return;
  }
  const job = prepare(request, response, parts);
  if (!job) return;
  const fault = parts.takeFault(job);
  const answer = await carryOut(job, fault, response);
  parts.log({ operation: job.operation, outTradeNo: job.outTradeNo, answer, fault: fault?.kind });
}

/** The job of a request; undefined when it has been refused and answered already. */
function prepare(request: RawRequest, response: ServerResponse, parts: ServerParts): Job | undefined {
  const isV3 = request.url.startsWith('/v3/');
  const refused = (reply: Reply, refusal: Refusal): undefined => {
    sendReply(response, reply);
    parts.log({ operation: 'other', outTradeNo: undefined, answer: `${refusal.status} ${refusal.code}`, fault: undefined });
  };
  try {
    const job = isV3 ? parts.v3.prepare(request) : parts.v2.prepare(request);
    if (job) return job;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(isV3 ? refuse(error) : refuseV2(error), error);
  }
  const nowhere = new Refusal('URI_NOT_FOUND', '请求的接口地址不存在');
  return refused(refuse(nowhere), nowhere);
}

function clientNameOf(incoming: IncomingMessage): string | undefined {
  const { socket } = incoming;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const name = socket.getPeerCertificate().subject.CN;
  return typeof name === 'string' ? name : undefined;
}

/**
 * The whole body, or why there is none. What is too long is read to its end and dropped: who is still sending hears no answer.
 */
async function readBody(incoming: IncomingMessage): Promise<Buffer | 'too-long' | 'gone'> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch (error) {
    if (incoming.destroyed) return 'gone';
    throw error;
  }
  return length > MAX_BODY_BYTES ? 'too-long' : Buffer.concat(chunks);
}
