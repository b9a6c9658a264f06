/**
 * The shop's way out to the wallets as far as it is a matter of rules: how long the till may wait for an answer, and what a person
 * can do when a wallet is not reached.
 */
import type { Wallet } from './payment.ts';

export const DEADLINE_CALLS = ['pay', 'call'] as const;
export type DeadlineCall = (typeof DEADLINE_CALLS)[number];

/** ms, for `pay` and for every other call but bills. */
export type CallDeadlines = Readonly<Record<DeadlineCall, number>>;
export type Deadlines = Readonly<Record<Wallet, CallDeadlines>>;

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** As the providers advise: Alipay 当面付 ten seconds, WeChat Pay 付款码支付 fifteen, because it may try the customer's cards in turn. */
export const DEFAULT_DEADLINES: Deadlines = {
  alipay: { pay: 10_000, call: 8_000 },
  wechat: { pay: 15_000, call: 8_000 },
};

/**
 * No shorter than a connection may take to open (6 s), so that a dead line ends as "certainly never sent" and not as "unknown"; WeChat
 * Pay's payment has a second host to try within the same time. No longer than ten seconds before "no such order" is believed (`inFlightMs`
 * of the payment rules): a request that the till has just let go of may still be on its way.
 */
export const DEADLINE_BOUNDS: Readonly<Record<Wallet, Readonly<Record<DeadlineCall, Bounds>>>> = {
  alipay: { pay: { min: 7_000, max: 20_000 }, call: { min: 7_000, max: 20_000 } },
  wechat: { pay: { min: 10_000, max: 20_000 }, call: { min: 7_000, max: 20_000 } },
};

/** The first deadline that is outside its bounds, or undefined. */
export function deadlineOutOfBounds(deadlines: Deadlines): (Bounds & { readonly wallet: Wallet; readonly call: DeadlineCall }) | undefined {
  for (const wallet of ['alipay', 'wechat'] as const) {
    for (const call of DEADLINE_CALLS) {
      const bounds = DEADLINE_BOUNDS[wallet][call];
      const ms = deadlines[wallet][call];
      if (!Number.isInteger(ms) || ms < bounds.min || ms > bounds.max) return { wallet, call, ...bounds };
    }
  }
  return undefined;
}

/** What stands between till and wallet; each has a sentence that says what to do. */
export const REACH_OBSTACLES = [
  'proxy_wants_password', 'proxy_password_wrong', 'proxy_no_basic', 'proxy_forbids', 'proxy_not_found', 'proxy_refused', 'proxy_silent', 'proxy_broke', 'proxy_cannot_reach',
  'certificate_unknown', 'certificate_other_name', 'certificate_dates', 'no_name', 'no_way', 'refused', 'silent', 'cut',
] as const;
export type ReachObstacle = (typeof REACH_OBSTACLES)[number];

const OBSTACLES: Readonly<Record<string, ReachObstacle>> = {
  PROXY_407: 'proxy_wants_password', PROXY_PASSWORD: 'proxy_password_wrong', PROXY_SCHEME: 'proxy_no_basic',
  PROXY_ENOTFOUND: 'proxy_not_found', PROXY_EAI_AGAIN: 'proxy_not_found', PROXY_ECONNREFUSED: 'proxy_refused', PROXY_ETIMEDOUT: 'proxy_silent',
  PROXY_500: 'proxy_cannot_reach', PROXY_502: 'proxy_cannot_reach', PROXY_503: 'proxy_cannot_reach', PROXY_504: 'proxy_cannot_reach',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_unknown', DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_unknown', UNABLE_TO_GET_ISSUER_CERT: 'certificate_unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_unknown', UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_unknown', ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_other_name',
  CERT_HAS_EXPIRED: 'certificate_dates', CERT_NOT_YET_VALID: 'certificate_dates',
  ENOTFOUND: 'no_name', EAI_AGAIN: 'no_name', ENETUNREACH: 'no_way', EHOSTUNREACH: 'no_way', ENETDOWN: 'no_way',
  ECONNREFUSED: 'refused', ETIMEDOUT: 'silent', DEADLINE: 'silent', ECONNRESET: 'cut',
};

/** What stood in the way of a request that was never sent, by the code with which the network ended it; undefined when no advice is known. */
export function reachObstacle(code: string): ReachObstacle | undefined {
  const known = OBSTACLES[code];
  if (known !== undefined) return known;
  if (/^PROXY_4\d\d$/.test(code)) return 'proxy_forbids';
  return code.startsWith('PROXY_') ? 'proxy_broke' : undefined;
}
