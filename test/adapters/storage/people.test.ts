// People and PINs in a real database: guesses, locks, restarts.
import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JsonLog } from '../../../main/adapters/log.ts';
import { SystemClock } from '../../../main/adapters/system.ts';
import { openDatabase } from '../../../main/adapters/storage/database.ts';
import type { Database } from '../../../main/adapters/storage/database.ts';
import { SqliteLedger } from '../../../main/adapters/storage/ledger.ts';
import { SqlitePeople } from '../../../main/adapters/storage/people.ts';
import type { Person } from '../../../main/domain/approval.ts';

const clock = new SystemClock();
const log = new JsonLog(clock, () => undefined);
const LI: Person = { id: 'li', name: '李主管', role: 'supervisor', active: true, granted: [], denied: [] };

let folder: string;
let database: Database;
let ledger: SqliteLedger;
let people: SqlitePeople;

function open(): void {
  database = openDatabase(join(folder, 'guitai.db'), { log, clock });
  ledger = new SqliteLedger(database, { tillNumber: 1, folder, clock, log });
  people = new SqlitePeople(database, ledger, clock);
}

function close(): void {
  ledger.close();
  database.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guitai-people-'));
  open();
  people.save(LI, 'owner');
  await people.setPin('li', '271828', 'owner');
});
afterEach(() => {
  close();
  rmSync(folder, { recursive: true, force: true });
});

it('the right PIN opens, a wrong one does not, and nobody without a PIN comes in', async () => {
  expect(await people.checkPin('li', '271828', 0)).toEqual({ kind: 'right' });
  expect(await people.checkPin('li', '314159', 0)).toEqual({ kind: 'wrong' });
  people.save({ ...LI, id: 'wu', name: '吴' }, 'owner');
  expect(await people.checkPin('wu', '', 0)).toEqual({ kind: 'wrong' });
});

it('guesses wait longer and longer, then lock, also over a restart', async () => {
  let at = 1_000;
  for (let guess = 0; guess < 3; guess += 1) expect((await people.checkPin('li', '000000', at)).kind).toBe('wrong');
  expect(await people.checkPin('li', '271828', at)).toEqual({ kind: 'wait', waitMs: 5_000 });
  close();
  open();
  expect(await people.checkPin('li', '271828', at)).toEqual({ kind: 'wait', waitMs: 5_000 });
  for (const pause of [5_000, 15_000, 60_000, 300_000, 900_000]) {
    at += pause;
    expect((await people.checkPin('li', '000000', at)).kind).toBe('wrong');
  }
  expect(await people.checkPin('li', '271828', at + 10 ** 9)).toEqual({ kind: 'locked' });
  await people.setPin('li', '161803', 'owner');
  expect(await people.checkPin('li', '161803', at)).toEqual({ kind: 'right' });
});

it('many guesses at once count one by one', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => people.checkPin('li', '000000', 1_000)));
  expect(answers.filter(({ kind }) => kind === 'wrong')).toHaveLength(3);
  expect(answers.filter(({ kind }) => kind === 'wait')).toHaveLength(7);
});

it('two people may have the same digits, and no file holds them', async () => {
  people.save({ ...LI, id: 'wu', name: '吴' }, 'owner');
  await people.setPin('wu', '271828', 'owner');
  expect(await people.checkPin('wu', '271828', 0)).toEqual({ kind: 'right' });
  close();
  expect(readFileSync(join(folder, 'guitai.db')).includes('271828')).toBe(false);
  open();
});

it('what happened to people is in the journal, and the chain holds', () => {
  expect(ledger.history('person', 'li').map(({ note }) => note)).toEqual(['saved', 'pin_set']);
  expect(ledger.verifyChain().ok).toBe(true);
});
