/**
 * The way from the person to the devices: what is set up, how each is doing, what to do about it, and a test for each that says what is
 * known and what is not. Changes are in force at once; whatever is being printed is printed to its end.
 */
import { deviceAdvice, LINK_KINDS, scannerTwice } from '../domain/devices.ts';
import type { DeviceAdvice, DeviceChoice, DeviceCondition, DeviceLink, PluggedDevice, PluggedDevices } from '../domain/devices.ts';
import { testPage } from '../domain/receipt.ts';
import type { Clock, DeviceWorkshop, Ledger, Log, PrinterProbe, PrintFailure, PrintOutcome } from '../ports.ts';
import { DONE, done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Pole } from './pole.ts';
import { headOf } from './receipts.ts';
import type { Till } from './till.ts';

export interface DeviceDeskDeps {
  readonly workshop: DeviceWorkshop;
  readonly till: Till;
  readonly pole: Pole;
  readonly ledger: Pick<Ledger, 'commit'>;
  readonly clock: Clock;
  readonly log: Log;
}

const PAGE_MS = 20_000;
const TEST_CODE = 'GUITAI-TEST1';

export class DeviceDesk {
  private readonly deps: DeviceDeskDeps;

  constructor(deps: DeviceDeskDeps) {
    this.deps = deps;
  }

  /** Everything as it is at this moment, as far as it is known. */
  view() {
    const { workshop, till } = this.deps;
    const choice = workshop.choice();
    return {
      editable: workshop.editable, platform: workshop.platform, models: workshop.models, links: LINK_KINDS[workshop.platform], choice,
      printer: this.printerState(choice),
      scanners: workshop.scanners().map((scanner) => ({ ...scanner, ...this.advice(scanner.source.startsWith('hid:') ? 'hid' : 'serial', scanner.condition) })),
      display: this.poleState(choice),
      scanTest: this.scanTest(),
      drawer: till.printQueue.inUse !== undefined,
    };
  }

  /** Asks the printer how it is, where it can be asked; what it says is in the next view. */
  look(): Promise<void> {
    return this.deps.till.printQueue.look();
  }

  /** Saves everything or nothing; then it holds. A job that is being printed ends on the printer it began on. */
  save(choice: DeviceChoice): Outcome<object, 'devices_given' | 'device_bad' | 'device_twice'> {
    const { workshop, till, ledger, clock } = this.deps;
    if (!workshop.editable) return refused('devices_given');
    const model = choice.printer?.model;
    if (typeof model === 'string' && !workshop.models.some(({ id }) => id === model)) return refused('device_bad', { name: 'model' });
    if (scannerTwice(choice.scanners)) return refused('device_twice');
    try {
      workshop.save(choice);
    } catch (error) {
      if (error instanceof TypeError) return refused('device_bad');
      throw error;
    }
    const { session } = till;
    ledger.commit({ entries: [{ at: clock.now(), subject: 'till', subjectId: session.settings.till.id, by: session.settings.cashier.id, note: 'devices_saved', event: { ...choice } }] });
    till.usePrinter(workshop.printer());
    session.changed();
    return DONE;
  }

  async discover(): Promise<Outcome<{ found: readonly (PluggedDevice & { advice?: DeviceAdvice })[]; unseen: PluggedDevices['unseen'] }, 'search_failed'>> {
    const { workshop, log } = this.deps;
    try {
      const { devices, unseen } = await workshop.discover();
      return done({ found: devices.map((device) => ({ ...device, ...(device.forbidden && this.advice(device.bus, 'no_permission')) })), unseen });
    } catch (error) {
      log.warn('devices.search_failed', { reason: error instanceof Error ? error.message : String(error) });
      return refused('search_failed');
    }
  }

  /**
   * Finds out what this very printer answers, keeps that as long as the printer is set up, and prints the test page. Where the printer is
   * in trouble nothing is printed.
   */
  async testPrinter(): Promise<Outcome<{ probe: PrinterProbe | null; page: PrintOutcome | null }, 'no_printer_set'>> {
    const { workshop, till } = this.deps;
    const probe = await workshop.printer()?.probe?.();
    if (probe?.kind === 'trouble') {
      await this.look();
      return done({ probe, page: null });
    }
    if (probe) this.keep(probe);
    const printer = workshop.printer();
    if (!printer) return refused('no_printer_set');
    const page = await printer.print(this.testPage(), PAGE_MS);
    await till.printQueue.look();
    return done({ probe: probe ?? null, page });
  }

  scanTest() {
    const { scanTest } = this.deps.till;
    return { open: scanTest.isOpen(), scans: scanTest.scans() };
  }

