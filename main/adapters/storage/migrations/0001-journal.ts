import type { Migration } from '../migrate.ts';

/**
 * The append-only journal. A line is one canonical JSON text, and the columns that queries need are generated from it, so
 * that there is nothing beside the hashed text that could say something else.
 */
export const journal: Migration = {
  number: 1,
  name: 'journal',
  sql: `
    -- 'GTAI' in the file's header: this is a database of ours.
    PRAGMA application_id = 1196704073;

    CREATE TABLE migration (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL CHECK (length(checksum) = 64),
      applied_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    INSERT INTO meta (key, value) VALUES ('database_id', lower(hex(randomblob(16))));

    CREATE TABLE journal (
      seq INTEGER PRIMARY KEY CHECK (seq > 0),
      line TEXT NOT NULL CHECK (json_valid(line)),
      hash TEXT NOT NULL CHECK (length(hash) = 64),
      subject TEXT GENERATED ALWAYS AS (line ->> '$.subject') VIRTUAL
        CHECK (subject IN ('sale', 'payment', 'refund', 'print', 'till', 'person')),
      subject_id TEXT GENERATED ALWAYS AS (line ->> '$.subjectId') VIRTUAL NOT NULL
    ) STRICT;

    CREATE INDEX journal_subject ON journal (subject, subject_id, seq);

    CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_never_forgets BEFORE DELETE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    -- Holds against INSERT OR REPLACE too, and lets no line be left out.
    CREATE TRIGGER journal_only_grows BEFORE INSERT ON journal
      WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  `,
};
