/**
 * The present state of every saved value, beside the journal. A value is written only on top of the revision that it was
 * made from; the same writing serves a commit and the rebuilding from the journal.
 */
import type { z } from 'zod';
import type { Payment } from '../../domain/payment.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../../ports.ts';
import type { PrintJob } from '../../ports.ts';
import { canonicalJson } from './canonical.ts';
import type { Database, Row } from './database.ts';
import { damagedValue } from './errors.ts';
import { changesAfter, verifyChain } from './journal.ts';
import { applyPatch, patchBetween } from './patch.ts';
import type { Fields } from './patch.ts';
import { fieldsSchema, paymentSchema, printJobSchema, readJson, refundSchema, saleSchema } from './schemas.ts';
import type { ValueChange } from './schemas.ts';

export interface ValueTypes {
  readonly sale: Sale;
  readonly payment: Payment;
  readonly refund: Refund;
  readonly print: PrintJob;
}
export type ValueKind = keyof ValueTypes;

const SCHEMAS: { readonly [Kind in ValueKind]: z.ZodType<ValueTypes[Kind]> } = {
  sale: saleSchema, payment: paymentSchema, refund: refundSchema, print: printJobSchema,
};

const TABLES: Readonly<Record<ValueKind, string>> = { sale: 'sale', payment: 'payment', refund: 'refund', print: 'print_job' };

/** Numbers by which a value is looked for. */
const NUMBERS: Readonly<Record<ValueKind, readonly string[]>> = {
  sale: ['receiptNo'],
  payment: ['outSn', 'outTradeNo', 'tradeNo'],
  refund: ['outSn', 'outRefundNo'],
  print: [],
};

/** How many journal lines are held in memory at once while rebuilding. */
const REBUILD_PAGE = 1_000;

/** Reads a row's value; throws `LedgerUnavailableError('damaged')` when its shape is not ours. */
export function readValue<Kind extends ValueKind>(kind: Kind, row: Row): ValueTypes[Kind] {
  return readJson<ValueTypes[Kind]>(SCHEMAS[kind], String(row['json']), (issues, cause) => damagedValue(`${kind} ${String(row['id'])}`, issues, cause));
}

/**
 * Saves one value and says what changed. Throws `StaleRevisionError` when the saved revision is not exactly one less, and
 * TypeError when the value does not have the shape that is read back. Only inside a transaction.
 */
export function saveValue<Kind extends ValueKind>(database: Database, kind: Kind, value: ValueTypes[Kind]): ValueChange {
  const before = savedFields(database, kind, value.id);
  const savedRevision = Number(before?.['revision'] ?? 0);
  if (savedRevision !== value.revision - 1) {
    throw new StaleRevisionError(`${kind} ${value.id} is saved with revision ${savedRevision}; revision ${value.revision} does not follow`);
  }
  const json = canonicalJson(value);
  readJson<ValueTypes[Kind]>(SCHEMAS[kind], json, (issues) => new TypeError(`${kind} ${value.id} cannot be saved: ${issues}`));
  const after = readFields(json, `${kind} ${value.id}`);
  write(database, kind, value.id, after, before === undefined);
  return { kind, id: value.id, ...patchBetween(before, after) };
}

/**
 * Throws every saved value away and makes it again from the journal, in one transaction. Throws
 * `LedgerUnavailableError('damaged')` when the journal itself is broken; nothing is changed then.
 */
export function rebuildProjections(database: Database): void {
  database.transaction(() => {
    const chain = verifyChain(database);
    if (!chain.ok) throw new LedgerUnavailableError('damaged', { cause: new Error(`journal line ${chain.firstBad} does not fit its chain`) });
    database.exec('DELETE FROM search_number; DELETE FROM print_job; DELETE FROM refund; DELETE FROM payment; DELETE FROM sale;');
    for (let after = 0; after < chain.lines; after += REBUILD_PAGE) {
      for (const { values } of changesAfter(database, after, REBUILD_PAGE)) {
        for (const change of values) {
          const before = savedFields(database, change.kind, change.id);
          write(database, change.kind, change.id, applyPatch(before, change), before === undefined);
        }
      }
    }
  });
}

/** Letters and digits only, in capitals, backwards: the end of a number becomes a prefix, whatever dashes are typed. */
export function backwards(text: string): string {
  return Array.from(text.normalize('NFKC').toUpperCase().replaceAll(/[^0-9A-Z]/g, '')).toReversed().join('');
}

function savedFields(database: Database, kind: ValueKind, id: string): Fields | undefined {
  const row = database.get(`SELECT json FROM ${TABLES[kind]} WHERE id = ?`, id);
  return row && readFields(String(row['json']), `${kind} ${id}`);
}

function readFields(json: string, where: string): Fields {
  return readJson(fieldsSchema, json, (issues, cause) => damagedValue(where, issues, cause));
}

function write(database: Database, kind: ValueKind, id: string, fields: Fields, isNew: boolean): void {
  const table = TABLES[kind];
  database.run(isNew ? `INSERT INTO ${table} (json, id) VALUES (?, ?)` : `UPDATE ${table} SET json = ? WHERE id = ?`, canonicalJson(fields), id);
  for (const name of NUMBERS[kind]) {
    const number = fields[name];
    if (typeof number === 'string') database.run('INSERT OR IGNORE INTO search_number (backwards, kind, id) VALUES (?, ?, ?)', backwards(number), kind, id);
  }
}
