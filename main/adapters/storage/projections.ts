/**
 * The present state of every saved value, beside the journal. A value is written only on top of the revision that it was
 * made from; the same writing serves a commit and the rebuilding from the journal.
 */
import type { Payment } from '../../domain/payment.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';
import type { Shift } from '../../domain/shift.ts';
import { LedgerUnavailableError, StaleRevisionError } from '../../ports.ts';
import type { PrintJob } from '../../ports.ts';
import { canonicalJson } from './canonical.ts';
import type { Database, Row } from './database.ts';
import { damagedValue } from './errors.ts';
import { changesAfter, verifyChain } from './journal.ts';
import { KnownValues, Reading, Shape } from './known-values.ts';
import { applyPatch, patchBetween } from './patch.ts';
import type { Fields } from './patch.ts';
import { readingOf } from './revisions.ts';
import { insertRow, savedText, updateRow } from './rows.ts';
import type { ValueKind } from './rows.ts';
import { fieldsSchema, paymentSchema, printJobSchema, readJson, refundSchema, saleSchema } from './schemas.ts';
import type { WrittenChange } from './schemas.ts';
import { shiftSchema } from './shift-schema.ts';

export interface ValueTypes {
  readonly sale: Sale;
  readonly payment: Payment;
  readonly refund: Refund;
  readonly print: PrintJob;
  readonly shift: Shift;
}

const SHAPES: { readonly [Kind in ValueKind]: Shape<ValueTypes[Kind]> } = {
  sale: new Shape(saleSchema), payment: new Shape(paymentSchema), refund: new Shape(refundSchema), print: new Shape(printJobSchema), shift: new Shape(shiftSchema),
};

/** How many journal lines are held in memory at once while rebuilding. */
const REBUILD_PAGE = 1_000;

const SHARED = new WeakMap<Database, Projections>();

/** The saved values of a database. Whoever reads them shares the readings: what a till has in hand stands in its lists, too. */
export function projectionsOf(database: Database): Projections {
  const known = SHARED.get(database);
  if (known) return known;
  const projections = new Projections(database);
  SHARED.set(database, projections);
  return projections;
}

export class Projections {
  readonly #database: Database;
  readonly #known: { readonly [Kind in ValueKind]: KnownValues<ValueTypes[Kind]> } = {
    sale: new KnownValues(), payment: new KnownValues(), refund: new KnownValues(), print: new KnownValues(), shift: new KnownValues(),
  };

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads a row's value; throws `LedgerUnavailableError('damaged')` when its shape is not ours. */
  read<Kind extends ValueKind>(kind: Kind, { id, json }: Row): ValueTypes[Kind] {
    return this.#saved(kind, String(id), String(json)).value;
  }

  /**
   * Saves one value and says what changed. Throws `StaleRevisionError` when the saved revision is not exactly one less, and
   * TypeError when the value does not have the shape that is read back. Only inside a transaction.
   */
  save<Kind extends ValueKind>(kind: Kind, value: ValueTypes[Kind]): WrittenChange {
    const { id, revision } = value;
    const text = savedText(this.#database, kind, id);
    const before = text === undefined ? undefined : this.#saved(kind, id, text);
    const savedRevision = before?.value.revision ?? 0;
    if (savedRevision !== revision - 1) {
      throw new StaleRevisionError(`${kind} ${id} is saved with revision ${savedRevision}; revision ${revision} does not follow`);
    }
    const after = readingOf(SHAPES[kind], value, before, (issues) => new TypeError(`${kind} ${id} cannot be saved: ${issues}`));
    this.#known[kind].keep(id, after);
    if (before) updateRow(this.#database, kind, id, after.text, fieldsOf(after.value), fieldsOf(before.value));
    else insertRow(this.#database, kind, id, after.text, fieldsOf(after.value));
    return { kind, id, ...patchBetween(SHAPES[kind].names, before?.members, after.members) };
  }

  #saved<Kind extends ValueKind>(kind: Kind, id: string, text: string): Reading<ValueTypes[Kind]> {
    const known: KnownValues<ValueTypes[Kind]> = this.#known[kind];
    const shape: Shape<ValueTypes[Kind]> = SHAPES[kind];
    return known.find(id, text) ?? known.keep(id, new Reading(shape, text, readJson(shape.schema, text, (issues, cause) => damagedValue(`${kind} ${id}`, issues, cause))));
  }
}

/**
 * Throws every saved value away and makes it again from the journal, in one transaction. Throws
 * `LedgerUnavailableError('damaged')` when the journal itself is broken; nothing is changed then.
 */
export function rebuildProjections(database: Database): void {
  database.transaction(() => {
    const chain = verifyChain(database);
    if (!chain.ok) throw new LedgerUnavailableError('damaged', { cause: new Error(`journal line ${chain.firstBad} does not fit its chain`) });
    database.exec('DELETE FROM search_number; DELETE FROM shift; DELETE FROM print_job; DELETE FROM refund; DELETE FROM payment; DELETE FROM sale;');
    for (let after = 0; after < chain.lines; after += REBUILD_PAGE) {
      for (const { values } of changesAfter(database, after, REBUILD_PAGE)) {
        for (const change of values) {
          const { kind, id } = change;
          const before = savedFields(database, kind, id);
          const after = applyPatch(before, change);
          if (before) updateRow(database, kind, id, canonicalJson(after), after, before);
          else insertRow(database, kind, id, canonicalJson(after), after);
        }
      }
    }
  });
}

function savedFields(database: Database, kind: ValueKind, id: string): Fields | undefined {
  const text = savedText(database, kind, id);
  return text === undefined ? undefined : readJson(fieldsSchema, text, (issues, cause) => damagedValue(`${kind} ${id}`, issues, cause));
}

/** Values are plain objects. */
function fieldsOf(value: object): Fields {
  return value as Fields;
}
