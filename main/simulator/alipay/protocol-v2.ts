/**
 * Protocol v2 (`gateway.do`): parameters in query and form, one signature over the sorted parameters, and an answer whose
 * signature covers the raw text of the method's node. The answer's shape (compact, `code` first, `sign` last) is the one
 * that every known client can cut.
 */
import { randomBytes } from 'node:crypto';
import iconv from 'iconv-lite';
import { cashierPage } from './cashier.ts';
import { answeringKey, checkCertificates } from './certificate-mode.ts';
import { decrypt, encrypt } from './encryption.ts';
import { Fields, readJsonObject, textOf } from './fields.ts';
import { METHODS } from './methods/table.ts';
import { parseChinaTime } from './china-time.ts';
import { readForm, type Params } from './form.ts';
import { Refusal } from './refusal.ts';
import type { SignType } from './signing.ts';
import type { App } from './state.ts';
import type { Answer } from './call.ts';
import type { Outcome, RawRequest, Reply, SignatureFlaw, WireRequest, WireServices } from './wire.ts';

const SUCCESS_TITLE = 'Success';
/** The leading space is Alipay's own. */
const WAITING_TITLE = ' order success pay inprocess';

const CHARSETS = new Set(['utf-8', 'gbk', 'gb2312', 'gb18030']);

export async function receiveV2(raw: RawRequest, services: WireServices): Promise<WireRequest> {
  return new V2Request(await readForm(raw), services);
}

/** The request in a merchant's order string, which no server sends: the buyer's phone has it from a page or another app. */
export function readOrderString(text: string, services: WireServices): WireRequest {
  return new V2Request(new Map(new URLSearchParams(text)), services);
}

