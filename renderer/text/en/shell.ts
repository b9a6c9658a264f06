/** The frame around everything: header, shared actions, pages of the moments without a till. English. */
import type { shellZh } from '../zh/shell.ts';
import type { SameKeys } from '../text.tsx';

export const shellEn: SameKeys<typeof shellZh> = {
  'app.name': 'Guitai',
  'loading.text': 'Opening the journal and checking unfinished payments…',
  'noCore.title': 'This page belongs inside the Guitai program',
  'noCore.next': 'There is no till in a browser. Close this page and start Guitai from the desktop.',
  'broken.title': 'The screen broke. Journal and payments are safe',
  'broken.next': 'Every payment is saved, and the till keeps checking in the background. Load the screen again; if it breaks again, call support.',
  'broken.reload': 'Load again',

  'action.hide': 'Hide',
  'action.back': 'Back',
  'action.take': 'OK',
  'action.dismiss': 'Dismiss',

  'header.nav': 'Other desks',
  'header.till': 'Till {number}',
  'header.tracking': 'Tracking',
  'header.refund': 'Refund',
  'header.language': '中文',
  'header.keys': 'Keys',
  'theme.system': 'Look: as the system',
  'theme.light': 'Look: light',
  'theme.dark': 'Look: dark',
  'demo.badge': 'DEMO 演示',
  'demo.note': 'no real money',
  'demo.wallet': 'Demo phone',
  'demo.printer': 'Demo printer',
  'printer.none': 'No printer',
  'printer.trouble': 'The printer needs a look.',
  'printer.waiting': '{count} receipts waiting',
  'scan.refused': 'No scans while you are typing. Press Esc to leave the field, then scan again.',

  'pad.name': 'Number pad',
  'pad.clear': 'Clear',
  'pad.backspace': 'Backspace',
  'figure.empty': 'Key a figure first',
  'figure.pieces': 'pcs',
  'figure.grams': 'g',

  'keys.sale': 'Goods',
  'keys.pay': 'Payment',
  'keys.desks': 'Desks',
  'keys.choose': 'Choose a line',
  'keys.quantity': 'One more, one less',
  'keys.hide': 'Hide the window (never cancels a payment)',
  'keys.enter': 'The safest step of the moment',
  'keys.language': 'Change language',
  'keys.theme': 'Change the look',
  'keys.demo': 'Open demo phone, demo printer',
};
