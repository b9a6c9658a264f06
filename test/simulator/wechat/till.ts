/**
 * A till of the test's own: signs APIv3 requests with node:crypto and verifies every signed answer, sharing nothing with
 * the gateway or with the product's adapters.
 */
import { createSign, createVerify, randomBytes, X509Certificate } from 'node:crypto';
import { FaultPlan } from '../../../main/simulator/faults.ts';
import type { WechatCredentials, WechatGateway, WechatGatewayOptions } from '../../../main/simulator/wechat/gateway.ts';
import { startWechatGateway } from '../../../main/simulator/wechat/gateway.ts';
import { World } from '../../../main/simulator/world.ts';

export const BUYER = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const START = Date.parse('2026-11-21T10:00:00+08:00');

export class MovableClock {
  at = START;
  now(): number {
    return this.at;
  }
  pass(ms: number): void {
    this.at += ms;
  }
}

function parseFields(text: string): WireFields {
  return JSON.parse(text);
}

/** The fields of answers that tests look at. */
export interface WireFields {
  readonly code?: string;
  readonly message?: string;
  readonly detail?: { readonly field?: string; readonly sign_information?: { readonly url: string } };
  readonly mchid?: string;
  readonly sp_mchid?: string;
  readonly sub_mchid?: string;
  readonly out_trade_no?: string;
  readonly transaction_id?: string;
  readonly trade_state?: string;
  readonly success_time?: string;
  readonly payer?: { readonly openid?: string; readonly sp_openid?: string; readonly sub_openid?: string };
  readonly amount?: { readonly total?: number; readonly refund?: number };
  readonly code_url?: string;
  readonly refund_id?: string;
  readonly status?: string;
  readonly hash_type?: string;
  readonly hash_value?: string;
  readonly download_url?: string;
  readonly download_bill_list?: readonly object[];
  readonly data?: readonly { readonly serial_no: string; readonly encrypt_certificate: { readonly nonce: string; readonly associated_data: string; readonly ciphertext: string } }[];
  readonly broken?: true;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: WireFields;
  /** Undefined: no signature came with the answer. */
  readonly signatureGood: boolean | undefined;
}

export interface Tampering {
  readonly timestamp?: number;
  /** Sent instead of the signed body. */
  readonly sentBody?: string;
  readonly sentUrl?: string;
  readonly serial?: string;
  readonly mchid?: string;
  readonly authorization?: string | null;
  readonly headers?: Record<string, string>;
  readonly wechatpaySerial?: string;
}

export interface Bench {
  readonly clock: MovableClock;
  readonly world: World;
  readonly faults: FaultPlan;
  readonly gateway: WechatGateway;
}

export async function bench(options: Partial<WechatGatewayOptions> = {}): Promise<Bench> {
  const clock = new MovableClock();
  const world = new World(clock);
  const faults = new FaultPlan(() => clock.now());
  const gateway = await startWechatGateway({ world, faults, ...options });
  return { clock, world, faults, gateway };
}

export class Till {
  readonly baseUrl: string;
  readonly who: WechatCredentials;
  private readonly now: () => number;

  constructor(baseUrl: string, who: WechatCredentials, now: () => number) {
    this.baseUrl = baseUrl;
    this.who = who;
    this.now = now;
  }

  async send(method: 'GET' | 'POST', url: string, body?: unknown, tampering: Tampering = {}): Promise<Answer> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const authorization = tampering.authorization === undefined ? this.authorization(method, url, text, tampering) : tampering.authorization;
    const response = await fetch(this.baseUrl + (tampering.sentUrl ?? url), {
      method,
      redirect: 'manual',
      headers: {
        Accept: 'application/json',
        ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
        ...(authorization === null ? {} : { Authorization: authorization }),
        ...(tampering.wechatpaySerial === undefined ? {} : { 'Wechatpay-Serial': tampering.wechatpaySerial }),
        ...tampering.headers,
      },
      ...(method === 'POST' ? { body: tampering.sentBody ?? text } : {}),
    });
    return this.read(response);
  }

  authorization(method: string, url: string, body: string, { timestamp, serial, mchid }: Tampering = {}): string {
    const time = timestamp ?? Math.floor(this.now() / 1000);
    const nonce = randomBytes(16).toString('hex');
    const signature = createSign('RSA-SHA256').update(`${method}\n${url}\n${time}\n${nonce}\n${body}\n`).sign(this.who.merchantPrivateKeyPem, 'base64');
    return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid ?? this.who.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${time}",serial_no="${serial ?? this.who.merchantSerial}"`;
  }

  private async read(response: Response): Promise<Answer> {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    let json: WireFields = {};
    try {
      if (isJson && text !== '') json = parseFields(text);
    } catch {
      json = { broken: true };
    }
    return { status: response.status, headers: response.headers, text, json, signatureGood: this.verify(response.headers, text) };
  }

  private verify(headers: Headers, text: string): boolean | undefined {
    const signature = headers.get('wechatpay-signature');
    if (signature === null) return undefined;
    const serial = headers.get('wechatpay-serial');
    const { publicKeyId, publicKeyPem, platformSerial, platformCertificatePem } = this.who;
    if (serial !== publicKeyId && serial !== platformSerial) return false;
    const key = serial === publicKeyId ? publicKeyPem : new X509Certificate(platformCertificatePem).publicKey;
    const timestamp = Number(headers.get('wechatpay-timestamp'));
    if (Math.abs(timestamp - this.now() / 1000) > 300) return false;
    if (headers.get('wechatpay-signature-type') !== 'WECHATPAY2-SHA256-RSA2048') return false;
    return createVerify('RSA-SHA256').update(`${timestamp}\n${headers.get('wechatpay-nonce')}\n${text}\n`).verify(key, signature, 'base64');
  }
}

let serial = 0;

/** A number never used before in this process. */
export function freshNumber(): string {
  serial += 1;
  return `T${String(serial).padStart(9, '0')}`;
}

export function codepayBody(till: Till, outTradeNo: string, code: string, total = 100): Record<string, unknown> {
  const { appid, mchid } = till.who;
  return {
    appid, mchid, description: '收银台消费', out_trade_no: outTradeNo, attach: 'till-1',
    payer: { auth_code: code },
    amount: { total, currency: 'CNY' },
    scene_info: { device_id: 'till-1', store_info: { out_id: 'S001' } },
  };
}

export function nativeBody(till: Till, outTradeNo: string, total = 100): Record<string, unknown> {
  const { appid, mchid } = till.who;
  return { appid, mchid, description: '收银台消费', out_trade_no: outTradeNo, notify_url: 'https://shop.example/notify', amount: { total } };
}

export function refundBody(outTradeNo: string, outRefundNo: string, refund: number, total: number): Record<string, unknown> {
  return { out_trade_no: outTradeNo, out_refund_no: outRefundNo, reason: '退货', amount: { refund, total, currency: 'CNY' } };
}

export const paths = {
  codepay: '/v3/pay/transactions/codepay',
  native: '/v3/pay/transactions/native',
  refund: '/v3/refund/domestic/refunds',
  query: (till: Till, outTradeNo: string) => `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${till.who.mchid}`,
  byId: (till: Till, id: string) => `/v3/pay/transactions/id/${id}?mchid=${till.who.mchid}`,
  reverse: (outTradeNo: string) => `/v3/pay/transactions/out-trade-no/${outTradeNo}/reverse`,
  close: (outTradeNo: string) => `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`,
  refundQuery: (outRefundNo: string) => `/v3/refund/domestic/refunds/${outRefundNo}`,
};
