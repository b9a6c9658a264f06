/**
 * The simulated WeChat Pay: a real HTTP server on the loopback that speaks APIv3 as a merchant's till sees it, with keys,
 * certificates and money of its own. It shares no code with the till's adapters, so a mistake cannot cancel itself out.
 */
import type { FaultPlan } from '../faults.ts';
import type { SimGateway, SimGatewayOptions, SimLogLine } from '../gateway.ts';
import { scriptedEnding } from '../scenarios.ts';
import type { SimClock } from '../world.ts';
import { Book } from './book.ts';
import type { BookState } from './book.ts';
import { Merchants } from './merchants.ts';
import type { MerchantsState, MerchantWishes, SubMerchant, WechatMerchant } from './merchants.ts';
import { toSimTrade } from './order.ts';
import { Notifier } from './notifications.ts';
import type { Delivery } from './notifications.ts';
import * as phone from './phone.ts';
import { newPlatform, Platform } from './platform.ts';
import type { PlatformState } from './platform.ts';
import type { RefundPolicy } from './refunds.ts';
import { listen } from './server.ts';
import type { ServerParts } from './server.ts';
import { V2Wire } from './v2/wire.ts';
import { billRoutes } from './v3-bills.ts';
import { certificateRoutes } from './v3-certificates.ts';
import type { WireParts } from './v3-wire.ts';
import { V3Wire } from './v3-wire.ts';

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
  /** Adds an https listener and makes `/secapi` demand the merchant's certificate there, as v2 does; false when absent. */
  readonly mutualTls?: boolean;
  /** The first merchant, where it should have given numbers or be a service provider. */
  readonly merchant?: MerchantWishes;
}

