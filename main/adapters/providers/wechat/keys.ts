/**
 * The keys that WeChat Pay's answers are proved with. Either the public key that was copied from the console, or platform
 * certificates: those are fetched with the APIv3 key, kept by serial number, fetched again after twelve hours and when an answer
 * names one that is not known. WeChat Pay lists a new certificate a day before it signs with it, so both are good meanwhile.
 * Source: 获取平台证书 (GET /v3/certificates), 微信支付公钥, 平台证书更新指引.
 */
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import type { Failure } from '../../../domain/failure.ts';
import type { CallTrace, Clock, Log } from '../../../ports.ts';
import type { HttpAnswer, HttpResult } from '../../http.ts';
import { isClockWrong, parsedJson, traceOf, unanswered } from './heard.ts';
import { open, sealed } from './sealed.ts';
import type { CertificateMode, PublicKeyMode } from './settings.ts';
import { checkSignature, platformKeys } from './signature.ts';
import type { PlatformKeys } from './signature.ts';

/** Why no request should be sent now: its answer could not be proved. */
export interface NoKeys {
  readonly failure: Failure;
  readonly trace: CallTrace;
}

export interface Keyring {
  /** Keys that are good at this moment. */
  known(): PlatformKeys;
  /** What a request shall ask its answer to be signed with. */
  wanted(): string | undefined;
  /** Makes sure that some key is known; what came instead, when there is none. */
  ready(deadlineMs: number): Promise<NoKeys | undefined>;
  /** Looks for a key that an answer names. True when it is known now. */
  learn(serial: string, deadlineMs: number): Promise<boolean>;
}

export class PublicKeyring implements Keyring {
  private readonly keys: PlatformKeys;
  private readonly id: string;

  constructor({ publicKeyId, publicKeyPem, platformCertificates }: PublicKeyMode) {
    this.keys = platformKeys({ ...platformCertificates, [publicKeyId]: publicKeyPem });
    this.id = publicKeyId;
  }

  known(): PlatformKeys {
    return this.keys;
  }

  wanted(): string {
    return this.id;
  }

