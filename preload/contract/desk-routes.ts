/** The routes of the desks behind the counter: people, shift, tracking, settings. */
import { z } from 'zod';
import { BACKUP_ROUTES } from './backup-views.ts';
import { DEVICE_ROUTES } from './device-views.ts';
import { GOODS_ROUTES } from './goods-views.ts';
import type { AskName } from './names.ts';
import { NETWORK_FAILURES, networkChange, networkView } from './network-views.ts';
import { personNameSchema, permissionSchema, personView, pinSchema, roleSchema, roleTableSchema } from './people-views.ts';
import { providerChange, providerTestView, providerView, sequenceSchema, settingsView, settingsWarning, storeSettingsSchema, tillSettingsSchema } from './settings-views.ts';
import { settingsFileView } from './settings-file.ts';
import { shiftReportView, shiftView } from './shift-views.ts';
import { refundRow, timelineRow, trackFilterSchema, trackRow } from './tracking-views.ts';
import { fenSchema, idSchema, saleView, walletSchema, wholeFenSchema } from './views.ts';

const none = z.strictObject({});
const done = z.object({});
const requestId = z.string().regex(/^[0-9A-Za-z-]{8,64}$/);
const countedFen = fenSchema.min(0).max(10_000_000_000);
const reason = z.string().trim().max(200);

const PIN = ['no_person', 'wrong_pin', 'wait', 'locked'] as const;

