/**
 * The till's saved payments, as few as possible: values that `decide` cannot tell apart are one. Steps are remembered by
 * number, and the invariants of a single step are looked at when it is taken for the first time.
 */
import { fen } from '../../main/domain/money.ts';
import { rulesOf } from '../../main/domain/payment.ts';
import type { Payment, PaymentCall, PaymentRules } from '../../main/domain/payment.ts';
import { OLD, modelRules } from './bounds.ts';
import type { Bounds, Offer } from './bounds.ts';
import type { Core } from './core.ts';
import { brokenHaste, brokenStep } from './steps.ts';
import type { ModelEvent } from './steps.ts';

/** The model's present; only differences to it matter. */
const NOW = 1_000;

export const TOTAL = fen(2000);

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
  /** For each payment, by the event's name. */
  private readonly steps: Map<string, Step>[] = [];
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
    const steps = this.steps[number] ??= new Map<string, Step>();
    const known = steps.get(name);
    if (known) return known;
    const taken = this.take(number, event);
    steps.set(name, taken);
    return taken;
  }

  private take(number: number, event: ModelEvent): Step {
    const before = this.at(number);
    try {
      const { payment, call } = this.core.decide(before, { ...event, at: NOW }, this.rules);
      const broken = brokenStep(before, event, payment, call) ?? brokenHaste(before, event, payment, { age: this.age(number), rules: rulesOf(this.rules, before) });
      return { to: payment === before ? number : this.number(payment), call, isIgnored: payment === before, broken };
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
