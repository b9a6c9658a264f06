// Power cuts, killed programs and full disks: what was confirmed is there, what was not confirmed is whole or absent.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerUnavailableError } from '../../../main/ports.ts';
import { aPayment, aPrintJob, aSale, entry, openTill, removeFolder, temporaryFolder } from './support.ts';
import type { Till } from './support.ts';

let folder: string;
beforeEach(() => { folder = temporaryFolder(); });
afterEach(() => removeFolder(folder));

describe('the program is killed between two lines of code', () => {
  it('every payment that was confirmed is there, whole, and no number is given twice', async () => {
    const confirmed: string[] = [];
    const receipts: string[] = [];
    for (const lines of [1, 23, 60]) {
      const output = await killAfter(lines);
      for (const line of output) {
        const [outSn = '', receiptNo = ''] = line.split(' ');
        confirmed.push(outSn);
        receipts.push(receiptNo);
      }
    }
    const { ledger, close } = openTill(folder);
    expect(confirmed.length).toBeGreaterThanOrEqual(84);
    expect(new Set(confirmed).size).toBe(confirmed.length);
    expect(new Set(receipts).size).toBe(receipts.length);
    for (const id of confirmed) {
      const payment = ledger.payment(id);
      expect(payment?.saleId).toBe(`s-${id}`);
      expect(ledger.sale(`s-${id}`)?.cash).toHaveLength(1);
      expect(ledger.history('payment', id).map(({ note }) => note)).toEqual(['sent']);
      expect(ledger.history('sale', `s-${id}`).map(({ note }) => note)).toEqual(['opened']);
    }
    expect(ledger.verifyChain()).toMatchObject({ ok: true });
    expect(confirmed).not.toContain(ledger.takeSerial('micropay').outSn);
    expect(receipts).not.toContain(ledger.takeReceiptNo());
    close();
  });

  /** Starts the writer, kills it hard after at least so many confirmations, and gives back all that it confirmed. */
  async function killAfter(lines: number): Promise<string[]> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'child-writer.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.split('\n').length > lines) child.kill('SIGKILL');
    });
    await once(child, 'close');
    expect(child.signalCode).toBe('SIGKILL');
    return text.split('\n').slice(0, -1);
  }
});

describe('the disk is full', () => {
  it('nothing is half-written, the error says why, and work goes on when there is room again', () => {
    withLittleRoom((till, giveRoom) => {
      const { saved, error } = fill(till);
      expect(error).toBeInstanceOf(LedgerUnavailableError);
      expect(error).toMatchObject({ reason: 'disk_full' });
      expect(till.ledger.payment(`p${saved}`)).toBeUndefined();
      expect(till.ledger.sale(`s${saved}`)).toBeUndefined();
      expect(till.ledger.history('payment', `p${saved}`)).toEqual([]);
      expect(till.ledger.payment(`p${saved - 1}`)).toBeDefined();
      expect(till.ledger.verifyChain()).toEqual({ ok: true, lines: saved });
      giveRoom();
      save(till, saved);
      expect(till.ledger.payment(`p${saved}`)?.amount).toBe(500);
      expect(till.ledger.verifyChain()).toEqual({ ok: true, lines: saved + 1 });
    });
  });

  function save(till: Till, index: number): void {
    const sale = aSale(`s${index}`);
    till.ledger.commit({
      sales: [sale], payments: [aPayment(`p${index}`, sale.id)], prints: [aPrintJob(`j${index}`, sale.id)],
      entries: [entry('payment', `p${index}`)],
    });
  }

  /** Saves until it does not go on; gives back how many changes were saved. */
  function fill(till: Till): { readonly saved: number; readonly error: unknown } {
    for (let index = 0; index < 20_000; index++) {
      try {
        save(till, index);
      } catch (error) {
        return { saved: index, error };
      }
    }
    throw new Error('the disk never became full');
  }

  /** A real small disk where this machine lets us make one; elsewhere SQLite's own limit gives the same error. */
  function withLittleRoom(work: (till: Till, giveRoom: () => void) => void): void {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1536k', 'tmpfs', disk]).status === 0;
    const till = openTill(mounted ? disk : folder);
    const ballast = join(disk, 'ballast');
    try {
      if (mounted) {
        writeFileSync(ballast, Buffer.alloc(256 * 1024));
        work(till, () => rmSync(ballast));
      } else {
        till.database.all('PRAGMA max_page_count = 200');
        work(till, () => { till.database.all('PRAGMA max_page_count = 100000'); });
      }
    } finally {
      till.drop();
      if (mounted) spawnSync('umount', [disk]);
    }
  }
});
