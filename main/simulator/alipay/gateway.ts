/**
 * The simulated Alipay: one HTTP server on the loopback address that speaks the real wire, checks every signature, keeps
 * the provider's truth about every order, and misbehaves exactly as the fault plan says.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Fen } from '../../domain/money.ts';
import type { SimGateway, SimGatewayOptions, SimLogLine } from '../gateway.ts';
import { pathOf } from '../tunnel.ts';
import type { Provider } from './call.ts';
import { answerCashier, payAtCashier } from './cashier.ts';
import { textOf } from './fields.ts';
import { openHandedOver } from './handed-over.ts';
import { makeGatewayKeys, replaceAlipayCertificate } from './keys.ts';
import { HOST_NAMES, listen } from './listen.ts';
import { BillDownload } from './methods/bill.ts';
import { Notifier } from './notifier.ts';
import { makePhone } from './phone.ts';
import { readOrderString, receiveV2 } from './protocol-v2.ts';
import { receiveV3 } from './protocol-v3.ts';
import { Registry, type AlipayCredentials, type AppRegistration } from './registry.ts';
import { errorPage } from './reply.ts';
import { send, serve, type ServeContext } from './serve.ts';
import { KeyRing } from './signing.ts';
import type { Notice } from './state.ts';
import { emptyState, readState, Store, writeState } from './store.ts';
import { TradeBook } from './trade-book.ts';
import type { RawRequest, WireRequest, WireServices } from './wire.ts';

export type { AlipayCredentials, AppRegistration } from './registry.ts';

export interface AlipayGatewayOptions extends SimGatewayOptions {
  /** Text of an earlier `exportState()`: the same apps, keys and orders. The port must then be given for the same URLs. */
  readonly state?: string;
  /** As production: empty parameters are not signed, and documented lengths are enforced. Default true. */
  readonly strict?: boolean;
  /** How far a request's timestamp may be from the world's clock, ms; `false` checks nothing. Default ten minutes. */
  readonly timestampToleranceMs?: number | false;
  /** Write `/` as `\/` in v2 answers, as production does. Default false. */
  readonly escapeSlashes?: boolean;
  /** What the gateway itself refuses comes in the method's node, or in `error_response`; production does both. Default method. */
  readonly gatewayErrorNode?: 'method' | 'error_response';
  /** Also takes the older SHA-1 signatures (`sign_type` RSA), and answers them alike. Default false. */
  readonly acceptRsa?: boolean;
  /** Days after the payment in which refunds are possible. Default 90. */
  readonly refundWindowDays?: number;
  /** What happens to a payment that arrives after its number was cancelled as unknown; Alipay documents neither. Default accepted. */
  readonly payAfterEmptyCancel?: 'accepted' | 'refused';
  /**
   * Also speaks https, and the http address becomes a proxy that ends tunnels to Alipay's hosts here: clients with the host built in
   * need a proxy and an authority, no other address. Default false.
   */
  readonly https?: boolean;
  /** `by-itself` looks every second for notices that are due; `on-call` leaves it to `deliverNotices()`. Default by-itself. */
  readonly notices?: 'by-itself' | 'on-call';
}

