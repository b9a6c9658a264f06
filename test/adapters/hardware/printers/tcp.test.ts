/** What the till may believe about its paper: proved, handed over, or failed with a reason. Never more than was said. */
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROFILE_80MM, encodeReceipt } from '../../../../main/adapters/hardware/escpos.ts';
import type { EncodeWarning } from '../../../../main/adapters/hardware/escpos.ts';
import { openLink } from '../../../../main/adapters/hardware/links/open-link.ts';
import { probePrinter } from '../../../../main/adapters/hardware/printers/probe.ts';
import { EscPosPrinter } from '../../../../main/adapters/hardware/printers/printer.ts';
import type { PrinterConfirmation, PrinterSettings } from '../../../../main/adapters/hardware/printers/printer.ts';
import { saleReceipt } from '../../../../main/domain/receipt.ts';
import { startVirtualPrinter } from '../../../../main/simulator/printer/server.ts';
import type { VirtualPrinter } from '../../../../main/simulator/printer/server.ts';
import { sampleSale } from '../../../support/receipt-samples.ts';

const RECEIPT = saleReceipt(sampleSale('zh'));
const BYTES = encodeReceipt(RECEIPT, PROFILE_80MM).bytes;
const PATIENCE_MS = 5000;
const SHORT_MS = 700;

let machine: VirtualPrinter;

beforeEach(async () => {
  machine = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
});
afterEach(() => machine.close());

function till(confirmation: PrinterConfirmation, change: Partial<PrinterSettings> = {}, warn: (warning: EncodeWarning) => void = () => undefined): EscPosPrinter {
  return new EscPosPrinter({ address: { kind: 'tcp', host: '127.0.0.1', port: machine.port }, profile: PROFILE_80MM, confirmation, ...change }, openLink, warn);
}

function at(port: number): Partial<PrinterSettings> {
  return { address: { kind: 'tcp', host: '127.0.0.1', port } };
}

describe('a printer in order', () => {
  it('a job counts as printed only when the printer has said so', async () => {
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    expect(machine.receipts()).toHaveLength(1);
    expect(Buffer.from(machine.receipts()[0]?.bytes ?? []).equals(BYTES)).toBe(true);
  });

  it.each(['status', 'none'] as const)('a printer that cannot prove it (%s) is only ever "sent"', async (confirmation) => {
    expect(await till(confirmation).print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'sent' });
    await expect.poll(() => machine.receipts().length).toBe(1);
    expect(machine.receipts()[0]?.faults).toEqual([]);
  });

  it('jobs given at the same time come out one after another, whole', async () => {
    const printer = till('process-id');
    const outcomes = await Promise.all([1, 2, 3].map(() => printer.print(RECEIPT, PATIENCE_MS)));
    expect(outcomes).toEqual([{ kind: 'printed' }, { kind: 'printed' }, { kind: 'printed' }]);
    expect(machine.receipts().map((receipt) => receipt.faults)).toEqual([[], [], []]);
  });

  it('two tills on one printer do not mix their receipts', async () => {
    const outcomes = await Promise.all([till('process-id').print(RECEIPT, PATIENCE_MS), till('process-id').print(RECEIPT, PATIENCE_MS)]);
    expect(outcomes).toEqual([{ kind: 'printed' }, { kind: 'printed' }]);
    expect(machine.receipts().map((receipt) => receipt.lines)).toEqual([machine.receipts()[0]?.lines, machine.receipts()[0]?.lines]);
  });

  it('a slow printer is waited for', async () => {
    machine.setState('slow');
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
  });

  it('near the end of the roll it still prints, and says so when asked', async () => {
    machine.setState('near-end');
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed', paperNearEnd: true });
    expect(await till('process-id').check(PATIENCE_MS)).toEqual({ kind: 'ready', paperNearEnd: true });
  });

  it('characters that the printer lacks reach the log', async () => {
    const warnings: EncodeWarning[] = [];
    await till('process-id', {}, (warning) => warnings.push(warning)).print([{ kind: 'text', text: '💐' }, { kind: 'cut' }], PATIENCE_MS);
    expect(warnings).toEqual([{ kind: 'missing-characters', characters: ['💐'] }]);
  });
});

