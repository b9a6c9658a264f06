/** What a store allows customers who are alone with a machine, and how the machine treats them until somebody says otherwise. */
import { fen } from './money.ts';
import type { Fen } from './money.ts';

export interface KioskRules {
  /** Above this total, fen, staff look at the basket before it can be paid. 0: at every basket. */
  readonly amountLimit: Fen;
  /** Goods with an age limit: `staff` look and let them be paid; `counter`: they are sold at the counter only. */
  readonly restricted: 'staff' | 'counter';
  /** Without a touch for this long the screen asks whether somebody is there, ms; `warnMs` later it begins anew. */
  readonly idleMs: number;
  readonly warnMs: number;
  /** How long the ends of a sale stay up before the next customer, ms. */
  readonly goodbyeMs: number;
  /** A customer who cannot pay by phone may take the goods to the counter. */
  readonly cashHandOver: boolean;
  /** `ask`: the customer chooses paper or none; who walks off without choosing leaves paper behind. `always`: paper comes by itself. */
  readonly receipt: 'ask' | 'always';
  /** What every customer begins with; each may change it for the own visit. */
  readonly speech: boolean;
  readonly largeText: boolean;
}

export const DEFAULT_KIOSK_RULES: KioskRules = {
  amountLimit: fen(50_000), restricted: 'staff', idleMs: 45_000, warnMs: 15_000, goodbyeMs: 12_000, cashHandOver: true, receipt: 'ask', speech: true, largeText: false,
};
