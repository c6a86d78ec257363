-- A pause may have an end. One from before the pause is of an earlier pause, that an older program has ended.

ALTER TABLE schedule ADD COLUMN paused_until timestamptz;
