/**
 * Everything that can be wrong with a payment, as a closed list. A failure carries the decision what may be done next, so
 * that no screen and no use-case has to guess from a provider's text. The sentence for the cashier is looked up by the
 * code itself (`failure.<code>` in the text table).
 */

/** What may be done next. */
export type NextStep =
  /** Nothing is decided: ask the provider for the order before anything else. */
  | 'query_first'
  /** Not charged. The customer refreshes the payment code and it is scanned again, under a new number. */
  | 'rescan'
  /** Not charged. This wallet or account will not do: another card, wallet or cash. */
  | 'other_means'
  /** Not charged. The same thing may be tried again with a new number. */
  | 'try_again'
  /** The same request may be repeated later, with the same number. */
  | 'later'
  /** The shop's contract, keys, clock or settings: a person has to mend it. */
  | 'call_support'
  /** It will never be possible this way. */
  | 'not_possible';

const FAILURES = {
  // The line between us and the provider.
  never_sent: 'try_again',
  timeout: 'query_first',
  connection_lost: 'query_first',
  server_error: 'query_first',
  bad_answer: 'query_first',
  bad_signature: 'query_first',
  system_error: 'query_first',
  busy: 'query_first',
  unlisted: 'query_first',

  // The customer's side.
  code_invalid: 'rescan',
  code_expired: 'rescan',
  code_used: 'rescan',
  phone_not_reached: 'rescan',
  insufficient_funds: 'other_means',
  customer_limit: 'other_means',
  instrument_unusable: 'other_means',
  customer_declined: 'other_means',
  risk_declined: 'other_means',
  customer_is_shop: 'other_means',
  payment_failed: 'try_again',
  other_customer: 'try_again',

  // The order at the provider.
  number_used: 'query_first',
  order_differs: 'query_first',
  order_paid: 'query_first',
  order_closed: 'try_again',
  order_absent: 'query_first',
  qr_not_made: 'try_again',
  qr_expired: 'try_again',

  // The shop's side.
  merchant_config: 'call_support',
  merchant_permission: 'call_support',
  merchant_blocked: 'call_support',
  merchant_limit: 'call_support',
  merchant_balance: 'later',
  clock_wrong: 'call_support',
  bad_request: 'call_support',

  // Cancels and refunds.
  cancel_too_late: 'not_possible',
  cancel_not_possible: 'not_possible',
  refund_differs: 'query_first',
  refund_too_much: 'not_possible',
  refund_too_many: 'not_possible',
  refund_too_soon: 'later',
  refund_too_late: 'not_possible',
  refund_not_possible: 'not_possible',
  refund_abnormal: 'call_support',
} as const satisfies Record<string, NextStep>;

export type FailureCode = keyof typeof FAILURES;

export const FAILURE_CODES = Object.keys(FAILURES) as readonly FailureCode[];

/** What may be done after a failure of this kind. */
export function nextStep(code: FailureCode): NextStep {
  return FAILURES[code];
}

/** A failure with its evidence. `providerCode` and `providerText` are the provider's own words, for support and the history. */
export interface Failure {
  readonly code: FailureCode;
  readonly providerCode?: string;
  readonly providerText?: string;
}

/** Makes the compiler say which case was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
