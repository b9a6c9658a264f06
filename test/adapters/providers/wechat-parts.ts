/** How tills of every kind are connected to the simulated WeChat Pay: both proofs of answers, partners, both ways of barcode payment. */
import { WechatProvider } from '../../../main/adapters/providers/wechat/client.ts';
import type { BarcodeV2Settings, CertificateMode, PublicKeyMode, ShopSettings, V2SignType } from '../../../main/adapters/providers/wechat/settings.ts';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import type { WechatGateway, WechatGatewayOptions } from '../../../main/simulator/wechat/gateway.ts';
import type { BenchParts } from './bench.ts';
import type { Manners } from './contract.ts';

export const WECHAT_MANNERS: Manners = {
  unscannedQr: 'waiting',
  cancelOfPaidQr: 'already_paid',
  cancelSays: { unpaid: 'unsaid', paid: 'unsaid' },
  refundIs: 'accepted',
  repeatedRefundIs: 'accepted',
  codeRefusals: { invalid: 'code_invalid', expired: 'code_expired', used: 'code_used' },
  namesMerchant: true,
};

/** v2 says less: a reverse names no order, and no answer has a number of its own. */
export const V2_MANNERS: Manners = { ...WECHAT_MANNERS, cancelNamesOrder: false, givesRequestId: false };

export function shopOf(gateway: WechatGateway): ShopSettings {
  const { appid, mchid, merchantSerial, merchantPrivateKeyPem: privateKeyPem, baseUrl } = gateway;
  return { appid, mchid, merchantSerial, privateKeyPem, baseUrl, storeOutId: 'S001', notifyUrl: 'https://shop.example.com/wechat/notify' };
}

export function publicKeyOf({ publicKeyId, publicKeyPem }: WechatGateway): PublicKeyMode {
  return { publicKeyId, publicKeyPem };
}

export function certificatesOf({ apiV3Key }: WechatGateway): CertificateMode {
  return { verifyWith: 'platform-certificates', apiV3Key };
}

export function v2Of(gateway: WechatGateway, signType: V2SignType): BarcodeV2Settings {
  return {
    api: 'v2', signType, apiV2Key: gateway.apiV2Key,
    clientCertificate: { certificatePem: gateway.merchantCertificatePem, privateKeyPem: gateway.merchantPrivateKeyPem },
    ...(gateway.secureBaseUrl !== undefined && { baseUrl: gateway.secureBaseUrl }),
  };
}

interface Mode {
  readonly gateway?: Partial<WechatGatewayOptions>;
  readonly proof?: (gateway: WechatGateway) => PublicKeyMode | CertificateMode;
  readonly shop?: (gateway: WechatGateway) => Partial<ShopSettings>;
}

function partsOf({ gateway: wishes, proof = publicKeyOf, shop }: Mode): BenchParts<WechatGateway> {
  return {
    wallet: 'wechat',
    start: (options) => startWechatGateway({ ...options, ...wishes }),
    // The certificate of the secure listener is good as it is, by its own authority: nothing is switched off.
    door: (gateway) => (gateway.secureBaseUrl === undefined ? {} : { origins: [gateway.baseUrl, gateway.secureBaseUrl], extraCa: gateway.authorityCertificatePem }),
    provider: (gateway, deadlines, door, clock, log) => new WechatProvider({ ...shopOf(gateway), ...proof(gateway), ...shop?.(gateway), ...deadlines }, door, clock, log),
  };
}

export const wechatParts = partsOf({});

export const certificateParts = partsOf({ gateway: { mode: 'certificate' }, proof: certificatesOf });

export const partnerParts = partsOf({
  gateway: { merchant: { kind: 'partner', subMerchants: 2 } },
  shop: ({ subMerchants }) => ({ subMchid: subMerchants[0]?.mchid, subAppid: subMerchants[0]?.appid }),
});

export const v2Md5Parts = partsOf({ shop: (gateway) => ({ barcode: v2Of(gateway, 'MD5') }) });

/** Over mutual TLS, as the real one. */
export const v2HmacParts = partsOf({ gateway: { mutualTls: true }, shop: (gateway) => ({ barcode: v2Of(gateway, 'HMAC-SHA256') }) });

export const v2PartnerParts = partsOf({
  gateway: { merchant: { kind: 'partner' } },
  shop: (gateway) => ({ subMchid: gateway.subMerchants[0]?.mchid, barcode: v2Of(gateway, 'HMAC-SHA256') }),
});
