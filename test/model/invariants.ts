/** What must be true in every world, and what must be true once everything has come to rest. */
import type { Payment } from '../../main/domain/payment.ts';
import type { Attempt, Counter, World } from './world.ts';

/** What the searches hold, in the words and with the numbers of main/domain/README.md. */
export const HELD: readonly string[] = [
  'nothing is sent before it is saved, and the saved call is the one on its way (1, 2)',
  'at most one call of a payment is on its way (2)',
  'pay and precreate are sent once in a payment\'s life (3)',
  'paid only by proof, and only what somebody paid (4)',
  'a payment ends by an answer or by the bill, never by time, people or a restart (5)',
  '"no such order" ends a payment only after a cancel, and after the time a request can be under way (6)',
  'a cancel is believed when a query confirms it (7)',
  'proof of payment ends as paid, or as paid and late, from every phase (8)',
  'no other tender while a payment runs; never more taken than is due (9)',
  'a forced payment is never cancelled, and unproven until proof (10)',
  'a mismatch neither pays nor cancels (11)',
  'an open payment or refund has a call on its way or a moment at which it wakes (12)',
  'a refund keeps its number; what is not certainly refused stays reserved; money goes back once (13)',
  'from every world that can be reached everything comes to rest once the network heals',
  'at rest the provider has what the books say, or an exception names the difference; after the bill nothing is left',
];

/** "Not charged" that no provider's word or lack of a request stands behind; it is looked at again. */
function isWeak(payment: Payment): boolean {
  return payment.proof === 'absent' || (payment.proof === 'refused' && payment.kind === 'barcode');
}

/** What is broken in this world, or undefined. Numbers are those of the README's invariants. */
export function brokenWorld(counter: Counter, world: World): string | undefined {
  for (const attempt of world.attempts) {
    const broken = brokenAttempt(counter.book.at(attempt.payment), attempt);
    if (broken !== undefined) return broken;
  }
  return counter.cover(world).over ? 'more is taken than is due' : undefined;
}

function brokenAttempt(payment: Payment, { wire, order }: Attempt): string | undefined {
  if (payment.call !== (wire?.call ?? null)) return 'the saved call is not the one on its way (2)';
  if (order === 'paid' && payment.phase === 'returned') return 'the till says returned, the provider has the money';
  if (order === 'paid' && payment.phase === 'not_charged' && !isWeak(payment)) return `the till says not charged (${payment.proof}), the provider has the money`;
  if (payment.phase === 'paid' && order !== 'paid' && order !== 'returned' && order !== 'refunded') return 'the till says paid, nobody has paid';
  if (payment.exceptions.late !== undefined && payment.phase === 'not_charged') return 'money to give back of a payment that is not charged';
  return undefined;
}

/** After all has come to rest, before the bill: every attempt has ended, and the books are right or say that they are not. */
export function brokenRest(counter: Counter, world: World): string | undefined {
  for (const attempt of world.attempts) {
    const payment = counter.book.at(attempt.payment);
    const { contradicted, mismatch } = payment.exceptions;
    const isSeen = contradicted !== undefined || mismatch !== undefined;
    if (counter.core.isOpen(payment) && !isSeen) return 'at rest, a payment is neither finished nor marked';
    const holds = attempt.order === 'paid' || attempt.order === 'refunded';
    if (holds && payment.phase !== 'paid' && !isSeen) return 'at rest, the provider has money that no book knows';
    if (!holds && payment.phase === 'paid' && !isSeen) return 'at rest, the till believes in money that went back';
  }
  return counter.cover(world).canSettle && !world.settled ? 'at rest, a covered sale is not settled' : undefined;
}

/** After the daily bill nothing is left to chance. */
export function brokenBooks(counter: Counter, world: World): string | undefined {
  for (const attempt of world.attempts) {
    const payment = counter.book.at(attempt.payment);
    const { contradicted, mismatch } = payment.exceptions;
    const holds = attempt.order === 'paid' || attempt.order === 'refunded';
    if (holds && payment.phase !== 'paid') return 'after the bill, the provider has money that no book knows';
    if (!holds && payment.phase === 'paid' && contradicted === undefined && mismatch === undefined) return 'after the bill, the till believes in money that went back';
    if (counter.core.isOpen(payment)) return 'after the bill, a payment is still open';
    if (holds && !payment.voided && payment.exceptions.late === undefined && !counter.core.covers(payment)) return 'after the bill, money counts for nothing';
  }
  return undefined;
}
