/** Why the core refuses something: at the desks behind the counter, on the customer's screens, at the choice of profile. */
import type { refusalZh } from '../zh/refusal.ts';
import type { SameKeys } from '../text.tsx';

export const refusalEn: SameKeys<typeof refusalZh> = {
  'problem.not_signed_in': 'Please sign in first.',
  'problem.not_permitted': 'The person who is signed in may not do this. Let somebody who may sign in (Ctrl+U).',
  'problem.clock_wrong': 'The date or time of this machine is wrong; the wallets would refuse. Set the clock, or take cash.',
  'problem.no_shift': 'No shift is open. Open one before taking money.',
  'clock.unknown': 'The clock has not been compared with the wallets yet.',
  'clock.right': 'The clock is right.',
  'clock.off': 'The clock is more than a minute off. Set it soon.',
  'clock.wrong': 'The clock is too far off: wallet payments are turned off. They come back by themselves when it is right.',

  'problem.lines_or_amount': 'Choose goods or type an amount, not both.',
  'problem.refund_unproven': 'This payment was forced and is not proved yet; it cannot be refunded.',
  'problem.refund_line_unknown': 'This line is not in the original sale.',
  'problem.refund_line_too_much': 'More than what is left of this line.',
  'problem.refund_nothing': 'Nothing was paid for the chosen goods.',

  'problem.not_first_run': 'The owner has been set up. Please sign in.',
  'problem.pin_too_easy': 'This PIN is too easy to guess. Choose another (no equal or consecutive digits).',
  'problem.pin_needed': 'A new person needs a PIN.',
  'problem.name_taken': 'Somebody has this name already. Please tell them apart.',
  'problem.last_owner': 'This is the last owner who can sign in; he can be neither disabled nor demoted.',
  'problem.only_owner': 'Only an owner may do this.',
  'problem.beyond_own_rights': 'Nobody can give rights that he does not have.',
  'problem.own_role': 'Nobody changes his own role or rights, or disables himself.',

  'problem.shift_open': 'A shift is open already. Close it first.',
  'problem.shift_counted': 'The drawer has been counted; nothing can be changed. Close the shift.',
  'problem.not_counted': 'Count the drawer first, then close the shift.',
  'problem.sale_in_progress': 'The present sale is partly paid. Finish it first.',

  'problem.bad_cursor': 'The list has changed. Please start from its beginning.',
  'problem.not_found': 'Not found.',

  'problem.methods_incomplete': 'Every method must be listed once.',
  'problem.scale_rule_bad': 'This scale label rule is wrong. Check its prefix and template.',
  'problem.sequence_bad': 'This prefix or suffix cannot be used: the wallets would refuse such numbers.',
  'problem.only_forwards': 'The next number can only go forwards; used numbers never come back.',
  'problem.numbers_alike': 'The three kinds of numbers must differ in prefix or suffix.',
  'problem.not_editable': 'Wallet settings cannot be changed in demo mode.',
  'problem.secrets_not_safe': 'This machine has no safe place for keys, so they cannot be saved.',
  'problem.payments_open': 'This wallet still has unfinished payments or refunds. Wait for their results first.',
  'settings.warning.scale_label_like_payment_code': 'Scale label {about} looks like a payment code. The till tells them apart by the window; never scan a label in the payment window.',
  'settings.warning.wallet_codes_overlap': 'Payment code {about} fits both wallets and is taken for WeChat Pay.',
  'settings.warning.scale_rules_overlap': 'Scale rule {about} is covered by an earlier one and never used.',
  'settings.problem.field_missing': 'Not filled in: {name}',
  'settings.problem.field_bad': 'Not right: {name}',
  'settings.problem.secret_missing': 'No key yet: {name}',
  'settings.problem.secret_bad': 'This key cannot be used: {name}',
  'settings.problem.not_accepted': 'These settings do not go together: {name}',

  'problem.no_display': 'The customer display cannot be used now: none is connected or set up.',
  'problem.not_kiosk': 'This machine is not in self-checkout mode.',
  'problem.blocked': 'Staff have to take a look first.',
  'problem.till_number_needed': 'Enter the number of this till (1–999, unique in the chain).',
  'problem.not_here': 'This cannot be done here. Use the main window of the program.',
};
