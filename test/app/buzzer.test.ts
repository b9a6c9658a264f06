/** The buzzer calls for what somebody must hear of, and is silent about what the cashier has just done himself. */
import { describe, expect, it } from 'vitest';
import { Buzzer } from '../../main/app/buzzer.ts';
import type { Payment } from '../../main/domain/payment.ts';
import type { Printer } from '../../main/ports.ts';
import { quietLog } from '../support/quiet-log.ts';

function payment(phase: Payment['phase'], more: Partial<Payment>): Payment {
  return { id: 'p1', phase, cancels: 0, exceptions: {}, ...more } as Payment;
}

describe('the buzzer, when', () => {
  it.each([
    ['money came', ['sending', 'waiting', 'paid'], {}, 1],
    ['money came although a cancel was asked for', ['waiting', 'cancelling', 'paid'], { cancels: 1 }, 1],
    ['the wallet declined, and the customer may not know', ['waiting', 'refused'], {}, 1],
    ['nothing was charged by itself', ['waiting', 'not_charged'], {}, 1],
    ['the cashier cancelled and is looking', ['waiting', 'cancelling', 'not_charged'], { cancels: 1 }, 0],
    ['the cashier cancelled, and what was paid went back', ['waiting', 'cancelling', 'returned'], { cancels: 1 }, 0],
    ['nobody knows yet, then the money came', ['waiting', 'unknown', 'unknown', 'paid'], {}, 2],
    ['money came after the sale was given up', ['not_charged'], { cancels: 1, exceptions: { late: { state: 'open' } } as unknown as Payment['exceptions'] }, 1],
  ] as const)('%s', (_news, phases, more, sounds) => {
    let count = 0;
    const printer: Pick<Printer, 'buzz'> = { buzz: () => Promise.resolve((count += 1) > 0) };
    const buzzer = new Buzzer(() => printer as Printer, quietLog);
    for (const phase of phases) buzzer.onPayment(payment(phase, more));
    expect(count).toBe(sounds);
  });
});
