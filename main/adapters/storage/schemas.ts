/**
 * The shapes of saved values. A row is believed only after it passed its schema, so that a damaged row or one of another
 * version is noticed and never misread. The compiler keeps schema and type equal: a new field here is a new field there.
 */
import { z } from 'zod';
import { FAILURE_CODES } from '../../domain/failure.ts';
import type { Failure } from '../../domain/failure.ts';
import { isFen } from '../../domain/money.ts';
import type { Fen } from '../../domain/money.ts';
import type { ForceMark, Mismatch, Payment, PaymentExceptions } from '../../domain/payment.ts';
import type { ReceiptDocument } from '../../domain/receipt.ts';
import type { RefundLine } from '../../domain/refund-lines.ts';
import type { Refund } from '../../domain/refund.ts';
import type { CashTender, Discount, Sale, SaleLine } from '../../domain/sale.ts';
import type { CallTrace, JournalEntry, PrintJob } from '../../ports.ts';
import type { Fields, Patch, WrittenPatch } from './patch.ts';

/** Accepts a schema only when its output is the type, and the type has no field that the schema lacks. */
export function schemaOf<T>() {
  return <S extends z.ZodType<T>>(schema: Exclude<keyof T, keyof z.output<S>> extends never ? S : never): S => schema;
}

const fen = z.custom<Fen>(isFen, 'not whole fen');
const positiveFen = fen.refine((amount) => amount > 0, 'not a positive amount');
const moment = z.int();
const count = z.int().min(0);
const id = z.string().min(1);
const wallet = z.enum(['alipay', 'wechat']);
const revision = z.int().min(1);

const failure = schemaOf<Failure>()(z.strictObject({
  code: z.enum(FAILURE_CODES),
  providerCode: z.string().exactOptional(),
  providerText: z.string().exactOptional(),
}));

// ── Sale ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const discount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('share'), basisPoints: z.int() }),
  z.strictObject({ kind: z.literal('amount'), amount: fen }),
]) satisfies z.ZodType<Discount>;

const saleLine = schemaOf<SaleLine>()(z.strictObject({
  id,
  productId: z.string().exactOptional(),
  code: z.string().exactOptional(),
  nameZh: z.string(),
  nameEn: z.string(),
  unitPrice: fen,
  quantity: z.int(),
  unit: z.enum(['piece', 'kg']),
  discount: discount.exactOptional(),
  restricted: z.boolean().exactOptional(),
}));

const cashTender = schemaOf<CashTender>()(z.strictObject({ id, amount: fen, tendered: fen, change: fen, at: moment }));

export const saleSchema = schemaOf<Sale>()(z.strictObject({
  id,
  receiptNo: z.string().min(1),
  tillId: id,
  cashierId: id,
  openedAt: moment,
  closedAt: moment.exactOptional(),
  status: z.enum(['open', 'parked', 'settled', 'dropped']),
  lines: z.array(saleLine),
  discount: discount.exactOptional(),
  cash: z.array(cashTender),
  rounding: fen,
  note: z.string().exactOptional(),
  revision,
}));

// ── Payment ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const forceMark = schemaOf<ForceMark>()(z.strictObject({ approvalId: z.string(), at: moment }));

const mismatch = schemaOf<Mismatch>()(z.strictObject({
  kind: z.enum(['amount', 'number', 'merchant', 'refunded_elsewhere']),
  got: z.string(),
  at: moment,
}));

const exceptions = schemaOf<PaymentExceptions>()(z.strictObject({
  late: z.strictObject({ at: moment }).exactOptional(),
  forced: forceMark.exactOptional(),
  contradicted: z.strictObject({ at: moment }).exactOptional(),
  mismatch: mismatch.exactOptional(),
}));

export const paymentSchema = schemaOf<Payment>()(z.strictObject({
  id,
  saleId: id,
  wallet,
  kind: z.enum(['barcode', 'qr']),
  amount: positiveFen,
  outTradeNo: z.string().min(1),
  outSn: z.string().min(1),
  subject: z.string(),
  codeTail: z.string().max(4).exactOptional(),
  cashierId: id,
  tillId: id,
  phase: z.enum(['sending', 'waiting', 'unknown', 'refused', 'cancelling', 'paid', 'not_charged', 'returned']),
  proof: z.enum(['never_sent', 'never_shown', 'refused', 'closed', 'absent']).exactOptional(),
  exceptions,
  call: z.enum(['pay', 'precreate', 'query', 'cancel']).nullable(),
  payAnswered: z.boolean(),
  released: z.boolean(),
  voided: z.boolean(),
  createdAt: moment,
  expiresAt: moment,
  finishedAt: moment.exactOptional(),
  wakeAt: moment.nullable(),
  qrText: z.string().exactOptional(),
  tradeNo: z.string().exactOptional(),
  paidAt: moment.exactOptional(),
  payerAmount: fen.exactOptional(),
  payer: z.string().exactOptional(),
  failure: failure.exactOptional(),
  asks: count,
  silentAsks: count,
  cancels: count,
  cancelsDone: count,
  proving: z.boolean(),
  cancelReturned: z.boolean(),
  absentAsks: count,
  rechecksLeft: count,
  revision,
}));

