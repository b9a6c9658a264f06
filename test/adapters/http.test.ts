/** The door's one question, under everything a line can do: can this request have left the machine? */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpDoor } from '../../main/adapters/http.ts';
import type { HttpDoorOptions, HttpRequest, HttpResult } from '../../main/adapters/http.ts';
import { JsonLog } from '../../main/adapters/log.ts';
import { httpAnswer, listening, startRawServer } from './raw-server.ts';
import { startTlsServer } from './tls-server.ts';

const NOW = Date.parse('2026-11-21T04:00:00.000Z');
const clock = { now: () => NOW, at: () => () => undefined };

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function rawServer(onRequest: (socket: Socket, request: string) => void) {
  const server = await startRawServer(onRequest);
  cleanUps.push(() => server.close());
  return server;
}

function openDoor(options: HttpDoorOptions) {
  const lines: string[] = [];
  const door = new HttpDoor(options, clock, new JsonLog(clock, (line) => lines.push(line)));
  cleanUps.push(() => door.close());
  return { door, lines };
}

function payment(origin: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST', url: `${origin}/pay?sign=verysecret`, headers: { 'content-type': 'text/plain' }, body: 'auth_code=281234567890123456',
    deadlineMs: 5_000, ownConnection: true, name: 'test.pay', ...changes,
  };
}

async function sendTo(onRequest: (socket: Socket, request: string) => void, changes: Partial<HttpRequest> = {}) {
  const server = await rawServer(onRequest);
  const { door, lines } = openDoor({ origins: [server.origin] });
  return { server, lines, result: await door.send(payment(server.origin, changes)) };
}

const lost = (reason: string): unknown => expect.objectContaining({ kind: 'lost', reason });

