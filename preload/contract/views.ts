/**
 * What a screen sees, as schemas: snapshots made for reading, with every decision already taken (`can`, `stage`, `frozen`).
 * Money is integer fen, time is epoch ms. Nothing secret has a field here, so nothing secret can cross.
 */
import { z } from 'zod';
import type { FailureCode, NextStep } from '../../main/domain/failure.ts';
import type { NotChargedProof, PaymentPhase } from '../../main/domain/payment.ts';
import type { RefundPhase } from '../../main/domain/refund.ts';
import type { MisplacedScan } from '../../main/domain/scan.ts';
import type { FrozenReason } from '../../main/domain/sale.ts';
import { accessView } from './people-views.ts';
import { words } from './words.ts';

export const fenSchema = z.int();
export const wholeFenSchema = z.int().min(1).max(10_000_000_000);
export const idSchema = z.string().min(1).max(64);
export const walletSchema = z.enum(['alipay', 'wechat']);
export const languageSchema = z.enum(['zh', 'en']);
/** `contrast` is high contrast, by day or by night as the system has it. */
export const themeSchema = z.enum(['system', 'light', 'dark', 'contrast']);

export const failureCodeSchema = z.string().transform((code) => code as FailureCode);
const nextStepSchema = words<NextStep>()(['query_first', 'rescan', 'other_means', 'try_again', 'later', 'call_support', 'not_possible']);
const phaseSchema = words<PaymentPhase>()(['sending', 'waiting', 'unknown', 'refused', 'cancelling', 'paid', 'not_charged', 'returned']);
const proofSchema = words<NotChargedProof>()(['never_sent', 'never_shown', 'refused', 'closed', 'absent']);
const frozenSchema = words<FrozenReason>()(['payment_running', 'partly_paid', 'closed']);
const misplacedSchema = words<MisplacedScan>()([
  'payment_code_in_basket', 'product_in_payment', 'receipt_in_payment', 'receipt_in_basket', 'unionpay_code', 'shown_qr',
  'payment_code_at_refund', 'product_at_refund',
]);

export const failureView = z.object({
  code: failureCodeSchema,
  next: nextStepSchema,
  providerCode: z.string().optional(),
  providerText: z.string().optional(),
});

/** What the payment window says in one word; the sentence is in the text table under `stage.<stage>`. */
export const STAGES = [
  'sending',          // on its way to the provider
  'confirm_on_phone', // the customer must enter the PIN
  'scan_qr',          // our QR is shown
  'checking',         // we do not know yet
  'proving',          // the provider said no; being proved
  'cancelling',       // asked to cancel; may still end as paid
  'paid',
  'paid_after_all',   // cancel was asked for, but the customer had paid
  'paid_late',        // settled otherwise meanwhile: give it back
  'not_charged',
  'returned',
  'unproven',         // declared done by people
] as const;

export const paymentView = z.object({
  id: z.string(),
  saleId: z.string(),
  receiptNo: z.string(),
  wallet: walletSchema,
  kind: z.enum(['barcode', 'qr']),
  amount: fenSchema,
  outTradeNo: z.string(),
  outSn: z.string(),
  codeTail: z.string().optional(),
  stage: z.enum(STAGES),
  phase: phaseSchema,
  proof: proofSchema.optional(),
  failure: failureView.optional(),
  qrText: z.string().optional(),
  tradeNo: z.string().optional(),
  payer: z.string().optional(),
  payerAmount: fenSchema.optional(),
  createdAt: z.number(),
  /** QR: end of its life. Barcode: when the till gives up asking and cancels. */
  expiresAt: z.number(),
  nextCheckAt: z.number().nullable(),
  /** A request is on its way this very moment. */
  busy: z.boolean(),
  asks: z.int(),
  silentAsks: z.int(),
  paidAt: z.number().optional(),
  finishedAt: z.number().optional(),
  /** Not charged, but the provider is asked again later to be sure. */
  watched: z.boolean(),
  released: z.boolean(),
  attention: z.array(z.enum(['late', 'forced', 'contradicted', 'mismatch'])),
  can: z.object({
    check: z.boolean(), cancel: z.boolean(), force: z.boolean(), release: z.boolean(), void: z.boolean(), refund: z.boolean(),
  }),
  /** What is on its way back to the customer or already there. */
  refunds: z.array(z.object({
    id: z.string(), amount: fenSchema, reason: z.enum(['void', 'return', 'late']),
    phase: words<RefundPhase>()(['sending', 'unknown', 'accepted', 'done', 'refused', 'abnormal']),
    failure: failureView.optional(), createdAt: z.number(),
    /** Neither done nor refused after every repetition that is safe: a person asks again (`refund.retry`). It stays watched. */
    unresolvedAt: z.number().optional(),
    /** The goods that came back, when lines were chosen. */
    lines: z.array(z.object({ lineId: z.string(), quantity: z.int() })).optional(),
  })),
});

