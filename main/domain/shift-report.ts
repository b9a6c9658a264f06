/**
 * X and Z: what happened in a shift, as figures that cannot hide anything. Only proved money is in the sums; what is forced, still
 * being checked or to be given back is named by its number.
 */
import { addFen, subtractFen } from './money.ts';
import type { Fen } from './money.ts';
import { isOpen, isUnproven, owesRefund } from './payment.ts';
import type { Payment, Wallet } from './payment.ts';
import { isRefundOpen } from './refund.ts';
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

/** A payment that may have to be named. */
export interface ShiftPayment {
  readonly payment: Payment;
  readonly receiptNo: string;
  /** Begun before this shift. */
  readonly begunBefore: boolean;
  /** Ended in it. */
  readonly endedWithin: boolean;
  /** The whole amount is back or on its way back. */
  readonly madeGood: boolean;
}

/** What the books say about what was done between two counts at this till. */
export interface ShiftFacts {
  readonly settled: readonly Sale[];
  readonly dropped: readonly Sale[];
  /** Cash that came in, each time, without the change given. */
  readonly cash: readonly Fen[];
  /** Proved in this time. */
  readonly paid: readonly Payment[];
  /** Whatever may have to be named: unfinished or strange whenever they began, or ended in this time without having begun in it. */
  readonly payments: readonly ShiftPayment[];
  /** Done in this time. */
  readonly refunded: readonly Refund[];
  /** Without an ending, or one that needs a person, whenever they began. */
  readonly openRefunds: readonly Refund[];
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

/** The report at a moment. A shift that was counted is reported as it was at the count, whenever it is asked for. */
export function shiftReport(shift: Shift, facts: ShiftFacts, at: number, by: string): ShiftReport {
  const { from, count } = shift;
  const named = (wanted: (about: ShiftPayment) => boolean): readonly NamedPayment[] => facts.payments.filter(wanted).map(nameIt);
  const voids = facts.refunded.filter(({ reason }) => reason === 'void');
  return {
    kind: shift.number === undefined ? 'x' : 'z',
    shiftId: shift.id,
    number: shift.number ?? null,
    till: facts.till,
    from,
    openedAt: shift.openedAt,
    openedBy: facts.nameOf(shift.openedBy),
    at: count?.at ?? at,
    by: facts.nameOf(by),
    sales: salesFigures(facts),
    methods: [
      cashTotals(facts.cash, count !== undefined),
      ...WALLETS.map((wallet) => walletTotals(wallet, facts.paid, facts.refunded)),
    ],
    voids: { count: voids.length, amount: addFen(...voids.map(({ amount }) => amount)) },
    forced: named(({ payment }) => isUnproven(payment)),
    unfinished: named(({ payment }) => isOpen(payment) && !isUnproven(payment)),
    late: named(({ payment, madeGood }) => owesRefund(payment) && !madeGood),
    inherited: named(({ payment, begunBefore, endedWithin }) => begunBefore && (isOpen(payment) || endedWithin)),
    openRefunds: facts.openRefunds.filter((refund) => isRefundOpen(refund) || refund.phase === 'abnormal').map((refund) => ({
      refundId: refund.id, outRefundNo: refund.outRefundNo, wallet: refund.wallet, amount: refund.amount, phase: refund.phase, unresolved: refund.unresolvedAt !== undefined,
    })),
    drawer: drawerFigures(shift, facts),
    anchor: facts.anchor,
  };
}

function salesFigures(facts: ShiftFacts): ShiftReport['sales'] {
  const { settled } = facts;
  const figures = settled.map((sale) => totals(sale, []));
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
    dropped: facts.dropped.filter(({ lines }) => lines.length > 0).length,
    linesRemoved: facts.linesRemoved,
    copies: facts.copies,
  };
}

function cashTotals(taken: readonly Fen[], isCounted: boolean): MethodTotals {
  const amount = isCounted ? addFen(...taken) : null;
  return { method: 'cash', count: taken.filter((each) => each > 0).length - taken.filter((each) => each < 0).length, amount, refunds: 0, refunded: addFen(), net: amount };
}

function walletTotals(wallet: Wallet, paid: readonly Payment[], refunds: readonly Refund[]): MethodTotals {
  const ours = paid.filter((payment) => payment.wallet === wallet);
  const back = refunds.filter((refund) => refund.wallet === wallet);
  const amount = addFen(...ours.map((payment) => payment.amount));
  const refunded = addFen(...back.map((refund) => refund.amount));
  return { method: wallet, count: ours.length, amount, refunds: back.length, refunded, net: subtractFen(amount, refunded) };
}

function drawerFigures(shift: Shift, facts: ShiftFacts): ShiftReport['drawer'] {
  const { count, float, moves } = shift;
  return {
    openings: facts.drawerOpenings,
    float,
    in: moved(moves, 'in'),
    out: moved(moves, 'out'),
    sales: count ? addFen(...facts.cash) : null,
    expected: count?.expected ?? null,
    counted: count?.total ?? null,
    difference: count ? drawerDifference(count) : null,
    moves: moves.map((move) => ({ ...move, by: facts.nameOf(move.by) })),
  };
}

/** What should be in the drawer after this cash; told to nobody before the count. */
export function drawerExpectation(shift: Shift, cash: readonly Fen[]): Fen {
  return expectedInDrawer(shift, addFen(...cash));
}

function nameIt({ payment, receiptNo }: ShiftPayment): NamedPayment {
  const { id, outTradeNo, outSn, wallet, amount, createdAt } = payment;
  return { paymentId: id, receiptNo, outTradeNo, outSn, wallet, amount, at: createdAt };
}
