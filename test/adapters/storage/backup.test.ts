// A copy is worth something only when it is whole, made while work goes on, and comes back without harm.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backupsIn, backupTo, restoreFrom } from '../../../main/adapters/storage/backup.ts';
import { StorageOpenError } from '../../../main/adapters/storage/errors.ts';
import { aPayment, aSale, entry, openTill, removeFolder, SetClock, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

let folder: string;
let copies: string;
const clock = new SetClock();
beforeEach(() => { folder = temporaryFolder(); copies = join(folder, 'copies'); });
afterEach(() => removeFolder(folder));

const file = (): string => join(folder, 'guitai.db');

function pay(till: Till, id: string): void {
  till.ledger.commit({ sales: [aSale(id)], payments: [aPayment(id, id)], entries: [entry('payment', id)] });
}

it('a copy made while payments go on is whole and brings back what was there', async () => {
  let till = openTill(folder, clock);
  for (let index = 0; index < 200; index++) pay(till, `early-${index}`);
  const copying = backupTo(till.database, copies, { keep: 2, clock });
  for (let index = 0; index < 20; index++) pay(till, `meanwhile-${index}`);
  const copy = await copying;
  pay(till, 'after');
  till.drop();
  restoreFrom(copy, file(), clock);
  till = openTill(folder, clock);
  expect(till.ledger.payment('early-199')).toBeDefined();
  expect(till.ledger.payment('after')).toBeUndefined();
  expect(till.ledger.verifyChain()).toMatchObject({ ok: true });
  till.close();
  expect(readdirSync(folder)).toContain(`guitai.db.replaced-${clock.now()}`);
});

it('only the newest copies are kept, and nothing else in the folder is touched', async () => {
  const till = openTill(folder, clock);
  pay(till, '1');
  for (let hour = 0; hour < 4; hour++) {
    clock.moment += 3_600_000;
    await backupTo(till.database, copies, { keep: 2, clock });
    if (hour === 0) writeFileSync(join(copies, 'owner.txt'), 'mine');
  }
  till.close();
  expect(backupsIn(copies)).toHaveLength(2);
  expect(readdirSync(copies).filter((name) => !backupsIn(copies).includes(name))).toEqual(['owner.txt']);
});

it('a copy that is damaged is refused, and the database stays as it was', async () => {
  let till = openTill(folder, clock);
  for (let index = 0; index < 100; index++) pay(till, `p-${index}`);
  const copy = await backupTo(till.database, copies, { keep: 2, clock });
  till.close();
  const bytes = readFileSync(copy);
  writeFileSync(copy, bytes.fill(0x5a, 4096 * 3, 4096 * 9));
  expect(() => restoreFrom(copy, file(), clock)).toThrow(expect.objectContaining({ reason: 'damaged' }));
  till = openTill(folder, clock);
  expect(till.ledger.payment('p-99')).toBeDefined();
  till.close();
});

it('the write-ahead log of a killed till is not played onto the copy', async () => {
  let till = openTill(folder, clock);
  pay(till, 'early');
  const copy = await backupTo(till.database, copies, { keep: 2, clock });
  till.drop();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child-writer.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(`${file()}-wal`)).toBe(true);
  restoreFrom(copy, file(), clock);
  till = openTill(folder, clock);
  expect(till.ledger.recentPayments(9).map(({ id }) => id)).toEqual(['early']);
  expect(till.ledger.verifyChain()).toEqual({ ok: true, lines: 1 });
  till.close();
});

it('nothing is put back under a running till', async () => {
  const till = openTill(folder, clock);
  pay(till, '1');
  const copy = await backupTo(till.database, copies, { keep: 2, clock });
  expect(() => restoreFrom(copy, file(), clock)).toThrow(expect.objectContaining({ reason: 'in_use' }));
  pay(till, '2');
  till.close();
});

it('a folder that cannot be written is an answer, not a crash', async () => {
  const till = openTill(folder, clock);
  writeFileSync(join(folder, 'plain'), '');
  await expect(backupTo(till.database, join(folder, 'plain', 'inner'), { keep: 2, clock })).rejects.toBeInstanceOf(StorageOpenError);
  pay(till, '1');
  till.close();
});
