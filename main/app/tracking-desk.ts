/** Every order, payment and refund, by date, state and any of its numbers; and what happened to each, step by step. */
import type { Payment, Wallet } from '../domain/payment.ts';
import { canRetry } from '../domain/refund.ts';
import type { Refund } from '../domain/refund.ts';
import type { Sale } from '../domain/sale.ts';
import type { BookFilter, Books, JournalSubject, Ledger, People, StoredEntry } from '../ports.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Picture } from './picture.ts';
import { refundSlipOf } from './receipts.ts';
import type { Till } from './till.ts';

export type TrackKind = 'order' | 'barcode' | 'qr' | 'refund';

export interface TrackWish {
  readonly kind: TrackKind;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly state?: string | undefined;
  readonly wallet?: Wallet | undefined;
  readonly exceptional?: boolean | undefined;
  readonly text?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface TrackingDeskDeps {
  readonly till: Pick<Till, 'session' | 'printSlip'>;
  readonly ledger: Ledger;
  readonly books: Books;
  readonly people: Pick<People, 'byId'>;
  readonly picture: Picture;
}

/** What a word of the filter stands for; a word that does not belong to a kind finds nothing. */
const STATES: Readonly<Record<'order' | 'payment' | 'refund', Readonly<Record<string, readonly string[]>>>> = {
  order: { open: ['open'], parked: ['parked'], settled: ['settled'], dropped: ['dropped'] },
  payment: { open: ['sending', 'waiting', 'unknown', 'refused', 'cancelling'], paid: ['paid'], not_charged: ['not_charged'], returned: ['returned'] },
  refund: { open: ['sending', 'unknown', 'accepted'], done: ['done'], refused: ['refused'], abnormal: ['abnormal'] },
};

/** The call that a step sent out, where its note says so. */
const CALL_OF: Readonly<Record<'payment' | 'refund', Readonly<Record<string, 'pay' | 'precreate' | 'query' | 'cancel' | 'refund'>>>> = {
  payment: { sent: 'pay', qr_asked: 'precreate', asked: 'query', last_ask: 'query', resumed: 'query', cancel_sent: 'cancel' },
  refund: { sent: 'refund', not_found_sent_again: 'refund', asked: 'query', resumed: 'query' },
};

export class TrackingDesk {
  private readonly deps: TrackingDeskDeps;

  constructor(deps: TrackingDeskDeps) {
    this.deps = deps;
  }

  /** One page, newest first; `next` asks for the page behind it. */
  list(wish: TrackWish): Outcome<{ rows: readonly object[]; next: string | null }, 'bad_cursor'> {
    const { books } = this.deps;
    const filter = filterOf(wish);
    if (filter === 'bad_cursor') return refused('bad_cursor');
    if (filter === 'nothing') return done({ rows: [], next: null });
    if (wish.kind === 'order') return this.page(books.sales(filter), filter.limit, ({ openedAt, id }) => cursorOf(openedAt, id), (sale) => this.orderRow(sale));
    if (wish.kind === 'refund') return this.page(books.refunds(filter), filter.limit, cursorOfBegun, (refund) => ({ kind: 'refund', refund: this.refundRow(refund) }));
    return this.page(books.payments({ ...filter, kind: wish.kind }), filter.limit, cursorOfBegun, (payment) => this.paymentRow(payment));
  }

  /** Everything that happened to one thing and to what belongs to it, in order. */
  timeline(subject: 'sale' | 'payment' | 'refund', id: string): Outcome<{ rows: readonly object[]; sale: object | null; refund: object | null }, 'not_found'> {
    const { ledger, picture } = this.deps;
    const refund = subject === 'refund' ? ledger.refund(id) : undefined;
    const payment = subject === 'payment' ? ledger.payment(id) : undefined;
    const sale = subject === 'sale' ? ledger.sale(id) : undefined;
    if (!refund && !payment && !sale) return refused('not_found');
    const payments = payment ? [payment] : sale ? ledger.paymentsOfSale(sale.id) : [];
    const refunds = refund ? [refund] : payments.flatMap((of) => ledger.refundsOfPayment(of.id));
    const print = sale && ledger.printJobOfSale(sale.id);
    const entries = [
      ...(sale ? this.entries('sale', [sale.id]) : []),
      ...this.entries('payment', payments.map((of) => of.id)),
      ...this.entries('refund', refunds.map((of) => of.id)),
      ...(print ? this.entries('print', [print.id]) : []),
    ];
    const rows = entries.sort((a, b) => a.seq - b.seq).map((entry) => this.row(entry));
    return done({ rows, sale: sale ? picture.sale(sale) : null, refund: refund ? this.refundRow(refund) : null });
  }

