// A copy is worth something only when it is whole, made while work goes on, and comes back without harm.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeProcess } from '../../../main/adapters/helper-process.ts';
import { BackupError, backupsIn, backupTo, lookAt, restoreFrom } from '../../../main/adapters/storage/backup.ts';
import { ProcessBackups } from '../../../main/adapters/storage/backup-place.ts';
import { orderRestore, restoreAsOrdered, tearUpOrder } from '../../../main/adapters/storage/restore-order.ts';
import { SystemClock } from '../../../main/adapters/system.ts';
import { aPayment, aSale, entry, openTill, removeFolder, SetClock, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

let folder: string;
let copies: string;
const clock = new SetClock();
beforeEach(() => { folder = temporaryFolder(); copies = join(folder, 'copies'); mkdirSync(copies); });
afterEach(() => removeFolder(folder));

const file = (): string => join(folder, 'guitai.db');

const wish = (keep = 2) => ({ file: file(), folder: copies, keep, elsewhere: false, till: 7, at: clock.now() });
const backUp = async (keep = 2): Promise<string> => join(copies, (await backupTo(wish(keep))).name);

function pay(till: Till, id: string): void {
  till.ledger.commit({ sales: [aSale(id)], payments: [aPayment(id, id)], entries: [entry('payment', id)] });
}

it('a copy made while payments go on is whole and brings back what was there', async () => {
  let till = openTill(folder, clock);
  for (let index = 0; index < 200; index++) pay(till, `early-${index}`);
  const copying = backUp();
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
    await backUp();
    if (hour === 0) writeFileSync(join(copies, 'owner.txt'), 'mine');
  }
  till.close();
  expect(backupsIn(copies)).toHaveLength(2);
  expect(readdirSync(copies).filter((name) => !backupsIn(copies).includes(name))).toEqual(['owner.txt']);
});

it('a copy that is damaged is refused, and the database stays as it was', async () => {
  let till = openTill(folder, clock);
  for (let index = 0; index < 100; index++) pay(till, `p-${index}`);
  const copy = await backUp();
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
  const copy = await backUp();
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
  const copy = await backUp();
  expect(() => restoreFrom(copy, file(), clock)).toThrow(expect.objectContaining({ reason: 'in_use' }));
  pay(till, '2');
  till.close();
});

