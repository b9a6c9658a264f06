/**
 * Watches this machine's clock against the wallets' own. Providers refuse requests whose time is some minutes off, signature by
 * signature and in words that no cashier understands; so wallets are turned off while it is that wrong, and come back by themselves.
 */
import type { Wallet } from '../domain/payment.ts';
import type { Clock, Log, TimeSource } from '../ports.ts';

/** From here on a person is told. */
const OFF_FROM_MS = 60_000;
/**
 * WeChat Pay refuses a difference of five minutes and demands that the same is done with its answers; Alipay says no figure and is
 * held to the same. Five seconds less, because a difference is known to a second or two.
 */
const WRONG_FROM_MS = 295_000;
/** When the wallets are asked for the time again, by what was known last; ms. */
const ASK_AGAIN_MS = { unknown: 60_000, right: 1_800_000, off: 60_000, wrong: 5_000 } as const;

export type ClockState = keyof typeof ASK_AGAIN_MS;

export interface ClockGuardDeps {
  readonly time: TimeSource;
  /** The wallets in use, as they are when they are asked: nobody else is told that this till is on. */
  readonly wallets: ReadonlySet<Wallet>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

export class ClockGuard {
  private readonly deps: ClockGuardDeps;
  private readonly aheadMs = new Map<Wallet, number>();
  private forgetTimer: () => void = () => undefined;
  private unlisten: () => void = () => undefined;
  private stopped = false;

  constructor(deps: ClockGuardDeps) {
    this.deps = deps;
  }

  /** Asks once at the start, so that a wrong clock is known before the first customer, and again from time to time. */
  start(): void {
    this.unlisten = this.deps.time.listen((wallet, aheadMs) => this.heard(wallet, aheadMs));
    this.ask();
  }

  stop(): void {
    this.stopped = true;
    this.unlisten();
    this.forgetTimer();
  }

  /** The worst of what the wallets said. `aheadMs` is negative when this machine is behind. */
  seen(): { readonly state: ClockState; readonly aheadMs: number } {
    const [worst] = [...this.aheadMs.values()].sort((a, b) => Math.abs(b) - Math.abs(a));
    return worst === undefined ? { state: 'unknown', aheadMs: 0 } : { state: stateOf(worst), aheadMs: worst };
  }

  /** What one wallet said. */
  stateOf(wallet: Wallet): ClockState {
    const aheadMs = this.aheadMs.get(wallet);
    return aheadMs === undefined ? 'unknown' : stateOf(aheadMs);
  }

  /** True while this wallet would refuse everything for its time. */
  isWrong(wallet: Wallet): boolean {
    return stateOf(this.aheadMs.get(wallet) ?? 0) === 'wrong';
  }

  private ask(): void {
    void this.deps.time.ask(this.deps.wallets).then(
      () => this.later(),
      (error: unknown) => {
        this.deps.log.error('clock.not_asked', {}, error);
        this.later();
      },
    );
  }

  private later(): void {
    if (this.stopped) return;
    const { clock } = this.deps;
    this.forgetTimer();
    this.forgetTimer = clock.at(clock.now() + ASK_AGAIN_MS[this.seen().state], () => this.ask());
  }

  private heard(wallet: Wallet, aheadMs: number): void {
    if (this.stopped) return;
    const before = this.seen().state;
    const wasWrong = this.isWrong(wallet);
    this.aheadMs.set(wallet, aheadMs);
    const { state } = this.seen();
    if (state === before && this.isWrong(wallet) === wasWrong) return;
    this.deps.log[state === 'right' ? 'info' : 'warn']('clock.state', { wallet, state, aheadMs });
    this.later();
    this.deps.onChange();
  }
}

function stateOf(aheadMs: number): ClockState {
  const distance = Math.abs(aheadMs);
  if (distance >= WRONG_FROM_MS) return 'wrong';
  return distance > OFF_FROM_MS ? 'off' : 'right';
}
