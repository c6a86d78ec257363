-- Portions of all accounts are ranges of them: no account needs to be listed, and neighbours are done together.

-- How many accounts it stands for.
ALTER TABLE bulk_portion ADD COLUMN size int NOT NULL DEFAULT 0;
UPDATE bulk_portion SET size = cardinality(accounts);

-- A range by id, with the places of its ends among all accounts: those of its accounts are meant whose id leaves this
-- rest when divided by step. Null where accounts are listed.
ALTER TABLE bulk_portion
  ADD COLUMN first_id  bigint,
  ADD COLUMN last_id   bigint,
  ADD COLUMN last_rank bigint,
  ADD COLUMN rest      int,
  ADD CHECK (num_nulls(first_id, last_id, last_rank, rest) IN (0, 4));

-- An older program sees no account in a range, and would mark it done: it fails instead.
ALTER TABLE bulk_portion
  ADD COLUMN by_range boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT begun_by_a_newer_program CHECK (first_id IS NULL OR done_at IS NULL OR by_range);

-- What is left of an operation, without a walk over what is done.
CREATE INDEX bulk_portion_open ON bulk_portion (operation, nth) WHERE done_at IS NULL;
