/**
 * The printer's buzzer, where it has one: sounds once when a wallet's money has come, once when somebody has to look at the
 * screen, before a customer goes away who believes to have paid, and when a kiosk needs staff. What a cancel brought about is silent:
 * whoever asked for it looks.
 */
import { assertNever } from '../domain/failure.ts';
import { needsAttention } from '../domain/payment.ts';
import type { Payment } from '../domain/payment.ts';
import type { Log, Printer } from '../ports.ts';

const BUZZ_MS = 5_000;
/** Payments whose sound is remembered, so that a later look at them is silent. */
const REMEMBERED = 200;

export class Buzzer {
  private readonly printer: () => Printer | undefined;
  private readonly log: Log;
  private readonly sounded = new Set<string>();

  constructor(printer: () => Printer | undefined, log: Log) {
    this.printer = printer;
    this.log = log;
  }

  /** Hears every change of a payment. */
  onPayment(payment: Payment): void {
    const sound = soundOf(payment);
    const key = `${payment.id} ${sound}`;
    if (sound === undefined || this.sounded.has(key)) return;
    this.sounded.add(key);
    for (const oldest of this.sounded) {
      if (this.sounded.size <= REMEMBERED) break;
      this.sounded.delete(oldest);
    }
    void this.sound();
  }

  /** Somebody is needed at this screen. */
  call(): void {
    void this.sound();
  }

  private async sound(): Promise<void> {
    try {
      await this.printer()?.buzz?.(BUZZ_MS);
    } catch (error) {
      this.log.error('buzzer.broke', {}, error);
    }
  }
}

function soundOf(payment: Payment): 'paid' | 'look' | undefined {
  if (needsAttention(payment)) return 'look';
  switch (payment.phase) {
    case 'paid':
      return 'paid';
    case 'unknown':
    case 'refused':
      return 'look';
    case 'not_charged':
    case 'returned':
      return payment.cancels === 0 ? 'look' : undefined;
    case 'sending':
    case 'waiting':
    case 'cancelling':
      return undefined;
    default:
      return assertNever(payment.phase);
  }
}
