/** How a till is connected to the simulated Alipay, in every way in which a shop can be its customer. */
import { createSign } from 'node:crypto';
import { AlipayProvider } from '../../../main/adapters/providers/alipay/client.ts';
import type { AlipaySettings } from '../../../main/adapters/providers/alipay/settings.ts';
import { startAlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import type { AlipayCredentials, AlipayGateway } from '../../../main/simulator/alipay/gateway.ts';
import { certificateSn } from '../../../main/simulator/alipay/keys.ts';
import type { SimGatewayOptions } from '../../../main/simulator/gateway.ts';
import type { BenchParts } from './bench.ts';

export type AlipayMode = 'key' | 'certificate' | 'service-provider' | 'sub-merchant';

export const ALIPAY_MODES: readonly AlipayMode[] = ['key', 'certificate', 'service-provider', 'sub-merchant'];

export function pemsOf({ certificates }: Pick<AlipayCredentials, 'certificates'>) {
  return {
    appCertificatePem: certificates.appCertificatePem, alipayCertificatePems: [certificates.alipayCertificatePem], rootCertificatesPem: certificates.rootCertificatePem,
  };
}

/** What a shop of this mode types in. The gateway's first app is the shop's own. */
async function settingsOf(mode: AlipayMode, gateway: AlipayGateway): Promise<AlipaySettings> {
  const isCertified = mode.startsWith('certificate');
  const trust = isCertified ? 'certificate' as const : 'key' as const;
  const isProvider = mode.endsWith('service-provider');
  const app: AlipayCredentials = isProvider ? await gateway.registerApp({ isIsv: true, trust }) : await gateway.registerApp({ merchantId: gateway.sellerId, trust });
  const common = {
    appId: app.appId, privateKeyPem: app.appPrivateKeyPem, gatewayUrl: gateway.gatewayUrl, sellerId: gateway.sellerId, storeId: 'S001',
    ...(isProvider && { appAuthToken: await tokenFor(app, gateway), serviceProviderId: app.sellerId }),
    ...(mode === 'sub-merchant' && { subMerchantId: gateway.registerSubMerchant(gateway.sellerId) }),
  };
  return isCertified ? { ...common, certificates: pemsOf(app) } : { ...common, alipayPublicKeyPem: app.alipayPublicKeyPem };
}

function certificateParams({ certificates }: AlipayCredentials): Readonly<Record<string, string>> {
  return { app_cert_sn: certificateSn(certificates.appCertificatePem), alipay_root_cert_sn: certificateSn(certificates.rootCertificatePem) };
}

/** The service provider exchanges the shop's authorisation for a token, as its own server would. */
async function tokenFor(app: AlipayCredentials, gateway: AlipayGateway): Promise<string> {
  const code = gateway.authoriseIsv(app.appId, gateway.appId);
  const params: Record<string, string> = {
    app_id: app.appId, biz_content: JSON.stringify({ grant_type: 'authorization_code', code }), charset: 'utf-8', method: 'alipay.open.auth.token.app',
    sign_type: 'RSA2', timestamp: new Date(Date.now() + 28_800_000).toISOString().slice(0, 19).replace('T', ' '), version: '1.0',
    ...certificateParams(app),
  };
  const text = Object.keys(params).toSorted().map((key) => `${key}=${params[key]}`).join('&');
  const sign = createSign('sha256').update(text).sign(app.appPrivateKeyPem, 'base64');
  const answer = await (await fetch(app.gatewayUrl, { method: 'POST', body: new URLSearchParams({ ...params, sign }) })).text();
  const token = /"app_auth_token":"([^"]+)"/.exec(answer)?.[1];
  if (token === undefined) throw new Error(`no token: ${answer}`);
  return token;
}

const settings = new WeakMap<AlipayGateway, AlipaySettings>();

export function alipayPartsOf(mode: AlipayMode): BenchParts<AlipayGateway> {
  return {
    wallet: 'alipay',
    start: async (options: SimGatewayOptions) => {
      const gateway = await startAlipayGateway({ ...options, escapeSlashes: true });
      settings.set(gateway, await settingsOf(mode, gateway));
      return gateway;
    },
    provider: (gateway, deadlines, door, clock, log) => new AlipayProvider({ ...settingsFor(gateway), ...deadlines }, door, clock, log),
  };
}

/** The settings of a gateway that was started by these parts. */
export function settingsFor(gateway: AlipayGateway): AlipaySettings {
  const own = settings.get(gateway);
  if (!own) throw new Error('this gateway was started by others');
  return own;
}

export const alipayParts = alipayPartsOf('key');
