/** Bills, platform certificates, notifications and service providers at the simulated WeChat Pay, over real HTTP. */
import { createDecipheriv, createHash, createVerify, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, nativeBody, paths, refundBody, Till } from './till.ts';

let b: Bench;
let till: Till;

beforeAll(async () => {
  b = await bench({ mode: 'certificate' });
  till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
});
afterAll(() => b.gateway.close());

function open(apiV3Key: string, sealed: { nonce: string; associated_data: string; ciphertext: string }): string {
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  const cipher = createDecipheriv('aes-256-gcm', apiV3Key, sealed.nonce).setAAD(Buffer.from(sealed.associated_data)).setAuthTag(bytes.subarray(-16));
  return cipher.update(bytes.subarray(0, -16), undefined, 'utf8') + cipher.final('utf8');
}

describe('platform certificates', () => {
  test('the listed certificate opens with the APIv3 key and verifies the next answer', async () => {
    const listed = await till.send('GET', '/v3/certificates?algorithm_type=RSA');
    const [entry] = listed.json.data ?? [];
    if (!entry) throw new Error('no certificate listed');
    const pem = open(b.gateway.apiV3Key, entry.encrypt_certificate);
    const certificate = new X509Certificate(pem);
    expect([pem, entry.serial_no, certificate.serialNumber]).toEqual([b.gateway.platformCertificatePem, b.gateway.platformSerial, b.gateway.platformSerial]);
    expect(certificate.verify(new X509Certificate(b.gateway.authorityCertificatePem).publicKey)).toBe(true);
    expect([listed.headers.get('wechatpay-serial'), listed.signatureGood]).toEqual([b.gateway.platformSerial, true]);
  });

  test('the merchant’s certificate carries the serial number and the key it signs with', () => {
    const certificate = new X509Certificate(b.gateway.merchantCertificatePem);
    expect(certificate.serialNumber).toBe(b.gateway.merchantSerial);
    expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(b.gateway.merchantPublicKeyPem);
  });

  test('a public-key merchant gets an empty list', async () => {
    const other = await bench();
    const answer = await new Till(other.gateway.baseUrl, other.gateway, () => other.clock.now()).send('GET', '/v3/certificates');
    expect(answer.json.data).toEqual([]);
    await other.gateway.close();
  });
});

