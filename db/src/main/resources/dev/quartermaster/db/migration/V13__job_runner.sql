-- Runs that wait for their time, what was decided about missed times, items set aside, and what is said of each.

ALTER TABLE schedule
  -- All that a node needs which fires a schedule of another node's configuration.
  ADD COLUMN catch_up  text NOT NULL DEFAULT 'coalesce',
  ADD COLUMN overlap   text NOT NULL DEFAULT 'forbid',
  ADD COLUMN jitter_s  bigint NOT NULL DEFAULT 0,
  ADD COLUMN retries   int NOT NULL DEFAULT 0,
  ADD COLUMN backfill_window_s bigint NOT NULL DEFAULT 604800,
  ADD COLUMN backfill_limit    int NOT NULL DEFAULT 720,
  ADD COLUMN backfill_newest_first boolean NOT NULL DEFAULT false,
  ADD COLUMN backfill_every_s  bigint NOT NULL DEFAULT 1,
  -- When the next run that catches up may start: the one before has just started.
  ADD COLUMN backfill_free_at  timestamptz,
  -- The newest planned time that was decided upon: it runs, or was let go, and so were all before it.
  ADD COLUMN planned_through timestamptz,
  -- No longer declared: kept for its history.
  ADD COLUMN dropped_at  timestamptz,
  ADD COLUMN paused_at    timestamptz,
  ADD COLUMN paused_by    text,
  ADD COLUMN pause_reason text;

-- Which configuration counts: the one that was published last.
CREATE TABLE configuration (
  generation   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash         text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT qm_now(),
  published_by text NOT NULL
);

ALTER TABLE node
  ADD COLUMN generation      bigint,
  -- Its machine's clock less the database's.
  ADD COLUMN clock_ahead_ms  bigint,
  -- Why the configuration on its disk is not in force.
  ADD COLUMN configuration_error text,
  -- Told to take no more work.
  ADD COLUMN drain_since timestamptz;

ALTER TABLE run
  DROP CONSTRAINT run_state_check,
  ADD CHECK (state IN ('waiting', 'running', 'finished')),
  -- What led to it.
  -- (forced stays until no node of the version before it is left.)
  ADD COLUMN cause text NOT NULL DEFAULT 'planned' CHECK (cause IN ('planned', 'forced', 'backfill')),
  -- While it waits: until when at least.
  ADD COLUMN not_before timestamptz,
  ADD COLUMN started_at timestamptz,
  -- 1 at first; a failed run that is tried again adds one.
  ADD COLUMN tries int NOT NULL DEFAULT 1,
  -- Which times it stands for besides its own; misses of them.
  ADD COLUMN first_missed timestamptz,
  ADD COLUMN last_missed  timestamptz,
  -- What it was begun as: another kind of job would not understand its batches.
  ADD COLUMN work text,
  -- How it is paced now, and why, in plain words.
  ADD COLUMN batch_size int,
  ADD COLUMN pace       text;
UPDATE schedule s
   SET planned_through = (SELECT max(r.planned_for) FROM run r
                           WHERE r.schedule = s.name AND NOT r.forced AND r.planned_for <= qm_now());
UPDATE run SET started_at = fired_at, cause = CASE WHEN forced THEN 'forced' ELSE 'planned' END;
CREATE INDEX run_waiting ON run (not_before) WHERE state = 'waiting';
CREATE INDEX run_waiting_of ON run (schedule, (cause = 'backfill'), not_before) WHERE state = 'waiting';
CREATE INDEX run_unfinished ON run (schedule) WHERE state IN ('waiting', 'running');
-- The newest planned times of a schedule, forced runs and catching up aside.
CREATE INDEX run_planned ON run (schedule, planned_for) WHERE cause = 'planned';
CREATE INDEX run_fired ON run (schedule, fired_at);
CREATE INDEX run_finished ON run (finished_at) WHERE state = 'finished';

