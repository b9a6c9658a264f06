/**
 * Drives every payment of the till: load, decide, save, make the one call, feed the answer back. Nothing leaves the machine
 * before the value that says so is on the disk, and no screen, cashier or sale has to be there for a payment to go on.
 */
import { decide } from '../domain/payment-decide.ts';
import type { CancelAnswer, PayAnswer, PaymentEvent, PrecreateAnswer, QueryAnswer } from '../domain/payment-events.ts';
import type { Payment, PaymentCall, PaymentRules, Wallet } from '../domain/payment.ts';
import { knowingRefunds } from '../domain/refund.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../ports.ts';
import type { Answered, CallTrace, Clock, Ledger, LedgerChange, Log, OrderRef, PaymentProvider } from '../ports.ts';
import { answerOr } from './call-guard.ts';

/** An answer that could not be saved is kept in memory and saved as soon as the disk allows. */
const SAVE_AGAIN_MS = 1_000;
/** Another part of the program saved the same payment in between: load and decide again, this often. */
const STALE_TRIES = 5;

export interface PaymentRunnerDeps {
  readonly ledger: Ledger;
  readonly providers: Readonly<Partial<Record<Wallet, PaymentProvider>>>;
  readonly clock: Clock;
  readonly rules: PaymentRules;
  readonly log: Log;
  /** Called after each saved change. */
  readonly onChange: (payment: Payment) => void;
}

/** A change of a payment that somebody else commits with his own; `follow` must be called once it is saved. */
export interface PaymentStep {
  readonly change: LedgerChange;
  readonly follow: () => void;
}

type AnswerEvent = Extract<PaymentEvent, { answer: unknown }>;

export class PaymentRunner {
  private readonly deps: PaymentRunnerDeps;
  /** Whole payment codes live here, from the cashier's scan to the end of the one pay call, and nowhere else. */
  private readonly codes = new Map<string, string>();
  private readonly timers = new Map<string, () => void>();
  private readonly unsaved = new Map<string, () => void>();
  private stopped = false;

  constructor(deps: PaymentRunnerDeps) {
    this.deps = deps;
  }

  /**
   * Begins a payment. When this returns, the intent is durable and the call is on its way. Throws LedgerUnavailableError
   * when nothing could be saved: then nothing was sent.
   */
  start(payment: Payment, code: string | undefined): Payment {
    if (code !== undefined) this.codes.set(payment.id, code);
    const event: PaymentEvent = { type: 'started', at: payment.createdAt };
    const decision = decide(payment, event, this.deps.rules);
    try {
      this.save(decision.payment, event, decision.note, payment.cashierId);
    } catch (error) {
      this.codes.delete(payment.id);
      throw error;
    }
    this.go(decision.payment, decision.call);
    return decision.payment;
  }

  /** Something happened to a payment, by a person's hand or the till's own. Returns the payment as it is now. */
  tell(paymentId: string, event: PaymentEvent, by: string, trace?: CallTrace): Payment | undefined {
    for (let attempt = 1; ; attempt += 1) {
      const payment = this.deps.ledger.payment(paymentId);
      if (!payment) return undefined;
      const decision = decide(payment, event, this.deps.rules);
      if (decision.payment === payment) return payment;
      try {
        this.save(decision.payment, event, decision.note, by, trace);
      } catch (error) {
        if (error instanceof StaleRevisionError && attempt < STALE_TRIES) continue;
        throw error;
      }
      this.go(decision.payment, decision.call);
      return decision.payment;
    }
  }

  /**
   * What an event comes to when it must become true together with something else: in one commit, or not at all. Undefined when
   * it changes nothing.
   */
  step(paymentId: string, event: PaymentEvent, by: string): PaymentStep | undefined {
    const payment = this.deps.ledger.payment(paymentId);
    if (!payment) return undefined;
    const decision = decide(payment, event, this.deps.rules);
    if (decision.payment === payment) return undefined;
    return { change: changeOf(decision.payment, event, decision.note, by), follow: () => this.go(decision.payment, decision.call) };
  }

  /** At start: every payment with anything unfinished is asked for before anything new may begin. */
  resumeAll(): readonly Payment[] {
    const unfinished = this.deps.ledger.unfinishedPayments();
    for (const payment of unfinished) {
      const resumed = this.tell(payment.id, { type: 'restarted', at: this.deps.clock.now() }, 'till');
      if (resumed && resumed.call === null) this.arm(resumed);
    }
    return unfinished;
  }

  /** No more calls and timers; what is on its way is found again at the next start. */
  stop(): void {
    this.stopped = true;
    for (const forget of [...this.timers.values(), ...this.unsaved.values()]) forget();
    this.timers.clear();
    this.unsaved.clear();
    this.codes.clear();
  }

  private save(payment: Payment, event: PaymentEvent, note: string, by: string, trace?: CallTrace): void {
    this.deps.ledger.commit(changeOf(payment, event, note, by, trace));
  }