describe('the bills of a day', () => {
  const day = '2026-11-21';
  let shop: Till;
  const get = async (url: string): Promise<{ answer: Answer; text: string; file: Answer }> => {
    const answer = await shop.send('GET', url);
    const address = new URL(answer.json.download_url ?? '');
    expect(address.host).toBe('api.mch.weixin.qq.com');
    const file = await shop.send('GET', address.pathname + address.search);
    return { answer, file, text: file.text };
  };

  beforeAll(async () => {
    shop = new Till(b.gateway.baseUrl, await b.gateway.registerMerchant(), () => b.clock.now());
    b.clock.at = Date.parse(`${day}T20:00:00+08:00`);
    for (const [number, total] of [['BILL0001', 1999], ['BILL0002', 29], ['BILL0003', 435]] as const) {
      await shop.send('POST', paths.codepay, codepayBody(shop, number, b.world.issueCode(BUYER).code, total));
    }
    b.clock.pass(2_000);
    await shop.send('POST', paths.refund, refundBody('BILL0001', 'BILLR001', 115, 1999));
    b.clock.pass(-1_000);
    await shop.send('POST', paths.reverse('BILL0003'), { appid: shop.who.appid, mchid: shop.who.mchid });
  });

  test('do not exist today, are being made before nine, and have nothing for a day without payments', async () => {
    expect((await shop.send('GET', `/v3/bill/tradebill?bill_date=${day}`)).json.code).toBe('NO_STATEMENT_EXIST');
    b.clock.at = Date.parse('2026-11-22T08:59:00+08:00');
    expect((await shop.send('GET', `/v3/bill/tradebill?bill_date=${day}`)).json.code).toBe('STATEMENT_CREATING');
    b.clock.at = Date.parse('2026-11-22T10:00:00+08:00');
    expect((await shop.send('GET', '/v3/bill/tradebill?bill_date=2026-11-20')).json.code).toBe('NO_STATEMENT_EXIST');
    expect((await shop.send('GET', '/v3/bill/tradebill?bill_date=2026-11-31')).json.code).toBe('PARAM_ERROR');
  });

  test('ALL: every movement in yuan behind backticks, unsigned, with the SHA-1 of the text', async () => {
    const { answer, text, file } = await get(`/v3/bill/tradebill?bill_date=${day}`);
    expect([answer.json.hash_type, answer.json.hash_value, answer.signatureGood]).toEqual(['SHA1', createHash('sha1').update(text).digest('hex'), true]);
    expect([file.headers.get('content-type'), file.signatureGood]).toEqual(['text/plain; charset=utf-8', undefined]);
    const lines = text.split('\r\n');
    expect(lines[0]?.split(',').length).toBe(27);
    const rows = lines.slice(1, -3).map((line) => line.slice(1).split(',`'));
    expect(rows.map((row) => row.length)).toEqual([27, 27, 27, 27, 27]);
    expect(rows.map((row) => [row[6], row[9], row[24], row[16], row[15]])).toEqual([
      ['BILL0001', 'SUCCESS', '19.99', '0.00', '0'],
      ['BILL0002', 'SUCCESS', '0.29', '0.00', '0'],
      ['BILL0003', 'SUCCESS', '4.35', '0.00', '0'],
      ['BILL0003', 'REVOKED', '0.00', '4.35', '0'],
      ['BILL0001', 'REFUND', '0.00', '1.15', 'BILLR001'],
    ]);
    expect(lines.at(-2)).toBe('`5,`24.63,`5.50,`0.00,`0.00000,`24.63,`5.50');
  });

  test('SUCCESS and REFUND split it; GZIP packs it; fundflow tells the balance', async () => {
    const success = await get(`/v3/bill/tradebill?bill_date=${day}&bill_type=SUCCESS`);
    expect([success.text.split('\r\n')[0]?.split(',').length, success.text.split('\r\n').length]).toEqual([20, 7]);
    const refunds = await get(`/v3/bill/tradebill?bill_date=${day}&bill_type=REFUND`);
    expect([refunds.text.split('\r\n')[0]?.split(',').length, refunds.text.split('\r\n').length]).toEqual([29, 6]);
    const funds = await get(`/v3/bill/fundflowbill?bill_date=${day}`);
    expect(funds.text.split('\r\n').at(-2)).toBe('`5,`3,`24.63,`2,`5.50');
    const packed = await shop.send('GET', `/v3/bill/tradebill?bill_date=${day}&tar_type=GZIP`);
    const url = (packed.json.download_url ?? '').replace('https://api.mch.weixin.qq.com', '');
    const raw = await fetch(b.gateway.baseUrl + url, { headers: { Authorization: shop.authorization('GET', url, '') } });
    expect(createHash('sha1').update(gunzipSync(Buffer.from(await raw.arrayBuffer()))).digest('hex')).toBe(packed.json.hash_value);
  });

  test('a download address dies after five minutes and is worth nothing to another merchant', async () => {
    const answer = await shop.send('GET', `/v3/bill/tradebill?bill_date=${day}`);
    const url = (answer.json.download_url ?? '').replace('https://api.mch.weixin.qq.com', '');
    expect((await till.send('GET', url)).json.code).toBe('NO_AUTH');
    b.clock.pass(300_000);
    expect((await shop.send('GET', url)).status).toBe(400);
  });
});

