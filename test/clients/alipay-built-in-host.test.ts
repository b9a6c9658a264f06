/**
 * `alipay-sdk` as published, left at Alipay's own host names: only a proxy and an authority lead it to the simulated gateway. This is
 * how clients are tested that offer no other address, and nothing else may come through that proxy.
 */
import { request } from 'node:http';
import { AlipaySdk, ProxyAgent } from 'alipay-sdk';
import type { AlipaySdkConfig } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';
import { scriptedCode } from '../../main/simulator/scenarios.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ alipay: { https: true, timestampToleranceMs: false } });
});
afterAll(() => simulator.close());

/** The client with nothing but its proxy told where to go. */
function sdk(more: Partial<AlipaySdkConfig> = {}): AlipaySdk {
  const { appId, appPrivateKeyPem, alipayPublicKeyPem, baseUrl, certificates } = simulator.alipay;
  const proxyAgent = new ProxyAgent({ uri: baseUrl, requestTls: { ca: certificates.rootCertificatePem } });
  return new AlipaySdk({ appId, privateKey: appPrivateKeyPem, keyType: 'PKCS8', alipayPublicKey: alipayPublicKeyPem, camelcase: false, proxyAgent, ...more });
}

/** The status of a CONNECT to this authority. */
async function connect(baseUrl: string, authority: string): Promise<number | undefined> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method: 'CONNECT', path: authority, agent: false });
    asking.on('connect', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode);
    });
    asking.on('error', reject).end();
  });
}

describe('a client with the host built in', () => {
  it('pays over both protocols in production, and over the sandbox', async () => {
    const pay = { scene: 'bar_code', subject: '茶', total_amount: '19.99' };
    const first = await sdk().exec('alipay.trade.pay', { bizContent: { ...pay, out_trade_no: 'B1', auth_code: scriptedCode('alipay', '0001', 1) } }, { validateSign: true });
    expect(first).toMatchObject({ code: '10000', receipt_amount: '19.99' });
    const second = await sdk().curl<Record<string, string>>('POST', '/v3/alipay/trade/pay', { body: { ...pay, out_trade_no: 'B2', auth_code: scriptedCode('alipay', '0001', 2) } });
    expect(second).toMatchObject({ responseHttpStatus: 200, data: { receipt_amount: '19.99' } });
    const sandbox = sdk({ gateway: 'https://openapi-sandbox.dl.alipaydev.com/gateway.do' });
    expect(await sandbox.exec('alipay.trade.query', { bizContent: { out_trade_no: 'B2' } }, { validateSign: true })).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(simulator.alipay.trades()).toHaveLength(2);
  });

  it('does not believe the gateway without its authority', async () => {
    const trusting = sdk({ proxyAgent: new ProxyAgent({ uri: simulator.alipay.baseUrl }) });
    await expect(trusting.exec('alipay.trade.query', { bizContent: { out_trade_no: 'B1' } })).rejects.toThrow('HttpClient Request error');
  });

  it.each(['example.com:443', 'openapi.alipay.com:80', '127.0.0.1:22'])('nobody gets to %s', async (authority) => {
    expect(await connect(simulator.alipay.baseUrl, authority)).toBe(403);
  });

  it('without https there is no tunnel', async () => {
    const plain = await startSimulator();
    const { baseUrl, secureBaseUrl } = plain.alipay;
    const status = await connect(baseUrl, 'openapi.alipay.com:443');
    await plain.close();
    expect([secureBaseUrl, status]).toEqual([undefined, 403]);
  });
});
