/**
 * What the customer sees on the second screen: a part of the till's picture with nothing in it that is not the customer's own.
 * The page behind it may ask nothing and watch this one feed.
 */
import { z } from 'zod';
import type { AskName, WatchName } from './names.ts';
import { fenSchema, languageSchema, STAGES, themeSchema, walletSchema } from './views.ts';

const goodsLine = z.object({ id: z.string(), nameZh: z.string(), nameEn: z.string(), quantity: z.int(), unit: z.enum(['piece', 'kg']), total: fenSchema });

export const displayView = z.object({
  revision: z.int(),
  now: z.number(),
  profile: z.enum(['demo', 'shop']),
  shop: z.object({ nameZh: z.string(), nameEn: z.string() }),
  prefs: z.object({ language: languageSchema, theme: themeSchema }),
  /** With what can be paid here. */
  ways: z.array(z.enum(['alipay', 'wechat', 'cash'])),
  /** Diagonal of this screen, inches; null while nobody has measured it. */
  inches: z.number().nullable(),
  scene: z.discriminatedUnion('name', [
    z.object({ name: z.literal('idle') }),
    z.object({
      name: z.literal('basket'), lines: z.array(goodsLine), pieces: z.int(), discount: fenSchema, total: fenSchema, covered: fenSchema, due: fenSchema,
    }),
    /** The customer is asked to show the payment code. */
    z.object({ name: z.literal('code'), amount: fenSchema }),
    z.object({
      name: z.literal('payment'), id: z.string(), wallet: walletSchema, kind: z.enum(['barcode', 'qr']), amount: fenSchema, stage: z.enum(STAGES),
      /** There only while it is good to be scanned. */
      qrText: z.string().optional(),
      expiresAt: z.number(),
    }),
    z.object({
      name: z.literal('done'), saleId: z.string(), proven: z.boolean(), amount: fenSchema, change: fenSchema, at: z.number(),
      methods: z.array(z.enum(['cash', 'alipay', 'wechat'])),
      /** The same two as on the till; there only for what a wallet has proved. */
      checkDigits: z.string().optional(),
    }),
  ]),
});

export type DisplayView = z.infer<typeof displayView>;
export type Scene = DisplayView['scene'];

export const DISPLAY_ROUTES = {
  /** Opens the customer's window, on the second screen when there is one. */
  'display.open': { input: z.strictObject({}), output: z.object({}), failures: ['no_display'] },
} as const satisfies Partial<Record<AskName, { input: z.ZodType; output: z.ZodType; failures: readonly string[] }>>;

/** All that the customer's page may send. */
export const DISPLAY_PAGE: { readonly asks: readonly AskName[]; readonly watches: readonly WatchName[] } = { asks: [], watches: ['display'] };
