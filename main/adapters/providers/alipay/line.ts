/**
 * One call to Alipay over protocol v2: shaped and signed by the SDK (`sdk.ts`), sent once through our own door, and believed only
 * after its signature was verified over the raw text (`answer.ts`).
 */
import * as z from 'zod';
import type { Failure, FailureCode } from '../../../domain/failure.ts';
import type { CallTrace, Clock, Log } from '../../../ports.ts';
import type { HttpAnswer, HttpDoor, LostReason } from '../../http.ts';
import { openAnswer } from './answer.ts';
import { alipayOrigins } from './hosts.ts';
import { signedRequest } from './sdk.ts';
import type { BizContent, Signer } from './sdk.ts';
import { readKeys } from './settings.ts';
import type { AlipayKeys, AlipaySettings } from './settings.ts';
import { commonNode, failureOf } from './wire.ts';
import type { CommonNode } from './wire.ts';

export interface Budget {
  readonly deadlineMs: number;
  /** Repeating it is not harmless, or costs a customer's patience: see `HttpRequest.ownConnection`. */
  readonly ownConnection: boolean;
}

export type NoAnswer = { readonly kind: 'uncertain' | 'never_sent'; readonly failure: Failure };
export type Outcome = { readonly kind: 'node'; readonly node: CommonNode; readonly raw: unknown } | NoAnswer;

export interface Called {
  readonly outcome: Outcome;
  readonly trace: CallTrace;
}

const LONGEST_TEXT = 200;
const DAY_MS = 86_400_000;
const WARN_BEFORE_DAYS = 30;

const DOWNLOAD = 'alipay.open.app.alipaycert.download';
const DOWNLOAD_MS = 4_000;
/** A certificate that could not be had is asked for again after this. */
const DOWNLOAD_AGAIN_MS = 60_000;

const downloadNode = z.object({ alipay_cert_content: z.string() });

export const LOST: Readonly<Record<LostReason, FailureCode>> = {
  timeout: 'timeout', reset: 'connection_lost', aborted: 'connection_lost', too_large: 'bad_answer', malformed: 'bad_answer',
};

export class AlipayLine {
  private readonly gatewayUrl: string;
  private readonly gatewayOrigin: string;
  private readonly signer: Signer;
  private readonly keys: AlipayKeys;
  private readonly door: HttpDoor;
  private readonly clock: Clock;
  private readonly log: Log;
  /** Certificates that were asked for, by number. */
  private readonly downloads = new Map<string, { readonly at: number; readonly isLearnt: Promise<boolean> }>();

  /** Throws for keys, certificates and addresses that will not do. */
  constructor(settings: AlipaySettings, door: HttpDoor, clock: Clock, log: Log) {
    const { appId, appAuthToken, gatewayUrl } = settings;
    this.keys = readKeys(settings);
    const [origin = ''] = alipayOrigins(gatewayUrl);
    this.gatewayUrl = gatewayUrl;
    this.gatewayOrigin = origin;
    this.signer = { appId, privateKeyPem: this.keys.privateKeyPem, appAuthToken, certificates: this.keys.certificates };
    this.door = door;
    this.clock = clock;
    this.log = log;
    const { expiresAt = Number.POSITIVE_INFINITY } = this.keys.certificates ?? {};
    const days = Math.floor((expiresAt - clock.now()) / DAY_MS);
    // An expired certificate stops no till from asking what became of a payment: Alipay itself refuses what it will not take.
    if (days < WARN_BEFORE_DAYS) log.warn('alipay.certificate_expires', { days });
  }

  /** One request and what is to be believed of its answer. `secret` is taken out of the provider's texts. */
  async call(method: string, content: BizContent, budget: Budget, secret?: string): Promise<Called> {
    const request = signedRequest(this.gatewayUrl, method, content, this.signer, this.timeFor(budget));
    const result = await this.door.send({ method: 'POST', name: method, ...request, ...budget });
    const { ms } = result;
    const own = { ms, requestId: request.headers['alipay-request-id'] ?? '' };
    if (result.kind === 'never_sent') return { trace: own, outcome: { kind: 'never_sent', failure: { code: 'never_sent', providerCode: result.code } } };
    if (result.kind === 'lost') {
      const trace = { ...own, ...(result.status === undefined ? {} : { status: result.status }) };
      return { trace, outcome: { kind: 'uncertain', failure: { code: LOST[result.reason] } } };
    }
    return this.read(method, result, { ms, status: result.status, requestId: result.headers['trace_id'] ?? own.requestId }, { leftMs: budget.deadlineMs - ms, secret });
  }

  /**
   * Alipay refuses timestamps that are off by minutes. A till whose clock is wrong must not take payments, and is told so by
   * their refusal; but it may always ask what became of one. So questions carry Alipay's own time, as its last answer showed it.
   */
  private timeFor({ ownConnection }: Budget): number {
    const now = this.clock.now();
    return ownConnection ? now : now - (this.door.clockSkewMs(this.gatewayOrigin) ?? 0);
  }

