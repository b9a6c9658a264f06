/** The way out through a shop's proxy: it must never learn a payment code, and its failures must be certain. */
import { describe, expect, it } from 'vitest';
import { HttpDoor } from '../../main/adapters/http.ts';
import type { HttpDoorOptions, HttpResult } from '../../main/adapters/http.ts';
import type { ClockSkew } from '../../main/adapters/http-clock.ts';
import { JsonLog } from '../../main/adapters/log.ts';
import type { Manner } from './connect-proxy.ts';
import { cleanUps, clock, provider, startProxy } from './proxied.ts';
import { httpAnswer, startRawServer } from './raw-server.ts';

function openDoor(options: HttpDoorOptions) {
  const lines: string[] = [];
  const door = new HttpDoor(options, clock, new JsonLog(clock, (line) => lines.push(line)));
  cleanUps.push(() => door.close());
  return { door, lines };
}

function pay(door: HttpDoor, origin: string, deadlineMs = 5_000, ownConnection = true): Promise<HttpResult> {
  return door.send({ method: 'POST', url: `${origin}/pay?sign=verysecret`, headers: {}, body: 'auth_code=281234567890123456', deadlineMs, ownConnection, name: 'test.pay' });
}

describe('through a proxy', () => {
  it('a payment arrives, and the proxy has seen a host name and nothing else', async () => {
    const server = await provider();
    const proxy = await startProxy();
    const { door } = openDoor({ origins: [server.origin], extraCa: server.certificate, proxy: { url: proxy.url } });
    expect(await pay(door, server.origin)).toMatchObject({ kind: 'answer', status: 200 });
    expect(proxy.asked.map(({ url }) => url)).toEqual([`localhost:${server.port}`]);
    expect(proxy.asked[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(server.heard()).toContain('auth_code=281234567890123456');
    expect(proxy.seen()).not.toMatch(/auth_code|verysecret/);
  });

  it('name and password go to the proxy alone, and into no log', async () => {
    const server = await provider();
    const proxy = await startProxy();
    const { door, lines } = openDoor({ origins: [server.origin], extraCa: server.certificate, proxy: { url: proxy.url, credentials: { user: '店铺', password: 'open:sesame' } } });
    expect((await pay(door, server.origin)).kind).toBe('answer');
    const basic = Buffer.from('店铺:open:sesame', 'utf8').toString('base64');
    expect(proxy.asked[0]?.headers['proxy-authorization']).toBe(`Basic ${basic}`);
    expect(server.heard()).not.toContain(basic);
    expect(lines.join('\n')).not.toMatch(new RegExp(`sesame|${basic}`));
  });

  it('questions share one tunnel, a payment digs its own', async () => {
    const server = await provider();
    const proxy = await startProxy();
    const { door } = openDoor({ origins: [server.origin], extraCa: server.certificate, proxy: { url: proxy.url } });
    for (let count = 0; count < 3; count += 1) expect((await pay(door, server.origin, 5_000, false)).kind).toBe('answer');
    await pay(door, server.origin);
    expect(proxy.asked).toHaveLength(2);
  });

  it('plain http on this machine does not go out through it', async () => {
    const server = await startRawServer((socket) => socket.end(httpAnswer('ok')));
    cleanUps.push(() => server.close());
    const proxy = await startProxy();
    const { door } = openDoor({ origins: [server.origin], proxy: { url: proxy.url } });
    expect((await pay(door, server.origin)).kind).toBe('answer');
    expect(proxy.asked).toHaveLength(0);
  });
});

describe('a proxy that fails: certain, not one byte of the request left', () => {
  const failing = async (manner: Manner, deadlineMs?: number) => {
    const server = await provider();
    const proxy = await startProxy({ manner });
    const { door } = openDoor({ origins: [server.origin], extraCa: server.certificate, proxy: { url: proxy.url } });
    const result = await pay(door, server.origin, deadlineMs);
    expect(server.heard()).toBe('');
    return result;
  };

  it('asks for a password', async () => {
    expect(await failing((_request, client) => client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'))).toMatchObject({ kind: 'never_sent', code: 'PROXY_407' });
  });

  it('cannot reach the provider', async () => {
    expect(await failing((_request, client) => client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nno!'))).toMatchObject({ kind: 'never_sent', code: 'PROXY_502' });
  });

  it('hangs up', async () => {
    expect(await failing((_request, client) => client.destroy())).toMatchObject({ kind: 'never_sent', code: 'PROXY_ECONNRESET' });
  });

  it('never answers', async () => {
    expect(await failing(() => undefined, 200)).toMatchObject({ kind: 'never_sent', code: 'DEADLINE' });
  });

  it('speaks first where the provider never would', async () => {
    expect(await failing((_request, client) => client.write('HTTP/1.1 200 OK\r\n\r\nlogin page'))).toMatchObject({ kind: 'never_sent', code: 'PROXY_EARLY' });
  });

  it('opens TLS with a certificate of its own', async () => {
    const server = await provider();
    const impostor = await provider();
    const proxy = await startProxy({ manner: (request, _client, through) => {
      request.url = `localhost:${impostor.port}`;
      through();
    } });
    const { door } = openDoor({ origins: [server.origin], extraCa: server.certificate, proxy: { url: proxy.url } });
    expect((await pay(door, server.origin)).kind).toBe('never_sent');
    expect(impostor.heard()).toBe('');
  });

  it('nobody is there', async () => {
    const gone = await startRawServer(() => undefined);
    await gone.close();
    const server = await provider();
    const { door } = openDoor({ origins: [server.origin], extraCa: server.certificate, proxy: { url: gone.origin } });
    expect(await pay(door, server.origin)).toMatchObject({ kind: 'never_sent', code: 'PROXY_ECONNREFUSED' });
  });

  it.each(['https://proxy.example.com:8080', 'http://user:pass@proxy.example.com:8080', 'proxy.example.com:8080', 'http://proxy.example.com/path', 'http://proxy.example.com:8080/?via=1', ''])('%j is no proxy', (url) => {
    expect(() => openDoor({ origins: ['https://openapi.alipay.com'], proxy: { url } })).toThrow(RangeError);
  });
});

it('a company authority that is no certificate is found out when it is set, not when a payment fails', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----';
  expect(() => openDoor({ origins: ['https://localhost:1'], extraCa: broken })).toThrow(/PEM|asn1|wrong tag|header/i);
});

describe('the till\'s clock', () => {
  it('is told of when it is wrong, when that changes, and when it is right again; not at every answer', async () => {
    let date = 'Sat, 21 Nov 2026 04:00:00 GMT';
    const server = await startRawServer((socket) => socket.end(httpAnswer('', 'HTTP/1.1 200 OK', `Date: ${date}`)));
    cleanUps.push(() => server.close());
    const told: ClockSkew[] = [];
    const { door } = openDoor({ origins: [server.origin], onClockSkew: (skew) => told.push(skew) });
    expect(door.clockSkewMs(server.origin)).toBeUndefined();
    for (const next of ['04:00:00', '04:00:59', '03:58:00', '03:58:10', '03:40:00', '04:00:01', '04:00:00']) {
      date = `Sat, 21 Nov 2026 ${next} GMT`;
      await pay(door, server.origin);
    }
    expect(told.map(({ skewMs, isWrong }) => [skewMs, isWrong])).toEqual([[119_500, true], [1_199_500, true], [-1_500, false]]);
    expect(door.clockSkewMs(server.origin)).toBe(-500);
  });
});
