/** The provider's bill is the last judge: what it proves, what it contradicts, and what only a person can settle. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BillWatch } from '../../main/app/bill-watch.ts';
import { PaymentRunner } from '../../main/app/payment-runner.ts';
import { fen } from '../../main/domain/money.ts';
import { makeOutSn } from '../../main/domain/numbering.ts';
import { DEFAULT_RULES } from '../../main/domain/payment.ts';
import type { Payment, Wallet } from '../../main/domain/payment.ts';
import type { BillAnswer, BillLine, BillRecord, BillSource } from '../../main/ports.ts';
import { DAY_MS, KeptLog, NOON, SetClock, aPayment, aRefund, aSale, entry, openTill, removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import type { Till } from '../adapters/storage/support.ts';

const TODAY = '2026-07-21';
const NEXT_MORNING = NOON + DAY_MS;

/** Timers wait until the test lets them ring. */
class AlarmClock extends SetClock {
  rings: { readonly moment: number; readonly ring: () => void }[] = [];

  override at(moment?: number, ring?: () => void): () => void {
    if (moment !== undefined && ring) this.rings.push({ moment, ring });
    return () => undefined;
  }

  ringAll(): void {
    const rings = this.rings.splice(0);
    for (const { ring } of rings) ring();
  }
}

const serial = (counter: number): string => makeOutSn({ till: 7, epoch: 1, counter });

