/**
 * What a kiosk needs people for: baskets that staff look at first, calls for help (by the customer, or by the machine when a payment is
 * not cleared up), and the menu behind a PIN. Nobody stands behind this screen, so nothing here waits for somebody to notice.
 */
import type { Approval } from '../domain/approval.ts';
import { fen } from '../domain/money.ts';
import type { Fen } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import { totals } from '../domain/sale.ts';
import type { Sale } from '../domain/sale.ts';
import type { Clock } from '../ports.ts';
import type { Till } from './till.ts';

export type KioskHelp = 'question' | 'product' | 'payment' | 'cash' | 'amount' | 'restricted' | 'counter' | 'printer';
/** `counter`: these goods are sold at the counter only; nobody can allow them here. */
export type KioskBlock = 'amount' | 'restricted' | 'counter';

/** What staff are asked to approve. */
export type KioskWish = Readonly<{ deed: 'kiosk_exit' | 'kiosk_allow'; subjectId: string; amount: Fen }>;

interface KioskStaffDeps {
  readonly till: Till;
  readonly clock: Clock;
}

/** So many questions in a row without an answer are no hiccup of the line. */
const SILENT_ASKS = 2;
/** A payment that is not cleared up after this time, although the wallet answers, needs somebody as well. */
const UNCLEAR_MS = 45_000;
/** Called again within this time, staff are not sounded for again: nobody plays on the buzzer. */
const QUIET_MS = 20_000;
/** The staff menu closes by itself, so that nobody finds it open. */
const MENU_MS = 120_000;

export class KioskStaff {
  private readonly deps: KioskStaffDeps;
  private help: { readonly reason: KioskHelp; readonly at: number } | null = null;
  /** The payment for which staff were called without anybody asking. */
  private calledFor: string | null = null;
  private unclear: { readonly paymentId: string; readonly isLong: boolean; readonly forget: () => void } | null = null;
  /** What staff have looked at: this sale, with these restricted lines, up to this amount. */
  private allowed: { readonly saleId: string; readonly lines: ReadonlySet<string>; readonly upTo: Fen } | null = null;
  private menuUntil = 0;
  private soundedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: KioskStaffDeps) {
    this.deps = deps;
  }

  /** Help that is on its way. */
  get asked(): { readonly reason: KioskHelp; readonly at: number } | null {
    return this.help;
  }

  call(reason: KioskHelp): void {
    if (this.help?.reason === reason) return;
    const { till, clock } = this.deps;
    const at = clock.now();
    this.help = { reason, at };
    noteAtKiosk(this.deps, 'kiosk_help', { reason });
    // Goods of the counter call nobody: the customer goes there.
    if (reason !== 'counter' && Math.abs(at - this.soundedAt) >= QUIET_MS) {
      this.soundedAt = at;
      till.buzzer.call();
    }
    till.session.changed();
  }

  /** Somebody came, or is not needed any more. */
  came(): void {
    this.help = null;
  }

  /** The next customer begins with nothing of the last one. */
  forget(): void {
    this.help = null;
    this.allowed = null;
  }

  stop(): void {
    this.unclear?.forget();
    this.unclear = null;
  }

  /** What staff have to look at before this sale can be paid. */
  blocks(sale: Sale | undefined): readonly KioskBlock[] {
    if (!sale) return [];
    const { restricted, amountLimit } = this.deps.till.session.saved.store.kiosk;
    const allowed = this.allowed?.saleId === sale.id ? this.allowed : null;
    const total = this.totalOf(sale);
    const blocks: KioskBlock[] = [];
    if (restricted === 'counter' && sale.lines.some((line) => line.restricted)) blocks.push('counter');
    else if (sale.lines.some((line) => line.restricted && !allowed?.lines.has(line.id))) blocks.push('restricted');
    if (total > amountLimit && total > (allowed?.upTo ?? 0)) blocks.push('amount');
    return blocks;
  }

  /** This sale at this amount. */
  wishToAllow(): KioskWish | undefined {
    const sale = this.deps.till.checkout.openSale();
    return sale && { deed: 'kiosk_allow', subjectId: sale.id, amount: this.totalOf(sale) };
  }

  /** False when the sale that was approved is not there any more. */
  allow(approval: Approval): boolean {
    const sale = this.deps.till.checkout.openSale();
    if (!sale || sale.id !== approval.subjectId) return false;
    this.allowed = { saleId: sale.id, lines: new Set(sale.lines.filter((line) => line.restricted).map((line) => line.id)), upTo: approval.amount };
    this.help = null;
    noteAtKiosk(this.deps, 'kiosk_allowed', { approvalId: approval.id, saleId: sale.id, amount: approval.amount });
    return true;
  }

  wishForMenu(): KioskWish {
    return { deed: 'kiosk_exit', subjectId: this.deps.till.session.settings.till.id, amount: fen(0) };
  }

  openMenu(approval: Approval): void {
    this.menuUntil = this.deps.clock.now() + MENU_MS;
    this.help = null;
    noteAtKiosk(this.deps, 'kiosk_staff', { approvalId: approval.id });
  }

  isMenuOpen(): boolean {
    return this.deps.clock.now() < this.menuUntil;
  }

  closeMenu(): void {
    this.menuUntil = 0;
  }

  /** Told of the customer's running payment after every change: staff are called when it is not cleared up, once for each payment. */
  watch(running: Payment | undefined): void {
    if (this.unclear && (running?.id !== this.unclear.paymentId || !isUnclear(running))) this.stop();
    if (!running || this.calledFor === running.id) return;
    const { till, clock } = this.deps;
    if (running.silentAsks >= SILENT_ASKS || running.exceptions.mismatch !== undefined || this.unclear?.isLong === true) this.callFor(running);
    else if (isUnclear(running) && !this.unclear) {
      const unclear = { paymentId: running.id, isLong: false, forget: clock.at(clock.now() + UNCLEAR_MS, () => {
        unclear.isLong = true;
        till.session.changed();
      }) };
      this.unclear = unclear;
    }
  }

  /** The customer gets paper with the numbers by which the payment is found again. What the disk refuses now comes with the next change. */
  private callFor(payment: Payment): void {
    const { till } = this.deps;
    this.call('payment');
    if (!till.ledger.printJobOfSale(payment.id)) till.printPendingSlip(payment.id);
    this.calledFor = payment.id;
    this.stop();
  }

  private totalOf(sale: Sale): Fen {
    return totals(sale, this.deps.till.ledger.paymentsOfSale(sale.id)).total;
  }
}

/** Neither paid nor waiting for the customer: the till is finding out. */
function isUnclear({ phase }: Payment): boolean {
  return phase === 'unknown' || phase === 'refused' || phase === 'cancelling';
}

/** Says in the journal what happened at the kiosk. */
export function noteAtKiosk({ till, clock }: { readonly till: Till; readonly clock: Clock }, note: string, event: Readonly<Record<string, unknown>>): void {
  const { settings } = till.session;
  till.ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: settings.till.id, by: settings.cashier.id, note, event }] });
}
