/**
 * WeChat Pay for one shop, as its settings choose: a direct merchant or one below a service provider, answers proved with the
 * public key or with platform certificates, barcode payments over APIv3 or v2. QR codes and bills are always APIv3.
 *
 * A payment does not remember which interfaces made it: both see the same orders at WeChat Pay, so that a shop may change the
 * setting with payments under way.
 */
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../../domain/payment-events.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../../../domain/refund.ts';
import type {
  Answered, BillAnswer, BillSource, Clock, Log, OrderRef, PaymentProvider, PayRequest, PrecreateRequest, RefundRequest,
} from '../../../ports.ts';
import type { HttpDoor } from '../../http.ts';
import { BarcodeV2 } from './barcode-v2.ts';
import { WechatBills } from './bills.ts';
import type { BarcodeDriver } from './driver.ts';
import { LineV3 } from './line-v3.ts';
import { demandFlawless } from './settings-check.ts';
import type { WechatSettings } from './settings.ts';
import { WechatV3 } from './v3.ts';

export class WechatProvider implements PaymentProvider, BillSource {
  readonly wallet = 'wechat';
  private readonly v3: WechatV3;
  private readonly barcode: BarcodeDriver;
  private readonly bills: WechatBills;

  /** Throws RangeError with a sentence for each setting that cannot be right: that is found at set-up, not at the first customer. */
  constructor(settings: WechatSettings, door: HttpDoor, clock: Clock, log: Log) {
    demandFlawless(settings);
    const line = new LineV3(settings, door, clock, log);
    this.v3 = new WechatV3(settings, line);
    this.barcode = settings.barcode?.api === 'v2' ? new BarcodeV2(settings, settings.barcode, door, clock, log) : this.v3;
    this.bills = new WechatBills(settings, line, clock);
  }

  pay(request: PayRequest): Promise<Answered<PayAnswer>> {
    return this.barcode.pay(request);
  }

  precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>> {
    return this.v3.precreate(request);
  }

  query(order: OrderRef): Promise<Answered<QueryAnswer>> {
    return this.driverOf(order).query(order);
  }

  cancel(order: OrderRef): Promise<Answered<CancelAnswer>> {
    return this.driverOf(order).cancel(order);
  }

  refund(request: RefundRequest): Promise<Answered<RefundAnswer>> {
    return this.barcode.refund(request);
  }

  queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>> {
    return this.barcode.queryRefund(request);
  }

  downloadBill(date: string): Promise<Answered<BillAnswer>> {
    return this.bills.downloadBill(date);
  }

  private driverOf({ kind }: OrderRef): BarcodeDriver {
    return kind === 'qr' ? this.v3 : this.barcode;
  }
}
