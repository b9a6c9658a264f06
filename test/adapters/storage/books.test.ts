// Lists and reports over years of sales: answered from indexes, complete at the edges, and a closed shift that never changes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPORT_QUERIES, SqliteBooks } from '../../../main/adapters/storage/books.ts';
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
    for (const [name, sql] of Object.entries(REPORT_QUERIES)) {
      const values = Array.from(sql.match(/\?/g) ?? [], () => null);
      const plan = till.database.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => String(row['detail'])).join('\n');
      expect(`${name}: ${plan}`).not.toMatch(/SCAN (sale|payment|refund|journal)(?! USING)/);
    }
  });

  it('names what never ended and what is strange, whenever it began, and nothing of another till', () => {
    const early = NOON - 10_000;
    const sale = aSale('1', { closedAt: NOON });
    const ended = aPayment('1', sale.id, { call: null, phase: 'paid', finishedAt: NOON + 1 });
    const open = aPayment('2', sale.id, { createdAt: early, call: 'query', phase: 'unknown' });
    const strange = aPayment('3', sale.id, { createdAt: early, call: null, phase: 'paid', finishedAt: early, exceptions: { late: { at: early } } });
    till.ledger.commit({ sales: [sale], payments: [ended, open, strange, aPayment('5', sale.id, { tillId: 'till-8', call: 'query', phase: 'unknown' })], entries: [entry('sale', sale.id)] });
    const refund = (id: string, phase: 'done' | 'unknown' | 'abnormal') => aRefund(id, ended, { call: phase === 'unknown' ? 'query' : null, phase });
    till.ledger.commit({ refunds: [refund('7', 'done'), refund('8', 'unknown'), refund('9', 'abnormal')], entries: [entry('refund', '9')] });
    expect(books.openOrStrange('till-7').map(({ id }) => id).toSorted()).toEqual(['2', '3']);
    expect(books.openRefunds().map(({ id }) => id).toSorted()).toEqual(['8', '9']);
  });

  it('is read by the order of writing: a clock that was set back moves nothing', () => {
    const write = (note: string, at: number, event: object = {}): void => till.ledger.commit({ entries: [entry('sale', '1', note, { at, event: { ...event } })] });
    write('cash_taken', NOON, { id: 'c', amount: 250 });
    const counted = books.lastLine();
    write('line_added', NOON - 1);
    write('line_removed', NOON - 3_600_000);
    write('queued', NOON, { copyNumber: 0 });
    write('queued', NOON + 3_600_000, { copyNumber: 2 });
    write('settled', NOON - 3_600_000);
    expect(books.reportedLines(0, counted)).toEqual([{ line: 1, subject: 'sale', subjectId: '1', note: 'cash_taken', amount: 250 }]);
    expect(books.reportedLines(counted, books.lastLine()).map(({ line, note }) => [line, note])).toEqual([[3, 'line_removed'], [5, 'queued'], [6, 'settled']]);
    expect(books.reportedLines(counted, 4)).toHaveLength(1);
    expect([books.lineBefore(NOON), books.lineBefore(0)]).toEqual([6, 0]);
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
