/** A real CUPS with a raw queue to a virtual printer: what the till is told of a queue is true, and its bytes arrive untouched. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROFILE_80MM } from '../../../../main/adapters/hardware/escpos.ts';
import { cupsQueues, openCups } from '../../../../main/adapters/hardware/links/cups.ts';
import type { OpenLink } from '../../../../main/adapters/hardware/links/link.ts';
import { openLink } from '../../../../main/adapters/hardware/links/open-link.ts';
import { EscPosPrinter } from '../../../../main/adapters/hardware/printers/printer.ts';
import { searchDevices } from '../../../../main/adapters/hardware/search.ts';
import { saleReceipt } from '../../../../main/domain/receipt.ts';
import { linesOf } from '../../../../main/simulator/printer/paper.ts';
import { startVirtualPrinter } from '../../../../main/simulator/printer/server.ts';
import type { VirtualPrinter } from '../../../../main/simulator/printer/server.ts';
import { ended } from '../../../support/ended.ts';
import { quietLog } from '../../../support/quiet-log.ts';
import { sampleSale } from '../../../support/receipt-samples.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const CUPSD = '/usr/sbin/cupsd';
const canRun = existsSync(CUPSD) && process.getuid?.() === 0 && spawnSync('lpadmin', ['--help']).error === undefined;
const QUEUE = 'counter';
const RECEIPT = saleReceipt(sampleSale('zh'));
const SOON = { timeout: 30_000, interval: 100 };

function printerOn(queue: string): EscPosPrinter {
  return new EscPosPrinter({ address: { kind: 'cups', queue }, profile: PROFILE_80MM, confirmation: 'process-id' }, openLink, () => undefined);
}

describe.skipIf(!canRun)('a real CUPS (skipped without cupsd, lpadmin and the right to start it: Debian package cups, as root)', () => {
  const folder = scratchFolder();
  const before = process.env['CUPS_SERVER'];
  let daemon: ChildProcess;
  let paper: VirtualPrinter | undefined;

  beforeAll(async () => {
    // The daemon's workers are nobody in particular.
    chmodSync(folder.path('.'), 0o755);
    for (const name of ['root', 'spool', 'cache', 'state', 'tmp']) mkdirSync(folder.path(name));
    const socket = folder.path('socket');
    const everyone = 'Order allow,deny\nAllow all';
    writeFileSync(folder.path('cupsd.conf'), `Listen ${socket}\nBrowsing No\nWebInterface No\nDefaultAuthType None\n<Location />\n${everyone}\n</Location>\n<Policy default>\n<Limit All>\n${everyone}\n</Limit>\n</Policy>\n`);
    const places = [['ServerRoot', 'root'], ['RequestRoot', 'spool'], ['CacheDir', 'cache'], ['StateDir', 'state'], ['TempDir', 'tmp']].map(([name = '', place = '']) => `${name} ${folder.path(place)}`);
    writeFileSync(folder.path('cups-files.conf'), [...places, 'AccessLog stderr', 'ErrorLog stderr', 'PageLog stderr', 'Sandboxing relaxed', ''].join('\n'));
    daemon = spawn(CUPSD, ['-f', '-c', folder.path('cupsd.conf'), '-s', folder.path('cups-files.conf')], { stdio: 'ignore' });
    process.env['CUPS_SERVER'] = socket;
    const virtual = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
    paper = virtual;
    await vi.waitFor(() => {
      const made = spawnSync('lpadmin', ['-p', QUEUE, '-E', '-v', `socket://127.0.0.1:${virtual.port}`, '-m', 'raw']);
      if (made.status !== 0) throw new Error(made.stderr.toString());
    }, SOON);
  }, 60_000);

  afterAll(async () => {
    // It saves its state on the way out: the folder goes after it.
    await ended(daemon);
    await paper?.close();
    if (before === undefined) delete process.env['CUPS_SERVER'];
    else process.env['CUPS_SERVER'] = before;
    folder.remove();
  });

  it('its queues can be picked on the settings page', async () => {
    expect(await cupsQueues()).toEqual([QUEUE]);
    const { devices } = await searchDevices(quietLog);
    expect(devices).toContainEqual({ bus: 'queue', path: QUEUE, looksLike: 'printer', forbidden: false, link: { kind: 'cups', queue: QUEUE } });
  });

  it('a receipt comes out as it was encoded, and no more is claimed than that CUPS took it', async () => {
    expect(await printerOn(QUEUE).check(5_000)).toEqual({ kind: 'reachable' });
    expect(await printerOn(QUEUE).print(RECEIPT, 20_000)).toEqual({ kind: 'sent' });
    await expect.poll(() => paper?.receipts().length, SOON).toBe(1);
    const [printed] = paper?.receipts() ?? [];
    expect(printed?.paper.faults).toEqual([]);
    expect(printed ? linesOf(printed.paper).join('\n') : '').toContain('清岩矿泉水 550ml');
  });

  it('a queue that does not exist, or that somebody stopped, says so and takes nothing', async () => {
    const waiting = (): string => spawnSync('lpstat', ['-o', QUEUE]).stdout.toString();
    // The receipt of the test before is on paper a moment before CUPS calls its job done.
    await expect.poll(waiting, SOON).toBe('');
    expect(await printerOn('nobody').print(RECEIPT, 5_000)).toEqual({ kind: 'failed', reason: 'not_reachable' });
    expect(spawnSync('cupsdisable', [QUEUE]).status).toBe(0);
    expect(await printerOn(QUEUE).print(RECEIPT, 5_000)).toEqual({ kind: 'failed', reason: 'offline' });
    expect(spawnSync('cupsenable', [QUEUE]).status).toBe(0);
    expect(waiting()).toBe('');
  });

  it('a receipt for a printer that is switched off is given up and does not come out tomorrow; the next one is refused meanwhile', async () => {
    const gone = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
    const { port } = gone;
    await gone.close();
    expect(spawnSync('lpadmin', ['-p', 'gone', '-E', '-v', `socket://127.0.0.1:${port}`, '-m', 'raw']).status).toBe(0);
    // The real `lp` with the till's own words, but for the patience.
    const lp = folder.path('lp-in-a-hurry');
    writeFileSync(lp, '#!/bin/sh\nfor word; do shift; case "$word" in job-cancel-after=*) word=job-cancel-after=3;; esac; set -- "$@" "$word"; done\nexec lp "$@"\n');
    chmodSync(lp, 0o755);
    const open: OpenLink = (address, _events, waitMs) => {
      if (address.kind !== 'cups') throw new Error('a CUPS queue is expected');
      return openCups(address, waitMs, { lp, lpstat: 'lpstat' });
    };
    const printer = new EscPosPrinter({ address: { kind: 'cups', queue: 'gone' }, profile: PROFILE_80MM, confirmation: 'process-id' }, open, () => undefined);
    expect(await printer.print(RECEIPT, 20_000)).toEqual({ kind: 'sent' });
    await expect.poll(() => printer.check(5_000), SOON).toEqual({ kind: 'trouble', reason: 'offline' });
    await expect.poll(() => spawnSync('lpstat', ['-o', 'gone']).stdout.toString(), SOON).toBe('');
    await expect.poll(() => printer.check(5_000), SOON).toEqual({ kind: 'reachable' });
  }, 60_000);
});