  /** The customer's slip of a refund; says no more than is known at this moment. */
  printRefund(refundId: string): Outcome<{ jobId: string }, 'not_found' | 'not_now'> {
    const { ledger, till } = this.deps;
    const refund = ledger.refund(refundId);
    const payment = refund && ledger.payment(refund.paymentId);
    const sale = refund && ledger.sale(refund.saleId);
    if (!refund || !payment || !sale) return refused('not_found');
    if (refund.phase === 'refused') return refused('not_now');
    return done({ jobId: till.printSlip(refund.id, (copyNumber) => refundSlipOf({ refund, payment, sale }, till.session.settings, copyNumber)) });
  }

  private page<Value>(values: readonly Value[], limit: number, cursor: (value: Value) => string, row: (value: Value) => object) {
    const shown = values.slice(0, limit - 1);
    const last = shown.at(-1);
    return done({ rows: shown.map(row), next: values.length === limit && last !== undefined ? cursor(last) : null });
  }

  private orderRow(sale: Sale) {
    const { ledger, picture } = this.deps;
    return {
      kind: 'order', sale: picture.sale(sale), cashier: this.nameOf(sale.cashierId), payments: ledger.paymentsOfSale(sale.id).map(({ id }) => id),
      ...(sale.closedAt !== undefined && { closedAt: sale.closedAt }), can: { print: sale.status === 'settled' },
    };
  }

  private paymentRow(payment: Payment) {
    return { kind: 'payment', payment: this.deps.picture.payment(payment), cashier: this.nameOf(payment.cashierId) };
  }

  private refundRow(refund: Refund) {
    const { id, paymentId, saleId, wallet, amount, total, outRefundNo, outSn, outTradeNo, reason, phase, createdAt, finishedAt, by, failure, unresolvedAt } = refund;
    return {
      id, paymentId, saleId, receiptNo: this.deps.ledger.sale(saleId)?.receiptNo ?? '', wallet, amount, total, outRefundNo, outSn, outTradeNo, reason, phase, createdAt,
      ...(finishedAt !== undefined && { finishedAt }), by: this.nameOf(by), ...(failure && { failureCode: failure.code }), ...(unresolvedAt !== undefined && { unresolvedAt }),
      can: { retry: canRetry(refund) },
    };
  }

  private entries(subject: JournalSubject, ids: readonly string[]): readonly StoredEntry[] {
    return ids.flatMap((id) => this.deps.ledger.history(subject, id));
  }

  private row({ seq, at, by, note, subject, trace }: StoredEntry) {
    const call = subject === 'payment' || subject === 'refund' ? CALL_OF[subject][note] : undefined;
    return {
      seq, at, by, note: subject === 'refund' ? `refund_${note}` : note, subject, byName: by === 'till' ? '' : this.nameOf(by),
      ...(call !== undefined && { call }),
      ...(trace && {
        ms: trace.ms,
        ...(trace.status !== undefined && { status: trace.status }),
        ...(trace.providerCode !== undefined && { providerCode: trace.providerCode }),
        ...(trace.providerText !== undefined && { providerText: trace.providerText }),
        ...(trace.requestId !== undefined && { requestId: trace.requestId }),
      }),
    };
  }

  private nameOf(personId: string): string {
    return this.deps.people.byId(personId)?.name ?? personId;
  }
}

/** One more than the page is asked for: it says whether there is a next one. */
function filterOf({ kind, from, to, state, wallet, exceptional, text = '', after, limit }: TrackWish): BookFilter | 'bad_cursor' | 'nothing' {
  const states = state === undefined ? undefined : STATES[kind === 'order' || kind === 'refund' ? kind : 'payment'][state];
  if (state !== undefined && !states) return 'nothing';
  const place = after === undefined ? undefined : /^(\d{1,16}):(.{1,100})$/.exec(after);
  if (place === null) return 'bad_cursor';
  const wanted = text.trim().replace(/^GT1:(S:)?/i, '');
  return {
    limit: limit + 1,
    ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(wallet && { wallet }), ...(exceptional && { exceptional }),
    ...(states && { states }), ...(wanted !== '' && { text: wanted }), ...(place && { after: { at: Number(place[1]), id: place[2] ?? '' } }),
  };
}

function cursorOf(at: number, id: string): string {
  return `${at}:${id}`;
}

function cursorOfBegun({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string {
  return cursorOf(createdAt, id);
}
