/**
 * A shift 班次: from the float in the drawer to the count at its end. It counts blind: what should be in the drawer is told only
 * after the count is committed. What it covers begins where the shift before ended, so that nothing falls between two reports.
 */
import { addFen, subtractFen } from './money.ts';
import type { Fen } from './money.ts';
import type { ShiftReport } from './shift-report.ts';

export type ShiftPhase = 'open' | 'counted' | 'closed';

/** Cash that was put in or taken out beside the sales: change money, the way to the bank, a paid bill. */
export interface CashMove {
  readonly id: string;
  readonly kind: 'in' | 'out';
  readonly amount: Fen;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

export interface DrawerCount {
  readonly total: Fen;
  readonly expected: Fen;
  readonly note: string;
  readonly by: string;
  readonly at: number;
  /** Number of the journal's last line at the count; absent in counts of an older version. */
  readonly line?: number;
}

export interface Shift {
  readonly id: string;
  readonly tillId: string;
  readonly phase: ShiftPhase;
  /** When the last count was, epoch ms by this machine's clock: said on its reports. */
  readonly from: number;
  /** What was written behind this line of the journal belongs to it, whatever the clock said, until its count; absent in shifts of an older version. */
  readonly after?: number;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly float: Fen;
  readonly moves: readonly CashMove[];
  readonly count?: DrawerCount;
  readonly closedAt?: number;
  readonly closedBy?: string;
  /** Of the Z; running, per till. */
  readonly number?: number;
  /** The Z as it was when the shift was closed: a copy printed next year says the same. */
  readonly report?: ShiftReport;
  readonly revision: number;
}

export type ShiftRefusal = 'shift_counted' | 'not_counted' | 'no_reason';

/** At least this much is a reason. */
const LEAST_REASON = 2;

export function newShift(given: Pick<Shift, 'id' | 'tillId' | 'from' | 'after' | 'openedAt' | 'openedBy' | 'float'>): Shift {
  return { ...given, phase: 'open', moves: [], revision: 1 };
}

export function moveCash(shift: Shift, move: CashMove): Shift | ShiftRefusal {
  if (shift.phase !== 'open') return 'shift_counted';
  const reason = move.reason.trim();
  if (Array.from(reason).length < LEAST_REASON) return 'no_reason';
  return { ...shift, moves: [...shift.moves, { ...move, reason }], revision: shift.revision + 1 };
}

/** What should be in the drawer: float, cash of the sales without change given, what was put in, less what was taken out. */
export function expectedInDrawer({ float, moves }: Pick<Shift, 'float' | 'moves'>, salesCash: Fen): Fen {
  return subtractFen(addFen(float, salesCash, moved(moves, 'in')), moved(moves, 'out'));
}

export function moved(moves: readonly CashMove[], kind: CashMove['kind']): Fen {
  return addFen(...moves.filter((move) => move.kind === kind).map(({ amount }) => amount));
}

/** Over (+) or short (−). */
export function drawerDifference({ total, expected }: Pick<DrawerCount, 'total' | 'expected'>): Fen {
  return subtractFen(total, expected);
}

/** The count is committed once: whoever has seen what should be there cannot count again. */
export function countDrawer(shift: Shift, count: DrawerCount): Shift | ShiftRefusal {
  if (shift.phase !== 'open') return 'shift_counted';
  return { ...shift, phase: 'counted', count, revision: shift.revision + 1 };
}

export function closeShift(shift: Shift, end: { readonly at: number; readonly by: string; readonly report: ShiftReport; readonly number: number }): Shift | ShiftRefusal {
  if (shift.phase !== 'counted') return 'not_counted';
  return { ...shift, phase: 'closed', closedAt: end.at, closedBy: end.by, number: end.number, report: end.report, revision: shift.revision + 1 };
}
