/**
 * What the model leaves out of time, and how much misfortune it allows.
 *
 * `decide` looks at time in four comparisons only: has the wake come, is the time of asking over, may a cancel be sent
 * yet, can a request still be under way. So the model's clock has a few ages, one for each of the last three thresholds
 * in the providers' own order, and every pause is zero: a payment that wants to wake may do so at once or after any
 * delay. Every schedule of a real till, with whatever pauses, is one of the model's; the model has many more. What it
 * cannot show is a pause of the wrong length or a wake before its time: the tests of `decide` look at those.
 */
import type { AskingRules, PaymentKind, PaymentRules, Wallet } from '../../main/domain/payment.ts';

export interface Offer {
  readonly wallet: Wallet;
  readonly kind: PaymentKind;
}

export interface Bounds {
  /** What the first and, where there is one, the second attempt may be; one of them is chosen at its start. */
  readonly attempts: readonly (readonly Offer[])[];
  /** Requests and answers lost or late, queries that lag or do not fit, cancels that lie or are put off; in all. */
  readonly faults: number;
  readonly crashes: number;
  readonly forces: number;
  /** Later looks at a weakly proved "not charged". */
  readonly looks: number;
  /** Each attempt takes only half of what is due, and a paid half may be given back while the sale is open. */
  readonly halves?: boolean;
}

export const ALIPAY_CODE: Offer = { wallet: 'alipay', kind: 'barcode' };
export const WECHAT_CODE: Offer = { wallet: 'wechat', kind: 'barcode' };
export const ALIPAY_QR: Offer = { wallet: 'alipay', kind: 'qr' };
export const WECHAT_QR: Offer = { wallet: 'wechat', kind: 'qr' };

/** From this age on nothing changes any more by time alone. */
export const OLD = 3;

function asking(given: Partial<AskingRules>, looks: number): AskingRules {
  return {
    firstAskMs: 0, afterUncertainMs: 0, askEveryMs: 0, giveUpMs: 0, cancelNotBeforeMs: 0, qrLifeMs: 0, inFlightMs: 0, checkGapMs: 0,
    retryMs: [0], slow: [], recheckMs: Array.from({ length: looks }, () => 0), ...given,
  };
}

/** Ages in the order of the providers' numbers: Alipay 0 < 30 s < 60 s; WeChat 15 s < 30 s < 45 s. */
export function modelRules({ looks }: Bounds): PaymentRules {
  return {
    alipay: { barcode: asking({ inFlightMs: 1, giveUpMs: 2 }, looks), qr: asking({ qrLifeMs: 1 }, looks) },
    // A WeChat code waits before it asks; Alipay asks at once. Both are zero here, but they are different lines of `decide`.
    wechat: { barcode: asking({ cancelNotBeforeMs: 1, inFlightMs: 2, giveUpMs: 3, afterUncertainMs: Number.MIN_VALUE }, looks), qr: asking({ qrLifeMs: 1 }, looks) },
  };
}

export interface Search {
  readonly name: string;
  readonly bounds: Bounds;
}

const KINDS = [ALIPAY_CODE, WECHAT_CODE, ALIPAY_QR, WECHAT_QR];

function nameOf({ wallet, kind }: Offer): string {
  return `${wallet} ${kind}`;
}

function alone(limits: Omit<Bounds, 'attempts'>): Search[] {
  return KINDS.map((offer) => ({ name: nameOf(offer), bounds: { attempts: [[offer]], ...limits } }));
}

function pairs(firsts: readonly Offer[], limits: Omit<Bounds, 'attempts'>): Search[] {
  const how = limits.halves === true ? 'half each' : 'one after the other';
  return firsts.map((first) => ({ name: `${nameOf(first)}, then ${nameOf(ALIPAY_CODE)}, ${how}`, bounds: { attempts: [[first], [ALIPAY_CODE]], ...limits } }));
}

/** Some seconds in all: part of every test run. */
export const SMALL: readonly Search[] = [
  ...alone({ faults: 1, crashes: 1, forces: 0, looks: 2 }),
  ...alone({ faults: 2, crashes: 0, forces: 1, looks: 1 }),
  ...pairs([ALIPAY_CODE, WECHAT_QR], { faults: 0, crashes: 0, forces: 0, looks: 1 }),
  ...pairs([WECHAT_QR], { faults: 0, crashes: 1, forces: 0, looks: 1 }),
  ...pairs([ALIPAY_CODE], { faults: 0, crashes: 0, forces: 0, looks: 0, halves: true }),
];

/**
 * For a machine that has nothing else to do for half an hour. Every one of them was searched to its end, the largest of five million
 * worlds. Not among them: an Alipay QR before a code with a fault and a crash at once. It was cut off at twelve million worlds, so the
 * two are searched one at a time; together they are searched for every other pair, and for that QR alone.
 */
export const LARGE: readonly Search[] = [
  ...alone({ faults: 3, crashes: 2, forces: 1, looks: 3 }),
  ...pairs([ALIPAY_CODE, WECHAT_CODE, WECHAT_QR], { faults: 1, crashes: 1, forces: 0, looks: 2 }),
  ...pairs([ALIPAY_QR], { faults: 1, crashes: 0, forces: 0, looks: 2 }),
  ...pairs([ALIPAY_QR], { faults: 0, crashes: 1, forces: 0, looks: 2 }),
  ...pairs([WECHAT_QR], { faults: 2, crashes: 0, forces: 1, looks: 1 }),
  ...pairs([ALIPAY_CODE, WECHAT_QR], { faults: 1, crashes: 0, forces: 0, looks: 1, halves: true }),
];

/** What may go wrong with a refund. */
export interface RefundBounds {
  readonly faults: number;
  readonly crashes: number;
  /** How often a person may ask again. */
  readonly retries: number;
}

interface RefundSearch {
  readonly name: string;
  readonly bounds: RefundBounds;
}

export const SMALL_REFUNDS: readonly RefundSearch[] = [
  { name: 'refunds', bounds: { faults: 1, crashes: 0, retries: 0 } },
  { name: 'refunds', bounds: { faults: 0, crashes: 1, retries: 0 } },
];

export const LARGE_REFUNDS: readonly RefundSearch[] = [
  { name: 'refunds', bounds: { faults: 2, crashes: 1, retries: 1 } },
  { name: 'refunds', bounds: { faults: 3, crashes: 0, retries: 0 } },
];
