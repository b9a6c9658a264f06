/**
 * `alipay-sdk` as published, with its own transport and nothing of it changed, against the gateway that `npm run gateways` starts in a
 * process of its own: what any Alipay client meets that is pointed at it. Key mode and certificate mode, protocols v2 and v3.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

// The SDK writes the machine's own time where Alipay wants China's.
process.env['TZ'] = 'Asia/Shanghai';

const Printed = z.object({
  alipay: z.object({
    gatewayUrl: z.string(), endpoint: z.string(), appId: z.string(), sellerId: z.string(), appPrivateKeyFile: z.string(), alipayPublicKeyFile: z.string(),
    appCertificateFile: z.string(), alipayCertificateFile: z.string(), rootCertificateFile: z.string(),
  }),
  controlUrl: z.string(), controlTokenFile: z.string(),
});
type Printed = z.infer<typeof Printed>;
type Mode = 'key' | 'certificate';

let child: ChildProcess;
let printed: Printed;
const sdks = new Map<Mode, AlipaySdk>();

beforeAll(async () => {
  child = spawn(process.execPath, [fileURLToPath(new URL('../../scripts/gateways.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('the gateways cannot be heard');
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
  printed = Printed.parse(JSON.parse(String(line)));
  const { alipay } = printed;
  const common = {
    appId: alipay.appId, privateKey: readFileSync(alipay.appPrivateKeyFile, 'utf8'), keyType: 'PKCS8' as const,
    gateway: alipay.gatewayUrl, endpoint: alipay.endpoint, camelcase: false,
  };
  sdks.set('key', new AlipaySdk({ ...common, alipayPublicKey: readFileSync(alipay.alipayPublicKeyFile, 'utf8') }));
  sdks.set('certificate', new AlipaySdk({ ...common, appCertPath: alipay.appCertificateFile, alipayPublicCertPath: alipay.alipayCertificateFile, alipayRootCertPath: alipay.rootCertificateFile }));
});
afterAll(async () => {
  child.kill('SIGTERM');
  await once(child, 'exit');
});

let serial = 0;
const number = (): string => `N${process.pid}_${(serial += 1)}`;
/** Two digits of the wallet, eight zeros, a serial, and the ending. */
const code = (ending: string): string => `2800000000${String((serial += 1)).padStart(4, '0')}${ending}`;

/** The phone: what the wallet page does. */
async function phone(action: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-desk-token': readFileSync(printed.controlTokenFile, 'utf8') };
  const response = await fetch(`${printed.controlUrl}/phones/alipay/${action}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${action}: ${await response.text()}`);
  return response.json();
}