export interface WechatGatewayState {
  readonly version: 1;
  readonly platform: PlatformState;
  readonly merchants: MerchantsState;
  readonly book: BookState;
  readonly refundPolicy: RefundPolicy;
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
  /** `https://127.0.0.1:PORT`, with the option `mutualTls`: the same gateway for calls with the merchant's certificate. */
  readonly secureBaseUrl: string | undefined;
  /** The authority of that connection's certificate (CN api.mch.weixin.qq.com) and of merchants' certificates. */
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

const DEFAULT_REFUND_POLICY: RefundPolicy = { settlesAfterMs: 5_000, ending: 'SUCCESS' };
const LOG_LINES = 500;

/** Starts the gateway on 127.0.0.1 with one ready merchant (or those of `options.state`). */
export async function startWechatGateway(options: WechatGatewayOptions): Promise<WechatGateway> {
  const { world, state, mode = 'public-key', mutualTls = false, wireClock = world.clock } = options;
  const wireNow = (): number => wireClock.now();
  const platform = new Platform(state?.platform ?? (await newPlatform(world.clock.now())), mode, wireNow);
  const merchants = new Merchants();
  const notifier = new Notifier(merchants, platform);
  const book = new Book({
    world, merchants,
    onEvent: (event) => notifier.enqueue(event, world.clock.now()),
    onChange: () => options.onChange?.(),
  });
  if (state) {
    merchants.importState(state.merchants);
    book.importState(state.book);
  } else {
    await merchants.register(options.merchant ?? {}, platform.certifyMerchant);
  }
  const refunds = { policy: options.refundPolicy ?? state?.refundPolicy ?? DEFAULT_REFUND_POLICY };
  const parts: WireParts = {
    book, merchants, platform, wireNow,
    rules: { userPayingStatus: options.userPayingStatus ?? 202, reverseNotBeforeMs: options.reverseNotBeforeMs ?? 15_000 },
    refundPolicy: () => refunds.policy,
  };
  const lines: SimLogLine[] = [];
  const served: ServerParts = {
    v2: new V2Wire(parts, mutualTls),
    v3: new V3Wire(parts, [...certificateRoutes(platform, mode), ...billRoutes()]),
    takeFault: faultSource(options.faults),
    log: (line) => {
      lines.push({ at: world.clock.now(), ...line });
      if (lines.length > LOG_LINES) lines.shift();
    },
  };
  const listener = await listen(options.port ?? 0, served);
  const secure = mutualTls ? await listen(0, served, await platform.tlsParts()) : undefined;
  notifier.start(book);

  return {
    ...credentialsOf(merchants.first(), platform),
    wallet: 'wechat',
    baseUrl: listener.baseUrl,
    secureBaseUrl: secure?.baseUrl,
    authorityCertificatePem: platform.state.authorityCertificatePem,
    ...customerSide(book),
    ...consoleSide({ book, merchants, platform, refunds }),
    deliverNotifications: () => {
      book.commit(() => book.settleAll());
      return notifier.deliverDue(book.now());
    },
    log: () => [...lines],
    close: async () => {
      notifier.stop();
      await Promise.all([listener.close(), secure?.close()]);
    },
  };
}

/** The fault of a request: a planned one, else what the request's own header or, once, its scripted code brings. */
function faultSource(faults: FaultPlan): ServerParts['takeFault'] {
  const usedScripts = new Set<string>();
  return ({ operation, outTradeNo, ending, paymentCode }) => {
    const planned = faults.take({ gateway: 'wechat', operation, ...(outTradeNo === undefined ? {} : { outTradeNo }) }) ?? ending?.fault;
    if (planned || paymentCode === undefined || usedScripts.has(paymentCode)) return planned;
    const script = scriptedEnding(paymentCode);
    if (script) usedScripts.add(paymentCode);
    return script?.fault;
  };
}

function credentialsOf(merchant: WechatMerchant, platform: Platform): WechatCredentials {
  const { publicKeyId, publicKeyPem, platformSerial, platformCertificatePem } = platform.state;
  return { ...merchant, publicKeyId, publicKeyPem, platformSerial, platformCertificatePem };
}

type CustomerSide = Pick<WechatGateway, 'trades' | 'trade' | 'scanQr' | 'openQrs' | 'waitingFor' | 'confirm' | 'decline'>;

/** The provider's record and the phone. Every look lets the clock catch up, hence may change the record too. */
function customerSide(book: Book): CustomerSide {
  return {
    trades: () => book.commit(() => book.all().map(toSimTrade)),
    trade: (outTradeNo) => {
      const order = book.commit(() => book.findAnywhere(outTradeNo));
      return order && toSimTrade(order);
    },
    scanQr: (qrText, buyerId) => book.commit(() => phone.scanQr(book, qrText, buyerId)),
    openQrs: () => book.commit(() => phone.openQrs(book)),
    waitingFor: (buyerId) => book.commit(() => phone.waitingFor(book, buyerId).map(toSimTrade)),
    confirm: (outTradeNo, buyerId) => book.commit(() => phone.confirm(book, outTradeNo, buyerId)),
    decline: (outTradeNo, buyerId) => book.commit(() => phone.decline(book, outTradeNo, buyerId)),
  };
}

interface ConsoleParts {
  readonly book: Book;
  readonly merchants: Merchants;
  readonly platform: Platform;
  readonly refunds: { policy: RefundPolicy };
}

type ConsoleSide = Pick<
  WechatGateway,
  'merchants' | 'registerMerchant' | 'addSubMerchant' | 'balanceOf' | 'setBalance' | 'setRefundPolicy' | 'exportState' | 'importState'
>;

/** What a merchant's console and the simulator's own control would do. */
function consoleSide({ book, merchants, platform, refunds }: ConsoleParts): ConsoleSide {
  const changing = <T>(change: () => T): T =>
    book.commit(() => {
      book.settleAll();
      book.touch();
      return change();
    });
  return {
    merchants: () => merchants.all().map((merchant) => credentialsOf(merchant, platform)),
    registerMerchant: async (wishes = {}) => {
      const merchant = await merchants.register(wishes, platform.certifyMerchant);
      return changing(() => credentialsOf(merchant, platform));
    },
    addSubMerchant: (partnerMchid, name) => changing(() => merchants.addSubMerchant(partnerMchid, name)),
    balanceOf: (mchid) => {
      book.commit(() => book.settleAll());
      return merchants.balanceOf(mchid);
    },
    setBalance: (mchid, fen) => changing(() => merchants.setBalance(mchid, fen)),
    setRefundPolicy: (policy) =>
      changing(() => {
        refunds.policy = policy;
      }),
    exportState: () => {
      // The book first: letting the clock catch up may still move balances.
      const record = book.exportState();
      return { version: 1, platform: platform.state, merchants: merchants.exportState(), book: record, refundPolicy: refunds.policy };
    },
    importState: (imported) => {
      if (imported.platform.publicKeyId !== platform.state.publicKeyId) throw new Error('this state belongs to a gateway with other keys');
      merchants.importState(imported.merchants);
      book.importState(imported.book);
      refunds.policy = imported.refundPolicy;
    },
  };
}
