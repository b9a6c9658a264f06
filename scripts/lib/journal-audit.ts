/**
 * Reads a till's database as an auditor would: read-only, with SQLite and SHA-256 alone and none of the till's own code, so
 * that a mistake of the till's cannot excuse itself here. It proves the journal's chain, replays the journal, and holds what it
 * comes to against the states that the till shows.
 */
import { createHash } from 'node:crypto';
import Sqlite from 'better-sqlite3';

/**
 * Where the chain breaks first, and how.
 *
 * missing     the line that should stand at `place` is not there; `next` is the next place that is filled
 * moved       the line at `place` was written for another place (`named`): lines were swapped, or one was taken out and the rest closed up
 * changed     the line at `place` is not the text that its hash was made of; `linksOn` tells whether the line after it still hangs on that hash
 * unreadable  the line at `place` is no JSON object
 */
export type ChainBreak =
  | { readonly kind: 'missing'; readonly place: number; readonly next: number }
  | { readonly kind: 'moved'; readonly place: number; readonly named: number }
  | { readonly kind: 'changed'; readonly place: number; readonly linksOn: boolean }
  | { readonly kind: 'unreadable'; readonly place: number };

/** Sums of one day in China, fen. */
export interface DaySums {
  /** Taken from customers, proved, by the moment of payment. */
  readonly paid: number;
  /** Given back by refunds that are done, by the moment they were. */
  readonly refunded: number;
  /** Declared done by people and not proved so far, by the moment of that. */
  readonly forced: number;
  /** Payments and refunds that are still open, by the moment they began. */
  readonly unresolved: number;
}

export interface AuditedDay {
  /** `yyyy-mm-dd`, China time. */
  readonly date: string;
  readonly journal: DaySums;
  readonly states: DaySums;
}

export interface Audit {
  readonly file: string;
  readonly lines: number;
  /** Hash of the last line, hex: noted down elsewhere, it proves later that nothing was cut off or written anew. */
  readonly head: string;
  readonly chainBreak: ChainBreak | undefined;
  /** `ok`, or SQLite's own words about the file. */
  readonly integrity: string;
  readonly days: readonly AuditedDay[];
  /** Saved values that are not what the journal comes to. */
  readonly differing: readonly { readonly kind: ValueKind; readonly id: string }[];
}

type ValueKind = 'payment' | 'refund' | 'sale' | 'print';
type Fields = Readonly<Record<string, unknown>>;
interface Change { readonly kind: ValueKind; readonly id: string; readonly set: Fields; readonly unset?: readonly string[] }
interface JournalRow { readonly seq: number; readonly line: string; readonly hash: string }

const TABLES = { sale: 'sale', payment: 'payment', refund: 'refund', print: 'print_job' } as const satisfies Record<ValueKind, string>;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** All is well: chain, file, and states. */
export function isSound(audit: Audit): boolean {
  return audit.chainBreak === undefined && audit.integrity === 'ok' && audit.differing.length === 0;
}

/**
 * Audits a database file as it is in one moment, while the till may go on working. Changes nothing. Throws when the file is not
 * a till's database or cannot be opened.
 */
export function auditFile(file: string): Audit {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    database.pragma('busy_timeout = 2000');
    return database.transaction(() => audit(file, database))();
  } finally {
    database.close();
  }
}

function audit(file: string, database: Sqlite.Database): Audit {
  const chain = readChain(database);
  const states = new Map<string, Fields>();
  for (const kind of Object.keys(TABLES) as ValueKind[]) {
    for (const { id, json } of database.prepare<[], { id: string; json: string }>(`SELECT id, json FROM ${TABLES[kind]}`).iterate()) {
      states.set(`${kind} ${id}`, JSON.parse(json) as Fields);
    }
  }
  return {
    file, lines: chain.lines, head: chain.head, chainBreak: chain.chainBreak,
    integrity: database.pragma('integrity_check(1)', { simple: true }) as string,
    days: byDay(chain.values, states),
    differing: differences(chain.values, states),
  };
}

// ── The chain ────────────────────────────────────────────────────────────────────────────────────────────────────────

function hashOf(previous: string, text: string): string {
  return createHash('sha256').update(`${previous}\n${text}`).digest('hex');
}

