/** WeChat Pay over APIv3: barcode 付款码支付, Native QR, refunds. Every method sends one request and says honestly how it ended. */
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type { Answered, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest } from '../../../ports.ts';
import { rfc3339 } from './china-time.ts';
import { answered, neverSent, uncertain } from './driver.ts';
import { shortened } from './heard.ts';
import type { Budget } from './heard.ts';
import type { LineV3 } from './line-v3.ts';
import type { WechatSettings } from './settings.ts';
import {
  cancelRefused, payAnswer, payRefused, precreateAnswer, queryAnswer, queryRefused, refundAnswer, refundQueryAnswer, refundQueryRefused,
  refusedOrUncertain, reverseAnswer,
} from './wire.ts';

export class WechatV3 implements PaymentProvider {
  readonly wallet = 'wechat';
  private readonly settings: WechatSettings;
  private readonly line: LineV3;
  private readonly payDeadlineMs: number;
  private readonly callDeadlineMs: number;

  constructor(settings: WechatSettings, line: LineV3) {
    this.settings = settings;
    this.line = line;
    this.payDeadlineMs = settings.payDeadlineMs ?? 15_000;
    this.callDeadlineMs = settings.callDeadlineMs ?? 8_000;
  }

  async pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    const heard = await this.line.ask(
      { name: 'wechat.codepay', deadlineMs: this.payDeadlineMs, ownConnection: true },
      (library) => library.codepay({
        description: shortened(request.subject, 127),
        out_trade_no: request.outTradeNo,
        payer: { auth_code: request.code },
        amount: { total: request.amount, currency: 'CNY' },
        scene_info: { device_id: request.terminalId.slice(0, 32), store_info: { out_id: this.settings.storeOutId } },
      }),
      request.code,
    );
    return answered<PayAnswer, unknown>(heard, {
      verified: (body) => payAnswer(body, request, this.settings), refused: (refusal) => payRefused(refusal, request.code), neverSent,
    });
  }

  async precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>> {
    const heard = await this.line.ask(this.once('wechat.native'), (library) => library.native({
      description: shortened(request.subject, 127),
      out_trade_no: request.outTradeNo,
      notify_url: this.settings.notifyUrl,
      time_expire: rfc3339(request.expiresAt),
      amount: { total: request.amount, currency: 'CNY' },
    }));
    return answered<PrecreateAnswer, unknown>(heard, { verified: precreateAnswer, refused: (refusal) => refusedOrUncertain(refusal, 'pay'), neverSent });
  }

  async query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    const heard = await this.line.ask(this.question('wechat.query'), (library) => library.order(order.outTradeNo));
    return answered<QueryAnswer, unknown>(heard, { verified: (body) => queryAnswer(body, order, this.settings), refused: queryRefused, neverSent: uncertain });
  }

  /** Reverses a barcode order, closes a QR order: WeChat Pay refuses the one for the other. */
  async cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    const isQr = order.kind === 'qr';
    const heard = await this.line.ask(
      this.question(isQr ? 'wechat.close' : 'wechat.reverse'),
      (library) => (isQr ? library.closeOrder(order.outTradeNo) : library.reverse(order.outTradeNo)),
    );
    return answered<CancelAnswer, unknown>(heard, {
      verified: (body) => (isQr ? { kind: 'done', effect: 'closed' } : reverseAnswer(body, order, this.settings)),
      refused: cancelRefused,
      neverSent: uncertain,
    });
  }

  async refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    const heard = await this.line.ask(this.once('wechat.refund'), (library) => library.refund({
      out_trade_no: request.outTradeNo,
      out_refund_no: request.outRefundNo,
      reason: shortened(request.reason, 80),
      amount: { refund: request.amount, total: request.total, currency: 'CNY' },
    }));
    return answered<RefundAnswer, unknown>(heard, { verified: (body) => refundAnswer(body, request), refused: (refusal) => refusedOrUncertain(refusal, 'refund'), neverSent });
  }

  async queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    const heard = await this.line.ask(this.question('wechat.refund_query'), (library) => library.refundOf(request.outRefundNo));
    return answered<RefundQueryAnswer, unknown>(heard, { verified: (body) => refundQueryAnswer(body, request), refused: refundQueryRefused, neverSent: uncertain });
  }

  private once(name: string): Budget {
    return { name, deadlineMs: this.callDeadlineMs, ownConnection: true };
  }

  private question(name: string): Budget {
    return { name, deadlineMs: this.callDeadlineMs, ownConnection: false };
  }
}
