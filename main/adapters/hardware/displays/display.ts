/**
 * The small display that faces the customer on many Chinese counters: what to pay, what was given, the change. It answers
 * nothing, so nobody can know that it shows anything; the figures are on the screen and the receipt all the same.
 */
import { z } from 'zod';
import type { Clock, Log } from '../../../ports.ts';
import { formatYuan } from '../../../domain/money.ts';
import type { Fen } from '../../../domain/money.ts';
import { linkAddressSchema } from '../links/link.ts';
import type { OpenLink } from '../links/link.ts';

/** `led8n`: eight digits with lights for price, total, collected, change. `vfd220`: two lines of twenty characters. */
export const displaySettingSchema = z.strictObject({ protocol: z.enum(['led8n', 'vfd220']), address: linkAddressSchema });

export type DisplaySetting = z.infer<typeof displaySettingSchema>;

/** What the customer sees. */
export type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'price' | 'total' | 'collected' | 'change'; readonly amount: Fen };

export interface CustomerDisplay {
  /** Shows something soon; what is overtaken meanwhile is left out. */
  show(shown: Shown): void;
}

/** A display that gets more than about five changes a second falls behind. */
const BETWEEN_MS = 200;
const OPEN_MS = 1500;
const LED_POSITIONS = 8;
const VFD_COLUMNS = 20;

const LED_LIGHTS: Readonly<Record<Exclude<Shown['kind'], 'nothing'>, number>> = { price: 0x31, total: 0x32, collected: 0x33, change: 0x34 };
const VFD_LABELS: Readonly<Record<Exclude<Shown['kind'], 'nothing'>, string>> = { price: 'PRICE', total: 'TOTAL', collected: 'CASH', change: 'CHANGE' };

/** Bytes for an LED8N: `ESC s n` picks the light, `ESC Q A digits CR` shows, `FF` clears (LED8N user manual; `ESC s` on most makes). */
export function led8n(shown: Shown): Uint8Array {
  if (shown.kind === 'nothing') return Uint8Array.of(0x0c);
  const text = formatYuan(shown.amount);
  // The point takes no place of its own. What does not fit is not shown: wrong figures are worse than none.
  if (text.replace('.', '').length > LED_POSITIONS) return Uint8Array.of(0x0c);
  return Uint8Array.of(0x1b, 0x73, LED_LIGHTS[shown.kind], 0x1b, 0x51, 0x41, ...new TextEncoder().encode(text), 0x0d);
}

/** Bytes for a 2 × 20 display with Epson's codes: `FF` clears, then label and amount, the amount at the right edge of the second line. */
export function vfd220(shown: Shown): Uint8Array {
  if (shown.kind === 'nothing') return Uint8Array.of(0x0c);
  const lines = VFD_LABELS[shown.kind].padEnd(VFD_COLUMNS) + formatYuan(shown.amount).padStart(VFD_COLUMNS);
  return Uint8Array.of(0x0c, ...new TextEncoder().encode(lines));
}

/** A display on its wire, opened anew for each change, so that one that was unplugged works again by itself. */
export function openDisplay(setting: DisplaySetting, open: OpenLink, clock: Clock, log: Log): CustomerDisplay {
  const encode = setting.protocol === 'led8n' ? led8n : vfd220;
  let next: Shown | undefined;
  let isBusy = false;
  let isTrouble = false;

  const send = async (shown: Shown): Promise<void> => {
    try {
      const link = await open(setting.address, { onData: () => undefined, onEnd: () => undefined }, OPEN_MS);
      await link.write(encode(shown));
      await link.close(OPEN_MS);
      isTrouble = false;
    } catch (error) {
      if (!isTrouble) log.warn('display.not_reached', { reason: error instanceof Error ? error.message : String(error) });
      isTrouble = true;
    }
  };

  const work = async (): Promise<void> => {
    if (isBusy || next === undefined) return;
    isBusy = true;
    const shown = next;
    next = undefined;
    await send(shown);
    clock.at(clock.now() + BETWEEN_MS, () => {
      isBusy = false;
      void work();
    });
  };

  return {
    show: (shown) => {
      next = shown;
      void work();
    },
  };
}
