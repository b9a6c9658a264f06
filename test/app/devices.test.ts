/** The way from the person to the devices: in force at once, nothing lost under a change, nothing sold in a test, and no more claimed than is known. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { led8n } from '../../main/adapters/hardware/displays/display.ts';
import { nodeProcesses } from '../../main/adapters/hardware/process/node-process.ts';
import { DEFAULT_LINE } from '../../main/adapters/hardware/scanners/scanner-types.ts';
import { lpPrintersIn } from '../../main/adapters/hardware/search.ts';
import { keyFileSealer } from '../../main/adapters/secrets.ts';
import { Buzzer } from '../../main/app/buzzer.ts';
import { ScanTest } from '../../main/app/scan-test.ts';
import { composeDemo, composeShop, worldOf } from '../../main/composition.ts';
import type { RunningShop } from '../../main/composition.ts';
import { deviceAdvice, LINK_KINDS } from '../../main/domain/devices.ts';
import type { DeviceChoice, DeviceCondition, Platform } from '../../main/domain/devices.ts';
import { fen } from '../../main/domain/money.ts';
import type { Payment } from '../../main/domain/payment.ts';
import { hasPty, layCable } from '../../main/simulator/pty.ts';
import { startSimulator } from '../../main/simulator/index.ts';
import { startCablePrinter } from '../../main/simulator/printer/on-cable.ts';
import { startVirtualPrinter } from '../../main/simulator/printer/server.ts';
import type { VirtualPrinter } from '../../main/simulator/printer/server.ts';
import { startSerialScanner } from '../../main/simulator/scanner/serial-scanner.ts';
import type { AskName } from '../../preload/contract/names.ts';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { lookUp } from '../../renderer/text/text.tsx';
import { removeFolder, temporaryFolder } from '../adapters/storage/support.ts';
import { quietLog } from '../support/quiet-log.ts';

const ENTRY = new URL('../../main/adapters/hardware/process/entry.ts', import.meta.url).pathname;
/** Machines that build are slow at times; nothing here depends on how fast it is. */
const SOON = { timeout: 20_000 };
const page = { id: 'page', send: () => undefined };
const NOTHING: DeviceChoice = { printer: null, scanners: [], discoverScanners: false, display: null };

let folder: string;
let shop: RunningShop;