  ready(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  learn(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

interface PlatformCertificate {
  readonly serial: string;
  readonly key: KeyObject;
  readonly from: number;
  readonly to: number;
}

const certificateList = z.object({ data: z.array(z.object({ serial_no: z.string(), encrypt_certificate: sealed })) });

const REFRESH_AFTER_MS = 12 * 3_600_000;
/** Answers that name keys nobody knows must not make a till ask for certificates without end. */
const ASK_AGAIN_AFTER_MS = 10_000;
const NO_KEYS = 'NO_PLATFORM_CERTIFICATE';

/** Sends the signed request for the list. */
export type FetchCertificates = (deadlineMs: number) => Promise<HttpResult>;

export class CertificateKeyring implements Keyring {
  private certificates: readonly PlatformCertificate[] = [];
  private fetchedAt = Number.NEGATIVE_INFINITY;
  private askedAt = Number.NEGATIVE_INFINITY;
  private running: Promise<NoKeys | undefined> | undefined;
  private readonly apiV3Key: string;
  private readonly fetch: FetchCertificates;
  private readonly clock: Clock;
  private readonly log: Log;

  constructor({ apiV3Key }: CertificateMode, fetch: FetchCertificates, clock: Clock, log: Log) {
    this.apiV3Key = apiV3Key;
    this.fetch = fetch;
    this.clock = clock;
    this.log = log;
  }

  known(): PlatformKeys {
    return new Map(this.good().map(({ serial, key }) => [serial, key]));
  }

  /** The newest one: WeChat Pay then answers with it, and the older one may go. */
  wanted(): string | undefined {
    return this.good().toSorted((a, b) => b.from - a.from)[0]?.serial;
  }

  async ready(deadlineMs: number): Promise<NoKeys | undefined> {
    if (this.good().length === 0) return this.refresh(deadlineMs);
    // Those that are known will do for this call.
    if (this.clock.now() - this.fetchedAt >= REFRESH_AFTER_MS && this.mayAsk()) void this.refresh(deadlineMs);
    return undefined;
  }

  async learn(serial: string, deadlineMs: number): Promise<boolean> {
    const name = serial.toUpperCase();
    // A public key's id is never on the list.
    if (/^[0-9A-F]{1,64}$/.test(name) && deadlineMs > 0 && this.mayAsk()) await this.refresh(deadlineMs);
    return this.known().has(name);
  }

  private good(): readonly PlatformCertificate[] {
    const now = this.clock.now();
    return this.certificates.filter((certificate) => isValid(certificate, now));
  }

  private mayAsk(): boolean {
    return this.running !== undefined || this.clock.now() - this.askedAt >= ASK_AGAIN_AFTER_MS;
  }

  /** Never rejects. Callers that come meanwhile share the answer. */
  private refresh(deadlineMs: number): Promise<NoKeys | undefined> {
    this.running ??= this.fetchOnce(deadlineMs).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async fetchOnce(deadlineMs: number): Promise<NoKeys | undefined> {
    this.askedAt = this.clock.now();
    const result = await this.fetch(deadlineMs);
    const found = result.kind === 'answer' ? openCertificates(result, this.apiV3Key, this.known(), this.clock.now()) : undefined;
    if (!found) {
      const reason = noKeys(result);
      this.log.warn('wechat.no_certificates', { code: reason.failure.code, status: reason.trace.status });
      return reason;
    }
    this.certificates = found;
    this.fetchedAt = this.clock.now();
    this.log.info('wechat.certificates', { count: found.length, newest: this.wanted() ?? '' });
    return undefined;
  }
}

/**
 * The certificates of an answer, if all is right: each opens with the APIv3 key and is what it says it is, one at least is valid
 * now, and the answer itself is signed by one that was known before or is valid on the list (the first time none is known: the
 * seal is what proves it then).
 */
function openCertificates(answer: HttpAnswer, apiV3Key: string, known: PlatformKeys, now: number): readonly PlatformCertificate[] | undefined {
  const list = certificateList.safeParse(parsedJson(answer.body));
  if (answer.status !== 200 || !list.success || list.data.data.length === 0) return undefined;
  const found = list.data.data.map(({ serial_no: serial, encrypt_certificate: sealedPem }) => readCertificate(serial, open(sealedPem, apiV3Key)));
  if (!found.every((certificate) => certificate !== undefined)) return undefined;
  const valid = found.filter((certificate) => isValid(certificate, now));
  const keys = new Map([...known, ...valid.map(({ serial, key }) => [serial, key] as const)]);
  return valid.length > 0 && checkSignature(answer.headers, answer.body, keys, now) === 'good' ? found : undefined;
}

function isValid({ from, to }: PlatformCertificate, now: number): boolean {
  return from <= now && now < to;
}

function readCertificate(serial: string, pem: string | undefined): PlatformCertificate | undefined {
  if (pem === undefined) return undefined;
  try {
    const certificate = new X509Certificate(pem);
    const name = serial.toUpperCase();
    if (certificate.serialNumber.toUpperCase().replace(/^0+/, '') !== name.replace(/^0+/, '')) return undefined;
    return { serial: name, key: certificate.publicKey, from: Date.parse(certificate.validFrom), to: Date.parse(certificate.validTo) };
  } catch {
    // Not a certificate: the whole list is not believed.
    return undefined;
  }
}

/** A merchant without certificates, a wrong key or a wrong clock is for a person to mend; anything else passes. */
function noKeys(result: HttpResult): NoKeys {
  if (result.kind !== 'answer') return { failure: { code: 'never_sent', providerCode: result.kind === 'never_sent' ? result.code : NO_KEYS }, trace: unanswered(result).trace };
  const code = result.status >= 500 ? 'never_sent' : isClockWrong(result) ? 'clock_wrong' : 'merchant_config';
  return { failure: { code, providerCode: NO_KEYS }, trace: traceOf(result) };
}
