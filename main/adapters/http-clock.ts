/**
 * Every answer brings the provider's own time with it. A till whose clock is wrong is refused for its timestamps, signature
 * by signature and without a word that a cashier understands; compared in time, a person can be told what to mend.
 */

export interface ClockSkew {
  /** Whose clock it was compared with. */
  readonly origin: string;
  /** How far this machine is ahead, ms; negative when it is behind. */
  readonly skewMs: number;
  /** More than a minute: providers refuse times that are off by some minutes. */
  readonly isWrong: boolean;
}

const WRONG_FROM_MS = 60_000;

export class ClockWatch {
  private readonly tell: (skew: ClockSkew) => void;
  private readonly lastMs = new Map<string, number>();
  private readonly told = new Map<string, ClockSkew>();

  constructor(tell: (skew: ClockSkew) => void) {
    this.tell = tell;
  }

  /** Takes in a comparison. Tells of it when the clock became wrong, wrong by another minute or more, or right again. */
  see(origin: string, skewMs: number): void {
    this.lastMs.set(origin, skewMs);
    const skew: ClockSkew = { origin, skewMs, isWrong: Math.abs(skewMs) > WRONG_FROM_MS };
    const before = this.told.get(origin) ?? { origin, skewMs: 0, isWrong: false };
    const isNews = skew.isWrong !== before.isWrong || (skew.isWrong && Math.abs(skewMs - before.skewMs) >= WRONG_FROM_MS);
    if (!isNews) return;
    this.told.set(origin, skew);
    this.tell(skew);
  }

  last(origin: string): number | undefined {
    return this.lastMs.get(origin);
  }
}
