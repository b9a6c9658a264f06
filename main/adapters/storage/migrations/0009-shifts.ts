import type { Migration } from '../migrate.ts';

/** Shifts with their reports; and what reports and lists ask for: when things ended, and the journal's notes by time. */
export const shifts: Migration = {
  number: 9,
  name: 'shifts',
  sql: `
    CREATE TABLE shift (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      till_id TEXT GENERATED ALWAYS AS (json ->> '$.tillId') VIRTUAL NOT NULL,
      phase TEXT GENERATED ALWAYS AS (json ->> '$.phase') VIRTUAL CHECK (phase IN ('open', 'counted', 'closed')),
      number INTEGER GENERATED ALWAYS AS (json ->> '$.number') VIRTUAL CHECK (number > 0),
      opened_at INTEGER GENERATED ALWAYS AS (json ->> '$.openedAt') VIRTUAL NOT NULL
    ) STRICT;

    -- A till has one open shift at a time, and no Z has the number of another.
    CREATE UNIQUE INDEX shift_open ON shift (till_id) WHERE phase <> 'closed';
    CREATE UNIQUE INDEX shift_number ON shift (till_id, number) WHERE number IS NOT NULL;
    CREATE INDEX shift_opened ON shift (till_id, opened_at);

    CREATE TRIGGER shift_closed BEFORE UPDATE ON shift
      WHEN OLD.phase = 'closed'
      BEGIN SELECT RAISE(ABORT, 'a closed shift never changes'); END;

    ALTER TABLE payment ADD COLUMN finished_at INTEGER GENERATED ALWAYS AS (json ->> '$.finishedAt') VIRTUAL;
    ALTER TABLE refund ADD COLUMN finished_at INTEGER GENERATED ALWAYS AS (json ->> '$.finishedAt') VIRTUAL;
    ALTER TABLE refund ADD COLUMN unresolved_at INTEGER GENERATED ALWAYS AS (json ->> '$.unresolvedAt') VIRTUAL;
    CREATE INDEX payment_finished ON payment (finished_at) WHERE finished_at IS NOT NULL;
    CREATE INDEX refund_finished ON refund (finished_at) WHERE finished_at IS NOT NULL;
    CREATE INDEX refund_created ON refund (created_at);
    CREATE INDEX sale_opened ON sale (opened_at);

    ALTER TABLE journal ADD COLUMN at INTEGER GENERATED ALWAYS AS (line ->> '$.at') VIRTUAL;
    ALTER TABLE journal ADD COLUMN note TEXT GENERATED ALWAYS AS (line ->> '$.note') VIRTUAL;
    CREATE INDEX journal_reported ON journal (note, at) WHERE note IN ('drawer_opened', 'line_removed', 'queued');
  `,
};
