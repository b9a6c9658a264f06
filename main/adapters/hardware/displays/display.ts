/**
 * The small display that faces the customer on many Chinese counters: what to pay, what was given, the change. It answers
 * nothing, so nobody can know that it shows anything; the figures are on the screen and the receipt all the same.
 */
import { z } from 'zod';
import type { Clock, CustomerPole, Log, PoleShown, PrintFailure } from '../../../ports.ts';
import { formatYuan } from '../../../domain/money.ts';
import { linkAddressSchema, PrinterTrouble } from '../links/link.ts';
import type { OpenLink } from '../links/link.ts';

/** `led8n`: eight digits with lights for price, total, collected, change. `vfd220`: two lines of twenty characters. */
export const displaySettingSchema = z.strictObject({ protocol: z.enum(['led8n', 'vfd220']), address: linkAddressSchema });

export type DisplaySetting = z.infer<typeof displaySettingSchema>;

/** A display that gets more than about five changes a second falls behind. */
const BETWEEN_MS = 200;
const OPEN_MS = 3000;
/** What could not be shown is tried again after this time, so that a display that is plugged in again does not stay dark until the next sale. */
const AGAIN_MS = 10_000;
const LED_POSITIONS = 8;
const VFD_COLUMNS = 20;

const LED_LIGHTS: Readonly<Record<Exclude<PoleShown['kind'], 'nothing'>, number>> = { price: 0x31, total: 0x32, collected: 0x33, change: 0x34 };
const VFD_LABELS: Readonly<Record<Exclude<PoleShown['kind'], 'nothing'>, string>> = { price: 'PRICE', total: 'TOTAL', collected: 'PAID', change: 'CHANGE' };

/** Bytes for an LED8N: `ESC s n` picks the light, `ESC Q A digits CR` shows, `FF` clears (LED8N user manual; `ESC s` on most makes). */
export function led8n(shown: PoleShown): Uint8Array {
  if (shown.kind === 'nothing') return Uint8Array.of(0x0c);
  const text = formatYuan(shown.amount);
  // The point takes no place of its own. What does not fit is not shown: wrong figures are worse than none.
  if (text.replace('.', '').length > LED_POSITIONS) return Uint8Array.of(0x0c);
  return Uint8Array.of(0x1b, 0x73, LED_LIGHTS[shown.kind], 0x1b, 0x51, 0x41, ...new TextEncoder().encode(text), 0x0d);
}

/** Bytes for a 2 × 20 display with Epson's codes: `FF` clears, then label and amount, the amount at the right edge of the second line. */
export function vfd220(shown: PoleShown): Uint8Array {
  if (shown.kind === 'nothing') return Uint8Array.of(0x0c);
  const lines = VFD_LABELS[shown.kind].padEnd(VFD_COLUMNS) + formatYuan(shown.amount).padStart(VFD_COLUMNS);
  return Uint8Array.of(0x0c, ...new TextEncoder().encode(lines));
}

/** A display on its wire, opened anew for each change, so that one that was unplugged works again by itself. `stop` ends it. */
export function openDisplay(setting: DisplaySetting, open: OpenLink, clock: Clock, log: Log): CustomerPole & { stop(): void } {
  return new PoleOnWire(setting, open, clock, log);
}

type Told = (failure: PrintFailure | undefined) => void;

class PoleOnWire implements CustomerPole {
  private readonly address: DisplaySetting['address'];
  private readonly encode: (shown: PoleShown) => Uint8Array;
  private readonly open: OpenLink;
  private readonly clock: Clock;
  private readonly log: Log;
  private next: { readonly shown: PoleShown; readonly tell: readonly Told[] } | undefined;
  private isBusy = false;
  private isStopped = false;
  private forgetAgain: () => void = () => undefined;
  private last: PrintFailure | 'sent' | 'unknown' = 'unknown';

  constructor({ protocol, address }: DisplaySetting, open: OpenLink, clock: Clock, log: Log) {
    this.address = address;
    this.encode = protocol === 'led8n' ? led8n : vfd220;
    this.open = open;
    this.clock = clock;
    this.log = log;
  }

  show(shown: PoleShown): void {
    this.next = { shown, tell: this.next?.tell ?? [] };
    void this.work();
  }

  attempt(shown: PoleShown): Promise<PrintFailure | undefined> {
    return new Promise((resolve) => {
      this.next = { shown, tell: [...(this.next?.tell ?? []), resolve] };
      void this.work();
    });
  }

  state(): PrintFailure | 'sent' | 'unknown' {
    return this.last;
  }

  stop(): void {
    this.isStopped = true;
    this.forgetAgain();
  }

  private async work(): Promise<void> {
    if (this.isBusy || this.isStopped || this.next === undefined) return;
    this.isBusy = true;
    this.forgetAgain();
    const { shown, tell } = this.next;
    this.next = undefined;
    const failure = await this.send(shown);
    for (const told of tell) told(failure);
    if (failure !== undefined && !this.isStopped) this.forgetAgain = this.clock.at(this.clock.now() + AGAIN_MS, () => this.again(shown));
    this.clock.at(this.clock.now() + BETWEEN_MS, () => {
      this.isBusy = false;
      void this.work();
    });
  }

  /** Only what nothing newer has overtaken. */
  private again(shown: PoleShown): void {
    this.next ??= { shown, tell: [] };
    void this.work();
  }

  private async send(shown: PoleShown): Promise<PrintFailure | undefined> {
    try {
      const link = await this.open(this.address, { onData: () => undefined, onEnd: () => undefined }, OPEN_MS);
      await link.write(this.encode(shown));
      await link.close(OPEN_MS);
      this.last = 'sent';
      return undefined;
    } catch (error) {
      const reason = error instanceof PrinterTrouble ? error.reason : 'broken';
      // Once for each trouble: a pole that is not plugged in must not fill the log.
      if (this.last !== reason) this.log.warn('display.not_reached', { reason });
      this.last = reason;
      return reason;
    }
  }
}
