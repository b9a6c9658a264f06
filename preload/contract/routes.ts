/**
 * The law of the border: every question and command with the shape of its input, its output, and the closed list of
 * failure codes it may answer. Types for the core, the preload and the screens are derived from this table.
 *
 * Commands that move money carry a `requestId` made by the screen; the same one again returns the first answer.
 */
import { z } from 'zod';
import { DESK_ROUTES } from './desk-routes.ts';
import { DISPLAY_ROUTES, displayView } from './display.ts';
import { KIOSK_ROUTES, kioskView } from './kiosk.ts';
import { ASK_NAMES } from './names.ts';
import type { AskName, WatchName } from './names.ts';
import { fenSchema, historyLine, idSchema, languageSchema, paymentView, productView, saleView, themeSchema, tillView, walletSchema, wholeFenSchema } from './views.ts';

/**
 * May be answered by any route: the request was malformed, unknown, too frequent, or the core broke; nobody is signed in, or the
 * one who is may not do this.
 */
export const COMMON_FAILURES = ['bad_request', 'journal_down', 'internal', 'not_signed_in', 'not_permitted'] as const;

const requestId = z.string().regex(/^[0-9A-Za-z-]{8,64}$/);
const none = z.strictObject({});
const done = z.object({});
const discount = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('share'), basisPoints: z.int().min(0).max(10_000) }),
    z.strictObject({ kind: z.literal('amount'), amount: fenSchema.min(0) }),
  ])
  .nullable();

const deed = z.enum(['payment_force', 'refund_force', 'refund_above_limit', 'discount_above_limit', 'price_change', 'drawer_open', 'kiosk_exit', 'kiosk_allow', 'payment_release', 'payment_void']);
/** Of an approval granted before; without one that fits, the command answers `approval_needed` with deed, subjectId and amount. */
const approvalId = idSchema.optional();

const refundLines = z.array(z.strictObject({ lineId: idSchema, quantity: z.int().min(1).max(1_000_000_000) })).min(1).max(500);
const LINES = ['refund_line_unknown', 'refund_line_too_much', 'refund_nothing'] as const;

const EDIT = ['no_sale', 'no_line', 'frozen'] as const;
const START = ['no_sale', 'frozen', 'nothing_due', 'amount_too_large', 'amount_too_small', 'wallet_off', 'clock_wrong', 'no_shift', 'duplicate_suspected'] as const;

