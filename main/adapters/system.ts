/** Real time and real identity: the parts that tests and simulations replace. */
import { randomUUID } from 'node:crypto';
import type { Clock, Ids } from '../ports.ts';

/**
 * No timer is longer than this. Node fires timers beyond 24.8 days at once, and a machine that slept or whose clock was set
 * would be late by as much; looking again twice a minute is cheap.
 */
const LOOK_AGAIN_MS = 30_000;

/** Calls back when the clock on the wall says so, or when as much time has passed as was left: one that is set back makes nothing wait for longer. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  at(moment: number, callback: () => void): () => void {
    const due = performance.now() + (moment - this.now());
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = Math.min(moment - this.now(), due - performance.now());
      timer = setTimeout(left > LOOK_AGAIN_MS ? wait : finish, Math.min(LOOK_AGAIN_MS, Math.max(0, left)));
    };
    // A timer may fire a millisecond early.
    const finish = (): void => (this.now() < moment && performance.now() < due ? wait() : callback());
    wait();
    return () => clearTimeout(timer);
  }
}

export class UuidIds implements Ids {
  next(): string {
    return randomUUID();
  }
}
