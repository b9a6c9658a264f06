/**
 * WeChat Pay over APIv3 for a direct merchant: barcode 付款码支付 and Native QR. Requests are shaped and signed by the library
 * (`sdk.ts`), travel through our own door, and their answers are verified over the raw bytes (`signature.ts`) before they are
 * read (`wire.ts`). Every method sends one request and says honestly how it ended.
 */
import type { Failure, FailureCode } from '../../../domain/failure.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type {
  Answered, CallTrace, Clock, Log, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest,
} from '../../../ports.ts';
import type { HttpAnswer, HttpDoor, LostReason } from '../../http.ts';
import { BarcodePay, DoorTransport } from './sdk.ts';
import { checkSignature, platformKeys } from './signature.ts';
import type { PlatformKeys } from './signature.ts';
import {
  cancelRefused, payAnswer, precreateAnswer, queryAnswer, queryRefused, refundAnswer, refundQueryAnswer, refundQueryRefused,
  refusalBody, refusedOrUncertain, reverseAnswer,
} from './wire.ts';
import type { Refusal } from './wire.ts';

export interface WechatSettings {
  readonly appid: string;
  readonly mchid: string;
  /** Serial number of the merchant's API certificate. */
  readonly merchantSerial: string;
  /** The merchant's private key, PEM. */
  readonly privateKeyPem: string;
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string;
  /** WeChat Pay's public key, PEM. */
  readonly publicKeyPem: string;
  /** Platform certificates, serial number → PEM, of merchants that have them besides the public key. */
  readonly platformCertificates?: Readonly<Record<string, string>> | undefined;
  /** `https://api.mch.weixin.qq.com`, without a trailing slash; must be one of the door's origins. */
  readonly baseUrl: string;
  /** The shop's own store code, letters and digits: WeChat Pay demands to know the store of every barcode payment. */
  readonly storeOutId: string;
  /** Demanded for QR orders. The till asks by itself and needs no notice. */
  readonly notifyUrl: string;
  /** Absolute deadline of pay, ms; 15 000 when absent: WeChat Pay may try the customer's cards in turn. */
  readonly payDeadlineMs?: number | undefined;
  /** Absolute deadline of everything else, ms; 8 000 when absent. */
  readonly callDeadlineMs?: number | undefined;
}

const CLOCK_WINDOW_MS = 300_000;
const LONGEST_TEXT = 200;
const CHINA_OFFSET_MS = 8 * 3_600_000;

const LOST: Readonly<Record<LostReason, FailureCode>> = {
  timeout: 'timeout', reset: 'connection_lost', aborted: 'connection_lost', too_large: 'bad_answer', malformed: 'bad_answer',
};

type Uncertain = { readonly kind: 'uncertain'; readonly failure: Failure };

/** What an operation makes of a verified body, of a refusal, and of a request that never left the machine. */
interface Reader<Answer> {
  readonly verified: (body: unknown) => Answer;
  readonly refused: (refusal: Refusal) => Answer;
  readonly neverSent: (failure: Failure) => Answer;
}

interface Budget {
  readonly name: string;
  readonly deadlineMs: number;
  readonly ownConnection: boolean;
}

export class WechatProvider implements PaymentProvider {
  readonly wallet = 'wechat';
  private readonly settings: WechatSettings;
  private readonly keys: PlatformKeys;
  private readonly payDeadlineMs: number;
  private readonly callDeadlineMs: number;
  private readonly door: HttpDoor;
  private readonly clock: Clock;
  private readonly log: Log;

  /** Throws when one of WeChat Pay's keys cannot be read. */
  constructor(settings: WechatSettings, door: HttpDoor, clock: Clock, log: Log) {
    this.settings = settings;
    this.keys = platformKeys({ ...settings.platformCertificates, [settings.publicKeyId]: settings.publicKeyPem });
    this.payDeadlineMs = settings.payDeadlineMs ?? 15_000;
    this.callDeadlineMs = settings.callDeadlineMs ?? 8_000;
    this.door = door;
    this.clock = clock;
    this.log = log;
  }

  pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    return this.call(
      { name: 'wechat.codepay', deadlineMs: this.payDeadlineMs, ownConnection: true },
      (library) => library.codepay({
        description: shortened(request.subject, 127),
        out_trade_no: request.outTradeNo,
        payer: { auth_code: request.code },
        amount: { total: request.amount, currency: 'CNY' },
        scene_info: { device_id: request.terminalId.slice(0, 32), store_info: { out_id: this.settings.storeOutId } },
      }),
      { verified: (body) => payAnswer(body, request, this.settings), refused: (refusal) => refusedOrUncertain(refusal, 'pay'), neverSent },
      request.code,
    );
  }

  precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>> {
    return this.call(
      this.once('wechat.native'),
      (library) => library.transactions_native({
        description: shortened(request.subject, 127),
        out_trade_no: request.outTradeNo,
        notify_url: this.settings.notifyUrl,
        time_expire: chinaTime(request.expiresAt),
        amount: { total: request.amount, currency: 'CNY' },
      }),
      { verified: precreateAnswer, refused: (refusal) => refusedOrUncertain(refusal, 'pay'), neverSent },
    );
  }

  query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    return this.call<QueryAnswer>(
      this.ask('wechat.query'),
      (library) => library.query({ out_trade_no: order.outTradeNo }),
      { verified: (body) => queryAnswer(body, order, this.settings), refused: queryRefused, neverSent: uncertain },
    );
  }

  /** Reverses a barcode order, closes a QR order: WeChat Pay refuses the one for the other. */
  cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    const isQr = order.kind === 'qr';
    return this.call<CancelAnswer>(
      this.ask(isQr ? 'wechat.close' : 'wechat.reverse'),
      (library) => (isQr ? library.close(order.outTradeNo) : library.reverse(order.outTradeNo)),
      {
        verified: (body) => (isQr ? { kind: 'done', effect: 'closed' } : reverseAnswer(body, order, this.settings)),
        refused: cancelRefused,
        neverSent: uncertain,
      },
    );
  }

  refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    return this.call(
      this.once('wechat.refund'),
      (library) => library.refunds({
        out_trade_no: request.outTradeNo,
        out_refund_no: request.outRefundNo,
        reason: shortened(request.reason, 80),
        amount: { refund: request.amount, total: request.total, currency: 'CNY' },
      }),
      { verified: (body) => refundAnswer(body, request), refused: (refusal) => refusedOrUncertain(refusal, 'refund'), neverSent },
    );
  }

  queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    return this.call<RefundQueryAnswer>(
      this.ask('wechat.refund_query'),
      (library) => library.find_refunds(request.outRefundNo),
      { verified: (body) => refundQueryAnswer(body, request), refused: refundQueryRefused, neverSent: uncertain },
    );
  }

  private once(name: string): Budget {
    return { name, deadlineMs: this.callDeadlineMs, ownConnection: true };
  }

  private ask(name: string): Budget {
    return { name, deadlineMs: this.callDeadlineMs, ownConnection: false };
  }

  /** One request by the library, and what is to be believed of its answer. `secret` is taken out of the provider's texts. */
  private async call<Answer>(
    budget: Budget, use: (library: BarcodePay) => Promise<unknown>, reader: Reader<Answer>, secret?: string,
  ): Promise<Answered<Answer | Uncertain>> {
    const transport = new DoorTransport(this.door, this.settings, budget);
    try {
      await use(new BarcodePay(this.settings, this.clock, transport));
    } catch (error) {
      // Before the door was asked it is our own mistake. Afterwards what came back is known, whatever the library says.
      if (!transport.result) throw error;
      this.log.error('wechat.library_threw', { name: budget.name }, error);
    }
    const { result } = transport;
    if (!result) throw new TypeError(`the library did not send ${budget.name}`);
    const { ms } = result;
    if (result.kind === 'answer') return this.read(budget.name, result, reader, secret);
    if (result.kind === 'never_sent') return { trace: { ms }, answer: reader.neverSent({ code: 'never_sent', providerCode: result.code }) };
    const trace = { ms, ...(result.status === undefined ? {} : { status: result.status }) };
    return { trace, answer: uncertain({ code: LOST[result.reason] }) };
  }

  private read<Answer>(name: string, answer: HttpAnswer, reader: Reader<Answer>, secret: string | undefined): Answered<Answer | Uncertain> {
    const { status, headers, ms } = answer;
    const requestId = headers['request-id'];
    const trace: CallTrace = { ms, status, ...(requestId === undefined ? {} : { requestId }) };
    const unbelievable = (code: FailureCode, why: string): Answered<Uncertain> => {
      this.log.warn('wechat.unbelievable_answer', { name, status, why, requestId });
      return { trace, answer: uncertain({ code, providerText: why }) };
    };
    const clockIsWrong = Math.abs(answer.clockSkewMs ?? 0) >= CLOCK_WINDOW_MS;
    const body = parsed(answer.body);
    if (status >= 200 && status < 300) {
      const signature = checkSignature(headers, answer.body, this.keys, this.clock.now());
      if (signature === 'stale' && clockIsWrong) return unbelievable('clock_wrong', signature);
      if (signature !== 'good') return unbelievable('bad_signature', signature);
      return body === undefined ? unbelievable('bad_answer', 'not JSON') : { trace, answer: reader.verified(body) };
    }
    const refusal = refusalBody.safeParse(body);
    if (status < 400 || !refusal.success) return unbelievable(status >= 500 ? 'server_error' : 'bad_answer', `HTTP ${status}`);
    const { code } = refusal.data;
    const message = withoutSecret(refusal.data.message ?? '', secret);
    return { trace: { ...trace, providerCode: code, providerText: message }, answer: reader.refused({ status, code, message, clockIsWrong }) };
  }
}

function neverSent(failure: Failure): { readonly kind: 'never_sent'; readonly failure: Failure } {
  return { kind: 'never_sent', failure };
}

/** Of a question it does not matter whether it left the machine. */
function uncertain(failure: Failure): Uncertain {
  return { kind: 'uncertain', failure };
}

/** The JSON value; an empty body (204) is null; undefined when it is not JSON. */
function parsed(body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // A page of some proxy, or an answer cut off: it says nothing.
    return undefined;
  }
}

function withoutSecret(text: string, secret: string | undefined): string {
  return (secret === undefined ? text : text.replaceAll(secret, `***${secret.slice(-4)}`)).slice(0, LONGEST_TEXT);
}

/** WeChat Pay counts bytes of UTF-8; a character is never cut in two. */
function shortened(text: string, maxBytes: number): string {
  let short = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    short += character;
  }
  return short;
}

/** RFC 3339 in China, to the second. */
function chinaTime(at: number): string {
  return `${new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}
