/**
 * The product broken on purpose, each time in one way that shops have paid for. The judge must find every one of them; a judge
 * that finds nothing in a broken till proves nothing about a whole one. Everything here stands between the till and its ports.
 */
import type { CancelAnswer, PayAnswer, QueryAnswer } from '../../main/domain/payment-events.ts';
import type { Payment } from '../../main/domain/payment.ts';
import { StaleRevisionError } from '../../main/ports.ts';
import type { Answered, BillSource, Books, Ledger, LedgerChange, PaymentProvider } from '../../main/ports.ts';
import type { Till } from '../../main/app/till.ts';
import type { Break } from './program.ts';

export const BREAKS = {
  'the intent is saved only after the request was sent': { ledger: savesIntentLate },
  'a lost answer is followed by a second payment under a new number': { provider: paysAgain },
  'silence after a payment is taken for success': { provider: silenceIsSuccess },
  'silence after a payment is taken for failure': { provider: silenceIsFailure },
  'a cancel is believed without a query': { provider: believesCancel },
  'a payment that comes late is ignored': { ledger: ignoresLate },
  'the start asks for nothing that was unfinished': { start: forgetsRecovery },
  'a repeated refund takes a new number': { provider: refundsUnderNewNumber },
  'an unknown payment does not freeze its sale': { ledger: hidesUnknown },
  'the last writer wins': { ledger: lastWriterWins },
  'a timer that was set is forgotten': { clock: (clock) => ({ now: () => clock.now(), at: (moment, run) => (moment - clock.now() > 20_000 ? () => undefined : clock.at(moment, run)) }) },
  'an accepted refund is called done': { provider: acceptedIsDone },
  'every Z begins with the first sale of the till': { books: (books) => withChanges(books, { shiftsOf: () => [] }) },
  'what is still unknown is left off the Z': { books: (books) => withChanges(books, { openOrStrange: (tillId) => books.openOrStrange(tillId).filter(({ phase }) => phase !== 'unknown') }) },
  'no bill is ever read': { bills: (source) => ({ wallet: source.wallet, downloadBill: () => Promise.resolve({ answer: { kind: 'not_ready' }, trace: { ms: 1 } }) }) },
  'half of a bill is taken for the whole': { bills: halfOfBill },
  'a kiosk calls nobody by itself': { kioskTill: (till) => replaced(till, { session: replaced(till.session, { onChange: () => () => undefined }) }) },
  'the last cash before the count is on no Z': { books: withoutLastCash },
} as const satisfies Record<string, Break>;

export type BreakName = keyof typeof BREAKS;

// ── At the provider's port ───────────────────────────────────────────────────────────────────────────────────────────

/** The same provider with some of its calls changed. */
export function changed(real: PaymentProvider, changes: Partial<PaymentProvider>): PaymentProvider {
  return {
    wallet: real.wallet,
    pay: (request) => real.pay(request),
    precreate: (request) => real.precreate(request),
    query: (order) => real.query(order),
    cancel: (order) => real.cancel(order),
    refund: (request) => real.refund(request),
    queryRefund: (request) => real.queryRefund(request),
    ...changes,
  };
}

function paysAgain(real: PaymentProvider): PaymentProvider {
  return changed(real, {
    pay: async (request) => {
      const first = await real.pay(request);
      return first.answer.kind === 'uncertain' ? real.pay({ ...request, outTradeNo: `${request.outTradeNo}B` }) : first;
    },
  });
}

function silenceIsSuccess(real: PaymentProvider): PaymentProvider {
  return changed(real, { pay: async (request) => insteadOfSilence<PayAnswer>(await real.pay(request), { kind: 'paid', tradeNo: '4200000000000000000000' }) });
}

function silenceIsFailure(real: PaymentProvider): PaymentProvider {
  return changed(real, { pay: async (request) => insteadOfSilence<PayAnswer>(await real.pay(request), { kind: 'never_sent', failure: { code: 'never_sent' } }) });
}

function insteadOfSilence<Answer extends { readonly kind: string }>(answered: Answered<Answer>, answer: Answer): Answered<Answer> {
  return answered.answer.kind === 'uncertain' ? { ...answered, answer } : answered;
}

function believesCancel(real: PaymentProvider): PaymentProvider {
  const cancelled = new Set<string>();
  return changed(real, {
    cancel: async (order) => {
      const answered: Answered<CancelAnswer> = await real.cancel(order);
      if (answered.answer.kind === 'done') cancelled.add(order.outTradeNo);
      return answered;
    },
    query: async (order) => {
      const answered: Answered<QueryAnswer> = await real.query(order);
      return cancelled.has(order.outTradeNo) ? { ...answered, answer: { kind: 'closed', wasPaid: false } } : answered;
    },
  });
}