describe('the request may have arrived: lost, never "not sent"', () => {
  it('the connection is reset after the request', async () => {
    const { result, server } = await sendTo((socket) => socket.resetAndDestroy());
    expect(result).toEqual(lost('reset'));
    expect(server.requests).toHaveLength(1);
  });

  it('the connection is closed politely without an answer', async () => {
    const { result, server } = await sendTo((socket) => socket.end());
    expect(result).toEqual(lost('reset'));
    expect(server.requests).toHaveLength(1);
  });

  it('half an answer comes, then the line dies', async () => {
    const { result } = await sendTo((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"paid":'));
    expect(result).toMatchObject({ kind: 'lost', reason: 'reset', status: 200 });
  });

  it('a chunked answer ends without its last chunk', async () => {
    const { result } = await sendTo((socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'));
    expect(result).toMatchObject({ kind: 'lost', reason: 'reset' });
  });

  it('no answer comes before the deadline', async () => {
    const { result } = await sendTo(() => undefined, { deadlineMs: 150 });
    expect(result).toEqual(lost('timeout'));
  });

  it('an answer that drips byte by byte does not move the deadline', async () => {
    const { result } = await sendTo(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.once('close', () => clearInterval(timer));
      },
      { deadlineMs: 300 },
    );
    expect(result).toMatchObject({ kind: 'lost', reason: 'timeout', status: 200 });
  });

  it('an endless answer is cut at the limit', async () => {
    const { result } = await sendTo((socket) => socket.write(httpAnswer('x'.repeat(5_000))), { maxBytes: 1_000 });
    expect(result).toEqual(lost('too_large'));
  });

  it('what answers does not speak HTTP', async () => {
    const { result } = await sendTo((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect(result).toEqual(lost('malformed'));
  });

  it('the till is closed while it waits', async () => {
    const server = await rawServer(() => door.close());
    const { door } = openDoor({ origins: [server.origin] });
    expect(await door.send(payment(server.origin))).toEqual(lost('aborted'));
  });
});

describe('certain: not one byte of the request left', () => {
  it('nobody listens', async () => {
    const server = await startRawServer(() => undefined);
    await server.close();
    const { door } = openDoor({ origins: [server.origin] });
    expect(await door.send(payment(server.origin))).toMatchObject({ kind: 'never_sent', code: 'ECONNREFUSED' });
  });

  it('an address that is not on the list is not even looked up', async () => {
    const server = await rawServer((socket) => socket.end(httpAnswer('ok')));
    const { door } = openDoor({ origins: ['https://openapi.alipay.com'] });
    expect(await door.send(payment(server.origin))).toMatchObject({ kind: 'never_sent', code: 'ORIGIN_NOT_ALLOWED' });
    expect(server.connections()).toBe(0);
  });

  it('the TLS handshake never ends', async () => {
    const heard: Buffer[] = [];
    const silent = createServer((socket) => void socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => undefined));
    const port = await listening(silent);
    const { door } = openDoor({ origins: [`https://localhost:${port}`] });
    cleanUps.push(() => silent.close());
    expect(await door.send(payment(`https://localhost:${port}`, { deadlineMs: 300 }))).toMatchObject({ kind: 'never_sent', code: 'DEADLINE' });
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('auth_code');
  });

  it('the server hangs up within the TLS handshake', async () => {
    const rude = createServer((socket) => void socket.once('data', () => socket.destroy()));
    const port = await listening(rude);
    cleanUps.push(() => rude.close());
    const { door } = openDoor({ origins: [`https://localhost:${port}`] });
    expect(await door.send(payment(`https://localhost:${port}`))).toMatchObject({ kind: 'never_sent', code: 'ECONNRESET' });
  });

  it('somebody in between shows a certificate of his own: he gets no payment code', async () => {
    const impostor = await tlsServer();
    const { door } = openDoor({ origins: [impostor.origin] });
    const result = await door.send(payment(impostor.origin));
    expect(result).toMatchObject({ kind: 'never_sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(impostor.heard()).toBe('');
  });

  it('a certificate for another name is refused before anything is said', async () => {
    const other = await tlsServer('openapi.example.com');
    const { door } = openDoor({ origins: [other.origin], extraCa: other.certificate });
    expect(await door.send(payment(other.origin))).toMatchObject({ kind: 'never_sent', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(other.heard()).toBe('');
  });
});

async function tlsServer(name?: string) {
  const server = await startTlsServer(name);
  cleanUps.push(() => server.close());
  return server;
}

describe('answers', () => {
  it('come whole, as the bytes they were, over TLS', async () => {
    const server = await tlsServer();
    const { door } = openDoor({ origins: [server.origin], extraCa: server.certificate });
    expect(bodyOf(await door.send(payment(server.origin)))).toBe('ok');
  });

  it('a redirect is an answer: a captive portal does not get the payment code', async () => {
    const portal = await rawServer((socket) => socket.end(httpAnswer('welcome')));
    const { result } = await sendTo((socket) => socket.end(httpAnswer('', 'HTTP/1.1 307 Temporary Redirect', `Location: ${portal.origin}/`)));
    expect(result).toMatchObject({ kind: 'answer', status: 307 });
    expect(portal.connections()).toBe(0);
  });

  it('the clock of the till is compared with the server\'s', async () => {
    const { result, lines } = await sendTo((socket) => socket.end(httpAnswer('', 'HTTP/1.1 200 OK', 'Date: Sat, 21 Nov 2026 03:54:00 GMT')));
    expect(result).toMatchObject({ kind: 'answer', clockSkewMs: 359_500 });
    expect(lines.join('\n')).toContain('http.clock_skew');
  });

  it('a Date that is none is no reason to doubt the clock', async () => {
    const { result } = await sendTo((socket) => socket.end(httpAnswer('', 'HTTP/1.1 200 OK', 'Date: yesterday')));
    expect(result).not.toHaveProperty('clockSkewMs');
  });

  it('the log knows the operation and the outcome, and neither signature nor payment code', async () => {
    const { lines } = await sendTo((socket) => socket.end(httpAnswer('ok', 'HTTP/1.1 200 OK', 'Request-ID: R-77')));
    const text = lines.join('\n');
    expect(text).toContain('test.pay');
    expect(text).toContain('R-77');
    expect(text).not.toMatch(/verysecret|281234567890123456/);
  });
});

describe('kept connections', () => {
  const question: Partial<HttpRequest> = { ownConnection: false };

  it('questions share one', async () => {
    const server = await rawServer((socket) => socket.write(httpAnswer('ok')));
    const { door } = openDoor({ origins: [server.origin] });
    for (let count = 0; count < 3; count += 1) expect(bodyOf(await door.send(payment(server.origin, question)))).toBe('ok');
    expect(server.connections()).toBe(1);
  });

  it('a payment does not ride on one that died while idle', async () => {
    const seen = new Map<Socket, number>();
    // Answers the first request of a connection; the second one finds it dead, as behind a router that forgot it.
    const server = await rawServer((socket) => {
      seen.set(socket, (seen.get(socket) ?? 0) + 1);
      if (seen.get(socket) === 1) socket.write(httpAnswer('ok'));
      else socket.resetAndDestroy();
    });
    const { door } = openDoor({ origins: [server.origin] });
    expect(bodyOf(await door.send(payment(server.origin, question)))).toBe('ok');
    expect(bodyOf(await door.send(payment(server.origin)))).toBe('ok');
    expect(server.connections()).toBe(2);
  });

  it('a question on a dead one is lost once and not sent again in secret', async () => {
    const seen = new Set<Socket>();
    const server = await rawServer((socket) => {
      if (seen.has(socket)) return void socket.resetAndDestroy();
      seen.add(socket);
      return void socket.write(httpAnswer('ok'));
    });
    const { door } = openDoor({ origins: [server.origin] });
    await door.send(payment(server.origin, question));
    expect(await door.send(payment(server.origin, question))).toEqual(lost('reset'));
    expect(server.requests).toHaveLength(2);
  });
});

describe('where the door leads', () => {
  it.each(['http://pay.example.com', 'https://pay.example.com/', 'https://pay.example.com/path', 'pay.example.com', 'ftp://127.0.0.1'])(
    '%s is not an origin that may be configured', (origin) => {
      expect(() => new HttpDoor({ origins: [origin] }, clock, new JsonLog(clock, () => undefined))).toThrow(RangeError);
    },
  );
});

function bodyOf(result: HttpResult): string {
  return result.kind === 'answer' ? result.body.toString() : `no answer: ${JSON.stringify(result)}`;
}