describe('notifications', () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  let refusing = false;
  const shop = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(refusing ? 500 : 204).end();
    });
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const address = shop.address();
    url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/notify` : '';
  });
  afterAll(() => new Promise<void>((resolve) => shop.close(() => resolve())));

  async function payQr(): Promise<string> {
    const number = freshNumber();
    const ordered = await till.send('POST', paths.native, { ...nativeBody(till, number), notify_url: url });
    b.gateway.scanQr(ordered.json.code_url ?? '', BUYER);
    b.gateway.confirm(number, BUYER);
    return number;
  }

  test('a paid QR order is told once, signed and sealed', async () => {
    const number = await payQr();
    await b.gateway.deliverNotifications();
    expect(received.length).toBe(1);
    const { headers, body } = received[0] ?? { headers: {}, body: '' };
    const signed = `${String(headers['wechatpay-timestamp'])}\n${String(headers['wechatpay-nonce'])}\n${body}\n`;
    expect(createVerify('RSA-SHA256').update(signed).verify(new X509Certificate(b.gateway.platformCertificatePem).publicKey, String(headers['wechatpay-signature']), 'base64')).toBe(true);
    const notice: { event_type: string; resource: { nonce: string; associated_data: string; ciphertext: string; original_type: string } } = JSON.parse(body);
    expect([notice.event_type, notice.resource.original_type]).toEqual(['TRANSACTION.SUCCESS', 'transaction']);
    expect(JSON.parse(open(b.gateway.apiV3Key, notice.resource))).toMatchObject({ out_trade_no: number, trade_state: 'SUCCESS', amount: { total: 100 } });
    b.clock.pass(3_600_000);
    expect(await b.gateway.deliverNotifications()).toEqual([]);
  });

  test('a refusing shop is told again after 15 s, 15 s, 30 s', async () => {
    refusing = true;
    await payQr();
    const tries: number[] = [];
    for (const wait of [0, 14_999, 1, 15_000, 29_999, 1]) {
      b.clock.pass(wait);
      tries.push((await b.gateway.deliverNotifications()).length);
    }
    expect(tries).toEqual([1, 0, 1, 1, 0, 1]);
    refusing = false;
    b.clock.pass(180_000);
    expect((await b.gateway.deliverNotifications())[0]?.status).toBe(204);
  });

  test('a refund is told when it ends, as refund_status', async () => {
    const number = await payQr();
    await b.gateway.deliverNotifications();
    await till.send('POST', paths.refund, { ...refundBody(number, `R${number}`, 100, 100), notify_url: url });
    b.clock.pass(5_000);
    await b.gateway.deliverNotifications();
    const notice: { event_type: string; resource: { nonce: string; associated_data: string; ciphertext: string } } = JSON.parse(received.at(-1)?.body ?? '{}');
    expect(notice.event_type).toBe('REFUND.SUCCESS');
    expect(JSON.parse(open(b.gateway.apiV3Key, notice.resource))).toMatchObject({ out_refund_no: `R${number}`, refund_status: 'SUCCESS' });
  });
});

describe('a service provider', () => {
  let provider: Till;
  let sub: { mchid: string; appid: string };
  const ids = () => ({ sp_appid: provider.who.appid, sp_mchid: provider.who.mchid, sub_mchid: sub.mchid });
  const twin = (body: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> => {
    const { appid: _appid, mchid: _mchid, ...rest } = body;
    return { ...ids(), ...more, ...rest };
  };
  const partnerPath = (path: string): string => path.replace('/pay/', '/pay/partner/');
  const query = (number: string, subMchid = sub.mchid): string => `/v3/pay/partner/transactions/out-trade-no/${number}?sp_mchid=${provider.who.mchid}&sub_mchid=${subMchid}`;

  beforeAll(async () => {
    provider = new Till(b.gateway.baseUrl, await b.gateway.registerMerchant({ kind: 'partner', subMerchants: 2 }), () => b.clock.now());
    const [first] = provider.who.subMerchants;
    if (!first) throw new Error('no sub-merchant');
    sub = first;
  });
  const pay = async (more: Record<string, unknown> = {}): Promise<{ number: string; answer: Answer }> => {
    const number = freshNumber();
    const answer = await provider.send('POST', partnerPath(paths.codepay), twin(codepayBody(provider, number, b.world.issueCode(BUYER).code), more));
    return { number, answer };
  };

  test('sells for its sub-merchant, who gets the money', async () => {
    const { number, answer } = await pay({ sub_appid: sub.appid });
    expect(answer.json).toMatchObject({ trade_state: 'SUCCESS', sp_mchid: provider.who.mchid, sub_mchid: sub.mchid, payer: { sp_openid: BUYER, sub_openid: BUYER } });
    expect([b.gateway.balanceOf(sub.mchid), b.gateway.balanceOf(provider.who.mchid)]).toEqual([100, 0]);
    expect((await provider.send('GET', query(number))).json.trade_state).toBe('SUCCESS');
    expect((await provider.send('GET', `/v3/pay/partner/transactions/id/${answer.json.transaction_id}?sp_mchid=${provider.who.mchid}&sub_mchid=${sub.mchid}`)).json.out_trade_no).toBe(number);
  });

  test('refunds, reverses and closes with sub_mchid', async () => {
    const { number } = await pay();
    expect((await provider.send('POST', paths.refund, { ...refundBody(number, `R${number}`, 30, 100), sub_mchid: sub.mchid })).json.status).toBe('PROCESSING');
    expect((await provider.send('GET', `${paths.refundQuery(`R${number}`)}?sub_mchid=${sub.mchid}`)).json.amount?.refund).toBe(30);
    const other = await pay();
    expect((await provider.send('POST', partnerPath(paths.reverse(other.number)), ids())).json.out_trade_no).toBe(other.number);
    const qr = freshNumber();
    await provider.send('POST', partnerPath(paths.native), twin(nativeBody(provider, qr)));
    expect((await provider.send('POST', partnerPath(paths.close(qr)), { sp_mchid: provider.who.mchid, sub_mchid: sub.mchid })).status).toBe(204);
  });

  test('cannot touch another sub-merchant’s order, its own number, or strangers', async () => {
    const { number } = await pay();
    const second = provider.who.subMerchants[1]?.mchid ?? '';
    const code = async (subMchid: string): Promise<string> => (await provider.send('GET', query(number, subMchid))).headers.get('request-id')?.split('-')[1] ?? '';
    expect([await code(second), await code(provider.who.mchid), await code('1999999999')]).toEqual(['268447845', '268443705', '268443701']);
    expect((await provider.send('POST', paths.refund, refundBody(number, 'RX', 1, 100))).headers.get('request-id')).toMatch(/-268443704$/);
    expect((await provider.send('POST', paths.refund, { ...refundBody(number, 'RX', 1, 100), sub_mchid: second })).json.code).toBe('INVALID_REQUEST');
  });

  test('may not use the direct paths, nor a direct merchant the partner ones', async () => {
    expect((await provider.send('POST', paths.codepay, codepayBody(provider, freshNumber(), '130000000000000000'))).json.code).toBe('NO_AUTH');
    const body = { ...codepayBody(till, freshNumber(), '130000000000000000') };
    delete body['appid'];
    delete body['mchid'];
    const answer = await till.send('POST', partnerPath(paths.codepay), { sp_appid: till.who.appid, sp_mchid: till.who.mchid, sub_mchid: '1', ...body });
    expect(answer.json.code).toBe('NO_AUTH');
  });

  test('a sub-merchant’s flow of funds is for its provider alone, sealed in the one way that is known', async () => {
    const ask = (who: Till, change: Record<string, string>): Promise<Answer> =>
      who.send('GET', `/v3/bill/sub-merchant-fundflowbill?${new URLSearchParams({ sub_mchid: sub.mchid, bill_date: '2026-11-21', account_type: 'BASIC', algorithm: 'AEAD_AES_256_GCM', ...change }).toString()}`);
    expect((await ask(till, {})).json.code).toBe('NO_AUTH');
    expect((await ask(provider, { algorithm: 'SM4_GCM' })).json.detail?.field).toBe('algorithm');
    expect((await ask(provider, { account_type: 'ALL' })).json.detail?.field).toBe('account_type');
    expect((await ask(provider, { sub_mchid: '1999999999' })).json.code).toBe('NO_AUTH');
    expect((await ask(provider, { bill_date: '2026-01-01', account_type: 'FEES' })).json.code).toBe('NO_STATEMENT_EXIST');
  });

  test('both kinds of identity at once are an unknown field', async () => {
    const { answer } = await pay({ mchid: provider.who.mchid });
    expect(answer.headers.get('request-id')).toMatch(/-270924358$/);
  });
});
