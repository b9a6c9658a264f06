/**
 * Every way in which the simulated gateway says no, as a value that handlers throw and both protocols render: v2 as
 * code / sub_code, v3 as HTTP status / code.
 */

export type ResultCode = '20000' | '20001' | '40001' | '40002' | '40004' | '40005' | '40006';

const MESSAGES: Readonly<Record<ResultCode, string>> = {
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
};

const V3_STATUS: Readonly<Record<ResultCode, number>> = { '20000': 500, '20001': 401, '40001': 400, '40002': 400, '40004': 400, '40005': 429, '40006': 403 };

/** What the gateway adds for people. Clients must not branch on it: Alipay changes these texts freely. */
const SUB_MESSAGES: Readonly<Record<string, string>> = {
  'ACQ.ACCESS_FORBIDDEN': '无权限使用接口',
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': '买家余额不足',
  'ACQ.BUYER_SELLER_EQUAL': '买卖家不能相同',
  'ACQ.CONTEXT_INCONSISTENT': '交易信息被篡改',
  'ACQ.DISCORDANT_REPEAT_REQUEST': '请求信息不一致',
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': '当前时间已超过允许支付的时间',
  'ACQ.PARTNER_ERROR': '应用APP_ID填写错误',
  'ACQ.PAYMENT_AUTH_CODE_INVALID': '支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': '退款金额无效',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': '退款金额与订单金额不一致',
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': '卖家余额不足',
  'ACQ.SYSTEM_ERROR': '系统异常',
  'AQC.SYSTEM_ERROR': '系统异常',
  'ACQ.TRADE_BUYER_NOT_MATCH': '交易买家不匹配',
  'ACQ.TRADE_CANCEL_TIME_OUT': '超过撤销时间范围',
  'ACQ.TRADE_HAS_CLOSE': '交易已经关闭',
  'ACQ.TRADE_HAS_FINISHED': '交易已完结',
  'ACQ.TRADE_HAS_SUCCESS': '交易已被支付',
  'ACQ.TRADE_NOT_EXIST': '交易不存在',
  'ACQ.TRADE_STATUS_ERROR': '交易状态不合法',
  'aop.unknow-error': '服务暂不可用（业务系统不可用）',
  'aop.invalid-app-auth-token': '无效的应用授权令牌',
  'isv.app-call-limited': '应用调用次数超限',
  'isv.invalid-app-id': '无效的AppID参数',
  'isv.invalid-method': '不存在的方法名',
  'isv.invalid-timestamp': '非法的时间戳参数',
  'isv.insufficient-isv-permissions': 'ISV权限不足',
};

export type RefusalDetails = Readonly<Record<string, string>>;

export class Refusal extends Error {
  readonly code: ResultCode;
  readonly subCode: string;
  /** Fields that the failure body carries besides the codes. */
  readonly details: RefusalDetails;

  constructor(code: ResultCode, subCode: string, text?: string, details: RefusalDetails = {}) {
    super(text ?? SUB_MESSAGES[subCode] ?? subCode);
    this.name = 'Refusal';
    this.code = code;
    this.subCode = subCode;
    this.details = details;
  }

  get title(): string {
    return MESSAGES[this.code];
  }

  /** Protocol v3 writes gateway codes without their v2 prefix and business codes unchanged. */
  get v3Code(): string {
    return this.subCode.replace(/^(?:isv|aop|isp)\./, '');
  }

  /** Only 400 for business errors is documented; the other statuses follow HTTP's own meaning. */
  get v3Status(): number {
    return this.subCode.includes('signature') ? 401 : V3_STATUS[this.code];
  }
}

/** Code 40004 with an `ACQ.` sub code. */
export function acquiringRefusal(name: string, text?: string, details?: RefusalDetails): Refusal {
  return new Refusal('40004', `ACQ.${name}`, text, details);
}

/** Code 40004 with a bare sub code, as transfers, bills, royalty relations and authorisation use it. */
export function plainRefusal(name: string, text?: string): Refusal {
  return new Refusal('40004', name, text);
}

export function invalidParameter(text: string): Refusal {
  return acquiringRefusal('INVALID_PARAMETER', `参数无效：${text}`);
}
