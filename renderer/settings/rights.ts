/** Rights and roles in the order in which people think of them: selling first, running the shop last. */
import type { PersonView } from '../../preload/contract/people-views.ts';

export type Right = PersonView['granted'][number];
export type Role = PersonView['role'];

export const ROLES = ['cashier', 'supervisor', 'manager', 'owner', 'it'] as const satisfies readonly Role[];

export const RIGHTS: readonly Right[] = [
  'sell', 'refund', 'refund_above_limit', 'discount', 'discount_above_limit', 'price_change', 'payment_void', 'payment_force', 'payment_release', 'refund_force',
  'drawer_open', 'cash_move', 'shift_close', 'reports', 'kiosk_exit', 'kiosk_allow', 'settings', 'people',
];
