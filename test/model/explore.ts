/**
 * The search over payments. From every world a fair end is run as well: nothing more goes wrong, everything that was sent
 * arrives, every wake comes; then all must be finished and right, and the daily bill must find what was left.
 */
import { OLD } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import { breadthFirst, fairness } from './breadth.ts';
import type { Limits, Move, Report } from './breadth.ts';
import type { Core } from './core.ts';
import { brokenBooks, brokenRest, brokenWorld } from './invariants.ts';
import { bill, moves, told } from './moves.ts';
import { Counter } from './world.ts';
import type { World } from './world.ts';

const STEPS_AFTER_BILL = 400;

/** Looks at every world of payments within the bounds; `payments` are the different saved values that were met. */
export function explore(core: Core, bounds: Bounds, limits: Limits = {}): Report & { readonly payments: number } {
  const counter = new Counter(core, bounds);
  const key = (world: World): string => counter.key(world);
  const broken = (world: World): string | undefined => brokenWorld(counter, world);
  const endsWell = fairness<World>({
    key, broken,
    fairMove: (world) => fairMove(counter, world),
    atRest: (world, trace) => brokenRest(counter, world) ?? afterBill(counter, world, trace),
  });
  const fairEnd = (world: World): ReturnType<typeof endsWell> => endsWell({ ...world, faults: 0, crashes: 0, forces: 0 });
  const report = breadthFirst<World>({ first: counter.first(), key, broken, fairEnd, moves: (world) => moves(counter, world) }, limits);
  return { ...report, payments: counter.book.size };
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
  for (let steps = 0; steps < STEPS_AFTER_BILL; steps += 1) {
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
function fairMove(counter: Counter, world: World): Move<World> | undefined {
  const all = moves(counter, world);
  const one = (pattern: RegExp): Move<World> | undefined => all.find(({ name }) => pattern.test(name));
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
