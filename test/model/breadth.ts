/**
 * Walks through every world that can be reached, the nearest first, so that the first broken invariant comes with the
 * shortest way to it. Knows nothing of tills: a model says what can happen next, what must never be, and how it must end.
 */
export interface Move<World> {
  readonly name: string;
  readonly to: World;
  /** What this move breaks, if anything. */
  readonly broken?: string | undefined;
}

export interface Model<World> {
  readonly first: World;
  /** A text that two worlds share only when they are the same. */
  readonly key: (world: World) => string;
  readonly moves: (world: World) => readonly Move<World>[];
  /** What is broken in this world, or undefined. */
  readonly broken: (world: World) => string | undefined;
  /** What a world comes to when nothing more goes wrong: undefined when all ends well. */
  readonly fairEnd: (world: World) => BadEnd | undefined;
}

export interface BadEnd {
  readonly invariant: string;
  readonly trace: readonly string[];
}

export interface Counterexample extends BadEnd {
  /** So many moves at the end of the trace are of the fair end. */
  readonly fair: number;
}

export interface Report {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** True when everything within the bounds was seen. */
  readonly isComplete: boolean;
  readonly counterexample: Counterexample | undefined;
}

export interface Limits {
  readonly maxStates?: number;
  readonly onLevel?: (depth: number, states: number) => void;
}

export function breadthFirst<World>(model: Model<World>, { maxStates = Number.POSITIVE_INFINITY, onLevel }: Limits = {}): Report {
  const numbers = new Map<string, number>([[model.key(model.first), 0]]);
  const parents = [-1];
  let level: { readonly world: World; readonly number: number }[] = [{ world: model.first, number: 0 }];
  let transitions = 0;
  let depth = 0;
  const report = (isComplete: boolean, counterexample?: Counterexample): Report => ({ states: numbers.size, transitions, depth, isComplete, counterexample });
  const found = (invariant: string, number: number, rest: readonly string[], fair: number): Report =>
    report(false, { invariant, trace: [...wayTo(model, numbers, parents, number), ...rest], fair });

  while (level.length > 0) {
    const next: typeof level = [];
    for (const { world, number } of level) {
      const end = model.fairEnd(world);
      if (end) return found(end.invariant, number, end.trace, end.trace.length);
      for (const move of model.moves(world)) {
        transitions += 1;
        const broken = move.broken ?? model.broken(move.to);
        if (broken !== undefined) return found(broken, number, [move.name], 0);
        const key = model.key(move.to);
        if (numbers.has(key)) continue;
        if (numbers.size >= maxStates) return report(false);
        next.push({ world: move.to, number: numbers.size });
        numbers.set(key, numbers.size);
        parents.push(number);
      }
    }
    depth += 1;
    onLevel?.(depth, numbers.size);
    level = next;
  }
  return report(true);
}

/** The names of the moves from the beginning to a world, found by walking the way again. */
function wayTo<World>(model: Model<World>, numbers: ReadonlyMap<string, number>, parents: readonly number[], end: number): string[] {
  const way: number[] = [];
  for (let number = end; number > 0; number = parents[number] ?? -1) way.unshift(number);
  const names: string[] = [];
  let world = model.first;
  for (const number of way) {
    const move = model.moves(world).find(({ to }) => numbers.get(model.key(to)) === number);
    if (!move) throw new Error('the way back to a state is lost');
    names.push(move.name);
    world = move.to;
  }
  return names;
}

const FAIR_STEPS = 400;

interface Fairness<World> {
  readonly key: (world: World) => string;
  /** The one move of a world in which everything that is on its way arrives, truth is told, and nobody does anything new. */
  readonly fairMove: (world: World) => Move<World> | undefined;
  readonly broken: (world: World) => string | undefined;
  /** Whether a world that has come to rest is right; may go on from there and add to the trace. */
  readonly atRest: (world: World, trace: string[]) => string | undefined;
}

/** A fair end that remembers the worlds known to end well. A world that only repeats itself is at rest, too. */
export function fairness<World>({ key: keyOf, fairMove, broken, atRest }: Fairness<World>): (start: World) => BadEnd | undefined {
  const rested = new Set<string>();
  return (start) => {
    const seen = new Set<string>();
    const trace: string[] = [];
    let world = start;
    for (;;) {
      const key = keyOf(world);
      if (rested.has(key)) break;
      const move = seen.has(key) ? undefined : fairMove(world);
      if (move === undefined) {
        const invariant = atRest(world, trace);
        if (invariant !== undefined) return { invariant, trace };
        break;
      }
      seen.add(key);
      trace.push(move.name);
      const wrong = move.broken ?? broken(move.to) ?? (seen.size > FAIR_STEPS ? 'it never comes to rest' : undefined);
      if (wrong !== undefined) return { invariant: wrong, trace };
      world = move.to;
    }
    for (const key of seen) rested.add(key);
    rested.add(keyOf(world));
    return undefined;
  };
}
