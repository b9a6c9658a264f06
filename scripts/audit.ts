/**
 * `npm run audit -- <data folder or database file>`: proves a till's journal without touching it, also while the till works.
 * Says what each day took and gave back, from the journal and from the states side by side. Exit code 1 when the chain is
 * broken (it says where), the file is damaged, or the states are not what the journal comes to; 2 when there is nothing to read.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatYuan, fen } from '../main/domain/money.ts';
import { auditFile, isSound } from './lib/journal-audit.ts';
import type { Audit, ChainBreak, DaySums } from './lib/journal-audit.ts';

const COLUMNS = ['paid', 'refunded', 'forced', 'unresolved'] as const satisfies readonly (keyof DaySums)[];
const WIDTH = 13;
const SHOWN_DIFFERENCES = 20;

function sentence(found: ChainBreak): string {
  switch (found.kind) {
    case 'missing':
      return `line ${found.place} is missing: after line ${found.place - 1} comes line ${found.next}`;
    case 'moved':
      return `at place ${found.place} stands the line that was written as line ${found.named}`;
    case 'changed':
      return `line ${found.place} is not the text that was written${found.linksOn ? '; the lines after it hang on the old one' : ''}`;
    case 'unreadable':
      return `line ${found.place} cannot be read`;
  }
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(22)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}`;
}

function amounts(sums: DaySums): string[] {
  return COLUMNS.map((column) => formatYuan(fen(sums[column])));
}

function report({ file, lines, head, chainBreak, integrity, days, differing }: Audit): string {
  const money = days.flatMap(({ date, journal, states }) => [
    row(`${date}  journal`, amounts(journal)),
    row(`${' '.repeat(date.length)}  states`, amounts(states)),
  ]);
  const unlike = differing.slice(0, SHOWN_DIFFERENCES).map(({ kind, id }) => `  ${kind} ${id} is not what the journal comes to`);
  const more = differing.length > SHOWN_DIFFERENCES ? [`  and ${differing.length - SHOWN_DIFFERENCES} more`] : [];
  return [
    file,
    `file     ${integrity}`,
    `journal  ${lines} lines, last hash ${head}`,
    chainBreak ? `chain    BROKEN: ${sentence(chainBreak)}` : 'chain    whole',
    differing.length === 0 ? 'states   are what the journal comes to' : `states   DIFFER in ${differing.length}`,
    ...unlike, ...more, '',
    row('yuan', COLUMNS), ...money,
  ].join('\n');
}

const USAGE = `usage: npm run audit -- <data folder or database file>
The data folder is profiles/demo or profiles/shop below ~/.config/Guitai (Linux), %APPDATA%\\Guitai (Windows) or
~/Library/Application Support/Guitai (macOS); copies of the books can be audited as well.
`;

/** The database itself, or the folder it lies in; undefined where there is none. */
function databaseAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found && path;
  const file = join(path, 'guitai.db');
  return existsSync(file) ? file : undefined;
}

const [path, ...more] = process.argv.slice(2);
const file = path === undefined || path === '--help' || more.length > 0 ? undefined : databaseAt(path);
if (file === undefined) {
  process.stderr.write(path === undefined || path === '--help' || more.length > 0 ? USAGE : `There are no books at ${path}.\n${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    const audit = auditFile(file);
    process.stdout.write(`${report(audit)}\n`);
    process.exitCode = isSound(audit) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${file} cannot be audited: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
