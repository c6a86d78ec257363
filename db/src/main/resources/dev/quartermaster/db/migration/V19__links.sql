-- By which links in pages are signed: known to every node, and to nobody who only reads the configuration.

CREATE TABLE link_key (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- 244 random bits.
  secret bytea NOT NULL
    DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
);
INSERT INTO link_key DEFAULT VALUES;
