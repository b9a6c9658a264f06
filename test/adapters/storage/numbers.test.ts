// A number given twice may bring back the answer of somebody else's payment. Whatever happens to machine, disk and clock, it is not.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followingPlace, freshPlace, NumbersExhaustedError } from '../../../main/adapters/storage/epochs.ts';
import { backupTo, restoreFrom } from '../../../main/adapters/storage/backup.ts';
import { outSnWithin, parseOutSn } from '../../../main/domain/numbering.ts';
import type { SequenceKind } from '../../../main/domain/numbering.ts';
import { LedgerUnavailableError } from '../../../main/ports.ts';
import { DAY_MS, NOON, openTill, removeFolder, SetClock, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

const KINDS: readonly SequenceKind[] = ['order', 'micropay', 'refund'];

let folder: string;
let clock: SetClock;
let given: Set<string>;
let repeated: string[];
beforeEach(() => {
  folder = temporaryFolder();
  clock = new SetClock();
  given = new Set();
  repeated = [];
});
afterEach(() => removeFolder(folder));

const open = (tillNumber = 7): Till => openTill(folder, clock, tillNumber);
const anchorFile = (): string => join(folder, 'numbers-007.json');

/** Takes numbers of every kind and receipt numbers, and notes those that had been given before. */
function take(till: Till, times: number): void {
  for (let index = 0; index < times; index++) {
    for (const kind of KINDS) note(till.ledger.takeSerial(kind).outSn);
    note(till.ledger.takeReceiptNo());
  }
}

function note(number: string): void {
  if (given.has(number)) repeated.push(number);
  given.add(number);
}

async function backUp(): Promise<string> {
  const copies = join(folder, 'copies');
  mkdirSync(copies, { recursive: true });
  const { name } = await backupTo({ file: join(folder, 'guitai.db'), folder: copies, keep: 3, elsewhere: false, till: 7, at: clock.now() });
  return join(copies, name);
}

function remove(name: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true });
}

describe('numbers', () => {
  it('say which till, carry a check digit, and the provider\'s number contains the till\'s', () => {
    const till = open();
    const { outSn, number } = till.ledger.takeSerial('micropay');
    expect(parseOutSn(outSn)?.till).toBe(7);
    expect(number).toBe(`GTM${outSn}`);
    till.ledger.configureSequence('order', { prefix: 'SHOP9-', suffix: '-Q', style: 'serial' });
    const order = till.ledger.takeSerial('order');
    expect(order.number).toBe(`SHOP9-${order.outSn}-Q`);
    expect(outSnWithin(order.number)).toBe(order.outSn);
    expect(till.ledger.sequences()).toMatchObject([{ kind: 'order', prefix: 'SHOP9-', suffix: '-Q' }, { kind: 'micropay', prefix: 'GTM' }, { kind: 'refund', prefix: 'GTR' }]);
    expect(() => till.ledger.configureSequence('order', { prefix: 'a|b', suffix: '', style: 'serial' })).toThrow(RangeError);
    till.close();
  });

  it('of the older dated form bear date, till and counter, and their Out_SN stands beside them', () => {
    const till = open();
    till.ledger.configureSequence('micropay', { prefix: 'GTM', suffix: '', style: 'dated' });
    const { outSn, number } = till.ledger.takeSerial('micropay');
    expect(number).toMatch(/^D\d{14}007\d{3}$/);
    expect(number.slice(-3)).toBe(outSn.slice(7, 10));
    till.close();
  });

  it('are moved forwards by hand and never back', () => {
    const till = open();
    const first = parseOutSn(till.ledger.takeSerial('order').outSn);
    const wanted = (first?.counter ?? 0) + 500;
    till.ledger.advanceSequence('order', wanted);
    expect(parseOutSn(till.ledger.takeSerial('order').outSn)?.counter).toBe(wanted);
    expect(() => till.ledger.advanceSequence('order', wanted)).toThrow(RangeError);
    till.close();
  });

  it('leave an epoch that turned out to be used, and never come back to it', () => {
    const till = open();
    const before = parseOutSn(till.ledger.takeSerial('order').outSn)?.epoch;
    till.ledger.skipSerials('order');
    const after = parseOutSn(till.ledger.takeSerial('order').outSn)?.epoch;
    expect(after).not.toBe(before);
    till.close();
    const again = open();
    expect(parseOutSn(again.ledger.takeSerial('order').outSn)?.epoch).toBe(after);
    again.close();
  });

  it('of the three kinds never share an epoch', () => {
    const till = open();
    const epochs = KINDS.map((kind) => parseOutSn(till.ledger.takeSerial(kind).outSn)?.epoch);
    expect(new Set(epochs).size).toBe(3);
    till.close();
  });

  it('leave none out over an orderly end', () => {
    const counters: (number | undefined)[] = [];
    for (let start = 0; start < 3; start++) {
      const till = open();
      counters.push(parseOutSn(till.ledger.takeSerial('order').outSn)?.counter);
      till.close();
    }
    const [first = 0] = counters;
    expect(counters).toEqual([first, first + 1, first + 2]);
  });

  it('are refused for a till number outside the chain\'s range', () => {
    const till = open();
    till.close();
    expect(() => open(0)).toThrow(RangeError);
  });
});

