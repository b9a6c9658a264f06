/**
 * Certificates that merchants show to the provider: refunds and reversals of one must never ride on a connection that another one has
 * opened, however connections are kept and TLS sessions resumed.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpDoor } from '../../main/adapters/http.ts';
import type { ClientCertificate, HttpResult } from '../../main/adapters/http.ts';
import { JsonLog } from '../../main/adapters/log.ts';
import { issueCertificate } from '../../main/simulator/x509.ts';
import { startConnectProxy } from './connect-proxy.ts';
import { listening } from './raw-server.ts';

const clock = { now: () => Date.parse('2026-11-21T04:00:00.000Z'), at: () => () => undefined };

/** A certificate that vouches for itself. */
function certificateOf(name: string): ClientCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: issueCertificate({
      subject: { C: 'CN', O: 'Test', OU: 'Test', CN: name }, serialNumber: 1n, publicKey, signWith: privateKey, isAuthority: true, notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01'),
    }),
  };
}

const SERVER = certificateOf('localhost');
const NORTH = certificateOf('1900000001');
const SOUTH = certificateOf('1900000002');

/** What the server was shown with one request. */
interface Shown {
  readonly path: string;
  /** Name in the peer's certificate; empty when none was shown. */
  readonly by: string;
  readonly connection: number;
  readonly resumed: boolean;
}

let shown: Shown[];
let door: HttpDoor;
let origin: string;
let close: () => void;

beforeEach(async () => {
  shown = [];
  const numbers = new Map<TLSSocket, number>();
  const server = createServer({ key: SERVER.privateKeyPem, cert: SERVER.certificatePem, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const socket = request.socket as TLSSocket;
    shown.push({ path: request.url ?? '', by: String(socket.getPeerCertificate().subject?.CN ?? ''), connection: numbers.get(socket) ?? -1, resumed: socket.isSessionReused() });
    response.end('ok');
  });
  server.on('secureConnection', (socket: TLSSocket) => void numbers.set(socket, numbers.size));
  const port = await listening(server);
  origin = `https://localhost:${port}`;
  door = new HttpDoor({ origins: [origin], extraCa: SERVER.certificatePem }, clock, new JsonLog(clock, () => undefined));
  close = () => {
    door.close();
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

function send(path: string, clientCertificate: ClientCertificate | undefined, ownConnection = false): Promise<HttpResult> {
  return door.send({ method: 'POST', url: `${origin}${path}`, headers: {}, body: 'x', deadlineMs: 10_000, ownConnection, name: 'test', ...(clientCertificate && { clientCertificate }) });
}

const byPath = (): Record<string, string> => Object.fromEntries(shown.map(({ path, by }) => [path, by]));

describe('a request shows the certificate of its own merchant, and no other', () => {
  it('one after another over kept connections; each merchant keeps his own, and who shows none has a third', async () => {
    for (const [path, certificate] of [['/n1', NORTH], ['/s1', SOUTH], ['/n2', NORTH], ['/-1', undefined], ['/s2', SOUTH], ['/-2', undefined]] as const) {
      expect(await send(path, certificate)).toMatchObject({ kind: 'answer', status: 200 });
    }
    expect(byPath()).toEqual({ '/n1': '1900000001', '/n2': '1900000001', '/s1': '1900000002', '/s2': '1900000002', '/-1': '', '/-2': '' });
    const connections = (by: string): Set<number> => new Set(shown.filter((each) => each.by === by).map(({ connection }) => connection));
    expect([...connections('1900000001'), ...connections('1900000002'), ...connections('')]).toHaveLength(3);
    expect(new Set(shown.map(({ connection }) => connection)).size).toBe(3);
  });

  it('all at once', async () => {
    const wishes = Array.from({ length: 12 }, (_, index) => ({ path: `/${index}`, certificate: [NORTH, SOUTH, undefined][index % 3] }));
    await Promise.all(wishes.map(({ path, certificate }) => send(path, certificate)));
    await Promise.all(wishes.toReversed().map(({ path, certificate }) => send(`/again${path}`, certificate)));
    const expected = ['1900000001', '1900000002', ''];
    for (const [index, { path }] of wishes.entries()) {
      expect(byPath()[path]).toBe(expected[index % 3]);
      expect(byPath()[`/again${path}`]).toBe(expected[index % 3]);
    }
  });

  it('over connections of their own too, and where a TLS session is resumed', async () => {
    for (const round of [1, 2, 3]) {
      await send(`/n${round}`, NORTH, true);
      await send(`/s${round}`, SOUTH, true);
      await send(`/-${round}`, undefined, true);
    }
    expect(new Set(shown.map(({ connection }) => connection)).size).toBe(9);
    for (const { path, by } of shown) expect(by).toBe({ n: '1900000001', s: '1900000002', '-': '' }[path.charAt(1)]);
  });

  it('also through a proxy, whose tunnels are not shared either', async () => {
    const proxy = await startConnectProxy();
    try {
      door.useWayOut({ extraCa: SERVER.certificatePem, proxy: { url: proxy.url } });
      for (const [path, certificate] of [['/n1', NORTH], ['/s1', SOUTH], ['/-1', undefined], ['/n2', NORTH]] as const) await send(path, certificate);
      expect(byPath()).toEqual({ '/n1': '1900000001', '/n2': '1900000001', '/s1': '1900000002', '/-1': '' });
      expect(proxy.asked).toHaveLength(3);
    } finally {
      proxy.close();
    }
  });

  it('a certificate that is none stops its own request before anything is sent, and no other', async () => {
    const broken = { ...NORTH, certificatePem: 'rubbish' };
    expect((await send('/broken', broken)).kind).toBe('never_sent');
    expect((await send('/s1', SOUTH)).kind).toBe('answer');
    expect(byPath()).toEqual({ '/s1': '1900000002' });
  });
});
