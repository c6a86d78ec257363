-- Who may use how much CPU time, and by which rule their periods begin.

CREATE TABLE plan (
  name          text PRIMARY KEY CHECK (name ~ '^[a-z0-9-]{1,40}$'),
  allowance_us  bigint NOT NULL CHECK (allowance_us >= 0),
  -- The period's length: either months or days.
  period_months int NOT NULL DEFAULT 0 CHECK (period_months BETWEEN 0 AND 120),
  period_days   int NOT NULL DEFAULT 0 CHECK (period_days BETWEEN 0 AND 3660),
  CHECK ((period_months = 0) <> (period_days = 0))
);

INSERT INTO plan (name, allowance_us, period_days) VALUES ('free', 100 * 1000000, 1);

CREATE TABLE account (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username      text NOT NULL,
  -- The folded name that comparisons use; folded in one place, the program's Username. In the order of code points,
  -- whatever the database's own: pages of a list and searches by prefix then use the index.
  username_key  text COLLATE "C" NOT NULL UNIQUE,
  plan          text NOT NULL REFERENCES plan,
  -- An allowance of the account's own; the plan's when null.
  allowance_us  bigint CHECK (allowance_us >= 0),

  -- The rule: boundaries lie at anchor + n periods, in the local time of the zone.
  anchor        timestamp NOT NULL,
  zone          text NOT NULL DEFAULT 'UTC',
  period_months int NOT NULL,
  period_days   int NOT NULL,
  -- The rule holds from this boundary on; what held before it is in past_rule.
  rule_from     timestamptz NOT NULL DEFAULT '-infinity',

  -- The newest forced reset; all of them are in forced_reset.
  last_reset_at timestamptz,

  pending_plan  text REFERENCES plan,
  pending_from  timestamptz,
  created_at    timestamptz NOT NULL DEFAULT qm_now(),
  CHECK ((period_months = 0) <> (period_days = 0)),
  CHECK ((pending_plan IS NULL) = (pending_from IS NULL))
);

CREATE INDEX account_plan ON account (plan);
CREATE INDEX account_pending ON account (pending_from, id) WHERE pending_from IS NOT NULL;

-- A rule that an account had in [held_from, held_until).
CREATE TABLE past_rule (
  account_id    bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  held_from     timestamptz NOT NULL,
  held_until    timestamptz NOT NULL,
  anchor        timestamp NOT NULL,
  zone          text NOT NULL,
  period_months int NOT NULL,
  period_days   int NOT NULL,
  PRIMARY KEY (account_id, held_from),
  CHECK (held_from < held_until)
);

CREATE TABLE forced_reset (
  account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  reason     text,
  PRIMARY KEY (account_id, at)
);

-- Counts accounts that leave their reset time to us: what the even spread of boundaries goes by.
CREATE SEQUENCE spread;