  /**
   * Whether a certificate that an answer named is known now. Many answers may name a new one at once: it is fetched once. A call that
   * has no time left for it does not wait: its answer stays unbelievable, and the query that follows will find the certificate.
   */
  private async isLearnt(certificateSn: string, leftMs: number): Promise<boolean> {
    if (!/^[0-9a-f]{32}$/i.test(certificateSn)) return false;
    const now = this.clock.now();
    const earlier = this.downloads.get(certificateSn);
    const isRecent = earlier !== undefined && now - earlier.at < DOWNLOAD_AGAIN_MS;
    const isLearnt = isRecent ? earlier.isLearnt : this.download(certificateSn);
    if (!isRecent) this.downloads.set(certificateSn, { at: now, isLearnt });
    return leftMs >= DOWNLOAD_MS && isLearnt;
  }

  /** The answer is signed with the new certificate itself: what it holds is judged by the shop's root certificates. */
  private async download(certificateSn: string): Promise<boolean> {
    const budget = { deadlineMs: DOWNLOAD_MS, ownConnection: false };
    const request = signedRequest(this.gatewayUrl, DOWNLOAD, { alipay_cert_sn: certificateSn }, this.signer, this.timeFor(budget));
    const result = await this.door.send({ method: 'POST', name: DOWNLOAD, ...request, ...budget });
    if (result.kind !== 'answer' || result.status !== 200) return false;
    const envelope = openAnswer(result.body, DOWNLOAD, () => []);
    const told = envelope.kind === 'node' ? downloadNode.safeParse(JSON.parse(envelope.text)) : undefined;
    const isTrusted = told?.success === true && this.keys.learn(Buffer.from(told.data.alipay_cert_content, 'base64').toString('utf8'), certificateSn, this.clock.now());
    this.log.warn('alipay.certificate_replaced', { certificateSn, isTrusted });
    return isTrusted;
  }

  private async read(method: string, { status, body }: HttpAnswer, trace: CallTrace, { leftMs, secret }: { readonly leftMs: number; readonly secret: string | undefined }): Promise<Called> {
    const unbelievable = (code: FailureCode): Called => {
      this.log.warn('alipay.unbelievable_answer', { method, status, code, requestId: trace.requestId });
      return { trace, outcome: { kind: 'uncertain', failure: { code } } };
    };
    if (status !== 200) return unbelievable(status >= 500 ? 'server_error' : 'bad_answer');
    const first = openAnswer(body, method, this.keys.keysFor);
    const isNew = first.kind === 'node' && first.signature === 'unknown_certificate' && (await this.isLearnt(first.certificateSn, leftMs));
    const envelope = isNew ? openAnswer(body, method, this.keys.keysFor) : first;
    if (envelope.kind === 'unreadable') return unbelievable('bad_answer');
    if (envelope.signature === 'unknown_certificate') {
      // Until the new certificate is had, by the till or by a person from the console, nothing that Alipay says is proved.
      this.log.error('alipay.new_certificate_needed', { method, certificateSn: envelope.certificateSn });
      return unbelievable('bad_signature');
    }
    if (envelope.signature === 'bad') return unbelievable('bad_signature');
    const raw: unknown = JSON.parse(envelope.text);
    const parsed = commonNode.safeParse(raw);
    if (!parsed.success) return unbelievable('bad_answer');
    const node = withoutSecret(parsed.data, secret);
    const told = { ...trace, providerCode: node.sub_code ?? node.code, providerText: node.sub_msg ?? node.msg ?? '' };
    if (envelope.signature === 'good') return { trace: told, outcome: { kind: 'node', node, raw } };
    // Refusals of an app that Alipay does not know come unsigned. They prove nothing, but they explain.
    if (node.code === '10000' || node.code === '10003') return unbelievable('bad_signature');
    this.log.warn('alipay.unsigned_refusal', { method, providerCode: told.providerCode, requestId: trace.requestId });
    return { trace: told, outcome: { kind: 'uncertain', failure: failureOf(node, 'pay') } };
  }
}

/** For questions: nothing was learnt, whatever became of the request. */
export function unknown({ failure }: NoAnswer): { readonly kind: 'uncertain'; readonly failure: Failure } {
  return { kind: 'uncertain', failure };
}

/** Alipay quotes the whole signed text, payment code and all, when it finds a signature wrong. */
function withoutSecret(node: CommonNode, secret: string | undefined): CommonNode {
  if (node.sub_msg === undefined) return node;
  const text = secret === undefined ? node.sub_msg : node.sub_msg.replaceAll(secret, `***${secret.slice(-4)}`);
  return { ...node, sub_msg: text.slice(0, LONGEST_TEXT) };
}
