/**
 * X and Z: what happened in a shift, as figures that cannot hide anything. Only proved money is in the sums; what is forced, still
 * being checked or to be given back is named by its number.
 */
import { addFen, subtractFen } from './money.ts';
import type { Fen } from './money.ts';
import { isOpen, isUnproven, owesRefund } from './payment.ts';
import type { Payment, Wallet } from './payment.ts';
import { isRefundOpen, reserved } from './refund.ts';
import type { Refund, RefundPhase } from './refund.ts';
import { totals } from './sale.ts';
import type { Sale } from './sale.ts';
import { drawerDifference, expectedInDrawer, moved } from './shift.ts';
import type { CashMove, Shift } from './shift.ts';

/** A payment by its numbers. */
export interface NamedPayment {
  readonly paymentId: string;
  readonly receiptNo: string;
  readonly outTradeNo: string;
  readonly outSn: string;
  readonly wallet: Wallet;
  readonly amount: Fen;
  readonly at: number;
}

export interface NamedRefund {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly wallet: Wallet;
  readonly amount: Fen;
  readonly phase: RefundPhase;
  readonly unresolved: boolean;
}

export interface MethodTotals {
  readonly method: 'cash' | Wallet;
  readonly count: number;
  /** Null for cash until it was counted. */
  readonly amount: Fen | null;
  readonly refunds: number;
  readonly refunded: Fen;
  readonly net: Fen | null;
}

export interface ShiftReport {
  readonly kind: 'x' | 'z';
  readonly shiftId: string;
  readonly number: number | null;
  readonly till: number;
  readonly from: number;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly at: number;
  readonly by: string;
  readonly sales: {
    readonly count: number;
    readonly gross: Fen;
    readonly lineDiscounts: Fen;
    readonly saleDiscounts: Fen;
    readonly rounding: Fen;
    readonly total: Fen;
    readonly firstReceiptNo?: string;
    readonly lastReceiptNo?: string;
    readonly dropped: number;
    readonly linesRemoved: number;
    readonly copies: number;
  };
  readonly methods: readonly MethodTotals[];
  readonly voids: { readonly count: number; readonly amount: Fen };
  readonly forced: readonly NamedPayment[];
  readonly unfinished: readonly NamedPayment[];
  readonly late: readonly NamedPayment[];
  readonly inherited: readonly NamedPayment[];
  readonly openRefunds: readonly NamedRefund[];
  readonly drawer: {
    readonly openings: number;
    readonly float: Fen;
    readonly in: Fen;
    readonly out: Fen;
    readonly sales: Fen | null;
    readonly expected: Fen | null;
    readonly counted: Fen | null;
    readonly difference: Fen | null;
    readonly moves: readonly CashMove[];
  };
  readonly anchor: string;
}

/** What the books say about the time that a shift covers. May hold more: what does not belong to it is left out here. */
export interface ShiftFacts {
  /** Of this till: closed in this time, or not closed yet. */
  readonly sales: readonly Sale[];
  /** Of this till: begun or ended in this time, or unfinished or strange whenever they began; with their sales' receipt numbers. */
  readonly payments: readonly { readonly payment: Payment; readonly receiptNo: string }[];
  /** Begun or ended in this time, or still open. */
  readonly refunds: readonly Refund[];
  readonly linesRemoved: number;
  readonly copies: number;
  readonly drawerOpenings: number;
  /** Head of the journal's hash chain. */
  readonly anchor: string;
  readonly till: number;
  /** Names instead of ids. */
  readonly nameOf: (personId: string) => string;
}

const WALLETS = ['alipay', 'wechat'] as const;

/** Cash that sales brought in until a moment, without the change given. */
export function cashOfSales(sales: readonly Sale[], from: number, to: number): Fen {
  return addFen(...cashTaken(sales, from, to));
}

