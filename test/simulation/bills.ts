/** The providers' daily bills, made from the one truth about money, and the way in which a till gets them. */
import { addFen, fen } from '../../main/domain/money.ts';
import type { Wallet } from '../../main/domain/payment.ts';
import type { Answered, BillAnswer, BillLine, BillSource } from '../../main/ports.ts';
import type { Dice } from './dice.ts';
import type { Troubles } from './faults.ts';
import type { Order, ProviderModel, RefundRecord } from './provider-model.ts';
import type { Timeline } from './timeline.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHINA_OFFSET_MS = 8 * HOUR_MS;
/** Of the next day, in China: some days later than the providers promise. */
const READY_FROM_MS = 9 * HOUR_MS;
const READY_UNTIL_MS = 12 * HOUR_MS;

/** A till's line to one provider's bills. A program that is over hears nothing. */
export class BillLines implements BillSource {
  readonly wallet: Wallet;
  private readonly model: ProviderModel;
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly troubles: Troubles;
  private readonly isAlive: () => boolean;

  constructor(given: { readonly model: ProviderModel; readonly timeline: Timeline; readonly dice: Dice; readonly troubles: Troubles; readonly isAlive: () => boolean }) {
    this.wallet = given.model.wallet;
    this.model = given.model;
    this.timeline = given.timeline;
    this.dice = given.dice;
    this.troubles = given.troubles;
    this.isAlive = given.isAlive;
  }

  downloadBill(date: string): Promise<Answered<BillAnswer>> {
    const ms = this.dice.between(200, 4_000);
    return new Promise((resolve) => {
      this.timeline.in(ms, () => {
        if (this.isAlive()) resolve({ answer: this.answer(date), trace: { ms } });
      });
    });
  }

  private answer(date: string): BillAnswer {
    if (this.troubles.billFails()) return { kind: 'uncertain', failure: { code: 'bad_answer' } };
    const from = Date.parse(`${date}T00:00:00.000Z`) - CHINA_OFFSET_MS;
    const until = from + DAY_MS;
    if (this.timeline.now < until + this.dice.between(READY_FROM_MS, READY_UNTIL_MS)) return { kind: 'not_ready' };
    const lines = [...this.model.orders.values()].flatMap((order) => linesOf(order, (at) => at >= from && at < until));
    if (lines.length === 0) return { kind: 'none' };
    const taken = lines.filter(({ kind }) => kind === 'payment');
    const back = lines.filter(({ kind }) => kind !== 'payment');
    const sum = (some: readonly BillLine[]) => addFen(...some.map(({ amount }) => amount));
    return { kind: 'bill', bill: { wallet: this.wallet, date, lines, totals: { payments: taken.length, paid: sum(taken), refunds: back.length, refunded: sum(back), fees: fen(0) } } };
  }
}

/** A day's lines about one order. */
function linesOf(order: Order, isOnDay: (at: number) => boolean): readonly BillLine[] {
  const { outTradeNo, tradeNo, wallet, captured, capturedAt, reversed, reversedAt, refunds } = order;
  const line = (kind: BillLine['kind'], amount: number, at: number): BillLine => ({ kind, outTradeNo, tradeNo, amount: fen(amount), settled: fen(amount), fee: fen(0), at });
  const lines: BillLine[] = [];
  if (captured > 0 && isOnDay(capturedAt)) lines.push(line('payment', captured, capturedAt));
  if (reversed > 0 && isOnDay(reversedAt)) lines.push(line(wallet === 'alipay' ? 'refund' : 'reversal', reversed, reversedAt));
  for (const [outRefundNo, refund] of refunds) for (const { at, refundState } of mentions(refund, isOnDay)) lines.push({ ...line('refund', refund.amount, at), outRefundNo, refundState });
  return lines;
}

/** A refund stands on the bill of the day it was asked for, and again on that of the day it ended when that is another one. */
function mentions({ askedAt, endedAt, state }: RefundRecord, isOnDay: (at: number) => boolean): readonly { readonly at: number; readonly refundState: NonNullable<BillLine['refundState']> }[] {
  if (isOnDay(endedAt)) return [{ at: endedAt, refundState: state === 'done' ? 'done' : 'failed' }];
  return isOnDay(askedAt) ? [{ at: askedAt, refundState: 'processing' }] : [];
}