// ── Refund ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const refundLine = schemaOf<RefundLine>()(z.strictObject({ lineId: id, quantity: z.int().min(1), amount: fen.exactOptional() }));

export const refundSchema = schemaOf<Refund>()(z.strictObject({
  id,
  paymentId: id,
  saleId: id,
  wallet,
  outTradeNo: z.string().min(1),
  outRefundNo: z.string().min(1),
  outSn: z.string().min(1),
  amount: positiveFen,
  total: positiveFen,
  reason: z.enum(['void', 'return', 'late']),
  lines: z.array(refundLine).exactOptional(),
  by: z.string(),
  phase: z.enum(['sending', 'unknown', 'accepted', 'done', 'refused', 'abnormal']),
  call: z.enum(['refund', 'query']).nullable(),
  failure: failure.exactOptional(),
  createdAt: moment,
  finishedAt: moment.exactOptional(),
  wakeAt: moment.nullable(),
  asks: count,
  sends: count,
  roundSends: count.exactOptional(),
  sentAt: moment.exactOptional(),
  refusedAt: moment.exactOptional(),
  unresolvedAt: moment.exactOptional(),
  revision,
}));

// ── Print job ────────────────────────────────────────────────────────────────────────────────────────────────────────

const align = z.enum(['left', 'center', 'right']).exactOptional();
const style = { bold: z.boolean().exactOptional(), size: z.enum(['normal', 'tall', 'double']).exactOptional() };
const cell = z.strictObject({ text: z.string(), width: z.union([z.number(), z.literal('rest')]), align });

const receiptDocument = z.array(z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string(), align, ...style }),
  z.strictObject({ kind: z.literal('columns'), left: z.string(), right: z.string(), ...style }),
  z.strictObject({ kind: z.literal('row'), cells: z.array(cell), stackUnder: z.number().exactOptional(), ...style }),
  z.strictObject({ kind: z.literal('rule'), weight: z.enum(['light', 'heavy']) }),
  z.strictObject({ kind: z.literal('qr'), payload: z.string(), level: z.enum(['L', 'M', 'Q', 'H']), caption: z.string().exactOptional() }),
  z.strictObject({ kind: z.literal('code128'), content: z.string(), caption: z.string() }),
  z.strictObject({ kind: z.literal('feed'), lines: count }),
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('drawer') }),
])) satisfies z.ZodType<ReceiptDocument>;

export const printJobSchema = schemaOf<PrintJob>()(z.strictObject({
  id,
  saleId: z.string(),
  document: receiptDocument,
  copyNumber: count,
  state: z.enum(['waiting', 'printing', 'printed', 'sent', 'unconfirmed', 'given_up']),
  failure: z.enum(['not_reachable', 'timeout', 'paper_out', 'cover_open', 'offline', 'cutter', 'broken', 'no_permission', 'busy']).exactOptional(),
  createdAt: moment,
  staleAt: moment,
  tries: count,
  revision,
}));

// ── Journal ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const trace = schemaOf<CallTrace>()(z.strictObject({
  ms: z.number(),
  status: z.int().exactOptional(),
  requestId: z.string().exactOptional(),
  providerCode: z.string().exactOptional(),
  providerText: z.string().exactOptional(),
}));

const valueKindSchema = z.enum(['sale', 'payment', 'refund', 'print', 'shift']);

const entrySchema = schemaOf<JournalEntry>()(z.strictObject({
  at: moment,
  subject: z.enum(['sale', 'payment', 'refund', 'print', 'till', 'person']),
  subjectId: z.string(),
  by: z.string(),
  note: z.string(),
  event: z.record(z.string(), z.unknown()).exactOptional(),
  trace: trace.exactOptional(),
}));

/** A value whose kind does not matter where it is read. */
export const fieldsSchema = z.record(z.string(), z.unknown()) satisfies z.ZodType<Fields>;

/** A change of one saved value, as the journal keeps it. */
export interface ValueChange extends Patch {
  readonly kind: z.output<typeof valueKindSchema>;
  readonly id: string;
}

/** The same, on its way into the journal. */
export interface WrittenChange extends WrittenPatch {
  readonly kind: ValueChange['kind'];
  readonly id: string;
}

const valueChangeSchema = schemaOf<ValueChange>()(z.strictObject({
  kind: valueKindSchema,
  id,
  set: fieldsSchema,
  unset: z.array(z.string()).exactOptional(),
}));

/** A stored line: the entry, its place, and on the first line of a commit what the commit changed. */
export const lineSchema = z.strictObject({ ...entrySchema.shape, seq: z.int().min(1), values: z.array(valueChangeSchema).exactOptional() });

export type Fail = (issues: string, cause: unknown) => Error;

/** Reads a saved JSON text. `fail` makes the error from the names of the broken fields. */
export function readJson<T>(schema: z.ZodType<T>, text: string, fail: Fail): T {
  return judged(schema, parsed(text, fail), fail);
}

function parsed(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fail('not JSON', cause);
  }
}

/** A value that holds to its schema. `fail` makes the error from the names of the broken fields. */
export function judged<T>(schema: z.ZodType<T>, value: unknown, fail: Fail): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw fail(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; '), undefined);
}
