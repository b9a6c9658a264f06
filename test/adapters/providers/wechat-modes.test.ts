/** What each mode of WeChat Pay adds to the contract: certificates that change, the second host, v2's recall, the daily bill. */
import { createServer as createPlainServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpDoorOptions } from '../../../main/adapters/http.ts';
import { WechatProvider } from '../../../main/adapters/providers/wechat/client.ts';
import type { CertificateMode, PublicKeyMode, ShopSettings } from '../../../main/adapters/providers/wechat/settings.ts';
import { fen } from '../../../main/domain/money.ts';
import type { BillAnswer } from '../../../main/ports.ts';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { WechatGateway, WechatGatewayOptions } from '../../../main/simulator/wechat/gateway.ts';
import { httpAnswer, listening, startRawServer } from '../raw-server.ts';
import { Bench } from './bench.ts';
import type { BenchParts } from './bench.ts';
import { certificatesOf, publicKeyOf, shopOf, v2Md5Parts } from './wechat-parts.ts';

interface Wishes {
  readonly gateway?: Partial<WechatGatewayOptions>;
  readonly proof?: (gateway: WechatGateway) => PublicKeyMode | CertificateMode;
  readonly shop?: Partial<ShopSettings>;
  readonly door?: Partial<HttpDoorOptions>;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open({ gateway: wishes, proof = publicKeyOf, shop, door }: Wishes): Promise<Bench<WechatGateway>> {
  const parts: BenchParts<WechatGateway> = {
    wallet: 'wechat',
    start: (options) => startWechatGateway({ ...options, ...wishes }),
    door: (gateway) => ({ ...door, origins: [...(door?.origins ?? []), gateway.baseUrl] }),
    provider: (gateway, deadlines, httpDoor, clock, log) => new WechatProvider({ ...shopOf(gateway), ...proof(gateway), ...shop, ...deadlines }, httpDoor, clock, log),
  };
  const bench = await Bench.open(parts);
  closing.push(() => bench.close());
  return bench;
}

const withCertificates = (more: Wishes = {}) => open({ ...more, gateway: { mode: 'certificate', ...more.gateway }, proof: more.proof ?? certificatesOf });
const pay = async (bench: Bench<WechatGateway>, order = bench.order()) => (await bench.provider.pay(bench.payRequest(order))).answer;
const query = async (bench: Bench<WechatGateway>, order = bench.order()) => (await bench.provider.query(order)).answer;
const fetches = (bench: Bench<WechatGateway>): number => bench.gateway.log().filter(({ operation }) => operation === 'other').length;

describe('platform certificates', () => {
  it('are fetched before the first payment leaves, and once', async () => {
    const bench = await withCertificates();
    expect((await pay(bench)).kind).toBe('paid');
    expect((await pay(bench)).kind).toBe('paid');
    expect(bench.gateway.log().map(({ operation }) => operation)).toEqual(['other', 'pay', 'pay']);
  });

  it('changed in the middle of a payment: the new one is fetched and the answer believed', async () => {
    const bench = await withCertificates();
    bench.buyer.mood = 'asks-pin';
    const order = bench.order();
    expect(await pay(bench, order)).toEqual({ kind: 'waiting' });
    bench.gateway.confirm(order.outTradeNo, bench.buyer.id);
    await bench.gateway.announceCertificate();
    bench.gateway.switchCertificate();
    bench.pass(11_000);
    expect((await query(bench, order)).kind).toBe('paid');
    expect(fetches(bench)).toBe(2);
  });

  it('changed while the pay call is out: its own answer is believed', async () => {
    const bench = await withCertificates();
    await pay(bench);
    await bench.gateway.announceCertificate();
    bench.gateway.switchCertificate();
    bench.pass(11_000);
    expect((await pay(bench)).kind).toBe('paid');
  });

  it('announced ahead and fetched after half a day, the change itself costs nothing', async () => {
    const bench = await withCertificates();
    await pay(bench);
    await bench.gateway.announceCertificate();
    bench.pass(13 * 3_600_000);
    await pay(bench);
    await expect.poll(() => fetches(bench)).toBe(2);
    bench.gateway.switchCertificate();
    expect((await pay(bench)).kind).toBe('paid');
    expect(fetches(bench)).toBe(2);
  });

  it('unknown and not on the list: nothing is believed, and the list is not fetched without end', async () => {
    const bench = await withCertificates();
    const order = await bench.paidOrder();
    bench.pass(11_000);
    for (let tries = 0; tries < 3; tries += 1) {
      bench.strike('query', { kind: 'signature', flaw: 'unknown-key' });
      expect(await query(bench, order)).toMatchObject({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    }
    expect(fetches(bench)).toBe(1);
    expect((await query(bench, order)).kind).toBe('paid');
  });

  it('expired, with no other one on the list: no payment leaves', async () => {
    const bench = await withCertificates();
    await pay(bench);
    bench.pass(6 * 365 * 86_400_000);
    const order = bench.order();
    expect(await pay(bench, order)).toMatchObject({ kind: 'never_sent', failure: { providerCode: 'NO_PLATFORM_CERTIFICATE' } });
    expect(bench.arrived('pay', order)).toBe(0);
    await bench.gateway.announceCertificate();
    bench.gateway.switchCertificate();
    expect((await pay(bench)).kind).toBe('paid');
  });

  it('sealed with another key (tag wrong): no payment leaves, and the settings are named', async () => {
    const bench = await withCertificates({ proof: () => ({ verifyWith: 'platform-certificates', apiV3Key: 'x'.repeat(32) }) });
    const order = bench.order();
    expect(await pay(bench, order)).toMatchObject({ kind: 'never_sent', failure: { code: 'merchant_config', providerCode: 'NO_PLATFORM_CERTIFICATE' } });
    expect(bench.arrived('pay', order)).toBe(0);
    expect(bench.gateway.trades()).toEqual([]);
  });

  it.each(['empty', 'not-found'] as const)('of a merchant that has none (%s): no payment leaves', async (withoutCertificates) => {
    const bench = await withCertificates({ gateway: { mode: 'public-key', withoutCertificates } });
    expect(await pay(bench)).toMatchObject({ kind: 'never_sent', failure: { code: 'merchant_config' } });
  });

  it.each([['wrong'], ['missing'], ['stale']] as const)('listed in an answer whose signature is %s: not believed', async (flaw) => {
    const bench = await withCertificates();
    bench.strike('other', { kind: 'signature', flaw });
    expect((await pay(bench)).kind).toBe('never_sent');
    bench.pass(11_000);
    expect((await pay(bench)).kind).toBe('paid');
  });
});

describe('the second host', () => {
  /** An origin where nobody listens. */
  async function deadOrigin(): Promise<string> {
    const server: Server = createPlainServer();
    const port = await listening(server);
    await new Promise((resolve) => void server.close(resolve));
    return `http://127.0.0.1:${port}`;
  }

  it('is taken when the first one certainly received nothing, and stays first for a minute', async () => {
    const dead = await deadOrigin();
    const parts = await open({});
    const bench = await open({ gateway: { state: parts.gateway.exportState() }, shop: { baseUrl: dead, backupUrl: parts.gateway.baseUrl }, door: { origins: [dead, parts.gateway.baseUrl] } });
    const request = bench.payRequest(bench.order(), parts.code());
    expect((await bench.provider.pay(request)).answer.kind).toBe('paid');
    await bench.provider.query(request);
    expect(bench.logLines.filter((line) => line.includes('http.never_sent'))).toHaveLength(1);
    expect(bench.logLines.filter((line) => line.includes('http.answer'))).toHaveLength(2);
    expect(parts.gateway.trades()).toHaveLength(1);
  });

  it.each<readonly [string, string]>([['hangs up', ''], ['answers 502', httpAnswer('bad gateway', 'HTTP/1.1 502 Bad Gateway')], ['answers nonsense', 'nonsense\r\n\r\n']])(
    'is not asked when the first one had the request and %s: nothing is sent twice', async (_name, answer) => {
      const first = await startRawServer((socket) => void (answer === '' ? socket.destroy() : socket.end(answer)));
      closing.push(() => first.close());
      const second = await startRawServer((socket) => socket.destroy());
      closing.push(() => second.close());
      const bench = await open({ shop: { baseUrl: first.origin, backupUrl: second.origin }, door: { origins: [first.origin, second.origin] } });
      expect((await pay(bench)).kind).toBe('uncertain');
      expect([first.requests.length, second.connections()]).toEqual([1, 0]);
    },
  );

  it('is not asked when the first one took the connection and says nothing', async () => {
    const first = await startRawServer(() => undefined);
    closing.push(() => first.close());
    const second = await startRawServer((socket) => socket.destroy());
    closing.push(() => second.close());
    const bench = await open({ shop: { baseUrl: first.origin, backupUrl: second.origin }, door: { origins: [first.origin, second.origin] } });
    expect((await bench.hurried.pay(bench.payRequest())).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'timeout' } });
    expect([first.requests.length, second.connections()]).toEqual([1, 0]);
  });

  it('both dead: certainly not sent', async () => {
    const [one, two] = [await deadOrigin(), await deadOrigin()];
    const bench = await open({ shop: { baseUrl: one, backupUrl: two }, door: { origins: [one, two] } });
    expect(await pay(bench)).toMatchObject({ kind: 'never_sent' });
  });
});

describe('v2', () => {
  it('a reverse that says "call again" is called again, not believed', async () => {
    const bench = await Bench.open(v2Md5Parts);
    closing.push(() => bench.close());
    const order = await bench.paidOrder();
    bench.strike('cancel', { kind: 'system-error', work: false });
    expect((await bench.provider.cancel(order)).answer.kind).toMatch(/^(again|uncertain)$/);
    expect(bench.held(order)).toBe(1999);
    expect((await bench.provider.cancel(order)).answer).toEqual({ kind: 'done', effect: 'unsaid' });
  });

  it('a subject with markup, quotes and ]]> arrives as it is', async () => {
    const bench = await Bench.open(v2Md5Parts);
    closing.push(() => bench.close());
    const order = bench.order();
    const subject = '<b>&amp; "A" \'B\' ]]> 柜台\u0001';
    expect((await bench.provider.pay({ ...bench.payRequest(order), subject })).answer.kind).toBe('paid');
    expect(bench.gateway.trade(order.outTradeNo)?.subject).toBe(subject.replace('\u0001', ' '));
  });
});

describe('a wallet of Hong Kong', () => {
  it('is refused as this customer\'s, and the shop\'s contract is not doubted', async () => {
    const v2 = await Bench.open(v2Md5Parts);
    closing.push(() => v2.close());
    for (const bench of [await open({}), v2]) {
      expect((await bench.provider.pay(bench.payRequest(bench.order(), '150000000000000001'))).answer).toMatchObject({ kind: 'refused', failure: { code: 'instrument_unusable', providerCode: expect.stringMatching(/^NO_?AUTH$/) } });
    }
  });
});

describe('the bill of a day', () => {
  async function billOf({ provider }: Bench<WechatGateway>, date: string): Promise<BillAnswer> {
    if (!(provider instanceof WechatProvider)) throw new TypeError('not the provider of this test');
    return (await provider.downloadBill(date)).answer;
  }
  const day = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

  it('is not made on the day itself, and there is none of a day without movements', async () => {
    const bench = await open({});
    const today = day(bench.world.clock.now());
    await bench.paidOrder();
    expect(await billOf(bench, today)).toEqual({ kind: 'not_ready' });
    bench.pass(2 * 86_400_000);
    expect(await billOf(bench, day(bench.world.clock.now() - 4 * 86_400_000))).toEqual({ kind: 'none' });
  });

  it('agrees with the provider\'s own record, fen by fen, also for the shop of a service provider', async () => {
    const direct = await open({});
    const partner = await open({ gateway: { merchant: { kind: 'partner', mchid: '1699999999' } }, proof: (gateway) => ({ ...publicKeyOf(gateway), subMchid: gateway.subMerchants[0]?.mchid }) });
    for (const bench of [direct, partner]) {
      const today = day(bench.world.clock.now());
      const [kept, refunded, reversed] = [await bench.paidOrder(fen(29)), await bench.paidOrder(fen(1999)), await bench.paidOrder(fen(435))];
      await bench.provider.refund(bench.refundRequest(refunded, fen(700)));
      await bench.provider.cancel(reversed);
      bench.pass(2 * 86_400_000);
      const answer = await billOf(bench, today);
      if (answer.kind !== 'bill') throw new Error(`no bill: ${JSON.stringify(answer)}`);
      const lines = answer.bill.lines.map(({ kind, outTradeNo, amount }) => [kind, outTradeNo, amount]);
      expect(lines).toHaveLength(5);
      expect(lines).toEqual(expect.arrayContaining([
        ['payment', kept.outTradeNo, 29], ['payment', refunded.outTradeNo, 1999], ['payment', reversed.outTradeNo, 435],
        ['refund', refunded.outTradeNo, 700], ['reversal', reversed.outTradeNo, 435],
      ]));
      expect(answer.bill.totals).toMatchObject({ payments: 3, paid: 2463, refunds: 2, refunded: 1135 });
    }
  });

  it('damaged on the way is no bill', async () => {
    const bench = await open({});
    const today = day(bench.world.clock.now());
    await bench.paidOrder();
    bench.pass(2 * 86_400_000);
    bench.strike('billDownload', { kind: 'truncated' });
    expect(await billOf(bench, today)).toMatchObject({ kind: 'uncertain', failure: { code: 'bad_answer' } });
    bench.strike('bill', { kind: 'signature', flaw: 'wrong' });
    expect(await billOf(bench, today)).toMatchObject({ kind: 'uncertain', failure: { code: 'bad_signature' } });
    expect((await billOf(bench, today)).kind).toBe('bill');
  });
});
