/** A printer's output waits for whoever opens it next: what it had to say to an earlier start of the till must not be taken for an answer. */
import { expect, it } from 'vitest';
import { PROFILE_80MM } from '../../../../main/adapters/hardware/escpos.ts';
import type { OpenLink } from '../../../../main/adapters/hardware/links/link.ts';
import { EscPosPrinter } from '../../../../main/adapters/hardware/printers/printer.ts';
import { processId } from '../../../../main/adapters/hardware/printers/status.ts';
import { saleReceipt } from '../../../../main/domain/receipt.ts';
import { sampleSale } from '../../../support/receipt-samples.ts';

const RECEIPT = saleReceipt(sampleSale('zh'));
const ALL_WELL = Uint8Array.of(0x12);

/** A wire on which `waiting` is said as soon as it is open; real-time questions are answered, and nothing is ever confirmed. */
function wireWith(waiting: Uint8Array): { readonly open: OpenLink; readonly written: Uint8Array[] } {
  const written: Uint8Array[] = [];
  const open: OpenLink = (_address, { onData }) => {
    setTimeout(() => onData(waiting), 1);
    return Promise.resolve({
      isTwoWay: true,
      write: (bytes) => {
        written.push(bytes);
        if (bytes[0] === 0x10 && bytes[1] === 0x04) setTimeout(() => onData(ALL_WELL), 1);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
      drop: () => undefined,
    });
  };
  return { open, written };
}

function printerOn(open: OpenLink, confirmation: 'process-id' | 'status'): EscPosPrinter {
  return new EscPosPrinter({ address: { kind: 'device', path: '/dev/usb/lp0' }, profile: PROFILE_80MM, confirmation, autoStatus: true }, open, () => undefined);
}

it('a receipt is not called printed because the printer confirms a job of before the restart', async () => {
  const everyJob = Array.from({ length: 10_000 }, (_, job) => Buffer.from(`\x37\x22${processId(job)}\0`, 'latin1'));
  const { open } = wireWith(Buffer.concat(everyJob));
  expect(await printerOn(open, 'process-id').print(RECEIPT, 1500)).toEqual({ kind: 'failed', reason: 'timeout', partOnPaper: true });
});

it('paper that had run out before the restart and is there again fails no receipt', async () => {
  // Automatic status: on, paper end; nobody heard the one that took it back.
  const { open } = wireWith(Uint8Array.of(0x10, 0x00, 0x0c, 0x00));
  expect(await printerOn(open, 'status').print(RECEIPT, 5000)).toEqual({ kind: 'sent' });
});

it('two objects for one printer number their jobs apart', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, async () => {
    const { open, written } = wireWith(new Uint8Array());
    await printerOn(open, 'process-id').print(RECEIPT, 600);
    const request = written.find((bytes) => bytes[0] === 0x1d && bytes[1] === 0x28 && bytes[2] === 0x48);
    return Buffer.from(request?.subarray(7) ?? []).toString('latin1');
  }));
  expect(ids.every((id) => /^\d{4}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBeGreaterThan(1);
});
