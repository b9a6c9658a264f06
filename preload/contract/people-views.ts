/** People and what they may do, as a screen sees them. A PIN goes in; nothing of it ever comes out. */
import { z } from 'zod';
import type { Permission, Role } from '../../main/domain/approval.ts';
import { words } from './words.ts';

export const roleSchema = words<Role>()(['cashier', 'supervisor', 'manager', 'owner', 'it']);

export const permissionSchema = words<Permission>()([
  'sell', 'refund', 'refund_above_limit', 'refund_force', 'payment_force', 'payment_release', 'payment_void',
  'discount', 'discount_above_limit', 'price_change', 'drawer_open', 'cash_move', 'shift_close', 'reports',
  'kiosk_exit', 'kiosk_allow', 'settings', 'people',
]);

export const pinSchema = z.string().regex(/^\d{4,12}$/);
export const personNameSchema = z.string().trim().min(1).max(40);

export const personView = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  active: z.boolean(),
  granted: z.array(permissionSchema),
  denied: z.array(permissionSchema),
  pin: z.object({
    set: z.boolean(),
    /** Too many wrong ones: a new PIN, given by somebody with the right, lifts it. */
    locked: z.boolean(),
    /** The next try is possible after this time, ms; 0 = now. */
    waitMs: z.number(),
  }),
  /** What the person who is signed in may do with this one. */
  can: z.object({ change: z.boolean(), disable: z.boolean(), setPin: z.boolean() }),
});

export const roleTableSchema = z.object({
  cashier: z.array(permissionSchema),
  supervisor: z.array(permissionSchema),
  manager: z.array(permissionSchema),
  owner: z.array(permissionSchema),
  it: z.array(permissionSchema),
});

/** Who stands at the till, and what the screens may offer. */
export const accessView = z.object({
  /** `first_run`: nobody is there yet; the owner is made first (`people.firstOwner`). */
  state: z.enum(['first_run', 'signed_out', 'signed_in']),
  role: roleSchema.nullable(),
  may: z.array(permissionSchema),
});

export type PersonView = z.infer<typeof personView>;
export type AccessView = z.infer<typeof accessView>;
