/**
 * The till's shift: open, cash in and out, blind count, close with a Z; and the reports. A payment that is still being checked
 * never holds a shift open: it is named on the Z, goes on being watched, and is named in the next shift.
 */
import type { Fen } from '../domain/money.ts';
import { shiftReceipt } from '../domain/receipt.ts';
import { closeShift, countDrawer, drawerDifference, moveCash, newShift } from '../domain/shift.ts';
import type { CashMove, DrawerCount, Shift } from '../domain/shift.ts';
import { drawerExpectation, shiftReport } from '../domain/shift-report.ts';
import type { ShiftReport } from '../domain/shift-report.ts';
import type { Books, Clock, Ids, Ledger, People } from '../ports.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { factsBetween } from './shift-facts.ts';
import type { WrittenFacts } from './shift-facts.ts';
import { headOf, localTime } from './receipts.ts';
import type { Till } from './till.ts';

export interface ShiftDeskDeps {
  readonly till: Pick<Till, 'session' | 'checkout' | 'printSlip'>;
  readonly ledger: Pick<Ledger, 'commit' | 'sale' | 'payment' | 'refund' | 'refundsOfPayment'>;
  readonly books: Books;
  readonly people: Pick<People, 'byId'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Told when a shift was closed, after its Z is saved. */
  readonly onClosed?: () => void;
}

const EARLIER_SHOWN = 30;
const ANCHOR_DIGITS = 16;

export class ShiftDesk {
  private readonly deps: ShiftDeskDeps;

  constructor(deps: ShiftDeskDeps) {
    this.deps = deps;
    this.show(this.current());
  }

  /** The shift of this till that is not closed. */
  current(): Shift | undefined {
    return this.deps.books.openShift(this.tillId);
  }

  /** Newest first, closed ones only. */
  earlier(): readonly Shift[] {
    return this.deps.books.shiftsOf(this.tillId, EARLIER_SHOWN).filter(({ phase }) => phase === 'closed');
  }

  open(float: Fen): Outcome<{ shiftId: string }, 'shift_open'> {
    const { books, clock, ids } = this.deps;
    if (this.current()) return refused('shift_open');
    const now = clock.now();
    // The time since the last count belongs to this shift, whoever worked in it: no sale is on no report.
    const [last] = books.shiftsOf(this.tillId, 1);
    const after = last?.count ? this.lineOf(last.count) : 0;
    const shift = newShift({ id: ids.next(), tillId: this.tillId, from: last?.count?.at ?? 0, after, openedAt: now, openedBy: this.personId, float });
    this.save(shift, 'shift_opened', { float });
    return done({ shiftId: shift.id });
  }

  move(kind: CashMove['kind'], amount: Fen, reason: string): Outcome<{ moveId: string }, 'no_shift' | 'shift_counted' | 'no_reason'> {
    const { clock, ids } = this.deps;
    const shift = this.current();
    if (!shift) return refused('no_shift');
    const id = ids.next();
    const moved = moveCash(shift, { id, kind, amount, reason, by: this.personId, at: clock.now() });
    if (typeof moved === 'string') return refused(moved === 'no_reason' ? 'no_reason' : 'shift_counted');
    this.save(moved, `cash_${kind}`, { amount, reason });
    return done({ moveId: id });
  }

  /** Commits the count; only now is told what should have been there. */
  count(total: Fen, note: string): Outcome<{ expected: Fen; difference: Fen; overLimit: boolean }, 'no_shift' | 'shift_counted' | 'sale_in_progress'> {
    const { books, clock, till } = this.deps;
    const shift = this.current();
    if (!shift) return refused('no_shift');
    if (this.isPartlyPaid()) return refused('sale_in_progress');
    const at = clock.now();
    const line = books.lastLine();
    const expected = drawerExpectation(shift, this.facts(shift, line).cash);
    const counted = countDrawer(shift, { total, expected, note: note.trim(), by: this.personId, at, line });
    if (typeof counted === 'string') return refused('shift_counted');
    const difference = drawerDifference({ total, expected });
    this.save(counted, 'shift_counted', { total, expected, note: note.trim() });
    return done({ expected, difference, overLimit: Math.abs(difference) > till.session.saved.store.limits.drawerDifference });
  }

