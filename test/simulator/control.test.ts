/** The desk: who may use it, what it refuses, and what it tells about the providers and the printer. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PrinterView } from '../../main/simulator/control/printer/printer-desk.ts';
import type { SimTrade } from '../../main/simulator/gateway.ts';
import { freshNumber, openWorld, statusWithHost } from './world-support.ts';
import type { Opened } from './world-support.ts';

let world: Opened;

beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.simulator.faults.clear());
afterAll(async () => world.simulator.close());

describe('a web page of somebody else cannot use the desk', () => {
  it('refuses a host name that only resolves to this machine', async () => {
    const { desk } = world.simulator.urls;
    expect(await statusWithHost(`${desk}/api/phones`, new URL(desk).host)).toBe(200);
    expect(await statusWithHost(`${desk}/api/phones`, 'rebound.example')).toBe(421);
    expect(await statusWithHost(`${desk}/wallet`, `rebound.example:${new URL(desk).port}`)).toBe(421);
  });

  it('changes nothing without the token', async () => {
    const none = await world.visitor.send('POST', '/api/phones/alipay/mood', { mood: 'declines' }, { 'x-desk-token': '' });
    const wrong = await world.visitor.send('POST', '/api/phones/alipay/mood', { mood: 'declines' }, { 'x-desk-token': 'x'.repeat(32) });
    expect([none.status, wrong.status]).toEqual([403, 403]);
    expect((await world.visitor.phones()).alipay.mood).toBe('pays-at-once');
  });

  it('refuses requests that name another origin, even with the token', async () => {
    const answer = await world.visitor.send('POST', '/api/scan', { text: '6901824000019' }, { origin: 'https://shop.example' });
    expect(answer.status).toBe(403);
  });

  it('sends its pages with a policy that allows no foreign and no inline script', async () => {
    for (const url of [world.simulator.urls.wallet, world.simulator.urls.printer]) {
      const page = await fetch(url);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      const html = await page.text();
      expect(html).not.toMatch(/<script>|<style|\son\w+=|\sstyle=|https?:\/\//);
    }
  });

  it('gives out fonts only from inside their folder', async () => {
    const fonts = mkdtempSync(join(tmpdir(), 'guitai-fonts-'));
    writeFileSync(join(fonts, 'index.css'), 'body{}');
    const other = await openWorld({ fontsDir: fonts });
    try {
      expect((await fetch(`${other.simulator.urls.desk}/fonts/index.css`)).status).toBe(200);
      expect((await fetch(`${other.simulator.urls.desk}/fonts/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
      expect((await fetch(`${other.simulator.urls.desk}/fonts/..%2f${encodeURIComponent(fonts.split('/').at(-1) ?? '')}-no.css`)).status).toBe(404);
    } finally {
      await other.simulator.close();
      rmSync(fonts, { recursive: true });
    }
  });
});

describe('requests that make no sense', () => {
  it.each([
    ['POST', '/api/phones/cash/code', undefined, 400],
    ['POST', '/api/phones/alipay/mood', { mood: 'happy' }, 400],
    ['POST', '/api/phones/alipay/balance', { balanceFen: 0.5 }, 400],
    ['POST', '/api/faults', { gateway: 'alipay', operation: 'pay', fault: { kind: 'lightning' } }, 400],
    ['POST', '/api/faults', { gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' }, tims: 2 }, 400],
    ['POST', '/api/scan', { text: 'a\nb' }, 400],
    ['POST', '/api/phones/alipay/story', { id: 'none-such' }, 404],
    ['GET', '/api/trades/none-such', undefined, 404],
    ['DELETE', '/api/phones', undefined, 405],
    ['GET', '/nothing', undefined, 404],
    ['POST', '/api/scan', { text: 'x'.repeat(70_000) }, 413],
  ] as const)('%s %s is refused with a reason', async (method, path, body, status) => {
    const answer = await world.visitor.send<{ error: string; message: string }>(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).not.toBe('');
  });
});

describe('faults by remote control', () => {
  it('loses exactly one answer, and the provider knows that it was paid', async () => {
    await world.visitor.post('/api/faults', { gateway: 'alipay', operation: 'pay', fault: { kind: 'drop-after' } });
    const outTradeNo = freshNumber();
    const code = await world.visitor.code('alipay');
    // The stock SDK sends a lost POST a second time by itself; the same number and code must not be charged again.
    await world.till.pay(outTradeNo, '0.29', code).catch(() => undefined);
    expect(await world.visitor.get<SimTrade>(`/api/trades/${outTradeNo}`)).toMatchObject({ state: 'paid', capturedFen: 29 });
    expect(await world.visitor.get('/api/faults')).toEqual([]);
  });

  it('lists a fault without end as null times, and clears it', async () => {
    await world.visitor.post('/api/faults', { gateway: 'wechat', operation: 'any', fault: { kind: 'drop-before' }, times: null });
    expect(await world.visitor.get('/api/faults')).toMatchObject([{ gateway: 'wechat', times: null }]);
    expect((await world.visitor.send('DELETE', '/api/faults')).body).toEqual([]);
  });

  it('keeps a log of requests without payment codes', async () => {
    const code = await world.visitor.code('alipay');
    await world.till.pay(freshNumber(), '1.15', code);
    const log = JSON.stringify(await world.visitor.get('/api/log/alipay'));
    expect(log).toContain('pay');
    expect(log).not.toContain(code);
  });
});

describe('the printer page', () => {
  async function print(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(world.simulator.printer.port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('close', () => resolve());
      socket.end(Buffer.concat([Buffer.from(`\u001b@${text}\n`, 'latin1'), Buffer.from([0x1b, 0x70, 0, 25, 250, 0x1d, 0x56, 66, 0])]));
      socket.resume();
    });
  }

  it('shows the newest receipt first, as SVG to look at and to keep, and that the drawer opened', async () => {
    await print('FIRST');
    await print('SECOND');
    const view = await world.visitor.get<PrinterView>('/api/printer');
    expect(view.kicks).toBe(2);
    expect(view.papers.map((paper) => paper.id)).toEqual([2, 1]);
    const svg = await fetch(`${world.simulator.urls.desk}/api/printer/papers/2`);
    expect(svg.headers.get('content-type')).toContain('image/svg+xml');
    expect(world.simulator.printer.receipts()[0]?.lines.join('')).toContain('SECOND');
  });

  it('takes another roll on the same port, and keeps what was printed before', async () => {
    const { port } = world.simulator.printer;
    const view = await world.visitor.post<PrinterView>('/api/printer', { paperWidth: 58, state: 'near-end' });
    expect(view).toMatchObject({ port, paperWidth: 58, state: 'near-end' });
    await print('NARROW');
    expect((await world.visitor.get<PrinterView>('/api/printer')).papers[0]?.width).toBeLessThan(view.papers[0]?.width ?? 0);
  });
});

describe('the pages’ scripts', () => {
  it.each(['wallet', 'printer'])('%s is one script that a browser can parse, without traces of imports', async (name) => {
    const script = await (await fetch(`${world.simulator.urls.desk}/assets/${name}.js`)).text();
    expect(() => new Script(script)).not.toThrow();
    expect(script).not.toMatch(/__vi_|\bimport\b|\brequire\(/);
  });
});

describe('the simulated providers remember', () => {
  it('orders, keys and balances over a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'guitai-memory-'));
    try {
      const first = await openWorld({ dataDir });
      const outTradeNo = freshNumber();
      await first.till.pay(outTradeNo, '19.99', await first.visitor.code('alipay'));
      const balance = (await first.visitor.phones()).alipay.balanceFen;
      const ids = [first.simulator.alipay.appId, first.simulator.wechat.mchid];
      await first.simulator.close();
      const second = await openWorld({ dataDir });
      expect(second.simulator.alipay.trade(outTradeNo)).toMatchObject({ state: 'paid', capturedFen: 1999 });
      expect((await second.visitor.phones()).alipay.balanceFen).toBe(balance);
      expect([second.simulator.alipay.appId, second.simulator.wechat.mchid]).toEqual(ids);
      await second.simulator.close();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  it('a payment although the process was killed the moment after it was answered', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'guitai-killed-'));
    try {
      const outTradeNo = await payThenDie(dataDir);
      const next = await openWorld({ dataDir });
      expect(next.simulator.alipay.trade(outTradeNo)).toMatchObject({ state: 'paid', capturedFen: 435 });
      expect((await next.visitor.phones()).alipay.balanceFen).toBe(1_000_000 - 435);
      await next.simulator.close();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  it('puts a memory that cannot be read aside instead of overwriting it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'guitai-broken-'));
    try {
      writeFileSync(join(dataDir, 'simulated-providers.json'), '{"format":"guitai-simulator-1","alipay":"{}","wechat":"{}","buyers":[]}');
      const { simulator } = await openWorld({ dataDir });
      expect(simulator.putAside).toContain('unreadable');
      await simulator.close();
      expect(readdirSync(dataDir)).toHaveLength(2);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

/** A process that takes one payment and kills itself as soon as the till has the answer. Returns the order's number. */
async function payThenDie(dataDir: string): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'pay-then-die.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  return said.trim();
}
