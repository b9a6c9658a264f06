/**
 * WeChat Pay's codes as our failures, in one table. A failure whose next step is `query_first` never says "no": the order is
 * asked for. Not listed is `unlisted`, which is such a failure. Documents spell the same code with and without underscores
 * (NOT_ENOUGH, NOTENOUGH), so both are compared without. Sources: the error tables of codepay, reverse, native, query, close
 * and refunds (APIv3), and of micropay and reverse (v2), whose names v3 still sends.
 */
import type { FailureCode } from '../../../domain/failure.ts';

export type Area = 'pay' | 'cancel' | 'refund';

/** One meaning everywhere, or one for each area where WeChat Pay means different things by a code. */
type Meaning = FailureCode | Readonly<Record<Area, FailureCode>>;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  // Uncertain.
  SYSTEMERROR: 'system_error',
  BANKERROR: 'system_error',
  SERVICEUNAVAILABLE: 'system_error',
  USERPAYING: 'busy',
  FREQUENCYLIMITED: 'busy',
  FREQUENCYLIMIT: 'busy',
  RATELIMITEXCEEDED: 'busy',
  BIZERRNEEDRETRY: 'busy',
  INVALIDREQTOOMUCH: 'busy',

  // The payment code.
  AUTHCODEEXPIRE: 'code_expired',
  AUTHCODEINVALID: 'code_invalid',
  AUTHCODEERROR: 'code_used',

  // The customer's money and account.
  NOTENOUGH: { pay: 'insufficient_funds', cancel: 'merchant_balance', refund: 'merchant_balance' },
  NOTSUPORTCARD: 'instrument_unusable',
  ACCOUNTERROR: { pay: 'instrument_unusable', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  USERACCOUNTABNORMAL: { pay: 'instrument_unusable', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  RULELIMIT: { pay: 'customer_limit', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  BUYERMISMATCH: 'other_customer',
  // At reverse also "the customer is paying just now": asked again, not given up.
  TRADEERROR: { pay: 'payment_failed', cancel: 'busy', refund: 'refund_not_possible' },
  PAYERROR: 'payment_failed',

  // The order. A query decides what these mean for the money; a closed number alone is a definite no to a payment.
  ORDERPAID: 'order_paid',
  OUTTRADENOUSED: 'number_used',
  ORDERCLOSED: 'order_closed',
  ORDERREVERSED: 'order_closed',
  ORDERNOTEXIST: { pay: 'order_absent', cancel: 'order_absent', refund: 'refund_not_possible' },
  RESOURCENOTEXISTS: { pay: 'order_absent', cancel: 'order_absent', refund: 'refund_not_possible' },
  RESOURCENOTEXIST: { pay: 'order_absent', cancel: 'order_absent', refund: 'refund_not_possible' },
  REFUNDNOTEXIST: { pay: 'order_absent', cancel: 'order_absent', refund: 'refund_not_possible' },
  // "The same number with other parameters", or a request that can never be right; at reverse and refund also the wrong kind of order.
  INVALIDREQUEST: { pay: 'bad_request', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },

  // The shop's side.
  SIGNERROR: 'merchant_config',
  APPIDMCHIDNOTMATCH: 'merchant_config',
  APPIDNOTEXIST: 'merchant_config',
  MCHNOTEXISTS: 'merchant_config',
  MCHIDNOTEXIST: 'merchant_config',
  NOAUTH: 'merchant_permission',
  PARAMERROR: 'bad_request',
  LACKPARAMS: 'bad_request',
  XMLFORMATERROR: 'bad_request',
  REQUIREPOSTMETHOD: 'bad_request',
  NOTUTF8: 'bad_request',
  INVALIDTRANSACTIONID: 'bad_request',
  OPENIDMISMATCH: 'bad_request',
  URINOTFOUND: 'bad_request',
  METHODNOTALLOWED: 'bad_request',
  UNSUPPORTEDMEDIATYPE: 'bad_request',

  // Cancels and refunds.
  REVERSEEXPIRE: 'cancel_too_late',
  TRADEOVERDUE: 'refund_too_late',
  REFUNDFEEMISMATCH: 'refund_differs',
};

/** The failure that an error code means in an area; `unlisted` when nobody wrote it down. */
export function failureCode(code: string, area: Area): FailureCode {
  const name = normalised(code);
  const meaning = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  return typeof meaning === 'object' ? meaning[area] : (meaning ?? 'unlisted');
}

export function normalised(code: string): string {
  return code.replaceAll('_', '');
}

/** Every listed code without underscores, for tests. */
export const LISTED_CODES = Object.keys(MEANINGS);
