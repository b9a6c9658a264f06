/** The JSON wire: finds the handler of an APIv3 path, checks who calls, and makes the job that `exchange.ts` carries out. */
import { randomBytes } from 'node:crypto';
import type { Operation } from '../faults.ts';
import type { ScriptedEnding } from '../scenarios.ts';
import type { RawRequest } from './authorization.ts';
import { authenticate, header } from './authorization.ts';
import type { Book } from './book.ts';
import type { Job, Outcome, Reply } from './exchange.ts';
import type { Merchants } from './merchants.ts';
import { endingByAmount, negativeTest } from './negative-tests.ts';
import type { Platform, SignatureFlaw } from './platform.ts';
import { badField, Refusal } from './refusal.ts';
import type { RefundPolicy } from './refunds.ts';
import { retryAbnormalRefund } from './v3-abnormal.ts';
import type { Rules, V3Call, V3Handler } from './v3-call.ts';
import { app, h5, jsapi } from './v3-prepay.ts';
import { queryRefund, refundOrder } from './v3-refunds.ts';
import { closeByNumber, codepay, native, queryById, queryByNumber, reverseByNumber } from './v3-transactions.ts';

/** Everything the wires need of the gateway. */
export interface WireParts {
  readonly book: Book;
  readonly merchants: Merchants;
  readonly platform: Platform;
  readonly rules: Rules;
  readonly refundPolicy: () => RefundPolicy;
  /** The last two digits of an amount choose a scripted ending. */
  readonly endingsByAmount: boolean;
  /** The clock of time stamps on the wire, epoch ms. */
  readonly wireNow: () => number;
}

export interface V3Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly operation: Operation;
  readonly handler: V3Handler;
}

const TRANSACTIONS = String.raw`^/v3/pay/(partner/)?transactions`;

const PAYMENT_ROUTES: readonly V3Route[] = [
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/codepay$`), operation: 'pay', handler: codepay },
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/native$`), operation: 'precreate', handler: native },
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/jsapi$`), operation: 'precreate', handler: jsapi },
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/app$`), operation: 'precreate', handler: app },
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/h5$`), operation: 'precreate', handler: h5 },
  { method: 'GET', path: new RegExp(`${TRANSACTIONS}/out-trade-no/([^/]+)$`), operation: 'query', handler: queryByNumber },
  { method: 'GET', path: new RegExp(`${TRANSACTIONS}/id/([^/]+)$`), operation: 'query', handler: queryById },
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/out-trade-no/([^/]+)/reverse$`), operation: 'cancel', handler: reverseByNumber },
  { method: 'POST', path: new RegExp(`${TRANSACTIONS}/out-trade-no/([^/]+)/close$`), operation: 'close', handler: closeByNumber },
  { method: 'POST', path: /^\/v3\/refund\/domestic\/refunds()$/, operation: 'refund', handler: refundOrder },
  { method: 'POST', path: /^\/v3\/refund\/domestic\/refunds()\/([^/]+)\/apply-abnormal-refund$/, operation: 'other', handler: retryAbnormalRefund },
  { method: 'GET', path: /^\/v3\/refund\/domestic\/refunds()\/([^/]+)$/, operation: 'refundQuery', handler: queryRefund },
];

export class V3Wire {
  private readonly parts: WireParts;
  private readonly routes: readonly V3Route[];

  /** `more` are routes beyond payments and refunds (certificates, bills). */
  constructor(parts: WireParts, more: readonly V3Route[] = []) {
    this.parts = parts;
    this.routes = [...PAYMENT_ROUTES, ...more];
  }

  /** The job of a request. Throws Refusal for an unknown path, a bad signature or a body that is no JSON object. */
  prepare(request: RawRequest): Job {
    const [path, search] = splitOnce(request.url, '?');
    const here = this.routes.filter((route) => route.path.test(path));
    const route = here.find((candidate) => candidate.method === request.method);
    if (!route) throw new Refusal(here.length > 0 ? 'METHOD_NOT_ALLOWED' : 'URI_NOT_FOUND', '请求的接口地址或方法不正确');
    demandHeaders(request, path);
    const merchant = authenticate(request, this.parts.merchants, this.parts.wireNow());
    const isPayment = route.operation === 'pay';
    const [, partner = '', param = ''] = route.path.exec(path) ?? [];
    const body = route.method === 'POST' ? jsonBody(request) : undefined;
    const call: V3Call = {
      book: this.parts.book,
      rules: this.parts.rules,
      refundPolicy: this.parts.refundPolicy(),
      merchant,
      partner: partner !== '',
      param: decode(param),
      query: new URLSearchParams(search),
      body,
      ending: isPayment ? (negativeTest(request) ?? this.endingOf(body)) : undefined,
      unseal: (sealed) => this.parts.platform.unseal(header(request, 'Wechatpay-Serial') ?? '', sealed),
    };
    const { work, pretend } = route.handler;
    return {
      operation: route.operation,
      outTradeNo: this.numberOf(call, route.operation),
      ending: call.ending,
      paymentCode: isPayment ? paymentCodeOf(call.body) : undefined,
      work: () => call.book.commit(() => work(call)),
      ...(pretend ? { pretend: () => pretend(call) } : {}),
      encode: (outcome, flaw) => this.encode(outcome, header(request, 'Wechatpay-Serial'), flaw),
      refuse,
    };
  }

