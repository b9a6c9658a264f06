/** The tracking screen: rows of orders, payments and refunds, and the history of one of them. */
import { z } from 'zod';
import { fenSchema, historyLine, paymentView, saleView, walletSchema } from './views.ts';

/** What is listed: sales, barcode payments, QR payments, refunds. */
export const trackKindSchema = z.enum(['order', 'barcode', 'qr', 'refund']);

/** Groups of states. Orders: open, parked, settled, dropped. Payments: open, paid, not_charged, returned. Refunds: open, done, refused, abnormal. */
export const trackStateSchema = z.enum(['open', 'parked', 'settled', 'dropped', 'paid', 'not_charged', 'returned', 'done', 'refused', 'abnormal']);

export const trackFilterSchema = z.strictObject({
  kind: trackKindSchema,
  /** Epoch ms, inclusive; and exclusive. */
  from: z.int().optional(),
  to: z.int().optional(),
  state: trackStateSchema.optional(),
  wallet: walletSchema.optional(),
  /** Only what is out of the ordinary: late, forced, contradicted, mismatch; refunds that are abnormal or unresolved. */
  exceptional: z.boolean().optional(),
  /** Any number, whole or its last six characters or more: receipt number, out_trade_no, Out_SN, the provider's number, refund number. */
  text: z.string().max(64).optional(),
  /** `next` of the answer before. */
  after: z.string().max(128).optional(),
  limit: z.int().min(1).max(200),
});

export const refundRow = z.object({
  id: z.string(), paymentId: z.string(), saleId: z.string(), receiptNo: z.string(), wallet: walletSchema, amount: fenSchema, total: fenSchema,
  outRefundNo: z.string(), outSn: z.string(), outTradeNo: z.string(), reason: z.enum(['void', 'return', 'late']),
  phase: z.enum(['sending', 'unknown', 'accepted', 'done', 'refused', 'abnormal']),
  createdAt: z.number(), finishedAt: z.number().optional(), by: z.string(), failureCode: z.string().optional(), unresolvedAt: z.number().optional(),
  can: z.object({ retry: z.boolean() }),
});

export const trackRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('order'), sale: saleView, closedAt: z.number().optional(), cashier: z.string(), payments: z.array(z.string()), can: z.object({ print: z.boolean() }) }),
  z.object({ kind: z.literal('payment'), payment: paymentView, cashier: z.string() }),
  z.object({ kind: z.literal('refund'), refund: refundRow }),
]);

/** One step of a history: what happened (`note`, its sentence under `note.<note>`), by whom, and what the wire said. No secrets. */
export const timelineRow = historyLine.extend({
  subject: z.enum(['sale', 'payment', 'refund', 'print']),
  /** Name of the person, empty for the till itself. */
  byName: z.string(),
  /** What was sent at this step: a call went out to the provider. */
  call: z.enum(['pay', 'precreate', 'query', 'cancel', 'refund']).optional(),
});

export type TrackRow = z.infer<typeof trackRow>;
export type TimelineRow = z.infer<typeof timelineRow>;
export type RefundRow = z.infer<typeof refundRow>;
