/**
 * The append-only journal: one line per thing that happened, each bound to the one before by its hash. The first line of a
 * commit also carries what the commit changed, so that every saved value can be made again from the journal alone.
 */
import type { JournalEntry, JournalSubject, StoredEntry } from '../../ports.ts';
import { canonicalJson, chainHash } from './canonical.ts';
import type { Database, Row } from './database.ts';
import { damagedValue } from './errors.ts';
import { lineSchema, readJson } from './schemas.ts';
import type { ValueChange, WrittenChange } from './schemas.ts';

export const JOURNAL_QUERIES = {
  last: 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1',
  history: 'SELECT seq, line, hash FROM journal WHERE subject = ? AND subject_id = ? ORDER BY seq',
} as const;

/** `lines` may be compared with what is known from elsewhere: a journal cut off at its end is a shorter, but whole chain. */
export type ChainCheck = { readonly ok: true; readonly lines: number } | { readonly ok: false; readonly firstBad: number };

/** Appends the lines of one commit. Only inside a transaction. */
export function appendEntries(database: Database, entries: readonly JournalEntry[], values: readonly WrittenChange[]): void {
  const last = database.get(JOURNAL_QUERIES.last);
  let seq = Number(last?.['seq'] ?? 0);
  let hash = String(last?.['hash'] ?? chainStart(database));
  for (const [index, entry] of entries.entries()) {
    seq += 1;
    const line = canonicalJson({ ...entry, seq, ...(index === 0 && values.length > 0 ? { values } : {}) });
    hash = chainHash(hash, line);
    database.run('INSERT INTO journal (seq, line, hash) VALUES (?, ?, ?)', seq, line, hash);
  }
}

/** Everything that happened to one thing, oldest first. */
export function readHistory(database: Database, subject: JournalSubject, subjectId: string): readonly StoredEntry[] {
  return database.all(JOURNAL_QUERIES.history, subject, subjectId).map(({ seq, line, hash }) => {
    const { values: _, ...entry } = readLine(Number(seq), String(line));
    return { ...entry, hash: String(hash) };
  });
}

/** Reads the whole journal and proves that no line was changed, left out or put in. Takes seconds per million lines. */
export function verifyChain(database: Database): ChainCheck {
  let lines = 0;
  let previous = chainStart(database);
  for (const { seq, line, hash } of database.each('SELECT seq, line, hash FROM journal ORDER BY seq')) {
    lines += 1;
    if (seq !== lines || hash !== chainHash(previous, String(line))) return { ok: false, firstBad: lines };
    previous = hash;
  }
  return { ok: true, lines };
}

/** What each commit changed, in order, from a sequence number on. */
export function* changesAfter(database: Database, after: number, limit: number): Generator<{ readonly seq: number; readonly values: readonly ValueChange[] }, void> {
  const rows: Row[] = database.all('SELECT seq, line FROM journal WHERE seq > ? ORDER BY seq LIMIT ?', after, limit);
  for (const { seq, line } of rows) yield { seq: Number(seq), values: readLine(Number(seq), String(line)).values ?? [] };
}

function readLine(seq: number, line: string) {
  return readJson(lineSchema, line, (issues, cause) => damagedValue(`journal ${seq}`, issues, cause));
}

/** The chain hangs on the identity of its database, so that no line of another till's journal fits in. */
function chainStart(database: Database): string {
  return chainHash('', database.id);
}