export const lineView = z.object({
  id: z.string(), code: z.string().optional(), nameZh: z.string(), nameEn: z.string(),
  unitPrice: fenSchema, quantity: z.int(), unit: z.enum(['piece', 'kg']),
  gross: fenSchema, discount: fenSchema, total: fenSchema, restricted: z.boolean(),
});

/** A chip on the sale: how a part of it is, or was to be, covered. */
export const tenderView = z.object({
  id: z.string(),
  method: z.enum(['cash', 'alipay', 'wechat']),
  amount: fenSchema,
  state: z.enum(['proven', 'unproven', 'open', 'not_charged', 'returned', 'given_back', 'giving_back', 'watched']),
  change: fenSchema.optional(),
  paymentId: z.string().optional(),
});

export const saleView = z.object({
  id: z.string(),
  receiptNo: z.string(),
  openedAt: z.number(),
  status: z.enum(['open', 'parked', 'settled', 'dropped']),
  lines: z.array(lineView),
  totals: z.object({
    gross: fenSchema, lineDiscounts: fenSchema, saleDiscount: fenSchema, rounding: fenSchema,
    total: fenSchema, covered: fenSchema, due: fenSchema, change: fenSchema,
  }),
  pieces: z.int(),
  tenders: z.array(tenderView),
  frozen: frozenSchema.optional(),
  can: z.object({ pay: z.boolean(), park: z.boolean(), drop: z.boolean() }),
});

export const productView = z.object({
  id: z.string(), code: z.string(), nameZh: z.string(), nameEn: z.string(), category: z.string(),
  price: fenSchema, unit: z.enum(['piece', 'kg']), restricted: z.boolean(), quickKey: z.int().optional(),
});

/** What the last scan or key did, so that the screen can say it; `seq` grows with each. */
export const noticeView = z.object({
  seq: z.int(),
  at: z.number(),
  notice: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('added'), lineId: z.string(), nameZh: z.string(), nameEn: z.string() }),
    z.object({ kind: z.literal('unknown_product'), code: z.string() }),
    z.object({ kind: z.literal('no_weight'), nameZh: z.string(), nameEn: z.string() }),
    z.object({ kind: z.literal('misplaced'), what: misplacedSchema }),
    z.object({ kind: z.literal('unreadable') }),
    z.object({ kind: z.literal('frozen'), reason: frozenSchema }),
    z.object({ kind: z.literal('discount_dropped') }),
    z.object({ kind: z.literal('wallet_off'), wallet: walletSchema }),
    z.object({ kind: z.literal('code_already_used') }),
    z.object({ kind: z.literal('clock_wrong') }),
    z.object({ kind: z.literal('journal_down'), reason: z.enum(['disk_full', 'damaged', 'read_only', 'busy', 'other']) }),
  ]),
});

