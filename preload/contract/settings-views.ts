/**
 * Settings of the store and of this till. Secrets only go in; what comes out says whether one is there, by what fingerprint it is
 * known and since when.
 */
import { z } from 'zod';
import type { SequenceKind } from '../../main/domain/numbering.ts';
import { networkView, reachObstacleSchema } from './network-views.ts';
import { DISPLAY_INCHES, KIOSK_SECONDS } from './limits.ts';
import { roleSchema } from './people-views.ts';
import { fenSchema, languageSchema, walletSchema } from './views.ts';
import { words } from './words.ts';

export const methodSchema = z.enum(['mobile', 'alipay', 'wechat', 'cash']);
const line = z.string().max(48);
const codeRule = z.strictObject({
  lengths: z.array(z.int().min(6).max(48)).min(1).max(32),
  prefixes: z.array(z.string().regex(/^\d{1,8}$/)).min(1).max(100),
});

/** Milliseconds between these seconds, whole seconds. */
const seconds = (least: number, most: number) => z.int().min(least * 1000).max(most * 1000).multipleOf(1000);

export const kioskRulesSchema = z.strictObject({
  /** Above this, fen, staff look at the basket first; 0 = at every one. */
  amountLimit: fenSchema.min(0).max(10_000_000_000),
  /** Goods with an age limit: staff clear them, or they are sold at the counter only. */
  restricted: z.enum(['staff', 'counter']),
  idleMs: seconds(...KIOSK_SECONDS.idleMs), warnMs: seconds(...KIOSK_SECONDS.warnMs), goodbyeMs: seconds(...KIOSK_SECONDS.goodbyeMs),
  cashHandOver: z.boolean(),
  receipt: z.enum(['ask', 'always']),
  speech: z.boolean(),
  largeText: z.boolean(),
});

export const storeSettingsSchema = z.strictObject({
  shop: z.strictObject({ nameZh: z.string().trim().min(1).max(60), nameEn: z.string().trim().max(60), address: z.string().max(120), phone: z.string().max(40) }),
  receipt: z.strictObject({ language: languageSchema, head: z.array(line).max(6), foot: z.array(line).max(6) }),
  /** Every method once, in the order of the buttons. Hidden from a role or a person: the button is not there. */
  methods: z.array(z.strictObject({ method: methodSchema, visible: z.boolean(), hiddenFromRoles: z.array(roleSchema), hiddenFromPeople: z.array(z.string().max(64)).max(200) })).length(4),
  /** 抹零 of cash, downwards only: to the jiao, to the yuan, or none. */
  cashRounding: z.enum(['none', 'jiao', 'yuan']),
  limits: z.strictObject({
    /** Basis points of a line or a sale that need nobody. */
    discountShare: z.int().min(0).max(10_000),
    /** Fen that need nobody. */
    refund: fenSchema.min(0),
    /** Over or short by more than this is marked on the Z, fen. */
    drawerDifference: fenSchema.min(0),
  }),
  /** The person who asks may also approve: one-person shops. */
  selfApproval: z.boolean(),
  /** A second payment of the same amount within this time asks first, ms; 0 = never asks. */
  duplicateWindowMs: z.int().min(0).max(3_600_000),
  /** Days after the payment in which each wallet still refunds, as the contract says. */
  refundDays: z.strictObject({ alipay: z.int().min(1).max(730), wechat: z.int().min(1).max(730) }),
  scan: z.strictObject({
    wallets: z.strictObject({ alipay: codeRule, wechat: codeRule }),
    scaleLabels: z.array(z.strictObject({ prefix: z.string().regex(/^\d{1,6}$/), template: z.string().regex(/^[PIAWC-]{12,24}$/) })).max(20),
  }),
  /** No sale without an open shift. */
  shiftRequired: z.boolean(),
  kiosk: kioskRulesSchema,
});

export const tillSettingsSchema = z.strictObject({
  /** What people call this till; empty = by its number. */
  name: z.string().trim().max(40),
  language: languageSchema,
  sounds: z.boolean(),
  /** Diagonal of the screen that customers see, so that a QR is 60 mm large on it; null = unknown. */
  displayInches: z.number().min(DISPLAY_INCHES[0]).max(DISPLAY_INCHES[1]).nullable(),
});

const sequenceKindSchema = words<SequenceKind>()(['order', 'micropay', 'refund']);

