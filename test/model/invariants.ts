/** What must be true in every world, and what must be true once everything has come to rest. */
import type { Payment } from '../../main/domain/payment.ts';
import type { Attempt, Counter, World } from './world.ts';

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
