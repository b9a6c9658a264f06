/** The saved shape of a shift and of the report that ends it. */
import { z } from 'zod';
import { isFen } from '../../domain/money.ts';
import type { Fen } from '../../domain/money.ts';
import type { MethodTotals, NamedPayment, NamedRefund, ShiftReport } from '../../domain/shift-report.ts';
import type { CashMove, DrawerCount, Shift } from '../../domain/shift.ts';
import { schemaOf } from './schemas.ts';

const fen = z.custom<Fen>(isFen, 'not whole fen');
const moment = z.int();
const count = z.int().min(0);
const id = z.string().min(1);
const wallet = z.enum(['alipay', 'wechat']);

const move = schemaOf<CashMove>()(z.strictObject({ id, kind: z.enum(['in', 'out']), amount: fen, reason: z.string(), by: z.string(), at: moment }));

const drawerCount = schemaOf<DrawerCount>()(z.strictObject({ total: fen, expected: fen, note: z.string(), by: z.string(), at: moment, line: count.exactOptional() }));

const namedPayment = schemaOf<NamedPayment>()(z.strictObject({
  paymentId: id, receiptNo: z.string(), outTradeNo: z.string(), outSn: z.string(), wallet, amount: fen, at: moment,
}));

const namedRefund = schemaOf<NamedRefund>()(z.strictObject({
  refundId: id, outRefundNo: z.string(), wallet, amount: fen, phase: z.enum(['sending', 'unknown', 'accepted', 'done', 'refused', 'abnormal']), unresolved: z.boolean(),
}));

const methodTotals = schemaOf<MethodTotals>()(z.strictObject({
  method: z.enum(['cash', 'alipay', 'wechat']), count, amount: fen.nullable(), refunds: count, refunded: fen, net: fen.nullable(),
}));

const report = schemaOf<ShiftReport>()(z.strictObject({
  kind: z.enum(['x', 'z']),
  shiftId: id,
  number: z.int().nullable(),
  till: z.int(),
  from: moment,
  openedAt: moment,
  openedBy: z.string(),
  at: moment,
  by: z.string(),
  sales: z.strictObject({
    count, gross: fen, lineDiscounts: fen, saleDiscounts: fen, rounding: fen, total: fen,
    firstReceiptNo: z.string().exactOptional(), lastReceiptNo: z.string().exactOptional(), dropped: count, linesRemoved: count, copies: count,
  }),
  methods: z.array(methodTotals),
  voids: z.strictObject({ count, amount: fen }),
  forced: z.array(namedPayment),
  unfinished: z.array(namedPayment),
  late: z.array(namedPayment),
  inherited: z.array(namedPayment),
  openRefunds: z.array(namedRefund),
  drawer: z.strictObject({
    openings: count, float: fen, in: fen, out: fen, sales: fen.nullable(), expected: fen.nullable(), counted: fen.nullable(), difference: fen.nullable(), moves: z.array(move),
  }),
  anchor: z.string(),
}));

export const shiftSchema = schemaOf<Shift>()(z.strictObject({
  id,
  tillId: id,
  phase: z.enum(['open', 'counted', 'closed']),
  from: moment,
  after: count.exactOptional(),
  openedAt: moment,
  openedBy: z.string(),
  float: fen,
  moves: z.array(move),
  count: drawerCount.exactOptional(),
  closedAt: moment.exactOptional(),
  closedBy: z.string().exactOptional(),
  number: z.int().min(1).exactOptional(),
  report: report.exactOptional(),
  revision: z.int().min(1),
}));