ALTER TABLE batch
  DROP CONSTRAINT batch_state_check,
  ADD CHECK (state IN ('ready', 'claimed', 'done', 'failed', 'split')),
  ALTER COLUMN node DROP NOT NULL,
  ALTER COLUMN incarnation DROP NOT NULL,
  -- The batch that failed and of which this is a part.
  ADD COLUMN part_of int,
  -- The item that is tried again, when the batch is that.
  ADD COLUMN item text,
  ADD CHECK (state = 'ready' OR (node IS NOT NULL AND incarnation IS NOT NULL));
CREATE INDEX batch_ready ON batch (run_id, number) WHERE state = 'ready';

-- What was missed, and what was decided about it.
CREATE TABLE catch_up (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schedule     text NOT NULL,
  decided_at   timestamptz NOT NULL DEFAULT qm_now(),
  decided_by   text NOT NULL,
  policy       text NOT NULL CHECK (policy IN ('coalesce', 'backfill', 'skip', 'paused')),
  missed       bigint NOT NULL,
  first_missed timestamptz NOT NULL,
  last_missed  timestamptz NOT NULL,
  -- How many of them have a run of their own, and which run stands for all.
  runs         bigint NOT NULL DEFAULT 0,
  run_id       bigint,
  says         text NOT NULL
);
CREATE INDEX catch_up_schedule ON catch_up (schedule, decided_at);

-- Items that failed by themselves: left out of batches, tried again each on its own.
CREATE TABLE quarantine (
  schedule    text NOT NULL,
  item        text NOT NULL,
  slice       text NOT NULL,
  state       text NOT NULL CHECK (state IN ('retrying', 'quarantined', 'dropped')),
  error       text NOT NULL,
  attempts    int NOT NULL DEFAULT 1,
  since       timestamptz NOT NULL DEFAULT qm_now(),
  last_try_at timestamptz NOT NULL DEFAULT qm_now(),
  next_try_at timestamptz,
  run_id      bigint NOT NULL,
  PRIMARY KEY (schedule, item),
  CHECK ((state = 'retrying') = (next_try_at IS NOT NULL))
);

-- What a run said: its lines in order.
CREATE TABLE run_log (
  run_id bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  id     bigint GENERATED ALWAYS AS IDENTITY,
  at     timestamptz NOT NULL DEFAULT qm_now(),
  node   text NOT NULL,
  line   text NOT NULL,
  PRIMARY KEY (run_id, id)
);

-- What was wrong in Quartz's tables, and was mended.
CREATE TABLE trigger_repair (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schedule text NOT NULL,
  at       timestamptz NOT NULL DEFAULT qm_now(),
  node     text NOT NULL,
  found    text NOT NULL,
  did      text NOT NULL
);
CREATE INDEX trigger_repair_at ON trigger_repair (at);

-- How much waited, sample by sample: what the rates of arrival and of the drain are figured from.
CREATE TABLE backlog_sample (
  schedule text NOT NULL,
  at       timestamptz NOT NULL DEFAULT qm_now(),
  items    bigint NOT NULL,
  oldest_s bigint NOT NULL,
  -- Items done by this schedule since ever, up to then.
  done     bigint NOT NULL,
  PRIMARY KEY (schedule, at)
);
ALTER TABLE schedule ADD COLUMN items_done bigint NOT NULL DEFAULT 0;

-- A trigger's timetable as text may be long: with the windows in which it does not fire.
ALTER TABLE qrtz_simprop_triggers ALTER COLUMN str_prop_2 TYPE text, ALTER COLUMN str_prop_3 TYPE text;

-- Programs of an earlier version go on working beside those of a later one, as long as they know the tables up to this
-- migration. One that they would not survive raises it.
CREATE TABLE works_with (
  migration int NOT NULL,
  one       boolean PRIMARY KEY DEFAULT true CHECK (one)
);
INSERT INTO works_with (migration) VALUES (13);
