/**
 * Protocol v3 (REST under `/v3/`): JSON in and out, one signature over the whole message in the `authorization` header,
 * and one over timestamp, nonce and body in the answer's headers.
 */
import { randomBytes } from 'node:crypto';
import type { Answer } from './call.ts';
import { answeringKey, checkCertificates } from './certificate-mode.ts';
import { decrypt, encrypt } from './encryption.ts';
import { Fields, readJsonObject, textOf } from './fields.ts';
import { multipart } from './form.ts';
import { METHODS, type MethodEntry } from './methods/table.ts';
import { Refusal } from './refusal.ts';
import type { App } from './state.ts';
import type { Outcome, RawRequest, Reply, SignatureFlaw, WireRequest, WireServices } from './wire.ts';

const ALGORITHM = 'ALIPAY-SHA256withRSA ';
/** How old the time stamp of a `stale` answer is, ms. */
const STALE_MS = 3_600_000;

export async function receiveV3(raw: RawRequest, services: WireServices): Promise<WireRequest> {
  const type = header(raw, 'content-type') ?? '';
  // In an upload the signed body is the text of its `data` field.
  const isUpload = type.startsWith('multipart/form-data');
  return new V3Request(raw, isUpload ? ((await multipart(raw.body, type)).get('data') ?? '') : raw.body.toString('utf8'), services);
}

