-- What the built-in jobs keep and go by: accounts that expire, a proof of life, the way to what was told last.

-- Whoever has not used an account for long is warned first. Any use, or another plan, takes both back.
ALTER TABLE account
  ADD COLUMN expiry_warned_at timestamptz,
  ADD COLUMN expired_at       timestamptz,
  ADD CHECK (expired_at IS NULL OR expiry_warned_at IS NOT NULL);
CREATE INDEX account_expiring ON account (id) WHERE expiry_warned_at IS NOT NULL;

-- Since when it waits: such a period is overdue from its first charge on, not from its end.
ALTER TABLE late_period ADD COLUMN queued_at timestamptz NOT NULL DEFAULT qm_now();

-- The last word that listeners had on an account.
CREATE INDEX event_tarpit ON event (account_id, id) WHERE kind IN ('tarpit-entered', 'tarpit-left');

-- What is old enough to be forgotten.
CREATE INDEX backlog_sample_at ON backlog_sample (at);

-- Written each minute by a run of its own: that schedules fire, run and commit. The first row is what counts until then.
CREATE TABLE canary (
  the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
  at       timestamptz NOT NULL,
  run_id   bigint,
  beats    bigint NOT NULL DEFAULT 0
);
INSERT INTO canary (at) VALUES (qm_now());
