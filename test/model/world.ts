/**
 * One moment of till, network, provider, customer and cashier, as a value with a key. How the sale stands is asked of the
 * product's own arithmetic.
 */
import { fen } from '../../main/domain/money.ts';
import type { PaymentCall } from '../../main/domain/payment.ts';
import type { CancelAnswer, PayAnswer, PrecreateAnswer, QueryAnswer } from '../../main/domain/payment-events.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { Bounds } from './bounds.ts';
import { Book, TOTAL } from './book.ts';
import type { Core } from './core.ts';

/**
 * The order as the provider has it. `registered`: a QR of Alipay that nobody has scanned, which no query finds.
 * `refunded`: given back by the till's own refund.
 */
const ORDERS = ['none', 'registered', 'unpaid', 'failed', 'paid', 'closed', 'returned', 'refunded'] as const;
export type Order = (typeof ORDERS)[number];

export type Answer = PayAnswer | PrecreateAnswer | QueryAnswer | CancelAnswer;

/** A call on its way there, or its answer on the way back. */
export interface Wire {
  readonly call: PaymentCall;
  readonly answer: Answer | null;
}

export interface Attempt {
  /** Number in the book. */
  readonly payment: number;
  readonly wire: Wire | null;
  readonly order: Order;
  /** Copies for whose answer nobody waits any more, and which may still arrive. */
  readonly latePay: boolean;
  readonly lateCancel: boolean;
}

export interface World {
  readonly attempts: readonly Attempt[];
  /** What cash covers, fen. */
  readonly cash: number;
  readonly settled: boolean;
  /** What may still go wrong. */
  readonly faults: number;
  readonly crashes: number;
  readonly forces: number;
}

export interface Cover {
  readonly over: boolean;
  readonly canSettle: boolean;
  /** The next attempt may be started. */
  readonly mayTender: boolean;
  /** What cash would cover now, fen; 0 when it may not be taken. */
  readonly cash: number;
}

const BLANK: Sale = {
  id: 's', receiptNo: '', tillId: '', cashierId: '', openedAt: 0, status: 'open', cash: [], rounding: fen(0), revision: 1,
  lines: [{ id: 'l', nameZh: '', nameEn: '', unitPrice: TOTAL, quantity: 1000, unit: 'piece' }],
};

export class Counter {
  readonly book: Book;
  readonly core: Core;
  readonly bounds: Bounds;
  private readonly covers = new Map<string, Cover>();
  private readonly wires = new Map<string, number>();
  private readonly answers = new WeakMap<Answer, number>();

  constructor(core: Core, bounds: Bounds) {
    this.core = core;
    this.bounds = bounds;
    this.book = new Book(core, bounds);
  }

  first(): World {
    const { faults, crashes, forces } = this.bounds;
    return { attempts: [], cash: 0, settled: false, faults, crashes, forces };
  }

  /** A text that two worlds share only when they are the same. */
  key({ attempts, cash, settled, faults, crashes, forces }: World): string {
    let key = String.fromCharCode(cash, Number(settled) + 2 * faults + 64 * crashes + 1024 * forces);
    for (const { payment, wire, order, latePay, lateCancel } of attempts) {
      const flags = ORDERS.indexOf(order) + 8 * Number(latePay) + 16 * Number(lateCancel) + 32 * this.wireNumber(wire);
      key += String.fromCharCode(payment & 0xff_ff, payment >>> 16, flags);
    }
    return key;
  }

  cover(world: World): Cover {
    const key = `${world.cash} ${Number(world.settled)} ${world.attempts.map((attempt) => attempt.payment).join(' ')}`;
    const known = this.covers.get(key);
    if (known) return known;
    const { core, book } = this;
    const payments = world.attempts.map((attempt) => book.at(attempt.payment));
    const cash = world.cash === 0 ? [] : [{ id: 'c', amount: fen(world.cash), tendered: fen(world.cash), change: fen(0), at: 0 }];
    const sale: Sale = { ...BLANK, status: world.settled ? 'settled' : 'open', cash };
    const { due, covered, total } = core.totals(sale, payments);
    const takesCash = core.tenderRefusal(sale, payments, due) === undefined;
    const cover: Cover = {
      over: covered > total,
      canSettle: core.canSettle(sale, payments),
      mayTender: core.tenderRefusal(sale, payments, book.amount) === undefined,
      cash: takesCash ? (core.takeCash(sale, payments, { id: 'c', tendered: TOTAL, at: 0, roundingStep: fen(0) }).cash.at(-1)?.amount ?? 0) : 0,
    };
    this.covers.set(key, cover);
    return cover;
  }

  private wireNumber(wire: Wire | null): number {
    if (wire === null) return 0;
    if (wire.answer === null) return this.numberOf(wire.call);
    // Which call it answers is saved with the payment, whose number is in the key as well.
    const known = this.answers.get(wire.answer) ?? this.numberOf(JSON.stringify(wire.answer));
    this.answers.set(wire.answer, known);
    return known;
  }

  private numberOf(text: string): number {
    const number = this.wires.get(text) ?? this.wires.size + 1;
    this.wires.set(text, number);
    return number;
  }
}
