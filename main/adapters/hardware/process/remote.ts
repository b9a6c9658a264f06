/** Links and scanners of a device process, used in the till as if they were here. When the process ends, everything of it ends. */
import type { PluggedDevices } from '../../../domain/devices.ts';
import type { Log, PrintFailure, ScanEvent, Scanner } from '../../../ports.ts';
import { PrinterTrouble } from '../links/link.ts';
import type { Link, LinkEvents, OpenLink } from '../links/link.ts';
import type { ScannerSetting, ScannerState } from '../scanners/scanner-types.ts';
import type { DeviceHost } from './host.ts';
import type { FromDevices, StartDeviceProcess } from './messages.ts';

/** Over there the opening has its own deadline; this is for a process that says nothing at all. */
const GRACE_MS = 500;

/** Opens links in the device process of this host. */
export function remoteLinks(host: DeviceHost): OpenLink {
  return (address, events, waitMs) => {
    const link = new RemoteLink(host, host.newLinkNumber(), events);
    return link.open(() => host.post({ kind: 'open', link: link.id, address, waitMs }), waitMs + GRACE_MS);
  };
}

type Settle = (failure: PrintFailure | undefined) => void;

class RemoteLink implements Link {
  readonly id: number;
  isTwoWay = false;
  private readonly host: DeviceHost;
  private readonly events: LinkEvents;
  private readonly waiting = new Map<'open' | 'close' | number, Settle>();
  private readonly unhear: () => void;
  private readonly undown: () => void;
  private writes = 0;
  private isOurs = true;

  constructor(host: DeviceHost, id: number, events: LinkEvents) {
    this.host = host;
    this.id = id;
    this.events = events;
    this.unhear = host.hear((message) => {
      if ('link' in message && message.link === id) this.heard(message);
    });
    this.undown = host.onDown(() => this.ended('broken'));
  }

  async open(post: () => boolean, waitMs: number): Promise<Link> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.asked('open', () => {
        timer = setTimeout(() => this.settle('open', 'timeout'), waitMs);
        return post();
      });
      return this;
    } catch (error) {
      this.drop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.isOurs) return Promise.reject(new PrinterTrouble('broken'));
    this.writes += 1;
    const { writes } = this;
    return this.asked(writes, () => this.host.post({ kind: 'write', link: this.id, write: writes, bytes }));
  }

  async close(waitMs: number): Promise<void> {
    if (!this.isOurs) return;
    this.isOurs = false;
    const timer = setTimeout(() => this.settle('close', 'timeout'), waitMs + GRACE_MS);
    try {
      await this.asked('close', () => this.host.post({ kind: 'close', link: this.id, waitMs }));
    } finally {
      clearTimeout(timer);
      this.forget();
    }
  }

  drop(): void {
    if (this.isOurs) this.host.post({ kind: 'drop', link: this.id });
    this.isOurs = false;
    this.forget();
  }

  private asked(key: 'open' | 'close' | number, post: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.set(key, (failure) => (failure === undefined ? resolve() : reject(new PrinterTrouble(failure))));
      if (!post()) this.settle(key, 'broken');
    });
  }

  private settle(key: 'open' | 'close' | number, failure: PrintFailure | undefined): void {
    const settle = this.waiting.get(key);
    this.waiting.delete(key);
    settle?.(failure);
  }

  private heard(message: Extract<FromDevices, { link: number }>): void {
    switch (message.kind) {
      case 'opened':
        this.isTwoWay = message.isTwoWay;
        return this.settle('open', undefined);
      case 'refused':
        return this.settle('open', message.reason);
      case 'written':
        return this.settle(message.write, message.failure);
      case 'closed':
        return this.settle('close', message.failure);
      case 'data':
        if (this.isOurs) this.events.onData(message.bytes);
        return undefined;
      case 'ended':
        return this.ended(message.reason);
    }
  }

  private ended(reason: PrintFailure): void {
    for (const key of this.waiting.keys()) this.settle(key, reason);
    this.forget();
    if (!this.isOurs) return;
    this.isOurs = false;
    this.events.onEnd(reason);
  }

  private forget(): void {
    this.unhear();
    this.undown();
  }
}

/** The scanners of a device process as one source of scans. */
export class RemoteScanners implements Scanner {
  private readonly listeners = new Set<(scan: ScanEvent) => void>();
  private known: readonly ScannerState[] = [];

  constructor(host: DeviceHost, scanners: readonly ScannerSetting[], discover: boolean, onStates: (states: readonly ScannerState[]) => void) {
    host.onUp(() => host.post({ kind: 'listen', scanners, discover }));
    host.onDown(() => {
      this.known = this.known.map((state) => ({ ...state, condition: 'broken' }));
      onStates(this.known);
    });
    host.hear((message) => {
      if (message.kind === 'states') {
        this.known = message.states;
        onStates(message.states);
      } else if (message.kind === 'scan') {
        const { kind: _kind, ...scan } = message;
        for (const listener of this.listeners) listener(scan);
      }
    });
    host.start();
  }

  listen(onScan: (scan: ScanEvent) => void): () => void {
    this.listeners.add(onScan);
    return () => this.listeners.delete(onScan);
  }

  /** How each scanner is doing, for the set-up page. */
  states(): readonly ScannerState[] {
    return this.known;
  }
}

/** What is plugged in, looked for in a process of its own, which ends with the answer. Rejects when it ends without one or is late. */
export function searchElsewhere(start: StartDeviceProcess, log: Log, waitMs: number): Promise<PluggedDevices> {
  const process = start('search');
  return new Promise<PluggedDevices>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the search for devices took too long')), waitMs);
    process.onExit(() => {
      clearTimeout(timer);
      reject(new Error('the search for devices ended without an answer'));
    });
    process.onMessage((message) => {
      if (message.kind === 'log') log[message.level](message.event, message.fields);
      else if (message.kind === 'plugged') resolve(message.found);
    });
    process.post({ kind: 'search' });
  }).finally(() => process.kill());
}
