-- What a node feels of itself, for whoever watches it; and indexes for the looks of the watch.

ALTER TABLE node
  -- Whether its scheduler fires; null when it has not said.
  ADD COLUMN firing boolean,
  -- Since when all its workers are busy while a run has none; null when that is not so.
  ADD COLUMN workers_busy_since timestamptz,
  -- Since when somebody has been waiting for a connection of its pool; null when nobody is.
  ADD COLUMN pool_waiting_since timestamptz;

-- Few schedules are paused.
CREATE INDEX schedule_paused ON schedule (name) WHERE paused_at IS NOT NULL;
