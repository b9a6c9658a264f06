/** Real time and real identity: the parts that tests and simulations replace. */
import { randomUUID } from 'node:crypto';
import type { Clock, Ids } from '../ports.ts';

/**
 * No timer is longer than this. Node fires timers beyond 24.8 days at once, and a machine that slept or whose clock was set
 * would be late by as much; looking again twice a minute is cheap.
 */
const LOOK_AGAIN_MS = 30_000;

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  at(moment: number, callback: () => void): () => void {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = moment - this.now();
      timer = left > LOOK_AGAIN_MS ? setTimeout(wait, LOOK_AGAIN_MS) : setTimeout(finish, Math.max(0, left));
    };
    // A timer may fire a millisecond early, and the clock may have been set back meanwhile.
    const finish = (): void => (this.now() < moment ? wait() : callback());
    wait();
    return () => clearTimeout(timer);
  }
}

export class UuidIds implements Ids {
  next(): string {
    return randomUUID();
  }
}
