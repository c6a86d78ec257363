-- The feed of events in an order that a reader can follow, and what an account was told of its period.

-- Not before every transaction below it has ended may a reader see an event: so none is passed over. It lies above all
-- transactions that its own could have waited for, so that what one causes in another never comes before its cause.
-- See ops/docs/decisions/0006-feed.md.
ALTER TABLE event ALTER COLUMN tx
  SET DEFAULT greatest(pg_current_xact_id(), (pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)::text::xid8);

DROP INDEX event_feed;
CREATE INDEX event_feed ON event (tx, id);

-- How far the feed reaches back: a reader who stopped before it begins anew.
CREATE TABLE feed_start (
  the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
  tx       xid8 NOT NULL
);
INSERT INTO feed_start (tx) VALUES ('0');

-- The highest per cent of the allowance that the account was told of: each threshold is told once a period.
ALTER TABLE usage_period ADD COLUMN told_percent int NOT NULL DEFAULT 0;

-- A time in microseconds since 1970, which arrays carry at half the cost of timestamps. STABLE, as the sum is: called
-- anything stricter it would not be inlined, and cost as much as a third of a charge.
CREATE FUNCTION at_us(us bigint) RETURNS timestamptz
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT timestamptz 'epoch' + us * interval '1 microsecond' $$;

-- Who reads the feed for the whole cluster, such as to post it elsewhere, and how far it has come. One life of one node
-- has it at a time; when that falls silent, another goes on from there.
CREATE TABLE feed_reader (
  name       text PRIMARY KEY,
  tx         xid8 NOT NULL,
  event      bigint NOT NULL,
  holder     uuid NOT NULL,
  held_until timestamptz NOT NULL
);
