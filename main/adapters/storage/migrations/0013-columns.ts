import type { Migration } from '../migrate.ts';

/** More than two in an `IN` list are a table that SQLite builds anew for every row that it checks. */
const oneOf = (column: string, values: readonly string[]): string => values.map((value) => `${column} = '${value}'`).join(' OR ');

/**
 * Indexed columns of states become real ones. A generated column counts as changed whenever its JSON is, so every step of a payment took
 * eight index entries out and put the same ones in again. A real column is touched only when it is set; the checks hold it to what the
 * JSON says, so that still nothing beside the text can say something else. Columns without an index stay generated.
 */
export const columns: Migration = {
  number: 13,
  name: 'columns',
  sql: `
    CREATE TABLE moved (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL) STRICT;
    INSERT INTO moved SELECT 'sale', id, json FROM sale ORDER BY rowid;
    INSERT INTO moved SELECT 'payment', id, json FROM payment ORDER BY rowid;
    INSERT INTO moved SELECT 'refund', id, json FROM refund ORDER BY rowid;
    INSERT INTO moved SELECT 'print', id, json FROM print_job ORDER BY rowid;
    DROP TABLE print_job;
    DROP TABLE refund;
    DROP TABLE payment;
    DROP TABLE sale;

    CREATE TABLE sale (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      receipt_no TEXT NOT NULL,
      till_id TEXT NOT NULL,
      status TEXT NOT NULL CHECK (${oneOf('status', ['open', 'parked', 'settled', 'dropped'])}),
      opened_at INTEGER NOT NULL,
      closed_at INTEGER,
      CONSTRAINT "a sale keeps its number" CHECK (receipt_no IS json ->> '$.receiptNo'),
      CONSTRAINT "columns of a sale say what it says" CHECK (till_id IS json ->> '$.tillId' AND status IS json ->> '$.status'
        AND opened_at IS json ->> '$.openedAt' AND closed_at IS json ->> '$.closedAt')
    ) STRICT;

    INSERT INTO sale (id, json, receipt_no, till_id, status, opened_at, closed_at)
      SELECT id, json, json ->> '$.receiptNo', json ->> '$.tillId', json ->> '$.status', json ->> '$.openedAt', json ->> '$.closedAt'
      FROM moved WHERE kind = 'sale' ORDER BY rowid;

    CREATE UNIQUE INDEX sale_receipt_no ON sale (receipt_no);
    -- A till has one open sale at a time.
    CREATE UNIQUE INDEX sale_open ON sale (till_id) WHERE status = 'open';
    CREATE INDEX sale_parked ON sale (opened_at) WHERE status = 'parked';
    CREATE INDEX sale_closed ON sale (closed_at) WHERE closed_at IS NOT NULL;
    CREATE INDEX sale_opened ON sale (opened_at);

    CREATE TRIGGER sale_identity BEFORE UPDATE OF id, receipt_no, till_id ON sale
      WHEN OLD.id IS NOT NEW.id OR OLD.receipt_no IS NOT NEW.receipt_no
        OR (OLD.till_id IS NOT NEW.till_id AND OLD.status IS NOT 'parked')
      BEGIN SELECT RAISE(ABORT, 'a sale keeps its number, and its till unless it was parked'); END;

    CREATE TABLE payment (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      sale_id TEXT NOT NULL REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED,
      amount INTEGER NOT NULL CHECK (amount > 0),
      out_trade_no TEXT NOT NULL,
      out_sn TEXT NOT NULL,
      wallet TEXT NOT NULL CHECK (wallet IN ('alipay', 'wechat')),
      kind TEXT NOT NULL CHECK (kind IN ('barcode', 'qr')),
      phase TEXT GENERATED ALWAYS AS (json ->> '$.phase') VIRTUAL NOT NULL
        CHECK (${oneOf('phase', ['sending', 'waiting', 'unknown', 'refused', 'cancelling', 'paid', 'not_charged', 'returned'])}),
      call TEXT GENERATED ALWAYS AS (json ->> '$.call') VIRTUAL,
      wake_at INTEGER GENERATED ALWAYS AS (json ->> '$.wakeAt') VIRTUAL,
      -- Late, forced, contradicted or mismatched.
      exceptional INTEGER NOT NULL,
      -- A call is on its way, or there is a moment at which it wakes.
      unfinished INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      finished_at INTEGER,
      CONSTRAINT "a payment keeps its amount, its numbers and its wallet" CHECK (sale_id IS json ->> '$.saleId' AND amount IS json ->> '$.amount'
        AND out_trade_no IS json ->> '$.outTradeNo' AND out_sn IS json ->> '$.outSn' AND wallet IS json ->> '$.wallet' AND kind IS json ->> '$.kind'),
      CONSTRAINT "columns of a payment say what it says" CHECK (exceptional IS (json ->> '$.exceptions' <> '{}')
        AND unfinished IS (wake_at IS NOT NULL OR call IS NOT NULL)
        AND created_at IS json ->> '$.createdAt' AND finished_at IS json ->> '$.finishedAt')
    ) STRICT;

    INSERT INTO payment (id, json, sale_id, amount, out_trade_no, out_sn, wallet, kind, exceptional, unfinished, created_at, finished_at)
      SELECT id, json, json ->> '$.saleId', json ->> '$.amount', json ->> '$.outTradeNo', json ->> '$.outSn', json ->> '$.wallet', json ->> '$.kind',
        json ->> '$.exceptions' <> '{}', json ->> '$.wakeAt' IS NOT NULL OR json ->> '$.call' IS NOT NULL, json ->> '$.createdAt', json ->> '$.finishedAt'
      FROM moved WHERE kind = 'payment' ORDER BY rowid;

    CREATE UNIQUE INDEX payment_out_trade_no ON payment (out_trade_no);
    CREATE UNIQUE INDEX payment_out_sn ON payment (out_sn);
    CREATE INDEX payment_sale ON payment (sale_id, created_at);
    CREATE INDEX payment_created ON payment (created_at);
    CREATE INDEX payment_amount ON payment (amount, created_at);
    CREATE INDEX payment_exceptional ON payment (created_at) WHERE exceptional;
    CREATE INDEX payment_unfinished ON payment (created_at) WHERE unfinished;
    CREATE INDEX payment_finished ON payment (finished_at) WHERE finished_at IS NOT NULL;

    CREATE TRIGGER payment_identity BEFORE UPDATE OF id, sale_id, amount, out_trade_no, out_sn, wallet, kind ON payment
      BEGIN SELECT RAISE(ABORT, 'a payment keeps its amount, its numbers and its wallet'); END;

    CREATE TABLE refund (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      payment_id TEXT NOT NULL REFERENCES payment (id) DEFERRABLE INITIALLY DEFERRED,
      amount INTEGER NOT NULL CHECK (amount > 0),
      out_refund_no TEXT NOT NULL,
      phase TEXT GENERATED ALWAYS AS (json ->> '$.phase') VIRTUAL NOT NULL
        CHECK (${oneOf('phase', ['sending', 'unknown', 'accepted', 'done', 'refused', 'abnormal'])}),
      call TEXT GENERATED ALWAYS AS (json ->> '$.call') VIRTUAL,
      wake_at INTEGER GENERATED ALWAYS AS (json ->> '$.wakeAt') VIRTUAL,
      unresolved_at INTEGER GENERATED ALWAYS AS (json ->> '$.unresolvedAt') VIRTUAL,
      unfinished INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      finished_at INTEGER,
      CONSTRAINT "a refund keeps its amount and its number" CHECK (payment_id IS json ->> '$.paymentId' AND amount IS json ->> '$.amount'
        AND out_refund_no IS json ->> '$.outRefundNo'),
      CONSTRAINT "columns of a refund say what it says" CHECK (unfinished IS (wake_at IS NOT NULL OR call IS NOT NULL)
        AND created_at IS json ->> '$.createdAt' AND finished_at IS json ->> '$.finishedAt')
    ) STRICT;

    INSERT INTO refund (id, json, payment_id, amount, out_refund_no, unfinished, created_at, finished_at)
      SELECT id, json, json ->> '$.paymentId', json ->> '$.amount', json ->> '$.outRefundNo',
        json ->> '$.wakeAt' IS NOT NULL OR json ->> '$.call' IS NOT NULL, json ->> '$.createdAt', json ->> '$.finishedAt'
      FROM moved WHERE kind = 'refund' ORDER BY rowid;

    CREATE UNIQUE INDEX refund_out_refund_no ON refund (out_refund_no);
    CREATE INDEX refund_payment ON refund (payment_id, created_at);
    CREATE INDEX refund_unfinished ON refund (created_at) WHERE unfinished;
    CREATE INDEX refund_finished ON refund (finished_at) WHERE finished_at IS NOT NULL;
    CREATE INDEX refund_created ON refund (created_at);

    CREATE TRIGGER refund_identity BEFORE UPDATE OF id, payment_id, amount, out_refund_no ON refund
      BEGIN SELECT RAISE(ABORT, 'a refund keeps its amount and its number'); END;

    CREATE TABLE print_job (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      sale_id TEXT NOT NULL,
      state TEXT GENERATED ALWAYS AS (json ->> '$.state') VIRTUAL NOT NULL
        CHECK (${oneOf('state', ['waiting', 'printing', 'printed', 'sent', 'unconfirmed', 'given_up'])}),
      -- Not printed to its end.
      waiting INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      CONSTRAINT "columns of a print job say what it says" CHECK (sale_id IS json ->> '$.saleId'
        AND waiting IS (state = 'waiting' OR state = 'printing') AND created_at IS json ->> '$.createdAt')
    ) STRICT;

    INSERT INTO print_job (id, json, sale_id, waiting, created_at)
      SELECT id, json, json ->> '$.saleId', json ->> '$.state' IN ('waiting', 'printing'), json ->> '$.createdAt'
      FROM moved WHERE kind = 'print' ORDER BY rowid;

    CREATE INDEX print_job_sale ON print_job (sale_id, created_at);
    CREATE INDEX print_job_waiting ON print_job (created_at) WHERE waiting;

    DROP TABLE moved;
  `,
};
