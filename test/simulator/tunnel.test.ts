/** Requests whose target is a whole address, as clients behind a proxy write them to the simulated gateways. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../main/simulator/index.ts';
import type { Simulator } from '../../main/simulator/index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

/** Asks the server at `baseUrl` for a target that is written out whole. */
async function ask(baseUrl: string, target: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path: target, agent: false, headers: { accept: '*/*', 'user-agent': 'test' } }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString('utf8')));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    });
    asking.on('error', reject).end();
  });
}

describe('a target written as a whole address', () => {
  it('is answered like its path, for this machine and for the provider’s own names', async () => {
    const { alipay, wechat } = simulator;
    for (const target of [alipay.gatewayUrl, '/gateway.do', 'http://openapi.alipay.com/gateway.do?charset=utf-8']) expect(await ask(alipay.baseUrl, target)).toMatch(/^200 .*isv\.missing-method/);
    for (const target of [`${wechat.baseUrl}/v3/certificates`, '/v3/certificates', 'http://API.mch.weixin.qq.com:80/v3/certificates']) expect(await ask(wechat.baseUrl, target)).toMatch(/^401 .*SIGN_ERROR/);
  });

  it('is refused for any other host: the gateways are no way into the world', async () => {
    for (const { baseUrl } of [simulator.alipay, simulator.wechat]) {
      expect(await ask(baseUrl, 'http://example.com/gateway.do')).toMatch(/^403 /);
      expect(await ask(baseUrl, 'http://127.0.0.1.example.com/v3/certificates')).toMatch(/^403 /);
    }
  });
});
