/** Merchants, their apps, and who may act for whom. */
import { randomBytes } from 'node:crypto';
import { ZERO } from '../../domain/money.ts';
import { DAY_MS } from './china-time.ts';
import { asPkcs1, certificateSn, certifyApp, makeKeyPair, publicPemOf } from './keys.ts';
import { Refusal } from './refusal.ts';
import type { App, Authorisation, Merchant } from './state.ts';
import type { Store } from './store.ts';

/** Merchants have been with Alipay for a while: bills of past days exist, though they are empty. */
const YEAR_MS = 365 * DAY_MS;

export interface AppCertificates {
  readonly appCertificatePem: string;
  readonly alipayCertificatePem: string;
  readonly rootCertificatePem: string;
}

/** What a merchant pastes into the settings of a till. */
export interface AlipayCredentials {
  readonly appId: string;
  /** PKCS8; empty when the app was registered with a public key of the caller's own. */
  readonly appPrivateKeyPem: string;
  readonly appPrivateKeyPkcs1: string;
  readonly alipayPublicKeyPem: string;
  /** Protocol v2. */
  readonly gatewayUrl: string;
  /** Protocol v3: the base without `/v3`. */
  readonly endpoint: string;
  /** The merchant's PID. */
  readonly sellerId: string;
  /** Base64; empty unless the app was registered to encrypt. */
  readonly aesKey: string;
  /** For certificate mode; key mode works with the same app as well, unless it was registered otherwise. */
  readonly certificates: AppCertificates;
}

export interface AppRegistration {
  /** An existing merchant's PID; absent makes a new merchant. */
  readonly merchantId?: string;
  /** The caller's own public key (SPKI PEM); absent makes a key pair. */
  readonly publicKeyPem?: string;
  readonly isIsv?: boolean;
  /** `certificate` refuses requests without certificates; both ways work when absent. */
  readonly trust?: 'key' | 'certificate';
  /** When the app's certificate runs out, epoch ms. */
  readonly certificateExpiresAt?: number;
  /** Gives the app an AES key for encrypted contents. */
  readonly encrypts?: boolean;
}

/** Whom a request acts for. */
export interface Acting {
  readonly merchant: Merchant;
  /** The merchant's own app, when a service provider's app acts for it. */
  readonly authAppId: string | undefined;
}

export class Registry {
  private readonly store: Store;
  private readonly now: () => number;

  constructor(store: Store, now: () => number) {
    this.store = store;
    this.now = now;
  }

  async register(registration: AppRegistration): Promise<App> {
    const pair = registration.publicKeyPem === undefined ? await makeKeyPair() : undefined;
    const publicKeyPem = registration.publicKeyPem ?? pair?.publicPem ?? '';
    const { state } = this.store;
    const merchantId = registration.merchantId ?? this.addMerchant().id;
    if (!state.merchants.has(merchantId)) throw new Error(`the simulator has no merchant ${merchantId}`);
    const appId = `9021${String(100_000_000_000 + this.store.next())}`;
    const certificatePem = certifyApp(state.keys, { appId, merchantId, publicPem: publicKeyPem, expiresAt: registration.certificateExpiresAt });
    const app: App = {
      appId,
      merchantId,
      isIsv: registration.isIsv ?? false,
      publicKeyPem,
      privateKeyPem: pair?.privatePem,
      certificatePem,
      certificateSn: certificateSn(certificatePem),
      trust: registration.trust,
      aesKey: registration.encrypts ? randomBytes(16).toString('base64') : undefined,
    };
    state.apps.set(appId, app);
    return app;
  }

  private addMerchant(): Merchant {
    const merchant: Merchant = { id: `2088${String(721_000_000_000 + this.store.next())}`, balanceFen: ZERO, since: this.now() - YEAR_MS };
    this.store.state.merchants.set(merchant.id, merchant);
    return merchant;
  }

  credentials(app: App, baseUrl: string): AlipayCredentials {
    const { keys } = this.store.state;
    return {
      appId: app.appId,
      appPrivateKeyPem: app.privateKeyPem ?? '',
      appPrivateKeyPkcs1: app.privateKeyPem === undefined ? '' : asPkcs1(app.privateKeyPem),
      alipayPublicKeyPem: publicPemOf(keys.alipayPrivateKeyPem),
      gatewayUrl: `${baseUrl}/gateway.do`,
      endpoint: baseUrl,
      sellerId: app.merchantId,
      aesKey: app.aesKey ?? '',
      certificates: { appCertificatePem: app.certificatePem, alipayCertificatePem: keys.alipayCertificatePem, rootCertificatePem: keys.rootCertificatePem },
    };
  }

  /** The merchant behind `authAppId` agreed on the authorisation page: a code that the ISV exchanges for a token, once and within a day. */
  authorise(isvAppId: string, authAppId: string): string {
    const code = randomBytes(16).toString('hex');
    this.store.touch();
    this.store.state.authCodes.set(code, { isvAppId, authAppId, until: this.now() + DAY_MS });
    return code;
  }

  /** The number (SMID) of a new sub-merchant of a contract's merchant. */
  registerSubMerchant(merchantId: string): string {
    const id = `2088${String(810_000_000_000 + this.store.next())}`;
    this.store.state.subMerchants.set(id, merchantId);
    return id;
  }

  /** Whom a request acts for. Throws 20001 for a token that is unknown or another ISV's. */
  actingFor(app: App, appAuthToken: string | undefined): Acting {
    const authorisation = appAuthToken === undefined ? undefined : this.authorisation(app, appAuthToken);
    const merchant = this.store.state.merchants.get(authorisation?.merchantId ?? app.merchantId);
    if (!merchant) throw new Error(`app ${app.appId} has no merchant`);
    return { merchant, authAppId: authorisation?.authAppId };
  }

  private authorisation(app: App, token: string): Authorisation {
    const found = this.store.state.authorisations.get(token);
    if (!found || found.isvAppId !== app.appId) throw new Refusal('20001', 'aop.invalid-app-auth-token');
    return found;
  }
}
