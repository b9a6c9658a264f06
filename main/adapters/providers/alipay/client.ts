/**
 * Alipay face-to-face payments 当面付 over protocol v2. Every method sends one request (`line.ts`) and says honestly what its
 * answer means (`wire.ts`); asking again, cancelling and giving up are decided elsewhere.
 */
import { formatYuan } from '../../../domain/money.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type {
  Answered, BillAnswer, BillSource, Clock, GoodsLine, Log, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest,
} from '../../../ports.ts';
import type { HttpDoor } from '../../http.ts';
import { AlipayBills } from './bills.ts';
import { AlipayLine, unknown } from './line.ts';
import type { Budget } from './line.ts';
import type { BizContent } from './sdk.ts';
import type { AlipaySettings } from './settings.ts';
import { cancelAnswer, payAnswer, precreateAnswer, queryAnswer, refundAnswer, refundQueryAnswer } from './wire.ts';

/** An abandoned trade closes by itself after this, even if the till dies: longer than the till's own asking. */
const PAY_LIFE = '3m';
const MINUTE_MS = 60_000;

export class AlipayProvider implements PaymentProvider, BillSource {
  readonly wallet = 'alipay';
  private readonly settings: AlipaySettings;
  private readonly line: AlipayLine;
  private readonly bills: AlipayBills;
  private readonly clock: Clock;
  private readonly once: Budget;
  private readonly ask: Budget;
  private readonly payment: Budget;

  /** Throws for keys, certificates and addresses that will not do: at start, not at the first customer. */
  constructor(settings: AlipaySettings, door: HttpDoor, clock: Clock, log: Log) {
    const { payDeadlineMs = 10_000, callDeadlineMs = 8_000 } = settings;
    this.settings = settings;
    this.line = new AlipayLine(settings, door, clock, log);
    this.bills = new AlipayBills(settings, this.line, door, clock);
    this.clock = clock;
    this.payment = { deadlineMs: payDeadlineMs, ownConnection: true };
    this.once = { deadlineMs: callDeadlineMs, ownConnection: true };
    this.ask = { deadlineMs: callDeadlineMs, ownConnection: false };
  }

  async pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    const content = { ...this.orderContent(request), scene: 'bar_code', auth_code: request.code, timeout_express: PAY_LIFE };
    const { outcome, trace } = await this.line.call('alipay.trade.pay', content, this.payment, request.code);
    return { trace, answer: outcome.kind === 'node' ? payAnswer(outcome.node, outcome.raw, request) : outcome };
  }

  async precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>> {
    const life = `${Math.max(1, Math.ceil((request.expiresAt - this.clock.now()) / MINUTE_MS))}m`;
    const content = { ...this.orderContent(request), timeout_express: life, qr_code_timeout_express: life };
    const { outcome, trace } = await this.line.call('alipay.trade.precreate', content, this.once);
    return { trace, answer: outcome.kind === 'node' ? precreateAnswer(outcome.node, outcome.raw, request) : outcome };
  }

  async query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    const content = { out_trade_no: order.outTradeNo, query_options: ['fund_bill_list'] };
    const { outcome, trace } = await this.line.call('alipay.trade.query', content, this.ask);
    return { trace, answer: outcome.kind === 'node' ? queryAnswer(outcome.node, outcome.raw, order) : unknown(outcome) };
  }

  /**
   * alipay.trade.cancel for barcode and QR alike. `alipay.trade.close` would be milder, as it never gives money back, but it does
   * not know an order that was never scanned: the QR stayed payable. And where it finds the order paid, the money of a sale that
   * was just given up would stay with the shop until somebody noticed.
   */
  async cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    const { outcome, trace } = await this.line.call('alipay.trade.cancel', { out_trade_no: order.outTradeNo }, this.ask);
    return { trace, answer: outcome.kind === 'node' ? cancelAnswer(outcome.node, outcome.raw, order) : unknown(outcome) };
  }

  async refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    const content = {
      out_trade_no: request.outTradeNo, out_request_no: request.outRefundNo, refund_amount: formatYuan(request.amount),
      refund_reason: request.reason.slice(0, 256), store_id: this.settings.storeId,
    };
    const { outcome, trace } = await this.line.call('alipay.trade.refund', content, this.once);
    return { trace, answer: outcome.kind === 'node' ? refundAnswer(outcome.node, outcome.raw, request) : outcome };
  }

  async queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    const content = { out_trade_no: request.outTradeNo, out_request_no: request.outRefundNo };
    const { outcome, trace } = await this.line.call('alipay.trade.fastpay.refund.query', content, this.ask);
    return { trace, answer: outcome.kind === 'node' ? refundQueryAnswer(outcome.node, outcome.raw, request) : unknown(outcome) };
  }

  async downloadBill(date: string): Promise<Answered<BillAnswer>> {
    return this.bills.downloadBill(date);
  }

  private orderContent(request: PayRequest | PrecreateRequest): BizContent {
    const { sellerId, storeId, subMerchantId, serviceProviderId } = this.settings;
    return {
      out_trade_no: request.outTradeNo,
      total_amount: formatYuan(request.amount),
      // Alipay forbids these three characters in the subject.
      subject: request.subject.replaceAll(/[/=&]/g, ' ').slice(0, 256),
      product_code: 'FACE_TO_FACE_PAYMENT',
      seller_id: sellerId,
      store_id: storeId,
      sub_merchant: subMerchantId && { merchant_id: subMerchantId, merchant_type: 'alipay' },
      extend_params: serviceProviderId && { sys_service_provider_id: serviceProviderId },
      goods_detail: request.goods?.map(goodsDetail),
      operator_id: request.operatorId.slice(0, 28),
      terminal_id: request.terminalId.slice(0, 32),
    };
  }
}

function goodsDetail({ id, name, quantity, price }: GoodsLine): BizContent {
  return { goods_id: id.slice(0, 32), goods_name: name.slice(0, 256), quantity: String(quantity), price: formatYuan(price) };
}
