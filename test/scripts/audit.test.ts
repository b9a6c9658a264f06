// Whoever changes the past of a till is found out, and the place is named. The auditor looks on and touches nothing.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fen } from '../../main/domain/money.ts';
import { auditFile, isSound } from '../../scripts/lib/journal-audit.ts';
import { aPayment, aRefund, aSale, entry, NOON, openTill, removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import type { Till } from '../adapters/storage/support.ts';

const LINES = 12;
let folder: string;
let file: string;
let till: Till;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'guitai.db');
  till = openTill(folder);
  workedDay(till);
});
afterEach(() => {
  till.drop();
  removeFolder(folder);
});

/** Nine paid, one of them partly refunded, one forced and one still unknown: 12 lines. */
function workedDay({ ledger }: Till): void {
  for (let index = 1; index <= 9; index += 1) {
    const sale = aSale(`s${index}`);
    ledger.commit({ sales: [sale], payments: [aPayment(`p${index}`, sale.id, { phase: 'paid', call: null, paidAt: NOON + index })], entries: [entry('payment', `p${index}`, 'paid')] });
  }
  const paid = ledger.payment('p3');
  if (!paid) throw new Error('the day was not saved');
  ledger.commit({ refunds: [aRefund('r1', paid, { phase: 'done', call: null, finishedAt: NOON })], entries: [entry('refund', 'r1', 'done')] });
  const forced = { exceptions: { forced: { approvalId: 'a1', at: NOON } }, phase: 'unknown', call: null } as const;
  ledger.commit({ sales: [aSale('s10')], payments: [aPayment('p10', 's10', forced)], entries: [entry('payment', 'p10', 'forced')] });
  ledger.commit({ sales: [aSale('s11')], payments: [aPayment('p11', 's11', { phase: 'unknown', amount: fen(30) })], entries: [entry('payment', 'p11', 'unknown')] });
}

/** Somebody with the file, SQLite and time: the triggers are no hindrance. */
function tamper(sql: string, ...values: (string | number)[]): void {
  const raw = new Sqlite(file);
  raw.exec('DROP TRIGGER journal_never_changes; DROP TRIGGER journal_never_forgets;');
  raw.prepare(sql).run(...values);
  raw.close();
}

function lineAt(seq: number): string {
  const raw = new Sqlite(file, { readonly: true });
  const line = raw.prepare<[number], string>('SELECT line FROM journal WHERE seq = ?').pluck().get(seq) ?? '';
  raw.close();
  return line;
}

function runScript(path: string): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '..', '..', 'scripts', 'audit.ts'), path], { encoding: 'utf8' });
  return { code: status, text: stdout + stderr };
}

describe('an honest journal', () => {
  it('is proved while the till has it open, with the sums of the day, and not one byte of it changes', () => {
    const before = readFileSync(file);
    const audit = auditFile(file);
    expect(isSound(audit)).toBe(true);
    expect(audit.lines).toBe(LINES);
    expect(till.ledger.verifyChain()).toEqual({ ok: true, lines: LINES });
    const sums = { paid: 4_500, refunded: 200, forced: 500, unresolved: 30 };
    expect(audit.days).toEqual([{ date: '2026-07-21', journal: sums, states: sums }]);
    expect(readFileSync(file).equals(before)).toBe(true);
    till.ledger.commit({ entries: [entry('till', 'till-7', 'still_working')] });
    expect(auditFile(file).lines).toBe(LINES + 1);
  });

  it('is proved by the command for a folder and for a file, also after an orderly end of the till', () => {
    till.close();
    for (const path of [folder, file]) {
      const { code, text } = runScript(path);
      expect(text).toContain('chain    whole');
      expect(text).toMatch(/2026-07-21 {2}journal +45\.00 +2\.00 +5\.00 +0\.30/);
      expect(code).toBe(0);
    }
    till = openTill(folder);
  });

  it('that is not there is neither whole nor broken', () => {
    expect(runScript(join(folder, 'nowhere')).code).toBe(2);
  });
});

describe('a journal somebody worked on', () => {
  it('one byte of one entry changed: the line is named, and that those after it remember the old one', () => {
    const honest = lineAt(5);
    const forged = honest.replace('"amount":500', '"amount":400');
    expect(forged).toHaveLength(honest.length);
    tamper('UPDATE journal SET line = ? WHERE seq = 5', forged);
    const audit = auditFile(file);
    expect(audit.chainBreak).toEqual({ kind: 'changed', place: 5, linksOn: true });
    expect(audit.days[0]?.journal.paid).toBe(4_400);
    expect(audit.days[0]?.states.paid).toBe(4_500);
    expect(audit.differing).toEqual([{ kind: 'payment', id: 'p5' }]);
    const { code, text } = runScript(folder);
    expect(code).toBe(1);
    expect(text).toContain('BROKEN: line 5 is not the text that was written');
  });

  it('one entry removed: the gap is named', () => {
    tamper('DELETE FROM journal WHERE seq = 7');
    expect(auditFile(file).chainBreak).toEqual({ kind: 'missing', place: 7, next: 8 });
    expect(runScript(file).code).toBe(1);
  });

  it('one entry removed and the rest closed up: the first line that stands where it was not written is named', () => {
    tamper('DELETE FROM journal WHERE seq = 7');
    const raw = new Sqlite(file);
    for (let seq = 8; seq <= LINES; seq += 1) raw.prepare('UPDATE journal SET seq = ? WHERE seq = ?').run(seq - 1, seq);
    raw.close();
    expect(auditFile(file).chainBreak).toEqual({ kind: 'moved', place: 7, named: 8 });
  });

  it('two entries swapped: the first of the two is named', () => {
    tamper('UPDATE journal SET seq = 99 WHERE seq = 4');
    const raw = new Sqlite(file);
    raw.prepare('UPDATE journal SET seq = 4 WHERE seq = 9').run();
    raw.prepare('UPDATE journal SET seq = 9 WHERE seq = 99').run();
    raw.close();
    expect(auditFile(file).chainBreak).toEqual({ kind: 'moved', place: 4, named: 9 });
    expect(runScript(folder).text).toContain('at place 4 stands the line that was written as line 9');
  });

  it('the end cut off: the chain is whole, but the states know of more than the journal', () => {
    tamper(`DELETE FROM journal WHERE seq = ${LINES}`);
    const audit = auditFile(file);
    expect(audit.chainBreak).toBeUndefined();
    expect(audit.differing).toEqual([{ kind: 'sale', id: 's11' }, { kind: 'payment', id: 'p11' }]);
    expect(isSound(audit)).toBe(false);
  });

  it('a state made prettier than the journal knows it is found, though the chain is whole', () => {
    tamper("UPDATE payment SET json = json_set(json, '$.phase', 'paid') WHERE id = ?", 'p11');
    const audit = auditFile(file);
    expect(audit.chainBreak).toBeUndefined();
    expect(audit.days[0]?.journal.unresolved).toBe(30);
    expect(audit.days[0]?.states.unresolved).toBe(0);
    expect(runScript(folder).code).toBe(1);
  });
});