describe('a torn receipt', () => {
  it('what is left of it is thrown away while the printer stands still, and does not come out beside its copy', async () => {
    const long = encodeReceipt([...Array.from({ length: 400 }, (_, line) => ({ kind: 'text' as const, text: `line ${line}` })), { kind: 'cut' }], PROFILE_80MM).bytes;
    machine.setState('paper-out', 1500);
    const printer = till('process-id', { autoStatus: true, clearsBuffer: true });
    expect(await printer.printBytes(long, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'paper_out', partOnPaper: true });
    machine.setState('ok');
    expect(await printer.print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    const lines = machine.receipts().flatMap((receipt) => receipt.lines);
    expect(lines).toContain('line 10');
    expect(lines.filter((line) => line.startsWith('line ')).length).toBeLessThan(200);
    expect(lines.join()).toContain('47.40');
  });

  it('a model that cannot clear goes on by itself, and the till says that part may be on the paper', async () => {
    machine.setState('paper-out', 600);
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'paper_out', partOnPaper: true });
    machine.setState('ok');
    await expect.poll(() => machine.receipts().length).toBe(1);
  });

  it('near the end of the roll is no trouble for automatic status', async () => {
    machine.setState('near-end');
    expect(await till('process-id', { autoStatus: true }).print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed', paperNearEnd: true });
    expect(machine.receipts()[0]?.faults).toEqual([]);
  });
});

describe('a printer in trouble', () => {
  it.each([
    ['paper-out', 'paper_out'],
    ['cover-open', 'cover_open'],
  ] as const)('%s before the job: it fails at once and nothing is sent that could come out later', async (state, reason) => {
    machine.setState(state);
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason });
    machine.setState('ok');
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    expect(machine.receipts()).toHaveLength(1);
  });

  it('paper that ends in the middle of a receipt is noticed, though every byte was accepted', async () => {
    machine.setState('paper-out', 600);
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'paper_out', partOnPaper: true });
    expect(machine.receipts()).toEqual([]);
  });

  it('paper that ends in the middle is noticed without process IDs too', async () => {
    machine.setState('paper-out', 600);
    expect(await till('status').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'paper_out', partOnPaper: true });
  });

  it('a printer that stops reading fails the job at the deadline instead of holding the till', async () => {
    machine.setState('dead');
    expect(await till('process-id').print(RECEIPT, SHORT_MS)).toEqual({ kind: 'failed', reason: 'timeout' });
  });

  it('a printer that says nothing and stops reading in a long job fails at the deadline', async () => {
    machine.setState('dead');
    const long = Buffer.alloc(64 * 1024 * 1024, 0x0a);
    expect(await till('none').printBytes(long, SHORT_MS)).toEqual({ kind: 'failed', reason: 'timeout', partOnPaper: true });
  });

  it('a job behind a stuck one gives up at its own deadline, and the next finds the printer free', async () => {
    const printer = till('process-id');
    machine.setState('dead');
    const stuck = printer.print(RECEIPT, SHORT_MS);
    expect(await printer.print(RECEIPT, SHORT_MS / 2)).toEqual({ kind: 'failed', reason: 'timeout' });
    expect(await stuck).toEqual({ kind: 'failed', reason: 'timeout' });
    machine.setState('ok');
    expect(await printer.print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
  });

  it('rubbish answers are not taken for a confirmation', async () => {
    machine.setState('garbage');
    const outcome = await till('process-id').print(RECEIPT, SHORT_MS);
    expect(outcome.kind).toBe('failed');
  });

  it('a printer that is switched off is "not reachable"', async () => {
    const { port } = machine;
    await machine.close();
    expect(await till('process-id', at(port)).print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'not_reachable' });
    expect(await till('process-id', at(port)).check(PATIENCE_MS)).toEqual({ kind: 'trouble', reason: 'not_reachable' });
    machine = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
  });

  it('a connection that breaks in the middle is a failure, not a receipt', async () => {
    const breaking = await listen(createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.resetAndDestroy());
    }));
    const outcome = await till('process-id', at(portOf(breaking))).print(RECEIPT, PATIENCE_MS);
    breaking.close();
    expect(outcome).toEqual({ kind: 'failed', reason: 'broken' });
  });
});

describe('the set-up test', () => {
  const probe = (port = machine.port): ReturnType<typeof probePrinter> => probePrinter(openLink, { kind: 'tcp', host: '127.0.0.1', port });

  it('finds out what a printer answers, and prints nothing on one that knows the commands', async () => {
    expect(await probe()).toEqual({ kind: 'found', confirmation: 'process-id', autoStatus: true });
    expect(machine.receipts()).toEqual([]);
  });

  it('a printer that answers only to real-time status is not expected to prove anything', async () => {
    const modest = await listen(createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (bytes) => { if (bytes[0] === 0x10 && bytes[1] === 0x04) socket.write(Uint8Array.of(0x12)); });
    }));
    expect(await probe(portOf(modest))).toEqual({ kind: 'found', confirmation: 'status', autoStatus: false });
    modest.close();
  });

  it('a silent printer is silent, and one without paper is looked at again later', async () => {
    machine.setState('dead');
    expect(await probe()).toEqual({ kind: 'found', confirmation: 'none', autoStatus: false });
    machine.setState('paper-out');
    expect(await probe()).toEqual({ kind: 'trouble', reason: 'paper_out' });
  });
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
