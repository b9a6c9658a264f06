/** After closing time: money that came late goes back to its owners, and the last Z is made. */
import { fen } from '../../main/domain/money.ts';
import type { Fen } from '../../main/domain/money.ts';
import { owesRefund } from '../../main/domain/payment.ts';
import type { Payment } from '../../main/domain/payment.ts';
import { refundable } from '../../main/domain/refund.ts';
import type { Ledger, Log } from '../../main/ports.ts';
import { allowed } from './cashier.ts';
import type { Program } from './program.ts';

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The last Z of a till: whatever no report has is on it. */
export function lastZ(program: Program): void {
  const { shifts } = program;
  for (const deed of [() => shifts.close(), () => shifts.open(fen(0)), () => shifts.count(fen(0), ''), () => shifts.close()]) program.press(() => void deed());
}

export function giveBackLate(program: Program): void {
  for (const { payment, left } of lateOnes(program.ledger)) program.press(() => void program.till.refunds.start(payment.id, left, allowed(program)));
}

/** Payments that came too late, with what of them is neither back nor on its way. */
export function lateOnes(ledger: Ledger): readonly { readonly payment: Payment; readonly left: Fen }[] {
  return ledger.exceptionalPayments(1_000_000).filter(owesRefund)
    .map((payment) => ({ payment, left: refundable(payment, ledger.refundsOfPayment(payment.id)) }))
    .filter(({ left }) => left > 0);
}

/** Somebody asks once more for every refund without an ending. */
export function askAgain(program: Program): void {
  for (const refund of program.ledger.unfinishedRefunds()) program.press(() => void program.till.refunds.retry(refund.id));
}
