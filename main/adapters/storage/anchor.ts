/**
 * The memory of given numbers that lies outside the database. A database can be put back to yesterday; this file says how
 * far the numbers had been reserved since, so that none is given twice. It must never be restored together with a
 * database: backups leave it out.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LAST_COUNTER, LAST_EPOCH, LAST_TILL } from '../../domain/numbering.ts';
import type { Log } from '../../ports.ts';
import { writeDurably } from '../durable-file.ts';
import { guarded } from './errors.ts';
import { readJson } from './schemas.ts';

/** `until` is the first number that is *not* reserved. */
const reservation = z.strictObject({ epoch: z.int().min(0).max(LAST_EPOCH), until: z.int().min(0).max(LAST_COUNTER + 1) });
const kind = z.enum(['order', 'micropay', 'refund']);

const anchorSchema = z.strictObject({
  till: z.int().min(1).max(LAST_TILL),
  databaseId: z.string(),
  /** Every epoch ever taken by this till and the kind that took it. */
  epochs: z.array(z.strictObject({ epoch: z.int().min(0).max(LAST_EPOCH), kind })),
  serials: z.partialRecord(kind, reservation),
  receipts: z.strictObject({ day: z.string().regex(/^\d{6}$/), until: z.int().min(1) }).exactOptional(),
});

export type AnchorState = z.output<typeof anchorSchema>;

export class NumberAnchor {
  readonly file: string;
  readonly #log: Log;
  #state: AnchorState;

  /**
   * Reads the anchor of a till. A missing one, an unreadable one and one of another database are all the same: nothing
   * is known, and every sequence begins afresh.
   */
  constructor(folder: string, till: number, databaseId: string, log: Log) {
    this.file = join(folder, `numbers-${String(till).padStart(3, '0')}.json`);
    this.#log = log;
    this.#state = this.#read(till, databaseId) ?? { till, databaseId, epochs: [], serials: {} };
  }

  get state(): AnchorState {
    return this.#state;
  }

  /** Durable when it returns. Throws `LedgerUnavailableError`; the numbers are then not reserved. */
  save(state: AnchorState): void {
    guarded(() => writeDurably(this.file, `${JSON.stringify(state, undefined, 2)}\n`));
    this.#state = state;
  }

  #read(till: number, databaseId: string): AnchorState | undefined {
    if (!existsSync(this.file)) {
      this.#log.warn('numbering.anchor_missing', { till });
      return undefined;
    }
    try {
      const state = readJson(anchorSchema, readFileSync(this.file, 'utf8'), (issues, cause) => new Error(issues, { cause }));
      if (state.till === till && state.databaseId === databaseId) return state;
      this.#log.warn('numbering.anchor_of_another_database', { till });
    } catch (error) {
      this.#log.error('numbering.anchor_unreadable', { till }, error);
    }
    return undefined;
  }
}
