/** A provider and a company's proxy as a test needs them, closed after it. */
import { afterEach } from 'vitest';
import { startConnectProxy } from './connect-proxy.ts';
import type { ConnectProxyOptions } from './connect-proxy.ts';
import { startTlsServer } from './tls-server.ts';

export const clock = { now: () => Date.parse('2026-11-21T04:00:00.000Z'), at: () => () => undefined };

/** What a test opened, closed after it in the opposite order. */
export const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

export async function startProxy(options: ConnectProxyOptions = {}) {
  const proxy = await startConnectProxy(options);
  cleanUps.push(() => proxy.close());
  return proxy;
}

export async function provider() {
  const server = await startTlsServer();
  cleanUps.push(() => server.close());
  return server;
}
