-- Who is throttled, and the feed of what happened to accounts.

-- In the tarpit until the boundary; the row goes when the release has been told. One row a period, so that a charge
-- of the new period never waits for the release from the old one.
CREATE TABLE tarpit (
  account_id   bigint NOT NULL,
  period_start timestamptz NOT NULL,
  since        timestamptz NOT NULL,
  until        timestamptz NOT NULL,
  PRIMARY KEY (account_id, period_start)
);
CREATE INDEX tarpit_until ON tarpit (until, account_id);

-- Append-only. tx lets a reader stop before transactions that still run, and so see each event once, in order.
CREATE TABLE event (
  account_id   bigint NOT NULL,
  id           bigint GENERATED ALWAYS AS IDENTITY,
  tx           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at           timestamptz NOT NULL DEFAULT qm_now(),
  kind         text NOT NULL,
  period_start timestamptz,
  detail       text,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX event_feed ON event (id);
