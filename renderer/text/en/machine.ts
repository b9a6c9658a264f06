/** Settings of this machine: the till itself, the screen that customers see, self-checkout; and the way to find a setting. English. */
import type { machineZh } from '../zh/machine.ts';
import type { SameKeys } from '../text.tsx';

export const machineEn: SameKeys<typeof machineZh> = {
  'settings.group.shop': 'Shop',
  'settings.group.money': 'Money',
  'settings.group.codes': 'Numbers and scans',
  'settings.group.machine': 'This machine',
  'settings.tab.kiosk': 'Self-checkout',
  'settings.find': 'Find a setting',
  'settings.find.hint': 'such as rounding, PIN, voice',
  'settings.find.none': 'No such setting',
  'settings.find.count': 'Found: {count}',

  'set.tillNumber': 'Till {number}, fixed for good',
  'set.tillName.hint': 'such as Front desk',
  'set.look': 'Look',
  'set.look.note': 'Holds at once, nothing to save. Ctrl T changes it too.',
  'set.displayInches': 'Diagonal of the customer display, inches',
  'set.displayInches.note': 'A QR must be 60 mm across. Leave it empty if unknown: the smallest screen is assumed, and the QR can only come out larger.',
  'set.displayInches.bad': 'Customer display: {least} to {most} inches',

  'kioskRule.title': 'Rules of self-checkout',
  'kioskRule.checks': 'What staff look at',
  'kioskRule.amountLimit': 'Staff look at baskets above, yuan',
  'kioskRule.amountLimit.note': '0 = at every basket',
  'kioskRule.restricted': 'Goods with an age limit',
  'kioskRule.restricted.staff': 'Staff check the age',
  'kioskRule.restricted.counter': 'At the counter only',
  'kioskRule.cashHandOver': 'Who cannot pay by phone takes a number to the counter',
  'kioskRule.times': 'Times',
  'kioskRule.idle': 'Ask after so many idle seconds',
  'kioskRule.warn': 'Clear so many seconds later',
  'kioskRule.goodbye': 'Seconds that the end stays up',
  'kioskRule.range': '{least} to {most} seconds',
  'kioskRule.customer': 'What each customer begins with',
  'kioskRule.receipt': 'Receipt',
  'kioskRule.receipt.ask': 'Ask the customer',
  'kioskRule.receipt.always': 'Always print',
  'kioskRule.speech': 'Voice',
  'kioskRule.largeText': 'Large text',
  'kioskRule.bad': 'One of the figures is wrong',
};
