/**
 * One scanner that the shop has set up, through all its unplugging and plugging in: opens it when it is there, hears it, and
 * tries again with growing pauses when it is not.
 */
import type { Clock, ScanTraits } from '../../../ports.ts';
import { OpenError } from './buses.ts';
import type { DeviceEvents, OpenDevice } from './buses.ts';
import { DEFAULT_FRAMING, ScanFramer } from './framing.ts';
import { HidScanAssembler } from './hid-report.ts';
import type { HidReportLayout } from './hid-report.ts';
import { scannerSource } from './scanner-types.ts';
import type { ScannerCondition, ScannerSetting, ScannerState } from './scanner-types.ts';
import { scanText } from './text.ts';

export interface SlotDeps {
  /** For gaps and pauses: must never jump. */
  readonly clock: Clock;
  /** Finds this scanner's device among what is plugged in and free; undefined when it is not there. */
  readonly find: () => Promise<string | undefined>;
  readonly open: (setting: ScannerSetting, path: string, events: DeviceEvents) => Promise<OpenDevice>;
  readonly onScan: (text: string, traits: ScanTraits | undefined) => void;
  readonly onChange: () => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
const SLOWEST_OPEN_MS = 10_000;

export class ScannerSlot {
  readonly source: string;
  readonly setting: ScannerSetting;
  /** The port or device node in use. */
  path: string | undefined;
  private readonly deps: SlotDeps;
  private device: OpenDevice | undefined;
  private condition: ScannerCondition = 'absent';
  private unreadable = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private forgetRetry: () => void = () => undefined;
  private forgetSilence: () => void = () => undefined;
  private isStopped = false;

  constructor(setting: ScannerSetting, source: string | undefined, deps: SlotDeps) {
    this.setting = setting;
    this.source = source ?? scannerSource(setting);
    this.deps = deps;
  }

  state(): ScannerState {
    return { source: this.source, condition: this.condition, unreadable: this.unreadable };
  }

  /** Looks for the device and opens it; from then on by itself until `stop`. */
  async start(): Promise<void> {
    if (this.isStopped || this.device) return;
    try {
      const path = await this.deps.find();
      if (path === undefined) this.failed('absent');
      else await this.openAt(path);
    } catch (error) {
      this.failed(error instanceof OpenError ? error.refusal : 'broken');
    }
  }

  stop(): void {
    this.isStopped = true;
    this.forgetRetry();
    this.forgetSilence();
    this.device?.close();
    this.device = undefined;
    this.path = undefined;
  }

  private async openAt(path: string): Promise<void> {
    this.path = path;
    const hear = this.listener();
    const opening = this.deps.open(this.setting, path, { onData: hear, onGone: () => this.gone() });
    const device = await this.withPatience(opening);
    if (this.isStopped) {
      device.close();
      return;
    }
    this.device = device;
    this.pauseMs = FIRST_PAUSE_MS;
    this.become('open');
  }

  /** A driver that does not answer must not stop the search for the device for ever. */
  private withPatience(opening: Promise<OpenDevice>): Promise<OpenDevice> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const forget = this.deps.clock.at(this.deps.clock.now() + SLOWEST_OPEN_MS, () => {
        isLate = true;
        reject(new OpenError('broken', new Error('the device does not open')));
      });
      const opened = (device: OpenDevice): void => {
        forget();
        if (isLate) device.close();
        else resolve(device);
      };
      const refused = (error: unknown): void => {
        forget();
        reject(error instanceof OpenError ? error : new OpenError('broken', error));
      };
      opening.then(opened, refused);
    });
  }

  private gone(): void {
    this.forgetSilence();
    this.device = undefined;
    this.path = undefined;
    if (!this.isStopped) this.failed('absent');
  }

  private failed(condition: ScannerCondition): void {
    this.path = undefined;
    if (this.isStopped) return;
    this.become(condition);
    this.forgetRetry = this.deps.clock.at(this.deps.clock.now() + this.pauseMs, () => void this.start());
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private become(condition: ScannerCondition): void {
    if (this.condition === condition) return;
    this.condition = condition;
    this.deps.onChange();
  }

  /** Half a scan from before an unplug must not become the beginning of the next one: every connection begins anew. */
  private listener(): (bytes: Uint8Array) => void {
    const { setting } = this;
    return setting.kind === 'hid' ? this.hidListener(setting.layout) : this.serialListener(new ScanFramer({ ...DEFAULT_FRAMING, ...setting.framing }));
  }

  private serialListener(framer: ScanFramer): (bytes: Uint8Array) => void {
    const take = (events: ReturnType<ScanFramer['push']>): void => {
      for (const event of events) {
        if (event.kind === 'frame') this.heard(event.bytes, '', event.traits);
        else this.countUnreadable();
      }
      this.forgetSilence();
      const settlesAt = framer.settlesAt();
      if (settlesAt !== undefined) this.forgetSilence = this.deps.clock.at(settlesAt, () => take(framer.settle(this.deps.clock.now())));
    };
    return (bytes) => take(framer.push(bytes, this.deps.clock.now()));
  }

  private hidListener(layout: HidReportLayout): (bytes: Uint8Array) => void {
    const assembler = new HidScanAssembler(layout);
    return (report) => {
      for (const event of assembler.push(report, this.deps.clock.now())) {
        if (event.kind === 'scan') this.heard(event.bytes, event.aim ?? '');
        else this.countUnreadable();
      }
    };
  }

  private heard(bytes: Uint8Array, aim: string, traits?: ScanTraits): void {
    const text = scanText(bytes);
    if (text === undefined) {
      this.countUnreadable();
      return;
    }
    if (this.unreadable > 0) {
      this.unreadable = 0;
      this.deps.onChange();
    }
    this.deps.onScan(aim + text, traits);
  }

  private countUnreadable(): void {
    this.unreadable += 1;
    this.deps.onChange();
  }
}
