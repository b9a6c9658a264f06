/** What the two protocols have in common: a request that came in, the outcome of its work, and the reply that goes out. */
import type { Fault, Operation } from '../faults.ts';
import type { Answer, Provider } from './call.ts';
import type { Refusal } from './refusal.ts';
import type { Registry } from './registry.ts';
import type { KeyRing } from './signing.ts';

export interface RawRequest {
  readonly verb: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Outcome = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'refusal'; readonly refusal: Refusal };
export type SignatureFlaw = Extract<Fault, { kind: 'signature' }>['flaw'];

/** One request in one protocol. Nothing about it is trusted before `work`. */
export interface WireRequest {
  readonly method: string | undefined;
  readonly operation: Operation;
  readonly outTradeNo: string | undefined;
  readonly authCode: string | undefined;
  /** Authenticates the request and carries it out. Throws `Refusal`. */
  work(blind: boolean): Answer;
  reply(outcome: Outcome, flaw: SignatureFlaw | undefined): Promise<Reply>;
}

export interface WireServices {
  readonly provider: Provider;
  readonly registry: Registry;
  readonly keys: KeyRing;
  readonly strict: boolean;
  /** How far a request's time may be from the world's clock, ms; undefined = not checked. */
  readonly timestampToleranceMs: number | undefined;
  readonly escapeSlashes: boolean;
  /** Which node of a v2 answer holds what the gateway itself refuses. */
  readonly gatewayErrorNode: 'method' | 'error_response';
  /** Takes the older SHA-1 signatures (`sign_type` RSA) as well. */
  readonly acceptRsa: boolean;
}

