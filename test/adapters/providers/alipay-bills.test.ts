/** The daily bill: every line understood and added up, or no bill at all. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readBill } from '../../../main/adapters/providers/alipay/bill-file.ts';
import { AlipayProvider } from '../../../main/adapters/providers/alipay/client.ts';
import { unzip } from '../../../main/adapters/providers/alipay/zip.ts';
import { HttpDoor } from '../../../main/adapters/http.ts';
import { JsonLog } from '../../../main/adapters/log.ts';
import { fen } from '../../../main/domain/money.ts';
import type { BillAnswer } from '../../../main/ports.ts';
import type { AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import type { Fault } from '../../../main/simulator/faults.ts';
import { httpAnswer, startRawServer } from '../raw-server.ts';
import { alipayParts } from './alipay-parts.ts';
import { Bench } from './bench.ts';
import { signedAnswer } from './signed-answer.ts';

const DAY_MS = 86_400_000;
const chinaDate = (at: number): string => new Date(at + 28_800_000).toISOString().slice(0, 10);
const PACKED = readFileSync(new URL('../../fixtures/alipay/bill-20260302.zip', import.meta.url));
const DATE = '2026-03-02';
const SELLER = '2088721000000001';
const MAX_BYTES = 1_000_000;

const detailBytes = (): Buffer => unzip(PACKED, MAX_BYTES)?.[1]?.content ?? Buffer.alloc(0);
const detail = (): string => iconv.decode(detailBytes(), 'gbk');
const read = (text: string, seller: string | undefined = SELLER) => readBill(iconv.encode(text, 'gbk'), DATE, seller);

describe('the text of a bill', () => {
  it('of another tool\'s archive is read whole: commas in names, tabs, fees, a discount of the shop', () => {
    const bill = read(detail());
    if ('flaw' in bill) throw new Error(bill.flaw);
    expect(bill.totals).toEqual({ payments: 2, paid: 2028, refunds: 1, refunded: 435, fees: 6 });
    expect(bill.lines).toEqual([
      { kind: 'payment', outTradeNo: 'GTM00101000017', tradeNo: '2026030222001400000000000001', at: Date.parse('2026-03-02T10:00:01+08:00'), amount: 1999, settled: 1499, fee: 9, storeId: 'S001', terminalId: 'till-1', operatorId: 'op-7', payer: '李*(lix***@example.com)' },
      expect.objectContaining({ kind: 'payment', outTradeNo: 'GTM00101000025', amount: 29, settled: 29, fee: 0 }),
      expect.objectContaining({ kind: 'refund', outTradeNo: 'GTM00101000017', outRefundNo: 'GTR00101000017', amount: 435, settled: 435, fee: 3 }),
    ]);
  });

  it.each<readonly [string, (text: string) => string, RegExp]>([
    ['a missing line', (text) => text.replace(/^2026.*GTM00101000025.*\r\n/m, ''), /交易合计: 2 stated, 1/],
    ['a line twice', (text) => text.replace(/^(2026.*退款.*\r\n)/m, '$1$1'), /退款合计: 1 stated, 2/],
    ['a changed amount', (text) => text.replace('0.29,0.29', '0.29,0.28'), /not the sum/],
    ['no totals', (text) => text.replace(/^#交易合计.*\r\n/m, ''), /交易合计 is missing/],
    ['a bill of another shop', (text) => text.replace(SELLER, '2088000000000000'), /another account/],
    ['a bill of another day', (text) => text.replace('2026年03月02日', '2026年03月01日'), /another day/],
    ['another kind of bill', (text) => text.replace('业务明细查询', '账务明细查询'), /another kind/],
    ['a column that is gone', (text) => text.replace('服务费（元）', '手续费'), /other columns/],
    ['a line cut off', (text) => text.replace(/,-0\.09,0\.00,\t/, ''), /does not have 25/],
    ['a comma where none can be', (text) => text.replace('0.29,0.29', '0,29,0.29'), /not the sum/],
    ['a payment that takes', (text) => text.replace('0.29,0.29', '-0.29,-0.29'), /wrong direction/],
    ['a kind nobody heard of', (text) => text.replace('退款\t', '转账\t'), /another kind: 转账/],
    ['an amount that is none', (text) => text.replace('19.99,', '一九,'), /not an amount/],
    ['a time that is none', (text) => text.replace('2026-03-02 11:00:09', '2026-03-02 25:00:09'), /another kind/],
  ])('%s: no bill', (_name, change, flaw) => {
    expect(change(detail())).not.toBe(detail());
    expect(read(change(detail()))).toEqual({ flaw: expect.stringMatching(flaw) });
  });

  it('bytes that are no GBK are no bill; columns may come, go and move', () => {
    expect(readBill(Buffer.concat([detailBytes(), Buffer.from([0xff])]), DATE, SELLER)).toEqual({ flaw: 'not GBK' });
    const withMore = detail().replace(/^(支付宝交易号.*)$/m, '$1,新列').replace(/^(2026\d{10,}.*)$/gm, '$1,x');
    expect(read(withMore)).toHaveProperty('lines');
    expect(read(detail(), undefined)).toHaveProperty('lines');
  });
});

describe('the archive', () => {
  it('keeps names as bytes and refuses what is damaged, encrypted or too large', () => {
    expect(unzip(PACKED, MAX_BYTES)?.map(({ name }) => iconv.decode(name, 'gbk'))).toEqual([`${SELLER}0156_20260302_业务明细(汇总).csv`, `${SELLER}0156_20260302_业务明细.csv`]);
    const total = (unzip(PACKED, MAX_BYTES) ?? []).reduce((sum, { content }) => sum + content.length, 0);
    expect(unzip(PACKED, total)).toHaveLength(2);
    expect(unzip(PACKED, total - 1)).toBeUndefined();
    for (const bad of [Buffer.alloc(0), Buffer.from('<html>'), PACKED.subarray(0, -30), PACKED.subarray(40)]) expect(unzip(bad, MAX_BYTES)).toBeUndefined();
  });

  it('no changed byte of the content goes unnoticed', () => {
    const contents = (archive: Buffer) => unzip(archive, MAX_BYTES)?.map(({ content }) => content.toString('hex'));
    for (let at = 0; at < PACKED.length; at += 3) {
      const bad = Buffer.from(PACKED);
      bad[at] = (bad[at] ?? 0) ^ 0x55;
      const read = contents(bad);
      // A changed count of files shows fewer of them, each still whole.
      expect(contents(PACKED)).toEqual(expect.arrayContaining(read ?? []));
    }
  });

  it('a small archive that would fill the memory is not unpacked', () => {
    const bomb = Buffer.from(PACKED);
    const packed = deflateRawSync(Buffer.alloc(50_000_000));
    expect(packed.length).toBeLessThan(100_000);
    const at = bomb.lastIndexOf(Buffer.from('504b0102', 'hex'));
    bomb.writeUInt32LE(50_000_000, at + 24);
    expect(unzip(bomb, MAX_BYTES)).toBeUndefined();
  });
});

describe('fetching it', () => {
  let bench: Bench<AlipayGateway>;
  let till: AlipayProvider;
  beforeAll(async () => {
    bench = await Bench.open(alipayParts);
    till = providerOf(bench.gateway.gatewayUrl, bench.door);
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.faults.clear());

  function providerOf(gatewayUrl: string, door: HttpDoor, sellerId: string = bench.gateway.sellerId): AlipayProvider {
    const clock = { now: () => bench.world.clock.now(), at: () => () => undefined };
    const { appId, appPrivateKeyPem: privateKeyPem, alipayPublicKeyPem } = bench.gateway;
    return new AlipayProvider({ appId, privateKeyPem, alipayPublicKeyPem, gatewayUrl, sellerId }, door, clock, new JsonLog(clock, () => undefined));
  }
  const download = async (date: string): Promise<BillAnswer> => (await till.downloadBill(date)).answer;
  const today = (): string => chinaDate(bench.world.clock.now());

  it('the day of the shop: not ready today, none for an empty day, then every payment and refund', async () => {
    const first = await bench.paidOrder();
    const second = await bench.paidOrder(fen(29));
    const refund = bench.refundRequest(first, fen(435));
    await bench.provider.refund(refund);
    await bench.provider.cancel(second);
    const date = today();
    expect(await download(date)).toEqual({ kind: 'not_ready' });
    // Not yesterday: until nine in the morning its bill is not ready either.
    expect(await download(chinaDate(bench.world.clock.now() - 2 * DAY_MS))).toEqual({ kind: 'none' });
    bench.pass(2 * DAY_MS);
    const answer = await download(date);
    if (answer.kind !== 'bill') throw new Error(JSON.stringify(answer));
    expect(answer.bill).toMatchObject({ wallet: 'alipay', date, totals: { payments: 2, paid: 2028, refunds: 2, refunded: 464, fees: 0 } });
    expect(answer.bill.lines.map(({ kind, outTradeNo, outRefundNo, amount }) => [kind, outTradeNo, outRefundNo, amount])).toEqual([
      ['payment', first.outTradeNo, undefined, 1999],
      ['payment', second.outTradeNo, undefined, 29],
      ['refund', first.outTradeNo, refund.outRefundNo, 435],
      ['refund', second.outTradeNo, second.outTradeNo, 29],
    ]);
    expect(answer.bill.lines[0]).toMatchObject({ tradeNo: bench.gateway.trade(first.outTradeNo)?.tradeNo, storeId: 'S001', terminalId: 'till-1', operatorId: 'op-7' });
  });

  it.each<readonly [string, 'bill' | 'billDownload', Fault]>([
    ['the question is lost', 'bill', { kind: 'drop-before' }],
    ['the question\'s answer has a wrong signature', 'bill', { kind: 'signature', flaw: 'wrong' }],
    ['Alipay is in trouble', 'bill', { kind: 'system-error', work: false }],
    ['the file is lost', 'billDownload', { kind: 'drop-after' }],
    ['the file is cut in the middle', 'billDownload', { kind: 'truncated' }],
    ['a page instead of the file', 'billDownload', { kind: 'http-error', status: 502, work: true }],
    ['a redirect to somewhere else', 'billDownload', { kind: 'redirect', location: 'http://127.0.0.1:9/' }],
  ])('%s: uncertain, never an empty day', async (_name, operation, fault) => {
    await bench.paidOrder();
    const date = today();
    bench.pass(2 * DAY_MS);
    bench.strike(operation, fault);
    expect(await download(date)).toMatchObject({ kind: 'uncertain' });
    expect(await download(date)).toMatchObject({ kind: 'bill' });
  });

  it('a bill of another account is not ours', async () => {
    await bench.paidOrder();
    const date = today();
    bench.pass(2 * DAY_MS);
    expect((await providerOf(bench.gateway.gatewayUrl, bench.door, '2088000000000000').downloadBill(date)).answer).toMatchObject({ kind: 'uncertain', failure: { code: 'bad_answer', providerText: 'a bill of another account' } });
  });

  it('a day that is no date is a mistake of the program', async () => {
    await expect(till.downloadBill('2026-02-30')).rejects.toThrow(RangeError);
  });

  /** What a till makes of one signed answer to its question for a bill. */
  async function told(node: string, daysAgo: number): Promise<BillAnswer> {
    const key = createPrivateKey(JSON.parse(bench.gateway.exportState()).state.keys.alipayPrivateKeyPem);
    const server = await startRawServer((socket) => socket.end(httpAnswer(signedAnswer('alipay_data_dataservice_bill_downloadurl_query_response', node, key))));
    const clock = { now: () => bench.world.clock.now(), at: () => () => undefined };
    const door = new HttpDoor({ origins: [server.origin] }, clock, new JsonLog(clock, () => undefined));
    const { answer } = await providerOf(`${server.origin}/gateway.do`, door).downloadBill(chinaDate(bench.world.clock.now() - daysAgo * DAY_MS));
    door.close();
    await server.close();
    return answer;
  }

  it.each([
    ['{"code":"10000","bill_download_url":"http://evil.example/downloadBillFile.resource?a=1"}', { kind: 'uncertain', failure: { code: 'bad_answer', providerText: 'no address at Alipay' } }],
    ['{"code":"10000","bill_download_url":"file:///etc/passwd"}', { kind: 'uncertain' }],
    ['{"code":"10000"}', { kind: 'uncertain' }],
    ['{"code":"40004","sub_code":"isp.bill_not_exist"}', { kind: 'not_ready' }],
    ['{"code":"40004","sub_code":"NO_BILL_DATA"}', { kind: 'not_ready' }],
    ['{"code":"40004","sub_code":"UNKNOWN_ERROR"}', { kind: 'uncertain' }],
    ['{"code":"40004","sub_code":"BILL_DATE_BEFORE_REGISTRATION"}', { kind: 'none' }],
  ])('%s', async (node, expected) => {
    expect(await told(node, 1)).toMatchObject(expected);
  });

  it('"no such bill" long after the day is no proof of an empty day, "no data" is', async () => {
    expect(await told('{"code":"40004","sub_code":"BILL_NOT_EXIST"}', 10)).toMatchObject({ kind: 'uncertain' });
    expect(await told('{"code":"40004","sub_code":"NO_BILL_DATA"}', 10)).toEqual({ kind: 'none' });
  });
});
