/**
 * Who may do what. What a person may not do alone needs an Approval: a value that says who allowed whom to do what, to
 * which thing, for how much and why. Functions that need one take it as an argument, so that forgetting it does not compile.
 */
import type { Fen } from './money.ts';

export const ROLES = ['cashier', 'supervisor', 'manager', 'owner', 'it'] as const;
export type Role = (typeof ROLES)[number];

/** What a person may do, or allow others to do. */
export const PERMISSIONS = [
  'sell', 'refund', 'refund_above_limit', 'refund_force', 'payment_force', 'payment_release', 'payment_void',
  'discount', 'discount_above_limit', 'price_change', 'drawer_open', 'cash_move', 'shift_close', 'reports',
  'kiosk_exit', 'kiosk_allow', 'settings', 'people',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What approvals are asked for: everything that moves or risks money beyond a cashier's own hand. */
export type ApprovedDeed = Extract<
  Permission,
  'payment_force' | 'refund_force' | 'refund_above_limit' | 'discount_above_limit' | 'price_change' | 'drawer_open' | 'kiosk_exit' | 'kiosk_allow' | 'payment_release' | 'payment_void'
>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  /** Named grants beyond, and refusals below, what the role gives. */
  readonly granted: readonly Permission[];
  readonly denied: readonly Permission[];
}

export type RolePermissions = Readonly<Record<Role, readonly Permission[]>>;

const CASHIER: readonly Permission[] = ['sell', 'refund', 'discount', 'cash_move', 'payment_void'];
const SUPERVISOR: readonly Permission[] = [
  ...CASHIER, 'payment_force', 'payment_release', 'refund_above_limit', 'discount_above_limit', 'price_change', 'drawer_open', 'shift_close', 'kiosk_exit', 'kiosk_allow', 'reports',
];
const MANAGER: readonly Permission[] = [...SUPERVISOR, 'refund_force', 'people', 'settings'];

/** What a new store begins with; a store may edit it. IT sets the till up and touches no money. */
export const DEFAULT_ROLE_PERMISSIONS: RolePermissions = {
  cashier: CASHIER,
  supervisor: SUPERVISOR,
  manager: MANAGER,
  owner: PERMISSIONS,
  it: ['settings', 'kiosk_exit'],
};

export interface ApprovalPolicy {
  readonly roles: RolePermissions;
  /** The store allows a person to approve the own wish (one-person shops). Off by default. */
  readonly selfApproval: boolean;
  /** Discounts of a line or a sale up to this share need nobody, basis points. */
  readonly discountLimit: number;
  /** Refunds of one payment that come to no more than this in all need nobody, fen. */
  readonly refundLimit: Fen;
  /** An approval not used within this time is void, ms. */
  readonly lifeMs: number;
}

export function may(person: Person, permission: Permission, roles: RolePermissions): boolean {
  if (!person.active || person.denied.includes(permission)) return false;
  return person.granted.includes(permission) || roles[person.role].includes(permission);
}

/** What is asked for: bound to one thing and one amount, so that it cannot be used for another. */
export interface ApprovalWish {
  readonly deed: ApprovedDeed;
  /** Id of the payment, refund, sale or till that it is about. */
  readonly subjectId: string;
  readonly amount: Fen;
  readonly reason: string;
}

declare const approvalBrand: unique symbol;

/** Made by `approve` alone. */
export interface Approval extends ApprovalWish {
  readonly [approvalBrand]: true;
  readonly id: string;
  readonly approverId: string;
  readonly requesterId: string;
  readonly at: number;
}

export type ApprovalRefusal = 'not_allowed' | 'same_person' | 'no_reason' | 'requester_inactive';

/** At least this much is a reason. */
const LEAST_REASON = 2;

/** Allows a wish, or says why not. The approver's PIN has been proved by the caller. */
export function approve(
  given: { readonly id: string; readonly approver: Person; readonly requester: Person; readonly wish: ApprovalWish; readonly at: number },
  policy: ApprovalPolicy,
): Approval | ApprovalRefusal {
  const { approver, requester, wish } = given;
  if (!requester.active) return 'requester_inactive';
  if (!may(approver, wish.deed, policy.roles)) return 'not_allowed';
  if (approver.id === requester.id && !policy.selfApproval) return 'same_person';
  const reason = wish.reason.trim();
  if (Array.from(reason).length < LEAST_REASON) return 'no_reason';
  return { ...wish, reason, id: given.id, approverId: approver.id, requesterId: requester.id, at: given.at } as Approval;
}

/** True when an approval fits the deed it is shown for: this thing, this amount, in time. Each is used once; the caller sees to that. */
export function fits(approval: Approval, wish: Omit<ApprovalWish, 'reason'>, at: number, policy: ApprovalPolicy): boolean {
  return (
    approval.deed === wish.deed && approval.subjectId === wish.subjectId && approval.amount === wish.amount &&
    at >= approval.at && at - approval.at <= policy.lifeMs
  );
}

// ── PIN entry: growing delay and lock-out ────────────────────────────────────────────────────────────────────────────

/** Wrong PINs of one person since the last right one. */
export interface PinTries {
  readonly wrong: number;
  readonly lastAt: number;
}

/** Free tries, then pauses that grow; after the last one the person is locked until somebody with the right unlocks. */
const FREE_TRIES = 3;
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000] as const;

export type PinGate = { readonly open: true } | { readonly open: false; readonly waitMs: number } | { readonly open: false; readonly locked: true };

/** Whether a PIN may be tried now. A clock that jumped backwards opens nothing earlier. */
export function pinGate({ wrong, lastAt }: PinTries, at: number): PinGate {
  if (wrong < FREE_TRIES) return { open: true };
  const pause = PAUSES_MS[wrong - FREE_TRIES];
  if (pause === undefined) return { open: false, locked: true };
  const passed = Math.max(0, at - lastAt);
  return passed >= pause ? { open: true } : { open: false, waitMs: pause - passed };
}

export function afterWrongPin({ wrong }: PinTries, at: number): PinTries {
  return { wrong: wrong + 1, lastAt: at };
}