  /** Ends the shift. Its Z is saved with it and never changes. */
  close(): Outcome<{ number: number; shiftId: string }, 'no_shift' | 'not_counted' | 'sale_in_progress'> {
    const { books, clock } = this.deps;
    const shift = this.current();
    if (!shift) return refused('no_shift');
    if (this.isPartlyPaid()) return refused('sale_in_progress');
    const at = clock.now();
    const number = books.lastZ(this.tillId) + 1;
    const report = this.reportOf({ ...shift, number }, at);
    const closed = closeShift(shift, { at, by: this.personId, report, number });
    if (typeof closed === 'string') return refused('not_counted');
    this.save(closed, 'shift_closed', { number, anchor: report.anchor });
    this.deps.onClosed?.();
    return done({ number, shiftId: shift.id });
  }

  /** X of the open shift at this moment; of a closed one its Z as it was. */
  report(shiftId: string | undefined): ShiftReport | undefined {
    const { books, clock } = this.deps;
    const shift = shiftId === undefined ? this.current() : books.shift(shiftId);
    if (!shift) return undefined;
    return shift.report ?? this.reportOf(shift, clock.now());
  }

  print(shiftId: string | undefined): Outcome<{ jobId: string }, 'no_shift'> {
    const { till } = this.deps;
    const report = this.report(shiftId);
    if (!report) return refused('no_shift');
    const { settings } = till.session;
    const offset = settings.utcOffsetMinutes;
    const from = localTime(report.from === 0 ? report.openedAt : report.from, offset);
    return done({ jobId: till.printSlip(report.shiftId, (copyNumber) => shiftReceipt({ ...headOf(settings, report.at, report.kind === 'z' ? copyNumber : 0), report, from, to: localTime(report.at, offset) })) });
  }

  private get tillId(): string {
    return this.deps.till.session.settings.till.id;
  }

  private get personId(): string {
    return this.deps.till.session.settings.cashier.id;
  }

  /** Cash of a sale that is not finished lies in the drawer but belongs to no sum yet. */
  private isPartlyPaid(): boolean {
    return (this.deps.till.checkout.openSale()?.cash.length ?? 0) > 0;
  }

  private reportOf(shift: Shift, at: number): ShiftReport {
    const { books, people, till } = this.deps;
    const facts = this.facts(shift, shift.count ? this.lineOf(shift.count) : books.lastLine());
    const anchor = books.journalHead().slice(0, ANCHOR_DIGITS);
    return shiftReport(shift, { ...facts, anchor, till: till.session.settings.till.number, nameOf: (id) => people.byId(id)?.name ?? id }, at, this.personId);
  }

  private facts({ after, from }: Shift, upTo: number): WrittenFacts {
    const { books } = this.deps;
    return factsBetween(this.deps, this.tillId, { after: after ?? books.lineBefore(from), upTo });
  }

  private lineOf({ line, at }: DrawerCount): number {
    return line ?? this.deps.books.lineBefore(at);
  }

  private save(shift: Shift, note: string, event: Readonly<Record<string, unknown>>): void {
    const { ledger, clock } = this.deps;
    ledger.commit({
      shifts: [shift],
      entries: [{ at: clock.now(), subject: 'till', subjectId: this.tillId, by: this.personId, note, event: { shiftId: shift.id, ...event } }],
    });
    this.show(shift);
  }

  private show(shift: Shift | undefined): void {
    const { session } = this.deps.till;
    session.openShift = shift && shift.phase !== 'closed'
      ? { id: shift.id, openedAt: shift.openedAt, openedBy: this.deps.people.byId(shift.openedBy)?.name ?? shift.openedBy, phase: shift.phase }
      : null;
    session.changed();
  }
}

/** A shift as a screen sees it; what should be in the drawer is there only after the count. */
export function shiftPicture(nameOf: (personId: string) => string) {
  return ({ id, phase, openedAt, openedBy, float, moves, count, closedAt, closedBy, number }: Shift) => ({
    id, phase, openedAt, openedBy: nameOf(openedBy), float,
    moves: moves.map((move) => ({ ...move, by: nameOf(move.by) })),
    ...(count && { countedAt: count.at, counted: count.total, expected: count.expected, difference: drawerDifference(count) }),
    ...(closedAt !== undefined && { closedAt }),
    ...(closedBy !== undefined && { closedBy: nameOf(closedBy) }),
    ...(number !== undefined && { number }),
  });
}
