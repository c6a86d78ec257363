-- Resets and moves of many accounts by hand: what was asked for, and what of it is done, so that it can be gone on with.

CREATE TABLE bulk_operation (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- All that was asked for, in words: by it the same one is known again.
  command   text NOT NULL,
  reason    text NOT NULL,
  actor     text NOT NULL,
  began_at  timestamptz NOT NULL DEFAULT qm_now(),
  -- Where next reset times are moved to; null for a reset.
  from_at   timestamptz,
  over_us   bigint CHECK (over_us > 0),
  -- Accounts that were chosen, and those of them that there was anything to do for.
  matched   bigint NOT NULL,
  changed   bigint,
  ended_at  timestamptz,
  -- Begun by someone who never came back, and too old to go on with.
  abandoned boolean NOT NULL DEFAULT false,
  CHECK ((from_at IS NULL) = (over_us IS NULL))
);
-- One at a time of the same kind: who asks for it again joins it.
CREATE UNIQUE INDEX bulk_operation_open ON bulk_operation (command) WHERE ended_at IS NULL;

-- Its work, cut up when it begins. A portion is claimed by locking its row, and marked in the transaction that does it.
CREATE TABLE bulk_portion (
  operation  bigint NOT NULL REFERENCES bulk_operation ON DELETE CASCADE,
  nth        int NOT NULL,
  accounts   bigint[] NOT NULL,
  -- Beginnings of the periods to be ended, in microseconds since 1970, one for each of the accounts; empty when none are.
  starts     bigint[] NOT NULL,
  -- The place of the first account among all, and how far the places are apart.
  first_rank bigint NOT NULL,
  step       int NOT NULL,
  done_at    timestamptz,
  changed    int,
  PRIMARY KEY (operation, nth)
);

-- A new reset time is written into the account's own page, if there is room; no index holds it.
ALTER TABLE account SET (fillfactor = 70);

-- Written only by statements that hold the account's row, and accounts are never deleted: to look each of a million of
-- them up once more takes as long as the rest of the work.
ALTER TABLE forced_reset DROP CONSTRAINT forced_reset_account_id_fkey;
ALTER TABLE past_rule DROP CONSTRAINT past_rule_account_id_fkey;