  private go(payment: Payment, call: PaymentCall | null): void {
    this.timers.get(payment.id)?.();
    this.timers.delete(payment.id);
    if (!this.stopped) {
      if (call !== null) void this.perform(payment, call);
      else this.arm(payment);
    }
    this.deps.onChange(payment);
  }

  private arm(payment: Payment): void {
    if (payment.wakeAt === null || this.stopped) return;
    const forget = this.deps.clock.at(payment.wakeAt, () => {
      this.timers.delete(payment.id);
      this.tellSafely(payment.id, () => ({ type: 'woke', at: Math.max(this.deps.clock.now(), payment.wakeAt ?? 0) }));
    });
    this.timers.set(payment.id, forget);
  }

  private async perform(payment: Payment, call: PaymentCall): Promise<void> {
    const answered = await this.ask(payment, call);
    if (this.stopped) return;
    this.tellSafely(payment.id, () => ({ ...answered.event, at: this.deps.clock.now() }), answered.trace);
  }

  /** Feeds an event whose truth must not be lost: while the disk refuses, it is kept and offered again. */
  private tellSafely(paymentId: string, event: () => PaymentEvent, trace?: CallTrace): void {
    try {
      this.tell(paymentId, event(), 'till', trace);
      this.unsaved.delete(paymentId);
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError) && !(error instanceof StaleRevisionError)) {
        this.deps.log.error('payment.event_failed', { paymentId }, error);
        return;
      }
      this.deps.log.error('payment.answer_not_saved', { paymentId }, error);
      const forget = this.deps.clock.at(this.deps.clock.now() + SAVE_AGAIN_MS, () => this.tellSafely(paymentId, event, trace));
      this.unsaved.set(paymentId, forget);
    }
  }

  private async ask(payment: Payment, call: PaymentCall): Promise<{ readonly event: AnswerEvent; readonly trace: CallTrace }> {
    const { clock, log } = this.deps;
    const startedAt = clock.now();
    const lost = (providerText: string): Answered<{ kind: 'uncertain'; failure: { code: 'timeout'; providerText: string } }> => ({
      answer: { kind: 'uncertain', failure: { code: 'timeout', providerText } },
      trace: { ms: clock.now() - startedAt },
    });
    try {
      const provider = this.deps.providers[payment.wallet];
      if (!provider) return asEvent(call, lost('this wallet is not set up'));
      return asEvent(call, await answerOr(clock, this.send(provider, payment, call), () => lost('no answer from the adapter')));
    } catch (error) {
      log.error('payment.call_threw', { paymentId: payment.id, call }, error);
      return asEvent(call, lost('the adapter broke'));
    }
  }

  /** What the provider says of money that we gave back ourselves is no contradiction. */
  private async query(provider: PaymentProvider, payment: Payment, order: OrderRef): Promise<Answered<QueryAnswer>> {
    const { answer, trace } = await provider.query(order);
    // Nothing else that it says could be about money that went back; what proves a payment waits for no more questions.
    if (answer.kind !== 'closed' && answer.kind !== 'mismatch') return { answer, trace };
    const { ledger } = this.deps;
    return { answer: knowingRefunds(ledger.payment(payment.id) ?? payment, ledger.refundsOfPayment(payment.id), answer), trace };
  }

  private send(provider: PaymentProvider, payment: Payment, call: PaymentCall): Promise<Answered<PayAnswer | PrecreateAnswer | QueryAnswer | CancelAnswer>> {
    const order: OrderRef = { outTradeNo: payment.outTradeNo, amount: payment.amount, kind: payment.kind };
    const words = { subject: payment.subject, operatorId: payment.cashierId, terminalId: payment.tillId };
    switch (call) {
      case 'pay': {
        const code = this.codes.get(payment.id);
        this.codes.delete(payment.id);
        if (code === undefined) throw new Error('the payment code is not in memory');
        return provider.pay({ ...order, ...words, code });
      }
      case 'precreate':
        return provider.precreate({ ...order, ...words, expiresAt: payment.expiresAt });
      case 'query':
        return this.query(provider, payment, order);
      case 'cancel':
        return provider.cancel(order);
    }
  }
}

function changeOf(payment: Payment, event: PaymentEvent, note: string, by: string, trace?: CallTrace): LedgerChange {
  return { payments: [payment], entries: [{ at: event.at, subject: 'payment', subjectId: payment.id, by, note, event, ...(trace && { trace }) }] };
}

/** The answer to a call as the event it is; `at` is filled in when it is told. */
function asEvent(call: PaymentCall, { answer, trace }: Answered<PayAnswer | PrecreateAnswer | QueryAnswer | CancelAnswer>): {
  readonly event: AnswerEvent; readonly trace: CallTrace;
} {
  const event = { type: EVENT_OF[call], at: 0, answer } as AnswerEvent;
  return { event, trace };
}

const EVENT_OF = {
  pay: 'pay_answered',
  precreate: 'precreate_answered',
  query: 'query_answered',
  cancel: 'cancel_answered',
} as const satisfies Record<PaymentCall, AnswerEvent['type']>;
