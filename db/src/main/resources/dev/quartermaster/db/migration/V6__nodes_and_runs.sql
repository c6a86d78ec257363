-- The cluster's own record of what was to run, who ran it, and how it ended.

CREATE TABLE node (
  name         text PRIMARY KEY,
  -- A new one at each start: what an earlier life of the node claimed is not this one's.
  incarnation  uuid NOT NULL,
  version      text NOT NULL,
  state        text NOT NULL CHECK (state IN ('up', 'left', 'dead')),
  started_at   timestamptz NOT NULL DEFAULT qm_now(),
  heartbeat_at timestamptz NOT NULL DEFAULT qm_now()
);

-- When a schedule was first declared: what it is watched from.
CREATE TABLE schedule (
  name        text PRIMARY KEY,
  timetable   text NOT NULL,
  declared_at timestamptz NOT NULL DEFAULT qm_now()
);

CREATE TABLE run (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schedule     text NOT NULL,
  planned_for  timestamptz NOT NULL,
  state        text NOT NULL CHECK (state IN ('running', 'finished')),
  outcome      text CHECK (outcome IN ('succeeded', 'failed', 'handed-on', 'skipped')),
  forced       boolean NOT NULL DEFAULT false,
  fired_by     text NOT NULL,
  fired_at     timestamptz NOT NULL DEFAULT qm_now(),
  finished_at  timestamptz,
  misses       bigint NOT NULL DEFAULT 0,
  -- How far the work is cut into batches; only the job understands it.
  cursor       text,
  batches      int NOT NULL DEFAULT 0,
  error        text,
  CHECK ((state = 'finished') = (outcome IS NOT NULL AND finished_at IS NOT NULL)),
  -- At most one run for each schedule and planned time (I6).
  UNIQUE (schedule, planned_for)
);
CREATE INDEX run_running ON run (schedule) WHERE state = 'running';

-- A claimed batch belongs to one incarnation of one node; it is done only in the transaction that does its work (I5).
CREATE TABLE batch (
  run_id      bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  number      int NOT NULL,
  state       text NOT NULL CHECK (state IN ('claimed', 'done', 'failed')),
  slice       text NOT NULL,
  node        text NOT NULL,
  incarnation uuid NOT NULL,
  attempt     int NOT NULL DEFAULT 1,
  claimed_at  timestamptz NOT NULL DEFAULT qm_now(),
  finished_at timestamptz,
  items       bigint,
  error       text,
  PRIMARY KEY (run_id, number)
);
CREATE INDEX batch_claimed ON batch (run_id, number) WHERE state = 'claimed';
