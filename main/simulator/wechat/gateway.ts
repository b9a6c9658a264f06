/**
 * The simulated WeChat Pay: a real HTTP server on the loopback that speaks APIv3 as a merchant's till sees it, with keys,
 * certificates and money of its own. It shares no code with the till's adapters, so a mistake cannot cancel itself out.
 */
import type { FaultPlan } from '../faults.ts';
import type { SimLogLine } from '../gateway.ts';
import { scriptedEnding } from '../scenarios.ts';
import { Book } from './book.ts';
import { answerH5 } from './h5-page.ts';
import { Merchants } from './merchants.ts';
import type { WechatMerchant } from './merchants.ts';
import { toSimTrade } from './order.ts';
import { Notifier } from './notifications.ts';
import * as phone from './phone.ts';
import { newPlatform, Platform } from './platform.ts';
import type { RefundPolicy } from './refunds.ts';
import { HOST_NAMES, listen } from './server.ts';
import type { ServerParts } from './server.ts';
import type { WechatCredentials, WechatGateway, WechatGatewayOptions } from './types.ts';
import { V2Wire } from './v2/wire.ts';
import { billRoutes } from './v3-bills.ts';
import { certificateRoutes } from './v3-certificates.ts';
import type { WireParts } from './v3-wire.ts';
import { V3Wire } from './v3-wire.ts';

export type { WechatCredentials, WechatGateway, WechatGatewayOptions, WechatGatewayState } from './types.ts';

const DEFAULT_REFUND_POLICY: RefundPolicy = { settlesAfterMs: 5_000, ending: 'SUCCESS' };
const LOG_LINES = 500;

/** Starts the gateway on 127.0.0.1 with one ready merchant (or those of `options.state`). */
export async function startWechatGateway(options: WechatGatewayOptions): Promise<WechatGateway> {
  const { world, state, mode = 'public-key', mutualTls = false, wireClock = world.clock } = options;
  const https = mutualTls || options.https === true;
  const wireNow = (): number => wireClock.now();
  const platform = new Platform(state?.platform ?? (await newPlatform(world.clock.now())), mode, wireNow);
  const merchants = new Merchants();
  const notifier = new Notifier(merchants, platform, options.probeNotifications ?? false);
  const book = new Book({
    world, merchants,
    onEvent: (event) => notifier.enqueue(event, world.clock.now()),
    onChange: () => options.onChange?.(),
  });
  if (state) {
    merchants.importState(state.merchants);
    book.importState(state.book);
    notifier.importState(state.notices ?? []);
  } else {
    await merchants.register(options.merchant ?? {}, platform.certifyMerchant);
  }
  const refunds = { policy: options.refundPolicy ?? state?.refundPolicy ?? DEFAULT_REFUND_POLICY };
  const parts: WireParts = {
    book, merchants, platform, wireNow,
    endingsByAmount: options.endingsByAmount ?? false,
    rules: { userPayingStatus: options.userPayingStatus ?? 202, reverseNotBeforeMs: options.reverseNotBeforeMs ?? 15_000 },
    refundPolicy: () => refunds.policy,
  };
  const lines: SimLogLine[] = [];
  const served: ServerParts = {
    v2: new V2Wire(parts, mutualTls),
    v3: new V3Wire(parts, [...certificateRoutes(platform, mode === 'certificate' ? 'listed' : (options.withoutCertificates ?? 'empty')), ...billRoutes()]),
    page: (request) => answerH5(request, book),
    takeFault: faultSource(options.faults),
    now: wireNow,
    log: (line) => {
      lines.push({ at: world.clock.now(), ...line });
      if (lines.length > LOG_LINES) lines.shift();
    },
  };
  const secure = https ? await listen(0, served, { tls: await platform.tlsParts(HOST_NAMES) }) : undefined;
  const listener = await listen(options.port ?? 0, served, { tunnel: secure?.take });
  notifier.start(book);

  return {
    ...credentialsOf(merchants.first(), platform),
    wallet: 'wechat',
    baseUrl: listener.baseUrl,
    secureBaseUrl: secure?.baseUrl,
    authorityCertificatePem: platform.state.authorityCertificatePem,
    ...customerSide(book),
    ...consoleSide({ book, merchants, platform, refunds, notifier }),
    deliverNotifications: () => notifier.deliverAll(book),
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
  readonly notifier: Notifier;
}

type ConsoleSide = Pick<
  WechatGateway,
  | 'merchants' | 'registerMerchant' | 'addSubMerchant' | 'balanceOf' | 'setBalance' | 'setRefundPolicy' | 'exportState' | 'importState'
  | 'announceCertificate' | 'switchCertificate'
>;

/** What a merchant's console and the simulator's own control would do. */
function consoleSide({ book, merchants, platform, refunds, notifier }: ConsoleParts): ConsoleSide {
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
    announceCertificate: async () => {
      const { serial } = await platform.announceCertificate(book.now());
      return changing(() => serial);
    },
    switchCertificate: () => changing(() => platform.switchCertificate()),
    exportState: () => {
      // The book first: letting the clock catch up may still move balances.
      const record = book.exportState();
      return { version: 1, platform: platform.state, merchants: merchants.exportState(), book: record, refundPolicy: refunds.policy, notices: notifier.exportState() };
    },
    importState: (imported) => {
      if (imported.platform.publicKeyId !== platform.state.publicKeyId) throw new Error('this state belongs to a gateway with other keys');
      merchants.importState(imported.merchants);
      book.importState(imported.book);
      refunds.policy = imported.refundPolicy;
      notifier.importState(imported.notices ?? []);
    },
  };
}
