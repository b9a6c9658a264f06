/** The sockets: reads a request whole, hands it to the right wire, obeys the fault, writes one line of log. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from '../faults.ts';
import type { SimLogLine } from '../gateway.ts';
import type { RawRequest } from './authorization.ts';
import { carryOut, sendReply } from './exchange.ts';
import type { Job } from './exchange.ts';
import { Refusal } from './refusal.ts';
import type { V3Wire } from './v3-wire.ts';
import { paymentCodeOf, refuse } from './v3-wire.ts';

const MAX_BODY_BYTES = 1_000_000;

/** WeChat closes idle connections after about eight seconds. */
const KEEP_ALIVE_MS = 8_000;

export interface ServerParts {
  readonly v3: V3Wire;
  readonly takeFault: (job: Job, paymentCode: string | undefined) => Fault | undefined;
  readonly log: (line: Omit<SimLogLine, 'at'>) => void;
}

export interface Listener {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function listen(port: number, parts: ServerParts): Promise<Listener> {
  const server = createServer((request, response) => {
    serve(request, response, parts).catch((error: unknown) => {
      parts.log({ operation: 'other', outTradeNo: undefined, answer: `broken: ${error instanceof Error ? error.message : String(error)}`, fault: undefined });
      if (response.headersSent) response.destroy();
      else sendReply(response, refuse(new Refusal('SYSTEM_ERROR', '系统异常，请稍后重试')));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function serve(incoming: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const body = await readBody(incoming);
  if (!body) {
    response.destroy();
    return;
  }
  const request: RawRequest = { method: incoming.method ?? 'GET', url: incoming.url ?? '/', headers: incoming.headers, body };
  let job: Job;
  try {
    job = parts.v3.prepare(request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    sendReply(response, refuse(error));
    parts.log({ operation: 'other', outTradeNo: undefined, answer: `${error.status} ${error.code}`, fault: undefined });
    return;
  }
  const fault = parts.takeFault(job, job.operation === 'pay' ? paymentCodeOf(request) : undefined);
  const answer = await carryOut(job, fault, response);
  parts.log({ operation: job.operation, outTradeNo: job.outTradeNo, answer, fault: fault?.kind });
}

/** The whole body; undefined when it is too long or the caller went away. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    if (incoming.destroyed) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}
