/** The rules of "申请退款": one year, fifty parts, a minute apart, never more than was paid. All amounts are fen. */
import type { Book } from './book.ts';
import type { NoticeSign, Order, Refund } from './order.ts';
import { refundedFen } from './order.ts';
import { Refusal } from './refusal.ts';
import { DAY_MS } from './time.ts';

const MAX_PARTS = 50;
const BETWEEN_PARTS_MS = 60_000;
const REFUND_WITHIN_MS = 365 * DAY_MS;

/** How accepted refunds end; a test or the demo's control page changes it while the gateway runs. */
export interface RefundPolicy {
  /** From acceptance to the end, ms of the world's clock; 0 ends at once. */
  readonly settlesAfterMs: number;
  readonly ending: Refund['ending'];
}

export interface RefundRequest {
  readonly outRefundNo: string;
  readonly amountFen: number;
  readonly totalFen: number;
  readonly fingerprint: string;
  readonly reason?: string;
  readonly notifyUrl?: string;
  readonly noticeSign?: NoticeSign;
  /** Which of the shop's money it is taken from, where the shop says so. */
  readonly fundsAccount?: NonNullable<Refund['fundsAccount']>;
  readonly from?: NonNullable<Refund['from']>;
}

/**
 * Accepts a refund. The same number with the same parameters returns the refund that is there, so a retry never pays back
 * twice. 429 FREQUENCY_LIMITED within a minute of the order's last refund; INVALID_REQUEST for every broken rule.
 */
export function refund(book: Book, order: Order, request: RefundRequest, policy: RefundPolicy): Refund {
  const known = book.findRefund(order.seller.mchid, request.outRefundNo);
  if (known) {
    if (known.order === order && known.refund.fingerprint === request.fingerprint) return known.refund;
    throw new Refusal('INVALID_REQUEST', '商户退款单号重入，退款金额或订单与之前请求不一致', { internal: 268498688 });
  }
  demandRefundable(book, order, request);
  const { totalFen: _checked, ...kept } = request;
  return book.acceptRefund(order, { ...kept, settlesAt: book.now() + policy.settlesAfterMs, ending: policy.ending });
}

function demandRefundable(book: Book, order: Order, request: RefundRequest): void {
  const now = book.now();
  const refuse = (message: string): Refusal => new Refusal('INVALID_REQUEST', message);
  if (order.paidAt === undefined) throw refuse('订单未支付，不能退款');
  if (order.state !== 'SUCCESS') throw refuse('订单已撤销，不能退款');
  if (now > order.paidAt + REFUND_WITHIN_MS) throw refuse('订单已超过一年可退款期限');
  if (request.totalFen !== order.totalFen) throw refuse('订单金额与原订单不一致');
  if (request.amountFen + refundedFen(order) > order.totalFen) throw refuse('退款总金额超过订单金额');
  if (order.refunds.length >= MAX_PARTS) throw refuse('一笔订单最多支持50次部分退款');
  const last = order.refunds.at(-1);
  if (last && now < last.createdAt + BETWEEN_PARTS_MS) throw new Refusal('FREQUENCY_LIMITED', '同一订单多次退款需间隔1分钟');
}
