/**
 * The XML wire: `return_code` says whether the call was understood, `result_code` whether it was done; both signed with
 * the merchant's APIv2 key. Two sandboxes of WeChat's own live beside it under prefixes, with a key of their own.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Operation } from '../../faults.ts';
import type { ScriptedEnding } from '../../scenarios.ts';
import type { RawRequest } from '../authorization.ts';
import type { Fields, Job, Outcome, Reply } from '../exchange.ts';
import type { WechatMerchant } from '../merchants.ts';
import { randomText } from '../merchants.ts';
import { endingByAmount, negativeTest } from '../negative-tests.ts';
import type { SignatureFlaw } from '../platform.ts';
import type { RefusalCode } from '../refusal.ts';
import { Refusal } from '../refusal.ts';
import type { WireParts } from '../v3-wire.ts';
import type { V2Call } from './call.ts';
import { V2_ROUTES } from './handlers.ts';
import type { SignType } from './sign.ts';
import { isSignedBy, signFields } from './sign.ts';
import type { XmlFields } from './xml.ts';
import { readXml, writeXml } from './xml.ts';

const SANDBOX = /^\/(?:xdc\/apiv2sandbox|sandboxnew)(?=\/)/;
/** In the sandboxes these two need no certificate, and clients call them without the `secapi` that says so. */
const SANDBOX_NAMES: Readonly<Record<string, string>> = { '/pay/reverse': '/secapi/pay/reverse', '/pay/refund': '/secapi/pay/refund' };
const SIGN_KEY_PATHS = new Set(['/sandboxnew/pay/getsignkey', '/xdc/apiv2getsignkey/sign/getsignkey']);

/** Where v2 writes a code differently from v3. */
const V2_SPELLING: Partial<Record<RefusalCode, string>> = {
  ORDER_PAID: 'ORDERPAID', ORDER_CLOSED: 'ORDERCLOSED', ORDER_REVERSED: 'ORDERREVERSED', ORDER_NOT_EXIST: 'ORDERNOTEXIST',
  NOT_ENOUGH: 'NOTENOUGH', SYSTEM_ERROR: 'SYSTEMERROR', SIGN_ERROR: 'SIGNERROR', NO_AUTH: 'NOAUTH',
  RESOURCE_NOT_EXISTS: 'REFUNDNOTEXIST', NO_STATEMENT_EXIST: 'NO_BILL_EXIST', STATEMENT_CREATING: 'BILL_CREATING', MCH_NOT_EXISTS: 'MCHID_NOT_EXIST',
};

/** Refusals of the call itself: `return_code` FAIL, without a signature. */
const NOT_UNDERSTOOD = new Set<RefusalCode>(['SIGN_ERROR', 'XML_FORMAT_ERROR', 'NOT_UTF8', 'LACK_PARAMS', 'REQUIRE_POST_METHOD', 'MCH_NOT_EXISTS', 'NO_STATEMENT_EXIST', 'STATEMENT_CREATING']);

/** After these a reverse should be called again. */
const CALL_AGAIN = new Set<RefusalCode>(['SYSTEM_ERROR', 'TRADE_ERROR', 'FREQUENCY_LIMITED']);

const SANDBOX_ENDING: ScriptedEnding = { digits: '', name: 'sandbox pays', mood: 'pays-at-once' };

interface Caller {
  readonly merchant: WechatMerchant;
  readonly fields: XmlFields;
  readonly key: string;
  readonly signType: SignType;
}

export class V2Wire {
  private readonly parts: WireParts;
  /** Whether `/secapi` wants the merchant's certificate on the connection. */
  private readonly demandsCertificate: boolean;

  constructor(parts: WireParts, demandsCertificate: boolean) {
    this.parts = parts;
    this.demandsCertificate = demandsCertificate;
  }

  /** The job of a v2 request; undefined if the path is none of v2's. Throws Refusal for what cannot be understood. */
  prepare(request: RawRequest): Job | undefined {
    const isSandbox = SANDBOX.test(request.url);
    const asked = request.url.replace(SANDBOX, '');
    const path = isSandbox ? (SANDBOX_NAMES[asked] ?? asked) : asked;
    const signKey = SIGN_KEY_PATHS.has(request.url);
    const route = isRoute(path) ? V2_ROUTES[path] : undefined;
    if (!signKey && !route) return undefined;
    if (request.method !== 'POST') throw new Refusal('REQUIRE_POST_METHOD', '请使用post方法');
    const caller = this.identify(request, isSandbox && !signKey);
    if (signKey) return { operation: 'other', outTradeNo: undefined, ending: undefined, paymentCode: undefined, ...wiring(caller, 'other'), work: () => ({ status: 200, fields: { mch_id: caller.merchant.mchid, sandbox_signkey: sandboxKey(caller.merchant) } }) };
    if (!route) return undefined;
    if (route.secure && this.demandsCertificate && !isSandbox && request.clientName !== caller.merchant.mchid) throw new Refusal('SIGN_ERROR', '请使用商户API证书调用该接口');
    const isPayment = route.operation === 'pay';
    const ending = isPayment ? (negativeTest(request) ?? this.endingOf(caller, isSandbox)) : undefined;
    const call: V2Call = {
      book: this.parts.book,
      rules: this.parts.rules,
      refundPolicy: this.parts.refundPolicy(),
      merchant: caller.merchant,
      fields: caller.fields,
      signType: caller.signType,
      ending,
    };
    return {
      operation: route.operation,
      outTradeNo: this.numberOf(caller),
      ending,
      paymentCode: isPayment ? caller.fields['auth_code'] : undefined,
      work: () => named(caller, call.book.commit(() => route.handler(call))),
      ...wiring(caller, route.operation),
      ...(route.operation === 'cancel' ? { pretend: () => named(caller, { status: 200, fields: { recall: 'N' } }) } : {}),
      ...(route.operation === 'close' ? { pretend: () => named(caller, { status: 200, fields: {} }) } : {}),
    };
  }