export interface AlipayGateway extends SimGateway, AlipayCredentials {
  readonly wallet: 'alipay';
  /** `https://127.0.0.1:PORT`, with the option `https`: the same gateway. Its authority is the root of `certificates`. */
  readonly secureBaseUrl: string | undefined;
  /** A further app, of a new or an existing merchant. */
  registerApp(registration?: AppRegistration): Promise<AlipayCredentials>;
  /** Alipay's certificate is replaced by a new one with a new key; answers in certificate mode are signed with it from now on. Its PEM. */
  replaceAlipayCertificate(): Promise<string>;
  /** A new sub-merchant 间连商户 of a contract's merchant: its number, for `sub_merchant.merchant_id`. */
  registerSubMerchant(merchantId: string): string;
  /** The merchant behind `authAppId` authorises an ISV: the one-time `app_auth_code` to exchange for a token. */
  authoriseIsv(isvAppId: string, authAppId: string): string;
  /**
   * The buyer's phone got the signed order string of `alipay.trade.app.pay` from another app, and the buyer pays. Resolves
   * to the status that the phone reports: 9000 paid, 4000 failed. Rejects for a string that the merchant did not sign.
   */
  payInApp(orderString: string, buyerId: string): Promise<'9000' | '4000'>;
  /** The buyer shows an invoice token on the phone. */
  issueInvoiceToken(buyerId: string): string;
  setMerchantBalance(merchantId: string, balanceFen: Fen): void;
  merchantBalance(merchantId: string): Fen;
  /** The next `times` cancels of this number answer retry_flag=Y and do nothing. */
  scriptCancelRetries(outTradeNo: string, times: number): void;
  /** Sends the notices that are due on the world's clock to their merchants; resolves when these have answered. */
  deliverNotices(): Promise<void>;
  /** Every notice so far: how often it was sent, whether the merchant accepted it, when it goes out next. */
  notices(): readonly Readonly<Notice>[];
  /** Sends a notice once more, with the same notify_id. */
  repeatNotice(noticeId: string): Promise<void>;
  /** JSON text of all orders, apps and keys. Buyers and their balances belong to the world. */
  exportState(): string;
  /** Puts the orders, apps and keys of an earlier `exportState()` in place of the present ones. */
  importState(text: string): void;
}

const LOG_LIMIT = 500;
const NOTICE_TICK_MS = 1_000;
const BODY_LIMIT = 1_048_576;

