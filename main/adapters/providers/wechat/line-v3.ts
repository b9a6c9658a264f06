/**
 * One APIv3 request and what may be believed of its answer: shaped and signed by the library, sent by our door, verified over its
 * raw bytes. Every 2xx must be signed by a key we know, for this moment, before it is read.
 */
import type { FailureCode } from '../../../domain/failure.ts';
import type { Clock, Log } from '../../../ports.ts';
import type { HttpAnswer, HttpDoor, HttpResult } from '../../http.ts';
import { isClockWrong, parsedJson, traceOf, unanswered, withoutSecret } from './heard.ts';
import type { Budget, Heard } from './heard.ts';
import { Hosts } from './hosts.ts';
import { CertificateKeyring, PublicKeyring } from './keys.ts';
import type { Keyring } from './keys.ts';
import { DoorTransport, WechatLibrary } from './sdk.ts';
import type { WechatSettings } from './settings.ts';
import { checkSignature } from './signature.ts';
import type { SignatureCheck } from './signature.ts';
import { refusalBody } from './wire.ts';

type Use = (library: WechatLibrary) => Promise<unknown>;

export class LineV3 {
  private readonly settings: WechatSettings;
  private readonly hosts: Hosts;
  private readonly keys: Keyring;
  private readonly clock: Clock;
  private readonly log: Log;

  /** Throws when one of WeChat Pay's keys cannot be read or an address is not WeChat Pay's. */
  constructor(settings: WechatSettings, door: HttpDoor, clock: Clock, log: Log) {
    this.settings = settings;
    this.hosts = new Hosts(settings, door, clock);
    this.clock = clock;
    this.log = log;
    const fetch = (deadlineMs: number): Promise<HttpResult> => this.exchange({ name: 'wechat.certificates', deadlineMs, ownConnection: false }, (library) => library.certificates());
    this.keys = settings.verifyWith === 'platform-certificates' ? new CertificateKeyring(settings, fetch, clock, log) : new PublicKeyring(settings);
  }

  /** Sends one request. `secret` is taken out of the provider's texts. Nothing is sent while no key is known to prove the answer with. */
  async ask(budget: Budget, use: Use, secret?: string): Promise<Heard> {
    const started = performance.now();
    const left = (): number => Math.ceil(budget.deadlineMs - (performance.now() - started));
    const noKeys = await this.keys.ready(budget.deadlineMs);
    if (noKeys) return { kind: 'never_sent', ...noKeys };
    const result = await this.exchange({ ...budget, deadlineMs: Math.max(1, left()) }, use);
    if (result.kind !== 'answer') return unanswered(result);
    const { status } = result;
    if (status < 200 || status >= 300) return this.refused(budget.name, result, secret);
    const signature = await this.verified(result, left);
    const isClock = signature === 'stale' && isClockWrong(result);
    if (signature !== 'good') return this.unbelievable(budget.name, result, isClock ? 'clock_wrong' : 'bad_signature', signature);
    const body = parsedJson(result.body);
    if (body === undefined) return this.unbelievable(budget.name, result, 'bad_answer', 'not JSON');
    return { kind: 'verified', body, trace: traceOf(result) };
  }

  /** As `ask`, for a file: bills are not signed, their digest came signed before. */
  async download(budget: Budget, use: Use): Promise<Heard<Buffer>> {
    const result = await this.exchange(budget, use);
    if (result.kind !== 'answer') return unanswered(result);
    return result.status === 200 ? { kind: 'verified', body: result.body, trace: traceOf(result) } : this.refused(budget.name, result, undefined);
  }

  private async exchange(budget: Budget, use: Use): Promise<HttpResult> {
    const transport = new DoorTransport(this.hosts, budget, this.keys.wanted());
    try {
      await use(new WechatLibrary(this.settings, this.clock, transport));
    } catch (error) {
      // Before the door was asked it is our own mistake. Afterwards what came back is known, whatever the library says.
      if (!transport.result) throw error;
      this.log.error('wechat.library_threw', { name: budget.name }, error);
    }
    if (!transport.result) throw new TypeError(`the library did not send ${budget.name}`);
    return transport.result;
  }

  /** Checks the signature, after looking for the key it names if that is not known. */
  private async verified(answer: HttpAnswer, left: () => number): Promise<SignatureCheck> {
    const check = (): SignatureCheck => checkSignature(answer.headers, answer.body, this.keys.known(), this.clock.now());
    const first = check();
    const serial = answer.headers['wechatpay-serial'];
    return first === 'unknown_key' && serial !== undefined && (await this.keys.learn(serial, left())) ? check() : first;
  }

  private refused(name: string, answer: HttpAnswer, secret: string | undefined): Extract<Heard, { kind: 'refused' | 'uncertain' }> {
    const { status } = answer;
    const refusal = refusalBody.safeParse(parsedJson(answer.body));
    if (status < 400 || !refusal.success) return this.unbelievable(name, answer, status >= 500 ? 'server_error' : 'bad_answer', `HTTP ${status}`);
    const { code } = refusal.data;
    const message = withoutSecret(refusal.data.message ?? '', secret);
    const trace = { ...traceOf(answer), providerCode: code, providerText: message };
    return { kind: 'refused', refusal: { status, code, message, clockIsWrong: isClockWrong(answer) }, trace };
  }

  private unbelievable(name: string, answer: HttpAnswer, code: FailureCode, why: string): Extract<Heard, { kind: 'uncertain' }> {
    const trace = traceOf(answer);
    this.log.warn('wechat.unbelievable_answer', { name, status: answer.status, why, requestId: trace.requestId });
    return { kind: 'uncertain', failure: { code, providerText: why }, trace };
  }
}
