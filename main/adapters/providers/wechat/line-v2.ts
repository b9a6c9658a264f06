/**
 * One v2 request and what may be believed of its answer. `return_code` says whether the call was understood; only then is there a
 * signature, and it is checked before anything else is read. `result_code` says whether it was done.
 */
import { randomBytes } from 'node:crypto';
import type { FailureCode } from '../../../domain/failure.ts';
import type { Clock, Log } from '../../../ports.ts';
import type { HttpAnswer, HttpDoor } from '../../http.ts';
import { isClockWrong, traceOf, unanswered, withoutSecret } from './heard.ts';
import type { Budget, Heard } from './heard.ts';
import { Hosts } from './hosts.ts';
import type { BarcodeV2Settings, ShopSettings } from './settings.ts';
import { isSignedV2, signV2 } from './signature-v2.ts';
import { readXml, writeXml, xmlText } from './xml.ts';
import type { XmlFields } from './xml.ts';

export interface V2Request extends Budget {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The interfaces below /secapi, which want the merchant's certificate. */
  readonly showCertificate?: boolean;
  /** Taken out of the provider's texts. */
  readonly secret?: string;
}

export class LineV2 {
  private readonly shop: ShopSettings;
  private readonly v2: BarcodeV2Settings;
  private readonly hosts: Hosts;
  private readonly log: Log;

  constructor(shop: ShopSettings, v2: BarcodeV2Settings, door: HttpDoor, clock: Clock, log: Log) {
    this.shop = shop;
    this.v2 = v2;
    const { baseUrl, backupUrl } = shop;
    this.hosts = new Hosts(v2.baseUrl === undefined ? { baseUrl, backupUrl } : { baseUrl: v2.baseUrl }, door, clock);
    this.log = log;
  }

  /** Sends one request. A verified body has `result_code` SUCCESS; FAIL with its `err_code` comes back as refused. */
  async ask({ path, fields, showCertificate, secret, ...budget }: V2Request): Promise<Heard<XmlFields>> {
    const result = await this.hosts.send(path, {
      ...budget,
      method: 'POST',
      headers: { 'accept': 'text/xml', 'content-type': 'text/xml; charset=utf-8', 'user-agent': 'guitai' },
      body: writeXml(this.signed(fields)),
      ...(showCertificate && { clientCertificate: this.v2.clientCertificate }),
    });
    if (result.kind !== 'answer') return unanswered(result);
    const { status } = result;
    const body = status === 200 ? readXml(result.body) : undefined;
    if (!body) return this.unbelievable(budget.name, result, status >= 500 ? 'server_error' : 'bad_answer', `HTTP ${status}`);
    const told = (name: string): string => withoutSecret(body.get(name) ?? '', secret);
    const refused = (code: string, message: string): Heard<XmlFields> => ({
      kind: 'refused',
      refusal: { status: isAbsence(code) ? 404 : 400, code, message, clockIsWrong: isClockWrong(result) },
      trace: { ...traceOf(result), providerCode: code, providerText: message },
    });
    if (body.get('return_code') === 'FAIL') return refused(notUnderstood(body), told('return_msg'));
    if (!isSignedV2(body, this.v2.apiV2Key, this.v2.signType)) return this.unbelievable(budget.name, result, 'bad_signature', body.has('sign') ? 'wrong' : 'missing');
    if (body.get('return_code') !== 'SUCCESS') return this.unbelievable(budget.name, result, 'bad_answer', 'no return_code');
    if (body.get('result_code') === 'SUCCESS') return { kind: 'verified', body, trace: traceOf(result) };
    const code = body.get('err_code');
    return code ? refused(withoutSecret(code, secret), told('err_code_des')) : this.unbelievable(budget.name, result, 'bad_answer', 'no err_code');
  }

  private signed(fields: Readonly<Record<string, string>>): XmlFields {
    const { appid, mchid, subMchid, subAppid } = this.shop;
    const { apiV2Key, signType } = this.v2;
    const all = new Map(Object.entries({
      appid, mch_id: mchid,
      ...(subMchid !== undefined && { sub_mch_id: subMchid }),
      ...(subMchid !== undefined && subAppid !== undefined && { sub_appid: subAppid }),
      nonce_str: randomBytes(16).toString('hex'), sign_type: signType, ...fields,
    }).map(([name, value]) => [name, xmlText(value)] as const));
    return all.set('sign', signV2(all, apiV2Key, signType));
  }

  private unbelievable(name: string, answer: HttpAnswer, code: FailureCode, why: string): Heard<XmlFields> {
    this.log.warn('wechat.unbelievable_answer', { name, status: answer.status, why });
    return { kind: 'uncertain', failure: { code, providerText: why }, trace: traceOf(answer) };
  }
}

/** v2 says with a code what APIv3 says with a 404. */
function isAbsence(code: string): boolean {
  return code === 'ORDERNOTEXIST' || code === 'REFUNDNOTEXIST';
}

/** A call that was not understood mostly has words only; those about the signature are worth knowing, the rest is asked for first. */
function notUnderstood(body: XmlFields): string {
  return body.get('error_code') ?? (body.get('return_msg')?.includes('签名') ? 'SIGNERROR' : 'FAIL');
}
