// The file under the money: what is committed stays, nobody else writes, and a file that cannot be trusted is refused.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/adapters/storage/database.ts';
import { StorageOpenError } from '../../../main/adapters/storage/errors.ts';
import { aPayment, aSale, entry, KeptLog, openTill, removeFolder, SetClock, temporaryFolder } from './support.ts';

let root: string;
let folder: string;
beforeEach(() => { root = temporaryFolder(); folder = root; });
afterEach(() => removeFolder(root));

const file = (): string => join(folder, 'guitai.db');

function refusal(): StorageOpenError {
  try {
    openTill(folder).close();
  } catch (error) {
    if (error instanceof StorageOpenError) return error;
    throw error;
  }
  throw new Error('the database was opened');
}

describe('a commit that returned is on the disk', () => {
  it('because the write-ahead log is flushed at each commit, and this is read back, not assumed', () => {
    const { database, close } = openTill(folder);
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    close();
  });
});

describe('two programs on one data folder', () => {
  it('never both open it in one process', () => {
    const first = openTill(folder);
    expect(refusal()).toMatchObject({ reason: 'in_use', nextStep: 'close_other' });
    first.close();
    openTill(folder).close();
  });

  it('never both open it in two processes, and a killed one leaves the folder free', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'child-writer.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(refusal()).toMatchObject({ reason: 'in_use', nextStep: 'close_other' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const till = openTill(folder);
    expect(till.ledger.verifyChain()).toMatchObject({ ok: true });
    till.close();
  });
});

describe('a file that cannot be trusted', () => {
  beforeEach(() => {
    const till = openTill(folder);
    for (let index = 0; index < 300; index++) {
      const sale = aSale(`s${index}`);
      till.ledger.commit({ sales: [sale], payments: [aPayment(`p${index}`, sale.id)], entries: [entry('payment', `p${index}`)] });
    }
    till.close();
  });

  it('with overwritten pages is refused, left as it is, and the error says what to do', () => {
    const bytes = readFileSync(file());
    bytes.fill(0xa5, 4096 * 5, 4096 * 20);
    writeFileSync(file(), bytes);
    expect(refusal()).toMatchObject({ reason: 'damaged', nextStep: 'restore_backup' });
    expect(readFileSync(file()).equals(bytes)).toBe(true);
  });

  it('cut off in the middle is refused', () => {
    truncateSync(file(), Math.floor(statSync(file()).size / 8192) * 4096);
    expect(refusal()).toMatchObject({ reason: 'damaged', nextStep: 'restore_backup' });
  });

  it('that is no database at all is refused', () => {
    writeFileSync(file(), 'not a database, but long enough to have a header that could be one; '.repeat(100));
    expect(refusal()).toMatchObject({ reason: 'damaged', nextStep: 'restore_backup' });
  });

  it('of another program is refused and not touched', () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    const foreign = openDatabase(join(other, 'guitai.db'), {
      log: new KeptLog(), clock: new SetClock(),
      migrations: [{ number: 1, name: 'foreign', sql: 'CREATE TABLE migration (number, name, checksum, applied_at)' }],
    });
    foreign.close();
    folder = other;
    expect(refusal()).toMatchObject({ reason: 'not_ours', nextStep: 'call_support' });
  });

  it('in a folder that is a file is refused with a reason, not with a crash', () => {
    writeFileSync(join(folder, 'plain'), '');
    folder = join(folder, 'plain', 'inner');
    expect(refusal()).toBeInstanceOf(StorageOpenError);
  });
});
