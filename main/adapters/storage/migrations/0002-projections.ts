import type { Migration } from '../migrate.ts';

/**
 * The present state of sales, payments, refunds and print jobs, for queries. Each row is the value's JSON; its columns are
 * generated. All of it can be rebuilt from the journal.
 */
export const projections: Migration = {
  number: 2,
  name: 'projections',
  sql: `
    CREATE TABLE sale (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      receipt_no TEXT GENERATED ALWAYS AS (json ->> '$.receiptNo') VIRTUAL NOT NULL,
      till_id TEXT GENERATED ALWAYS AS (json ->> '$.tillId') VIRTUAL NOT NULL,
      status TEXT GENERATED ALWAYS AS (json ->> '$.status') VIRTUAL
        CHECK (status IN ('open', 'parked', 'settled', 'dropped')),
      opened_at INTEGER GENERATED ALWAYS AS (json ->> '$.openedAt') VIRTUAL NOT NULL,
      closed_at INTEGER GENERATED ALWAYS AS (json ->> '$.closedAt') VIRTUAL
    ) STRICT;

    CREATE UNIQUE INDEX sale_receipt_no ON sale (receipt_no);
    -- A till has one open sale at a time.
    CREATE UNIQUE INDEX sale_open ON sale (till_id) WHERE status = 'open';
    CREATE INDEX sale_parked ON sale (opened_at) WHERE status = 'parked';
    CREATE INDEX sale_closed ON sale (closed_at) WHERE closed_at IS NOT NULL;

    CREATE TRIGGER sale_identity BEFORE UPDATE ON sale
      WHEN OLD.id IS NOT NEW.id OR OLD.receipt_no IS NOT NEW.receipt_no OR OLD.till_id IS NOT NEW.till_id
      BEGIN SELECT RAISE(ABORT, 'a sale keeps its number and its till'); END;

    CREATE TABLE payment (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      sale_id TEXT GENERATED ALWAYS AS (json ->> '$.saleId') VIRTUAL NOT NULL
        REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED,
      amount INTEGER GENERATED ALWAYS AS (json ->> '$.amount') VIRTUAL CHECK (amount > 0),
      out_trade_no TEXT GENERATED ALWAYS AS (json ->> '$.outTradeNo') VIRTUAL NOT NULL,
      out_sn TEXT GENERATED ALWAYS AS (json ->> '$.outSn') VIRTUAL NOT NULL,
      wallet TEXT GENERATED ALWAYS AS (json ->> '$.wallet') VIRTUAL CHECK (wallet IN ('alipay', 'wechat')),
      kind TEXT GENERATED ALWAYS AS (json ->> '$.kind') VIRTUAL CHECK (kind IN ('barcode', 'qr')),
      phase TEXT GENERATED ALWAYS AS (json ->> '$.phase') VIRTUAL CHECK (phase IN
        ('sending', 'waiting', 'unknown', 'refused', 'cancelling', 'paid', 'not_charged', 'returned')),
      -- Late, forced, contradicted or mismatched.
      exceptional INTEGER GENERATED ALWAYS AS (json ->> '$.exceptions' <> '{}') VIRTUAL,
      call TEXT GENERATED ALWAYS AS (json ->> '$.call') VIRTUAL,
      wake_at INTEGER GENERATED ALWAYS AS (json ->> '$.wakeAt') VIRTUAL,
      created_at INTEGER GENERATED ALWAYS AS (json ->> '$.createdAt') VIRTUAL NOT NULL
    ) STRICT;

    CREATE UNIQUE INDEX payment_out_trade_no ON payment (out_trade_no);
    CREATE UNIQUE INDEX payment_out_sn ON payment (out_sn);
    CREATE INDEX payment_sale ON payment (sale_id, created_at);
    CREATE INDEX payment_created ON payment (created_at);
    CREATE INDEX payment_amount ON payment (amount, created_at);
    CREATE INDEX payment_exceptional ON payment (created_at) WHERE exceptional;
    CREATE INDEX payment_unfinished ON payment (created_at) WHERE wake_at IS NOT NULL OR call IS NOT NULL;

    CREATE TRIGGER payment_identity BEFORE UPDATE ON payment
      WHEN OLD.id IS NOT NEW.id OR OLD.sale_id IS NOT NEW.sale_id OR OLD.amount IS NOT NEW.amount
        OR OLD.out_trade_no IS NOT NEW.out_trade_no OR OLD.out_sn IS NOT NEW.out_sn
        OR OLD.wallet IS NOT NEW.wallet OR OLD.kind IS NOT NEW.kind
      BEGIN SELECT RAISE(ABORT, 'a payment keeps its amount, its numbers and its wallet'); END;

    CREATE TABLE refund (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      payment_id TEXT GENERATED ALWAYS AS (json ->> '$.paymentId') VIRTUAL NOT NULL
        REFERENCES payment (id) DEFERRABLE INITIALLY DEFERRED,
      amount INTEGER GENERATED ALWAYS AS (json ->> '$.amount') VIRTUAL CHECK (amount > 0),
      out_refund_no TEXT GENERATED ALWAYS AS (json ->> '$.outRefundNo') VIRTUAL NOT NULL,
      phase TEXT GENERATED ALWAYS AS (json ->> '$.phase') VIRTUAL CHECK (phase IN
        ('sending', 'unknown', 'accepted', 'done', 'refused', 'abnormal')),
      call TEXT GENERATED ALWAYS AS (json ->> '$.call') VIRTUAL,
      wake_at INTEGER GENERATED ALWAYS AS (json ->> '$.wakeAt') VIRTUAL,
      created_at INTEGER GENERATED ALWAYS AS (json ->> '$.createdAt') VIRTUAL NOT NULL
    ) STRICT;

    CREATE UNIQUE INDEX refund_out_refund_no ON refund (out_refund_no);
    CREATE INDEX refund_payment ON refund (payment_id, created_at);
    CREATE INDEX refund_unfinished ON refund (created_at) WHERE wake_at IS NOT NULL OR call IS NOT NULL;

    CREATE TRIGGER refund_identity BEFORE UPDATE ON refund
      WHEN OLD.id IS NOT NEW.id OR OLD.payment_id IS NOT NEW.payment_id OR OLD.amount IS NOT NEW.amount
        OR OLD.out_refund_no IS NOT NEW.out_refund_no
      BEGIN SELECT RAISE(ABORT, 'a refund keeps its amount and its number'); END;

    CREATE TABLE print_job (
      id TEXT PRIMARY KEY,
      json TEXT NOT NULL CHECK (json_valid(json)),
      revision INTEGER GENERATED ALWAYS AS (json ->> '$.revision') VIRTUAL CHECK (revision > 0),
      sale_id TEXT GENERATED ALWAYS AS (json ->> '$.saleId') VIRTUAL NOT NULL,
      state TEXT GENERATED ALWAYS AS (json ->> '$.state') VIRTUAL CHECK (state IN
        ('waiting', 'printing', 'printed', 'sent', 'failed', 'given_up')),
      created_at INTEGER GENERATED ALWAYS AS (json ->> '$.createdAt') VIRTUAL NOT NULL
    ) STRICT;

    CREATE INDEX print_job_sale ON print_job (sale_id, created_at);
    CREATE INDEX print_job_waiting ON print_job (created_at) WHERE state IN ('waiting', 'printing');

    -- Every number by which something is looked for, letters and digits only and backwards, so that its end is a prefix.
    CREATE TABLE search_number (
      backwards TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('sale', 'payment', 'refund')),
      id TEXT NOT NULL,
      PRIMARY KEY (backwards, kind, id)
    ) STRICT, WITHOUT ROWID;
  `,
};
