/**
 * The till's saved payments, as few as possible: values that `decide` cannot tell apart are one. Steps are remembered by
 * number, and the invariants of a single step are looked at when it is taken for the first time.
 */
import { fen } from '../../main/domain/money.ts';
import type { Payment, PaymentCall, PaymentRules } from '../../main/domain/payment.ts';
import type { PaymentEvent } from '../../main/domain/payment-events.ts';
import { OLD, modelRules } from './bounds.ts';
import type { Bounds, Offer } from './bounds.ts';
import type { Core } from './core.ts';

/** The model's present; only differences to it matter. */
const NOW = 1_000;

export const TOTAL = fen(2000);

type Bare<E> = E extends PaymentEvent ? Omit<E, 'at'> : never;
/** An event without its time; the model gives the present. */
export type ModelEvent = Bare<PaymentEvent>;

export interface Step {
  readonly to: number;
  readonly call: PaymentCall | null;
  /** `decide` did nothing about it. */
  readonly isIgnored: boolean;
  readonly broken: string | undefined;
}

const FAILURE = { code: 'timeout' } as const;

export class Book {
  readonly amount: Payment['amount'];
  private readonly core: Core;
  private readonly rules: PaymentRules;
  private readonly payments: Payment[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps = new Map<string, Step>();
  private readonly aged = new Map<number, number>();

  constructor(core: Core, bounds: Bounds) {
    this.core = core;
    this.rules = modelRules(bounds);
    this.amount = bounds.halves === true ? fen(1000) : TOTAL;
  }

  /** Different payments met so far. */
  get size(): number {
    return this.payments.length;
  }

  at(number: number): Payment {
    const payment = this.payments[number];
    if (!payment) throw new RangeError(`no payment ${number}`);
    return payment;
  }

  age(number: number): number {
    return NOW - this.at(number).createdAt;
  }

  expired(number: number): boolean {
    return NOW >= this.at(number).expiresAt;
  }

  fresh(offer: Offer): number {
    return this.number(this.core.newPayment({
      ...offer, id: 'p', saleId: 's', amount: this.amount, outTradeNo: 'n', outSn: '', subject: '', cashierId: '', tillId: '', at: NOW,
    }, this.rules));
  }

  /** Time goes on by one age. */
  older(number: number): number {
    const known = this.aged.get(number);
    if (known !== undefined) return known;
    const payment = this.at(number);
    const by = this.age(number) < OLD ? 1 : 0;
    const next = this.number({ ...payment, createdAt: payment.createdAt - by, expiresAt: payment.expiresAt - by });
    this.aged.set(number, next);
    return next;
  }

  step(number: number, name: string, event: ModelEvent): Step {
    const key = `${number} ${name}`;
    const known = this.steps.get(key);
    if (known) return known;
    const taken = this.take(number, event);
    this.steps.set(key, taken);
    return taken;
  }

  private take(number: number, event: ModelEvent): Step {
    const before = this.at(number);
    try {
      const { payment, call } = this.core.decide(before, { ...event, at: NOW }, this.rules);
      return { to: payment === before ? number : this.number(payment), call, isIgnored: payment === before, broken: brokenStep(before, event, payment, call) };
    } catch (error) {
      return { to: number, call: null, isIgnored: false, broken: `decide threw: ${String(error)}` };
    }
  }

  private number(payment: Payment): number {
    const known = canonical(payment);
    const key = JSON.stringify(known);
    const number = this.numbers.get(key) ?? this.payments.length;
    if (number === this.payments.length) {
      this.payments.push(known);
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** Drops what `decide` only writes, and counts no further than it compares. */
function canonical(payment: Payment): Payment {
  const { failure: _failure, tradeNo: _tradeNo, finishedAt: _finishedAt, qrText, exceptions, ...rest } = payment;
  const { late, forced, contradicted, mismatch } = exceptions;
  return {
    ...rest,
    exceptions: {
      ...(late && { late: { at: 0 } }),
      ...(forced && { forced: { approvalId: '', at: 0 } }),
      ...(contradicted && { contradicted: { at: 0 } }),
      ...(mismatch && { mismatch: { kind: 'amount', got: '', at: 0 } as const }),
    },
    ...(payment.phase === 'refused' && { failure: FAILURE }),
    ...(qrText !== undefined && { qrText }),
    wakeAt: payment.wakeAt === null ? null : NOW,
    revision: Math.min(payment.revision, 1),
    asks: Math.min(payment.asks, 1),
    silentAsks: Math.min(payment.silentAsks, 2),
    cancels: Math.min(payment.cancels, 1),
    cancelsDone: Math.min(payment.cancelsDone, 3),
    absentAsks: Math.min(payment.absentAsks, 2),
  };
}

const SAYS_NOTHING = ['uncertain', 'mismatch'];
const FINAL = ['paid', 'not_charged', 'returned'];
/** From a final phase only these: proof of payment, a later look that finds the order payable, or closed, or returned. */
const FINAL_EDGES: Readonly<Record<string, readonly string[]>> = {
  paid: [],
  not_charged: ['paid', 'cancelling', 'returned'],
  returned: ['paid', 'cancelling', 'not_charged'],
};

/** The README's invariants that speak of one step. The number is that of the list there. */
function brokenStep(before: Payment, event: ModelEvent, after: Payment, call: PaymentCall | null): string | undefined {
  if (after === before) return call === null ? undefined : 'a call without a saved change (1)';
  if (after.revision !== before.revision + 1) return 'revision does not grow by one (1)';
  if (call !== null && after.call !== call) return 'the call is not saved with the payment (1)';
  const isAnswer = 'answer' in event;
  const ends = isAnswer || event.type === 'restarted';
  if (before.call !== null && call !== null && !ends) return 'a second call while one is on its way (2)';
  if (before.call !== null && after.call === null && !ends) return 'a call on its way is forgotten (2)';
  if ((call === 'pay' || call === 'precreate') && event.type !== 'started') return 'pay is sent again (3)';
  const isProof = (isAnswer && event.answer.kind === 'paid') || (event.type === 'bill_read' && event.evidence.kind === 'paid');
  if (before.phase !== 'paid' && after.phase === 'paid' && !isProof) return 'paid without proof (4)';
  if (FINAL.includes(after.phase) && !FINAL.includes(before.phase) && !isAnswer && event.type !== 'bill_read') return 'ended without an answer (5)';
  if (isProof && after.phase !== 'paid' && after.call === null && after.wakeAt === null) return 'proof of payment is ignored (8)';
  if (call === 'cancel' && after.exceptions.forced) return 'a forced payment is cancelled (10)';
  if (call === 'cancel' && after.exceptions.mismatch && before.phase !== 'cancelling' && isAnswer && SAYS_NOTHING.includes(event.answer.kind)) return 'a mismatch cancels by itself (11)';
  if (isAnswer && event.answer.kind === 'mismatch' && after.phase === 'paid' && before.phase !== 'paid') return 'a mismatch pays (11)';
  if (!FINAL.includes(after.phase) && after.call === null && after.wakeAt === null) return 'an open payment without call and wake (12)';
  if (FINAL.includes(before.phase) && after.phase !== before.phase && !FINAL_EDGES[before.phase]?.includes(after.phase)) return `no way from ${before.phase} to ${after.phase}`;
  return undefined;
}
