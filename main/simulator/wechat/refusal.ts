/**
 * The provider's "no", as one value for both protocols: v3 shows it as an HTTP status with a JSON body, v2 as `err_code`
 * in XML. Thrown inside the gateway and turned into an answer at its border, as HTTP servers do.
 */

/** v3 spelling → HTTP status and the internal number at the end of `Request-ID`. */
const CODES = {
  PARAM_ERROR: [400, 268435461],
  INVALID_REQUEST: [400, 268435462],
  APPID_MCHID_NOT_MATCH: [400, 268445527],
  MCH_NOT_EXISTS: [400, 268435467],
  ORDER_CLOSED: [400, 268447914],
  ORDER_PAID: [400, 268449538],
  ORDER_REVERSED: [400, 268447914],
  REVERSE_EXPIRE: [400, 268447915],
  NO_STATEMENT_EXIST: [400, 268447001],
  STATEMENT_CREATING: [400, 268447002],
  AUTH_CODE_ERROR: [400, 268450001],
  AUTHCODEEXPIRE: [400, 268450002],
  AUTH_CODE_INVALID: [400, 268450003],
  BUYER_MISMATCH: [400, 268450004],
  LACK_PARAMS: [400, 268435463],
  XML_FORMAT_ERROR: [400, 268435464],
  NOT_UTF8: [400, 268435466],
  REQUIRE_POST_METHOD: [400, 268435465],
  SIGN_ERROR: [401, 268443699],
  NO_AUTH: [403, 268443701],
  NOT_ENOUGH: [403, 268450005],
  OUT_TRADE_NO_USED: [403, 268498688],
  TRADE_ERROR: [403, 268450006],
  ORDER_NOT_EXIST: [404, 268512771],
  RESOURCE_NOT_EXISTS: [404, 268512772],
  URI_NOT_FOUND: [404, 268435460],
  METHOD_NOT_ALLOWED: [405, 268435459],
  UNSUPPORTED_MEDIA_TYPE: [415, 268435458],
  FREQUENCY_LIMITED: [429, 268447840],
  SYSTEM_ERROR: [500, 268435457],
} as const satisfies Record<string, readonly [status: number, internal: number]>;

export type RefusalCode = keyof typeof CODES;

export interface RefusalDetail {
  readonly [key: string]: unknown;
}

export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  /** The number behind the dash of `Request-ID`; 0 would mean success. */
  readonly internal: number;
  readonly detail: RefusalDetail | undefined;

  constructor(code: RefusalCode, message: string, more: { internal?: number; detail?: RefusalDetail } = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    [this.status] = CODES[code];
    this.internal = more.internal ?? CODES[code][1];
    this.detail = more.detail;
  }
}

/** A field that breaks the interface's rules: PARAM_ERROR with the detail object of APIv3, and in words, which is all that many clients show. */
export function badField(field: string, issue: string, value?: unknown, location = 'body'): Refusal {
  return new Refusal('PARAM_ERROR', `参数错误：${field === '' ? '请求体' : field}，${issue}`.slice(0, 256), { detail: { field, value: value ?? '', issue, location } });
}
