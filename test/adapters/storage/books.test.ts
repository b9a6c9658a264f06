// Lists and reports over years of sales: answered from indexes, complete at the edges, and a closed shift that never changes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SINCE, SqliteBooks } from '../../../main/adapters/storage/books.ts';
import { fen } from '../../../main/domain/money.ts';
import { moveCash, newShift } from '../../../main/domain/shift.ts';
import type { Shift } from '../../../main/domain/shift.ts';
import { aPayment, aRefund, aSale, entry, NOON, openTill, removeFolder, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

let folder: string;
let till: Till;
let books: SqliteBooks;
beforeEach(() => {
  folder = temporaryFolder();
  till = openTill(folder);
  books = new SqliteBooks(till.database);
});
afterEach(() => {
  till.close();
  removeFolder(folder);
});

const shift = (id: string, more: Partial<Shift> = {}): Shift => ({ ...newShift({ id, tillId: 'till-7', from: 0, openedAt: NOON, openedBy: 'li', float: fen(100) }), ...more });
const save = (value: Shift): void => till.ledger.commit({ shifts: [value], entries: [entry('till', 'till-7', 'shift')] });

describe('what a report needs', () => {
  it('is found by indexes', () => {
    for (const [name, sql] of Object.entries(SINCE)) {
      const values = Array.from(sql.match(/\?/g) ?? [], () => null);
      const plan = till.database.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => String(row['detail'])).join('\n');
      expect(`${name}: ${plan}`).not.toMatch(/SCAN (sale|payment|refund)(?! USING)/);
    }
  });

  it('holds what began before and ended within, and what never ended', () => {
    const early = NOON - 10_000;
    const sale = aSale('1', { closedAt: NOON });
    const ended = aPayment('1', sale.id, { createdAt: early, call: null, phase: 'paid', finishedAt: NOON + 1 });
    const open = aPayment('2', sale.id, { createdAt: early, call: 'query', phase: 'unknown' });
    const strange = aPayment('3', sale.id, { createdAt: early, call: null, phase: 'paid', finishedAt: early, exceptions: { late: { at: early } } });
    const past = aPayment('4', sale.id, { createdAt: early, call: null, phase: 'paid', finishedAt: early });
    const elsewhere = aPayment('5', sale.id, { tillId: 'till-8' });
    till.ledger.commit({ sales: [sale, aSale('2', { closedAt: early }), aSale('3', { status: 'parked' })], payments: [ended, open, strange, past, elsewhere], entries: [entry('sale', sale.id)] });
    till.ledger.commit({ refunds: [aRefund('9', past, { createdAt: early, call: null, phase: 'done', finishedAt: NOON + 1 }), aRefund('8', past, { createdAt: early, call: null, phase: 'done', finishedAt: early })], entries: [entry('refund', '9')] });
    expect(books.paymentsSince('till-7', NOON).map(({ id }) => id).toSorted()).toEqual(['1', '2', '3']);
    expect(books.salesSince('till-7', NOON).map(({ id }) => id).toSorted()).toEqual(['1', '3']);
    expect(books.refundsSince(NOON).map(({ id }) => id)).toEqual(['9']);
  });

  it('counts notes from a moment (included) until another (excluded)', () => {
    till.ledger.commit({ entries: [0, 1, 2].map((ms) => entry('till', 'till-7', 'drawer_opened', { at: NOON + ms })) });
    till.ledger.commit({ entries: [entry('print', 'p', 'queued', { event: { copyNumber: 0 } }), entry('print', 'p', 'queued', { event: { copyNumber: 2 } })] });
    expect(books.countNotes('drawer_opened', NOON + 1, NOON + 2)).toBe(1);
    expect(books.countNotes('copy_printed', NOON, NOON + 1)).toBe(1);
    expect(books.journalHead()).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a shift on the disk', () => {
  it('is the only open one of its till, and one that was closed never changes', () => {
    save(shift('a'));
    expect(() => save(shift('b'))).toThrow(/UNIQUE constraint failed: shift.till_id/);
    save(shift('c', { tillId: 'till-8' }));
    const moved = moveCash(shift('a'), { id: 'm', kind: 'in', amount: fen(5), reason: '换零钱', by: 'li', at: NOON });
    if (typeof moved === 'string') throw new Error(moved);
    save(moved);
    expect(books.openShift('till-7')).toEqual(moved);
    save({ ...moved, phase: 'closed', number: 1, revision: 3 });
    expect(books.openShift('till-7')).toBeUndefined();
    expect(() => save({ ...moved, phase: 'open', revision: 4 })).toThrow(/a closed shift never changes/);
    expect(books.lastZ('till-7')).toBe(1);
    save(shift('d'));
    expect(() => save({ ...shift('d'), phase: 'closed', number: 1, revision: 2 })).toThrow(/UNIQUE constraint failed: shift.till_id, shift.number/);
  });

  it('comes back from the journal', () => {
    save(shift('a'));
    till.ledger.rebuildProjections();
    expect(books.shift('a')).toEqual(shift('a'));
    expect(till.ledger.verifyChain().ok).toBe(true);
  });
});
