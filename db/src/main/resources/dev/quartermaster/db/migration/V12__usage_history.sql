-- What was used, by day and source, rolled up from the records; and what reporters say they could not report.

-- The day in UTC on which it was used; unknown for records of before.
ALTER TABLE usage_record ADD COLUMN used_on date;
-- Rows come in the order of time: a few bytes a megabyte tell where a time lies.
CREATE INDEX usage_record_received ON usage_record USING brin (received_at) WITH (pages_per_range = 16);

ALTER TABLE usage_report
  ADD COLUMN rolled_up boolean NOT NULL DEFAULT false,
  -- Taken although its records may be of any age: remembered for as long as what it charged.
  ADD COLUMN any_age boolean NOT NULL DEFAULT false;
CREATE INDEX usage_report_to_roll_up ON usage_report (received_at, reporter, sequence) WHERE NOT rolled_up;
CREATE INDEX usage_report_received ON usage_report USING brin (received_at);

-- Each period's records by day, source and plan: what remains when the records themselves are dropped.
CREATE TABLE usage_daily (
  account_id   bigint NOT NULL,
  period_start timestamptz NOT NULL,
  used_on      date NOT NULL,
  source       text NOT NULL,
  charged      boolean NOT NULL,
  plan         text NOT NULL,
  cpu_us       bigint NOT NULL,
  PRIMARY KEY (account_id, period_start, used_on, source, charged)
) PARTITION BY RANGE (period_start);
CREATE INDEX usage_daily_used_on ON usage_daily (used_on);

-- CPU time that a reporter knows it did not report.
CREATE TABLE reporter_gap (
  reporter    text NOT NULL,
  sequence    bigint NOT NULL,
  number      int NOT NULL,
  from_at     timestamptz NOT NULL,
  until_at    timestamptz NOT NULL,
  reason      text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT qm_now(),
  PRIMARY KEY (reporter, sequence, number)
);
