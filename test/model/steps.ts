/** The README's invariants that speak of one step of `decide`. The number is that of the list there. */
import type { AskingRules, Payment, PaymentCall } from '../../main/domain/payment.ts';
import type { PaymentEvent } from '../../main/domain/payment-events.ts';

type Bare<E> = E extends PaymentEvent ? Omit<E, 'at'> : never;
/** An event without its time; the model gives the present. */
export type ModelEvent = Bare<PaymentEvent>;

const SAYS_NOTHING = ['uncertain', 'mismatch'];
const FINAL = ['paid', 'not_charged', 'returned'];
/** From a final phase only these: proof of payment, a later look that finds the order payable, or closed, or returned. */
const FINAL_EDGES: Readonly<Record<string, readonly string[]>> = {
  paid: [],
  not_charged: ['paid', 'cancelling', 'returned'],
  returned: ['paid', 'cancelling', 'not_charged'],
};

/** What is broken by what follows an event, whenever it comes. */
export function brokenStep(before: Payment, event: ModelEvent, after: Payment, call: PaymentCall | null): string | undefined {
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

/** What is broken because it comes too early, or before what has to come first. */
export function brokenHaste(before: Payment, event: ModelEvent, after: Payment, { age, rules }: { readonly age: number; readonly rules: AskingRules }): string | undefined {
  const isAnswer = 'answer' in event;
  const hasEnded = after.phase === 'not_charged' && before.phase !== 'not_charged';
  if (hasEnded && event.type === 'cancel_answered') return 'a cancel is believed without a query (7)';
  if (hasEnded && after.proof === 'absent' && isAnswer && after.cancelsDone === 0) return '"no such order" ends it without a cancel (6)';
  const mayBeUnderWay = after.kind === 'barcode' && !after.payAnswered && age < rules.inFlightMs;
  if (hasEnded && after.proof === 'absent' && isAnswer && mayBeUnderWay) return '"no such order" is believed while the request may be under way (6)';
  const isSent = after.call === 'cancel' && before.call !== 'cancel';
  if (isSent && age < rules.cancelNotBeforeMs && !(isAnswer && event.answer.kind === 'failed')) return 'a cancel is sent before the provider allows it';
  return undefined;
}
