/**
 * Barcode payments over the v2 XML interfaces, for merchants whose number may not use 付款码支付 of APIv3: micropay, orderquery,
 * reverse, refund, refundquery. Every method sends one request and says honestly how it ended.
 */
import type { CancelAnswer, PayAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type { Answered, Clock, Log, OrderRef, PayRequest, RefundRequest } from '../../../ports.ts';
import type { HttpDoor } from '../../http.ts';
import { normalised } from './codes.ts';
import { answered, neverSent, uncertain } from './driver.ts';
import type { BarcodeDriver } from './driver.ts';
import { shortened } from './heard.ts';
import { LineV2 } from './line-v2.ts';
import type { BarcodeV2Settings, ShopSettings } from './settings.ts';
import { asRefund, asRefundQuery, asReverse, asTransaction } from './wire-v2.ts';
import {
  cancelRefused, payAnswer, payRefused, queryAnswer, queryRefused, refundAnswer, refundQueryAnswer, refundQueryRefused, refusedOrUncertain, reverseAnswer,
} from './wire.ts';
import type { XmlFields } from './xml.ts';

export class BarcodeV2 implements BarcodeDriver {
  private readonly shop: ShopSettings;
  private readonly v2: BarcodeV2Settings;
  private readonly line: LineV2;
  private readonly payDeadlineMs: number;
  private readonly callDeadlineMs: number;

  constructor(shop: ShopSettings, v2: BarcodeV2Settings, door: HttpDoor, clock: Clock, log: Log) {
    this.shop = shop;
    this.v2 = v2;
    this.line = new LineV2(shop, v2, door, clock, log);
    this.payDeadlineMs = shop.payDeadlineMs ?? 15_000;
    this.callDeadlineMs = shop.callDeadlineMs ?? 8_000;
  }

  /** 付款码支付 POST /pay/micropay */
  async pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    const heard = await this.line.ask({
      name: 'wechat.micropay', deadlineMs: this.payDeadlineMs, ownConnection: true, path: '/pay/micropay', secret: request.code,
      fields: {
        body: shortened(request.subject, 127),
        out_trade_no: request.outTradeNo,
        total_fee: String(request.amount),
        fee_type: 'CNY',
        spbill_create_ip: this.v2.terminalIp ?? '127.0.0.1',
        auth_code: request.code,
        device_info: request.terminalId.slice(0, 32),
        scene_info: JSON.stringify({ store_info: { id: this.shop.storeOutId } }),
      },
    });
    return answered<PayAnswer, XmlFields>(heard, {
      verified: (body) => payAnswer(asTransaction(body, 'SUCCESS'), request, this.shop),
      // Here "the customer enters the PIN" is a refusal by form; being signed, it is as good as the state that APIv3 answers.
      refused: (refusal) => (normalised(refusal.code) === 'USERPAYING' ? { kind: 'waiting' } : payRefused(refusal, request.code)),
      neverSent,
    });
  }

  /** 查询订单 POST /pay/orderquery */
  async query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    const heard = await this.line.ask({ ...this.question('wechat.orderquery'), path: '/pay/orderquery', fields: { out_trade_no: order.outTradeNo } });
    return answered<QueryAnswer, XmlFields>(heard, {
      verified: (body) => queryAnswer(asTransaction(body, body.get('trade_state')), order, this.shop), refused: queryRefused, neverSent: uncertain,
    });
  }

  /** 撤销订单 POST /secapi/pay/reverse, with the merchant's certificate. `recall` asks for the same call again. */
  async cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    const heard = await this.line.ask({ ...this.question('wechat.reverse_v2'), path: '/secapi/pay/reverse', showCertificate: true, fields: { out_trade_no: order.outTradeNo } });
    return answered<CancelAnswer, XmlFields>(heard, {
      verified: (body) => (body.get('recall') === 'Y' ? { kind: 'again' } : reverseAnswer(asReverse(body, order.outTradeNo), order, this.shop)),
      refused: cancelRefused,
      neverSent: uncertain,
    });
  }

  /** 申请退款 POST /secapi/pay/refund, with the merchant's certificate. */
  async refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    const heard = await this.line.ask({
      name: 'wechat.refund_v2', deadlineMs: this.callDeadlineMs, ownConnection: true, path: '/secapi/pay/refund', showCertificate: true,
      fields: {
        out_trade_no: request.outTradeNo,
        out_refund_no: request.outRefundNo,
        total_fee: String(request.total),
        refund_fee: String(request.amount),
        refund_desc: shortened(request.reason, 80),
      },
    });
    return answered<RefundAnswer, XmlFields>(heard, { verified: (body) => refundAnswer(asRefund(body), request), refused: (refusal) => refusedOrUncertain(refusal, 'refund'), neverSent });
  }

  /** 查询退款 POST /pay/refundquery */
  async queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    const heard = await this.line.ask({ ...this.question('wechat.refundquery'), path: '/pay/refundquery', fields: { out_refund_no: request.outRefundNo } });
    return answered<RefundQueryAnswer, XmlFields>(heard, {
      verified: (body) => refundQueryAnswer(asRefundQuery(body, request.outRefundNo), request), refused: refundQueryRefused, neverSent: uncertain,
    });
  }

  private question(name: string): { readonly name: string; readonly deadlineMs: number; readonly ownConnection: boolean } {
    return { name, deadlineMs: this.callDeadlineMs, ownConnection: false };
  }
}
