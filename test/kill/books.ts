/** The books as they lie on the disk, read without the till. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { paymentSchema, printJobSchema, refundSchema, saleSchema } from '../../main/adapters/storage/schemas.ts';
import type { Payment } from '../../main/domain/payment.ts';
import type { Refund } from '../../main/domain/refund.ts';
import type { Sale } from '../../main/domain/sale.ts';
import type { PrintJob } from '../../main/ports.ts';
import { auditFile } from '../../scripts/lib/journal-audit.ts';
import type { Audit } from '../../scripts/lib/journal-audit.ts';

export interface Books {
  readonly sales: readonly Sale[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly prints: readonly PrintJob[];
  /** The last line of the journal: what the till did last. */
  readonly last: { readonly subject: string; readonly subjectId: string; readonly note: string } | undefined;
}

const lastLine = z.object({ subject: z.string(), subjectId: z.string(), note: z.string() });

/** All saved values of a database file. The till may have it open. */
export function readBooks(file: string): Books {
  const raw = new Sqlite(file, { readonly: true, fileMustExist: true });
  const all = <T>(table: string, schema: z.ZodType<T>): T[] =>
    raw.prepare<[], string>(`SELECT json FROM ${table}`).pluck().all().map((json) => schema.parse(JSON.parse(json)));
  try {
    const last = raw.prepare<[], string>('SELECT line FROM journal ORDER BY seq DESC LIMIT 1').pluck().get();
    return {
      sales: all('sale', saleSchema), payments: all('payment', paymentSchema), refunds: all('refund', refundSchema), prints: all('print_job', printJobSchema),
      last: last === undefined ? undefined : lastLine.parse(JSON.parse(last)),
    };
  } finally {
    raw.close();
  }
}

/** Looks at a copy of a dead till's folder: what a start would find, without helping it. */
export function postMortem(folder: string): { readonly books: Books; readonly audit: Audit } {
  const copy = mkdtempSync(join(tmpdir(), 'guitai-dead-'));
  try {
    cpSync(folder, copy, { recursive: true });
    const file = join(copy, 'guitai.db');
    return { audit: auditFile(file), books: readBooks(file) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
