/**
 * A company's network around a shop: the wallets under their real names, reached only through a proxy that wants a password, with
 * certificates of the company's own authorities. Everything of it is on this machine; the wallets are the simulated ones.
 */
import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import tls from 'node:tls';
import type { ProviderChange } from '../../preload/contract/settings-views.ts';
import { startAlipayGateway } from '../../main/simulator/alipay/gateway.ts';
import type { AlipayGateway } from '../../main/simulator/alipay/gateway.ts';
import { FaultPlan } from '../../main/simulator/faults.ts';
import { startWechatGateway } from '../../main/simulator/wechat/gateway.ts';
import type { WechatGateway } from '../../main/simulator/wechat/gateway.ts';
import { World } from '../../main/simulator/world.ts';
import { issueCertificate } from '../../main/simulator/x509.ts';
import { startConnectProxy } from '../adapters/connect-proxy.ts';
import type { ConnectProxy } from '../adapters/connect-proxy.ts';
import { listening } from '../adapters/raw-server.ts';

export interface CompanyNetwork {
  readonly proxy: ConnectProxy;
  readonly credentials: { readonly user: string; readonly password: string };
  /** The company's authorities, PEM. */
  readonly authorities: string;
  readonly world: World;
  readonly faults: FaultPlan;
  readonly alipay: AlipayGateway;
  readonly wechat: WechatGateway;
  /** What a person types into the wallets' forms. */
  readonly forms: { readonly alipay: ProviderChange; readonly wechat: ProviderChange };
  close(): Promise<void>;
}

const ALIPAY_NAME = 'openapi-sandbox.dl.alipaydev.com';

export async function startCompanyNetwork(): Promise<CompanyNetwork> {
  const world = new World({ now: () => Date.now() });
  const faults = new FaultPlan();
  const alipay = await startAlipayGateway({ world, faults });
  const wechat = await startWechatGateway({ world, faults, mutualTls: true });
  const front = await tlsFront(ALIPAY_NAME, Number(new URL(alipay.baseUrl).port));
  const wechatPort = Number(new URL(wechat.secureBaseUrl ?? '').port);
  const credentials = { user: 'till', password: 'open:sesame 开门' };
  const proxy = await startConnectProxy({
    credentials,
    lead: (authority) => (authority === `${ALIPAY_NAME}:443` ? front.port : /^api2?\.mch\.weixin\.qq\.com:443$/.test(authority) ? wechatPort : undefined),
  });
  return {
    proxy, credentials, world, faults, alipay, wechat,
    authorities: `${front.certificate}\n${wechat.authorityCertificatePem}`,
    forms: {
      alipay: { wallet: 'alipay', enabled: true, fields: { environment: 'sandbox', appId: alipay.appId, alipayPublicKeyPem: alipay.alipayPublicKeyPem }, secrets: { privateKeyPem: alipay.appPrivateKeyPem } },
      wechat: {
        wallet: 'wechat', enabled: true,
        fields: {
          mchid: wechat.mchid, appid: wechat.appid, merchantSerial: wechat.merchantSerial, merchantCertificatePem: wechat.merchantCertificatePem,
          publicKeyId: wechat.publicKeyId, publicKeyPem: wechat.publicKeyPem, storeOutId: 'S001', notifyUrl: 'https://shop.example.com/unused',
        },
        secrets: { privateKeyPem: wechat.merchantPrivateKeyPem, apiV2Key: wechat.apiV2Key },
      },
    },
    close: async () => {
      proxy.close();
      front.close();
      await alipay.close();
      await wechat.close();
    },
  };
}

/** Speaks TLS under a name, with a certificate that is its own authority, and passes what is inside on to a port of this machine. */
async function tlsFront(name: string, behind: number): Promise<{ readonly port: number; readonly certificate: string; close(): void }> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = issueCertificate({
    subject: { C: 'CN', O: 'Example Company', OU: 'Network', CN: name }, serialNumber: 7n, publicKey, signWith: privateKey, isAuthority: true,
    notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01'),
  });
  const sockets = new Set<tls.TLSSocket>();
  const server = tls.createServer({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: certificate }, (socket) => {
    sockets.add(socket);
    const line = connect(behind, '127.0.0.1');
    line.on('error', () => socket.destroy());
    socket.on('error', () => line.destroy()).on('close', () => line.destroy());
    socket.pipe(line).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  const port = await listening(server);
  return {
    port, certificate,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
