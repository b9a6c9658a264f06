/**
 * The ways of Linux's own USB printer driver behind `/dev/usb/lp0`, which no pseudo-terminal has: one opener at a time, a write that returns
 * before its block is out, and a close that breaks that block off.
 */
import { describe, expect, it } from 'vitest';
import { PROFILE_80MM, encodeReceipt } from '../../../../main/adapters/hardware/escpos.ts';
import { openDevice } from '../../../../main/adapters/hardware/links/device.ts';
import type { DeviceFiles } from '../../../../main/adapters/hardware/links/device.ts';
import { EscPosPrinter } from '../../../../main/adapters/hardware/printers/printer.ts';
import { saleReceipt } from '../../../../main/domain/receipt.ts';
import { sampleSale } from '../../../support/receipt-samples.ts';

const RECEIPT = saleReceipt(sampleSale('zh'));
const BYTES = encodeReceipt(RECEIPT, PROFILE_80MM).bytes;

/** `usblp` as far as its calls go. */
class Usblp implements DeviceFiles {
  readonly onPaper: number[] = [];
  opened = 0;
  private isTaken = false;
  private block: Uint8Array | undefined;
  private out: NodeJS.Timeout | undefined;
  private readonly blockMs: number;

  constructor(blockMs: number) {
    this.blockMs = blockMs;
  }

  open(_path: string, _flags: number, done: (error: NodeJS.ErrnoException | null, fd: number) => void): void {
    if (this.isTaken) return later(() => done(refusal('EBUSY'), -1));
    this.isTaken = true;
    this.opened += 1;
    later(() => done(null, 7));
  }

  read(_fd: number, _into: Uint8Array, done: (error: NodeJS.ErrnoException | null, count: number) => void): void {
    later(() => done(refusal('EAGAIN'), 0));
  }

  write(_fd: number, bytes: Uint8Array, done: (error: NodeJS.ErrnoException | null, count: number) => void): void {
    if (this.block) return later(() => done(refusal('EAGAIN'), 0));
    if (bytes.length > 0) {
      this.block = bytes.slice();
      this.out = setTimeout(() => this.written(), this.blockMs);
    }
    later(() => done(null, bytes.length));
  }

  close(_fd: number, done: (error: NodeJS.ErrnoException | null) => void): void {
    clearTimeout(this.out);
    this.block = undefined;
    this.isTaken = false;
    later(() => done(null));
  }

  private written(): void {
    this.onPaper.push(...(this.block ?? []));
    this.block = undefined;
  }
}

function refusal(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function later(call: () => void): void {
  setTimeout(call, 1);
}

/** A clone that answers nothing: the till cannot hear whether the end has come out. */
function printerOn(driver: Usblp): EscPosPrinter {
  return new EscPosPrinter({ address: { kind: 'device', path: '/dev/usb/lp0' }, profile: PROFILE_80MM, confirmation: 'none' }, (address, events, waitMs) => {
    if (address.kind !== 'device') throw new Error('a device file is expected');
    return openDevice(address, events, waitMs, driver);
  }, () => undefined);
}

describe('a USB printer that answers nothing', () => {
  it('gets the end of its receipt too, with the cut and the drawer: the file is not closed under the driver\'s last block', async () => {
    const driver = new Usblp(60);
    expect(await printerOn(driver).print(RECEIPT, 5000)).toEqual({ kind: 'sent' });
    await expect.poll(() => driver.onPaper.length, { timeout: 5000 }).toBe(BYTES.length);
    expect(Buffer.from(driver.onPaper).equals(Buffer.from(BYTES))).toBe(true);
  });

  it('gets jobs that follow at once whole and one after another, though its file is still held by the one before', async () => {
    const driver = new Usblp(20);
    const [one, other] = [printerOn(driver), printerOn(driver)];
    expect(await Promise.all([one.print(RECEIPT, 5000), other.print(RECEIPT, 5000)])).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    await expect.poll(() => driver.onPaper.length, { timeout: 5000 }).toBe(2 * BYTES.length);
    expect(driver.opened).toBe(2);
  });

  it('that another program holds is called busy, not broken', async () => {
    const driver = new Usblp(1);
    driver.open('/dev/usb/lp0', 0, () => undefined);
    expect(await printerOn(driver).print(RECEIPT, 600)).toEqual({ kind: 'failed', reason: 'busy' });
    expect(driver.onPaper).toEqual([]);
  });
});
