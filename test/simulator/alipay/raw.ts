/** Requests made by hand, for what no honest SDK would send. */
import { createSign, createVerify } from 'node:crypto';
import { z } from 'zod';
import type { AlipayCredentials } from '../../../main/simulator/alipay/gateway.ts';

const Members = z.record(z.string(), z.unknown());

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly contentType: string | null;
  /** The first member of the envelope. */
  readonly node: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
}

/** `2026-11-21 10:00:00` in China, as requests carry it. */
export function chinaNow(): string {
  return new Date(Date.now() + 28_800_000).toISOString().slice(0, 19).replace('T', ' ');
}

export function commonParams(credentials: AlipayCredentials, method: string, bizContent: object): Record<string, string> {
  return { app_id: credentials.appId, method, charset: 'utf-8', sign_type: 'RSA2', timestamp: chinaNow(), version: '1.0', biz_content: JSON.stringify(bizContent) };
}

export function signedText(params: Readonly<Record<string, string>>, keepEmpty = false): string {
  return Object.keys(params)
    .filter((key) => key !== 'sign' && (keepEmpty || params[key] !== ''))
    .toSorted()
    .map((key) => `${key}=${params[key]}`)
    .join('&');
}

export function signed(credentials: AlipayCredentials, params: Readonly<Record<string, string>>, keepEmpty = false): Record<string, string> {
  const sign = createSign('sha256').update(signedText(params, keepEmpty)).sign(credentials.appPrivateKeyPem, 'base64');
  return { ...params, sign };
}

export async function postForm(url: string, params: Readonly<Record<string, string>>): Promise<RawAnswer> {
  return read(await fetch(url, { method: 'POST', body: new URLSearchParams(params) }));
}

export async function read(response: Response): Promise<RawAnswer> {
  const text = await response.text();
  const envelope = Members.parse(JSON.parse(text));
  const [node = ''] = Object.keys(envelope);
  return { status: response.status, text, contentType: response.headers.get('content-type'), node, fields: Members.parse(envelope[node]), isSigned: 'sign' in envelope };
}

/** Cuts the signed text the way the strictest known client does: from the node's name to `,"sign":`. */
export function verifiesAsCompactText(credentials: AlipayCredentials, answer: RawAnswer): boolean {
  const start = answer.text.indexOf(answer.node) + answer.node.length + 2;
  const end = answer.text.indexOf(answer.text.includes(',"alipay_cert_sn":') ? ',"alipay_cert_sn":' : ',"sign":');
  const sign = /"sign":"([^"]+)"/.exec(answer.text)?.[1] ?? '';
  return createVerify('sha256').update(answer.text.slice(start, end)).verify(credentials.alipayPublicKeyPem, sign, 'base64');
}
