/**
 * Compares every count and every Z with what really lay in the drawer and was really taken: kept by the judge from the commits
 * themselves, in their order, till by till. At the end of the day everything must be on exactly one Z.
 */
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import type { Refund } from '../../main/domain/refund.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { ShiftReport } from '../../main/domain/shift-report.ts';
import type { Shift } from '../../main/domain/shift.ts';
import type { LedgerChange } from '../../main/ports.ts';

const WALLETS = ['alipay', 'wechat'] as const;

/** Sums of what belongs on one report, fen. */
interface Sums {
  cash: number;
  sold: number;
  readonly paid: Record<Wallet, number>;
  /** By either till: both are in the same books. */
  readonly refunded: Record<Wallet, number>;
}

/** One till's drawer and books since the last count. */
interface Drawer {
  since: Sums;
  /** What the shift that was counted has to report. */
  counted: Sums;
  /** So many payments had begun at the last count. */
  begun: number;
  countedShift: string;
  zs: number;
}

interface Onlooker {
  readonly find: (text: string) => void;
  /** What a customer owes for a sale. */
  readonly totalOf: (sale: Sale) => number;
}

export class ShiftJudge {
  /** Z reports seen. */
  reports = 0;
  private readonly onlooker: Onlooker;
  private readonly drawers = new Map<string, Drawer>();
  /** By sale: what lies in the drawer for it, by tender. */
  private readonly cash = new Map<string, ReadonlyMap<string, number>>();
  private readonly settled = new Set<string>();
  /** In the order in which they began. */
  private readonly payments = new Map<string, Payment>();
  private readonly refunds = new Map<string, Refund>();

  constructor(onlooker: Onlooker) {
    this.onlooker = onlooker;
  }

  /** A till whose reports are to be held. */
  watches(tillId: string): void {
    this.drawer(tillId);
  }

  /** A change has just become true on the disk. */
  saved({ sales = [], payments = [], refunds = [], shifts = [] }: LedgerChange): void {
    for (const sale of sales) this.saleSaved(sale);
    for (const payment of payments) this.paymentSaved(payment);
    for (const refund of refunds) this.refundSaved(refund);
    for (const shift of shifts) this.shiftSaved(shift);
  }

  /** After the last Z of the day: nothing is left that no report has. */
  close(): void {
    for (const [tillId, { since }] of this.drawers) {
      if (JSON.stringify(since) !== JSON.stringify(noSums())) this.find(tillId, `after the last Z there are ${JSON.stringify(since)} on no report`);
    }
  }

  private saleSaved(sale: Sale): void {
    const { since } = this.drawer(sale.tillId);
    const seen = this.cash.get(sale.id) ?? new Map<string, number>();
    const now = new Map(sale.cash.map(({ id, amount }) => [id, amount]));
    for (const [id, amount] of now) if (!seen.has(id)) since.cash += amount;
    for (const [id, amount] of seen) if (!now.has(id)) since.cash -= amount;
    this.cash.set(sale.id, now);
    if (sale.status !== 'settled' || this.settled.has(sale.id)) return;
    this.settled.add(sale.id);
    since.sold += this.onlooker.totalOf(sale);
  }

  private paymentSaved(payment: Payment): void {
    const before = this.payments.get(payment.id);
    this.payments.set(payment.id, payment);
    if (payment.phase === 'paid' && before?.phase !== 'paid') this.drawer(payment.tillId).since.paid[payment.wallet] += payment.amount;
  }

  private refundSaved(refund: Refund): void {
    const before = this.refunds.get(refund.id);
    this.refunds.set(refund.id, refund);
    if (refund.phase !== 'done' || before?.phase === 'done') return;
    for (const { since } of this.drawers.values()) since.refunded[refund.wallet] += refund.amount;
  }

  private shiftSaved(shift: Shift): void {
    if (shift.phase === 'counted') this.countSaved(shift);
    if (shift.phase === 'closed' && shift.report) this.reportSaved(shift, shift.report);
  }

  private countSaved({ tillId, id, float, moves, count }: Shift): void {
    const drawer = this.drawer(tillId);
    if (!count || drawer.countedShift === id) return;
    const beside = moves.reduce((sum, { kind, amount }) => sum + amount * (kind === 'in' ? 1 : -1), 0);
    const lies = float + beside + drawer.since.cash;
    if (count.expected !== lies) this.find(tillId, `count of ${id}: ${count.expected} expected, ${lies} lie in the drawer`);
    drawer.counted = drawer.since;
    drawer.since = noSums();
    drawer.begun = this.payments.size;
    drawer.countedShift = id;
  }

  private reportSaved(shift: Shift, report: ShiftReport): void {
    const { tillId } = shift;
    const drawer = this.drawer(tillId);
    const { counted } = drawer;
    this.reports += 1;
    drawer.zs += 1;
    const same = (what: string, reported: number | null | undefined, real: number): void => {
      if (reported !== real) this.find(tillId, `Z ${report.number}: ${what} ${reported}, really ${real}`);
    };
    const method = (name: 'cash' | Wallet) => report.methods.find((each) => each.method === name);
    same('number', report.number, drawer.zs);
    same('cash', method('cash')?.amount, counted.cash);
    for (const wallet of WALLETS) {
      same(wallet, method(wallet)?.amount, counted.paid[wallet]);
      same(`${wallet} given back`, method(wallet)?.refunded, counted.refunded[wallet]);
    }
    same('sold', report.sales.total, counted.sold);
    same('expected', report.drawer.expected, shift.count?.expected ?? 0);
    const ours = [...this.payments.values()].slice(0, drawer.begun).filter((payment) => payment.tillId === tillId);
    const isOpen = ({ phase }: Payment): boolean => phase !== 'paid' && phase !== 'not_charged' && phase !== 'returned';
    const isForced = ({ exceptions }: Payment): boolean => exceptions.forced !== undefined;
    this.sameNames(tillId, 'forced', report.forced, ours.filter((payment) => isForced(payment) && payment.phase !== 'paid'));
    this.sameNames(tillId, 'unknown', report.unfinished, ours.filter((payment) => isOpen(payment) && !isForced(payment)));
    this.sameNames(tillId, 'late', report.late, ours.filter((payment) => this.isOwed(payment)));
  }

  private sameNames(tillId: string, what: string, reported: ShiftReport['forced'], real: readonly Payment[]): void {
    const named = reported.map(({ paymentId }) => paymentId).toSorted().join(' ');
    const wanted = real.map(({ id }) => id).toSorted().join(' ');
    if (named !== wanted) this.find(tillId, `the Z names as ${what}: ${named || 'nobody'}, really ${wanted || 'nobody'}`);
  }

  /** Paid too late, and not all of it is back or on its way. */
  private isOwed({ id, phase, amount, exceptions }: Payment): boolean {
    if (phase !== 'paid' || exceptions.late === undefined) return false;
    let back = 0;
    for (const refund of this.refunds.values()) if (refund.paymentId === id && refund.phase !== 'refused') back += refund.amount;
    return back < amount;
  }

  private drawer(tillId: string): Drawer {
    const known = this.drawers.get(tillId) ?? { since: noSums(), counted: noSums(), begun: 0, countedShift: '', zs: 0 };
    this.drawers.set(tillId, known);
    return known;
  }

  private find(tillId: string, text: string): void {
    this.onlooker.find(`${tillId}: ${text}`);
  }
}

function noSums(): Sums {
  return { cash: 0, sold: 0, paid: { alipay: 0, wechat: 0 }, refunded: { alipay: 0, wechat: 0 } };
}
