/** How a till is connected to the simulated Alipay. */
import { AlipayProvider } from '../../../main/adapters/providers/alipay/client.ts';
import { startAlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import type { AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import type { BenchParts } from './bench.ts';

export const alipayParts: BenchParts<AlipayGateway> = {
  wallet: 'alipay',
  start: (options) => startAlipayGateway({ ...options, escapeSlashes: true }),
  provider: (gateway, deadlines, door, clock, log) => new AlipayProvider(
    {
      appId: gateway.appId, privateKeyPem: gateway.appPrivateKeyPem, alipayPublicKeyPem: gateway.alipayPublicKeyPem,
      gatewayUrl: gateway.gatewayUrl, sellerId: gateway.sellerId, storeId: 'S001', ...deadlines,
    },
    door, clock, log,
  ),
};