/** The text a client signed: sorted `k=v` pairs without `sign`; production leaves empty values out. */
export function signText(params: Params, keepEmpty: boolean): string {
  return [...params]
    .filter(([key, value]) => key !== 'sign' && (keepEmpty || value !== ''))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

class V2Request implements WireRequest {
  readonly method: string | undefined;
  readonly operation: WireRequest['operation'];
  readonly outTradeNo: string | undefined;
  readonly authCode: string | undefined;
  private readonly params: Params;
  private readonly services: WireServices;
  private readonly content: Readonly<Record<string, unknown>> | undefined;

  constructor(params: Params, services: WireServices) {
    this.params = params;
    this.services = services;
    this.content = readJsonObject(this.bizContent() ?? '');
    this.method = params.get('method');
    this.operation = this.entry?.operation ?? 'other';
    this.outTradeNo = textOf(this.content?.['out_trade_no']);
    this.authCode = textOf(this.content?.['auth_code']);
  }

  /** The app, as the request names it; nothing proves it yet. */
  private get claimedApp(): App | undefined {
    return this.services.provider.store.state.apps.get(this.params.get('app_id') ?? '');
  }

  private get encryptionKey(): string | undefined {
    return this.given('encrypt_type') === 'AES' ? this.claimedApp?.aesKey : undefined;
  }

  private bizContent(): string | undefined {
    const text = this.params.get('biz_content');
    const key = this.encryptionKey;
    return key === undefined || text === undefined ? text : (decrypt(text, key) ?? '-');
  }

  private get entry(): (typeof METHODS)[string] | undefined {
    return this.method !== undefined && Object.hasOwn(METHODS, this.method) ? METHODS[this.method] : undefined;
  }

  work(blind: boolean): Answer {
    const app = this.authenticate();
    const entry = this.entry;
    if (!entry) throw new Refusal('40002', 'isv.invalid-method');
    if (!this.content) throw this.encryptionKey === undefined ? new Refusal('40002', 'isv.invalid-parameter', 'biz_content 不是合法的 JSON') : new Refusal('40002', 'isv.decryption-error', '解密出错');
    const { provider, registry, strict } = this.services;
    const acting = registry.actingFor(app, this.given('app_auth_token'));
    const call = { app, ...acting, fields: new Fields(this.content, strict), notifyUrl: this.given('notify_url'), returnUrl: this.given('return_url'), now: provider.world.clock.now(), blind };
    return entry.run(call, provider);
  }

  private given(name: string): string | undefined {
    const value = this.params.get(name);
    return value === '' ? undefined : value;
  }

  private authenticate(): App {
    if (this.given('method') === undefined) throw new Refusal('40001', 'isv.missing-method', '缺少方法名参数');
    const app = this.app();
    const signType = this.given('sign_type');
    if (signType === undefined) throw new Refusal('40001', 'isv.missing-signature-type', '缺少签名类型参数');
    if (!this.isSignType(signType)) throw new Refusal('40002', 'isv.invalid-signature-type', '无效的签名类型');
    const sign = this.given('sign');
    if (sign === undefined) throw new Refusal('40001', 'isv.missing-signature', '缺少签名参数');
    this.checkSignature(app, sign, signType);
    const { provider, keys } = this.services;
    const named = { appSn: this.given('app_cert_sn'), rootSn: this.given('alipay_root_cert_sn'), isRootDemanded: true };
    checkCertificates(app, named, provider.store.state.keys, keys, provider.world.clock.now());
    if (!CHARSETS.has(this.given('charset')?.toLowerCase() ?? '')) throw new Refusal('40002', 'isv.invalid-charset', '字符集错误');
    if (this.given('version') !== '1.0') throw new Refusal('40001', 'isv.missing-version', '缺少版本参数');
    if ((this.given('format') ?? 'JSON').toUpperCase() !== 'JSON') throw new Refusal('40002', 'isv.invalid-format', '无效的数据格式');
    if (this.given('encrypt_type') !== undefined && this.encryptionKey === undefined) throw new Refusal('40002', 'isv.invalid-encrypt-type', '无效的加密类型');
    this.checkTimestamp();
    return app;
  }

  private app(): App {
    const appId = this.given('app_id');
    if (appId === undefined) throw new Refusal('40001', 'isv.missing-app-id', '缺少appId参数');
    const app = this.claimedApp;
    if (!app) throw new Refusal('40002', 'isv.invalid-app-id');
    return app;
  }

  private isSignType(text: string): text is SignType {
    return text === 'RSA2' || (text === 'RSA' && this.services.acceptRsa);
  }

  private checkSignature(app: App, sign: string, type: SignType): void {
    const { keys, strict } = this.services;
    const rebuilt = signText(this.params, false);
    if (keys.verify(app.publicKeyPem, this.encode(rebuilt), sign, type)) return;
    if (!strict && keys.verify(app.publicKeyPem, this.encode(signText(this.params, true)), sign, type)) return;
    const quoted = rebuilt.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    throw new Refusal('40002', 'isv.invalid-signature', `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：${quoted}`);
  }

  private checkTimestamp(): void {
    const text = this.given('timestamp');
    if (text === undefined) throw new Refusal('40001', 'isv.missing-timestamp', '缺少时间戳参数');
    const at = parseChinaTime(text);
    const { timestampToleranceMs: tolerance, provider } = this.services;
    const isOff = at === undefined || (tolerance !== undefined && Math.abs(at - provider.world.clock.now()) > tolerance);
    if (isOff) throw new Refusal('40002', 'isv.invalid-timestamp');
  }

  private get charset(): 'utf-8' | 'gbk' {
    return this.params.get('charset')?.toLowerCase().startsWith('gb') ? 'gbk' : 'utf-8';
  }

  private encode(text: string): Buffer {
    return this.charset === 'gbk' ? iconv.encode(text, 'gbk') : Buffer.from(text, 'utf8');
  }

  async reply(outcome: Outcome, flaw: SignatureFlaw | undefined): Promise<Reply> {
    const cashierToken = outcome.kind === 'answer' && this.entry?.isPage ? textOf(outcome.answer.fields['cashier_token']) : undefined;
    if (cashierToken !== undefined) return cashierPage(cashierToken, this.services.provider);
    const plain = JSON.stringify(outcome.kind === 'answer' ? answerNode(outcome.answer) : refusalNode(outcome.refusal));
    const content = this.services.escapeSlashes ? plain.replaceAll('/', '\\/') : plain;
    // What is encrypted is a JSON string, and signed with its quotes.
    const sent = this.encryptionKey === undefined || outcome.kind === 'refusal' ? content : JSON.stringify(encrypt(content, this.encryptionKey));
    const isSigned = flaw !== 'missing' && !(outcome.kind === 'refusal' && outcome.refusal.subCode.endsWith('-app-id'));
    const { keys, provider } = this.services;
    const certificate = this.isCertificateMode ? `,"alipay_cert_sn":"${keys.certificate(provider.store.state.keys.alipayCertificatePem).sn}"` : '';
    const signature = isSigned ? `,"sign":"${await this.sign(sent, flaw)}"` : '';
    return {
      status: 200,
      headers: { 'content-type': `text/html;charset=${this.charset}`, trace_id: randomBytes(16).toString('hex') },
      body: this.encode(`{"${this.nodeName(outcome)}":${sent}${certificate}${signature}}`),
    };
  }

  private nodeName(outcome: Outcome): string {
    const isGateways = outcome.kind === 'refusal' && outcome.refusal.code !== '40004';
    const isNamed = this.entry && this.method !== undefined && !(isGateways && this.services.gatewayErrorNode === 'error_response');
    return isNamed ? `${this.method.replaceAll('.', '_')}_response` : 'error_response';
  }

  private get isCertificateMode(): boolean {
    return this.given('app_cert_sn') !== undefined || this.claimedApp?.trust === 'certificate';
  }

  private async sign(content: string, flaw: SignatureFlaw | undefined): Promise<string> {
    const { keys, provider } = this.services;
    if (flaw === 'unknown-key') return keys.signAsStranger(this.encode(content));
    const isForeign = flaw === 'wrong' || flaw === 'stale';
    const signed = isForeign ? '{"code":"10000","msg":"Success"}' : content;
    const type = this.params.get('sign_type') === 'RSA' && this.services.acceptRsa ? 'RSA' : 'RSA2';
    return keys.sign(answeringKey(provider.store.state.keys, this.isCertificateMode), this.encode(signed), type);
  }
}

function answerNode(answer: Answer): object {
  return { code: answer.code, msg: answer.code === '10000' ? SUCCESS_TITLE : WAITING_TITLE, ...answer.fields };
}

function refusalNode(refusal: Refusal): object {
  return { code: refusal.code, msg: refusal.title, sub_code: refusal.subCode, sub_msg: refusal.message, ...refusal.details };
}
