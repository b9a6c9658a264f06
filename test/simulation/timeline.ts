/**
 * Virtual time. One queue of moments drives the whole simulated street: tills, wires, providers and people. Nothing waits
 * really, and the order of things depends on the seed alone.
 */
import type { Clock } from '../../main/ports.ts';
import type { Dice } from './dice.ts';

interface Moment {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  gone: boolean;
}

/** How late a real timer may notice that somebody set the clock forward. */
const NOTICED_WITHIN_MS = 30_000;

export class Timeline {
  now: number;
  private readonly heap: Moment[] = [];
  private order = 0;

  constructor(start: number) {
    this.now = start;
  }

  /** Runs once at a moment (true time, ms), never before now. Returns a function that forgets it. */
  at(moment: number, run: () => void): () => void {
    const entry: Moment = { at: Math.max(this.now, moment), order: this.order, run, gone: false };
    this.order += 1;
    this.push(entry);
    return () => {
      entry.gone = true;
    };
  }

  in(ms: number, run: () => void): () => void {
    return this.at(this.now + ms, run);
  }

  /** Goes on until nothing is planned before `end`, letting promises finish after each moment. Returns how many moments ran. */
  async run(end = Number.POSITIVE_INFINITY, mostMoments = Number.POSITIVE_INFINITY): Promise<number> {
    let ran = 0;
    for (let next = this.heap[0]; next !== undefined && ran < mostMoments; next = this.heap[0]) {
      if (next.at > end) break;
      this.pop();
      if (next.gone) continue;
      this.now = next.at;
      next.run();
      ran += 1;
      await settled();
    }
    if (Number.isFinite(end) && this.now < end && ran < mostMoments) this.now = end;
    return ran;
  }

  private push(entry: Moment): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      let child = left;
      const leftEntry = heap[left];
      const rightEntry = heap[right];
      if (leftEntry === undefined) break;
      if (rightEntry !== undefined && isBefore(rightEntry, leftEntry)) child = right;
      const below = heap[child];
      if (below === undefined || !isBefore(below, last)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
  }
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** All promises that can go on have gone on: the event loop turns once only when no job is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

interface Timer {
  readonly moment: number;
  /** True time at which as much has passed as was left when it was planned: a clock set back does not put it off. */
  readonly due: number;
  readonly callback: () => void;
  forget: () => void;
}

/** The clock on one till's wall: it may be wrong and it may be set. It dies with the program that looks at it. */
export class TillClock implements Clock {
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly timers = new Set<Timer>();
  wrongBy: number;
  private stopped = false;

  constructor(timeline: Timeline, dice: Dice, wrongBy: number) {
    this.timeline = timeline;
    this.dice = dice;
    this.wrongBy = wrongBy;
  }

  now(): number {
    return this.timeline.now + this.wrongBy;
  }

  at(moment: number, callback: () => void): () => void {
    if (this.stopped) return () => undefined;
    const timer: Timer = { moment, due: this.timeline.now + moment - this.now(), callback, forget: () => undefined };
    this.timers.add(timer);
    this.plan(timer, this.timeline.now);
    return () => {
      this.timers.delete(timer);
      timer.forget();
    };
  }

  /** Somebody set the clock, or the machine slept and corrected itself. */
  setWrongBy(wrongBy: number): void {
    this.wrongBy = wrongBy;
    for (const timer of this.timers) {
      timer.forget();
      this.plan(timer, this.timeline.now + this.dice.between(0, NOTICED_WITHIN_MS));
    }
  }

  /** The program ended: nothing of it runs any more. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) timer.forget();
    this.timers.clear();
  }

  private plan(timer: Timer, notBefore: number): void {
    timer.forget = this.timeline.at(Math.min(timer.due, Math.max(timer.moment - this.wrongBy, notBefore)), () => {
      this.timers.delete(timer);
      timer.callback();
    });
  }
}
