import type { Migration } from '../migrate.ts';

/** A receipt that was being printed when the program ended has a state of its own. Before, it was called `sent`; `failed` was never written. */
export const unconfirmedPrint: Migration = {
  number: 11,
  name: 'unconfirmed-print',
  sql: `
    DROP INDEX print_job_waiting;
    ALTER TABLE print_job DROP COLUMN state;
    ALTER TABLE print_job ADD COLUMN state TEXT GENERATED ALWAYS AS (json ->> '$.state') VIRTUAL
      CHECK (state IN ('waiting', 'printing', 'printed', 'sent', 'unconfirmed', 'given_up'));
    CREATE INDEX print_job_waiting ON print_job (created_at) WHERE state IN ('waiting', 'printing');
  `,
};
