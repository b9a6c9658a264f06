/**
 * Drives every refund until the provider says it is done. The same discipline as for payments: number and intent on the
 * disk first, the same number on every repetition, unknown is never taken for refused.
 */
import { decideRefund } from '../domain/refund.ts';
import type { Refund, RefundEvent } from '../domain/refund.ts';
import type { Wallet } from '../domain/payment.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../ports.ts';
import type { Answered, CallTrace, Clock, Ledger, Log, PaymentProvider, RefundRequest } from '../ports.ts';
import type { RefundAnswer, RefundQueryAnswer } from '../domain/refund.ts';
import { answerOr } from './call-guard.ts';
import type { PaymentStep } from './payment-runner.ts';

const SAVE_AGAIN_MS = 1_000;
const STALE_TRIES = 5;

export interface RefundRunnerDeps {
  readonly ledger: Ledger;
  readonly providers: Readonly<Partial<Record<Wallet, PaymentProvider>>>;
  readonly clock: Clock;
  readonly log: Log;
  /** What else becomes true with this state of a refund, in the same commit. */
  readonly alongside: (refund: Refund) => PaymentStep | undefined;
  readonly onChange: (refund: Refund) => void;
}

type AnswerEvent = Extract<RefundEvent, { answer: unknown }>;

export class RefundRunner {
  private readonly deps: RefundRunnerDeps;
  private readonly timers = new Map<string, () => void>();
  private stopped = false;

  constructor(deps: RefundRunnerDeps) {
    this.deps = deps;
  }

  /** Begins a refund; durable before anything is sent. Throws LedgerUnavailableError when it could not be saved. */
  start(refund: Refund): Refund {
    const event: RefundEvent = { type: 'started', at: refund.createdAt };
    const decision = decideRefund(refund, event);
    const step = this.save(decision.refund, event, decision.note, refund.by);
    this.go(decision.refund, decision.call, step);
    return decision.refund;
  }

  tell(refundId: string, event: RefundEvent, by: string, trace?: CallTrace): Refund | undefined {
    for (let attempt = 1; ; attempt += 1) {
      const refund = this.deps.ledger.refund(refundId);
      if (!refund) return undefined;
      const decision = decideRefund(refund, event);
      if (decision.refund === refund) return refund;
      let step: PaymentStep | undefined;
      try {
        step = this.save(decision.refund, event, decision.note, by, trace);
      } catch (error) {
        if (error instanceof StaleRevisionError && attempt < STALE_TRIES) continue;
        throw error;
      }
      this.go(decision.refund, decision.call, step);
      return decision.refund;
    }
  }

  resumeAll(): void {
    for (const refund of this.deps.ledger.unfinishedRefunds()) {
      this.tell(refund.id, { type: 'restarted', at: this.deps.clock.now() }, 'till');
    }
  }

  stop(): void {
    this.stopped = true;
    for (const forget of this.timers.values()) forget();
    this.timers.clear();
  }

  private save(refund: Refund, event: RefundEvent, note: string, by: string, trace?: CallTrace): PaymentStep | undefined {
    const step = this.deps.alongside(refund);
    this.deps.ledger.commit({
      refunds: [refund],
      payments: step?.change.payments ?? [],
      entries: [
        { at: event.at, subject: 'refund', subjectId: refund.id, by, note, event: { ...event }, ...(trace && { trace }) },
        ...(step?.change.entries ?? []),
      ],
    });
    return step;
  }

  private go(refund: Refund, call: 'refund' | 'query' | null, step: PaymentStep | undefined): void {
    this.timers.get(refund.id)?.();
    this.timers.delete(refund.id);
    if (!this.stopped) {
      if (call !== null) void this.perform(refund, call);
      else if (refund.wakeAt !== null) this.wakeLater(refund.id, refund.wakeAt, () => ({ type: 'woke', at: Math.max(this.deps.clock.now(), refund.wakeAt ?? 0) }));
    }
    step?.follow();
    this.deps.onChange(refund);
  }

  private wakeLater(refundId: string, moment: number, event: () => RefundEvent, trace?: CallTrace): void {
    this.timers.set(refundId, this.deps.clock.at(moment, () => {
      this.timers.delete(refundId);
      this.tellSafely(refundId, event, trace);
    }));
  }

  private async perform(refund: Refund, call: 'refund' | 'query'): Promise<void> {
    const { event, trace } = await this.ask(refund, call);
    if (!this.stopped) this.tellSafely(refund.id, () => ({ ...event, at: this.deps.clock.now() }), trace);
  }

  private tellSafely(refundId: string, event: () => RefundEvent, trace?: CallTrace): void {
    try {
      this.tell(refundId, event(), 'till', trace);
    } catch (error) {
      this.deps.log.error('refund.event_not_saved', { refundId }, error);
      if (error instanceof LedgerUnavailableError || error instanceof StaleRevisionError) {
        this.wakeLater(refundId, this.deps.clock.now() + SAVE_AGAIN_MS, event, trace);
      }
    }
  }

  private async ask(refund: Refund, call: 'refund' | 'query'): Promise<{ readonly event: AnswerEvent; readonly trace: CallTrace }> {
    const request: RefundRequest = {
      outTradeNo: refund.outTradeNo, outRefundNo: refund.outRefundNo, amount: refund.amount, total: refund.total, reason: refund.reason,
    };
    const provider = this.deps.providers[refund.wallet];
    const { clock } = this.deps;
    const lost = { answer: { kind: 'uncertain', failure: { code: 'timeout' } }, trace: { ms: 0 } } as const;
    try {
      if (call === 'refund') return refundEvent(provider ? await answerOr<Answered<RefundAnswer>>(clock, provider.refund(request), () => lost) : lost);
      return queryEvent(provider ? await answerOr<Answered<RefundQueryAnswer>>(clock, provider.queryRefund(request), () => lost) : lost);
    } catch (error) {
      this.deps.log.error('refund.call_threw', { refundId: refund.id, call }, error);
      return call === 'refund' ? refundEvent(lost) : queryEvent(lost);
    }
  }
}

function refundEvent({ answer, trace }: Answered<RefundAnswer>): { readonly event: AnswerEvent; readonly trace: CallTrace } {
  return { event: { type: 'refund_answered', at: 0, answer }, trace };
}

function queryEvent({ answer, trace }: Answered<RefundQueryAnswer>): { readonly event: AnswerEvent; readonly trace: CallTrace } {
  return { event: { type: 'query_answered', at: 0, answer }, trace };
}
