/** The providers' daily bills, and the record of how far they were compared with our journal. */
import type { BillDoubt, BillMovement } from '../domain/bill.ts';
import type { Failure } from '../domain/failure.ts';
import type { Fen } from '../domain/money.ts';
import type { Wallet } from '../domain/payment.ts';
import type { Answered } from './providers.ts';

/** One line of a provider's daily bill: the movement of money, and what only a provider knows of it. All amounts are fen and not negative. */
export interface BillLine extends BillMovement {
  /** The part of it that the shop received or gave: without discounts that the shop bore, before fees. */
  readonly settled: Fen;
  /** What the provider charged the shop, or gave back to it with a refund; rounded half up where it counts finer than fen. */
  readonly fee: Fen;
  readonly storeId?: string;
  readonly terminalId?: string;
  readonly operatorId?: string;
  /** The payer as the provider masks him. */
  readonly payer?: string;
}

/** Sums over the lines. A bill is only handed out when its lines agree with the counts and sums that the provider states under them. */
export interface BillTotals {
  readonly payments: number;
  /** Of `amount`. */
  readonly paid: Fen;
  /** Refunds and reversals. */
  readonly refunds: number;
  /** Of `amount`. */
  readonly refunded: Fen;
  /** Fees of payments less fees given back. */
  readonly fees: Fen;
}

/** Everything that a provider says happened to the shop's money on one day in China. */
export interface ProviderBill {
  readonly wallet: Wallet;
  /** `yyyy-mm-dd`, China time. */
  readonly date: string;
  readonly lines: readonly BillLine[];
  readonly totals: BillTotals;
}

export type BillAnswer =
  | { readonly kind: 'bill'; readonly bill: ProviderBill }
  /** Not made yet: ask again later. */
  | { readonly kind: 'not_ready' }
  /** Certain: nothing happened on that day. */
  | { readonly kind: 'none' }
  /** No bill that may be believed was had; a damaged or incomplete file is this too. */
  | { readonly kind: 'uncertain'; readonly failure: Failure };

export interface BillSource {
  readonly wallet: Wallet;
  /** The bill of one day, `yyyy-mm-dd` in China time. Throws RangeError for a text that is no date. */
  downloadBill(date: string): Promise<Answered<BillAnswer>>;
}

/** How far the comparison of a wallet has come, and what of it needs a person. */
export interface BillRecord {
  readonly wallet: Wallet;
  /** Last day compared, `yyyy-mm-dd`, China time. */
  readonly date: string;
  readonly at: number;
  readonly agreed: number;
  /** Newest first. */
  readonly doubts: readonly (BillDoubt & { readonly date: string })[];
}

/** Where records are kept over a restart. Both throw `LedgerUnavailableError`. */
export interface BillBook {
  read(wallet: Wallet): BillRecord | undefined;
  write(record: BillRecord): void;
}
