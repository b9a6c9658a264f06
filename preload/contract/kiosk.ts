/**
 * Self-checkout: what the customer's screen sees and may ask. A narrow door of its own: no discounts, no other people's sales, no
 * force, no refund; what needs staff needs an approval.
 */
import { z } from 'zod';
import type { AskName, WatchName } from './names.ts';
import { fenSchema, idSchema, languageSchema, noticeView, paymentView, productView, saleView, themeSchema, tillView, walletSchema } from './views.ts';

export const KIOSK_STEPS = ['welcome', 'scan', 'review', 'pay', 'receipt', 'goodbye', 'hand_over'] as const;
export const HELP_REASONS = ['question', 'product', 'payment', 'cash', 'amount', 'restricted', 'counter', 'printer'] as const;

export const kioskView = z.object({
  revision: z.int(),
  now: z.number(),
  profile: z.enum(['demo', 'shop']),
  shop: z.object({ nameZh: z.string(), nameEn: z.string() }),
  till: z.object({ number: z.int() }),
  /** This customer's own, the till's until somebody chooses. */
  language: languageSchema,
  /** The till's look; what a customer needs besides is kept by the screen for one visit. */
  theme: themeSchema,
  step: z.enum(KIOSK_STEPS),
  sale: saleView.nullable(),
  quickKeys: z.array(productView),
  methods: tillView.shape.methods,
  /** The wallets that can be paid with here. */
  wallets: z.array(walletSchema),
  notice: noticeView.nullable(),
  awaitingCode: z.object({ amount: fenSchema }).nullable(),
  /** The payment of this customer's sale that runs or has just ended. */
  payment: paymentView.nullable(),
  finished: z.object({ receiptNo: z.string(), amount: fenSchema, proven: z.boolean(), checkDigits: z.string(), paper: z.boolean().nullable() }).nullable(),
  /** What staff must allow before this sale can be paid; `counter` is sold at the counter only, whoever comes. */
  blocks: z.array(z.enum(['amount', 'restricted', 'counter'])),
  help: z.object({ reason: z.enum(HELP_REASONS), at: z.number() }).nullable(),
  /** To be paid in cash at the counter. */
  handOver: z.object({ code: z.string(), receiptNo: z.string(), amount: fenSchema }).nullable(),
  /** `trouble`: what was to be printed has not come out. */
  printer: tillView.shape.printer.shape.state,
  /** The staff menu is open. */
  staff: z.boolean(),
  rules: z.object({
    /** Without a touch for this long, the screen asks whether somebody is there; and begins anew after `warnMs` more. */
    idleMs: z.int(), warnMs: z.int(), goodbyeMs: z.int(),
    cashHandOver: z.boolean(),
    /** `always`: paper comes by itself, nobody is asked. */
    receipt: z.enum(['ask', 'always']),
    /** What each customer begins with. */
    speech: z.boolean(), largeText: z.boolean(),
  }),
  /** Diagonal of this screen, inches; null while nobody has measured it. */
  inches: z.number().nullable(),
  /** In a demo, who may come and with which PIN; no real shop has this. */
  demo: z.object({ name: z.string(), pin: z.string() }).nullable(),
});

export type KioskView = z.infer<typeof kioskView>;
export type KioskStep = KioskView['step'];
export type HelpReason = (typeof HELP_REASONS)[number];

const none = z.strictObject({});
const done = z.object({});
const requestId = z.string().regex(/^[0-9A-Za-z-]{8,64}$/);
const approvalId = idSchema.optional();
const EDIT = ['not_kiosk', 'no_sale', 'no_line', 'frozen'] as const;

export const KIOSK_ROUTES = {
  /** A customer touched the welcome screen, or changed the language on the way. */
  'kiosk.begin': { input: z.strictObject({ language: languageSchema }), output: done, failures: ['not_kiosk'] },
  'kiosk.scan': { input: z.strictObject({ text: z.string().min(1).max(512) }), output: done, failures: ['not_kiosk'] },
  'kiosk.add': { input: z.strictObject({ productId: idSchema }), output: done, failures: ['not_kiosk', 'no_product', 'frozen'] },
  /** A piece more or less, counted from what is there when it arrives; one piece stays. Weighed goods are `no_line`. */
  'kiosk.stepQuantity': { input: z.strictObject({ lineId: idSchema, by: z.literal([1, -1]) }), output: done, failures: EDIT },
  'kiosk.remove': { input: z.strictObject({ lineId: idSchema }), output: done, failures: EDIT },
  'kiosk.go': { input: z.strictObject({ step: z.enum(['scan', 'review', 'pay']) }), output: done, failures: ['not_kiosk', 'no_sale', 'frozen', 'blocked'] },
  'kiosk.pay': {
    input: z.strictObject({ requestId, by: z.enum(['mobile', 'alipay', 'wechat']) }), output: done,
    failures: ['not_kiosk', 'blocked', 'no_sale', 'frozen', 'nothing_due', 'amount_too_large', 'amount_too_small', 'wallet_off', 'clock_wrong', 'no_shift', 'duplicate_suspected'],
  },
  /** Before a payment exists: back to the choice. After: asks to cancel, which can end as paid. */
  'kiosk.stopPay': { input: none, output: done, failures: ['not_kiosk', 'not_now'] },
  'kiosk.check': { input: none, output: done, failures: ['not_kiosk', 'not_now', 'too_often'] },
  /** Calls staff; null says that the call is over. */
  'kiosk.help': { input: z.strictObject({ reason: z.enum(HELP_REASONS).nullable() }), output: done, failures: ['not_kiosk'] },
  'kiosk.receipt': { input: z.strictObject({ paper: z.boolean() }), output: done, failures: ['not_kiosk', 'not_now'] },
  /** Puts the sale aside to be paid in cash at the counter. */
  'kiosk.handOver': { input: z.strictObject({ requestId }), output: done, failures: ['not_kiosk', 'no_sale', 'frozen', 'not_now'] },
  /** The customer leaves, or nobody is there any more. Refused while money is in the sale or on its way. */
  'kiosk.leave': { input: none, output: done, failures: ['not_kiosk', 'frozen'] },
  /** Staff allow this sale, as it is now, to be paid. */
  'kiosk.allow': { input: z.strictObject({ approvalId }), output: done, failures: ['not_kiosk', 'no_sale', 'approval_needed'] },
  /** Opens the staff menu. */
  'kiosk.staff': { input: z.strictObject({ approvalId }), output: done, failures: ['not_kiosk', 'approval_needed'] },
  /** From the staff menu only. */
  'kiosk.staffDo': { input: z.strictObject({ what: z.enum(['back', 'drop_sale', 'to_till', 'quit']) }), output: done, failures: ['not_kiosk', 'not_now', 'frozen'] },
} as const satisfies Partial<Record<AskName, { input: z.ZodType; output: z.ZodType; failures: readonly string[] }>>;

/** All that the kiosk's page may send. */
export const KIOSK_PAGE: { readonly asks: readonly AskName[]; readonly watches: readonly WatchName[] } = {
  asks: [...(Object.keys(KIOSK_ROUTES) as (keyof typeof KIOSK_ROUTES)[]), 'approval.approvers', 'approval.ask'],
  watches: ['kiosk'],
};
