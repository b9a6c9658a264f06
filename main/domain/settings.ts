/**
 * What a store decides about its tills: name, buttons, limits, rules. Plain values with what is wrong or dangerous about them;
 * nothing here is a secret.
 */
import { DEFAULT_ROLE_PERMISSIONS, PERMISSIONS } from './approval.ts';
import type { ApprovalPolicy, Person, Role, RolePermissions } from './approval.ts';
import { DEFAULT_KIOSK_RULES } from './kiosk-rules.ts';
import type { KioskRules } from './kiosk-rules.ts';
import { fen } from './money.ts';
import type { Fen } from './money.ts';
import type { Wallet } from './payment.ts';
import { DEFAULT_REFUND_LIMITS } from './refund.ts';
import type { RefundLimits } from './refund.ts';
import { scaleRuleProblem } from './scan-label.ts';
import type { ScaleLabelRule } from './scan-label.ts';
import { DEFAULT_SCAN_RULES } from './scan.ts';
import type { ScanRules, WalletCodeRule } from './scan.ts';

export const METHODS = ['mobile', 'alipay', 'wechat', 'cash'] as const;
export type Method = (typeof METHODS)[number];

export interface MethodSetting {
  readonly method: Method;
  readonly visible: boolean;
  readonly hiddenFromRoles: readonly Role[];
  /** Ids of persons. */
  readonly hiddenFromPeople: readonly string[];
}

/** 抹零 of cash, downwards only: rounding up would charge more than the price. */
export type CashRounding = 'none' | 'jiao' | 'yuan';

export interface StoreSettings {
  readonly shop: { readonly nameZh: string; readonly nameEn: string; readonly address: string; readonly phone: string };
  readonly receipt: { readonly language: 'zh' | 'en'; readonly head: readonly string[]; readonly foot: readonly string[] };
  /** Every method once, in the order of the buttons. */
  readonly methods: readonly MethodSetting[];
  readonly cashRounding: CashRounding;
  readonly limits: {
    /** Basis points of a line or a sale that need nobody. */
    readonly discountShare: number;
    readonly refund: Fen;
    /** A drawer over or short by more than this is marked on the Z. */
    readonly drawerDifference: Fen;
  };
  /** The person who asks may also approve. */
  readonly selfApproval: boolean;
  /** A second payment of the same amount within this time asks first, ms; 0 = never. */
  readonly duplicateWindowMs: number;
  readonly refundDays: Readonly<Record<Wallet, number>>;
  readonly scan: ScanRules;
  /** No money is taken without an open shift. */
  readonly shiftRequired: boolean;
  readonly kiosk: KioskRules;
}

export interface TillPreferences {
  /** What people call this till; the screens say its number while it is empty. */
  readonly name: string;
  readonly language: 'zh' | 'en';
  readonly sounds: boolean;
  /** Diagonal of the screen that customers see, inches; null while nobody has measured it. Screens do not tell it truly by themselves. */
  readonly displayInches: number | null;
}

export interface SavedSettings {
  readonly store: StoreSettings;
  readonly till: TillPreferences;
  /** Role → permissions, as the store has edited them. */
  readonly roles: RolePermissions;
}

export const DEFAULT_SETTINGS: SavedSettings = {
  store: {
    shop: { nameZh: '我的小店', nameEn: 'My shop', address: '', phone: '' },
    receipt: { language: 'zh', head: [], foot: [] },
    methods: METHODS.map((method) => ({ method, visible: true, hiddenFromRoles: [], hiddenFromPeople: [] })),
    cashRounding: 'jiao',
    limits: { discountShare: 2_000, refund: fen(50_000), drawerDifference: fen(1_000) },
    selfApproval: false,
    duplicateWindowMs: 120_000,
    refundDays: { alipay: DEFAULT_REFUND_LIMITS.alipay.windowDays, wechat: DEFAULT_REFUND_LIMITS.wechat.windowDays },
    scan: DEFAULT_SCAN_RULES,
    shiftRequired: false,
    kiosk: DEFAULT_KIOSK_RULES,
  },
  till: { name: '', language: 'zh', sounds: true, displayInches: null },
  roles: DEFAULT_ROLE_PERMISSIONS,
};

const ROUNDING_STEPS: Readonly<Record<CashRounding, Fen>> = { none: fen(0), jiao: fen(10), yuan: fen(100) };

export function roundingStep(rounding: CashRounding): Fen {
  return ROUNDING_STEPS[rounding];
}

export function refundLimits(wallet: Wallet, { refundDays }: Pick<StoreSettings, 'refundDays'>): RefundLimits {
  return { ...DEFAULT_REFUND_LIMITS[wallet], windowDays: refundDays[wallet] };
}

/** An approval not used within this time is void. */
const APPROVAL_LIFE_MS = 120_000;

/** All policy about money and consent, out of what the store has saved. */
export function policyOf({ store, roles }: Pick<SavedSettings, 'store' | 'roles'>): ApprovalPolicy {
  return { roles, selfApproval: store.selfApproval, discountLimit: store.limits.discountShare, refundLimit: store.limits.refund, lifeMs: APPROVAL_LIFE_MS };
}

/** Whether a method's button is there for this person. */
export function isOffered({ visible, hiddenFromRoles, hiddenFromPeople }: MethodSetting, person: Pick<Person, 'id' | 'role'> | undefined): boolean {
  return visible && (person === undefined || !(hiddenFromRoles.includes(person.role) || hiddenFromPeople.includes(person.id)));
}