  private encode(outcome: Outcome, wantedKey: string | undefined, flaw: SignatureFlaw | undefined): Reply {
    if (outcome.file) return { status: outcome.status, headers: { 'Content-Type': outcome.file.type, 'Request-ID': requestId(0) }, body: outcome.file.bytes };
    const body = outcome.fields ? Buffer.from(JSON.stringify(outcome.fields)) : Buffer.alloc(0);
    return {
      status: outcome.status,
      headers: {
        ...(outcome.fields ? { 'Content-Type': 'application/json; charset=utf-8' } : {}),
        'Request-ID': requestId(0),
        ...this.parts.platform.signatureHeaders(body, wantedKey, flaw),
      },
      body,
    };
  }

  private endingOf(body: unknown): ScriptedEnding | undefined {
    return this.parts.endingsByAmount ? endingByAmount(numberIn(body, 'amount', 'total')) : undefined;
  }

  /** The order number that a request is about, for the fault plan and the log; read before the body is checked. */
  private numberOf(call: V3Call, operation: Operation): string | undefined {
    const { book, merchant, param } = call;
    if (operation === 'refundQuery') return book.findRefund(merchant.mchid, param)?.order.outTradeNo;
    const body = typeof call.body === 'object' && call.body !== null ? call.body : {};
    if ('out_trade_no' in body && typeof body.out_trade_no === 'string') return body.out_trade_no;
    if ('transaction_id' in body && typeof body.transaction_id === 'string') return book.findByTransaction(body.transaction_id)?.outTradeNo;
    return param === '' ? undefined : (book.findByTransaction(param)?.outTradeNo ?? param);
  }
}

function paymentCodeOf(body: unknown): string | undefined {
  const code = within(within(body, 'payer'), 'auth_code');
  return typeof code === 'string' ? code : undefined;
}

function numberIn(body: unknown, outer: string, inner: string): number | undefined {
  const value = within(within(body, outer), inner);
  return typeof value === 'number' ? value : undefined;
}

function within(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** "基本规则": both are demanded. Of the interfaces only those of payments let it pass; everywhere else it comes before the signature. */
function demandHeaders(request: RawRequest, path: string): void {
  if (path.startsWith('/v3/pay/')) return;
  if (!header(request, 'Accept') || !header(request, 'User-Agent')) throw new Refusal('INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
}

/** A refusal as APIv3 answers it: JSON with code, message and detail, not signed; of an address or a method that does not exist the status alone. */
export function refuse(refusal: Refusal): Reply {
  const { code, message, detail, status, internal } = refusal;
  if (code === 'URI_NOT_FOUND' || code === 'METHOD_NOT_ALLOWED') return { status, headers: { 'Request-ID': requestId(internal) }, body: Buffer.alloc(0) };
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Request-ID': requestId(internal) };
  return { status, headers, body: Buffer.from(JSON.stringify({ code, message, ...(detail ? { detail } : {}) })) };
}

function requestId(internal: number): string {
  return `08${randomBytes(16).toString('hex').toUpperCase()}-${internal}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new Refusal('PARAM_ERROR', `路径参数编码错误: ${error instanceof Error ? error.message : ''}`);
  }
}

function jsonBody(request: RawRequest): unknown {
  const type = header(request, 'Content-Type') ?? '';
  if (!/^application\/json(;|$)/i.test(type)) throw new Refusal('UNSUPPORTED_MEDIA_TYPE', 'Http头Content-Type必须为application/json');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(request.body);
    // "基本规则": characters of one to three bytes only.
    if (/[\u{10000}-\u{10ffff}]/u.test(text)) throw badField('', '不支持四字节及以上的UTF-8字符');
    const body: unknown = JSON.parse(text);
    return body;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw badField('', '不是UTF-8编码的JSON');
  }
}