  private identify(request: RawRequest, isSandbox: boolean): Caller {
    if (!isUtf8(request.body)) throw new Refusal('NOT_UTF8', '编码格式错误，请使用UTF-8编码');
    const fields = readXml(request.body.toString('utf8'));
    for (const name of ['mch_id', 'nonce_str', 'sign']) if (!fields[name]) throw new Refusal('LACK_PARAMS', `缺少参数${name}`);
    const merchant = this.parts.merchants.get(fields['mch_id'] ?? '');
    if (!merchant) throw new Refusal('MCH_NOT_EXISTS', '商户号mch_id不存在');
    const signType = fields['sign_type'] || 'MD5';
    if (signType !== 'MD5' && signType !== 'HMAC-SHA256') throw new Refusal('SIGN_ERROR', '不支持的签名类型');
    const key = isSandbox ? sandboxKey(merchant) : merchant.apiV2Key;
    if (!isSignedBy(fields, key, signType)) throw new Refusal('SIGN_ERROR', '签名错误');
    return { merchant, fields, key, signType };
  }

  /** In the sandboxes nobody holds a phone: the amount decides, and pays when it says nothing. */
  private endingOf({ fields }: Caller, isSandbox: boolean): ScriptedEnding | undefined {
    const byAmount = isSandbox || this.parts.endingsByAmount ? endingByAmount(Number(fields['total_fee'])) : undefined;
    return byAmount ?? (isSandbox ? SANDBOX_ENDING : undefined);
  }

  private numberOf({ fields, merchant }: Caller): string | undefined {
    const { book } = this.parts;
    if (fields['transaction_id']) return book.findByTransaction(fields['transaction_id'])?.outTradeNo;
    if (fields['out_trade_no']) return fields['out_trade_no'];
    return book.findRefund(merchant.mchid, fields['out_refund_no'] ?? '')?.order.outTradeNo;
  }
}

function isRoute(path: string): path is keyof typeof V2_ROUTES {
  return Object.hasOwn(V2_ROUTES, path);
}

function sandboxKey(merchant: WechatMerchant): string {
  return createHash('md5').update(`sandbox ${merchant.apiV2Key}`).digest('hex');
}

/** A reverse says whether to call again; a bill that cannot be had has no `result_code`, whatever the reason. */
function wiring(caller: Caller, operation: Operation): Pick<Job, 'encode' | 'refuse'> {
  return {
    encode: (outcome, flaw) => encode(caller, outcome, flaw),
    refuse: (refusal) => {
      if (NOT_UNDERSTOOD.has(refusal.code) || operation === 'billDownload') return refuseV2(refusal);
      const recall = operation === 'cancel' ? { recall: CALL_AGAIN.has(refusal.code) ? 'Y' : 'N' } : {};
      return encode(caller, named(caller, { status: 200, fields: { result_code: 'FAIL', err_code: spell(refusal.code), err_code_des: refusal.message, ...recall } }));
    },
  };
}

/** The outcome with the merchants that the request named, as every answer repeats them. */
function named({ fields }: Caller, outcome: Outcome): Outcome {
  if (outcome.file) return outcome;
  const echoed = ['appid', 'mch_id', 'sub_appid', 'sub_mch_id'].flatMap((name): [string, string][] => (fields[name] ? [[name, fields[name]]] : []));
  return { ...outcome, fields: { ...Object.fromEntries(echoed), ...outcome.fields } };
}

function encode({ key, signType }: Caller, outcome: Outcome, flaw?: SignatureFlaw): Reply {
  if (outcome.file) return { status: 200, headers: { 'Content-Type': outcome.file.type }, body: outcome.file.bytes };
  const answer: Record<string, string> = { return_code: 'SUCCESS', return_msg: 'OK', nonce_str: randomText(16), result_code: 'SUCCESS', ...texts(outcome.fields ?? {}) };
  if (flaw !== 'missing') answer['sign'] = signFields(answer, flaw === undefined ? key : randomText(32), signType);
  return xmlReply(answer);
}

/** A refusal of a call that could not be understood or attributed. */
export function refuseV2(refusal: Refusal): Reply {
  return xmlReply({ return_code: 'FAIL', return_msg: refusal.message, error_code: spell(refusal.code) });
}

function spell(code: RefusalCode): string {
  return V2_SPELLING[code] ?? code;
}

function texts(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

function xmlReply(fields: XmlFields): Reply {
  return { status: 200, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body: Buffer.from(writeXml(fields)) };
}