describe('the bill of yesterday', () => {
  let folder: string;
  let till: Till;
  let clock: AlarmClock;
  let runner: PaymentRunner;
  let records: Map<Wallet, BillRecord>;
  let bills: Map<string, BillAnswer>;
  let asked: string[];
  let accountSince: number;

  beforeEach(() => {
    accountSince = 0;
    folder = temporaryFolder();
    clock = new AlarmClock(NEXT_MORNING);
    till = openTill(folder, clock);
    runner = new PaymentRunner({ ledger: till.ledger, providers: {}, clock, rules: DEFAULT_RULES, log: new KeptLog(), onChange: () => undefined });
    records = new Map();
    bills = new Map();
    asked = [];
    till.ledger.commit({ sales: [aSale('1')], entries: [entry('sale', '1')] });
  });
  afterEach(() => {
    runner.stop();
    till.close();
    removeFolder(folder);
  });

  const source: BillSource = {
    wallet: 'alipay',
    downloadBill: async (date) => {
      asked.push(date);
      return { answer: bills.get(date) ?? { kind: 'none' }, trace: { ms: 1 } };
    },
  };

  function line(counter: number, more: Partial<BillLine> = {}): BillLine {
    return { kind: 'payment', outTradeNo: `GTM${serial(counter)}`, tradeNo: `2026072122${counter}`, amount: fen(500), settled: fen(500), fee: fen(3), at: NOON + 2_000, ...more };
  }

  function bill(lines: readonly BillLine[], date = TODAY): void {
    bills.set(date, { kind: 'bill', bill: { wallet: 'alipay', date, lines, totals: { payments: 0, paid: fen(0), refunds: 0, refunded: fen(0), fees: fen(0) } } });
  }

  function keep(counter: number, more: Partial<Payment>): void {
    const payment = aPayment(`p${counter}`, '1', { outTradeNo: `GTM${serial(counter)}`, outSn: serial(counter), call: null, ...more });
    till.ledger.commit({ payments: [payment], entries: [entry('payment', payment.id)] });
  }

  async function compare(): Promise<void> {
    const watch = new BillWatch({
      ledger: till.ledger, sources: [source], clock, log: till.log, till: { id: 'till-7', number: 7 },
      book: { read: (wallet) => records.get(wallet), write: (record) => void records.set(record.wallet, record) }, accountSince: () => accountSince,
      tell: (id, event) => void runner.tell(id, event, 'till'), onChange: () => undefined,
    });
    watch.start();
    await new Promise((resolve) => setImmediate(resolve));
    watch.stop();
  }

  const paymentNow = (counter: number): Payment => till.ledger.payment(`p${counter}`) as Payment;
  const forced = { phase: 'unknown', exceptions: { forced: { at: NOON, approvalId: 'a' } } } as const;
  const paid = { phase: 'paid', tradeNo: '1', paidAt: NOON + 2_000, finishedAt: NOON + 2_000 } as const;

  it('proves a payment that was declared by a person', async () => {
    keep(1, forced);
    bill([line(1)]);
    await compare();
    expect(paymentNow(1)).toMatchObject({ phase: 'paid', tradeNo: '20260721221' });
  });

  it('contradicts a payment that was declared by a person and is not on it', async () => {
    keep(1, forced);
    bill([]);
    await compare();
    expect(paymentNow(1).exceptions.contradicted).toBeDefined();
    expect(paymentNow(1).phase).toBe('not_charged');
  });

  it('of another account does not contradict what the old one took; what it names counts, and what began since is judged', async () => {
    for (const counter of [1, 2]) keep(counter, { ...paid, createdAt: NOON });
    keep(3, { ...paid, createdAt: NOON + 3_600_000 });
    keep(4, { ...forced, createdAt: NOON });
    bill([line(2)]);
    accountSince = NOON + 60_000;
    await compare();
    expect([1, 2, 3, 4].map((counter) => paymentNow(counter).exceptions.contradicted !== undefined)).toEqual([false, false, true, false]);
    expect(records.get('alipay')).toMatchObject({ agreed: 1, doubts: [] });
  });

  it('finds money that the till believed not taken', async () => {
    keep(1, { phase: 'not_charged', proof: 'absent', finishedAt: NOON });
    bill([line(1)]);
    await compare();
    expect(paymentNow(1)).toMatchObject({ phase: 'paid', exceptions: { late: { at: NEXT_MORNING } } });
  });

  it('a payment that was taken and reversed on the same day is what the books say: returned', async () => {
    keep(1, { phase: 'returned', finishedAt: NOON });
    bill([line(1), line(1, { kind: 'reversal' })]);
    await compare();
    expect(paymentNow(1).revision).toBe(1);
    expect(records.get('alipay')).toMatchObject({ date: TODAY, agreed: 1, doubts: [] });
  });

  it('says when a payment believed paid is not on it, once', async () => {
    keep(1, paid);
    bill([]);
    await compare();
    expect(paymentNow(1).exceptions.contradicted).toBeDefined();
    const { revision } = paymentNow(1);
    clock.moment += DAY_MS;
    bill([], '2026-07-22');
    await compare();
    expect(paymentNow(1).revision).toBe(revision);
  });

  it('money under a number of this till that the books do not know is shown to a person, once; that of other tills is theirs', async () => {
    bill([line(1), line(2, { outTradeNo: `GTM${makeOutSn({ till: 8, epoch: 1, counter: 2 })}` }), line(3, { outTradeNo: 'WEBSHOP-77' })]);
    await compare();
    expect(records.get('alipay')?.doubts).toMatchObject([{ kind: 'unknown_charge', outTradeNo: `GTM${serial(1)}`, amount: 500 }]);
    clock.moment += DAY_MS;
    await compare();
    expect(records.get('alipay')).toMatchObject({ date: '2026-07-22' });
    expect(records.get('alipay')?.doubts).toHaveLength(1);
    expect(till.ledger.history('till', 'till-7').map(({ note }) => note)).toEqual(['bill_compared', 'bill_compared']);
  });

  it('another amount than in the books is shown to a person and changes nothing by itself', async () => {
    keep(1, paid);
    bill([line(1, { amount: fen(50) })]);
    await compare();
    expect(paymentNow(1).revision).toBe(1);
    expect(records.get('alipay')?.doubts).toMatchObject([{ kind: 'amount_differs', books: 500, bill: 50 }]);
  });

  it('money given back on one side only is shown to a person: in the console, or believed here', async () => {
    for (const counter of [1, 2, 3]) keep(counter, paid);
    const back = (counter: number, phase: 'done' | 'refused') => aRefund(`r${counter}`, paymentNow(counter), { phase, call: null, amount: fen(200), finishedAt: NOON + 3_000 });
    till.ledger.commit({ refunds: [back(1, 'done'), back(2, 'done'), back(3, 'refused')], entries: [entry('refund', 'r1')] });
    const given = { kind: 'refund', amount: fen(200), at: NOON + 3_000 } as const;
    bill([line(1), line(1, given), line(2), line(3), line(3, given)]);
    await compare();
    expect(records.get('alipay')).toMatchObject({
      agreed: 1,
      doubts: [{ kind: 'refund_differs', paymentId: 'p2', books: 200, bill: 0 }, { kind: 'refund_differs', paymentId: 'p3', books: 0, bill: 200 }],
    });
  });

  it('a refund that the bills of two days name, or a bill that is read twice, is counted once', async () => {
    keep(1, paid);
    keep(2, paid);
    const back = (counter: number, id: string, amount: number) => aRefund(id, paymentNow(counter), { phase: 'done', call: null, amount: fen(amount), finishedAt: NOON + 3_000 });
    till.ledger.commit({ refunds: [back(1, 'r1', 200), back(2, 'r2', 200), back(2, 'r3', 200)], entries: [entry('refund', 'r1')] });
    const given = (outRefundNo: string, more: Partial<BillLine> = {}) => ({ kind: 'refund', outRefundNo, amount: fen(200), at: NOON + 3_000, ...more }) as const;
    bill([line(1), line(1), line(1, given('R1', { refundState: 'processing' })), line(2), line(2, given('R2')), line(2, given('R3')), line(2, given('R4', { refundState: 'failed' }))]);
    bill([line(1), line(1, given('R1', { at: NOON + 60_000 }))], '2026-07-22');
    clock.moment += DAY_MS;
    await compare();
    expect(records.get('alipay')).toMatchObject({ date: '2026-07-22', agreed: 2, doubts: [] });
  });

  it('a refund of yesterday evening of which the till learns this morning is not missed on the bill of today', async () => {
    keep(1, { ...paid, createdAt: NOON, paidAt: NOON + 2_000 });
    const morning = NOON + DAY_MS - 4 * 3_600_000;
    const refund = aRefund('r1', paymentNow(1), { phase: 'done', call: null, amount: fen(200), createdAt: NOON + 8 * 3_600_000, finishedAt: morning });
    till.ledger.commit({ refunds: [refund], entries: [entry('refund', 'r1')] });
    bill([line(1), line(1, { kind: 'refund', outRefundNo: 'R1', amount: fen(200), at: NOON + 9 * 3_600_000 })]);
    await compare();
    clock.moment += DAY_MS;
    bill([], '2026-07-22');
    await compare();
    clock.moment += DAY_MS;
    bill([], '2026-07-23');
    await compare();
    expect(records.get('alipay')).toMatchObject({ date: '2026-07-23', doubts: [] });
  });

  it('ends a payment that waits for it, also when the provider had contradicted it before', async () => {
    keep(1, { ...forced, exceptions: { ...forced.exceptions, contradicted: { at: NOON + 90_000 } } });
    keep(2, { phase: 'unknown', exceptions: { mismatch: { kind: 'amount', got: '1', at: NOON } } });
    bill([]);
    await compare();
    for (const counter of [1, 2]) expect(paymentNow(counter)).toMatchObject({ phase: 'not_charged', wakeAt: null });
  });

  it('that names an older payment under the same number proves nothing, and that money is shown to a person', async () => {
    keep(1, { ...forced, createdAt: NOON + 3_600_000 });
    bill([line(1)]);
    await compare();
    expect(paymentNow(1)).toMatchObject({ phase: 'not_charged' });
    expect(records.get('alipay')?.doubts).toMatchObject([{ kind: 'unknown_charge', outTradeNo: `GTM${serial(1)}` }]);
  });

  it('a payment around midnight is never called missing by the one bill that may lack it', async () => {
    const nearMidnight = Date.parse('2026-07-21T23:50:00+08:00');
    keep(1, { ...paid, createdAt: nearMidnight, paidAt: nearMidnight + 5_000 });
    bill([]);
    await compare();
    expect(paymentNow(1).exceptions.contradicted).toBeUndefined();
    clock.moment += DAY_MS;
    bill([line(1, { at: nearMidnight + 11 * 60_000 })], '2026-07-22');
    await compare();
    expect(paymentNow(1).exceptions.contradicted).toBeUndefined();
    expect(records.get('alipay')?.doubts).toEqual([]);
  });

  it('that is not there yet, or not to be believed, concludes nothing and is asked for again within the hour', async () => {
    keep(1, forced);
    for (const answer of [{ kind: 'not_ready' }, { kind: 'uncertain', failure: { code: 'bad_answer' } }] as const) {
      bills.set(TODAY, answer);
      await compare();
      expect(paymentNow(1).revision).toBe(1);
      expect(records.size).toBe(0);
    }
    expect(clock.rings.at(-1)?.moment).toBe(NEXT_MORNING + 3_600_000);
  });

  it('days that the till slept through are caught up, oldest first, and no day is read before it can be whole', async () => {
    records.set('alipay', { wallet: 'alipay', date: '2026-07-18', at: 0, agreed: 0, doubts: [] });
    await compare();
    expect(asked.filter((_, index) => index % 2 === 1)).toEqual(['2026-07-19', '2026-07-20', '2026-07-21']);
    asked.length = 0;
    clock.moment = Date.parse('2026-07-23T10:00:00+08:00');
    await compare();
    expect(asked).toEqual([]);
  });
});