  /** The test field: while it is open, scans are shown and nothing is sold. Not opened while a payment code is waited for. */
  actOnScanTest(wish: { readonly act: 'open' | 'look' | 'close' } | { readonly act: 'scan'; readonly text: string }): Outcome<object, 'code_awaited'> {
    const { till, clock } = this.deps;
    switch (wish.act) {
      case 'open':
        if (till.session.awaitingCode !== null) return refused('code_awaited');
        till.scanTest.open();
        return DONE;
      case 'look':
        till.scanTest.keepOpen();
        return DONE;
      case 'close':
        till.scanTest.close();
        return DONE;
      case 'scan':
        till.scanTest.take({ text: wish.text, source: 'wedge', at: clock.now() });
        return DONE;
    }
  }

  /** Shows 12345.67 on the customer's display. "Sent" is all that can be known of it. */
  async testDisplay(): Promise<Outcome<{ failure?: PrintFailure }, 'no_display'>> {
    const tested = await this.deps.pole.test();
    return tested ? done(tested) : refused('no_display');
  }

  /** What the test found out outdoes the model's paper. */
  private keep({ confirmation, autoStatus }: Extract<PrinterProbe, { kind: 'found' }>): void {
    const choice = this.deps.workshop.choice();
    const { printer } = choice;
    if (!printer || !this.deps.workshop.editable) return;
    if (printer.found?.confirmation === confirmation && printer.found.autoStatus === autoStatus) return;
    this.save({ ...choice, printer: { ...printer, found: { ...printer.found, confirmation, autoStatus } } });
  }

  private testPage() {
    const { workshop, till, clock } = this.deps;
    const { settings } = till.session;
    const { printer } = workshop.choice();
    const zh = settings.receiptLanguage === 'zh';
    const model = workshop.models.find(({ id }) => id === printer?.model);
    return testPage({
      ...headOf(settings, clock.now(), 0), code: TEST_CODE,
      details: [
        [zh ? '型号' : 'Model', model ? `${model.maker} ${model.models[0] ?? ''}` : `${printer?.model ?? ''} mm`],
        [zh ? '连接' : 'Link', printer ? linkText(printer.address) : ''],
      ],
    });
  }

  private printerState({ printer }: DeviceChoice) {
    const { health, inUse, paperNearEnd } = this.deps.till.printQueue;
    const waiting = this.deps.till.printQueue.waiting();
    if (!inUse || !printer) return { state: 'none' as const, paperNearEnd: false, waiting };
    if (!health) return { state: 'unknown' as const, paperNearEnd, waiting };
    if (health.kind === 'ready') return { state: 'ready' as const, paperNearEnd, waiting };
    if (health.kind === 'reachable') return { state: 'silent' as const, paperNearEnd, waiting };
    const { reason } = health;
    if (reason === 'timeout') return { state: 'no_answer' as const, failure: reason, paperNearEnd, waiting };
    return { state: 'trouble' as const, failure: reason, paperNearEnd, waiting, ...this.adviceFor(printer.address, reason) };
  }

  private poleState({ display }: DeviceChoice) {
    const state = this.deps.workshop.pole()?.state();
    if (!display || state === undefined) return { state: 'none' as const };
    if (state === 'sent' || state === 'unknown') return { state };
    return { state: 'trouble' as const, failure: state, ...this.adviceFor(display.address, state) };
  }

  private adviceFor(link: DeviceLink, failure: PrintFailure): { advice?: DeviceAdvice } {
    const condition = CONDITIONS[failure];
    return condition ? this.advice(link.kind, condition) : {};
  }

  private advice(wire: Parameters<typeof deviceAdvice>[1], condition: DeviceCondition): { advice?: DeviceAdvice } {
    const advice = deviceAdvice(this.deps.workshop.platform, wire, condition);
    return advice ? { advice } : {};
  }
}

/** Trouble with the wire; what is wrong with the printer itself has sentences of its own. */
const CONDITIONS: Readonly<Partial<Record<PrintFailure, DeviceCondition>>> = { not_reachable: 'absent', no_permission: 'no_permission', busy: 'busy', broken: 'broken' };

/** A wire in a line of paper. */
function linkText(link: DeviceLink): string {
  switch (link.kind) {
    case 'tcp':
      return `${link.host}:${link.port}`;
    case 'serial':
      return 'path' in link.port ? link.port.path : identityText(link.port);
    case 'device':
      return link.path;
    case 'usb':
      return identityText(link.device);
    case 'winspool':
      return link.printer;
    case 'cups':
      return link.queue;
  }
}

function identityText({ vendorId, productId }: { readonly vendorId: number; readonly productId?: number }): string {
  const hex = (value: number | undefined): string => (value === undefined ? '*' : value.toString(16).padStart(4, '0'));
  return `USB ${hex(vendorId)}:${hex(productId)}`;
}
