/**
 * Alipay face-to-face payments 当面付 over protocol v2. Shaping and signing are the SDK's (`sdk.ts`), the line is our own door,
 * and an answer is read (`wire.ts`) only after its signature was verified over the raw text (`answer.ts`). Every method sends
 * one request and says honestly how it ended; asking again, cancelling and giving up are decided elsewhere.
 */
import type { KeyObject } from 'node:crypto';
import type { Failure, FailureCode } from '../../../domain/failure.ts';
import { formatYuan } from '../../../domain/money.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type {
  Answered, CallTrace, Clock, Log, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest,
} from '../../../ports.ts';
import type { HttpAnswer, HttpDoor, LostReason } from '../../http.ts';
import { alipayPublicKey, openAnswer } from './answer.ts';
import { signedRequest } from './sdk.ts';
import type { AppKey, BizContent } from './sdk.ts';
import {
  cancelAnswer, commonNode, failureOf, payAnswer, precreateAnswer, queryAnswer, refundAnswer, refundQueryAnswer,
} from './wire.ts';
import type { CommonNode } from './wire.ts';

export interface AlipaySettings {
  readonly appId: string;
  /** The app's private key, PEM, PKCS#1 or PKCS#8. */
  readonly privateKeyPem: string;
  /** Alipay's (not the app's) public key: PEM, or the bare base64 of the console. */
  readonly alipayPublicKeyPem: string;
  /** Such as `https://openapi.alipay.com/gateway.do`; its origin must be one of the door's. */
  readonly gatewayUrl: string;
  /** Receiving account 2088…, where it is not the contract's own. */
  readonly sellerId?: string | undefined;
  readonly storeId?: string | undefined;
  /** Absolute deadline of pay, ms; 10 000 when absent. */
  readonly payDeadlineMs?: number | undefined;
  /** Absolute deadline of everything else, ms; 8 000 when absent. */
  readonly callDeadlineMs?: number | undefined;
}

/** An abandoned trade closes by itself after this, even if the till dies: longer than the till's own asking. */
const PAY_LIFE = '3m';
const MINUTE_MS = 60_000;
const LONGEST_TEXT = 200;

const LOST: Readonly<Record<LostReason, FailureCode>> = {
  timeout: 'timeout', reset: 'connection_lost', aborted: 'connection_lost', too_large: 'bad_answer', malformed: 'bad_answer',
};

interface Budget {
  readonly deadlineMs: number;
  /** Repeating it is not harmless, or costs a customer's patience: see `HttpRequest.ownConnection`. */
  readonly ownConnection: boolean;
}

type NoAnswer = { readonly kind: 'uncertain' | 'never_sent'; readonly failure: Failure };
type Outcome = { readonly kind: 'node'; readonly node: CommonNode; readonly raw: unknown } | NoAnswer;

interface Called {
  readonly outcome: Outcome;
  readonly trace: CallTrace;
}

export class AlipayProvider implements PaymentProvider {
  readonly wallet = 'alipay';
  private readonly settings: AlipaySettings;
  private readonly appKey: AppKey;
  private readonly publicKey: KeyObject;
  private readonly once: Budget;
  private readonly ask: Budget;
  private readonly payment: Budget;
  private readonly door: HttpDoor;
  private readonly clock: Clock;
  private readonly log: Log;

  /** Throws when Alipay's public key cannot be read. */
  constructor(settings: AlipaySettings, door: HttpDoor, clock: Clock, log: Log) {
    const { appId, privateKeyPem, payDeadlineMs = 10_000, callDeadlineMs = 8_000 } = settings;
    this.settings = settings;
    this.appKey = { appId, privateKeyPem };
    this.publicKey = alipayPublicKey(settings.alipayPublicKeyPem);
    this.payment = { deadlineMs: payDeadlineMs, ownConnection: true };
    this.once = { deadlineMs: callDeadlineMs, ownConnection: true };
    this.ask = { deadlineMs: callDeadlineMs, ownConnection: false };
    this.door = door;
    this.clock = clock;
    this.log = log;
  }

