// The ledger keeps what it was given, whole and in order, refuses what does not follow, and can prove and remake itself.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEDGER_QUERIES } from '../../../main/adapters/storage/ledger.ts';
import { paymentSchema, printJobSchema, refundSchema, saleSchema } from '../../../main/adapters/storage/schemas.ts';
import { shiftSchema } from '../../../main/adapters/storage/shift-schema.ts';
import { fen } from '../../../main/domain/money.ts';
import type { Payment } from '../../../main/domain/payment.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../../../main/ports.ts';
import { aPayment, aPrintJob, aRefund, aSale, entry, NOON, openTill, removeFolder, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

let folder: string;
let till: Till;
beforeEach(() => { folder = temporaryFolder(); till = openTill(folder); });
afterEach(() => { till.close(); removeFolder(folder); });

/** A sale with a payment that lived through some revisions, a refund and a receipt. */
function aDay(): void {
  const sale = aSale('0001', { status: 'open' });
  const payment = aPayment('00701000012', sale.id, { failure: { code: 'timeout', providerText: '系统繁忙' } });
  const { failure: _, ...answered } = payment;
  const job = aPrintJob('j1', sale.id);
  const { ledger } = till;
  ledger.commit({ sales: [sale], entries: [entry('sale', sale.id, 'opened')] });
  ledger.commit({ payments: [payment], entries: [entry('payment', payment.id, 'sent', { event: { type: 'started', at: NOON } })] });
  ledger.commit({
    payments: [{ ...answered, phase: 'paid', call: null, tradeNo: '2026072122001400000000000099', paidAt: NOON + 900, payAnswered: true, revision: 2 }],
    entries: [entry('payment', payment.id, 'paid', { by: 'till', trace: { ms: 812.5, status: 200, providerCode: '10000' } })],
  });
  ledger.commit({
    sales: [{ ...sale, status: 'settled', closedAt: NOON + 1_000, revision: 2 }], prints: [job],
    entries: [entry('sale', sale.id, 'settled'), entry('print', job.id, 'queued')],
  });
  ledger.commit({ prints: [{ ...job, state: 'given_up', failure: 'paper_out', tries: 1, revision: 2 }], entries: [entry('print', job.id, 'failed')] });
  ledger.commit({ refunds: [aRefund('00702000017', payment)], entries: [entry('refund', '00702000017', 'sent')] });
}

describe('what was saved', () => {
  it('comes back as it was, after the program was started again', () => {
    aDay();
    till.close();
    till = openTill(folder);
    expect(till.ledger.sale('0001')).toMatchObject({ status: 'settled', revision: 2, lines: [{ unitPrice: 200, discount: { kind: 'share', basisPoints: 500 } }] });
    const payment = till.ledger.payment('00701000012');
    expect(payment).toMatchObject({ phase: 'paid', amount: 500, revision: 2 });
    expect(payment && 'failure' in payment).toBe(false);
    expect(till.ledger.refundsOfPayment('00701000012')).toHaveLength(1);
    expect(till.ledger.printJobOfSale('0001')).toMatchObject({ state: 'given_up', failure: 'paper_out', tries: 1 });
    expect(till.ledger.history('payment', '00701000012')).toMatchObject([
      { seq: 2, note: 'sent', event: { type: 'started', at: NOON } },
      { seq: 3, note: 'paid', by: 'till', trace: { ms: 812.5, status: 200, providerCode: '10000' } },
    ]);
  });

  it('answers the till\'s daily questions', () => {
    const { ledger } = till;
    ledger.commit({
      sales: [aSale('open', { status: 'open' }), aSale('parked', { status: 'parked' }), aSale('closed', { closedAt: NOON + 5 })],
      payments: [
        aPayment('1', 'open', { call: null, wakeAt: NOON + 5_000, createdAt: NOON + 3 }),
        aPayment('2', 'open', { createdAt: NOON + 1 }),
        aPayment('3', 'open', { call: null, phase: 'not_charged', createdAt: NOON + 2 }),
        aPayment('4', 'open', { call: null, phase: 'paid', createdAt: NOON + 4, exceptions: { late: { at: NOON } } }),
      ],
      refunds: [aRefund('r1', aPayment('4', 'open')), aRefund('r2', aPayment('4', 'open'), { call: null, phase: 'done' })],
      prints: [aPrintJob('j1', 'closed'), aPrintJob('j2', 'closed', { state: 'printed', createdAt: NOON + 9 })],
      entries: [entry('till', 'till-7')],
    });
    const ids = (values: readonly { readonly id: string }[]): string[] => values.map(({ id }) => id);
    expect(ledger.openSale('till-7')?.id).toBe('open');
    expect(ledger.openSale('till-8')).toBeUndefined();
    expect(ids(ledger.parkedSales())).toEqual(['parked']);
    expect(ids(ledger.salesClosedSince(NOON))).toEqual(['closed']);
    expect(ledger.salesClosedSince(NOON + 6)).toEqual([]);
    expect(ids(ledger.unfinishedPayments())).toEqual(['2', '1']);
    expect(ids(ledger.recentPayments(2))).toEqual(['4', '1']);
    expect(ids(ledger.exceptionalPayments(9))).toEqual(['4']);
    expect(ids(ledger.paymentsOfAmountSince(fen(500), NOON + 2))).toEqual(['1', '4']);
    expect(ledger.paymentsOfAmountSince(fen(501), NOON)).toEqual([]);
    expect(ids(ledger.unfinishedRefunds())).toEqual(['r1']);
    expect(ids(ledger.waitingPrintJobs())).toEqual(['j1']);
    expect(ledger.printJobOfSale('closed')?.id).toBe('j2');
  });

  it('is answered from an index, without sorting, however many years the table holds', () => {
    for (const [name, sql] of Object.entries(LEDGER_QUERIES)) {
      const values = Array.from(sql.match(/\?/g) ?? [], () => null);
      const plan = till.database.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => String(row['detail'])).join('\n');
      expect(`${name}: ${plan}`).toMatch(/USING (INDEX|PRIMARY KEY)/);
      expect(`${name}: ${plan}`).not.toMatch(/TEMP B-TREE/);
    }
    expect(till.database.all('EXPLAIN QUERY PLAN SELECT seq, line, hash FROM journal WHERE subject = ? AND subject_id = ? ORDER BY seq', '', '')[0]).toMatchObject({ detail: expect.stringContaining('USING INDEX journal_subject') });
  });
});

