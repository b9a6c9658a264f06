/** Indexes that no question needs any more: reports read the journal by its numbers, and the lists go by beginnings. Each cost every sale a write. */
import type { Migration } from '../migrate.ts';

export const unusedIndexes: Migration = {
  number: 14,
  name: 'unused-indexes',
  sql: `
    DROP INDEX journal_reported;
    DROP INDEX payment_finished;
    DROP INDEX refund_finished;
  `,
};
