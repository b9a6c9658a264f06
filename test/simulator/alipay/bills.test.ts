import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zip } from '../../../main/simulator/alipay/zip.ts';
import { World } from '../../../main/simulator/world.ts';
import { openTill, type Till } from './till.ts';
import { unzipGbk } from './unzip.ts';

const DAY = 86_400_000;
/** 2026-03-02 10:00 in China. */
let now = Date.UTC(2026, 2, 2, 2);
let till: Till;

beforeAll(async () => {
  till = await openTill({ world: new World({ now: () => now }) });
  const pay = async (out_trade_no: string, total_amount: string, store_id: string): Promise<void> => {
    await till.call('alipay.trade.pay', { out_trade_no, total_amount, subject: '红茶,大', auth_code: till.code(), store_id, terminal_id: 'T1', operator_id: 'op' });
    now += 1_000;
  };
  await pay('B1', '19.99', 'S1');
  await pay('B2', '0.29', 'S2');
  await till.call('alipay.trade.refund', { out_trade_no: 'B1', refund_amount: '4.35', out_request_no: 'B1R1', refund_reason: '破损' });
  now += 1_000;
  await pay('B3', '5.00', 'S1');
  await till.call('alipay.trade.cancel', { out_trade_no: 'B3' });
  now += DAY;
  await pay('B4', '1.15', 'S1');
});
afterAll(async () => till.close());

const askUrl = async (bill_date: string, bill_type = 'trade') => till.call('alipay.data.dataservice.bill.downloadurl.query', { bill_type, bill_date });
const download = async (bill_date: string, bill_type = 'trade') => {
  const url = String((await askUrl(bill_date, bill_type))['bill_download_url']);
  return unzipGbk(Buffer.from(await (await fetch(url)).arrayBuffer()));
};
const rows = (text: string): string[][] =>
  text
    .split('\r\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((cell) => cell.trim()));

it('the day’s bill holds every payment and every refund, and its totals are the provider’s', async () => {
  const [detail, summary] = await download('2026-03-02');
  expect([detail?.name, summary?.name]).toEqual([`${till.gateway.sellerId}0156_20260302_业务明细.csv`, `${till.gateway.sellerId}0156_20260302_业务明细(汇总).csv`]);
  expect(detail?.flags).toBe(0);
  const [header = [], ...lines] = rows(detail?.text ?? '');
  expect(header).toHaveLength(25);
  const cells = lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index]])));
  expect(cells.map((cell) => [cell['商户订单号'], cell['业务类型'], cell['订单金额（元）'], cell['退款批次号/请求号']])).toEqual([
    ['B1', '交易', '19.99', ''],
    ['B2', '交易', '0.29', ''],
    ['B1', '退款', '-4.35', 'B1R1'],
    ['B3', '交易', '5.00', ''],
    ['B3', '退款', '-5.00', 'B3'],
  ]);
  expect(lines.every((line) => line.length === 25)).toBe(true);
  expect(detail?.text).toContain('#交易合计：3笔，商家实收共25.28元');
  expect(detail?.text).toContain('#退款合计：2笔，商家实收退款共-9.35元');
  expect(rows(summary?.text ?? '').at(-1)).toEqual(['合计', '', '3', '2', '15.93', '15.93', '0.00', '0.00', '0.00', '0.00', '0.00', '15.93']);
});

it('the account bill’s balance runs from row to row', async () => {
  const [account] = await download('2026-03-02', 'signcustomer');
  const [, ...lines] = rows(account?.text ?? '');
  expect(lines.map((line) => line[8])).toEqual(['19.99', '20.28', '15.93', '20.93', '15.93']);
});

it('a bill can be had the next day from nine, an empty one says so, and wrong wishes have names', async () => {
  expect((await askUrl('2026-03-03'))['sub_code']).toBe('BILL_NOT_EXIST');
  expect((await askUrl('2026-02'))['bill_file_code']).toBe('EMPTY_DATA_WITH_BILL_FILE');
  expect((await askUrl('2026-02-30'))['sub_code']).toBe('INVAILID_ARGUMENTS');
  expect((await askUrl('2026-03-02', 'coffee'))['sub_code']).toBe('TYPE_NOT_SUPPORTED');
  expect((await askUrl('2020-03-02'))['sub_code']).toBe('BILL_DATE_BEFORE_REGISTRATION');
  const [empty] = await download('2026-02-28');
  expect(rows(empty?.text ?? '')).toHaveLength(1);
});

it('the URL is dead after thirty seconds, and on v3 the bill is the same', async () => {
  const url = String((await askUrl('2026-03-02'))['bill_download_url']);
  now += 30_000;
  expect((await fetch(url)).status).toBe(403);
  const { data } = await till.sdk.curl<{ bill_download_url: string }>('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', { query: { bill_type: 'trade', bill_date: '2026-03-02' } });
  expect((await fetch(data.bill_download_url)).headers.get('content-type')).toBe('application/zip');
});

it('the ZIP is one that the system’s own reader tests without complaint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bill-'));
  const file = join(folder, 'a.zip');
  writeFileSync(file, zip([{ name: Buffer.from('a.csv'), content: Buffer.from('x'.repeat(1000)) }, { name: Buffer.from('b.csv'), content: Buffer.alloc(0) }]));
  const listing = execFileSync('python3', ['-m', 'zipfile', '-t', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(listing).toContain('Done testing');
});
