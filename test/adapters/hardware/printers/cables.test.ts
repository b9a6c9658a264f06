/** Printers on real serial lines and device files (pseudo-terminals): what the till may believe when the cable has its say. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROFILE_80MM, encodeReceipt } from '../../../../main/adapters/hardware/escpos.ts';
import type { LinkAddress } from '../../../../main/adapters/hardware/links/link.ts';
import { openLink } from '../../../../main/adapters/hardware/links/open-link.ts';
import { EscPosPrinter } from '../../../../main/adapters/hardware/printers/printer.ts';
import type { PrinterConfirmation, PrinterSettings } from '../../../../main/adapters/hardware/printers/printer.ts';
import { nodeProcesses } from '../../../../main/adapters/hardware/process/node-process.ts';
import { DeviceHost } from '../../../../main/adapters/hardware/process/host.ts';
import { remoteLinks } from '../../../../main/adapters/hardware/process/remote.ts';
import { steadyClock } from '../../../../main/adapters/hardware/steady-clock.ts';
import { saleReceipt } from '../../../../main/domain/receipt.ts';
import { startCablePrinter } from '../../../../main/simulator/printer/on-cable.ts';
import type { CablePrinter } from '../../../../main/simulator/printer/on-cable.ts';
import { hasPty } from '../../../../main/simulator/pty.ts';
import { sampleSale } from '../../../support/receipt-samples.ts';
import { quietLog } from '../../../support/quiet-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const RECEIPT = saleReceipt(sampleSale('zh'));
const BYTES = encodeReceipt(RECEIPT, PROFILE_80MM).bytes;
const PATIENCE_MS = 8000;
const SHORT_MS = 900;
const LONG = Buffer.alloc(300_000, 0x0a);
const ENTRY = new URL('../../../../main/adapters/hardware/process/entry.ts', import.meta.url).pathname;

const folder = scratchFolder();
const host = new DeviceHost('printer', { start: nodeProcesses(ENTRY), clock: steadyClock, log: quietLog });
let cables = 0;
let machine: CablePrinter;

beforeEach(() => {
  cables += 1;
  machine = startCablePrinter(folder.path(`printer${cables}`), { dots: 576 });
});
afterEach(() => machine.close());
afterAll(() => {
  host.stop();
  folder.remove();
});

const WIRES: readonly (readonly [string, (path: string) => LinkAddress, typeof openLink])[] = [
  ['a serial line', (path) => ({ kind: 'serial', port: { path }, baudRate: 19_200, hardwareFlow: false }), openLink],
  ['a device file', (path) => ({ kind: 'device', path }), openLink],
  ['a serial line of the device process', (path) => ({ kind: 'serial', port: { path }, baudRate: 19_200, hardwareFlow: false }), remoteLinks(host)],
  ['a device file of the device process', (path) => ({ kind: 'device', path }), remoteLinks(host)],
];

describe.skipIf(!hasPty()).each(WIRES)('on %s', (_name, address, open) => {
  const till = (confirmation: PrinterConfirmation, change: Partial<PrinterSettings> = {}): EscPosPrinter =>
    new EscPosPrinter({ address: address(machine.cable.path), profile: PROFILE_80MM, confirmation, ...change }, open, () => undefined);

  it('every byte arrives, and the printer\'s own word makes it printed', async () => {
    expect(await till('process-id', { autoStatus: true }).print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    await expect.poll(() => machine.machine.receipts().map((receipt) => receipt.faults)).toEqual([[]]);
    expect(machine.machine.receipts()[0]?.lines.join()).toContain('47.40');
  });

  it('jobs given at once come out one after another', async () => {
    const printer = till('process-id');
    const outcomes = await Promise.all([1, 2, 3].map(() => printer.print(RECEIPT, PATIENCE_MS)));
    expect(outcomes).toEqual([{ kind: 'printed' }, { kind: 'printed' }, { kind: 'printed' }]);
    expect(machine.machine.receipts().map((receipt) => receipt.faults)).toEqual([[], [], []]);
  });

  it('a slow printer is waited for, paper near its end is told', async () => {
    machine.machine.setState('slow');
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    machine.machine.setState('near-end');
    expect(await till('status').check(PATIENCE_MS)).toEqual({ kind: 'ready', paperNearEnd: true });
  });

  it('paper that ends in the middle of a receipt is noticed', async () => {
    machine.machine.setState('paper-out', 600);
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'paper_out', partOnPaper: true });
  });

  it('a printer that answers nothing fails at the deadline, and nothing of the job comes out later', async () => {
    machine.machine.setState('dead');
    expect(await till('process-id').print(RECEIPT, SHORT_MS)).toEqual({ kind: 'failed', reason: 'timeout' });
    machine.machine.setState('ok');
    expect(await till('process-id').print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    expect(machine.machine.receipts()).toHaveLength(1);
  });

  it('a printer that stops reading in a long job fails at the deadline instead of holding the till', async () => {
    machine.machine.setState('dead');
    expect(await till('none').printBytes(LONG, SHORT_MS)).toEqual({ kind: 'failed', reason: 'timeout', partOnPaper: true });
  });

  it('rubbish answers prove nothing', async () => {
    machine.machine.setState('garbage');
    expect((await till('process-id').print(RECEIPT, SHORT_MS)).kind).toBe('failed');
  });

  it('a cable that is pulled in the middle fails the job, and a receipt written into the dead port does not come out at the next plugging', async () => {
    machine.machine.setState('slow');
    const printer = till('process-id');
    const job = printer.printBytes(LONG, PATIENCE_MS);
    await expect.poll(() => machine.machine.isBusy(), { timeout: PATIENCE_MS }).toBe(true);
    machine.cable.unplug();
    expect(await job).toEqual({ kind: 'failed', reason: 'broken', partOnPaper: true });
    expect(await printer.print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'failed', reason: 'not_reachable' });
    machine.close();
    machine = startCablePrinter(machine.cable.path, { dots: 576 });
    expect(await printer.print(RECEIPT, PATIENCE_MS)).toEqual({ kind: 'printed' });
    await expect.poll(() => machine.machine.receipts().length).toBe(1);
    expect(Buffer.from(machine.machine.receipts()[0]?.bytes ?? []).subarray(0, BYTES.length).equals(BYTES)).toBe(true);
  });
});

describe.skipIf(!hasPty())('a device process', () => {
  it('that crashes in the middle of a receipt fails the job, and the next one finds a new process', async () => {
    let crash: (() => void) | undefined;
    const start = nodeProcesses(ENTRY);
    const ownHost = new DeviceHost('printer', {
      start: (family) => {
        const process = start(family);
        crash = () => process.kill();
        return process;
      },
      clock: steadyClock, log: quietLog,
    });
    const printer = new EscPosPrinter({ address: { kind: 'device', path: machine.cable.path }, profile: PROFILE_80MM, confirmation: 'process-id' }, remoteLinks(ownHost), () => undefined);
    machine.machine.setState('slow');
    const job = printer.printBytes(LONG, PATIENCE_MS);
    await expect.poll(() => machine.machine.isBusy(), { timeout: PATIENCE_MS }).toBe(true);
    crash?.();
    expect(await job).toEqual({ kind: 'failed', reason: 'broken', partOnPaper: true });
    machine.close();
    machine = startCablePrinter(machine.cable.path, { dots: 576 });
    await expect.poll(async () => (await printer.print(RECEIPT, PATIENCE_MS)).kind, { timeout: PATIENCE_MS }).toBe('printed');
    ownHost.stop();
  });
});