describe('a customer stands there with a number', () => {
  beforeEach(aDay);

  it.each([
    ['Out_SN', '00701000012'],
    ['Out_SN as it is printed', '007 0100 0012'],
    ['its end', '000012'],
    ['out_trade_no', 'GTM00701000012'],
    ['out_trade_no in small letters', 'gtm00701000012'],
    ['provider number', '2026072122001400000000000099'],
    ['end of the provider number', '00000099'],
    ['receipt number', '007-260721-0001'],
    ['receipt number without dashes', '0072607210001'],
    ['end of the receipt number', '21-0001'],
    ['number of a refund', 'GTR00702000017'],
    ['full-width digits from a Chinese input method', '００７０１００００１２'],
  ])('and the payment is found by %s', (_what, text) => {
    expect(till.ledger.findPayments(text, 10).map(({ id }) => id)).toEqual(['00701000012']);
  });

  it.each(['', '---', '00012', '%', '*', '701000012x', 'GTM'])('and nothing is found by %j', (text) => {
    expect(till.ledger.findPayments(text, 10)).toEqual([]);
  });
});

describe('two hands change one thing', () => {
  it('the one that decided on an older revision is refused, and nothing of its change is saved', () => {
    aDay();
    const stale = { ...aPayment('00701000012', '0001'), revision: 2 };
    const other = aSale('0002');
    expect(() => till.ledger.commit({ sales: [other], payments: [stale], entries: [entry('payment', stale.id)] })).toThrow(StaleRevisionError);
    expect(till.ledger.sale('0002')).toBeUndefined();
    expect(till.ledger.history('payment', stale.id)).toHaveLength(2);
  });

  it('a new value begins with revision 1 and a second one with the same id is refused', () => {
    expect(() => till.ledger.commit({ sales: [aSale('1', { revision: 2 })], entries: [entry('sale', '1')] })).toThrow(StaleRevisionError);
    till.ledger.commit({ sales: [aSale('1')], entries: [entry('sale', '1')] });
    expect(() => till.ledger.commit({ sales: [aSale('1')], entries: [entry('sale', '1')] })).toThrow(StaleRevisionError);
  });
});