function refundsUnderNewNumber(real: PaymentProvider): PaymentProvider {
  let repetitions = 0;
  return changed(real, {
    refund: async (request) => {
      const first = await real.refund(request);
      repetitions += 1;
      return first.answer.kind === 'uncertain' ? real.refund({ ...request, outRefundNo: `${request.outRefundNo}R${repetitions}` }) : first;
    },
  });
}

function acceptedIsDone(real: PaymentProvider): PaymentProvider {
  return changed(real, {
    refund: async (request) => {
      const answered = await real.refund(request);
      return answered.answer.kind === 'accepted' ? { ...answered, answer: { kind: 'done' } } : answered;
    },
  });
}

function halfOfBill(real: BillSource): BillSource {
  return {
    wallet: real.wallet,
    downloadBill: async (date) => {
      const { answer, trace } = await real.downloadBill(date);
      if (answer.kind !== 'bill') return { answer, trace };
      return { answer: { kind: 'bill', bill: { ...answer.bill, lines: answer.bill.lines.filter((_, index) => index % 2 === 0) } }, trace };
    },
  };
}

// ── At the ledger's port ─────────────────────────────────────────────────────────────────────────────────────────────

/** The same ledger, or the same books, with some of its methods changed. */
export function withChanges<Port extends Ledger | Books>(port: Port, changes: Partial<Port>): Port {
  return replaced(port, changes);
}

/** The same thing with some of its members exchanged. */
function replaced<Thing extends object>(thing: Thing, changes: Partial<Thing>): Thing {
  return new Proxy(thing, {
    get(real, name: keyof Thing & string) {
      const member = changes[name] ?? real[name];
      return typeof member === 'function' ? member.bind(name in changes ? changes : real) : member;
    },
  });
}

/** What was to be saved before the request left waits in memory for the answer. */
function savesIntentLate(real: Ledger): Ledger {
  const waiting = new Map<string, { readonly payment: Payment; readonly change: LedgerChange }>();
  return withChanges(real, {
    commit: (change) => {
      const [payment] = change.payments ?? [];
      if (payment?.revision === 1) {
        waiting.set(payment.id, { payment, change });
        return;
      }
      const late = payment && waiting.get(payment.id);
      if (late) real.commit(late.change);
      if (payment) waiting.delete(payment.id);
      real.commit(change);
    },
    payment: (id) => waiting.get(id)?.payment ?? real.payment(id),
    paymentsOfSale: (saleId) => [...real.paymentsOfSale(saleId), ...[...waiting.values()].map(({ payment }) => payment).filter((payment) => payment.saleId === saleId)],
  });
}

function ignoresLate(real: Ledger): Ledger {
  return withChanges(real, {
    commit: (change) => {
      if (!change.entries.some(({ note }) => note === 'late')) real.commit(change);
    },
  });
}

function hidesUnknown(real: Ledger): Ledger {
  const isKnown = ({ phase }: Payment): boolean => phase !== 'unknown' && phase !== 'cancelling';
  return withChanges(real, { paymentsOfSale: (saleId) => real.paymentsOfSale(saleId).filter(isKnown) });
}

function withoutLastCash(real: Books): Books {
  return withChanges(real, {
    reportedLines: (after, upTo) => {
      const lines = real.reportedLines(after, upTo);
      const last = lines.findLast(({ note }) => note === 'cash_taken');
      return lines.filter((line) => line !== last);
    },
  });
}

/** Whoever saves last is right, whatever he had read. */
function lastWriterWins(real: Ledger): Ledger {
  return withChanges(real, {
    commit: (change) => {
      try {
        real.commit(change);
      } catch (error) {
        if (!(error instanceof StaleRevisionError)) throw error;
        real.commit({
          ...change,
          ...(change.sales && { sales: change.sales.map((sale) => ({ ...sale, revision: (real.sale(sale.id)?.revision ?? 0) + 1 })) }),
          ...(change.payments && { payments: change.payments.map((payment) => ({ ...payment, revision: (real.payment(payment.id)?.revision ?? 0) + 1 })) }),
        });
      }
    },
  });
}

// ── At the use-cases ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The till opens as if the day began now. */
function forgetsRecovery(till: Till): void {
  till.session.changed();
}
