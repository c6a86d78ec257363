-- Jobs that run elsewhere: what is expected of them, and what they told.

CREATE TABLE monitor (
  name       text PRIMARY KEY,
  kind       text NOT NULL DEFAULT 'outside' CHECK (kind IN ('outside')),
  -- The last part of the address that the job pings; kept as it is, for it is shown to people.
  ping_key   text NOT NULL,
  timetable  text NOT NULL,
  -- Windows in which nothing is expected; empty when there are none.
  maintenance text NOT NULL,
  grace_ms   bigint NOT NULL,
  finish_within_ms bigint NOT NULL,
  severity   text NOT NULL CHECK (severity IN ('critical', 'warning', 'info')),
  owner      text NOT NULL,
  runbook    text NOT NULL,
  declared_at timestamptz NOT NULL DEFAULT qm_now(),
  -- Declared no more; kept for its history.
  dropped_at timestamptz,
  -- The next check-in, written ahead; null when none is planned ever again.
  expected_at timestamptz,
  -- Of those that did not come since the last check-in: the first, and how many.
  missing_since timestamptz,
  missed     bigint NOT NULL DEFAULT 0,
  -- The newest expected time since the last check-in at which nobody could have taken it.
  unknown_at timestamptz,
  -- The last check-in of any kind but log, the last that ended a run, the last that ended it well.
  seen_at    timestamptz,
  ended_at   timestamptz,
  ended_well boolean,
  exit_code  int,
  last_line  text,
  succeeded_at timestamptz,
  took_ms    bigint,
  CHECK ((ended_at IS NULL) = (ended_well IS NULL)),
  CHECK ((missing_since IS NULL) = (missed = 0))
);
-- Who pings is found by it.
CREATE UNIQUE INDEX monitor_ping_key ON monitor (ping_key) WHERE dropped_at IS NULL;

-- What jobs told: the newest hundred of each monitor, none older than 30 days.
CREATE TABLE check_in (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  monitor   text NOT NULL REFERENCES monitor ON DELETE CASCADE,
  at        timestamptz NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('success', 'start', 'fail', 'log')),
  exit_code int CHECK (exit_code BETWEEN 0 AND 255),
  rid       uuid,
  source    text NOT NULL,
  took_ms   bigint,
  -- Bytes: what a job prints need not be text.
  body      bytea NOT NULL CHECK (length(body) <= 10000)
);
CREATE INDEX check_in_monitor ON check_in (monitor, id);

-- Runs that were begun and not ended; the rid of one that gave none is all zeros.
CREATE TABLE monitor_run (
  monitor    text NOT NULL REFERENCES monitor ON DELETE CASCADE,
  rid        uuid NOT NULL,
  started_at timestamptz NOT NULL,
  PRIMARY KEY (monitor, rid)
);

-- Expected check-ins that did not come in time: the newest hundred of each monitor.
CREATE TABLE missed_check_in (
  monitor     text NOT NULL REFERENCES monitor ON DELETE CASCADE,
  expected_at timestamptz NOT NULL,
  noted_at    timestamptz NOT NULL,
  -- Quiet: missed during maintenance. Unknown: nobody could have taken it.
  fate        text NOT NULL CHECK (fate IN ('missed', 'quiet', 'unknown')),
  -- The next check-in after it.
  made_up_at  timestamptz,
  PRIMARY KEY (monitor, expected_at)
);
CREATE INDEX missed_check_in_open ON missed_check_in (monitor) WHERE made_up_at IS NULL;

-- When a node was last there to take check-ins, and when none was for a while.
CREATE TABLE listening (
  the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
  last_at  timestamptz NOT NULL
);
CREATE TABLE listening_gap (
  began_at timestamptz PRIMARY KEY,
  ended_at timestamptz NOT NULL,
  CHECK (ended_at > began_at)
);
CREATE INDEX listening_gap_ended ON listening_gap (ended_at);