describe.each<Mode>(['key', 'certificate'])('alipay-sdk in %s mode', (mode) => {
  const sdk = (): AlipaySdk => sdks.get(mode) ?? new AlipaySdk({ appId: '', privateKey: '' });
  const exec = async (method: string, bizContent: Record<string, unknown>, common: Record<string, unknown> = {}) => sdk().exec(method, { bizContent, ...common }, { validateSign: true });
  const order = (no: string, more: Record<string, unknown> = {}) => ({ out_trade_no: no, total_amount: '19.99', subject: '柜台 {茶} "大"', ...more });
  const pay = async (no: string, ending: string) => exec('alipay.trade.pay', order(no, { scene: 'bar_code', auth_code: code(ending) }));
  const status = async (no: string) => (await exec('alipay.trade.query', { out_trade_no: no }))['trade_status'];

  it('exec: pays, asks, gives back, and every answer verifies', async () => {
    const no = number();
    expect(await pay(no, '0001')).toMatchObject({ code: '10000', out_trade_no: no, receipt_amount: '19.99' });
    expect(await status(no)).toBe('TRADE_SUCCESS');
    expect(await exec('alipay.trade.refund', { out_trade_no: no, refund_amount: '4.35', out_request_no: 'r1' })).toMatchObject({ fund_change: 'Y', refund_fee: '4.35' });
    expect(await exec('alipay.trade.fastpay.refund.query', { out_trade_no: no, out_request_no: 'r1' })).toMatchObject({ refund_status: 'REFUND_SUCCESS' });
    expect(await exec('alipay.trade.query', { out_trade_no: 'none' })).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' });
  });

  it('exec: a buyer who must confirm is 10003, and a cancel ends it', async () => {
    const no = number();
    expect(await pay(no, '0003')).toMatchObject({ code: '10003', msg: ' order success pay inprocess' });
    expect(await exec('alipay.trade.cancel', { out_trade_no: no })).toMatchObject({ action: 'close', retry_flag: 'N' });
    expect(await status(no)).toBe('TRADE_CLOSED');
  });

  it('exec: its hidden second copy of a payment whose answer was lost takes nothing twice', async () => {
    const no = number();
    expect(await pay(no, '0011')).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_HAS_SUCCESS' });
    expect(await status(no)).toBe('TRADE_SUCCESS');
  });

  it('exec: notices an answer with a wrong signature, although the money was taken', async () => {
    const no = number();
    await expect(pay(no, '0016')).rejects.toThrow('验签失败');
    expect(await status(no)).toBe('TRADE_SUCCESS');
  });

  it('curl: the same trades over v3, with its own verification', async () => {
    const no = number();
    const paid = await sdk().curl<Record<string, string>>('POST', '/v3/alipay/trade/pay', { body: order(no, { auth_code: code('0001'), scene: 'bar_code' }) });
    expect(paid).toMatchObject({ responseHttpStatus: 200, data: { out_trade_no: no, receipt_amount: '19.99' } });
    expect(await status(no)).toBe('TRADE_SUCCESS');
    await expect(sdk().curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: 'none' } })).rejects.toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST', responseHttpStatus: 400 });
    await expect(sdk().curl('POST', '/v3/alipay/trade/pay', { body: order(number(), { auth_code: code('0016'), scene: 'bar_code' }) })).rejects.toMatchObject({ code: 'response-signature-verify-error' });
    const bill = await sdk().curl<Record<string, string>>('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', { query: { bill_type: 'trade', bill_date: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10) } });
    expect((await fetch(bill.data['bill_download_url'] ?? '')).headers.get('content-type')).toBe('application/zip');
  });

  it('pageExecute: the buyer pays in the browser and comes back with parameters that verify; the notice verifies, and is sent until it is taken', async () => {
    const received: Record<string, string>[] = [];
    const server = await shopServer(received);
    const no = number();
    const url = sdk().pageExecute('alipay.trade.page.pay', 'GET', {
      notify_url: addressOf(server), return_url: 'http://127.0.0.1:9/back', bizContent: order(no, { product_code: 'FAST_INSTANT_TRADE_PAY', body: '100%', passback_params: 'a=1&b=%E8%8C%B6' }),
    });
    const page = await (await fetch(url)).text();
    const form = new URLSearchParams({ token: /name="token" value="(\w+)"/.exec(page)?.[1] ?? '', buyer: /name="buyer" value="(\w+)"/.exec(page)?.[1] ?? '' });
    const back = new URL((await fetch(`${printed.alipay.endpoint}/cashier`, { method: 'POST', body: form, redirect: 'manual' })).headers.get('location') ?? '');
    expect(back.searchParams.get('out_trade_no')).toBe(no);
    expect(sdk().checkNotifySignV2(Object.fromEntries(back.searchParams))).toBe(true);
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(1);
    const [notice = {}] = received;
    expect(notice).toMatchObject({ out_trade_no: no, trade_status: 'TRADE_SUCCESS', total_amount: '19.99', seller_id: printed.alipay.sellerId, passback_params: 'a=1&b=%E8%8C%B6' });
    expect(sdk().checkNotifySignV2(notice)).toBe(true);
    expect(sdk().checkNotifySignV2({ ...notice, total_amount: '0.01' })).toBe(false);
    server.close();
  });

  it('writes a slash as production does, and the client verifies it', async () => {
    const text = await (await fetch(sdk().pageExecute('alipay.trade.precreate', 'GET', { bizContent: order(number()) }))).text();
    expect(text).toContain(String.raw`"qr_code":"https:\/\/qr.alipay.com\/`);
    expect(await exec('alipay.trade.precreate', order(number()))).toMatchObject({ qr_code: expect.stringContaining('https://qr.alipay.com/') });
  });

  it('exec: a QR is scanned and confirmed on the phone', async () => {
    const no = number();
    const made = await exec('alipay.trade.precreate', order(no));
    expect((await exec('alipay.trade.query', { out_trade_no: no }))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    await phone('look', { qrText: made['qr_code'] });
    expect(await status(no)).toBe('WAIT_BUYER_PAY');
    await phone('confirm', { outTradeNo: no, pin: '123456' });
    expect(await status(no)).toBe('TRADE_SUCCESS');
  });
});

async function shopServer(received: Record<string, string>[]): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push(Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString('utf8'))));
      response.end('success');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the shop has no port');
  return `http://127.0.0.1:${address.port}/notify`;
}
