/**
 * What can go wrong between a till and a provider, as data. Both gateways ask `take()` once for every request and obey;
 * tests, the scenario player and the control API put faults in.
 */
import type { Wallet } from './world.ts';

/** Names of operations are the same for both gateways, whatever path or method carries them. */
export type Operation =
  | 'pay' | 'precreate' | 'query' | 'cancel' | 'close' | 'refund' | 'refundQuery' | 'bill' | 'billDownload' | 'other';

export type Fault =
  /** The request is lost: nothing happens at the provider, the connection dies. */
  | { readonly kind: 'drop-before' }
  /** The provider does its work, the answer is lost: the connection dies. */
  | { readonly kind: 'drop-after' }
  /** The work is done at once, the answer comes late (ms). */
  | { readonly kind: 'delay-answer'; readonly ms: number }
  /** The request is worked on only after this time (ms): it overtakes nothing that comes later. */
  | { readonly kind: 'delay-work'; readonly ms: number }
  /** The answer's body drips out, one byte every `everyMs`. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** An HTTP error with an HTML page, before or after the work. */
  | { readonly kind: 'http-error'; readonly status: 500 | 502 | 503 | 504; readonly work: boolean }
  /** A redirect, as a captive portal sends it. Nothing is done. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** The provider's own "system error" (20000 / ACQ.SYSTEM_ERROR, SYSTEM_ERROR), before or after the work. */
  | { readonly kind: 'system-error'; readonly work: boolean }
  /** Rate limit of the provider. Nothing is done. */
  | { readonly kind: 'too-many-requests' }
  /** The work is done; the JSON of the answer is cut in the middle. */
  | { readonly kind: 'truncated' }
  /** The work is done; signature missing, wrong, or made with an unknown key. */
  | { readonly kind: 'signature'; readonly flaw: 'missing' | 'wrong' | 'unknown-key' | 'stale' }
  /** The work is done; the validly signed answer names another amount or another order. */
  | { readonly kind: 'wrong-content'; readonly flaw: 'amount' | 'number' | 'merchant' }
  /** A query answers "no such trade" although there is one (it lags behind). */
  | { readonly kind: 'not-yet-visible' }
  /** The answer says the operation succeeded although nothing was done (a reverse that does not reverse). */
  | { readonly kind: 'lies-done' };

export interface PlannedFault {
  readonly gateway: Wallet;
  readonly operation: Operation | 'any';
  readonly fault: Fault;
  /** How often it strikes; Infinity until cleared. */
  times: number;
  /** Only for this order number. */
  readonly outTradeNo?: string;
  /** Strikes no more from this moment on, epoch ms of the simulated providers ("down for five minutes"). */
  readonly until?: number;
}

export interface FaultRequest {
  readonly gateway: Wallet;
  readonly operation: Operation;
  readonly outTradeNo?: string;
}

export class FaultPlan {
  private planned: PlannedFault[] = [];
  private readonly now: () => number;

  /** `now` is the simulated providers' clock; only faults with `until` look at it. */
  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Plans a fault. The returned plan is the handle for `remove`. */
  add(fault: PlannedFault): PlannedFault {
    const plan = { ...fault };
    this.planned.push(plan);
    return plan;
  }

  remove(plan: PlannedFault): void {
    this.planned = this.planned.filter((other) => other !== plan);
  }

  clear(): void {
    this.planned = [];
  }

  /** What may still strike, oldest first. */
  list(): readonly PlannedFault[] {
    const now = this.now();
    this.planned = this.planned.filter((plan) => plan.until === undefined || now < plan.until);
    return this.planned;
  }

  /** The fault that strikes this request, oldest first; used up by the call. */
  take(request: FaultRequest): Fault | undefined {
    const found = this.list().find(
      (plan) =>
        plan.gateway === request.gateway &&
        (plan.operation === 'any' || plan.operation === request.operation) &&
        (plan.outTradeNo === undefined || plan.outTradeNo === request.outTradeNo),
    );
    if (!found) return undefined;
    found.times -= 1;
    if (found.times <= 0) this.remove(found);
    return found.fault;
  }
}
