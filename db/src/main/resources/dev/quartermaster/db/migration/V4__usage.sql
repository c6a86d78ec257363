-- The ledger: one row for each account and period, made by the first charge, never overwritten when the period ends.

-- Open while settled_at is null. Partitioned by time, so that retention drops partitions.
--
-- No index holds settled_at, ended_by or an amount: charging and settling then rewrite a row inside its own page
-- (heap-only updates, for which a page is filled to 70 %), and a million rows are settled in seconds. What is open and
-- due is found by period_end from settled_through on. See ops/docs/decisions/0002-settling.md.
CREATE TABLE usage_period (
  account_id   bigint NOT NULL,
  period_start timestamptz NOT NULL,
  period_end   timestamptz NOT NULL,
  allowance_us bigint NOT NULL,
  charged_us   bigint NOT NULL DEFAULT 0,
  metered_us   bigint NOT NULL DEFAULT 0,
  settled_at   timestamptz,
  ended_by     text CHECK (ended_by IN ('boundary', 'reset')),
  PRIMARY KEY (account_id, period_start),
  CHECK (period_start < period_end),
  CHECK ((settled_at IS NULL) = (ended_by IS NULL))
) PARTITION BY RANGE (period_start);

CREATE INDEX usage_period_end ON usage_period (period_end, account_id);

-- Every period that was charged in its own time and ended at or before this instant is settled.
CREATE TABLE settled_through (
  the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
  at       timestamptz NOT NULL
);
INSERT INTO settled_through (at) VALUES ('-infinity');

-- Open periods that had ended already when their first charge came: found here, not by settled_through.
CREATE TABLE late_period (
  account_id   bigint NOT NULL,
  period_start timestamptz NOT NULL,
  period_end   timestamptz NOT NULL,
  PRIMARY KEY (account_id, period_start)
);
CREATE INDEX late_period_end ON late_period (period_end, account_id);

-- What came in, for the proof that the ledger adds up: one row for each report, account, period and source.
CREATE TABLE usage_record (
  account_id   bigint NOT NULL,
  period_start timestamptz NOT NULL,
  source       text NOT NULL,
  cpu_us       bigint NOT NULL CHECK (cpu_us >= 0),
  charged      boolean NOT NULL,
  reporter     text NOT NULL,
  sequence     bigint NOT NULL,
  received_at  timestamptz NOT NULL
) PARTITION BY RANGE (received_at);

-- A report seen is a report that changes nothing when it comes again.
CREATE TABLE usage_report (
  reporter    text NOT NULL,
  sequence    bigint NOT NULL,
  records     int NOT NULL,
  received_at timestamptz NOT NULL DEFAULT qm_now(),
  PRIMARY KEY (reporter, sequence)
);

-- Makes the partitions for the month of an instant. ATTACH takes a lock that lets reads and writes go on.
CREATE FUNCTION make_partition(parent text, month date, options text) RETURNS void
  LANGUAGE plpgsql
  AS $$
DECLARE
  part text := parent || '_' || to_char(month, 'YYYYMM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN;
  END IF;
  -- The lock that ATTACH takes anyway. One of the table also brings what others did to it up to now to this session's
  -- knowledge; one of pg_advisory_xact_lock does not, and the second look would see no more than the first.
  EXECUTE format('LOCK TABLE %I IN SHARE UPDATE EXCLUSIVE MODE', parent);
  IF to_regclass(part) IS NULL THEN
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) %s', part, parent, options);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part,
                   month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
  END IF;
END $$;
