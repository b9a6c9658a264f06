/** Shifts and their X and Z reports, as a screen sees them: the same figures that are printed. */
import { z } from 'zod';
import { fenSchema, walletSchema } from './views.ts';

const namedPayment = z.object({
  paymentId: z.string(), receiptNo: z.string(), outTradeNo: z.string(), outSn: z.string(), wallet: walletSchema, amount: fenSchema, at: z.number(),
});

export const cashMoveView = z.object({ id: z.string(), kind: z.enum(['in', 'out']), amount: fenSchema, reason: z.string(), by: z.string(), at: z.number() });

export const shiftReportView = z.object({
  kind: z.enum(['x', 'z']),
  shiftId: z.string(),
  /** Running number of the Z; null on an X. */
  number: z.int().nullable(),
  till: z.int(),
  /** What it covers begins here: the end of the shift before, so that nothing falls between two reports. */
  from: z.number(),
  openedAt: z.number(),
  openedBy: z.string(),
  at: z.number(),
  by: z.string(),
  sales: z.object({
    count: z.int(), gross: fenSchema, lineDiscounts: fenSchema, saleDiscounts: fenSchema, rounding: fenSchema, total: fenSchema,
    firstReceiptNo: z.string().optional(), lastReceiptNo: z.string().optional(),
    dropped: z.int(), linesRemoved: z.int(), copies: z.int(),
  }),
  /** Money as it really moved in this time. Cash is null until it was counted. */
  methods: z.array(z.object({
    method: z.enum(['cash', 'alipay', 'wechat']), count: z.int(), amount: fenSchema.nullable(), refunds: z.int(), refunded: fenSchema, net: fenSchema.nullable(),
  })),
  voids: z.object({ count: z.int(), amount: fenSchema }),
  /** Declared done, not proved yet. */
  forced: z.array(namedPayment),
  /** Not known yet: goes on being watched; named again in the next shift while it lasts. */
  unfinished: z.array(namedPayment),
  /** Money that is to be given back. */
  late: z.array(namedPayment),
  /** Handed over unfinished by the shift before. */
  inherited: z.array(namedPayment),
  openRefunds: z.array(z.object({ refundId: z.string(), outRefundNo: z.string(), wallet: walletSchema, amount: fenSchema, phase: z.string(), unresolved: z.boolean() })),
  drawer: z.object({
    openings: z.int(), float: fenSchema, in: fenSchema, out: fenSchema,
    /** Null until the count is committed. */
    sales: fenSchema.nullable(), expected: fenSchema.nullable(), counted: fenSchema.nullable(), difference: fenSchema.nullable(),
    moves: z.array(cashMoveView),
  }),
  /** Head of the journal's hash chain, 16 hex digits: on paper it proves what the journal held at that moment. */
  anchor: z.string(),
});

export const shiftView = z.object({
  id: z.string(),
  phase: z.enum(['open', 'counted', 'closed']),
  openedAt: z.number(),
  openedBy: z.string(),
  float: fenSchema,
  moves: z.array(cashMoveView),
  countedAt: z.number().optional(),
  counted: fenSchema.optional(),
  /** Told only after the count: the sum that should be there, and over (+) or short (−). */
  expected: fenSchema.optional(),
  difference: fenSchema.optional(),
  closedAt: z.number().optional(),
  closedBy: z.string().optional(),
  number: z.int().optional(),
});

export type ShiftView = z.infer<typeof shiftView>;
export type ShiftReportView = z.infer<typeof shiftReportView>;