/** The owner's row is always everything: a store must not be able to lock itself out. */
export function soundRoles(roles: RolePermissions): RolePermissions {
  return { ...roles, owner: PERMISSIONS };
}

/** Parts of the settings that decide over money; who only sets tills up may not touch them. */
export function changesMoney(before: StoreSettings, after: StoreSettings): boolean {
  const money = ({ cashRounding, limits, selfApproval, duplicateWindowMs, refundDays, shiftRequired, kiosk }: StoreSettings): string =>
    JSON.stringify([
      cashRounding, limits.discountShare, limits.refund, limits.drawerDifference, selfApproval, duplicateWindowMs, refundDays.alipay, refundDays.wechat, shiftRequired,
      kiosk.amountLimit, kiosk.restricted,
    ]);
  return money(before) !== money(after);
}

export type SettingsProblem = { readonly code: 'methods_incomplete' | 'scale_rule_bad'; readonly name: string };

/** Why these settings cannot be saved, or undefined. */
export function settingsProblem({ methods, scan }: StoreSettings): SettingsProblem | undefined {
  const missing = METHODS.find((method) => methods.filter((setting) => setting.method === method).length !== 1);
  if (missing) return { code: 'methods_incomplete', name: missing };
  const bad = badScaleRule(scan);
  return bad && { code: 'scale_rule_bad', name: bad.prefix };
}

/** The first label's layout that cannot be. */
export function badScaleRule({ scaleLabels }: ScanRules): ScaleLabelRule | undefined {
  return scaleLabels.find((rule) => scaleRuleProblem(rule) !== undefined);
}

const WALLETS = ['alipay', 'wechat'] as const;
/** As they write themselves, in every language. */
const NAMES: Readonly<Record<Wallet, string>> = { alipay: 'Alipay', wechat: 'WeChat' };
/** EAN-8, UPC-A, EAN-13, ITF-14. */
const PRODUCT_LENGTHS: readonly number[] = [8, 12, 13, 14];
/** Out_SN. */
const RECEIPT_LENGTH = 11;

export type SettingsWarning = {
  readonly code: 'scale_label_like_payment_code' | 'wallet_codes_overlap' | 'scale_rules_overlap' | 'payment_code_like_product' | 'payment_code_like_receipt' | 'published_code_left_out';
  readonly about: string;
};

/**
 * What works but is dangerous. An 18-digit scale label that begins like a payment code is told apart only by the window in which it
 * is scanned.
 */
export function scanWarnings(rules: ScanRules): readonly SettingsWarning[] {
  const { wallets, scaleLabels } = rules;
  const likeCodes = scaleLabels
    .filter(({ prefix, template }) => Object.values(wallets).some(({ lengths, prefixes }) => lengths.includes(template.length) && prefixes.some((code) => fitsTogether(code, prefix))))
    .map(({ prefix, template }): SettingsWarning => ({ code: 'scale_label_like_payment_code', about: `${prefix} (${template.length})` }));
  const covered = scaleLabels
    .filter((rule, index) => scaleLabels.slice(0, index).some((earlier) => earlier.template.length === rule.template.length && rule.prefix.startsWith(earlier.prefix)))
    .map(({ prefix, template }): SettingsWarning => ({ code: 'scale_rules_overlap', about: `${prefix} (${template.length})` }));
  const shared = wallets.wechat.lengths.filter((length) => wallets.alipay.lengths.includes(length)).flatMap((length) =>
    wallets.alipay.prefixes
      .filter((prefix) => wallets.wechat.prefixes.some((other) => fitsTogether(prefix, other)))
      .map((prefix): SettingsWarning => ({ code: 'wallet_codes_overlap', about: `${prefix} (${length})` })));
  return [...likeCodes, ...shared, ...covered, ...WALLETS.flatMap((wallet) => [...likeOthers(rules.wallets[wallet]), ...leftOut(wallet, rules)])];
}

/** A payment code of such a length may be a product's bar code or the number on our own receipts. */
function likeOthers({ lengths }: WalletCodeRule): readonly SettingsWarning[] {
  return lengths.flatMap((length): readonly SettingsWarning[] => {
    if (PRODUCT_LENGTHS.includes(length)) return [{ code: 'payment_code_like_product', about: String(length) }];
    return length === RECEIPT_LENGTH ? [{ code: 'payment_code_like_receipt', about: String(length) }] : [];
  });
}

/** Codes that the wallet itself is known to show and that these rules would not know. */
function leftOut(wallet: Wallet, { wallets }: ScanRules): readonly SettingsWarning[] {
  const { lengths, prefixes } = wallets[wallet];
  const published = DEFAULT_SCAN_RULES.wallets[wallet];
  const noPrefix = published.prefixes.filter((prefix) => !prefixes.some((known) => prefix.startsWith(known)));
  const noLength = published.lengths.filter((length) => !lengths.includes(length));
  return [...noPrefix.map((prefix) => `${prefix}…`), ...noLength.map((length) => `(${length})`)].map((about): SettingsWarning => ({ code: 'published_code_left_out', about: `${NAMES[wallet]} ${about}` }));
}

/** Some number begins with both. */
function fitsTogether(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