function header(raw: RawRequest, name: string): string | undefined {
  const value = raw.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

class V3Request implements WireRequest {
  readonly method: string | undefined;
  readonly operation: WireRequest['operation'];
  readonly outTradeNo: string | undefined;
  readonly authCode: string | undefined;
  private readonly raw: RawRequest;
  private readonly verb: string;
  private readonly body: string;
  private readonly services: WireServices;
  private readonly content: Readonly<Record<string, unknown>> | undefined;

  constructor(raw: RawRequest, body: string, services: WireServices) {
    this.raw = raw;
    this.body = body;
    this.services = services;
    this.verb = (header(raw, 'x-http-method-override') ?? raw.verb).toUpperCase();
    const url = new URL(raw.url, 'http://gateway.invalid');
    this.method = url.pathname.replace(/^\/v3\//, '').replaceAll('/', '.');
    this.content = this.verb === 'GET' ? Object.fromEntries(url.searchParams) : readJsonObject(this.plain(body));
    this.operation = this.entry?.operation ?? 'other';
    this.outTradeNo = textOf(this.content?.['out_trade_no']);
    this.authCode = textOf(this.content?.['auth_code']);
  }

  /** What the authorization says about itself, split at the first `=` of each pair; nothing proves it yet. */
  private get credentials(): ReadonlyMap<string, string> {
    const pairs = (header(this.raw, 'authorization') ?? '').slice(ALGORITHM.length).split(',');
    return new Map(pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1)]));
  }

  private get claimedApp(): App | undefined {
    return this.services.provider.store.state.apps.get(this.credentials.get('app_id') ?? '');
  }

  private get encryptionKey(): string | undefined {
    return header(this.raw, 'alipay-encrypt-type') === 'AES' ? this.claimedApp?.aesKey : undefined;
  }

  private plain(body: string): string {
    const key = this.encryptionKey;
    return key === undefined || body === '' ? body : (decrypt(body, key) ?? '-');
  }

  private get isCertificateMode(): boolean {
    return this.credentials.has('app_cert_sn') || this.claimedApp?.trust === 'certificate';
  }

  private get entry(): MethodEntry | undefined {
    const entry = this.method !== undefined && Object.hasOwn(METHODS, this.method) ? METHODS[this.method] : undefined;
    return entry?.v3 === this.verb ? entry : undefined;
  }

  work(blind: boolean): Answer {
    const app = this.authenticate();
    const entry = this.entry;
    if (!entry) throw new Refusal('40002', 'isv.invalid-method');
    if (!this.content) throw this.encryptionKey === undefined ? new Refusal('40002', 'isv.illegal-json', '请求体不是合法的 JSON') : new Refusal('40002', 'isv.decryption-error', '解密出错');
    const { provider, registry, strict } = this.services;
    const acting = registry.actingFor(app, header(this.raw, 'alipay-app-auth-token'));
    const fields = new Fields(this.content, strict);
    return entry.run({ app, ...acting, fields, notifyUrl: fields.text('notify_url', 1024), returnUrl: undefined, now: provider.world.clock.now(), blind }, provider);
  }

  private authenticate(): App {
    const authorization = header(this.raw, 'authorization');
    if (!authorization?.startsWith(ALGORITHM)) throw new Refusal('40001', 'isv.missing-signature', '缺少签名参数');
    const { credentials: pairs, claimedApp: app } = this;
    if (!pairs.get('app_id')) throw new Refusal('40001', 'isv.missing-app-id', '缺少appId参数');
    if (!app) throw new Refusal('40002', 'isv.invalid-app-id');
    const sign = pairs.get('sign');
    if (sign === undefined) throw new Refusal('40001', 'isv.missing-signature', '缺少签名参数');
    const token = header(this.raw, 'alipay-app-auth-token');
    const signedCredentials = authorization.slice(ALGORITHM.length, authorization.lastIndexOf(',sign='));
    const lines = [signedCredentials, this.verb, this.raw.url, this.body, ...(token === undefined ? [] : [token]), ''];
    const { keys, provider } = this.services;
    if (!keys.verify(app.publicKeyPem, Buffer.from(lines.join('\n'), 'utf8'), sign)) throw new Refusal('40002', 'isv.invalid-signature', '验签出错');
    const named = { appSn: pairs.get('app_cert_sn'), rootSn: header(this.raw, 'alipay-root-cert-sn'), isRootDemanded: false };
    checkCertificates(app, named, provider.store.state.keys, keys, provider.world.clock.now());
    if (header(this.raw, 'alipay-encrypt-type') !== undefined && this.encryptionKey === undefined) throw new Refusal('40002', 'isv.invalid-encrypt-type', '无效的加密类型');
    this.checkTimestamp(pairs);
    return app;
  }

  private checkTimestamp(pairs: ReadonlyMap<string, string>): void {
    const at = Number(pairs.get('timestamp'));
    if (!Number.isSafeInteger(at) || at <= 0) throw new Refusal('40002', 'isv.invalid-timestamp');
    const { timestampToleranceMs, provider } = this.services;
    const expiry = pairs.get('expired_seconds');
    const tolerance = timestampToleranceMs === undefined || expiry === undefined ? timestampToleranceMs : Number(expiry) * 1000;
    if (tolerance !== undefined && Math.abs(at - provider.world.clock.now()) > tolerance) throw new Refusal('40002', 'isv.illegal-timestamp', '时间戳超出允许的范围');
  }

  /**
   * Success is a bare body. How v3 says "the buyer must confirm" is documented nowhere: here it is a success without
   * gmt_payment and with zero amounts, which a till must not take for a payment.
   */
  async reply(outcome: Outcome, flaw: SignatureFlaw | undefined): Promise<Reply> {
    const status = outcome.kind === 'answer' ? 200 : outcome.refusal.v3Status;
    const content = outcome.kind === 'answer' ? outcome.answer.fields : { code: outcome.refusal.v3Code, message: outcome.refusal.message, links: [] };
    const plain = JSON.stringify(content);
    const key = this.encryptionKey;
    const body = key === undefined || outcome.kind === 'refusal' ? plain : encrypt(plain, key);
    const timestamp = String(this.services.provider.world.clock.now() - (flaw === 'stale' ? STALE_MS : 0));
    const nonce = randomBytes(16).toString('hex');
    const signature = flaw === 'missing' ? {} : { 'alipay-signature': await this.sign(`${timestamp}\n${nonce}\n${body}\n`, flaw) };
    const { keys, provider } = this.services;
    return {
      status,
      headers: {
        'content-type': body === plain ? 'application/json;charset=utf-8' : 'text/plain;charset=utf-8',
        'alipay-trace-id': randomBytes(16).toString('hex'),
        'alipay-timestamp': timestamp,
        'alipay-nonce': nonce,
        ...signature,
        ...(this.isCertificateMode ? { 'alipay-sn': keys.certificate(provider.store.state.keys.alipayCertificatePem).sn } : {}),
      },
      body: Buffer.from(body, 'utf8'),
    };
  }

  private async sign(content: string, flaw: SignatureFlaw | undefined): Promise<string> {
    const { keys, provider } = this.services;
    if (flaw === 'unknown-key') return keys.signAsStranger(Buffer.from(content, 'utf8'));
    return keys.sign(answeringKey(provider.store.state.keys, this.isCertificateMode), Buffer.from(flaw === 'wrong' ? `${content} ` : content, 'utf8'));
  }
}
