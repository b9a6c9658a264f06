/**
 * All scanners of a till as one stream of scans. Devices come and go while the till runs; two of one model are told apart;
 * nothing of what was scanned reaches the log, because a payment code is money until it is used.
 */
import type { Clock, Log, ScanEvent, ScanTraits } from '../../../ports.ts';
import { BounceFilter } from './bounce.ts';
import type { DeviceEvents, FoundDevice, FoundHidDevice, HidBus, OpenDevice, SerialBus } from './buses.ts';
import { isSameDevice, scannerSource } from './scanner-types.ts';
import type { ScannerSetting, ScannerState } from './scanner-types.ts';
import { ScannerSlot } from './slot.ts';

export interface ScannerHubSettings {
  readonly scanners: readonly ScannerSetting[];
  /** Says how a device that nobody set up is to be read, or undefined when it is no scanner that the till knows. */
  readonly recognise?: (device: FoundSerial | FoundHid) => ScannerSetting | undefined;
}

export interface FoundSerial extends FoundDevice {
  readonly bus: 'serial';
}

export interface FoundHid extends FoundHidDevice {
  readonly bus: 'hid';
}

export interface ScannerHubDeps {
  readonly serial: SerialBus;
  readonly hid: HidBus;
  /** For gaps and pauses: must never jump. */
  readonly clock: Clock;
  /** Wall time of a scan, epoch ms. */
  readonly now: () => number;
  readonly log: Log;
  readonly onScan: (scan: ScanEvent) => void;
  readonly onStates: (states: readonly ScannerState[]) => void;
}

/** Asking the operating system starts a program on Linux: not more often than this. */
const LIST_MS = 2000;

export class ScannerHub {
  private readonly settings: ScannerHubSettings;
  private readonly deps: ScannerHubDeps;
  private readonly bounce = new BounceFilter();
  private readonly slots: ScannerSlot[] = [];
  private readonly serialList: CachedList<FoundDevice>;
  private readonly hidList: CachedList<FoundHidDevice>;
  private forgetSearch: () => void = () => undefined;
  private isStopped = false;

  constructor(settings: ScannerHubSettings, deps: ScannerHubDeps) {
    this.settings = settings;
    this.deps = deps;
    this.serialList = new CachedList('serial', () => deps.serial.list(), deps.clock, deps.log);
    this.hidList = new CachedList('hid', () => deps.hid.list(), deps.clock, deps.log);
  }

  /** Opens what is there and goes on looking for the rest. Returns at once. */
  start(): void {
    for (const setting of this.settings.scanners) this.add(setting, undefined);
    this.deps.onStates(this.states());
    if (this.settings.recognise) void this.search();
  }

  states(): readonly ScannerState[] {
    return this.slots.map((slot) => slot.state());
  }

  stop(): void {
    this.isStopped = true;
    this.forgetSearch();
    for (const slot of this.slots) slot.stop();
  }

  private add(setting: ScannerSetting, source: string | undefined): void {
    const slot: ScannerSlot = new ScannerSlot(setting, source, {
      clock: this.deps.clock,
      find: () => this.find(slot),
      open: (wanted, path, events) => this.open(wanted, path, events),
      onScan: (text, traits) => this.heard(slot.source, text, traits),
      onChange: () => this.changed(slot),
    });
    this.slots.push(slot);
    void slot.start();
  }

  private heard(source: string, text: string, traits: ScanTraits | undefined): void {
    if (this.isStopped) return;
    if (this.bounce.isBounce(source, text, this.deps.clock.now())) {
      this.deps.log.info('scanner.bounce', { source, length: text.length });
      return;
    }
    this.deps.onScan({ text, source, at: this.deps.now(), ...(traits && { traits }) });
  }

  private changed(slot: ScannerSlot): void {
    const { source, condition, unreadable } = slot.state();
    this.deps.log.info('scanner.state', { source, condition, unreadable });
    this.deps.onStates(this.states());
  }

  /** The port of a slot's device, unless another scanner of ours has it; from then on it counts as taken. */
  private async find(slot: ScannerSlot): Promise<string | undefined> {
    const { setting } = slot;
    const identity = setting.kind === 'hid' ? setting.device : setting.port;
    if ('path' in identity) return identity.path;
    const devices = setting.kind === 'hid' ? await this.hidList.read() : await this.serialList.read();
    slot.path = devices.find((device) => isSameDevice(identity, device) && !this.isInUse(device.path))?.path;
    return slot.path;
  }

  private isInUse(path: string): boolean {
    return this.slots.some((slot) => slot.path === path);
  }

  private open(setting: ScannerSetting, path: string, events: DeviceEvents): Promise<OpenDevice> {
    if (setting.kind === 'hid') return this.deps.hid.open(path, setting.wakeUp, events);
    return this.deps.serial.open(path, setting.line, events);
  }

  /** Looks for scanners that nobody has set up. One that was found keeps its slot, so that it is known again. */
  private async search(): Promise<void> {
    const serial = (await this.serialList.read()).map((device): FoundSerial => ({ ...device, bus: 'serial' }));
    const hid = (await this.hidList.read()).map((device): FoundHid => ({ ...device, bus: 'hid' }));
    if (this.isStopped) return;
    for (const device of [...serial, ...hid]) this.adopt(device);
    this.forgetSearch = this.deps.clock.at(this.deps.clock.now() + LIST_MS, () => void this.search());
  }

  private adopt(device: FoundSerial | FoundHid): void {
    if (this.isInUse(device.path)) return;
    const waits = this.slots.some(({ setting, path }) => path === undefined && isMeant(setting, device));
    const setting = waits ? undefined : this.settings.recognise?.(device);
    if (!setting) return;
    const name = scannerSource(setting);
    const alike = this.slots.filter(({ source }) => source === name || source.startsWith(`${name}#`)).length;
    this.add(setting, alike === 0 ? name : `${name}#${alike + 1}`);
  }
}

function isMeant(setting: ScannerSetting, device: FoundSerial | FoundHid): boolean {
  if (setting.kind === 'hid') return device.bus === 'hid' && isSameDevice(setting.device, device);
  return device.bus === 'serial' && ('path' in setting.port ? setting.port.path === device.path : isSameDevice(setting.port, device));
}

/** A list that is asked for at most every two seconds, however many scanners wait for it; one that fails is empty. */
class CachedList<T> {
  private readonly name: string;
  private readonly ask: () => Promise<readonly T[]>;
  private readonly clock: Clock;
  private readonly log: Log;
  private answer: Promise<readonly T[]> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private hasFailed = false;

  constructor(name: string, ask: () => Promise<readonly T[]>, clock: Clock, log: Log) {
    this.name = name;
    this.ask = ask;
    this.clock = clock;
    this.log = log;
  }

  read(): Promise<readonly T[]> {
    const now = this.clock.now();
    if (this.answer === undefined || now - this.askedAt >= LIST_MS || now < this.askedAt) {
      this.askedAt = now;
      this.answer = this.ask().then((list) => this.worked(list), (error: unknown) => this.failed(error));
    }
    return this.answer;
  }

  private worked(list: readonly T[]): readonly T[] {
    this.hasFailed = false;
    return list;
  }

  private failed(error: unknown): readonly T[] {
    if (!this.hasFailed) this.log.warn('scanner.list_failed', { bus: this.name, error: error instanceof Error ? error.message : String(error) });
    this.hasFailed = true;
    return [];
  }
}