describe('a number is not given again', () => {
  it('after a crash', () => {
    for (let start = 0; start < 4; start++) {
      const till = open();
      take(till, 30);
      till.drop();
    }
    expect(repeated).toEqual([]);
  });

  it('after yesterday\'s backup was put back', async () => {
    let till = open();
    take(till, 5);
    const copy = await backUp();
    take(till, 110);
    till.drop();
    clock.moment += 60_000;
    restoreFrom(copy, join(folder, 'guitai.db'), clock);
    till = open();
    take(till, 110);
    till.close();
    restoreFrom(copy, join(folder, 'guitai.db'), clock);
    till = open();
    take(till, 5);
    till.close();
    expect(repeated).toEqual([]);
  });

  it('after the backup was put back on another machine, again and again', async () => {
    let till = open();
    take(till, 5);
    const copy = await backUp();
    take(till, 40);
    till.drop();
    for (let machine = 0; machine < 3; machine++) {
      clock.moment += DAY_MS;
      rmSync(anchorFile());
      restoreFrom(copy, join(folder, 'guitai.db'), clock);
      till = open();
      expect(till.log.events).toContain('numbering.anchor_missing');
      take(till, 40);
      till.drop();
    }
    expect(repeated).toEqual([]);
  });

  it('after the disk was lost and the till began again with nothing', () => {
    for (let disk = 0; disk < 4; disk++) {
      const till = open();
      take(till, 40);
      till.drop();
      rmSync(folder, { recursive: true });
      clock.moment += DAY_MS;
    }
    mkdirSync(folder, { recursive: true });
    expect(repeated).toEqual([]);
  });

  it('when the anchor is of another database, unreadable or older than the database', () => {
    let till = open();
    take(till, 3);
    till.close();
    const older = readFileSync(anchorFile(), 'utf8');
    till = open();
    take(till, 40);
    till.drop();

    rmSync(anchorFile());
    clock.moment += DAY_MS;
    till = open();
    take(till, 40);
    till.drop();

    for (const text of ['{"till": 7', older.replace(/"databaseId": "\w+"/, '"databaseId": "another"'), older]) {
      clock.moment += DAY_MS;
      writeFileSync(anchorFile(), text);
      till = open();
      take(till, 40);
      till.drop();
    }
    expect(repeated).toEqual([]);
  });

  it('when the till number was changed and changed back', () => {
    for (const tillNumber of [7, 8, 7, 8]) {
      const till = open(tillNumber);
      take(till, 20);
      till.drop();
    }
    expect(repeated).toEqual([]);
  });

  it('when an epoch is full: the sequence goes on in the next one', () => {
    let till = open();
    const first = parseOutSn(till.ledger.takeSerial('order').outSn);
    till.database.run("UPDATE sequence SET next = 99998 WHERE kind = 'order'");
    const places = [1, 2, 3, 4].map(() => parseOutSn(till.ledger.takeSerial('order').outSn));
    expect(places.map((place) => place?.counter)).toEqual([99_998, 99_999, 0, 1]);
    expect(places[2]?.epoch).not.toBe(first?.epoch);
    expect(parseOutSn(till.ledger.takeSerial('micropay').outSn)?.epoch).not.toBe(places[2]?.epoch);
    till.drop();
    till = open();
    expect(parseOutSn(till.ledger.takeSerial('order').outSn)).toMatchObject({ epoch: places[2]?.epoch, counter: 100 });
    till.close();
  });

  it('and is not given at all when it could not be reserved', () => {
    const till = open();
    take(till, 1);
    rmSync(anchorFile());
    mkdirSync(join(anchorFile(), 'in-the-way'), { recursive: true });
    till.database.run("UPDATE sequence SET next = next + 99 WHERE kind = 'order'");
    const before = till.ledger.sequences();
    expect(() => till.ledger.takeSerial('order')).toThrow(LedgerUnavailableError);
    expect(till.ledger.sequences()).toEqual(before);
    expect(existsSync(`${anchorFile()}.partial`)).toBe(false);
    till.drop();
    expect(repeated).toEqual([]);
  });
});

