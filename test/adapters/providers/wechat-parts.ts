/** How a till is connected to the simulated WeChat Pay. */
import { WechatProvider } from '../../../main/adapters/providers/wechat/client.ts';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { WechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { BenchParts } from './bench.ts';

export const wechatParts: BenchParts<WechatGateway> = {
  wallet: 'wechat',
  start: startWechatGateway,
  provider: (gateway, deadlines, door, clock, log) => new WechatProvider(
    {
      appid: gateway.appid, mchid: gateway.mchid, merchantSerial: gateway.merchantSerial, privateKeyPem: gateway.merchantPrivateKeyPem,
      publicKeyId: gateway.publicKeyId, publicKeyPem: gateway.publicKeyPem, baseUrl: gateway.baseUrl, storeOutId: 'S001',
      notifyUrl: 'https://shop.example.com/wechat/notify', ...deadlines,
    },
    door, clock, log,
  ),
};