/** The report at a moment. A shift that was counted is reported as it was at the count, whenever it is asked for. */
export function shiftReport(shift: Shift, facts: ShiftFacts, at: number, by: string): ShiftReport {
  const { from, count } = shift;
  const to = count?.at ?? at;
  const within = (moment: number | undefined): boolean => moment !== undefined && moment >= from && moment < to;
  const payments = facts.payments.map(({ payment }) => payment);
  const named = (wanted: (payment: Payment) => boolean): readonly NamedPayment[] => facts.payments.filter(({ payment }) => wanted(payment)).map(nameIt);
  const done = facts.refunds.filter((refund) => refund.phase === 'done' && within(refund.finishedAt));
  const voids = done.filter(({ reason }) => reason === 'void');
  return {
    kind: shift.number === undefined ? 'x' : 'z',
    shiftId: shift.id,
    number: shift.number ?? null,
    till: facts.till,
    from,
    openedAt: shift.openedAt,
    openedBy: facts.nameOf(shift.openedBy),
    at: to,
    by: facts.nameOf(by),
    sales: salesFigures(facts, payments, within),
    methods: [
      cashTotals(cashTaken(facts.sales, from, to), count !== undefined),
      ...WALLETS.map((wallet) => walletTotals(wallet, payments.filter((payment) => payment.phase === 'paid' && within(payment.finishedAt)), done)),
    ],
    voids: { count: voids.length, amount: addFen(...voids.map(({ amount }) => amount)) },
    forced: named((payment) => isUnproven(payment) && payment.createdAt < to),
    unfinished: named((payment) => isOpen(payment) && !isUnproven(payment) && payment.createdAt < to),
    late: named((payment) => owesRefund(payment) && !isMadeGood(payment, facts.refunds)),
    inherited: named((payment) => payment.createdAt < from && (isOpen(payment) || within(payment.finishedAt))),
    openRefunds: facts.refunds.filter((refund) => isRefundOpen(refund) || refund.phase === 'abnormal').map((refund) => ({
      refundId: refund.id, outRefundNo: refund.outRefundNo, wallet: refund.wallet, amount: refund.amount, phase: refund.phase, unresolved: refund.unresolvedAt !== undefined,
    })),
    drawer: drawerFigures(shift, facts),
    anchor: facts.anchor,
  };
}

function salesFigures(facts: ShiftFacts, payments: readonly Payment[], within: (moment: number | undefined) => boolean): ShiftReport['sales'] {
  const settled = facts.sales.filter(({ status, closedAt }) => status === 'settled' && within(closedAt));
  const figures = settled.map((sale) => totals(sale, payments.filter(({ saleId }) => saleId === sale.id)));
  const numbers = settled.map(({ receiptNo }) => receiptNo).sort();
  const [first] = numbers;
  const last = numbers.at(-1);
  return {
    count: settled.length,
    gross: addFen(...figures.map(({ gross }) => gross)),
    lineDiscounts: addFen(...figures.map(({ lineDiscounts }) => lineDiscounts)),
    saleDiscounts: addFen(...figures.map(({ saleDiscount }) => saleDiscount)),
    rounding: addFen(...figures.map(({ rounding }) => rounding)),
    total: addFen(...figures.map(({ total }) => total)),
    ...(first !== undefined && { firstReceiptNo: first }),
    ...(last !== undefined && { lastReceiptNo: last }),
    dropped: facts.sales.filter(({ status, closedAt, lines }) => status === 'dropped' && lines.length > 0 && within(closedAt)).length,
    linesRemoved: facts.linesRemoved,
    copies: facts.copies,
  };
}

function cashTotals(taken: readonly Fen[], isCounted: boolean): MethodTotals {
  const amount = isCounted ? addFen(...taken) : null;
  return { method: 'cash', count: taken.length, amount, refunds: 0, refunded: addFen(), net: amount };
}

function walletTotals(wallet: Wallet, paid: readonly Payment[], refunds: readonly Refund[]): MethodTotals {
  const ours = paid.filter((payment) => payment.wallet === wallet);
  const back = refunds.filter((refund) => refund.wallet === wallet);
  const amount = addFen(...ours.map((payment) => payment.amount));
  const refunded = addFen(...back.map((refund) => refund.amount));
  return { method: wallet, count: ours.length, amount, refunds: back.length, refunded, net: subtractFen(amount, refunded) };
}

function drawerFigures(shift: Shift, facts: ShiftFacts): ShiftReport['drawer'] {
  const { count, float, moves, from } = shift;
  return {
    openings: facts.drawerOpenings,
    float,
    in: moved(moves, 'in'),
    out: moved(moves, 'out'),
    sales: count ? cashOfSales(facts.sales, from, count.at) : null,
    expected: count?.expected ?? null,
    counted: count?.total ?? null,
    difference: count ? drawerDifference(count) : null,
    moves: moves.map((move) => ({ ...move, by: facts.nameOf(move.by) })),
  };
}

/** What should be in the drawer at a moment; told to nobody before the count. */
export function drawerExpectation(shift: Shift, sales: readonly Sale[], at: number): Fen {
  return expectedInDrawer(shift, cashOfSales(sales, shift.from, at));
}

function cashTaken(sales: readonly Sale[], from: number, to: number): readonly Fen[] {
  return sales.flatMap(({ cash }) => cash).filter(({ at }) => at >= from && at < to).map(({ amount }) => amount);
}

function isMadeGood(payment: Payment, refunds: readonly Refund[]): boolean {
  return reserved(refunds.filter(({ paymentId }) => paymentId === payment.id)) >= payment.amount;
}

function nameIt({ payment, receiptNo }: ShiftFacts['payments'][number]): NamedPayment {
  const { id, outTradeNo, outSn, wallet, amount, createdAt } = payment;
  return { paymentId: id, receiptNo, outTradeNo, outSn, wallet, amount, at: createdAt };
}
