/**
 * As many simulated shops as it takes for so many payments, one after the other, and the sum of what they showed. Shop number
 * n of a seed is the same whoever runs it, so that a town may be divided among processes.
 */
import { createHash } from 'node:crypto';
import type { FaultKind, FaultLevel } from './faults.ts';
import type { Account, Finding, Notables } from './judge.ts';
import { runStreet } from './street.ts';
import type { StreetOptions, StreetResult } from './street-result.ts';

export interface TownOptions {
  readonly seed: string;
  readonly payments: number;
  readonly parent: string;
  readonly faults: FaultLevel;
  readonly tills?: number;
  /** Every shop has a kiosk beside its tills. */
  readonly kiosk?: boolean;
}

/** A shop's day: long enough for everything to happen, short enough for a small database. */
export const SHOP_PAYMENTS = 300;
/** Every so many shops the states are remade from the journal and compared. */
const REMADE_EVERY = 10;

export interface Totals {
  shops: number;
  payments: number;
  sales: number;
  journalLines: number;
  virtualMs: number;
  cpuMs: number;
  onlyOnBill: number;
  readonly faults: Partial<Record<FaultKind, number>>;
  readonly notables: Partial<Record<keyof Notables, number>>;
  readonly account: Account;
  readonly findings: { readonly street: StreetOptions; readonly findings: readonly Finding[] }[];
  /** By shop number. */
  readonly digests: Record<number, string>;
}

export function noTotals(): Totals {
  return {
    shops: 0, payments: 0, sales: 0, journalLines: 0, virtualMs: 0, cpuMs: 0, onlyOnBill: 0, faults: {}, notables: {}, account: { held: 0, booked: 0, disputed: 0 }, findings: [], digests: {},
  };
}

/** The shops of a town, in order. */
export function shopsOf({ seed, payments, parent, faults, tills, kiosk }: TownOptions): StreetOptions[] {
  const shops: StreetOptions[] = [];
  for (let left = payments; left > 0; left -= SHOP_PAYMENTS) {
    shops.push({
      seed: `${seed}/${shops.length}`, payments: Math.min(left, SHOP_PAYMENTS), parent, faults, remake: shops.length % REMADE_EVERY === 0, ...(tills !== undefined && { tills }), ...(kiosk !== undefined && { kiosk }),
    });
  }
  return shops;
}

/** Runs every shop of which `mine` is true; tells of each when it is done. */
export async function runTown(town: TownOptions, mine: (shop: number) => boolean, onShop: (totals: Totals) => void): Promise<Totals> {
  const totals = noTotals();
  for (const [index, street] of shopsOf(town).entries()) {
    if (!mine(index)) continue;
    const before = process.cpuUsage();
    const result = await runStreet(street);
    const { user, system } = process.cpuUsage(before);
    totals.cpuMs += (user + system) / 1_000;
    addShop(totals, index, street, result);
    onShop(totals);
  }
  return totals;
}

function addShop(totals: Totals, index: number, street: StreetOptions, result: StreetResult): void {
  totals.shops += 1;
  totals.payments += result.attempts;
  totals.sales += result.sales;
  totals.journalLines += result.journalLines;
  totals.virtualMs += result.virtualMs;
  totals.onlyOnBill += result.onlyOnBill;
  addCounts(totals.faults, Object.fromEntries(result.faults));
  addCounts(totals.notables, { ...result.notables });
  addAccount(totals.account, result.account);
  totals.digests[index] = result.digest;
  if (result.findings.length > 0) totals.findings.push({ street, findings: result.findings });
}

/** What several processes found, in one. */
export function sumOf(parts: readonly Totals[]): Totals {
  const sum = noTotals();
  for (const part of parts) {
    sum.shops += part.shops;
    sum.payments += part.payments;
    sum.sales += part.sales;
    sum.journalLines += part.journalLines;
    sum.virtualMs += part.virtualMs;
    sum.cpuMs += part.cpuMs;
    sum.onlyOnBill += part.onlyOnBill;
    addCounts(sum.faults, part.faults);
    addCounts(sum.notables, part.notables);
    addAccount(sum.account, part.account);
    sum.findings.push(...part.findings);
    Object.assign(sum.digests, part.digests);
  }
  return sum;
}

/** SHA-256 over the digests of all shops' journals, in the order of the shops. */
export function townDigest({ digests }: Totals): string {
  const digest = createHash('sha256');
  for (const shop of Object.keys(digests).map(Number).sort((a, b) => a - b)) digest.update(`${digests[shop]}\n`);
  return digest.digest('hex');
}

function addAccount(sum: Account, more: Account): void {
  sum.held += more.held;
  sum.booked += more.booked;
  sum.disputed += more.disputed;
}

function addCounts<Name extends string>(sum: Partial<Record<Name, number>>, more: Partial<Record<Name, number>>): void {
  for (const [name, count] of Object.entries(more) as [Name, number][]) sum[name] = (sum[name] ?? 0) + count;
}