export const ROUTES = {
  'sale.scan': { input: z.strictObject({ text: z.string().min(1).max(512), source: z.enum(['wedge', 'typed']) }), output: done, failures: [] },
  'sale.addProduct': { input: z.strictObject({ productId: idSchema, quantity: z.int().min(1).max(1_000_000) }), output: z.object({ lineId: z.string() }), failures: ['no_product', 'frozen'] },
  'sale.keyAmount': { input: z.strictObject({ amount: wholeFenSchema, name: z.string().max(60) }), output: z.object({ lineId: z.string() }), failures: ['frozen'] },
  'sale.setQuantity': { input: z.strictObject({ lineId: idSchema, quantity: z.int().min(1).max(1_000_000) }), output: done, failures: EDIT },
  /** A piece more or less, counted from what is there when it arrives; one piece stays. Weighed goods are `no_line`. */
  'sale.stepQuantity': { input: z.strictObject({ lineId: idSchema, by: z.literal([1, -1]) }), output: done, failures: EDIT },
  'sale.setLineDiscount': { input: z.strictObject({ lineId: idSchema, discount, approvalId }), output: done, failures: [...EDIT, 'approval_needed'] },
  'sale.setDiscount': { input: z.strictObject({ discount, approvalId }), output: done, failures: [...EDIT, 'approval_needed'] },
  'sale.removeLine': { input: z.strictObject({ lineId: idSchema }), output: done, failures: EDIT },
  'sale.park': { input: none, output: done, failures: ['no_sale', 'frozen'] },
  'sale.recall': { input: z.strictObject({ saleId: idSchema }), output: done, failures: ['no_sale', 'sale_open'] },
  'sale.drop': { input: none, output: done, failures: ['no_sale', 'frozen'] },
  'sale.next': { input: none, output: done, failures: [] },

  'catalogue.search': { input: z.strictObject({ text: z.string().max(60) }), output: z.object({ products: z.array(productView) }), failures: [] },

  'payment.askCode': { input: z.strictObject({ amount: wholeFenSchema.optional(), evenIfDuplicate: z.boolean() }), output: done, failures: START },
  'payment.stopAskingCode': { input: none, output: done, failures: [] },
  'payment.startBarcode': {
    input: z.strictObject({ requestId, code: z.string().min(1).max(64), amount: wholeFenSchema.optional(), evenIfDuplicate: z.boolean() }),
    output: z.object({ paymentId: z.string() }), failures: [...START, 'not_a_payment_code', 'code_already_used'],
  },
  'payment.startQr': {
    input: z.strictObject({ requestId, wallet: walletSchema, amount: wholeFenSchema.optional(), evenIfDuplicate: z.boolean() }),
    output: z.object({ paymentId: z.string() }), failures: START,
  },
  'payment.cash': { input: z.strictObject({ requestId, tendered: wholeFenSchema }), output: done, failures: START },
  /** Part of an open sale that was paid in cash: the customer gets it back, and it is due again. */
  'payment.giveBackCash': { input: z.strictObject({ cashId: idSchema }), output: done, failures: ['no_payment', 'not_now'] },
  'payment.check': { input: z.strictObject({ paymentId: idSchema }), output: done, failures: ['no_payment', 'not_now', 'too_often'] },
  'payment.cancel': { input: z.strictObject({ paymentId: idSchema }), output: done, failures: ['no_payment', 'not_now'] },
  'payment.release': { input: z.strictObject({ paymentId: idSchema, approvalId }), output: done, failures: ['no_payment', 'not_now', 'approval_needed'] },
  /** Declares a payment done that the provider has not confirmed; stays unproven until it is proved. */
  'payment.force': { input: z.strictObject({ requestId, paymentId: idSchema, approvalId }), output: done, failures: ['no_payment', 'not_now', 'approval_needed'] },
  'payment.void': { input: z.strictObject({ requestId, paymentId: idSchema }), output: z.object({ refundId: z.string() }), failures: ['no_payment', 'not_now', 'refund_running'] },
  /** Brings a payment of the recovery list or of a chip into the window; null hides it. */
  'payment.show': { input: z.strictObject({ paymentId: idSchema.nullable() }), output: done, failures: ['no_payment'] },

  'tracking.search': { input: z.strictObject({ text: z.string().max(64) }), output: z.object({ payments: z.array(paymentView) }), failures: [] },
  'tracking.history': { input: z.strictObject({ paymentId: idSchema }), output: z.object({ payment: paymentView, lines: z.array(historyLine) }), failures: ['no_payment'] },

  'refund.lookUp': {
    input: z.strictObject({ number: z.string().min(1).max(64) }),
    output: z.object({ found: z.array(z.object({
      payment: paymentView, sale: saleView, refundable: fenSchema,
      /** Why nothing of it may be refunded now; figures in the fields below. */
      refusal: z.string().optional(),
      /** How often it was refunded, and how often it may be. */
      parts: z.int(), mostParts: z.int(),
      /** Whole days in which it can still be refunded; and the last moment. */
      daysLeft: z.int(), lastAt: z.number(),
      /** The provider wants this pause first, ms; 0 = now. */
      waitMs: z.number(),
      /** Quantities in thousandths. `amountLeft` is what giving back all that is left of the line comes to. */
      lines: z.array(z.object({
        lineId: z.string(), sold: z.int(), returned: z.int(), left: z.int(), paid: fenSchema, amountLeft: fenSchema, refusal: z.string().optional(),
      })),
    })) }), failures: [],
  },
  /** What these quantities of these lines come to, before anything is sent. */
  'refund.amountOf': {
    input: z.strictObject({ paymentId: idSchema, lines: refundLines }), output: z.object({ amount: fenSchema, refusal: z.string().optional() }),
    failures: ['no_payment', ...LINES],
  },
  'refund.start': {
    // Either an amount or lines; their amount is computed from what was really paid for them.
    input: z.strictObject({ requestId, paymentId: idSchema, amount: wholeFenSchema.optional(), lines: refundLines.optional(), approvalId }),
    output: z.object({ refundId: z.string() }),
    failures: [
      'no_payment', 'not_paid', 'refund_open_sale', 'refund_unproven', 'refund_too_much', 'refund_too_many', 'refund_too_soon', 'refund_too_late', 'refund_running', 'approval_needed',
      'lines_or_amount', ...LINES,
    ],
  },

  /** Who may say yes to a deed. */
  'approval.approvers': { input: z.strictObject({ deed }), output: z.object({ approvers: z.array(z.object({ id: z.string(), name: z.string() })) }), failures: [] },
  'approval.ask': {
    input: z.strictObject({ deed, subjectId: idSchema, amount: fenSchema, reason: z.string().max(200), approverId: idSchema, pin: z.string().regex(/^\d{4,12}$/) }),
    output: z.object({ approvalId: z.string() }),
    failures: ['no_person', 'wrong_pin', 'wait', 'locked', 'not_allowed', 'same_person', 'no_reason', 'requester_inactive'],
  },
  'drawer.open': { input: z.strictObject({ approvalId }), output: done, failures: ['no_printer', 'approval_needed'] },

  'receipt.print': { input: z.strictObject({ saleId: idSchema }), output: z.object({ jobId: z.string() }), failures: ['no_sale'] },
  'prefs.set': { input: z.strictObject({ language: languageSchema.optional(), theme: themeSchema.optional() }), output: done, failures: [] },
  ...DESK_ROUTES,
  'demo.open': { input: z.strictObject({ window: z.enum(['wallet', 'printer']) }), output: done, failures: ['not_demo'] },
  ...DISPLAY_ROUTES,
  ...KIOSK_ROUTES,
} as const satisfies Record<AskName, { input: z.ZodType; output: z.ZodType; failures: readonly string[] }>;

