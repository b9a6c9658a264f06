/** The virtual printer as a shop knows printers: it keeps what it has, goes on by itself, and opens the drawer when told. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVirtualPrinter } from '../../../main/simulator/printer/server.ts';
import type { PrintedReceipt, VirtualPrinter } from '../../../main/simulator/printer/server.ts';

let printer: VirtualPrinter;
let heard: PrintedReceipt[];

beforeEach(async () => {
  heard = [];
  printer = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 384, onReceipt: (receipt) => heard.push(receipt) });
});
afterEach(() => printer.close());

async function sender(): Promise<Socket> {
  const socket = connect(printer.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

describe('the virtual printer', () => {
  it('a torn receipt goes on by itself after a new roll, as real printers do', async () => {
    printer.setState('paper-out', 4);
    const socket = await sender();
    socket.end('one\ntwo\n');
    await expect.poll(() => printer.state()).toBe('paper-out');
    expect(printer.receipts()).toEqual([]);
    printer.setState('ok');
    await expect.poll(() => heard.map((receipt) => receipt.lines)).toEqual([['one', 'two']]);
  });

  it('status is answered while it stands still with a full line buffer', async () => {
    printer.setState('cover-open');
    const socket = await sender();
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(Buffer.from('x\n\u0010\u0004\u0002'));
    expect([...(await answer)]).toEqual([0x16]);
    socket.destroy();
  });

  it('a job that only opens the drawer prints nothing', async () => {
    const socket = await sender();
    socket.end(Buffer.from([0x1b, 0x40, 0x1b, 0x70, 0, 25, 250]));
    await expect.poll(() => printer.kicks()).toEqual([{ pin: 2, onMs: 50, offMs: 500 }]);
    expect(printer.receipts()).toEqual([]);
  });

  it('a sender that vanishes in the middle leaves a receipt with its fault, and the next is served', async () => {
    const lost = await sender();
    lost.write(Buffer.from([0x41, 0x0a, 0x1b]));
    await new Promise((resolve) => lost.once('close', resolve).destroy());
    const next = await sender();
    next.end('B\n');
    await expect.poll(() => heard.map((receipt) => [receipt.lines, receipt.faults.map((fault) => fault.kind)])).toEqual([
      [['A'], ['cut-short']],
      [['B'], []],
    ]);
  });
});