async function ask<Name extends AskName>(name: Name, input: AskInput<Name>): Promise<AskOutput<Name>> {
  const answer = await shop.bridge.ask(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
  return answer.value as AskOutput<Name>;
}

const save = (choice: Partial<DeviceChoice>) => ask('devices.save', { choice: { ...NOTHING, ...choice } as AskInput<'devices.save'>['choice'] });
const tcp = (port: number, more: object = {}): Pick<DeviceChoice, 'printer'> => ({ printer: { address: { kind: 'tcp', host: '127.0.0.1', port }, model: 80, ...more } });
const printerView = async (look = false) => (await ask('devices.get', { look })).devices.printer;

/** One sale in cash, so that a receipt is queued; returns its print job. */
function sellInCash(amount = 990, tendered = 1000): () => string | undefined {
  const { checkout, tenders, session, ledger } = shop.till;
  checkout.next();
  checkout.keyAmount(fen(amount), '咖啡');
  tenders.cash(fen(tendered));
  const saleId = session.finishedSaleId ?? '';
  return () => ledger.printJobOfSale(saleId)?.state;
}

beforeEach(async () => {
  folder = temporaryFolder();
  shop = composeShop({
    folder, tillNumber: 7, network: { proxyUrl: 'http://127.0.0.1:9' }, sealer: keyFileSealer(join(folder, 'apart.key')), logSink: () => undefined,
    startDeviceProcess: nodeProcesses(ENTRY),
  });
  await ask('people.firstOwner', { requestId: 'request-1', name: '周老板', pin: '260518' });
  await save({});
});
afterEach(async () => {
  await shop.close();
  removeFolder(folder);
});

describe('a printer', () => {
  let first: VirtualPrinter;
  let second: VirtualPrinter;
  beforeEach(async () => {
    first = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
    second = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
  });
  afterEach(() => Promise.all([first.close(), second.close()]));

  it('that is set up prints the next receipt, without a restart', async () => {
    expect(shop.till.picture.till().printer.state).toBe('none');
    const { devices } = await save(tcp(first.port, { found: { confirmation: 'process-id' } }));
    expect(devices.choice.printer).toMatchObject({ model: 80 });
    expect(shop.till.picture.till().printer.state).toBe('ready');
    const job = sellInCash();
    await expect.poll(job, SOON).toBe('printed');
    expect(first.receipts()).toHaveLength(1);
    expect(shop.till.ledger.history('till', 'till-7').filter(({ note }) => note === 'devices_saved')).toHaveLength(2);
  });

  it.skipIf(!hasPty())('that is exchanged in the middle of a receipt finishes it; the next one comes out of the other', async () => {
    // On a cable, so that a device process that is ended too early takes the receipt with it.
    const cabled = startCablePrinter(join(folder, 'tty-printer'), { dots: 576 });
    cabled.machine.setState('slow');
    await save({ printer: { address: { kind: 'serial', port: { path: cabled.cable.path }, baudRate: 115_200, hardwareFlow: false }, model: 80, found: { confirmation: 'process-id' } } });
    const running = sellInCash();
    await expect.poll(() => cabled.machine.isBusy(), SOON).toBe(true);
    await save(tcp(second.port, { found: { confirmation: 'process-id' } }));
    const next = sellInCash(500, 500);
    await expect.poll(running, SOON).toBe('printed');
    await expect.poll(next, SOON).toBe('printed');
    expect([cabled.machine.receipts().length, second.receipts().length]).toEqual([1, 1]);
    cabled.close();
  });

  it('receipts that waited for one come out when it is set up', async () => {
    const job = sellInCash();
    expect(job()).toBe('waiting');
    await save(tcp(first.port));
    await expect.poll(job, SOON).toBe('sent');
  });

  it('well, silent, without an answer and in trouble are four things', async () => {
    await save(tcp(first.port, { found: { confirmation: 'status' } }));
    expect(await printerView(true)).toMatchObject({ state: 'ready', paperNearEnd: false });
    first.setState('near-end');
    expect(await printerView(true)).toMatchObject({ state: 'ready', paperNearEnd: true });
    expect(shop.till.picture.till().printer).toMatchObject({ state: 'ready', paperNearEnd: true });
    first.setState('dead');
    expect(await printerView(true)).toMatchObject({ state: 'no_answer', failure: 'timeout' });
    first.setState('paper-out');
    expect(await printerView(true)).toMatchObject({ state: 'trouble', failure: 'paper_out' });
    await save(tcp(second.port));
    expect(await printerView(true)).toMatchObject({ state: 'silent' });
    await second.close();
    expect(await printerView(true)).toMatchObject({ state: 'trouble', failure: 'not_reachable', advice: 'network' });
    second = await startVirtualPrinter({ port: 0, host: '127.0.0.1', dots: 576 });
  });

  it('is tested: what it answers is found out and kept, and the page proves it', async () => {
    await save(tcp(first.port));
    const { test } = await ask('devices.testPrinter', {});
    expect(test).toEqual({ probe: { kind: 'found', confirmation: 'process-id', autoStatus: true }, page: { kind: 'printed' } });
    expect((await ask('devices.get', { look: false })).devices.choice.printer?.found).toEqual({ confirmation: 'process-id', autoStatus: true });
    expect(first.receipts().at(-1)?.lines.join('\n')).toContain(`127.0.0.1:${first.port}`);
    first.setState('paper-out');
    expect((await ask('devices.testPrinter', {})).test).toEqual({ probe: { kind: 'trouble', reason: 'paper_out' }, page: null });
  });

  it('that cannot be meant is not saved, and the one before stays', async () => {
    await save(tcp(first.port));
    await expect(shop.bridge.ask(page, 'devices.save', { choice: { ...NOTHING, ...tcp(second.port, { model: 'no-such-model' }) } })).resolves.toMatchObject({ ok: false, code: 'device_bad' });
    await expect(shop.bridge.ask(page, 'devices.save', { choice: { ...NOTHING, printer: { address: { kind: 'device', path: '/etc/passwd' }, model: 80 } } })).resolves.toMatchObject({ ok: false, code: 'bad_request' });
    expect((await ask('devices.get', { look: false })).devices.choice.printer).toMatchObject(tcp(first.port).printer ?? {});
  });
});

describe('the buzzer', () => {
  let server: Server;
  const heard: number[] = [];
  beforeEach(async () => {
    heard.length = 0;
    server = createServer({ allowHalfOpen: false }, (socket) => {
      socket.on('data', (bytes) => heard.push(...bytes));
      socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(() => new Promise<void>((resolve) => {
    server.close(() => resolve());
  }));

  const payment = (phase: Payment['phase']): Payment => ({ id: 'p1', phase, cancels: 0, exceptions: {} }) as Payment;
  const port = (): number => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };

  it.each([['rongta-rp326', [0x1b, 0x42, 3, 2]], ['custom-k80', []]] as const)('sounds once for each news, where the model has one: %s', async (model, command) => {
    await save(tcp(port(), { model, found: { confirmation: 'none' } }));
    const buzzer = new Buzzer(() => shop.till.printQueue.inUse, quietLog);
    for (const phase of ['sending', 'waiting', 'paid', 'paid'] as const) buzzer.onPayment(payment(phase));
    await shop.till.printQueue.inUse?.print([{ kind: 'text', text: 'x' }], 3000);
    await expect.poll(() => heard.includes(0x78), SOON).toBe(true);
    expect(heard.filter((byte, index) => byte === 0x42 && heard[index - 1] === 0x1b)).toHaveLength(command.length === 0 ? 0 : 1);
    expect(heard.join(' ')).toContain(command.join(' '));
  });

  it('of a shop that wants it quiet is quiet', async () => {
    await save(tcp(port(), { model: 'rongta-rp326', buzzer: false }));
    expect(await shop.till.printQueue.inUse?.buzz?.(1000)).toBe(false);
  });
});

describe.skipIf(!hasPty())('a scanner', () => {
  it('that is set up is open at once; in the test nothing is sold, payment codes are masked, and afterwards it sells again', async () => {
    const scanner = startSerialScanner(join(folder, 'tty'));
    const { cable } = scanner;
    await save({ scanners: [{ kind: 'serial', port: { path: cable.path }, line: DEFAULT_LINE, framing: { suffix: 'auto' } }] });
    const state = async () => (await ask('devices.get', { look: false })).devices.scanners[0];
    await expect.poll(async () => (await state())?.condition, SOON).toBe('open');
    expect(await state()).toMatchObject({ source: `serial:${cable.path}`, chosen: true });

    await ask('devices.testScanner', { act: 'open' });
    const scans = async () => (await ask('devices.testScanner', { act: 'look' })).scanTest.scans;
    await scanner.scan('284012345678901234');
    await expect.poll(async () => (await scans()).length, SOON).toBe(1);
    await scanner.scan(']E06901234567892', 4);
    await expect.poll(async () => (await scans()).length, SOON).toBe(2);
    await ask('sale.scan', { text: '6901234567892', source: 'wedge' });
    await ask('devices.testScanner', { act: 'scan', text: '6901234567892' });
    expect((await scans()).toReversed()).toMatchObject([
      { text: '**************1234', length: 18, source: `serial:${cable.path}`, traits: { suffix: 'crlf', longestGapMs: 0 } },
      { text: '6901234567892', length: 13, aim: 'E0', traits: { suffix: 'crlf' } },
      { text: '6901234567892', source: 'wedge' }, { text: '6901234567892', source: 'wedge' },
    ]);
    expect(shop.till.picture.till()).toMatchObject({ sale: null, notice: null });

    await ask('devices.testScanner', { act: 'close' });
    await scanner.scan('6901234567892');
    await expect.poll(() => shop.till.picture.till().notice?.notice.kind, SOON).toBe('unknown_product');
    cable.unplug();
    await expect.poll(async () => state(), SOON).toMatchObject({ condition: 'absent', advice: 'plug_in' });
  });

  it('that is set up twice is not saved: two openers take each other\'s scans', async () => {
    const scanner = { kind: 'serial', port: { path: '/dev/ttyS9' }, line: DEFAULT_LINE, framing: { suffix: 'auto' } } as const;
    await expect(shop.bridge.ask(page, 'devices.save', { choice: { ...NOTHING, scanners: [scanner, scanner] } })).resolves.toMatchObject({ ok: false, code: 'device_twice' });
  });
});

describe('the test field', () => {
  it('closes by itself when its page is gone, and is not opened while a payment code is waited for', async () => {
    let now = 0;
    const test = new ScanTest({ now: () => now, at: () => () => undefined });
    test.open();
    now = 4_000;
    test.keepOpen();
    now = 8_000;
    expect(test.take({ text: '1', source: 'x', at: 1 })).toBe(true);
    now = 9_000;
    expect(test.take({ text: '1', source: 'x', at: 1 })).toBe(false);
    test.keepOpen();
    expect(test.isOpen()).toBe(false);
    shop.till.session.awaitingCode = { amount: fen(100) };
    await expect(shop.bridge.ask(page, 'devices.testScanner', { act: 'open' })).resolves.toMatchObject({ ok: false, code: 'code_awaited' });
  });
});

describe.skipIf(!hasPty())("the customer's display", () => {
  it('follows the till from what is due to the change; one that is gone stops nothing', async () => {
    const heard: number[] = [];
    const cable = layCable(join(folder, 'pole'), (bytes) => heard.push(...bytes));
    const last = (): string => String.fromCharCode(...heard).split('\u001bs').at(-1) ?? '';
    const shows = (kind: 'total' | 'change' | 'collected', amount: number): string => String.fromCharCode(...led8n({ kind, amount: fen(amount) })).slice(2);
    await expect(shop.bridge.ask(page, 'devices.testDisplay', {})).resolves.toMatchObject({ ok: false, code: 'no_display' });
    await save({ display: { protocol: 'led8n', address: { kind: 'serial', port: { path: cable.path }, baudRate: 2400, hardwareFlow: false } } });
    shop.till.checkout.keyAmount(fen(4740), '茶');
    await expect.poll(last, SOON).toBe(shows('total', 4740));
    shop.till.tenders.cash(fen(5000));
    await expect.poll(last, SOON).toBe(shows('change', 260));
    shop.till.checkout.next();
    shop.till.checkout.keyAmount(fen(500), '茶');
    shop.till.tenders.cash(fen(500));
    await expect.poll(last, SOON).toBe(shows('collected', 500));
    expect(await ask('devices.testDisplay', {})).toEqual({});
    await expect.poll(last, SOON).toBe(shows('total', 1_234_567));
    expect((await ask('devices.get', { look: false })).devices.display).toEqual({ state: 'sent' });
    cable.unplug();
    expect(await ask('devices.testDisplay', {})).toEqual({ failure: 'not_reachable' });
    expect((await ask('devices.get', { look: false })).devices.display).toEqual({ state: 'trouble', failure: 'not_reachable', advice: 'plug_in' });
    expect(sellInCash()()).toBe('waiting');
  });
});

describe('what is plugged in', () => {
  it('is looked for in a process of its own; what the system would not tell is said', async () => {
    const { found, unseen } = await ask('devices.discover', {});
    for (const { path, looksLike, scanner, link } of found) expect(path !== '' && (looksLike === 'typing_scanner' || scanner !== undefined || link !== undefined)).toBe(true);
    expect(new Set(unseen).size).toBe(unseen.length);
  });

  it('a printer behind the printer driver is known by its identity, model and permission', async () => {
    const device = join(folder, 'sys/devices/usb1/1-1');
    mkdirSync(join(device, '1-1:1.0/usbmisc/lp0'), { recursive: true });
    mkdirSync(join(folder, 'sys/class/usbmisc'), { recursive: true });
    mkdirSync(join(folder, 'dev/usb'), { recursive: true });
    for (const [file, text] of [['idVendor', '0fe6\n'], ['idProduct', '811e\n'], ['serial', 'RT0042\n']] as const) writeFileSync(join(device, file), text);
    symlinkSync(join(device, '1-1:1.0'), join(device, '1-1:1.0/usbmisc/lp0/device'));
    symlinkSync(join(device, '1-1:1.0/usbmisc/lp0'), join(folder, 'sys/class/usbmisc/lp0'));
    writeFileSync(join(folder, 'dev/usb/lp0'), '');
    expect(await lpPrintersIn(folder)).toEqual([{
      bus: 'device', path: '/dev/usb/lp0', looksLike: 'printer', forbidden: false, identity: { vendorId: 0x0fe6, productId: 0x811e, serialNumber: 'RT0042' },
      name: 'Rongta 容大 RP326 / RP80', model: 'rongta-rp326', link: { kind: 'device', path: '/dev/usb/lp0' },
    }]);
    // Epson gives all its models one identity: which one it is, and so how wide its paper, is not known.
    writeFileSync(join(device, 'idVendor'), '04b8\n');
    expect((await lpPrintersIn(folder))[0]).toEqual({
      bus: 'device', path: '/dev/usb/lp0', looksLike: 'printer', forbidden: false, identity: { vendorId: 0x04b8, productId: 0x811e, serialNumber: 'RT0042' },
      name: 'Epson', link: { kind: 'device', path: '/dev/usb/lp0' },
    });
  });
});

describe('advice', () => {
  it('is there, as a sentence in both languages, for every wire on every system in every state but "open"', () => {
    const conditions: readonly DeviceCondition[] = ['absent', 'no_permission', 'busy', 'broken'];
    for (const platform of Object.keys(LINK_KINDS) as Platform[]) {
      for (const wire of [...LINK_KINDS[platform], 'hid'] as const) {
        expect(deviceAdvice(platform, wire, 'open')).toBeUndefined();
        for (const condition of conditions) for (const language of ['zh', 'en'] as const) expect(lookUp(language, `devices.advice.${deviceAdvice(platform, wire, condition)}`)).toBeTruthy();
      }
    }
  });
});

describe('who may', () => {
  it('set devices up or look at them needs the right, and nobody else gets in', async () => {
    const cashier = await shop.desks.people.save({ name: '林小满', role: 'cashier', active: true, granted: [], denied: [], pin: '4826' });
    if (!cashier.ok) throw new Error(cashier.code);
    await shop.desks.people.signIn(cashier.value.personId, '4826');
    for (const [name, input] of [['devices.get', { look: false }], ['devices.save', { choice: NOTHING }], ['devices.discover', {}], ['devices.testPrinter', {}], ['devices.testScanner', { act: 'open' }], ['devices.testDisplay', {}]] as const) {
      await expect(shop.bridge.ask(page, name, input), name).resolves.toMatchObject({ ok: false, code: 'not_permitted' });
    }
  });
});

describe('the demo', () => {
  it('shows and tries its virtual printer, and does not let it be changed; goods handed over at the kiosk come with paper', async () => {
    const simulator = await startSimulator({});
    const demo = await composeDemo({ folder: join(folder, 'demo'), world: worldOf(simulator), logSink: () => undefined, kiosk: { onLeave: () => undefined } });
    try {
      await demo.desks.people.signIn('demo-owner', demo.till.picture.till().demo?.approver.pin ?? '');
      const devices = await demo.bridge.ask(page, 'devices.get', { look: true });
      expect(devices).toMatchObject({ ok: true, value: { devices: { editable: false, printer: { state: 'ready' } } } });
      await expect(demo.bridge.ask(page, 'devices.save', { choice: NOTHING })).resolves.toMatchObject({ ok: false, code: 'devices_given' });
      await expect(demo.bridge.ask(page, 'devices.testPrinter', {})).resolves.toMatchObject({ ok: true, value: { test: { probe: { kind: 'found', confirmation: 'process-id' }, page: { kind: 'printed' } } } });
      demo.till.checkout.keyAmount(fen(1990), '米饭');
      await expect(demo.bridge.ask(page, 'kiosk.handOver', { requestId: 'request-1' })).resolves.toMatchObject({ ok: true });
      const papers = (): string => simulator.printer.receipts().flatMap(({ lines }) => lines).join('\n');
      await expect.poll(papers, SOON).toContain('取单码');
      expect(papers()).toContain('尚未付款');
    } finally {
      await demo.close();
      await simulator.close();
    }
  });
});