export async function startAlipayGateway(options: AlipayGatewayOptions): Promise<AlipayGateway> {
  const { world } = options;
  const store = new Store(options.state === undefined ? emptyState(await makeGatewayKeys()) : readState(options.state), options.onChange ?? (() => undefined));
  const book = new TradeBook(world, store, options.refundWindowDays ?? 90);
  const registry = new Registry(store, () => world.clock.now());
  const [firstApp = await registry.register({})] = store.state.apps.values();
  store.flush();

  let baseUrl = '';
  const provider: Provider = { world, store, book, payAfterEmptyCancel: options.payAfterEmptyCancel ?? 'accepted', baseUrl: () => baseUrl };
  const tolerance = options.timestampToleranceMs ?? 600_000;
  const services: WireServices = {
    provider,
    registry,
    keys: new KeyRing(),
    strict: options.strict ?? true,
    timestampToleranceMs: tolerance === false ? undefined : tolerance,
    escapeSlashes: options.escapeSlashes ?? false,
    gatewayErrorNode: options.gatewayErrorNode ?? 'method',
    acceptRsa: options.acceptRsa ?? false,
  };
  const lines: SimLogLine[] = [];
  const closing = new AbortController();
  const context: ServeContext = {
    provider,
    faults: options.faults,
    closing: closing.signal,
    log: (line) => {
      lines.push(line);
      if (lines.length > LOG_LIMIT) lines.shift();
    },
  };
  const report = (error: unknown): void => context.log({ at: world.clock.now(), operation: 'other', outTradeNo: undefined, answer: `simulator error: ${String(error)}`, fault: undefined });

  const phone = makePhone(provider);
  const notifier = new Notifier(provider, services.keys);
  const listener: RequestListener = (request, response) => {
    handle(request, response, services, context).catch((error: unknown) => {
      if (closing.signal.aborted) return;
      report(error);
      if (response.headersSent) response.destroy();
      else send(response, errorPage(500));
    });
  };
  const listening = await listen(listener, options.port ?? 0, options.https ? store.state.keys : undefined);
  ({ baseUrl } = listening);
  const tick = (): void => {
    notifier.deliverDue().catch(report);
  };
  const noticeTimer = options.notices === 'on-call' ? undefined : setInterval(tick, NOTICE_TICK_MS).unref();

  return {
    wallet: 'alipay',
    baseUrl,
    secureBaseUrl: listening.secureBaseUrl,
    ...registry.credentials(firstApp, baseUrl),
    ...phone,
    scanQr: (text, buyerId) => openHandedOver(text, buyerId, services) ?? phone.scanQr(text, buyerId),
    log: () => [...lines],
    registerApp: async (registration = {}) => {
      const app = await registry.register(registration);
      store.flush();
      return registry.credentials(app, baseUrl);
    },
    replaceAlipayCertificate: async () => {
      store.state.keys = await replaceAlipayCertificate(store.state.keys, BigInt(1_000_000 + store.next()));
      store.flush();
      return store.state.keys.alipayCertificatePem;
    },
    registerSubMerchant: (merchantId) => {
      const id = registry.registerSubMerchant(merchantId);
      store.flush();
      return id;
    },
    authoriseIsv: (isvAppId, authAppId) => {
      const code = registry.authorise(isvAppId, authAppId);
      store.flush();
      return code;
    },
    payInApp: async (orderString, buyerId) => {
      const { fields } = readOrderString(orderString, services).work(false);
      return payAtCashier(textOf(fields['cashier_token']) ?? '', buyerId, provider).status;
    },
    issueInvoiceToken: (buyerId) => {
      const token = randomBytes(16).toString('hex');
      store.state.invoiceTokens.set(token, buyerId);
      store.touch();
      store.flush();
      return token;
    },
    setMerchantBalance: (merchantId, balanceFen) => {
      book.merchant(merchantId).balanceFen = balanceFen;
      store.touch();
      store.flush();
    },
    merchantBalance: (merchantId) => book.merchant(merchantId).balanceFen,
    scriptCancelRetries: (outTradeNo, times) => {
      store.state.cancelRetries.set(outTradeNo, times);
      store.touch();
      store.flush();
    },
    deliverNotices: async () => notifier.deliverDue(),
    notices: () => structuredClone([...store.state.notices.values()]),
    repeatNotice: async (noticeId) => notifier.repeat(noticeId),
    exportState: () => writeState(store.state),
    importState: (text) => {
      store.state = readState(text);
    },
    close: async () => {
      closing.abort();
      clearInterval(noticeTimer);
      await listening.close();
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, services: WireServices, context: ServeContext): Promise<void> {
  // Tills compare their clock with this header: it must be the world's time, not this machine's.
  response.setHeader('date', new Date(services.provider.world.clock.now()).toUTCString());
  const body = await readBody(request);
  if (!body) {
    response.setHeader('connection', 'close');
    send(response, errorPage(413));
    return;
  }
  const url = pathOf(request.url ?? '/', HOST_NAMES);
  if (url === undefined) {
    send(response, errorPage(403));
    return;
  }
  const raw: RawRequest = { verb: request.method ?? 'GET', url, headers: request.headers, body };
  if (raw.verb === 'POST' && raw.url === '/cashier') {
    send(response, await answerCashier(new URLSearchParams(raw.body.toString('utf8')), services.provider, services.keys));
    return;
  }
  const wireRequest = await receive(raw, services);
  if (wireRequest) await serve(wireRequest, response, context);
  else send(response, errorPage(404));
}

async function receive(raw: RawRequest, services: WireServices): Promise<WireRequest | undefined> {
  const [path = ''] = raw.url.split('?');
  if (path.endsWith('/gateway.do')) return receiveV2(raw, services);
  if (path.startsWith('/v3/')) return receiveV3(raw, services);
  if (path === '/downloadBillFile.resource') return new BillDownload(raw.url, services.provider);
  return undefined;
}

/** The whole body; undefined when it is too long. That is read to its end and dropped: who is still sending hears no answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= BODY_LIMIT) parts.push(part);
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(parts);
}
