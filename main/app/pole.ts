/**
 * The small display that faces the customer follows the till: what is due while goods are taken and paid, then what was paid or the
 * change. It shows figures and nothing else, and whatever goes wrong with it never reaches the till.
 */
import { fen } from '../domain/money.ts';
import { covers, isUnproven } from '../domain/payment.ts';
import { totals } from '../domain/sale.ts';
import type { Clock, CustomerPole, Ledger, Log, PoleShown, PrintFailure } from '../ports.ts';
import type { Session } from './session.ts';

export interface PoleDeps {
  readonly session: Session;
  readonly ledger: Pick<Ledger, 'openSale' | 'sale' | 'paymentsOfSale'>;
  /** The display that is in use, if any. */
  readonly pole: () => CustomerPole | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long a test stays before the till's own figures return. */
const TEST_MS = 5_000;
const TEST_AMOUNT = fen(1_234_567);

export class Pole {
  private readonly deps: PoleDeps;
  private shown: PoleShown = { kind: 'nothing' };
  private on: CustomerPole | undefined;
  private testUntil = 0;
  private forgetTest: () => void = () => undefined;

  constructor(deps: PoleDeps) {
    this.deps = deps;
  }

  start(): () => void {
    const stop = this.deps.session.onChange(() => this.follow());
    this.follow();
    return () => {
      stop();
      this.forgetTest();
    };
  }

  /** Shows 12345.67 for a while; tells whether it was handed over. Undefined where there is no display. */
  async test(): Promise<{ readonly failure?: PrintFailure } | undefined> {
    const { clock } = this.deps;
    const pole = this.deps.pole();
    if (!pole) return undefined;
    this.testUntil = clock.now() + TEST_MS;
    const failure = await pole.attempt({ kind: 'total', amount: TEST_AMOUNT });
    this.forgetTest();
    this.forgetTest = clock.at(this.testUntil, () => {
      this.testUntil = 0;
      this.follow(true);
    });
    return failure === undefined ? {} : { failure };
  }

  /** Sends what is different; `anew` sends it in any case. A ledger that cannot be read leaves the figures that were right. */
  private follow(anew = false): void {
    const { clock, log } = this.deps;
    try {
      const pole = this.deps.pole();
      if (!pole || clock.now() < this.testUntil) return;
      const next = this.due();
      if (!anew && pole === this.on && isSame(next, this.shown)) return;
      this.on = pole;
      this.shown = next;
      pole.show(next);
    } catch (error) {
      log.warn('pole.not_told', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private due(): PoleShown {
    const { session, ledger } = this.deps;
    const open = ledger.openSale(session.settings.till.id);
    if (open) return open.lines.length === 0 ? { kind: 'nothing' } : { kind: 'total', amount: totals(open, ledger.paymentsOfSale(open.id)).due };
    const sale = session.finishedSaleId === null ? undefined : ledger.sale(session.finishedSaleId);
    if (!sale) return { kind: 'nothing' };
    const payments = ledger.paymentsOfSale(sale.id);
    const { total, change } = totals(sale, payments);
    if (change > 0) return { kind: 'change', amount: change };
    // What people declared done is not called paid.
    return { kind: payments.filter(covers).some(isUnproven) ? 'total' : 'collected', amount: total };
  }
}

function isSame(a: PoleShown, b: PoleShown): boolean {
  return a.kind === b.kind && (a.kind === 'nothing' || b.kind === 'nothing' || a.amount === b.amount);
}
