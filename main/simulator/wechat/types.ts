/** What the simulated WeChat Pay is started with and what it offers: for tests, the demo and the control API. */
import type { SimGateway, SimGatewayOptions } from '../gateway.ts';
import type { SimClock } from '../world.ts';
import type { BookState } from './book.ts';
import type { MerchantsState, MerchantWishes, SubMerchant, WechatMerchant } from './merchants.ts';
import type { Delivery, Notice } from './notifications.ts';
import type { PlatformState } from './platform.ts';
import type { RefundPolicy } from './refunds.ts';
import type { CertificateList } from './v3-certificates.ts';

export interface WechatGatewayOptions extends SimGatewayOptions {
  /** Everything a gateway of an earlier run exported: same keys, merchants, orders and refunds. */
  readonly state?: WechatGatewayState;
  /** Which key signs when a request names none; `public-key` when absent, as for every merchant since autumn 2024. */
  readonly mode?: 'public-key' | 'certificate';
  /** The clock of time stamps and the five-minute window on the wire; the world's clock when absent. */
  readonly wireClock?: SimClock;
  /** HTTP status of a payment that waits for the PIN; 202 when absent. */
  readonly userPayingStatus?: 200 | 202;
  /** How long a reverse is refused while the buyer is at the PIN box, ms; 15 000 when absent. */
  readonly reverseNotBeforeMs?: number;
  /** How accepted refunds end; SUCCESS after 5 s when absent. */
  readonly refundPolicy?: RefundPolicy;
  /**
   * Adds an https listener, and makes the plain one a proxy whose tunnels (CONNECT) to WeChat's host names end there: clients
   * with the host built in need a proxy and an authority, no other address. False when absent.
   */
  readonly https?: boolean;
  /** As `https`, and `/secapi` demands the merchant's certificate on the connection, as v2 does; false when absent. */
  readonly mutualTls?: boolean;
  /** What a merchant without platform certificates is told; an empty list when absent. */
  readonly withoutCertificates?: Exclude<CertificateList, 'listed'>;
  /** The last two digits of an amount choose a scripted ending (`scenarios.ts`), as in the v2 sandboxes; false when absent. */
  readonly endingsByAmount?: boolean;
  /** Precedes each APIv3 notice by a forged one (`WECHATPAY/SIGNTEST/…`), which a shop must refuse; false when absent. */
  readonly probeNotifications?: boolean;
  /** The first merchant, where it should have given numbers or be a service provider. */
  readonly merchant?: MerchantWishes;
}

export interface WechatGatewayState {
  readonly version: 1;
  readonly platform: PlatformState;
  readonly merchants: MerchantsState;
  readonly book: BookState;
  readonly refundPolicy: RefundPolicy;
  /** What shops must still be told; older states do not have it. */
  readonly notices?: readonly Notice[];
}

/** The first merchant's credentials, and WeChat's keys, as a shop would copy them from the console. */
export interface WechatCredentials extends WechatMerchant {
  readonly publicKeyId: string;
  readonly publicKeyPem: string;
  readonly platformSerial: string;
  readonly platformCertificatePem: string;
}

export interface WechatGateway extends SimGateway, WechatCredentials {
  readonly wallet: 'wechat';
  /** `https://127.0.0.1:PORT`, with the options `https` and `mutualTls`: the same gateway, also for calls with the merchant's certificate. */
  readonly secureBaseUrl: string | undefined;
  /** The authority of that connection's certificate (good for WeChat's host names) and of merchants' certificates. */
  readonly authorityCertificatePem: string;
  /** Every merchant with its credentials, the first one first. */
  merchants(): readonly WechatCredentials[];
  /** Opens an account: direct, or a service provider with sub-merchants. */
  registerMerchant(wishes?: MerchantWishes): Promise<WechatCredentials>;
  addSubMerchant(partnerMchid: string, name: string): SubMerchant;
  /** Money a merchant or sub-merchant holds at the provider, fen. */
  balanceOf(mchid: string): number;
  /** Sets it, as a payout to the bank would; a refund beyond it is refused with NOT_ENOUGH. */
  setBalance(mchid: string, fen: number): void;
  /** How refunds accepted from now on end. */
  setRefundPolicy(policy: RefundPolicy): void;
  /** Lists a new platform certificate beside the one that signs. Returns its serial number. */
  announceCertificate(): Promise<string>;
  /** The announced certificate signs from now on, the one before is gone. Throws when none was announced. */
  switchCertificate(): void;
  /**
   * Sends the notifications due now; the gateway does so by itself twice a second, a test with a virtual clock need not
   * wait. Only loopback addresses are called.
   */
  deliverNotifications(): Promise<readonly Delivery[]>;
  /** Plain JSON of everything; `options.state` of a later gateway continues from it. */
  exportState(): WechatGatewayState;
  /** Replaces merchants, orders and refunds by those of an export of the same gateway (its keys must be the same). */
  importState(state: WechatGatewayState): void;
}