export const FEEDS = {
  till: { output: tillView },
  display: { output: displayView },
  kiosk: { output: kioskView.nullable() },
} as const satisfies Record<WatchName, { output: z.ZodType }>;

export type AskInput<Name extends AskName> = z.input<(typeof ROUTES)[Name]['input']>;
export type AskOutput<Name extends AskName> = z.output<(typeof ROUTES)[Name]['output']>;
export type AskFailure<Name extends AskName> = (typeof ROUTES)[Name]['failures'][number] | (typeof COMMON_FAILURES)[number];
export type Snapshot<Name extends WatchName> = z.output<(typeof FEEDS)[Name]['output']>;

/** Every answer: a value, or a failure with its code and an id that is in the log too. `detail` holds figures for the sentence. */
export type Answer<Name extends AskName> =
  | { readonly ok: true; readonly value: AskOutput<Name> }
  | { readonly ok: false; readonly code: AskFailure<Name>; readonly correlationId: string; readonly detail?: Readonly<Record<string, string | number>> };

/** What the preload puts on the page's window as `guitai`. */
export interface GuitaiPort {
  ask<Name extends AskName>(name: Name, input: AskInput<Name>): Promise<Answer<Name>>;
  /** Calls back with every new snapshot as JSON, beginning with the present one, until the returned function is called. */
  watch(name: WatchName, onSnapshot: (snapshot: string) => void): () => void;
}

/** The same for the screens, snapshots read. */
export interface GuitaiBridge extends Pick<GuitaiPort, 'ask'> {
  watch<Name extends WatchName>(name: Name, onSnapshot: (snapshot: Snapshot<Name>) => void): () => void;
}

if (new Set(ASK_NAMES).size !== ASK_NAMES.length) throw new Error('a route name is listed twice');
