/** Spoolers take a job whole or not at all, and never prove anything. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import koffi from 'koffi';
import { afterAll, describe, expect, it } from 'vitest';
import { PROFILE_80MM, encodeReceipt } from '../../../../main/adapters/hardware/escpos.ts';
import { cupsQueues, openCups, queueTroubleOf } from '../../../../main/adapters/hardware/links/cups.ts';
import type { OpenLink } from '../../../../main/adapters/hardware/links/link.ts';
import { openLink } from '../../../../main/adapters/hardware/links/open-link.ts';
import { usbFailure } from '../../../../main/adapters/hardware/links/usb.ts';
import { openWinspool, printerInfos, printerNames, queueTrouble, winspoolPrinters } from '../../../../main/adapters/hardware/links/winspool.ts';
import type { WinspoolApi } from '../../../../main/adapters/hardware/links/winspool.ts';
import { EscPosPrinter } from '../../../../main/adapters/hardware/printers/printer.ts';
import { saleReceipt } from '../../../../main/domain/receipt.ts';
import { sampleSale } from '../../../support/receipt-samples.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const RECEIPT = saleReceipt(sampleSale('zh'));
const BYTES = encodeReceipt(RECEIPT, PROFILE_80MM).bytes;
const folder = scratchFolder();
afterAll(() => folder.remove());

function program(script: string): string {
  const path = folder.path(`program${Math.floor(performance.now() * 1000)}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const IDLE = 'echo "printer counter is idle.  enabled since Sat Nov 21 18:30:58 2026"; echo "	Alerts: none"';

/** CUPS as far as its two programs go. */
function cupsPrinter(script: string, state = IDLE): { readonly printer: EscPosPrinter; readonly job: string } {
  const job = folder.path(`job${Math.floor(performance.now() * 1000)}`);
  const programs = { lp: program(script.replaceAll('JOB', job)), lpstat: program(state) };
  const open: OpenLink = (address, _events, waitMs) => {
    if (address.kind !== 'cups') throw new Error('a CUPS queue is expected');
    return openCups(address, waitMs, programs);
  };
  return { printer: new EscPosPrinter({ address: { kind: 'cups', queue: 'counter' }, profile: PROFILE_80MM, confirmation: 'process-id' }, open, () => undefined), job };
}

/** The spooler of Windows as far as its calls go. */
class FakeSpooler implements WinspoolApi {
  readonly calls: string[] = [];
  readonly taken: number[] = [];
  bits = 0;
  setUp = 0x40;
  error = 0;
  most = 700;
  room = Number.POSITIVE_INFINITY;
  open(printer: string): unknown { return this.note('open', printer === 'POS-80' ? 1 : undefined); }
  startDocument(): boolean { return this.note('startDocument', true); }
  startPage(): boolean { return this.note('startPage', true); }
  write(_handle: unknown, bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.most, this.room - this.taken.length);
    this.taken.push(...bytes.subarray(0, count));
    return this.note('write', count);
  }
  endPage(): boolean { return this.note('endPage', true); }
  endDocument(): boolean { return this.note('endDocument', true); }
  abort(): boolean { return this.note('abort', true); }
  close(): boolean { return this.note('close', true); }
  status(): number { return this.bits; }
  attributes(): number { return this.setUp; }
  printers(): readonly string[] { return ['POS-80']; }
  lastError(): number { return this.error; }
  private note<T>(call: string, result: T): T {
    if (this.calls.at(-1) !== call) this.calls.push(call);
    return result;
  }
}

function windowsPrinter(spooler: FakeSpooler, name = 'POS-80'): EscPosPrinter {
  const open: OpenLink = (address) => {
    if (address.kind !== 'winspool') throw new Error('a Windows printer is expected');
    return openWinspool(address, spooler);
  };
  return new EscPosPrinter({ address: { kind: 'winspool', printer: name }, profile: PROFILE_80MM, confirmation: 'process-id' }, open, () => undefined);
}

describe('a CUPS queue', () => {
  it('gets the bytes as they are, and the job is "sent", never "printed"', async () => {
    const { printer, job } = cupsPrinter('echo "$@" > JOB.args; cat > JOB');
    expect(await printer.print(RECEIPT, 5000)).toEqual({ kind: 'sent' });
    expect(readFileSync(job).equals(Buffer.from(BYTES))).toBe(true);
    expect(readFileSync(`${job}.args`, 'utf8').trim()).toBe('-d counter -o raw -o job-cancel-after=30 -s');
  });

  it('a queue that refuses leaves nothing on the paper', async () => {
    expect(await cupsPrinter('exit 1').printer.print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'not_reachable' });
  });

  it('whose program is ended by force may have the job', async () => {
    expect(await cupsPrinter('cat > JOB; kill -9 $$').printer.print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'broken', partOnPaper: true });
  });

  it('that does not exist is said to be unreachable before anything is printed, and not called reached', async () => {
    const { printer, job } = cupsPrinter('cat > JOB', 'exit 1');
    expect(await printer.check(5000)).toEqual({ kind: 'trouble', reason: 'not_reachable' });
    expect(await printer.print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'not_reachable' });
    expect(existsSync(job)).toBe(false);
  });

  it('that stands still takes no job that would come out another day', async () => {
    const { printer, job } = cupsPrinter('cat > JOB', 'echo "printer counter disabled since Sat Nov 21 18:30:58 2026 -"; echo "	Paused"');
    expect(await printer.print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'offline' });
    expect(existsSync(job)).toBe(false);
  });

  it.each([['none', undefined], ['media-empty-error', 'paper_out'], ['cover-open', 'cover_open'], ['offline-report', 'offline'], ['toner-low-warning', undefined]] as const)('alert %s: %s', (alert, trouble) => {
    expect(queueTroubleOf(`printer counter is idle.  enabled since Sat\n\tAlerts: ${alert}\n`)).toBe(trouble);
  });

  it('the queues are listed by name; without CUPS there are none, and a CUPS that fails is not an empty one', async () => {
    expect(await cupsQueues({ lp: 'lp', lpstat: program('echo counter; echo 后厨') })).toEqual(['counter', '后厨']);
    expect(await cupsQueues({ lp: 'lp', lpstat: folder.path('no-such-program') })).toEqual([]);
    await expect(cupsQueues({ lp: 'lp', lpstat: program('exit 1') })).rejects.toThrow('Command failed');
  });

  it('asking how it is prints nothing', async () => {
    const { printer, job } = cupsPrinter('cat > JOB');
    expect(await printer.check(5000)).toEqual({ kind: 'reachable' });
    expect(existsSync(job)).toBe(false);
  });
});