export const tillView = z.object({
  revision: z.int(),
  now: z.number(),
  profile: z.enum(['demo', 'shop']),
  shop: z.object({ nameZh: z.string(), nameEn: z.string() }),
  /** `name` is what people call it; empty, it goes by its number. */
  till: z.object({ id: z.string(), number: z.int(), name: z.string() }),
  /** Who is signed in; both texts are empty while nobody is. */
  cashier: z.object({ id: z.string(), name: z.string() }),
  access: accessView,
  /**
   * This machine's clock beside the wallets': `off` is a warning, `wrong` is beyond what they accept and turns them off until it
   * is right again. `aheadMs` is negative when it is behind. The sentence is `clock.<state>`.
   */
  clock: z.object({ state: z.enum(['unknown', 'right', 'off', 'wrong']), aheadMs: z.number() }),
  /** The open shift, if any. */
  shift: z.object({ id: z.string(), openedAt: z.number(), openedBy: z.string(), phase: z.enum(['open', 'counted']) }).nullable(),
  sounds: z.boolean(),
  prefs: z.object({ language: languageSchema, theme: themeSchema }),
  methods: z.array(z.object({
    method: z.enum(['mobile', 'alipay', 'wechat', 'cash']),
    enabled: z.boolean(),
    why: z.enum(['not_set_up', 'misconfigured', 'clock_wrong']).optional(),
  })),
  sale: saleView.nullable(),
  /** The pay window waits for the customer's payment code. */
  awaitingCode: z.object({ amount: fenSchema }).nullable(),
  /** The payment that the window shows: a running one of this sale, or the last one until the cashier goes on. */
  payment: paymentView.nullable(),
  /** The sale just settled, until the next one begins. */
  finished: z.object({
    sale: saleView, payments: z.array(paymentView),
    print: z.object({ jobId: z.string(), state: z.enum(['waiting', 'printing', 'printed', 'sent', 'unconfirmed', 'given_up']), failure: z.string().optional() }).nullable(),
    /** Shown with the green screen and spoken with it; a played-back voice cannot know them. */
    checkDigits: z.string(),
  }).nullable(),
  parked: z.array(z.object({ id: z.string(), receiptNo: z.string(), openedAt: z.number(), pieces: z.int(), total: fenSchema, firstLineZh: z.string(), firstLineEn: z.string() })),
  /** Payments of other sales that are still open, or that need a person: the recovery list. */
  unfinished: z.array(paymentView),
  quickKeys: z.array(productView),
  notice: noticeView.nullable(),
  printer: z.object({ state: z.enum(['ready', 'trouble', 'none']), failure: z.string().optional(), waiting: z.int(), paperNearEnd: z.boolean() }),
  /** Copies of the books on another disk. `late`: there has been none for days; the sentence is `backup.trouble.<reason>`. */
  backup: z.object({ state: z.enum(['none', 'fine', 'late']), reason: z.string().optional() }),
  demo: z.object({
    walletUrl: z.string(), printerUrl: z.string(),
    /** The demo's supervisor, made up at the first start: shown, so that approvals can be tried. No real shop has this. */
    approver: z.object({ name: z.string(), pin: z.string() }),
  }).nullable(),
});

export const historyLine = z.object({
  seq: z.int(), at: z.number(), by: z.string(), note: z.string(),
  ms: z.number().optional(), status: z.int().optional(), providerCode: z.string().optional(), providerText: z.string().optional(), requestId: z.string().optional(),
});

export type TillView = z.infer<typeof tillView>;
export type SaleView = z.infer<typeof saleView>;
export type LineView = z.infer<typeof lineView>;
export type TenderView = z.infer<typeof tenderView>;
export type PaymentView = z.infer<typeof paymentView>;
export type ProductView = z.infer<typeof productView>;
export type NoticeView = z.infer<typeof noticeView>;
export type FailureView = z.infer<typeof failureView>;
export type HistoryLine = z.infer<typeof historyLine>;
export type Stage = (typeof STAGES)[number];
export type Language = z.infer<typeof languageSchema>;
