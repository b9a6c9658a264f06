/**
 * Which right each route demands. Everything that is not listed as open demands at least that somebody is signed in, so that a new
 * route is closed until somebody thinks about it.
 */
import type { AskName } from '../../preload/contract/names.ts';
import type { Permission } from '../domain/approval.ts';

/** Before anybody is signed in: signing in itself, the customer's side of a kiosk, and what shows nothing of the shop. */
const OPEN: ReadonlySet<AskName> = new Set([
  'people.list', 'people.firstOwner', 'people.signIn', 'people.signOut', 'prefs.set', 'demo.open', 'profile.view', 'profile.choose', 'approval.approvers', 'approval.ask',
]);

const OPEN_PREFIXES = ['kiosk.', 'display.'] as const;

const NEEDS: Readonly<Partial<Record<AskName, Permission>>> = {
  'sale.scan': 'sell', 'sale.addProduct': 'sell', 'sale.keyAmount': 'sell', 'sale.setQuantity': 'sell', 'sale.stepQuantity': 'sell', 'sale.removeLine': 'sell',
  'sale.setLineDiscount': 'discount', 'sale.setDiscount': 'discount', 'sale.park': 'sell', 'sale.recall': 'sell', 'sale.drop': 'sell', 'sale.next': 'sell',
  'payment.askCode': 'sell', 'payment.startBarcode': 'sell', 'payment.startQr': 'sell', 'payment.cash': 'sell', 'payment.cancel': 'sell',
  'payment.release': 'sell', 'payment.force': 'sell', 'payment.void': 'payment_void', 'payment.giveBackCash': 'payment_void',
  'refund.lookUp': 'refund', 'refund.amountOf': 'refund', 'refund.start': 'refund', 'refund.retry': 'refund', 'receipt.printRefund': 'refund',
  'people.save': 'people', 'people.saveRoles': 'people',
  'shift.open': 'sell', 'shift.move': 'cash_move', 'shift.count': 'shift_close', 'shift.close': 'shift_close', 'shift.report': 'reports', 'shift.print': 'reports',
  'settings.get': 'settings', 'settings.save': 'settings', 'settings.checkScan': 'settings', 'settings.tryScan': 'settings', 'settings.saveProvider': 'settings', 'settings.testProvider': 'settings',
  'settings.saveNetwork': 'settings', 'settings.export': 'settings', 'settings.readFile': 'settings',
  'goods.list': 'settings', 'goods.open': 'settings', 'goods.export': 'settings',
  'goods.save': 'price_change', 'goods.remove': 'price_change', 'goods.apply': 'price_change', 'goods.undo': 'price_change',
  'backup.get': 'settings', 'backup.look': 'settings', 'backup.pick': 'settings', 'backup.save': 'settings', 'backup.run': 'settings', 'backup.restore': 'settings',
  'devices.get': 'settings', 'devices.save': 'settings', 'devices.discover': 'settings', 'devices.testPrinter': 'settings', 'devices.testScanner': 'settings', 'devices.testDisplay': 'settings',
};

/** What a route demands: nothing, that somebody is signed in, or a right. */
export function demandOf(name: AskName): 'nothing' | 'anybody' | Permission {
  if (OPEN.has(name) || OPEN_PREFIXES.some((prefix) => name.startsWith(prefix))) return 'nothing';
  return NEEDS[name] ?? 'anybody';
}

/** Bars what the person at the till may not do. `may` says what those who are signed in may; undefined while nobody is. */
export function barredFor(may: () => ((permission: Permission) => boolean) | undefined): (name: AskName) => 'not_signed_in' | 'not_permitted' | undefined {
  return (name) => {
    const demand = demandOf(name);
    if (demand === 'nothing') return undefined;
    const allowed = may();
    if (!allowed) return 'not_signed_in';
    return demand === 'anybody' || allowed(demand) ? undefined : 'not_permitted';
  };
}
