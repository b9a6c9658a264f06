/**
 * Alipay's codes as our failures, in one table. A failure whose next step is `query_first` never says "no": the order is asked
 * for. Everything that is not listed is `unlisted`, which is such a failure. Sources: the error tables of alipay.trade.pay,
 * precreate, query, cancel, refund and fastpay.refund.query, and the gateway's common result codes.
 */
import type { FailureCode } from '../../../domain/failure.ts';

export type Area = 'pay' | 'cancel' | 'refund';

/** One meaning everywhere, or one for each area where Alipay means different things by a code. */
type Meaning = FailureCode | Readonly<Record<Area, FailureCode>>;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  // Uncertain. `AQC` is Alipay's own spelling at cancel, `unknow` its own at the gateway.
  'ACQ.SYSTEM_ERROR': 'system_error',
  'AQC.SYSTEM_ERROR': 'system_error',
  'isp.unknow-error': 'system_error',
  'aop.unknow-error': 'system_error',
  'aop.unsupport-operation': 'system_error',
  'ACQ.ENTERPRISE_PAY_BIZ_ERROR': 'system_error',
  'isv.app-call-limited': 'busy',
  'isv.method-call-limited': 'busy',

  // The payment code and the customer's phone.
  'ACQ.PAYMENT_AUTH_CODE_INVALID': 'code_invalid',
  'ACQ.AUTH_TOKEN_IS_NOT_EXIST': 'code_invalid',
  'ACQ.SMILE_PAY_MERCHANT_NOT_MATCH': 'code_invalid',
  'isv.code-invalid': 'code_invalid',
  'ACQ.PULL_MOBILE_CASHIER_FAIL': 'phone_not_reached',
  'ACQ.PAYMENT_FAIL': 'payment_failed',

  // The customer's money and account.
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': 'insufficient_funds',
  'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH': 'insufficient_funds',
  'ACQ.ERROR_BALANCE_PAYMENT_DISABLE': 'instrument_unusable',
  'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE': 'instrument_unusable',
  'ACQ.NOT_SUPPORT_PAYMENT_INST': 'instrument_unusable',
  'ACQ.BUYER_BANKCARD_INVALID': 'instrument_unusable',
  'ACQ.BUYER_BANKCARD_DECLINED': 'instrument_unusable',
  'ACQ.MOBILE_PAYMENT_SWITCH_OFF': 'instrument_unusable',
  'ACQ.USER_FACE_PAYMENT_SWITCH_OFF': 'instrument_unusable',
  'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR': 'customer_limit',
  'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR': 'customer_limit',
  'ACQ.BUYER_LIMIT_EXCEEDED': 'customer_limit',
  'ACQ.PRODUCT_AMOUNT_LIMIT_ERROR': 'customer_limit',
  'ACQ.BUYER_ENABLE_STATUS_FORBID': { pay: 'risk_declined', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  'ACQ.BUYER_NOT_EXIST': { pay: 'risk_declined', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  'ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT': 'risk_declined',
  'ACQ.NOT_CERTIFIED_USER': 'risk_declined',
  'ACQ.BUYER_NOT_MAINLAND_CERT': 'risk_declined',
  'ACQ.PAYMENT_REQUEST_HAS_RISK': 'risk_declined',
  'ACQ.BUYER_SELLER_EQUAL': 'customer_is_shop',
  'ACQ.TRADE_BUYER_NOT_MATCH': 'other_customer',

  // The order. A query decides what these mean for the money; a closed number alone is a definite no to a payment.
  'ACQ.CONTEXT_INCONSISTENT': 'order_differs',
  'ACQ.TRADE_HAS_SUCCESS': 'order_paid',
  'ACQ.TRADE_HAS_CLOSE': { pay: 'order_closed', cancel: 'order_differs', refund: 'refund_differs' },
  'ACQ.TRADE_STATUS_ERROR': { pay: 'order_differs', cancel: 'order_differs', refund: 'refund_not_possible' },
  'ACQ.REASON_TRADE_STATUS_INVALID': { pay: 'order_differs', cancel: 'order_differs', refund: 'refund_not_possible' },
  'ACQ.REASON_ILLEGAL_STATUS': { pay: 'order_differs', cancel: 'order_differs', refund: 'refund_not_possible' },
  'ACQ.TRADE_NOT_EXIST': { pay: 'order_absent', cancel: 'order_absent', refund: 'refund_not_possible' },
  'TRADE_NOT_EXIST': { pay: 'order_absent', cancel: 'order_absent', refund: 'refund_not_possible' },
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': 'clock_wrong',

  // The shop's account and limits.
  'ACQ.BEYOND_PAY_RESTRICTION': 'merchant_limit',
  'ACQ.BEYOND_PER_RECEIPT_RESTRICTION': 'merchant_limit',
  'ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION': 'merchant_limit',
  'ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION': 'merchant_limit',
  'ACQ.MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT': 'merchant_limit',
  'ACQ.MERCHANT_PERM_RECEIPT_SINGLE_LIMIT': 'merchant_limit',
  'ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT': 'merchant_limit',
  'ACQ.TOTAL_FEE_EXCEED': 'merchant_limit',
  'ACQ.REQUEST_AMOUNT_EXCEED': 'merchant_limit',
  'ACQ.SELLER_BEEN_BLOCKED': 'merchant_blocked',
  'ACQ.MERCHANT_STATUS_NOT_NORMAL': 'merchant_blocked',
  'ACQ.RESTRICTED_MERCHANT_INDUSTRY': 'merchant_blocked',
  'ACQ.SECONDARY_MERCHANT_STATUS_ERROR': 'merchant_blocked',
  'ACQ.SECONDARY_MERCHANT_ISV_PUNISH_INDIRECT': 'merchant_blocked',
  'ACQ.SECONDARY_MERCHANT_ID_INVALID': 'merchant_config',
  'ACQ.SECONDARY_MERCHANT_ID_BLANK': 'merchant_config',
  'ACQ.SECONDARY_MERCHANT_NOT_MATCH': 'merchant_config',
  'ACQ.SECONDARY_MERCHANT_ALIPAY_ACCOUNT_INVALID': 'merchant_config',
  'ACQ.PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID': 'merchant_config',
  'ACQ.SELLER_NOT_EXIST': 'merchant_config',
  'ACQ.INVALID_RECEIVE_ACCOUNT': 'merchant_config',
  'ACQ.PARTNER_ERROR': 'merchant_config',
  'ACQ.INVALID_STORE_ID': 'merchant_config',
  'ACQ.RISK_MERCHANT_IP_NOT_EXIST': 'merchant_config',
  'ACQ.APPLY_PC_MERCHANT_CODE_ERROR': 'merchant_config',
  'ACQ.DEFAULT_SETTLE_RULE_NOT_EXIST': 'merchant_config',
  'ACQ.ROYALTY_ACCOUNT_NOT_EXIST': 'merchant_config',
  'ACQ.CERT_EXPIRED': 'merchant_config',
  'ACQ.TRADE_SETTLE_ERROR': { pay: 'merchant_config', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  'ACQ.ACCESS_FORBIDDEN': 'merchant_permission',
  'ACQ.UN_SUPPORT_TRADE_SCENE': 'merchant_permission',
  'ACQ.INVALID_PARAMETER': 'bad_request',
  'ACQ.EXIST_FORBIDDEN_WORD': 'bad_request',
  'ACQ.SUB_GOODS_SIZE_MAX_COUNT': 'bad_request',
  'ACQ.USER_LOGONID_DUP': 'bad_request',
  'ACQ.PAYER_UNMATCHED': 'bad_request',
  'ACQ.AMOUNT_OR_CURRENCY_ERROR': 'bad_request',
  'ACQ.CURRENCY_NOT_SUPPORT': { pay: 'bad_request', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  'isv.invalid-parameter': 'bad_request',
  'isv.invalid-method': 'bad_request',
  'isv.invalid-format': 'bad_request',
  'isv.invalid-charset': 'bad_request',
  'isv.missing-method': 'bad_request',
  'isv.missing-signature': 'bad_request',
  'isv.missing-timestamp': 'bad_request',
  'isv.missing-version': 'bad_request',
  'isv.invalid-signature': 'merchant_config',
  'isv.invalid-app-id': 'merchant_config',
  'isv.missing-app-id': 'merchant_config',
  'isv.missing-app-cert-sn': 'merchant_config',
  'isv.invalid-app-cert-sn': 'merchant_config',
  'isv.app-cert-expired': 'merchant_config',
  'isv.missing-alipay-root-cert-sn': 'merchant_config',
  'isv.invalid-alipay-root-cert-sn': 'merchant_config',
  'isv.missing-signature-type': 'merchant_config',
  'isv.missing-signature-key': 'merchant_config',
  'isv.invalid-signature-type': 'merchant_config',
  'isv.missing-encrypt-type': 'merchant_config',
  'isv.invalid-encrypt-type': 'merchant_config',
  'isv.invalid-timestamp': 'clock_wrong',
  'isv.insufficient-isv-permissions': 'merchant_permission',
  'isv.insufficient-user-permissions': 'merchant_permission',
  'isv.missing-session': 'merchant_permission',
  'isv.missing-app-access-token': 'merchant_permission',
  'aop.invalid-auth-token': 'merchant_permission',
  'aop.auth-token-time-out': 'merchant_permission',
  'aop.invalid-app-auth-token': 'merchant_permission',
  'aop.invalid-app-auth-token-no-api': 'merchant_permission',
  'aop.app-auth-token-time-out': 'merchant_permission',
  'aop.no-product-reg-by-partner': 'merchant_permission',

  // Cancels and refunds.
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': 'merchant_balance',
  'ACQ.TRADE_CANCEL_TIME_OUT': 'cancel_too_late',
  'ACQ.CANCEL_NOT_ALLOWED': 'cancel_not_possible',
  'ACQ.REASON_TRADE_BEEN_FREEZEN': { pay: 'order_differs', cancel: 'cancel_not_possible', refund: 'refund_not_possible' },
  'ACQ.TRADE_HAS_FINISHED': { pay: 'order_paid', cancel: 'cancel_not_possible', refund: 'refund_too_late' },
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': { pay: 'order_differs', cancel: 'cancel_not_possible', refund: 'refund_too_much' },
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': 'refund_too_much',
  'ACQ.REFUND_FEE_ERROR': 'refund_too_much',
  'ACQ.DISCORDANT_REPEAT_REQUEST': 'refund_differs',
  'ACQ.TRADE_NOT_ALLOW_REFUND': 'refund_not_possible',
  'ACQ.NOT_ALLOW_PARTIAL_REFUND': 'refund_not_possible',
  'ACQ.BUYER_ERROR': 'refund_not_possible',
  'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND': 'refund_not_possible',
  'ACQ.REFUND_ACCOUNT_NOT_EXIST': 'refund_not_possible',
  'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST': 'refund_not_possible',
  'ACQ.REFUNDALLOC_UNAUTH_LIMIT': 'refund_not_possible',
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR': 'refund_not_possible',
  'ACQ.CUSTOMER_VALIDATE_ERROR': 'refund_not_possible',
  'ACQ.USER_NOT_MATCH_ERR': 'refund_not_possible',
  'ACQ.REFUND_CHARGE_ERROR': 'merchant_balance',
};

/** Result codes of the gateway itself, for sub codes that are not listed: it refused before any order was touched, or not. */
const GATEWAY: Readonly<Record<string, FailureCode>> = {
  '20000': 'system_error',
  '20001': 'merchant_permission',
  '40001': 'bad_request',
  '40002': 'bad_request',
  '40003': 'bad_request',
  '40005': 'busy',
  '40006': 'merchant_permission',
};

/** The failure that `code` / `sub_code` mean in an area; `unlisted` when nobody wrote it down. */
export function failureCode(code: string, subCode: string | undefined, area: Area): FailureCode {
  const meaning = subCode !== undefined && Object.hasOwn(MEANINGS, subCode) ? MEANINGS[subCode] : undefined;
  if (typeof meaning === 'object') return meaning[area];
  return meaning ?? (Object.hasOwn(GATEWAY, code) ? GATEWAY[code] : undefined) ?? 'unlisted';
}

/**
 * Refusals of Alipay's gateway that depend on nothing but the request's own bytes and the app's registration. They come before
 * any order is touched, and a copy of the same bytes, had some machine on the way sent one, is refused alike: our door sends
 * once, but what is not ours in between is not known. So after one of these, signed by Alipay, no copy was carried out.
 *
 * Not among them, though they come from the gateway too: `isv.invalid-timestamp` (an earlier copy may have been in time),
 * call limits (an earlier copy may have been within them), `isv.invalid-parameter` and `isv.code-invalid` (businesses behind
 * the gateway say these as well), tokens that ran out (an earlier copy may have had a good one). Nor are unsigned refusals:
 * who wrote them is not known.
 */
const TURNED_AWAY = new Set([
  'isv.missing-method', 'isv.invalid-method', 'isv.missing-app-id', 'isv.invalid-app-id',
  'isv.missing-signature', 'isv.invalid-signature', 'isv.missing-signature-type', 'isv.invalid-signature-type',
  'isv.missing-signature-key', 'isv.missing-timestamp', 'isv.missing-version', 'isv.invalid-charset', 'isv.invalid-format',
  'isv.missing-app-cert-sn', 'isv.invalid-app-cert-sn', 'isv.missing-alipay-root-cert-sn', 'isv.invalid-alipay-root-cert-sn',
  'isv.insufficient-isv-permissions', 'aop.invalid-app-auth-token', 'aop.invalid-app-auth-token-no-api',
]);

const GATEWAY_REFUSALS = new Set(['20001', '40001', '40002', '40006']);

/** Whether a signed refusal proves by itself that no copy of the request was carried out. */
export function isTurnedAway(code: string, subCode: string | undefined): boolean {
  return GATEWAY_REFUSALS.has(code) && subCode !== undefined && TURNED_AWAY.has(subCode);
}

/** Every listed sub code, for tests. */
export const LISTED_SUB_CODES = Object.keys(MEANINGS);
