/**
 * Walks through every world that can be reached, the nearest first, so that the first broken invariant comes with the
 * shortest way to it. From every world a fair end is run as well: nothing more goes wrong, everything that was sent
 * arrives, every wake comes; then all must be finished and right, and the daily bill must find what was left.
 */
import { OLD } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import type { Core } from './core.ts';
import { brokenBooks, brokenRest, brokenWorld } from './invariants.ts';
import { bill, moves, told } from './moves.ts';
import type { Move } from './moves.ts';
import { Counter } from './world.ts';
import type { World } from './world.ts';

export interface Counterexample {
  readonly invariant: string;
  /** The moves that lead to it. */
  readonly trace: readonly string[];
  /** Of these, the last ones are of the fair end. */
  readonly fair: number;
}

export interface Report {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly payments: number;
  /** True when everything within the bounds was seen. */
  readonly isComplete: boolean;
  readonly counterexample: Counterexample | undefined;
}

export interface Limits {
  readonly maxStates?: number;
  readonly onLevel?: (depth: number, states: number) => void;
}

const FAIR_STEPS = 400;

export function explore(core: Core, bounds: Bounds, { maxStates = Number.POSITIVE_INFINITY, onLevel }: Limits = {}): Report {
  const counter = new Counter(core, bounds);
  const rested = new Set<string>();
  const first = counter.first();
  const numbers = new Map<string, number>([[counter.key(first), 0]]);
  const parents = [-1];
  let level: { readonly world: World; readonly number: number }[] = [{ world: first, number: 0 }];
  let transitions = 0;
  let depth = 0;

  const report = (counterexample: Counterexample | undefined, isComplete: boolean): Report => ({
    states: numbers.size, transitions, depth, payments: counter.book.size, isComplete, counterexample,
  });
  const found = (invariant: string, number: number, rest: readonly string[], fair: number): Report =>
    report({ invariant, trace: [...wayTo(counter, numbers, parents, number), ...rest], fair }, false);

  while (level.length > 0) {
    const next: typeof level = [];
    for (const { world, number } of level) {
      const fair = fairEnd(counter, world, rested);
      if (fair) return found(fair.invariant, number, fair.trace, fair.trace.length);
      for (const move of moves(counter, world)) {
        transitions += 1;
        const broken = move.broken ?? brokenWorld(counter, move.to);
        if (broken !== undefined) return found(broken, number, [move.name], 0);
        const key = counter.key(move.to);
        if (numbers.has(key)) continue;
        if (numbers.size >= maxStates) return report(undefined, false);
        next.push({ world: move.to, number: numbers.size });
        numbers.set(key, numbers.size);
        parents.push(number);
      }
    }
    depth += 1;
    onLevel?.(depth, numbers.size);
    level = next;
  }
  return report(undefined, true);
}

/** The names of the moves from the beginning to a world, found by walking the way again. */
function wayTo(counter: Counter, numbers: ReadonlyMap<string, number>, parents: readonly number[], end: number): string[] {
  const way: number[] = [];
  for (let number = end; number > 0; number = parents[number] ?? -1) way.unshift(number);
  const names: string[] = [];
  let world = counter.first();
  for (const number of way) {
    const move: Move | undefined = moves(counter, world).find(({ to }) => numbers.get(counter.key(to)) === number);
    if (!move) throw new Error('the way back to a state is lost');
    names.push(move.name);
    world = move.to;
  }
  return names;
}

/** Runs the fair end of a world; `rested` remembers worlds that are known to end well. */
function fairEnd(counter: Counter, start: World, rested: Set<string>): { readonly invariant: string; readonly trace: readonly string[] } | undefined {
  const seen: string[] = [];
  const trace: string[] = [];
  const isSeen = new Set<string>();
  let world: World = { ...start, faults: 0, crashes: 0, forces: 0 };
  const judge = (): string | undefined => brokenRest(counter, world) ?? afterBill(counter, world, trace);
  for (let steps = 0; steps < FAIR_STEPS; steps += 1) {
    const key = counter.key(world);
    if (rested.has(key)) break;
    const move = fairMove(counter, world);
    // A forced payment that nobody can prove is asked for again and again: that, too, is rest.
    const isRest = move === undefined || isSeen.has(key);
    if (isRest) {
      const invariant = judge();
      if (invariant !== undefined) return { invariant, trace };
      break;
    }
    seen.push(key);
    isSeen.add(key);
    trace.push(move.name);
    const broken = move.broken ?? brokenWorld(counter, move.to);
    if (broken !== undefined) return { invariant: broken, trace };
    world = move.to;
    if (steps === FAIR_STEPS - 1) return { invariant: 'it never comes to rest', trace };
  }
  for (const key of seen) rested.add(key);
  rested.add(counter.key(world));
  return undefined;
}

/** The bill of the day is read for every attempt, and what that sets going comes to rest. */
function afterBill(counter: Counter, rested: World, trace: string[]): string | undefined {
  let world = rested;
  for (let index = 0; index < world.attempts.length; index += 1) {
    const attempt = world.attempts[index];
    const move = attempt && told(counter, world, index, 'bill is read', bill(attempt));
    if (!move) continue;
    trace.push(move.name);
    if (move.broken !== undefined) return move.broken;
    world = move.to;
  }
  for (let steps = 0; steps < FAIR_STEPS; steps += 1) {
    const move = fairMove(counter, world);
    if (!move) return brokenBooks(counter, world);
    trace.push(move.name);
    const broken = move.broken ?? brokenWorld(counter, move.to);
    if (broken !== undefined) return broken;
    world = move.to;
  }
  return 'it never comes to rest after the bill';
}

/** One move of a world in which everything that is on its way arrives, truth is told, and nobody does anything new. */
function fairMove(counter: Counter, world: World): Move | undefined {
  const all = moves(counter, world);
  const one = (pattern: RegExp): Move | undefined => all.find(({ name }) => pattern.test(name));
  return (
    one(/^\d late: pay takes|^\d late/) ??
    one(/^\d (pay|precreate|query|cancel) is answered/) ??
    one(/^\d pay waits|^\d pay of|^\d QR is made|^\d query finds|^\d cancel of/) ??
    one(/^\d refund is done/) ??
    one(/^sale is settled/) ??
    (world.attempts.some(({ payment }) => counter.book.age(payment) < OLD) ? one(/^time goes on/) : undefined) ??
    one(/^\d provider/) ??
    one(/^\d till wakes/)
  );
}
