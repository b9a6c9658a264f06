/** What a shop types in to be a customer of WeChat Pay: who it is, with which keys, over which interfaces. */
import type { ClientCertificate } from '../../http.ts';

/** Who sells, as every request and every answer names it. */
export interface Merchant {
  /** Of the merchant; in partner mode the service provider's (`sp_appid`). */
  readonly appid: string;
  /** Of the merchant; in partner mode the service provider's (`sp_mchid`), which also signs. */
  readonly mchid: string;
  /** Partner mode (服务商模式): the shop's own number, which gets the money. Its presence is what switches the mode. */
  readonly subMchid?: string | undefined;
  /** Partner mode: the shop's own app, if it has one. */
  readonly subAppid?: string | undefined;
}

/**
 * How answers are proved. With the WeChat Pay public key, the only way for merchants since autumn 2024; it is copied once from
 * the merchant's console and does not expire.
 */
export interface PublicKeyMode {
  readonly verifyWith?: 'public-key' | undefined;
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string;
  /** WeChat Pay's public key, PEM. */
  readonly publicKeyPem: string;
  /** Platform certificates, serial number → PEM, of merchants that have them besides the public key. */
  readonly platformCertificates?: Readonly<Record<string, string>> | undefined;
}

/** With platform certificates, which are fetched, expire, and are replaced while the till runs. */
export interface CertificateMode {
  readonly verifyWith: 'platform-certificates';
  /** The APIv3 key, 32 characters: opens what WeChat Pay seals for the merchant. */
  readonly apiV3Key: string;
}

export type V2SignType = 'MD5' | 'HMAC-SHA256';

/** Barcode payments over the XML interfaces, for merchants whose number may not use the APIv3 ones. */
export interface BarcodeV2Settings {
  readonly api: 'v2';
  /** The APIv2 key, 32 characters: signs requests and answers. */
  readonly apiV2Key: string;
  readonly signType: V2SignType;
  /** The merchant's API certificate and its key: reverse and refund are refused without. */
  readonly clientCertificate: ClientCertificate;
  /** `https://api.mch.weixin.qq.com` or a simulator; that of APIv3 when absent. */
  readonly baseUrl?: string | undefined;
  /** The till's address in the shop, which micropay demands to know; `127.0.0.1` when absent. */
  readonly terminalIp?: string | undefined;
}

export type BarcodeSettings = { readonly api: 'v3' } | BarcodeV2Settings;

export interface ShopSettings extends Merchant {
  /** Serial number of the merchant's API certificate. */
  readonly merchantSerial: string;
  /** The merchant's private key, PEM. */
  readonly privateKeyPem: string;
  /** The merchant's API certificate, PEM. Nothing is signed with it; it is what key and serial number are checked against. */
  readonly merchantCertificatePem?: string | undefined;
  /** `https://api.mch.weixin.qq.com`, without a trailing slash; must be one of the door's origins. */
  readonly baseUrl: string;
  /** `https://api2.mch.weixin.qq.com`: where a request goes that certainly never reached the first host; none when absent. */
  readonly backupUrl?: string | undefined;
  /** Which interfaces barcode payments use; `v3` when absent. QR codes and bills are always v3. */
  readonly barcode?: BarcodeSettings | undefined;
  /** The shop's own store code, letters and digits: WeChat Pay demands to know the store of every barcode payment. */
  readonly storeOutId: string;
  /** Demanded for QR orders. The till asks by itself and needs no notice. */
  readonly notifyUrl: string;
  /** Absolute deadline of pay, ms; 15 000 when absent: WeChat Pay may try the customer's cards in turn. */
  readonly payDeadlineMs?: number | undefined;
  /** Absolute deadline of everything else, ms; 8 000 when absent. */
  readonly callDeadlineMs?: number | undefined;
}

export type WechatSettings = ShopSettings & (PublicKeyMode | CertificateMode);
