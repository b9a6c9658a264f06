/** WeChat's own keys as they change, tunnels to its host names, and what is sealed for it. */
import { constants, createPublicKey, publicEncrypt, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { Answer, Bench } from './till.ts';
import { bench, BUYER, codepayBody, freshNumber, paths, refundBody, Till } from './till.ts';

describe('a platform certificate follows another', () => {
  let b: Bench;
  let till: Till;
  const signer = async (wanted?: string): Promise<string | null> =>
    (await till.send('GET', '/v3/certificates', undefined, wanted === undefined ? {} : { wechatpaySerial: wanted })).headers.get('wechatpay-serial');
  const listed = async (): Promise<readonly string[]> => ((await till.send('GET', '/v3/certificates')).json.data ?? []).map((entry) => entry.serial_no);

  beforeAll(async () => {
    b = await bench({ mode: 'certificate' });
    till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
  });
  afterAll(() => b.gateway.close());

  test('listed first, used for whoever asks for it, then alone', async () => {
    const old = b.gateway.platformSerial;
    expect(() => b.gateway.switchCertificate()).toThrow('announced');
    const next = await b.gateway.announceCertificate();
    expect([await listed(), await signer(), await signer(next)]).toEqual([[old, next], old, next]);
    b.gateway.switchCertificate();
    expect([await listed(), await signer(), await signer(old)]).toEqual([[next], next, next]);
    const shown = b.gateway.merchants()[0];
    expect([shown?.platformSerial, new X509Certificate(shown?.platformCertificatePem ?? '').serialNumber]).toEqual([next, next]);
  });

  test('a restart in the middle forgets neither', async () => {
    const next = await b.gateway.announceCertificate();
    const again = await startWechatGateway({ world: b.world, faults: b.faults, mode: 'certificate', state: JSON.parse(JSON.stringify(b.gateway.exportState())) });
    const shop = new Till(again.baseUrl, again, () => b.clock.now());
    const answer = await shop.send('GET', '/v3/certificates', undefined, { wechatpaySerial: next });
    expect([answer.json.data?.length, answer.headers.get('wechatpay-serial')]).toEqual([2, next]);
    await again.close();
  });

  test('a public-key merchant may be told that there is nothing', async () => {
    const other = await bench({ withoutCertificates: 'not-found' });
    const answer = await new Till(other.gateway.baseUrl, other.gateway, () => other.clock.now()).send('GET', '/v3/certificates');
    expect([answer.status, answer.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    await other.gateway.close();
  });
});

describe('a client with the host built in', () => {
  let b: Bench;
  let gateway: WechatGateway;
  beforeAll(async () => {
    b = await bench({ https: true });
    gateway = b.gateway;
  });
  afterAll(() => gateway.close());

  function tunnel(authority: string): Promise<{ status: number; socket: Socket }> {
    const { hostname, port } = new URL(gateway.baseUrl);
    return new Promise((resolve, reject) => {
      const asking = httpRequest({ hostname, port, method: 'CONNECT', path: authority, agent: false });
      asking.on('connect', (response, socket: Socket) => resolve({ status: response.statusCode ?? 0, socket }));
      asking.on('error', reject).end();
    });
  }

  test.each(['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com', 'api.wechatpay.cn'])('reaches %s through the proxy, over TLS that it can verify', async (host) => {
    const till = new Till(gateway.baseUrl, gateway, () => b.clock.now());
    const url = paths.query(till, 'NOSUCHORDER');
    const { status, socket } = await tunnel(`${host}:443`);
    const secure = tlsConnect({ socket, servername: host, ca: gateway.authorityCertificatePem });
    const answer = await new Promise<string>((resolve, reject) => {
      const asking = httpsRequest({ host, path: url, createConnection: () => secure, headers: { Authorization: till.authorization('GET', url, '') } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      });
      asking.on('error', reject).end();
    });
    secure.destroy();
    expect([status, secure.authorized, answer.includes('ORDER_NOT_EXIST')]).toEqual([200, true, true]);
  });

  test.each(['example.com:443', 'api.mch.weixin.qq.com:80', '127.0.0.1:22'])('and nobody gets to %s', async (authority) => {
    const { status, socket } = await tunnel(authority);
    socket.destroy();
    expect(status).toBe(403);
  });

  test('without TLS there is no tunnel', async () => {
    const plain = await bench();
    const { hostname, port } = new URL(plain.gateway.baseUrl);
    const status = await new Promise((resolve, reject) => {
      const asking = httpRequest({ hostname, port, method: 'CONNECT', path: 'api.mch.weixin.qq.com:443', agent: false });
      asking.on('connect', (response, socket: Socket) => {
        socket.destroy();
        resolve(response.statusCode);
      });
      asking.on('error', reject).end();
    });
    await plain.gateway.close();
    expect(status).toBe(403);
  });
});

describe('an abnormal refund', () => {
  let b: Bench;
  let till: Till;
  beforeAll(async () => {
    b = await bench({ refundPolicy: { settlesAfterMs: 1_000, ending: 'ABNORMAL' } });
    till = new Till(b.gateway.baseUrl, b.gateway, () => b.clock.now());
  });
  afterAll(() => b.gateway.close());

  const sealed = (text: string): string =>
    publicEncrypt({ key: createPublicKey(b.gateway.publicKeyPem), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from(text)).toString('base64');
  const again = (refundId: string, body: object, serial: string = b.gateway.publicKeyId): Promise<Answer> =>
    till.send('POST', `/v3/refund/domestic/refunds/${refundId}/apply-abnormal-refund`, body, { wechatpaySerial: serial });

  test('is sent again to a card whose number only WeChat can read, and arrives', async () => {
    const number = freshNumber();
    await till.send('POST', paths.codepay, codepayBody(till, number, b.world.issueCode(BUYER).code));
    const refund = await till.send('POST', paths.refund, refundBody(number, `R${number}`, 100, 100));
    const refundId = refund.json.refund_id ?? '';
    const card = { out_refund_no: `R${number}`, type: 'USER_BANK_CARD', bank_type: 'ICBC_DEBIT', bank_account: sealed('6222020000000000'), real_name: sealed('王大明') };
    expect((await again(refundId, card)).json.code).toBe('INVALID_REQUEST');
    b.clock.pass(1_000);
    expect((await till.send('GET', paths.refundQuery(`R${number}`))).json.status).toBe('ABNORMAL');
    expect((await again(refundId, { ...card, real_name: '王大明' })).json.detail?.field).toBe('/real_name');
    expect((await again(refundId, card, b.gateway.platformSerial)).json.detail?.field).toBe('/bank_account');
    expect((await again('5030000000', card)).status).toBe(404);
    expect((await again(refundId, card)).json.status).toBe('PROCESSING');
    b.clock.pass(1_000);
    expect((await till.send('GET', paths.refundQuery(`R${number}`))).json.status).toBe('SUCCESS');
    expect(b.gateway.balanceOf(b.gateway.mchid)).toBe(0);
  });
});
