/**
 * Where a sequence begins when nothing outside the database can say what was given before: a new machine, a backup put
 * back elsewhere, a lost disk. A number that repeats is not just untidy: a provider may answer it with the result of the
 * *earlier* payment. So the beginning is taken from the calendar. Each kind walks through every third epoch, one a
 * quarter, and begins inside its epoch as far up as the quarter is old. Whoever begins again later begins above
 * everything given before, as long as a till takes fewer than about 850 payments of one kind a day on average.
 */
import { LAST_EPOCH } from '../../domain/numbering.ts';
import type { SequenceKind } from '../../domain/numbering.ts';

export interface SerialPlace {
  readonly epoch: number;
  readonly counter: number;
}

const KINDS: readonly SequenceKind[] = ['order', 'micropay', 'refund'];
const CALENDAR_START = Date.UTC(2026, 0, 1);
/** A quarter of a mean Gregorian year. */
const QUARTER_MS = 7_889_238_000;
/** The calendar fills this much of an epoch; the rest is room to count on at a quarter's end. */
const CALENDAR_COUNTERS = 80_000;
const STEP = 100;

/** Thrown when a till has used all of its epochs: after some millions of payments it needs a new till number. */
export class NumbersExhaustedError extends Error {
  override readonly name = 'NumbersExhaustedError';
}

/** A place that was never used, from the calendar alone. `used` holds the epochs that are known to be taken, of whatever kind. */
export function freshPlace(kind: SequenceKind, now: number, used: ReadonlySet<number>): SerialPlace {
  const quarters = Math.max(0, (now - CALENDAR_START) / QUARTER_MS);
  const quarter = Math.floor(quarters);
  const counter = Math.ceil(((quarters - quarter) * CALENDAR_COUNTERS) / STEP) * STEP;
  return { epoch: freeEpoch(kind, quarter, used), counter };
}

/** The epoch after an exhausted one; it is begun at its beginning. */
export function followingPlace(kind: SequenceKind, epoch: number, used: ReadonlySet<number>): SerialPlace {
  return { epoch: freeEpoch(kind, Math.floor(epoch / KINDS.length) + 1, used), counter: 0 };
}

/** The first free epoch of this kind's own third, counted from a turn; when that is used up, any free one. */
function freeEpoch(kind: SequenceKind, fromTurn: number, used: ReadonlySet<number>): number {
  const turns = Math.floor((LAST_EPOCH + 1) / KINDS.length);
  const own = Array.from({ length: turns }, (_, index) => ((fromTurn + index) % turns) * KINDS.length + KINDS.indexOf(kind));
  const others = Array.from({ length: LAST_EPOCH + 1 }, (_, index) => LAST_EPOCH - index);
  const free = [...own, ...others].find((epoch) => !used.has(epoch));
  if (free === undefined) throw new NumbersExhaustedError('every epoch of this till is used');
  return free;
}
