// Updates of the program meet the money of years: each step is tested on data, none is half-done, none is guessed.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CanonicalText } from '../../../main/adapters/storage/canonical.ts';
import { openDatabase } from '../../../main/adapters/storage/database.ts';
import type { Database } from '../../../main/adapters/storage/database.ts';
import { appendEntries } from '../../../main/adapters/storage/journal.ts';
import { appliedMigrations } from '../../../main/adapters/storage/migrate.ts';
import type { Migration } from '../../../main/adapters/storage/migrate.ts';
import { MIGRATIONS } from '../../../main/adapters/storage/migrations/index.ts';
import { aPayment, aRefund, aSale, entry, KeptLog, openTill, removeFolder, SetClock, temporaryFolder } from './support.ts';

let folder: string;
beforeEach(() => { folder = temporaryFolder(); });
afterEach(() => removeFolder(folder));

function open(migrations: readonly Migration[]): Database {
  return openDatabase(join(folder, 'guitai.db'), { log: new KeptLog(), clock: new SetClock(), migrations });
}

const copies = (): string[] => (existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')) : []);

/** Data as a version that ended with this migration would have left it. */
const DATA: Readonly<Record<string, (database: Database) => void>> = {
  journal: (database) => appendEntries(database, [entry('till', 'till-7', 'started'), entry('person', 'cashier-1', 'came')], []),
  projections: (database) => {
    const sale = JSON.stringify(aSale('1'));
    const payment = JSON.stringify(aPayment('p1', '1'));
    database.run('INSERT INTO sale (id, json) VALUES (?, ?)', '1', sale);
    database.run('INSERT INTO payment (id, json) VALUES (?, ?)', 'p1', payment);
    database.run('INSERT INTO refund (id, json) VALUES (?, ?)', 'r1', JSON.stringify(aRefund('r1', aPayment('p1', '1'))));
    appendEntries(database, [entry('payment', 'p1')], [
      { kind: 'sale', id: '1', set: new CanonicalText(sale) }, { kind: 'payment', id: 'p1', set: new CanonicalText(payment) },
    ]);
    database.run('INSERT INTO print_job (id, json) VALUES (?, ?)', 'job-1', JSON.stringify({ revision: 1, saleId: '1', state: 'sent', createdAt: 1 }));
  },
  numbering: (database) => database.exec("INSERT INTO epoch VALUES (7, 9, 'order'); INSERT INTO sequence VALUES (7, 'order', 9, 17);"),
  catalogue: (database) => database.exec("INSERT INTO product VALUES (1, 'a', '690', '水', 'Water', 's', 'drinks', 200, 'piece', 0, 1)"),
  'catalogue-before': (database) => database.exec("INSERT INTO product_before VALUES (1, 'a', '690', '水', 'Water', 's', 'drinks', 200, 'piece', 0, 1); INSERT INTO catalogue_before_kept VALUES (1)"),
  people: (database) => database.exec("INSERT INTO person VALUES ('li', '{}'); INSERT INTO pin VALUES ('li', 'scrypt', 0, 0)"),
  shifts: (database) => database.run('INSERT INTO shift (id, json) VALUES (?, ?)', 'shift-1', JSON.stringify({ revision: 1, tillId: 'till-7', phase: 'open', openedAt: 1 })),
  'unconfirmed-print': (database) => database.run('INSERT INTO print_job (id, json) VALUES (?, ?)', 'job-2', JSON.stringify({ revision: 1, saleId: '1', state: 'unconfirmed', createdAt: 2 })),
  settings: (database) => database.exec("INSERT INTO setting VALUES ('shop.name', '\"南窗\"', 1)"),
};

function contents(database: Database): Record<string, unknown> {
  const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'product_search%' AND name <> 'migration' ORDER BY name");
  return Object.fromEntries(tables.map(({ name }) => [String(name), database.all(`SELECT * FROM ${String(name)}`)]));
}

describe('each migration, one by one, on the data of the version before it', () => {
  it.each(MIGRATIONS.map((migration, index) => [migration.number, migration.name, index] as const))('%i %s keeps all that was there', (number, name, index) => {
    // Each version leaves its data before the next one comes.
    for (const [earlier, { name: its }] of MIGRATIONS.slice(0, index).entries()) {
      const version = open(MIGRATIONS.slice(0, earlier + 1));
      version.transaction(() => DATA[its]?.(version));
      version.close();
    }
    const before = open(MIGRATIONS.slice(0, index));
    const kept = contents(before);
    before.close();

    const after = open(MIGRATIONS.slice(0, index + 1));
    expect(number).toBe(index + 1);
    expect(appliedMigrations(after)).toHaveLength(index + 1);
    expect(contents(after)).toMatchObject(kept);
    after.transaction(() => DATA[name]?.(after));
    after.close();
    expect(copies().includes(`before-migration-${number}-${new SetClock().now()}.db`)).toBe(index > 0);
  });

  it('10: who could clear a kiosk basket still can, who was denied it still is, and IT is not asked to judge ages', () => {
    const before = open(MIGRATIONS.slice(0, 9));
    const person = { id: 'p', name: '何', role: 'supervisor', active: true, granted: [], denied: [] };
    const people = [{ ...person, id: 'a', granted: ['kiosk_exit', 'refund'] }, { ...person, id: 'b', denied: ['kiosk_exit'] }, { ...person, id: 'c' }];
    const roles = { cashier: ['sell'], supervisor: ['sell', 'kiosk_exit'], manager: ['kiosk_exit'], owner: [], it: ['settings', 'kiosk_exit'] };
    before.transaction(() => {
      for (const each of people) before.run('INSERT INTO person (id, json) VALUES (?, ?)', each.id, JSON.stringify(each));
      before.run('INSERT INTO setting (key, json, changed_at) VALUES (?, ?, 1)', 'roles', JSON.stringify(roles));
    });
    before.close();
    const after = open(MIGRATIONS.slice(0, 10));
    const read = (sql: string) => after.all(sql).map(({ json }) => JSON.parse(String(json)) as unknown);
    expect(read('SELECT json FROM person ORDER BY id')).toEqual([
      { ...people[0], granted: ['kiosk_exit', 'refund', 'kiosk_allow'] }, { ...people[1], denied: ['kiosk_exit', 'kiosk_allow'] }, people[2],
    ]);
    expect(read("SELECT json FROM setting WHERE key = 'roles'")).toEqual([{ ...roles, supervisor: ['sell', 'kiosk_exit', 'kiosk_allow'], manager: ['kiosk_exit', 'kiosk_allow'] }]);
    after.close();
  });

  it('and the oldest file opens in this version', () => {
    const old = open(MIGRATIONS.slice(0, 2));
    old.transaction(() => DATA['projections']?.(old));
    old.close();
    const till = openTill(folder);
    expect(till.ledger.paymentsOfSale('1')).toHaveLength(1);
    expect(till.ledger.verifyChain()).toEqual({ ok: true, lines: 1 });
    till.close();
  });
});

describe('a history that is not ours to go on with', () => {
  const extra: Migration = { number: MIGRATIONS.length + 1, name: 'of-tomorrow', sql: 'CREATE TABLE tomorrow (a TEXT) STRICT;' };

  it('of a newer version is refused, with "update the program"', () => {
    open([...MIGRATIONS, extra]).close();
    expect(() => open(MIGRATIONS)).toThrow(expect.objectContaining({ reason: 'newer', nextStep: 'update_program' }));
    open([...MIGRATIONS, extra]).close();
  });

  it('whose steps differ from ours is refused', () => {
    open(MIGRATIONS).close();
    const changed = MIGRATIONS.map((migration) => (migration.number === 3 ? { ...migration, sql: `${migration.sql} -- mended later` } : migration));
    expect(() => open(changed)).toThrow(expect.objectContaining({ reason: 'forked', nextStep: 'call_support' }));
    const renamed = MIGRATIONS.map((migration) => (migration.number === 2 ? { ...migration, name: 'other' } : migration));
    expect(() => open(renamed)).toThrow(expect.objectContaining({ reason: 'forked' }));
  });

  it('is never left half-migrated: a step that fails takes everything of itself back', () => {
    open(MIGRATIONS).close();
    const broken: Migration = { ...extra, sql: `${extra.sql} INSERT INTO tomorrow VALUES ('x'); INSERT INTO nowhere VALUES (1);` };
    expect(() => open([...MIGRATIONS, broken])).toThrow(expect.objectContaining({ reason: 'migration_failed' }));
    const database = open(MIGRATIONS);
    expect(database.get("SELECT 1 FROM sqlite_schema WHERE name = 'tomorrow'")).toBeUndefined();
    database.close();
    expect(copies()).toHaveLength(1);
  });
});
