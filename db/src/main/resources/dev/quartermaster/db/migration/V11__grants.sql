-- Extra seconds for a while, changes that wait for a boundary, and what an account is entitled to after all of it.

CREATE TABLE allowance_grant (
  account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  extra_us   bigint NOT NULL CHECK (extra_us > 0),
  granted_at timestamptz NOT NULL DEFAULT qm_now(),
  until      timestamptz NOT NULL,
  reason     text,
  -- When the end was written down: the running period's allowance shrank again.
  ended_at   timestamptz,
  PRIMARY KEY (account_id, id),
  CHECK (granted_at < until)
);
CREATE INDEX allowance_grant_until ON allowance_grant (until, account_id) WHERE ended_at IS NULL;

-- A pending change always names its plan; it leaves the account's own allowance as it is, or sets it (null: the plan's).
ALTER TABLE account
  ADD COLUMN pending_keeps_allowance boolean NOT NULL DEFAULT true,
  ADD COLUMN pending_allowance_us bigint CHECK (pending_allowance_us >= 0);

-- The plan and the allowance that count now: a pending change from its time on, applied or not; a grant until its end.
CREATE VIEW entitlement AS
SELECT a.id AS account_id, p.name AS plan,
       coalesce(CASE WHEN a.pending_from <= qm_now() AND NOT a.pending_keeps_allowance
                     THEN a.pending_allowance_us ELSE a.allowance_us END, p.allowance_us)
         + coalesce(g.extra_us, 0) AS allowance_us
  FROM account a
  JOIN plan p ON p.name = CASE WHEN a.pending_from <= qm_now() THEN a.pending_plan ELSE a.plan END
  LEFT JOIN LATERAL (SELECT sum(extra_us)::bigint AS extra_us
                       FROM allowance_grant
                      WHERE account_id = a.id AND ended_at IS NULL AND until > qm_now()) AS g ON true;
