/** The two wallets as the core sees them: one order is asked to be paid, shown, looked up, closed or given back. */
import type { Fen } from '../domain/money.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../domain/payment-events.ts';
import type { PaymentKind, Wallet } from '../domain/payment.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../domain/refund.ts';

/** What of an order every call needs. */
export interface OrderRef {
  readonly outTradeNo: string;
  readonly amount: Fen;
  readonly kind: PaymentKind;
}

/** One line of what is bought, as the customer's wallet may show it. Their sum is not the amount where discounts were given. */
export interface GoodsLine {
  readonly id: string;
  readonly name: string;
  /** Whole pieces; what is weighed counts as one piece at the line's price. */
  readonly quantity: number;
  /** Of one piece. */
  readonly price: Fen;
}

export interface PayRequest extends OrderRef {
  /** The customer's payment code. Held in memory for this call only, never saved, never logged. */
  readonly code: string;
  readonly subject: string;
  readonly operatorId: string;
  readonly terminalId: string;
  readonly goods?: readonly GoodsLine[];
}

export interface PrecreateRequest extends OrderRef {
  readonly subject: string;
  readonly operatorId: string;
  readonly terminalId: string;
  readonly goods?: readonly GoodsLine[];
  /** Epoch ms after which the QR must not be payable. */
  readonly expiresAt: number;
}

/** What the request and its answer looked like, for the history: no secret, no signature, no payment code. */
export interface CallTrace {
  readonly ms: number;
  /** HTTP status, absent when no answer came. */
  readonly status?: number;
  readonly requestId?: string;
  readonly providerCode?: string;
  readonly providerText?: string;
}

export interface Answered<Answer> {
  readonly answer: Answer;
  readonly trace: CallTrace;
}

/**
 * One wallet provider. Every call has an absolute deadline, is sent at most once, and its answer is believed only when its
 * signature is verified over the raw bytes and it names our number, amount and merchant.
 */
export interface PaymentProvider {
  readonly wallet: Wallet;
  pay(request: PayRequest): Promise<Answered<PayAnswer>>;
  precreate(request: PrecreateRequest): Promise<Answered<PrecreateAnswer>>;
  query(order: OrderRef): Promise<Answered<QueryAnswer>>;
  /** Closes the order whatever its state: Alipay cancel, WeChat Pay reverse (barcode) or close (QR). */
  cancel(order: OrderRef): Promise<Answered<CancelAnswer>>;
  refund(request: RefundRequest): Promise<Answered<RefundAnswer>>;
  queryRefund(request: RefundRequest): Promise<Answered<RefundQueryAnswer>>;
}

export interface RefundRequest {
  readonly outTradeNo: string;
  /** `out_request_no` at Alipay, `out_refund_no` at WeChat Pay; kept on every repetition. */
  readonly outRefundNo: string;
  readonly amount: Fen;
  /** What the order was paid with. */
  readonly total: Fen;
  readonly reason: string;
}
