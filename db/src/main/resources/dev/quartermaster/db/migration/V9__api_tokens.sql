-- Who may use the HTTP API, and which resets were asked for under a key: so that a retry resets nothing twice.

CREATE TABLE api_token (
  id           text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{12}$'),
  -- SHA-256, without a salt: the secret is 256 random bits, there is nothing to guess.
  secret_hash  bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  role         text NOT NULL CHECK (role IN ('reader', 'reporter', 'admin')),
  -- The one account that a reader may read; all of them when null.
  account_id   bigint REFERENCES account ON DELETE CASCADE,
  -- The one name that a reporter reports as.
  reporter     text,
  created_at   timestamptz NOT NULL DEFAULT qm_now(),
  created_by   text NOT NULL,
  reason       text,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  CHECK (account_id IS NULL OR role = 'reader'),
  CHECK ((reporter IS NOT NULL) = (role = 'reporter'))
);
CREATE INDEX api_token_account ON api_token (account_id) WHERE account_id IS NOT NULL;

-- Resets by Idempotency-Key; a row counts for 24 hours.
CREATE TABLE reset_request (
  token_id    text NOT NULL REFERENCES api_token ON DELETE CASCADE,
  key         text NOT NULL,
  -- SHA-256 of what was asked for: another request under the same key is a mistake.
  fingerprint bytea NOT NULL,
  -- Whether there was anything to reset; null only within the transaction that resets.
  was_reset   boolean,
  at          timestamptz NOT NULL DEFAULT qm_now(),
  PRIMARY KEY (token_id, key)
);
CREATE INDEX reset_request_at ON reset_request (at);