export const sequenceSchema = z.strictObject({
  kind: sequenceKindSchema,
  prefix: z.string().regex(/^[0-9A-Za-z_-]{0,16}$/),
  suffix: z.string().regex(/^[0-9A-Za-z_-]{0,16}$/),
  style: z.enum(['serial', 'dated']),
  /** The next counter, forwards only; absent leaves it. */
  next: z.int().min(0).max(99_999).optional(),
});

export const sequenceView = z.object({
  kind: sequenceKindSchema, prefix: z.string(), suffix: z.string(), style: z.enum(['serial', 'dated']),
  next: z.int().nullable(),
  /** What such a number looks like. */
  sample: z.string(),
});

/** A setting that works but is dangerous, with what it is about. The sentence is `settings.warning.<code>`. */
export const settingsWarning = z.object({
  code: z.enum(['scale_label_like_payment_code', 'wallet_codes_overlap', 'scale_rules_overlap', 'payment_code_like_product', 'payment_code_like_receipt', 'published_code_left_out']),
  about: z.string(),
});

/** Files of several certificates are the longest. */
const fieldText = z.string().max(30_000);

const condition = z.object({ field: z.string(), is: z.string() });
const entry = {
  name: z.string(),
  /** Always, never, or only by what was chosen in another field. */
  required: z.union([z.boolean(), condition]),
  /** Of no use unless this was chosen. */
  when: condition.optional(),
  /** Of several lines: a key or a certificate. */
  long: z.boolean(),
};

/** Public fields by name; secrets by name. Which there are: `fields` and `secrets` of the answer, in the order of the form. */
export const providerView = z.object({
  wallet: walletSchema,
  enabled: z.boolean(),
  /** False in demo mode: the simulated provider's own settings are shown and cannot be changed. */
  editable: z.boolean(),
  fields: z.array(z.object({ ...entry, value: z.string(), choices: z.array(z.string()).optional() })),
  secrets: z.array(z.object({
    ...entry, set: z.boolean(),
    /** Eight hex digits of the SHA-256 of what was typed in: tells two keys apart and tells nothing of either. */
    fingerprint: z.string().optional(),
    since: z.number().optional(),
  })),
  /** Why it cannot be used as it stands, in the order in which to mend it. The sentence is `settings.problem.<code>`. */
  problems: z.array(z.object({
    code: z.enum(['field_missing', 'field_bad', 'secret_missing', 'secret_bad', 'not_accepted']), name: z.string(),
    /** What is wrong with it in the adapter's own word, and one English sentence for support. */
    flaw: z.string().optional(), sentence: z.string().optional(),
  })),
});

export const providerChange = z.strictObject({
  wallet: walletSchema,
  enabled: z.boolean(),
  fields: z.record(z.string().max(40), fieldText),
  /** Only those that change; an empty text forgets the secret. */
  secrets: z.record(z.string().max(40), fieldText),
});

/** The steps of a test, in order. `code` of a failed one is a failure code: its sentences are `failure.<code>` and `failure.<code>.next`. */
export const providerTestView = z.object({
  ok: z.boolean(),
  steps: z.array(z.object({
    step: z.enum(['settings', 'reach', 'clock', 'signature', 'query']),
    state: z.enum(['ok', 'warning', 'failed', 'skipped']),
    code: z.string().optional(),
    /** The provider's own words, for support. */
    providerCode: z.string().optional(),
    providerText: z.string().optional(),
    obstacle: reachObstacleSchema.optional(),
  })),
  ms: z.number(),
});

export const settingsView = z.object({
  store: storeSettingsSchema,
  till: tillSettingsSchema.extend({ id: z.string(), number: z.int() }),
  sequences: z.array(sequenceView),
  warnings: z.array(settingsWarning),
  providers: z.array(providerView),
  network: networkView,
  /**
   * How secrets are kept: `os` by the system's own store of keys; `account` by a key file of this account, which is weaker and is said.
   * `broken`: what was kept cannot be opened on this machine, and everything must be typed in again.
   */
  secrets: z.object({ protection: z.enum(['os', 'account']), broken: z.boolean() }),
});

export type SettingsView = z.infer<typeof settingsView>;
export type ProviderView = z.infer<typeof providerView>;
export type ProviderTestView = z.infer<typeof providerTestView>;
export type StoreSettingsInput = z.infer<typeof storeSettingsSchema>;
export type ProviderChange = z.infer<typeof providerChange>;