describe('a mistake in the program', () => {
  beforeEach(aDay);
  const saved = () => {
    const payment = till.ledger.payment('00701000012');
    if (!payment) throw new Error('not saved');
    return payment;
  };

  it('cannot change the amount or the number of a payment', () => {
    for (const change of [{ amount: fen(1) }, { outTradeNo: 'GTM00701000025' }, { wallet: 'wechat' as const }, { saleId: '0009' }]) {
      expect(() => till.ledger.commit({ payments: [{ ...saved(), ...change, revision: 3 }], entries: [entry('payment', '00701000012')] })).toThrow(/keeps its amount/);
    }
  });

  it('cannot use an out_trade_no, an Out_SN or a receipt number twice', () => {
    const twin = aPayment('twin', '0001', { outTradeNo: saved().outTradeNo });
    expect(() => till.ledger.commit({ payments: [twin], entries: [entry('payment', 'twin')] })).toThrow(/UNIQUE/);
    expect(() => till.ledger.commit({ sales: [aSale('x', { receiptNo: '007-260721-0001' })], entries: [entry('sale', 'x')] })).toThrow(/UNIQUE/);
  });

  it('cannot save money that is not whole fen, a state that does not exist, or a payment without its sale', () => {
    for (const change of [{ amount: 5.5 }, { amount: 0 }, { phase: 'perhaps' }, { wakeAt: 'soon' }, { surprise: 1 }]) {
      const wrong: Payment = Object.assign(aPayment('wrong', '0001'), change);
      expect(() => till.ledger.commit({ payments: [wrong], entries: [entry('payment', 'wrong')] })).toThrow(TypeError);
    }
    expect(() => till.ledger.commit({ payments: [aPayment('lonely', 'nowhere')], entries: [entry('payment', 'lonely')] })).toThrow(/FOREIGN KEY/);
    expect(till.ledger.payment('lonely')).toBeUndefined();
  });

  it('cannot save a revision with a member that is wrong, unknown or missing, whatever it repeats of the one before', () => {
    for (const change of [{ asks: -1 }, { phase: 'perhaps' }, { wakeAt: 1.5 }, { exceptions: { late: {} } }, { failure: { code: 'nonsense' } }, { surprise: 1 }, { tillId: undefined }, { asks: Number.NaN }]) {
      const wrong: Payment = Object.assign({ ...saved(), revision: 3 }, change);
      expect(() => till.ledger.commit({ payments: [wrong], entries: [entry('payment', wrong.id)] })).toThrow(TypeError);
    }
    expect(saved().revision).toBe(2);
  });

  it('a revision that adds and takes away members is read back as it was given, now and after a restart', () => {
    const failed = { ...saved(), revision: 3, failure: { code: 'timeout' as const } };
    till.ledger.commit({ payments: [failed], entries: [entry('payment', failed.id)] });
    expect(saved()).toEqual(failed);
    const { failure: _, ...mended } = { ...saved(), revision: 4 };
    till.ledger.commit({ payments: [mended], entries: [entry('payment', mended.id)] });
    expect(saved()).toEqual(mended);
    till.close();
    till = openTill(folder);
    expect(saved()).toEqual(mended);
    const before = till.database.all('SELECT json FROM payment ORDER BY id');
    till.ledger.rebuildProjections();
    expect(till.database.all('SELECT json FROM payment ORDER BY id')).toEqual(before);
  });

  it('a schema judges each member by itself, so that what a revision repeats need not be judged again', () => {
    for (const schema of [saleSchema, paymentSchema, refundSchema, printJobSchema, shiftSchema]) expect(schema.def.checks ?? []).toEqual([]);
  });

  it('cannot change money without a journal line', () => {
    expect(() => till.ledger.commit({ sales: [aSale('1')], entries: [] })).toThrow(RangeError);
  });

  it('cannot leave a till with two open sales, but can change one for the other in one step', () => {
    const first = aSale('first', { status: 'open' });
    till.ledger.commit({ sales: [first], entries: [entry('sale', 'first')] });
    const second = aSale('second', { status: 'open' });
    expect(() => till.ledger.commit({ sales: [second], entries: [entry('sale', 'second')] })).toThrow(/UNIQUE/);
    till.ledger.commit({ sales: [second, { ...first, status: 'parked', revision: 2 }], entries: [entry('sale', 'second')] });
    expect(till.ledger.openSale('till-7')?.id).toBe('second');
  });
});