describe('a folder', () => {
  it('that is not there is said to be missing, and is never made: a stick that is out must not become a folder on the till\'s own disk', async () => {
    const till = openTill(folder, clock);
    for (const gone of [join(folder, 'stick'), join(folder, 'guitai.db', 'inner')]) {
      await expect(backupTo({ ...wish(), folder: gone })).rejects.toMatchObject({ reason: 'missing' });
      expect(existsSync(gone)).toBe(false);
    }
    // Only the place is left where the stick used to appear.
    await expect(backupTo({ ...wish(), elsewhere: true })).rejects.toMatchObject({ reason: 'missing' });
    expect(backupsIn(copies)).toEqual([]);
    till.close();
  });

  it('on the disk of the books is told apart from one elsewhere', () => {
    const till = openTill(folder, clock);
    expect(lookAt(copies, file(), till.database.id)).toMatchObject({ state: 'ready', sameDisk: true, copies: [] });
    expect(lookAt('/proc', file(), till.database.id)).toMatchObject({ state: 'no_access', sameDisk: false });
    till.close();
  });

  it('that cannot be written is an answer, and the till sells on', async () => {
    const till = openTill(folder, clock);
    await expect(backupTo({ ...wish(), folder: '/proc' })).rejects.toMatchObject({ name: 'BackupError' });
    pay(till, '1');
    expect(readdirSync(join(folder, 'backups'))).toEqual([]);
    till.close();
  });

  it.skipIf(!canMount())('without room keeps the copies that it has', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'none', copies]);
    try {
      const till = openTill(folder, clock);
      pay(till, '1');
      await backUp(9);
      expect(lookAt(copies, file(), till.database.id)).toMatchObject({ state: 'ready', sameDisk: false });
      const outcomes: unknown[] = [];
      for (let hour = 0; hour < 5; hour++) {
        clock.moment += 3_600_000;
        outcomes.push(await backUp(9).then(() => 'copied', (error: unknown) => (error instanceof BackupError ? error.reason : error)));
      }
      expect(outcomes.at(-1)).toBe('disk_full');
      const kept = backupsIn(copies);
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBe(1 + outcomes.filter((outcome) => outcome === 'copied').length);
      expect(readdirSync(copies)).toEqual(kept);
      till.close();
    } finally {
      execFileSync('umount', [copies]);
    }
  });

  it('of several tills: each keeps its own copies and leaves the others\' alone', async () => {
    openTill(folder, clock).close();
    const elsewhere = temporaryFolder();
    const other = openTill(elsewhere, clock, 8);
    for (let hour = 0; hour < 3; hour++) {
      clock.moment += 3_600_000;
      await backUp(1);
      await backupTo({ ...wish(1), file: other.database.file, till: 8 });
    }
    const looked = lookAt(copies, other.database.file, other.database.id).copies;
    expect(looked.map(({ till, ofTheseBooks }) => ({ till, ofTheseBooks }))).toEqual(expect.arrayContaining([{ till: 7, ofTheseBooks: false }, { till: 8, ofTheseBooks: true }]));
    expect(looked).toHaveLength(2);
    other.close();
    removeFolder(elsewhere);
  });

  it('that holds what a broken try left behind is cleaned of it', async () => {
    openTill(folder, clock).close();
    const copy = await backUp();
    writeFileSync(`${copy}.partial`, 'half');
    clock.moment += 3_600_000;
    await backUp();
    expect(readdirSync(copies).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});

describe('the backup process', () => {
  const entry = new URL('../../../main/adapters/storage/backup-process/entry.ts', import.meta.url).pathname;
  const place = (till: Till, startProcess = () => nodeProcess<never, never>(entry) as never) => new ProcessBackups({ database: till.database, till: 7, clock: new SystemClock(), log: till.log, startProcess });

  it('copies while the till writes, and tells what the folder holds', async () => {
    const till = openTill(folder, clock);
    for (let index = 0; index < 300; index++) pay(till, `early-${index}`);
    const copying = place(till).copy({ folder: copies, keep: 3, elsewhere: false });
    for (let index = 0; index < 50; index++) {
      pay(till, `meanwhile-${index}`);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    const outcome = await copying;
    expect(outcome).toMatchObject({ kind: 'copied' });
    const { copies: kept } = await place(till).look(copies);
    expect(kept).toEqual([expect.objectContaining({ till: 7, ofTheseBooks: true })]);
    till.close();
    restoreFrom(join(copies, kept[0]?.name ?? ''), file(), clock);
    const back = openTill(folder, clock);
    expect(back.ledger.payment('early-299')).toBeDefined();
    expect(back.ledger.verifyChain()).toMatchObject({ ok: true });
    back.close();
  });

  it('that dies or is given up is an answer', async () => {
    const till = openTill(folder, clock);
    const dead = place(till, () => {
      const child = nodeProcess<never, never>(entry);
      child.kill();
      return child as never;
    });
    expect(await dead.copy({ folder: copies, keep: 3, elsewhere: false })).toEqual({ kind: 'failed', reason: 'other' });
    expect(await dead.look(copies)).toMatchObject({ state: 'slow' });
    const silent = place(till, () => ({ post: () => undefined, onMessage: () => undefined, onExit: () => undefined, kill: () => undefined }) as never);
    const waiting = silent.copy({ folder: copies, keep: 3, elsewhere: false });
    silent.stop();
    expect(await waiting).toEqual({ kind: 'failed', reason: 'slow' });
    till.close();
  });
});

describe('a restore that was ordered', () => {
  const deps = (till: Till) => ({ till: 7, clock, log: till.log });

  it('is carried out at the next start, and again if the power fails before it is in the journal', async () => {
    const till = openTill(folder, clock);
    pay(till, 'early');
    const copy = await backUp();
    pay(till, 'late');
    till.close();
    orderRestore(folder, { copy });
    for (let start = 0; start < 2; start++) expect(restoreAsOrdered(folder, deps(till))).toMatchObject({ kind: 'restored', at: clock.now() });
    tearUpOrder(folder);
    expect(restoreAsOrdered(folder, deps(till))).toBeUndefined();
    const back = openTill(folder, clock);
    expect([back.ledger.payment('early')?.id, back.ledger.payment('late')]).toEqual(['early', undefined]);
    back.close();
  });

  it('takes the place of books that cannot be opened any more; the damaged file is kept', async () => {
    const till = openTill(folder, clock);
    for (let index = 0; index < 100; index++) pay(till, `p-${index}`);
    const copy = await backUp();
    till.close();
    writeFileSync(file(), readFileSync(file()).fill(0x5a, 100));
    expect(() => openTill(folder, clock)).toThrow(expect.objectContaining({ nextStep: 'restore_backup' }));
    orderRestore(folder, { copy });
    expect(restoreAsOrdered(folder, deps(till))).toMatchObject({ kind: 'restored' });
    const back = openTill(folder, clock);
    expect(back.ledger.payment('p-99')).toBeDefined();
    back.close();
    expect(readFileSync(`${file()}.replaced-${clock.now()}`).includes(0x5a)).toBe(true);
  });

  it('of another till is refused: two tills with the same books would ask for the same payments', async () => {
    const till = openTill(folder, clock);
    const copy = await backUp();
    till.close();
    orderRestore(folder, { copy });
    expect(restoreAsOrdered(folder, { ...deps(till), till: 8 })).toMatchObject({ kind: 'refused', reason: 'other_till' });
  });

  it.each([
    ['missing', (copy: string) => rmSync(copy)],
    ['damaged', (copy: string) => writeFileSync(copy, readFileSync(copy).fill(0x5a, 4096 * 3, 4096 * 9))],
    ['not_ours', (copy: string) => writeFileSync(copy, '')],
  ] as const)('but cannot be done (%s) is not tried for ever: the books are as they were', async (reason, spoil) => {
    const till = openTill(folder, clock);
    for (let index = 0; index < 100; index++) pay(till, `p-${index}`);
    const copy = await backUp();
    pay(till, 'late');
    till.close();
    spoil(copy);
    orderRestore(folder, { copy });
    const result = restoreAsOrdered(folder, deps(till));
    expect(result).toMatchObject({ kind: 'refused', reason });
    expect(restoreAsOrdered(folder, deps(till))).toBeUndefined();
    const back = openTill(folder, clock);
    expect(back.ledger.payment('late')).toBeDefined();
    back.close();
  });
});

/** A small disk to fill up needs the superuser. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const trial = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'none', trial], { stdio: 'ignore' });
    execFileSync('umount', [trial]);
    return true;
  } catch {
    return false;
  } finally {
    removeFolder(trial);
  }
}