describe('the Windows spooler', () => {
  it('takes the whole receipt raw, in as many pieces as it likes', async () => {
    const spooler = new FakeSpooler();
    expect(await windowsPrinter(spooler).print(RECEIPT, 5000)).toEqual({ kind: 'sent' });
    expect(spooler.calls).toEqual(['open', 'startDocument', 'startPage', 'write', 'endPage', 'endDocument', 'close']);
    expect(Buffer.from(spooler.taken).equals(Buffer.from(BYTES))).toBe(true);
  });

  it('a queue without paper is refused before anything lies in it that would come out later', async () => {
    const spooler = new FakeSpooler();
    spooler.bits = 0x10;
    expect(await windowsPrinter(spooler).print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'paper_out' });
    expect(spooler.calls).toEqual(['open', 'close']);
  });

  it.each([[0, 'not_reachable'], [5, 'no_permission']] as const)('a printer that does not open (error %i): %s', async (error, reason) => {
    const spooler = new FakeSpooler();
    spooler.error = error;
    expect(await windowsPrinter(spooler, 'gone').print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason });
  });

  it('a spooler that stops in the middle: its half document is thrown away, and part of it may be on the paper all the same', async () => {
    const spooler = new FakeSpooler();
    spooler.room = 900;
    expect(await windowsPrinter(spooler).print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'broken', partOnPaper: true });
    expect(spooler.calls).toEqual(['open', 'startDocument', 'startPage', 'write', 'abort', 'close']);
  });

  it('a spooler that takes no document has nothing of it', async () => {
    const spooler = Object.assign(new FakeSpooler(), { startDocument: () => false });
    expect(await windowsPrinter(spooler).print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'not_reachable' });
  });

  it('lists its printers; a list that Windows does not give is an error and not an empty one', async () => {
    expect(await winspoolPrinters(new FakeSpooler())).toEqual(['POS-80']);
    const dumb = Object.assign(new FakeSpooler(), { printers: () => undefined });
    await expect(winspoolPrinters(dumb)).rejects.toThrow('not_reachable');
  });

  it('names in any script are read from where Windows puts them', () => {
    const names = ['POS-80 小票', '\\\\server\\Laser'];
    const info = Buffer.alloc(256);
    let end = names.length * 24;
    for (const [index, name] of names.entries()) {
      // PRINTER_INFO_4W: the name's place in memory, the server's (none), attributes.
      info.writeBigUInt64LE(koffi.address(info) + BigInt(end), index * 24);
      end += info.write(`${name}\0`, end, 'utf16le');
    }
    info.writeUInt32LE(0x440, 16);
    const infos = printerInfos(koffi)(info, names.length);
    expect(printerNames(infos)).toEqual(names);
    expect(infos.map(({ Attributes }) => Attributes)).toEqual([0x440, 0]);
  });

  it.each([['paused', 0x1, 0], ['being removed', 0x4, 0], ['offline', 0x80, 0], ['of a server that is down', 0x200_0000, 0], ['of a USB printer that is switched off', 0, 0x440]] as const)(
    'a queue %s takes no job that would come out next morning', async (_what, bits, setUp) => {
      const spooler = Object.assign(new FakeSpooler(), { bits, setUp });
      expect(await windowsPrinter(spooler).print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'offline' });
      expect(spooler.calls).toEqual(['open', 'close']);
    });

  it.each([[0x40_0000, 'cover_open'], [0x80, 'offline'], [0x2, 'broken'], [0x8, 'broken'], [0x400, undefined]] as const)('queue state %i: %s', (bits, trouble) => {
    expect(queueTrouble(bits)).toBe(trouble);
  });
});

describe('wires that are not there', () => {
  it.each([
    { kind: 'usb', device: { vendorId: 0x04b8 } },
    { kind: 'winspool', printer: 'POS-80' },
    { kind: 'serial', port: { path: '/dev/guitai-none' }, baudRate: 9600, hardwareFlow: false },
    { kind: 'serial', port: { vendorId: 1, productId: 2 }, baudRate: 9600, hardwareFlow: false },
    { kind: 'device', path: '/dev/guitai-none' },
  ] as const)('$kind: not reachable, and nobody waits', async (address) => {
    const printer = new EscPosPrinter({ address, profile: PROFILE_80MM, confirmation: 'process-id' }, openLink, () => undefined);
    expect(await printer.print(RECEIPT, 5000)).toEqual({ kind: 'failed', reason: 'not_reachable' });
  });

  it.each([['LIBUSB_ERROR_ACCESS', 'no_permission'], ['failed to claim: busy (errno 16)', 'busy'], ['LIBUSB_ERROR_NO_DEVICE', 'not_reachable'], ['pipe', 'broken']])(
    'USB says %s: %s', (message, reason) => {
      expect(usbFailure(new Error(message))).toBe(reason);
    });
});
