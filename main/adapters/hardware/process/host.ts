/**
 * Keeps one device process running: starts it when it is first needed, starts it again when it crashes, and ends one that
 * does not answer any more, because a driver that hangs cannot be woken in any other way.
 */
import type { Clock, Log } from '../../../ports.ts';
import type { DeviceFamily, DeviceProcess, FromDevices, StartDeviceProcess, ToDevices } from './messages.ts';

export interface HostPatience {
  readonly pingMs: number;
  /** A process that has not answered for so long hangs. */
  readonly silenceMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

const DEFAULT_PATIENCE: HostPatience = { pingMs: 2000, silenceMs: 10_000, firstPauseMs: 500, longestPauseMs: 5000 };

export interface HostDeps {
  readonly start: StartDeviceProcess;
  readonly clock: Clock;
  readonly log: Log;
  readonly patience?: HostPatience;
}

type Listener = (message: FromDevices) => void;

export class DeviceHost {
  private readonly family: DeviceFamily;
  private readonly deps: HostDeps;
  private readonly patience: HostPatience;
  private readonly listeners = new Set<Listener>();
  private readonly downListeners = new Set<() => void>();
  private readonly upListeners = new Set<() => void>();
  private process: DeviceProcess | undefined;
  private pauseMs: number;
  private lastHeard = 0;
  private pings = 0;
  private links = 0;
  private isStopped = false;
  private forget: () => void = () => undefined;

  constructor(family: DeviceFamily, deps: HostDeps) {
    this.family = family;
    this.deps = deps;
    this.patience = deps.patience ?? DEFAULT_PATIENCE;
    this.pauseMs = this.patience.firstPauseMs;
  }

  /** True when a message posted now has somebody to reach. Starts the process when it is not wanted yet. */
  post(message: ToDevices): boolean {
    if (!this.process && this.pauseMs === this.patience.firstPauseMs) this.start();
    this.process?.post(message);
    return this.process !== undefined;
  }

  /** A number for a link that no other link of this host has or had: messages of an old one must never be taken for a new one's. */
  newLinkNumber(): number {
    this.links += 1;
    return this.links;
  }

  /** Hears everything that the process says, until the returned function is called. */
  hear(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Told when the process is gone: nothing that was asked of it will be answered. */
  onDown(listener: () => void): () => void {
    this.downListeners.add(listener);
    return () => this.downListeners.delete(listener);
  }

  /** Told each time a process has started, to give it its work. */
  onUp(listener: () => void): () => void {
    this.upListeners.add(listener);
    return () => this.upListeners.delete(listener);
  }

  start(): void {
    if (this.process || this.isStopped) return;
    this.forget();
    const process = this.deps.start(this.family);
    this.process = process;
    this.lastHeard = this.deps.clock.now();
    process.onMessage((message) => this.heard(process, message));
    process.onExit(() => this.ended(process));
    this.watch();
    for (const listener of this.upListeners) listener();
  }

  stop(): void {
    this.isStopped = true;
    this.forget();
    this.process?.kill();
  }

  private heard(process: DeviceProcess, message: FromDevices): void {
    if (this.process !== process) return;
    this.lastHeard = this.deps.clock.now();
    this.pauseMs = this.patience.firstPauseMs;
    if (message.kind === 'pong') return;
    if (message.kind === 'log') this.deps.log[message.level](message.event, message.fields);
    else for (const listener of this.listeners) listener(message);
  }

  private watch(): void {
    this.forget = this.deps.clock.at(this.deps.clock.now() + this.patience.pingMs, () => {
      const { process } = this;
      if (!process) return;
      if (this.deps.clock.now() - this.lastHeard >= this.patience.silenceMs) {
        this.deps.log.error('devices.hung', { family: this.family });
        process.kill();
        return;
      }
      this.pings += 1;
      process.post({ kind: 'ping', count: this.pings });
      this.watch();
    });
  }

  private ended(process: DeviceProcess): void {
    if (this.process !== process) return;
    this.process = undefined;
    this.forget();
    for (const listener of this.downListeners) listener();
    if (this.isStopped) return;
    this.deps.log.warn('devices.ended', { family: this.family, againInMs: this.pauseMs });
    const { pauseMs } = this;
    this.pauseMs = Math.min(pauseMs * 2, this.patience.longestPauseMs);
    this.forget = this.deps.clock.at(this.deps.clock.now() + pauseMs, () => this.start());
  }
}