describe('receipt numbers', () => {
  it('run by the day of China, whatever the machine\'s time zone', () => {
    const till = open();
    expect(till.ledger.takeReceiptNo()).toMatch(/^007-260721-\d{4}$/);
    clock.moment = Date.UTC(2026, 6, 21, 15, 59);
    expect(till.ledger.takeReceiptNo()).toMatch(/^007-260721-\d{4}$/);
    clock.moment = Date.UTC(2026, 6, 21, 16, 1);
    expect(till.ledger.takeReceiptNo()).toBe('007-260722-0001');
    expect(till.ledger.takeReceiptNo()).toBe('007-260722-0002');
    till.close();
  });

  it('do not repeat when the clock goes back', () => {
    let till = open();
    take(till, 3);
    clock.moment = NOON + DAY_MS;
    take(till, 3);
    clock.moment = NOON - DAY_MS;
    take(till, 3);
    till.drop();
    till = open();
    take(till, 3);
    expect([...given].filter((number) => number.startsWith('007-260720'))).toEqual([]);
    till.close();
    expect(repeated).toEqual([]);
  });

  it('do not repeat when database and clock both go back', () => {
    let till = open();
    till.close();
    copyFileSync(join(folder, 'guitai.db'), join(folder, 'old.db'));
    till = open();
    clock.moment = NOON + DAY_MS;
    take(till, 50);
    till.drop();
    remove('guitai.db');
    copyFileSync(join(folder, 'old.db'), join(folder, 'guitai.db'));
    clock.moment = NOON;
    till = open();
    take(till, 50);
    till.close();
    expect(repeated).toEqual([]);
  });
});

describe('where a sequence begins when nothing is known', () => {
  const START = Date.UTC(2026, 0, 1);

  it('is above everything given before, for years of daily new beginnings at 800 payments a day', () => {
    const result = fc.check(fc.property(fc.integer({ min: 0, max: 365 * 8 }), fc.integer({ min: 1, max: 90 }), fc.constantFrom(...KINDS), (day, later, kind) => {
      const first = freshPlace(kind, START + day * DAY_MS, new Set());
      const second = freshPlace(kind, START + (day + later) * DAY_MS, new Set());
      return first.epoch !== second.epoch || second.counter >= first.counter + later * 800;
    }));
    expect(result.failed).toBe(false);
  });

  it('never falls into an epoch that is known to be used, of whatever kind', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 99 }), fc.nat(4_000), fc.constantFrom(...KINDS), (used, day, kind) => {
      const known = new Set(used);
      const fresh = freshPlace(kind, START + day * DAY_MS, known);
      expect(known).not.toContain(fresh.epoch);
      expect(known).not.toContain(followingPlace(kind, fresh.epoch, known).epoch);
      expect(fresh.counter).toBeLessThanOrEqual(80_000);
    }));
  });

  it('is refused, not guessed, when all epochs are used', () => {
    const all = new Set(Array.from({ length: 100 }, (_, epoch) => epoch));
    expect(() => freshPlace('order', NOON, all)).toThrow(NumbersExhaustedError);
  });

  it('does not need a sane clock', () => {
    for (const moment of [0, -1, Date.UTC(2099, 0, 1)]) {
      const { epoch } = freshPlace('refund', moment, new Set());
      expect(epoch % 3).toBe(2);
      expect(epoch).toBeLessThanOrEqual(99);
    }
  });
});
