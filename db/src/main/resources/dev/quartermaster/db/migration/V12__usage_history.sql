-- What was used, by day and source, rolled up from the records; and what reporters say they could not report.

-- The day in UTC on which it was used; unknown for records of before.
ALTER TABLE usage_record ADD COLUMN used_on date;
-- Rows come in the order of time: a few bytes a megabyte tell where a time lies. Summarised as pages fill: what is not
-- is read in full, and would be up to a fifth of a month.
CREATE INDEX usage_record_received ON usage_record USING brin (received_at)
  WITH (pages_per_range = 16, autosummarize = on);

ALTER TABLE usage_report
  ADD COLUMN rolled_up boolean NOT NULL DEFAULT false,
  -- Taken although its records may be of any age: remembered for as long as what it charged.
  ADD COLUMN any_age boolean NOT NULL DEFAULT false;
CREATE INDEX usage_report_to_roll_up ON usage_report (received_at, reporter, sequence) WHERE NOT rolled_up;
-- What may be forgotten one day. Not BRIN: new rows fill the room of old ones. Charging does not write it.
CREATE INDEX usage_report_to_forget ON usage_report (received_at) WHERE rolled_up AND NOT any_age;

-- A report and its records are received at one time; before, they were a moment apart.
UPDATE usage_report p
   SET received_at = r.received_at
  FROM (SELECT reporter, sequence, min(received_at) AS received_at FROM usage_record GROUP BY reporter, sequence) AS r
 WHERE p.reporter = r.reporter AND p.sequence = r.sequence AND p.received_at <> r.received_at;

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
