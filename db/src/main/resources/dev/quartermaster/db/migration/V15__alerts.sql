-- What is wrong, who was told of it and when, and what was kept quiet by whom.

CREATE TABLE alert (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dedup_key  text NOT NULL,
  name       text NOT NULL,
  subject    text NOT NULL,
  state      text NOT NULL CHECK (state IN ('pending', 'firing', 'acknowledged', 'resolved')),
  severity   text NOT NULL CHECK (severity IN ('critical', 'warning', 'info')),
  summary    text NOT NULL,
  -- Not jsonb: in the order to be read.
  details    json NOT NULL,
  labels     jsonb NOT NULL,
  runbook    text,
  -- How long it must hold before anybody is told.
  hold_for_s bigint NOT NULL DEFAULT 0,
  -- Since when the condition holds; when it was last seen to hold.
  started_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  -- Since when it could not be told whether it holds.
  stale_since timestamptz,
  fired_at   timestamptz,
  resolved_at timestamptz,
  -- How far along its route people were told: the channel of this number and all before it.
  level      int NOT NULL DEFAULT -1,
  repeat_at  timestamptz,
  escalate_at timestamptz,
  acknowledged_by    text,
  acknowledged_until timestamptz,
  -- How often it came back soon after it was over: such an alert stays open for longer.
  flaps      int NOT NULL DEFAULT 0,
  -- Why nobody is told, while that is so.
  kept_quiet_by text,
  -- Of its newest event, and so of its messages.
  seq        bigint NOT NULL DEFAULT 0
);
-- One open alert a cause, whoever finds it.
CREATE UNIQUE INDEX alert_open ON alert (dedup_key) WHERE state <> 'resolved';
CREATE INDEX alert_resolved ON alert (resolved_at) WHERE state = 'resolved';

-- All that ever happened to an alert.
CREATE TABLE alert_event (
  alert_id bigint NOT NULL REFERENCES alert ON DELETE CASCADE,
  seq      bigint NOT NULL,
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  says     text NOT NULL,
  PRIMARY KEY (alert_id, seq)
);

CREATE TABLE silence (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  match      jsonb NOT NULL,
  begins_at  timestamptz NOT NULL DEFAULT qm_now(),
  ends_at    timestamptz NOT NULL,
  created_by text NOT NULL,
  reason     text NOT NULL,
  CHECK (ends_at > begins_at)
);
CREATE INDEX silence_ends ON silence (ends_at);

-- The ledger of pages that were not sent.
CREATE TABLE kept_quiet (
  alert_id bigint NOT NULL REFERENCES alert ON DELETE CASCADE,
  seq      bigint NOT NULL,
  at       timestamptz NOT NULL,
  -- silence 3, maintenance of backup, NodeDown of hk-1 …
  by       text NOT NULL,
  PRIMARY KEY (alert_id, seq)
);

-- The outbox: a message for one channel. Within an alert and a channel they go in the order of seq.
CREATE TABLE delivery (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Null for a test of the channel.
  alert_id    bigint REFERENCES alert ON DELETE CASCADE,
  seq         bigint NOT NULL,
  channel     text NOT NULL,
  -- The message's own id, the same on every channel and at every attempt.
  page_id     text NOT NULL,
  -- Not jsonb: details are read in the order in which they were written.
  page        json NOT NULL,
  state       text NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'confirmed', 'dead', 'expired')),
  -- How often its sending was begun: only the newest attempt may say how it ended.
  attempts    int NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT qm_now(),
  -- When it may be sent; while it is being sent, when whoever does so is taken for dead.
  next_try_at timestamptz NOT NULL DEFAULT qm_now(),
  claimed_by  text,
  settled_at  timestamptz,
  receipt     text,
  error       text,
  -- Who is told in its stead while it cannot be delivered, in this order; and whether that was done.
  others      text[] NOT NULL,
  passed_on   boolean NOT NULL DEFAULT false,
  expires_at  timestamptz NOT NULL,
  UNIQUE (channel, page_id)
);
CREATE INDEX delivery_open ON delivery (next_try_at) WHERE state IN ('queued', 'sending');
CREATE INDEX delivery_alert ON delivery (alert_id, channel, seq);
CREATE INDEX delivery_to_pass_on ON delivery (alert_id, seq)
  WHERE NOT passed_on AND others <> '{}' AND state NOT IN ('accepted', 'confirmed');
CREATE INDEX delivery_failed ON delivery (settled_at) WHERE state IN ('dead', 'expired');
CREATE INDEX delivery_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;

-- How each channel fares.
CREATE TABLE channel (
  name             text PRIMARY KEY,
  configured_at    timestamptz NOT NULL DEFAULT qm_now(),
  -- When a test was last begun.
  tested_at        timestamptz,
  -- When a provider last took a test; when it last took anything; when it last failed, and how.
  proved_at        timestamptz,
  accepted_at      timestamptz,
  failed_at        timestamptz,
  failing_since    timestamptz,
  error            text,
  -- Until when the provider wants to be left alone.
  rest_until       timestamptz
);

-- Who watches: the heartbeat of each watchdog.
CREATE TABLE watch (
  watcher   text PRIMARY KEY,
  kind      text NOT NULL CHECK (kind IN ('node', 'watchdog')),
  looked_at timestamptz NOT NULL DEFAULT qm_now()
);

-- The turn to decide, which one of them has at a time: who holds the row.
CREATE TABLE watch_turn (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  decided_by  text,
  decided_at  timestamptz,
  -- Since when somebody has decided without a gap: what came before was not watched.
  awake_since timestamptz
);
INSERT INTO watch_turn DEFAULT VALUES;
