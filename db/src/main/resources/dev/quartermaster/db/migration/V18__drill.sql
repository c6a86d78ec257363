-- Drills: the canary's trigger is frozen on purpose in Quartz's own tables, and it is measured how long it takes
-- until somebody is told.

CREATE TABLE drill (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of the schedule drill.
  run_id    bigint NOT NULL,
  begun_at  timestamptz NOT NULL DEFAULT qm_now(),
  -- When the trigger was frozen, and the planned time that the canary missed by it; null until then.
  frozen_at timestamptz,
  missed_at timestamptz,
  -- When the alert of it fired, and when the first channel took its page; null when that never happened.
  found_at  timestamptz,
  paged_at  timestamptz,
  channel   text,
  ended_at  timestamptz,
  -- When the trigger was given back.
  thawed_at timestamptz
);
-- One at a time.
CREATE UNIQUE INDEX drill_open ON drill ((true)) WHERE ended_at IS NULL;
