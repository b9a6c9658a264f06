/**
 * What the journal says of a shift: everything that was written between two counts, in the order of writing. A clock that was wrong
 * or set back in between moves nothing from one report to another, and nothing off all of them.
 */
import { isFinal, isOpen, isUnproven, owesRefund } from '../domain/payment.ts';
import type { Payment } from '../domain/payment.ts';
import { reserved } from '../domain/refund.ts';
import { fen } from '../domain/money.ts';
import type { ShiftFacts, ShiftPayment } from '../domain/shift-report.ts';
import type { Books, Ledger, ReportedLine } from '../ports.ts';

/** Lines of the journal, by number: after the first, up to and including the second. */
export interface Stretch {
  readonly after: number;
  readonly upTo: number;
}

const BEGINNINGS = new Set(['sent', 'qr_asked']);
const PROOFS = new Set(['paid', 'proved', 'paid_after_all', 'late']);
const ENDINGS = new Set([...PROOFS, 'not_charged', 'returned', 'contradicted']);

export type WrittenFacts = Omit<ShiftFacts, 'anchor' | 'till' | 'nameOf'>;

type Sources = { readonly books: Books; readonly ledger: Pick<Ledger, 'sale' | 'payment' | 'refund' | 'refundsOfPayment'> };

/**
 * Of one till. Payments that are unfinished or strange are among them whenever they began, but none that began later; those that began
 * and ended as payments do are in the sums alone.
 */
export function factsBetween({ books, ledger }: Sources, tillId: string, { after, upTo }: Stretch): WrittenFacts {
  const all = books.reportedLines(after, books.lastLine());
  const lines = all.filter(({ line }) => line <= upTo);
  const about = <Value extends { readonly tillId: string }>(subject: ReportedLine['subject'], notes: ReadonlySet<string>, read: (id: string) => Value | undefined): readonly Value[] =>
    idsOf(lines, subject, notes).flatMap((id) => read(id) ?? []).filter((value) => value.tillId === tillId);
  const sale = readOnce((id) => ledger.sale(id));
  const payment = readOnce((id) => ledger.payment(id));
  const ended = about('payment', ENDINGS, payment).filter(isFinal);
  const begunWithin = new Set(idsOf(lines, 'payment', BEGINNINGS));
  const begunLater = new Set(idsOf(all.filter(({ line }) => line > upTo), 'payment', BEGINNINGS));
  const endedWithin = new Set(ended.map(({ id }) => id));
  const unusual = (each: Payment): boolean => isOpen(each) || isUnproven(each) || owesRefund(each) || !begunWithin.has(each.id);
  const named = new Map([...books.openOrStrange(tillId), ...ended].filter(unusual).map((each) => [each.id, each]));
  const name = (each: Payment): ShiftPayment => ({
    payment: each, receiptNo: sale(each.saleId)?.receiptNo ?? '',
    begunBefore: !begunWithin.has(each.id), endedWithin: endedWithin.has(each.id),
    madeGood: reserved(ledger.refundsOfPayment(each.id)) >= each.amount,
  });
  const count = (note: string): number => lines.filter((line) => line.note === note).length;
  return {
    settled: about('sale', new Set(['settled']), sale).filter(({ status }) => status === 'settled'),
    dropped: about('sale', new Set(['dropped']), sale).filter(({ status }) => status === 'dropped'),
    cash: lines.filter(({ amount, subjectId }) => amount !== 0 && sale(subjectId)?.tillId === tillId).map(({ amount }) => fen(amount)),
    // What ended here as not charged and was proved later belongs where its proof was written.
    paid: about('payment', PROOFS, payment).filter(({ phase }) => phase === 'paid'),
    payments: [...named.values()].filter(({ id }) => !begunLater.has(id)).sort((a, b) => a.createdAt - b.createdAt).map(name),
    refunded: idsOf(lines, 'refund', new Set(['done'])).flatMap((id) => ledger.refund(id) ?? []),
    openRefunds: books.openRefunds(),
    linesRemoved: count('line_removed'),
    copies: count('queued'),
    drawerOpenings: count('drawer_opened'),
  };
}

/** A report asks for the same value under several of its lines. */
function readOnce<Value>(read: (id: string) => Value): (id: string) => Value {
  const known = new Map<string, Value>();
  return (id) => {
    const value = known.has(id) ? (known.get(id) as Value) : read(id);
    known.set(id, value);
    return value;
  };
}

function idsOf(lines: readonly ReportedLine[], subject: ReportedLine['subject'], notes: ReadonlySet<string>): readonly string[] {
  return [...new Set(lines.filter((line) => line.subject === subject && notes.has(line.note)).map(({ subjectId }) => subjectId))];
}
