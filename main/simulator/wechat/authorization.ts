/**
 * Who is calling: parses `Authorization: WECHATPAY2-SHA256-RSA2048 mchid="…",…` by name and verifies the signature over
 * the raw path with query and the raw body, within five minutes. Everything that is wrong is 401 SIGN_ERROR.
 */
import { verify } from 'node:crypto';
import type { Merchants, WechatMerchant } from './merchants.ts';
import { SIGNATURE_TYPE } from './platform.ts';
import { Refusal } from './refusal.ts';

const WINDOW_S = 300;
const FIELDS = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const;

export interface RawRequest {
  readonly method: string;
  /** Path with query, byte for byte as it was sent. */
  readonly url: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
  /** Common name of the client's TLS certificate, where one was shown and is of our authority. */
  readonly clientName?: string;
}

export function header(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

/** The merchant whose key signed the request. Throws Refusal SIGN_ERROR. */
export function authenticate(request: RawRequest, merchants: Merchants, nowMs: number): WechatMerchant {
  const fields = parse(header(request, 'Authorization'));
  const merchant = merchants.get(fields.mchid);
  if (!merchant) throw wrong('商户号不存在', 'mchid');
  if (merchant.merchantSerial !== fields.serial_no.toUpperCase()) throw wrong('商户证书序列号有误', 'serial_no');
  if (fields.nonce_str.length > 32) throw wrong('随机串过长', 'nonce_str');
  if (!/^\d{1,12}$/.test(fields.timestamp)) throw wrong('时间戳格式错误', 'timestamp');
  if (Math.abs(nowMs / 1000 - Number(fields.timestamp)) > WINDOW_S) throw wrong('请求时间戳与服务器时间相差超过5分钟', 'timestamp');
  const head = `${request.method}\n${request.url}\n${fields.timestamp}\n${fields.nonce_str}\n`;
  const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from('\n')]);
  const signature = Buffer.from(fields.signature, 'base64');
  if (!verify('RSA-SHA256', message, merchants.publicKeyOf(merchant), signature)) {
    throw wrong('错误的签名，验签失败', 'signature', {
      sign_information: {
        method: request.method,
        url: request.url,
        truncated_sign_message: head,
        sign_message_length: message.length,
      },
    });
  }
  return merchant;
}

function parse(text: string | undefined): Record<(typeof FIELDS)[number], string> {
  const space = text?.indexOf(' ') ?? -1;
  if (text === undefined || text.slice(0, space) !== SIGNATURE_TYPE) throw wrong('Http头Authorization认证类型不正确', 'schema');
  const found = new Map<string, string>();
  for (const pair of text.slice(space + 1).split(',')) {
    const match = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(pair);
    if (!match?.[1] || found.has(match[1])) throw wrong('Http头Authorization值格式错误', 'Authorization');
    found.set(match[1], match[2] ?? '');
  }
  const value = (name: (typeof FIELDS)[number]): string => {
    const text = found.get(name);
    if (!text) throw wrong('Http头Authorization缺少字段', name);
    return text;
  };
  return { mchid: value('mchid'), nonce_str: value('nonce_str'), signature: value('signature'), timestamp: value('timestamp'), serial_no: value('serial_no') };
}

function wrong(message: string, field: string, more: object = {}): Refusal {
  return new Refusal('SIGN_ERROR', message, { detail: { field, issue: 'sign not match', location: 'authorization', ...more } });
}