export const DESK_ROUTES = {
  /** Everybody, the disabled ones too. Answered while nobody is signed in with those who may sign in: their `can` is all false. */
  'people.list': { input: none, output: z.object({ people: z.array(personView), roles: roleTableSchema, selfApproval: z.boolean() }), failures: [] },
  /** The first person of a new store: the owner, with a PIN of the owner's choice. Signs in. */
  'people.firstOwner': { input: z.strictObject({ requestId, name: personNameSchema, pin: pinSchema }), output: z.object({ personId: z.string() }), failures: ['not_first_run', 'pin_too_easy'] },
  /** Signs in, or changes the cashier: what is parked, open or unfinished stays as it is. `wait` carries `waitMs`. */
  'people.signIn': { input: z.strictObject({ personId: idSchema, pin: pinSchema }), output: done, failures: PIN },
  'people.signOut': { input: none, output: done, failures: [] },
  /** Adds a person (no `id`; `pin` is demanded then) or changes name, role, rights, and whether the person may work here. */
  'people.save': {
    input: z.strictObject({
      requestId, id: idSchema.optional(), name: personNameSchema, role: roleSchema, active: z.boolean(),
      granted: z.array(permissionSchema).max(30), denied: z.array(permissionSchema).max(30), pin: pinSchema.optional(),
    }),
    output: z.object({ personId: z.string() }),
    failures: ['no_person', 'name_taken', 'last_owner', 'only_owner', 'beyond_own_rights', 'own_role', 'pin_needed', 'pin_too_easy'],
  },
  /** The own PIN with the old one; another's by the right `people`. Lifts a lock. */
  'people.changePin': { input: z.strictObject({ personId: idSchema, oldPin: pinSchema.optional(), newPin: pinSchema }), output: done, failures: [...PIN, 'only_owner', 'pin_too_easy'] },
  /** What each role may do. The owner's row is always everything. */
  'people.saveRoles': { input: z.strictObject({ roles: roleTableSchema.strict(), selfApproval: z.boolean() }), output: done, failures: ['only_owner'] },

  /** The open shift of this till, and the shifts before, newest first. */
  'shift.view': { input: none, output: z.object({ open: shiftView.nullable(), earlier: z.array(shiftView) }), failures: [] },
  'shift.open': { input: z.strictObject({ requestId, float: countedFen }), output: z.object({ shiftId: z.string() }), failures: ['shift_open'] },
  'shift.move': {
    input: z.strictObject({ requestId, kind: z.enum(['in', 'out']), amount: wholeFenSchema, reason }), output: z.object({ moveId: z.string() }),
    failures: ['no_shift', 'shift_counted', 'no_reason'],
  },
  /** Commits the count of the drawer; it cannot be taken back. The answer tells what should have been there. */
  'shift.count': {
    input: z.strictObject({ requestId, total: countedFen, note: reason }), output: z.object({ expected: fenSchema, difference: fenSchema, overLimit: z.boolean() }),
    failures: ['no_shift', 'shift_counted', 'sale_in_progress'],
  },
  /** Ends the shift with its Z. Payments that are still being checked are named on it and go on being watched. */
  'shift.close': { input: z.strictObject({ requestId }), output: z.object({ number: z.int(), shiftId: z.string() }), failures: ['no_shift', 'not_counted', 'sale_in_progress'] },
  /** X of the open shift (no id), or the Z of a closed one. */
  'shift.report': { input: z.strictObject({ shiftId: idSchema.optional() }), output: z.object({ report: shiftReportView }), failures: ['no_shift'] },
  'shift.print': { input: z.strictObject({ shiftId: idSchema.optional() }), output: z.object({ jobId: z.string() }), failures: ['no_shift'] },

  /** Newest first. `next` is null at the end. */
  'tracking.list': { input: trackFilterSchema, output: z.object({ rows: z.array(trackRow), next: z.string().nullable() }), failures: ['bad_cursor'] },
  /** Everything that happened to a sale, a payment or a refund, oldest first; of a sale also what happened to its payments. */
  'tracking.timeline': {
    input: z.strictObject({ subject: z.enum(['sale', 'payment', 'refund']), id: idSchema }),
    output: z.object({ rows: z.array(timelineRow), sale: saleView.nullable(), refund: refundRow.nullable() }), failures: ['not_found'],
  },
  /** Asks again for a refund that is unresolved or still under way, with the same number. */
  'refund.retry': { input: z.strictObject({ refundId: idSchema }), output: done, failures: ['not_found', 'not_now'] },
  'receipt.printRefund': { input: z.strictObject({ refundId: idSchema }), output: z.object({ jobId: z.string() }), failures: ['not_found', 'not_now'] },

  'settings.get': { input: none, output: z.object({ settings: settingsView }), failures: [] },
  /** Saves whole parts; a part left out stays. Takes effect at once. `detail.name` says which field is wrong. */
  'settings.save': {
    input: z.strictObject({ store: storeSettingsSchema.optional(), till: tillSettingsSchema.optional(), sequences: z.array(sequenceSchema).max(3).optional() }),
    output: z.object({ warnings: z.array(settingsWarning) }),
    failures: ['methods_incomplete', 'scale_rule_bad', 'sequence_bad', 'only_forwards', 'numbers_alike'],
  },
  /** What is dangerous about rules that are not saved yet. */
  'settings.checkScan': { input: z.strictObject({ rules: storeSettingsSchema.shape.scan }), output: z.object({ warnings: z.array(settingsWarning) }), failures: ['scale_rule_bad'] },
  /** What a scan would be taken for by these rules, for the test field of the set-up page. Nothing is sold or paid. */
  'settings.tryScan': {
    input: z.strictObject({ text: z.string().min(1).max(128), place: z.enum(['basket', 'payment', 'receipt']), rules: storeSettingsSchema.shape.scan }),
    output: z.object({ kind: z.string(), wallet: walletSchema.optional(), item: z.string().optional(), amount: fenSchema.optional(), grams: z.int().optional() }), failures: [],
  },
  'settings.saveProvider': { input: providerChange, output: z.object({ provider: providerView }), failures: ['not_editable', 'secrets_not_safe', 'payments_open', 'private_key_in_field'] },
  /** Asks for a place and writes the shop's settings there, without secrets. False when the person thought better of it. */
  'settings.export': { input: none, output: z.object({ saved: z.boolean() }), failures: ['not_here', 'file_not_written'] },
  /** What a file with settings would change here. Changes nothing. */
  'settings.readFile': { input: z.strictObject({ text: z.string().max(1_000_000) }), output: settingsFileView, failures: ['file_not_settings', 'file_newer', 'file_bad'] },
  /** The way out to both wallets; holds from the next request on, also while payments are open. */
  'settings.saveNetwork': { input: networkChange, output: z.object({ network: networkView }), failures: [...NETWORK_FAILURES, 'not_editable', 'secrets_not_safe'] },
  /** Clock, reach, signature, and a query for a number that does not exist. Moves no money. */
  'settings.testProvider': { input: z.strictObject({ wallet: walletSchema }), output: providerTestView, failures: [] },

  ...DEVICE_ROUTES,
  ...BACKUP_ROUTES,
  ...GOODS_ROUTES,

  /** Which of the two lives on this machine the program leads, and the shop's till number, null before the shop was chosen once. */
  'profile.view': { input: none, output: z.object({ profile: z.enum(['demo', 'shop']), shopTill: z.int().nullable() }), failures: [] },
  /** Starts the program anew in the other profile. `tillNumber` (unique in the chain) is asked for the first time only, and then never changes. */
  'profile.choose': {
    input: z.strictObject({ requestId, profile: z.enum(['demo', 'shop']), tillNumber: z.int().min(1).max(999).optional() }), output: done,
    failures: ['not_permitted', 'payments_open', 'till_number_needed', 'not_here'],
  },
} as const satisfies Partial<Record<AskName, { input: z.ZodType; output: z.ZodType; failures: readonly string[] }>>;
