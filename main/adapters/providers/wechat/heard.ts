/** What came back of one request, on either wire, before anybody decided what it means for a payment or a refund. */
import type { Failure, FailureCode } from '../../../domain/failure.ts';
import type { CallTrace } from '../../../ports.ts';
import type { HttpAnswer, HttpRequest, HttpResult, LostReason } from '../../http.ts';

/** A refusal as it came. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The till's clock is so far off that WeChat Pay refuses its signatures. */
  readonly clockIsWrong: boolean;
}

export type Heard<Body = unknown> =
  /** A body whose signature is proved over its raw bytes. */
  | { readonly kind: 'verified'; readonly body: Body; readonly trace: CallTrace }
  /** Not signed; it may say no, which a query then proves, and never that money was taken. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly trace: CallTrace }
  /** Certain: nothing of the request left this machine. */
  | { readonly kind: 'never_sent'; readonly failure: Failure; readonly trace: CallTrace }
  | { readonly kind: 'uncertain'; readonly failure: Failure; readonly trace: CallTrace };

/** What a request may take, and how the door shall treat it. */
export type Budget = Pick<HttpRequest, 'name' | 'deadlineMs' | 'ownConnection' | 'maxBytes'>;

const LOST: Readonly<Record<LostReason, FailureCode>> = {
  timeout: 'timeout', reset: 'connection_lost', aborted: 'connection_lost', too_large: 'bad_answer', malformed: 'bad_answer',
};

/** A request that has no answer. */
export function unanswered(result: Exclude<HttpResult, { kind: 'answer' }>): Extract<Heard, { kind: 'never_sent' | 'uncertain' }> {
  const { ms } = result;
  if (result.kind === 'never_sent') return { kind: 'never_sent', failure: { code: 'never_sent', providerCode: result.code }, trace: { ms } };
  const trace = { ms, ...(result.status === undefined ? {} : { status: result.status }) };
  return { kind: 'uncertain', failure: { code: LOST[result.reason] }, trace };
}

/** WeChat Pay refuses time stamps that are off by so much. */
const CLOCK_WINDOW_MS = 300_000;
const LONGEST_TEXT = 200;

/** The provider's words without the payment code, which it may echo. */
export function withoutSecret(text: string, secret: string | undefined): string {
  return (secret === undefined ? text : text.replaceAll(secret, `***${secret.slice(-4)}`)).slice(0, LONGEST_TEXT);
}

/** Stands for a character that WeChat Pay does not know. */
const UNKNOWN = '□';

/**
 * WeChat Pay counts bytes of UTF-8; a character is never cut in two. Its "基本规则" allow characters of one to three bytes: an emoji in
 * a shop's name must not cost the shop its payments.
 */
export function shortened(text: string, maxBytes: number): string {
  let short = '';
  let bytes = 0;
  for (const character of text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, UNKNOWN)) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    short += character;
  }
  return short;
}

/** By the server's own `Date`, this machine's clock is too far off for any signature. */
export function isClockWrong(answer: HttpAnswer): boolean {
  return Math.abs(answer.clockSkewMs ?? 0) >= CLOCK_WINDOW_MS;
}

export function traceOf({ ms, status, headers }: HttpAnswer): CallTrace {
  const requestId = headers['request-id'];
  return { ms, status, ...(requestId === undefined ? {} : { requestId }) };
}

/** The JSON value; an empty body (204) is null; undefined when it is not JSON. */
export function parsedJson(body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // A page of some proxy, or an answer cut off: it says nothing.
    return undefined;
  }
}