  async pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    const content = { ...this.orderContent(request), scene: 'bar_code', auth_code: request.code, timeout_express: PAY_LIFE };
    const { outcome, trace } = await this.call('alipay.trade.pay', content, this.payment, request.code);
    return { trace, answer: outcome.kind === 'node' ? payAnswer(outcome.node, outcome.raw, request) : outcome };
  }

  async precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>> {
    const life = `${Math.max(1, Math.ceil((request.expiresAt - this.clock.now()) / MINUTE_MS))}m`;
    const content = { ...this.orderContent(request), timeout_express: life, qr_code_timeout_express: life };
    const { outcome, trace } = await this.call('alipay.trade.precreate', content, this.once);
    return { trace, answer: outcome.kind === 'node' ? precreateAnswer(outcome.node, outcome.raw, request) : outcome };
  }

  async query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    const content = { out_trade_no: order.outTradeNo, query_options: ['fund_bill_list'] };
    const { outcome, trace } = await this.call('alipay.trade.query', content, this.ask);
    return { trace, answer: outcome.kind === 'node' ? queryAnswer(outcome.node, outcome.raw, order) : unknown(outcome) };
  }

  async cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    const { outcome, trace } = await this.call('alipay.trade.cancel', { out_trade_no: order.outTradeNo }, this.ask);
    return { trace, answer: outcome.kind === 'node' ? cancelAnswer(outcome.node, outcome.raw, order) : unknown(outcome) };
  }

  async refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    const content = {
      out_trade_no: request.outTradeNo, out_request_no: request.outRefundNo, refund_amount: formatYuan(request.amount),
      refund_reason: request.reason.slice(0, 256), store_id: this.settings.storeId,
    };
    const { outcome, trace } = await this.call('alipay.trade.refund', content, this.once);
    return { trace, answer: outcome.kind === 'node' ? refundAnswer(outcome.node, outcome.raw, request) : outcome };
  }

  async queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    const content = { out_trade_no: request.outTradeNo, out_request_no: request.outRefundNo };
    const { outcome, trace } = await this.call('alipay.trade.fastpay.refund.query', content, this.ask);
    return { trace, answer: outcome.kind === 'node' ? refundQueryAnswer(outcome.node, outcome.raw, request) : unknown(outcome) };
  }

  private orderContent(request: PayRequest | PrecreateRequest): BizContent {
    return {
      out_trade_no: request.outTradeNo,
      total_amount: formatYuan(request.amount),
      // Alipay forbids these three characters in the subject.
      subject: request.subject.replaceAll(/[/=&]/g, ' ').slice(0, 256),
      product_code: 'FACE_TO_FACE_PAYMENT',
      seller_id: this.settings.sellerId,
      store_id: this.settings.storeId,
      operator_id: request.operatorId.slice(0, 28),
      terminal_id: request.terminalId.slice(0, 32),
    };
  }

  /** One request and what is to be believed of its answer. `secret` is taken out of the provider's texts. */
  private async call(method: string, content: BizContent, budget: Budget, secret?: string): Promise<Called> {
    const request = signedRequest(this.settings.gatewayUrl, method, content, this.appKey, this.clock.now());
    const result = await this.door.send({ method: 'POST', name: method, ...request, ...budget });
    const { ms } = result;
    const own = { ms, requestId: request.headers['alipay-request-id'] ?? '' };
    if (result.kind === 'never_sent') return { trace: own, outcome: { kind: 'never_sent', failure: { code: 'never_sent', providerCode: result.code } } };
    if (result.kind === 'lost') {
      const trace = { ...own, ...(result.status === undefined ? {} : { status: result.status }) };
      return { trace, outcome: { kind: 'uncertain', failure: { code: LOST[result.reason] } } };
    }
    return this.read(method, result, { ms, status: result.status, requestId: result.headers['trace_id'] ?? own.requestId }, secret);
  }

  private read(method: string, { status, body }: HttpAnswer, trace: CallTrace, secret: string | undefined): Called {
    const unbelievable = (code: FailureCode): Called => {
      this.log.warn('alipay.unbelievable_answer', { method, status, code, requestId: trace.requestId });
      return { trace, outcome: { kind: 'uncertain', failure: { code } } };
    };
    if (status !== 200) return unbelievable(status >= 500 ? 'server_error' : 'bad_answer');
    const envelope = openAnswer(body, method, this.publicKey);
    if (envelope.kind === 'unreadable') return unbelievable('bad_answer');
    if (envelope.signature === 'bad') return unbelievable('bad_signature');
    const raw: unknown = JSON.parse(envelope.text);
    const parsed = commonNode.safeParse(raw);
    if (!parsed.success) return unbelievable('bad_answer');
    const node = withoutSecret(parsed.data, secret);
    const told = { ...trace, providerCode: node.sub_code ?? node.code, providerText: node.sub_msg ?? node.msg ?? '' };
    if (envelope.signature === 'good') return { trace: told, outcome: { kind: 'node', node, raw } };
    // Refusals of an app that Alipay does not know come unsigned. They prove nothing, but they explain.
    if (node.code === '10000' || node.code === '10003') return unbelievable('bad_signature');
    this.log.warn('alipay.unsigned_refusal', { method, providerCode: told.providerCode, requestId: trace.requestId });
    return { trace: told, outcome: { kind: 'uncertain', failure: failureOf(node, 'pay') } };
  }
}

function unknown({ failure }: NoAnswer): { readonly kind: 'uncertain'; readonly failure: Failure } {
  return { kind: 'uncertain', failure };
}

/** Alipay quotes the whole signed text, payment code and all, when it finds a signature wrong. */
function withoutSecret(node: CommonNode, secret: string | undefined): CommonNode {
  if (node.sub_msg === undefined) return node;
  const text = secret === undefined ? node.sub_msg : node.sub_msg.replaceAll(secret, `***${secret.slice(-4)}`);
  return { ...node, sub_msg: text.slice(0, LONGEST_TEXT) };
}