/** Walks the whole journal once: proves each link and plays each change. After a break the walk goes on for the sums alone. */
function readChain(database: Sqlite.Database): { lines: number; head: string; chainBreak: ChainBreak | undefined; values: Map<string, Fields> } {
  const id = database.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'database_id'").get();
  if (!id) throw new Error('the database has no identity');
  let lines = 0;
  let head = hashOf('', id.value);
  let chainBreak: ChainBreak | undefined;
  const values = new Map<string, Fields>();
  for (const row of database.prepare<[], JournalRow>('SELECT seq, line, hash FROM journal ORDER BY seq').iterate()) {
    lines += 1;
    const entry = parsed(row.line);
    chainBreak ??= breakAt(database, lines, row, head, entry);
    head = row.hash;
    for (const change of (entry?.['values'] ?? []) as readonly Change[]) play(values, change);
  }
  return { lines, head, chainBreak, values };
}

function breakAt(database: Sqlite.Database, place: number, row: JournalRow, previous: string, entry: Fields | undefined): ChainBreak | undefined {
  if (row.seq !== place) return { kind: 'missing', place, next: row.seq };
  if (row.hash === hashOf(previous, row.line)) return undefined;
  if (!entry) return { kind: 'unreadable', place };
  const named = entry['seq'];
  if (typeof named === 'number' && named !== place) return { kind: 'moved', place, named };
  const after = database.prepare<[number], JournalRow>('SELECT seq, line, hash FROM journal WHERE seq = ?').get(place + 1);
  return { kind: 'changed', place, linksOn: after !== undefined && after.hash === hashOf(row.hash, after.line) };
}

function parsed(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function play(values: Map<string, Fields>, { kind, id, set, unset = [] }: Change): void {
  const key = `${kind} ${id}`;
  const kept = Object.entries(values.get(key) ?? {}).filter(([name]) => !unset.includes(name));
  values.set(key, { ...Object.fromEntries(kept), ...set });
}

// ── What it comes to ─────────────────────────────────────────────────────────────────────────────────────────────────

function differences(journal: ReadonlyMap<string, Fields>, states: ReadonlyMap<string, Fields>): Audit['differing'] {
  const keys = new Set([...journal.keys(), ...states.keys()]);
  return [...keys].filter((key) => sorted(journal.get(key)) !== sorted(states.get(key))).map((key) => {
    const [kind, ...id] = key.split(' ');
    return { kind: kind as ValueKind, id: id.join(' ') };
  });
}

/** The same text for the same value, whatever the order of its fields. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )) ?? 'nothing';
}

function byDay(journal: ReadonlyMap<string, Fields>, states: ReadonlyMap<string, Fields>): AuditedDay[] {
  const [a, b] = [sums(journal), sums(states)];
  const nothing: DaySums = { paid: 0, refunded: 0, forced: 0, unresolved: 0 };
  return [...new Set([...a.keys(), ...b.keys()])].sort().map((date) => ({ date, journal: a.get(date) ?? nothing, states: b.get(date) ?? nothing }));
}

function sums(values: ReadonlyMap<string, Fields>): Map<string, DaySums> {
  const days = new Map<string, DaySums>();
  for (const [key, fields] of values) {
    const found = key.startsWith('payment ') ? paymentSum(fields) : key.startsWith('refund ') ? refundSum(fields) : undefined;
    if (!found) continue;
    const date = new Date(found.at + CHINA_OFFSET_MS).toISOString().slice(0, 10);
    const day = days.get(date) ?? { paid: 0, refunded: 0, forced: 0, unresolved: 0 };
    days.set(date, { ...day, [found.column]: day[found.column] + Number(fields['amount']) });
  }
  return days;
}

interface Booking { readonly column: keyof DaySums; readonly at: number }

function paymentSum({ phase, exceptions, paidAt, finishedAt, createdAt }: Fields): Booking | undefined {
  if (phase === 'paid') return { column: 'paid', at: Number(paidAt ?? finishedAt ?? createdAt) };
  const forced = (exceptions as { readonly forced?: { readonly at: number } } | undefined)?.forced;
  if (forced) return { column: 'forced', at: forced.at };
  return phase === 'not_charged' || phase === 'returned' ? undefined : { column: 'unresolved', at: Number(createdAt) };
}

function refundSum({ phase, finishedAt, createdAt }: Fields): Booking | undefined {
  if (phase === 'done') return { column: 'refunded', at: Number(finishedAt ?? createdAt) };
  return phase === 'refused' ? undefined : { column: 'unresolved', at: Number(createdAt) };
}