describe('somebody touches the file', () => {
  beforeEach(aDay);

  it('the journal refuses to be changed, shortened or overwritten', () => {
    for (const sql of [
      "UPDATE journal SET line = '{}' WHERE seq = 3",
      'DELETE FROM journal WHERE seq = 3',
      "INSERT OR REPLACE INTO journal (seq, line, hash) SELECT seq, replace(line, 'paid', 'lost'), hash FROM journal WHERE seq = 3",
      'INSERT INTO journal (seq, line, hash) SELECT seq + 100, line, hash FROM journal WHERE seq = 3',
    ]) expect(() => till.database.exec(sql)).toThrow(/append-only/);
  });

  it('no column can say something else than the text of its row', () => {
    for (const sql of [
      'UPDATE payment SET amount = amount + 1', "UPDATE payment SET json = json_set(json, '$.amount', 1)", 'UPDATE payment SET unfinished = 1 - unfinished',
      'UPDATE payment SET exceptional = 1', 'UPDATE payment SET finished_at = 1', "UPDATE payment SET json = json_remove(json, '$.createdAt')",
      "UPDATE sale SET status = 'open'", "UPDATE sale SET receipt_no = 'x'", "UPDATE sale SET json = json_set(json, '$.tillId', 'till-8')",
      "UPDATE refund SET payment_id = 'other'", 'UPDATE refund SET unfinished = 1 - unfinished', 'UPDATE print_job SET waiting = 1 - waiting',
    ]) expect(() => till.database.exec(sql), sql).toThrow(/keeps its|say what it says/);
  });

  it('and a line that was changed all the same is named by the chain', () => {
    expect(till.ledger.verifyChain()).toEqual({ ok: true, lines: 7 });
    till.database.exec("DROP TRIGGER journal_never_changes; UPDATE journal SET line = replace(line, '812.5', '12.5') WHERE seq = 3");
    expect(till.ledger.verifyChain()).toEqual({ ok: false, firstBad: 3 });
    expect(() => till.ledger.rebuildProjections()).toThrow(LedgerUnavailableError);
    expect(till.ledger.payment('00701000012')?.phase).toBe('paid');
  });

  it('and a line that was taken out is noticed', () => {
    till.database.exec('DROP TRIGGER journal_never_forgets; DELETE FROM journal WHERE seq = 4');
    expect(till.ledger.verifyChain()).toEqual({ ok: false, firstBad: 4 });
  });

  it('a damaged state is noticed, not misread, and remade from the journal', () => {
    const before = till.ledger.payment('00701000012');
    till.database.exec("UPDATE payment SET json = json_remove(json, '$.tillId', '$.asks')");
    expect(() => till.ledger.payment('00701000012')).toThrow(LedgerUnavailableError);
    expect(() => till.ledger.recentPayments(5)).toThrow(expect.objectContaining({ reason: 'damaged' }));
    till.ledger.rebuildProjections();
    expect(till.ledger.payment('00701000012')).toEqual(before);
  });

  it('every state can be remade from the journal alone', () => {
    const tables = ['sale', 'payment', 'refund', 'print_job', 'search_number'];
    const contents = () => tables.map((table) => till.database.all(`SELECT * FROM ${table} ORDER BY 1, 2, 3`));
    const before = contents();
    expect(before.every((rows) => rows.length > 0)).toBe(true);
    till.database.exec("UPDATE payment SET json = json_set(json, '$.phase', 'not_charged'); DELETE FROM print_job; DELETE FROM search_number;");
    till.ledger.rebuildProjections();
    expect(contents()).toEqual(before);
  });

  it('the journal keeps a receipt once, not with each try to print it', () => {
    const lines = till.database.all("SELECT line FROM journal WHERE line LIKE '%南窗便利店%' AND line LIKE '%\"document\"%'");
    expect(lines).toHaveLength(1);
  });
});
