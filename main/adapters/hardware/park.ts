/**
 * The devices of a shop while its till runs: opened from the settings, and exchanged without a restart. Whoever uses a printer keeps
 * it until the job is done; the next one waits until the wire is free.
 */
import type { DeviceChoice, Platform, PluggedDevices } from '../../domain/devices.ts';
import type { CustomerPole, DeviceWorkshop, Log, Printer, PrinterHealth, PrinterProbe, PrintOutcome, ScanEvent, Scanner, ScannerFact } from '../../ports.ts';
import type { ReceiptDocument } from '../../domain/receipt.ts';
import { openCustomerDisplay, openPrinter, openScanners } from './devices.ts';
import type { DeviceSettings, OpenPrinter, OpenScanners } from './devices.ts';
import type { StartDeviceProcess } from './process/messages.ts';
import { searchElsewhere } from './process/remote.ts';
import { PRINTER_FACTS } from './profiles/printers.ts';
import { scannerName } from './profiles/scanners.ts';
import { scannerSource } from './scanners/scanner-types.ts';
import { searchDevices } from './search.ts';

const SEARCH_MS = 8000;

export interface ParkDeps {
  /** Where the settings are kept. `write` checks them. */
  readonly book: { read(): DeviceSettings; write(settings: unknown): void };
  readonly log: Log;
  readonly platform: Platform;
  /** Starts a device process; absent, only devices that were set up are opened, in this process: native code in the till is for people who asked for it. */
  readonly startProcess?: StartDeviceProcess;
}

export class DevicePark implements DeviceWorkshop, Scanner {
  readonly platform: Platform;
  readonly editable = true;
  readonly models = PRINTER_FACTS;
  private readonly deps: ParkDeps;
  private readonly listeners = new Set<(scan: ScanEvent) => void>();
  private settings: DeviceSettings;
  private open: { scanners?: OpenScanners | undefined; printer?: LentPrinter | undefined; pole?: ReturnType<typeof openCustomerDisplay> };

  constructor(deps: ParkDeps) {
    this.deps = deps;
    this.platform = deps.platform;
    this.settings = deps.book.read();
    this.open = { scanners: this.openScanners(), printer: this.openPrinter(Promise.resolve()), pole: openCustomerDisplay(this.settings, this.deps) };
  }

  choice(): DeviceChoice {
    return this.settings;
  }

  save(choice: DeviceChoice): void {
    this.deps.book.write(choice);
    const before = this.settings;
    this.settings = this.deps.book.read();
    const { settings, open } = this;
    if (isOther([before.scanners, before.discoverScanners], [settings.scanners, settings.discoverScanners])) {
      open.scanners?.close();
      open.scanners = this.openScanners();
    }
    if (isOther(before.printer, settings.printer)) open.printer = this.openPrinter(open.printer?.retire() ?? Promise.resolve());
    if (isOther(before.display, settings.display)) {
      open.pole?.close();
      open.pole = openCustomerDisplay(settings, this.deps);
    }
  }

  printer(): Printer | undefined {
    return this.open.printer;
  }

  pole(): CustomerPole | undefined {
    return this.open.pole?.display;
  }

  scanners(): readonly ScannerFact[] {
    const chosen = this.settings.scanners.map(scannerSource);
    return (this.open.scanners?.states() ?? []).map(({ source, condition, unreadable }) => {
      const [, bus, vendor = '', product = ''] = /^(serial|hid):([0-9a-f]{4}):([0-9a-f]{4})/.exec(source) ?? [];
      const name = bus === undefined ? undefined : scannerName(bus as 'serial' | 'hid', { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) });
      return { source, condition, unreadable, chosen: chosen.includes(source), ...(name !== undefined && { name }) };
    });
  }

  discover(): Promise<PluggedDevices> {
    const { startProcess, log } = this.deps;
    return startProcess ? searchElsewhere(startProcess, log, SEARCH_MS) : searchDevices(log);
  }

  /** Hears every scanner, also those that are opened later. */
  listen(onScan: (scan: ScanEvent) => void): () => void {
    this.listeners.add(onScan);
    return () => this.listeners.delete(onScan);
  }

  close(): void {
    this.open.scanners?.close();
    this.open.printer?.close();
    this.open.pole?.close();
  }

  private openScanners(): OpenScanners | undefined {
    const discoverScanners = this.settings.discoverScanners && this.deps.startProcess !== undefined;
    if (this.settings.scanners.length === 0 && !discoverScanners) return undefined;
    const scanners = openScanners({ ...this.settings, discoverScanners }, this.deps);
    scanners.listen((scan) => {
      for (const listener of this.listeners) listener(scan);
    });
    return scanners;
  }

  private openPrinter(before: Promise<void>): LentPrinter | undefined {
    return this.settings.printer ? new LentPrinter(openPrinter(this.settings.printer, this.deps), before) : undefined;
  }
}

/** A printer that is closed when it is retired and its last user has finished, not under a job. */
class LentPrinter implements Printer {
  private readonly opened: OpenPrinter;
  /** The printer before this one, on perhaps the same wire, has let go. */
  private readonly before: Promise<void>;
  private users = 0;
  private isRetired = false;
  private tellClosed: () => void = () => undefined;
  private readonly closed: Promise<void>;

  constructor(opened: OpenPrinter, before: Promise<void>) {
    this.opened = opened;
    this.before = before;
    this.closed = new Promise((resolve) => {
      this.tellClosed = resolve;
    });
  }

  print(document: ReceiptDocument, deadlineMs: number): Promise<PrintOutcome> {
    return this.lend((printer) => printer.print(document, deadlineMs));
  }

  check(deadlineMs: number): Promise<PrinterHealth> {
    return this.lend((printer) => printer.check(deadlineMs));
  }

  buzz(deadlineMs: number): Promise<boolean> {
    return this.lend((printer) => printer.buzz(deadlineMs));
  }

  probe(): Promise<PrinterProbe> {
    return this.lend((printer) => printer.probe());
  }

  /** Takes no notice of who is printing: resolves when they have finished and the wire is free. */
  retire(): Promise<void> {
    this.isRetired = true;
    this.closeWhenFree();
    return this.closed;
  }

  /** At the end of the till: whatever is on the wire is given up. */
  close(): void {
    this.opened.close();
    this.tellClosed();
  }

  /** Deadlines begin when the printer before has let go, which its own deadlines bound. */
  private async lend<T>(use: (printer: OpenPrinter['printer']) => Promise<T>): Promise<T> {
    this.users += 1;
    try {
      await this.before;
      return await use(this.opened.printer);
    } finally {
      this.users -= 1;
      this.closeWhenFree();
    }
  }

  private closeWhenFree(): void {
    if (this.isRetired && this.users === 0) this.close();
  }
}

function isOther(before: unknown, now: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(now);
}
