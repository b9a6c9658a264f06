/** What the parts of the providers' contract share: the shop's line to one provider, where providers differ, and what a line does wrong. */
import type { Wallet } from '../../../main/domain/payment.ts';
import type { OrderRef } from '../../../main/ports.ts';
import type { Fault } from '../../../main/simulator/faults.ts';
import type { Bench } from './bench.ts';

/** Where the providers themselves differ. */
export interface Manners {
  /** A QR that nobody scanned: no order yet, or an unpaid one. */
  readonly unscannedQr: 'absent' | 'waiting';
  /** What a cancel of a paid QR order does. */
  readonly cancelOfPaidQr: 'returned' | 'already_paid';
  /** What a cancel says about a barcode order. */
  readonly cancelSays: { readonly unpaid: string; readonly paid: string };
  readonly refundIs: 'done' | 'accepted';
  readonly repeatedRefundIs: 'uncertain' | 'accepted';
  readonly codeRefusals: Readonly<Record<'invalid' | 'expired' | 'used', string>>;
  /** Whether answers name the merchant at all. */
  readonly namesMerchant: boolean;
  /** Whether the answer to a cancel of a barcode order names the order; yes when absent. */
  readonly cancelNamesOrder?: boolean;
  /** Whether answers carry a number for support; yes when absent. */
  readonly givesRequestId?: boolean;
}

/** Longer than a refund takes, than a PIN box lives, and than a code is valid. */
export const A_WHILE_MS = 61_000;

/** The provider has done its work; the till cannot know. */
export const BROKEN_ANSWERS: readonly (readonly [name: string, fault: Fault])[] = [
  ['the line dies after the work', { kind: 'drop-after' }],
  ['a 500 page after the work', { kind: 'http-error', status: 500, work: true }],
  ['a 502 page after the work', { kind: 'http-error', status: 502, work: true }],
  ['a 503 page after the work', { kind: 'http-error', status: 503, work: true }],
  ['a 504 page after the work', { kind: 'http-error', status: 504, work: true }],
  ['a system error after the work', { kind: 'system-error', work: true }],
  ['an answer cut in the middle', { kind: 'truncated' }],
  ['an answer without signature', { kind: 'signature', flaw: 'missing' }],
  ['an answer with a wrong signature', { kind: 'signature', flaw: 'wrong' }],
  ['an answer signed by a stranger', { kind: 'signature', flaw: 'unknown-key' }],
  ['an answer signed long ago', { kind: 'signature', flaw: 'stale' }],
];
/** Nothing was done. */
export const LOST_REQUESTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['the line dies before the work', { kind: 'drop-before' }],
  ['a 502 page before the work', { kind: 'http-error', status: 502, work: false }],
  ['a 503 page before the work', { kind: 'http-error', status: 503, work: false }],
  ['a system error before the work', { kind: 'system-error', work: false }],
  ['too many requests', { kind: 'too-many-requests' }],
  ['a redirect to somewhere else', { kind: 'redirect', location: 'http://127.0.0.1:9/' }],
];

/** One provider under the contract. The bench is opened before the tests run, so it is asked for each time. */
export class Setting {
  readonly wallet: Wallet;
  readonly manners: Manners;
  /** A line of its own, for a test that breaks it. */
  readonly openAnother: () => Promise<Bench>;
  private readonly opened: () => Bench;

  constructor({ wallet, manners, opened, openAnother }: Pick<Setting, 'wallet' | 'manners' | 'openAnother'> & { readonly opened: () => Bench }) {
    this.wallet = wallet;
    this.manners = manners;
    this.opened = opened;
    this.openAnother = openAnother;
  }

  get bench(): Bench {
    return this.opened();
  }

  async pay(order: OrderRef) {
    return (await this.bench.provider.pay(this.bench.payRequest(order))).answer;
  }

  async query(order: OrderRef) {
    return (await this.bench.provider.query(order)).answer;
  }

  async cancel(order: OrderRef) {
    return (await this.bench.provider.cancel(order)).answer;
  }
}
