/**
 * The names of everything that may cross the border between screen and core. The preload knows these and nothing else, so
 * a page cannot send anything that is not listed here.
 */

/** Questions and commands: one request, one answer. */
export const ASK_NAMES = [
  'sale.scan',
  'sale.addProduct',
  'sale.keyAmount',
  'sale.setQuantity',
  'sale.setLineDiscount',
  'sale.setDiscount',
  'sale.removeLine',
  'sale.park',
  'sale.recall',
  'sale.drop',
  'sale.next',
  'catalogue.search',
  'payment.askCode',
  'payment.stopAskingCode',
  'payment.startBarcode',
  'payment.startQr',
  'payment.cash',
  'payment.check',
  'payment.cancel',
  'payment.release',
  'payment.force',
  'payment.void',
  'payment.show',
  'tracking.search',
  'tracking.history',
  'refund.lookUp',
  'refund.amountOf',
  'refund.start',
  'receipt.print',
  'approval.approvers',
  'approval.ask',
  'drawer.open',
  'people.list',
  'people.firstOwner',
  'people.signIn',
  'people.signOut',
  'people.save',
  'people.changePin',
  'people.saveRoles',
  'shift.view',
  'shift.open',
  'shift.move',
  'shift.count',
  'shift.close',
  'shift.report',
  'shift.print',
  'tracking.list',
  'tracking.timeline',
  'refund.retry',
  'receipt.printRefund',
  'settings.get',
  'settings.save',
  'settings.tryScan',
  'settings.saveProvider',
  'settings.testProvider',
  'profile.view',
  'profile.choose',
  'prefs.set',
  'demo.open',
  'display.open',
  'kiosk.begin',
  'kiosk.scan',
  'kiosk.add',
  'kiosk.setQuantity',
  'kiosk.go',
  'kiosk.pay',
  'kiosk.stopPay',
  'kiosk.check',
  'kiosk.help',
  'kiosk.receipt',
  'kiosk.handOver',
  'kiosk.leave',
  'kiosk.allow',
  'kiosk.staff',
  'kiosk.staffDo',
] as const;

/** Feeds: a stream of snapshots, newer replacing older. */
export const WATCH_NAMES = ['till', 'display', 'kiosk'] as const;

export type AskName = (typeof ASK_NAMES)[number];
export type WatchName = (typeof WATCH_NAMES)[number];

/** The two channels of Electron that carry everything. */
export const ASK_CHANNEL = 'guitai:ask';
export const FEED_CHANNEL = 'guitai:feed';
