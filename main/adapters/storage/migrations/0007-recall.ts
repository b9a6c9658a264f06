import type { Migration } from '../migrate.ts';

/** A parked sale may come back at another till; in every other state a sale stays where it is. */
export const recall: Migration = {
  number: 7,
  name: 'recall',
  sql: `
    DROP TRIGGER sale_identity;
    CREATE TRIGGER sale_identity BEFORE UPDATE ON sale
      WHEN OLD.id IS NOT NEW.id OR OLD.receipt_no IS NOT NEW.receipt_no
        OR (OLD.till_id IS NOT NEW.till_id AND OLD.status IS NOT 'parked')
      BEGIN SELECT RAISE(ABORT, 'a sale keeps its number, and its till unless it was parked'); END;
  `,
};
