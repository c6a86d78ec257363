-- The audit trail is a chain: each entry has a number and the hash of the one before, and the head knows the newest, so
-- that an edit, a deletion or a reorder is found even when whoever did it could switch triggers off.

ALTER TABLE audit ADD COLUMN number bigint, ADD COLUMN previous bytea, ADD COLUMN hash bytea;

-- The newest entry. Its row lock makes writers wait for each other: the order of the chain is that of the commits, and an
-- entry that is rolled back leaves no gap.
CREATE TABLE audit_head (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  number bigint NOT NULL,
  hash   bytea NOT NULL
);
INSERT INTO audit_head (number, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- Of all its columns: each with its length before it, so that nothing can be shifted from one to the next; '-' is null.
CREATE FUNCTION audit_hash(entry audit) RETURNS bytea
  LANGUAGE sql STABLE
  AS $$
    SELECT sha256(convert_to(string_agg(coalesce(char_length(part) || ':' || part, '-'), E'\n' ORDER BY place), 'UTF8'))
      FROM unnest(ARRAY[entry.number::text, entry.id::text, extract(epoch FROM entry.at)::text,
                        entry.actor, entry.act, entry.target, entry.reason, entry.detail,
                        encode(entry.previous, 'hex')]) WITH ORDINALITY AS parts (part, place)
  $$;

ALTER TABLE audit DISABLE TRIGGER audit_is_append_only;
DO $$
DECLARE
  entry audit;
  newest audit_head;
BEGIN
  SELECT * INTO newest FROM audit_head;
  FOR entry IN SELECT * FROM audit ORDER BY id LOOP
    entry.number := newest.number + 1;
    entry.previous := newest.hash;
    entry.hash := audit_hash(entry);
    UPDATE audit SET number = entry.number, previous = entry.previous, hash = entry.hash WHERE id = entry.id;
    newest.number := entry.number;
    newest.hash := entry.hash;
  END LOOP;
  UPDATE audit_head SET number = newest.number, hash = newest.hash;
END $$;
ALTER TABLE audit ENABLE TRIGGER audit_is_append_only;

ALTER TABLE audit
  ALTER COLUMN number SET NOT NULL, ALTER COLUMN previous SET NOT NULL, ALTER COLUMN hash SET NOT NULL,
  ADD CONSTRAINT audit_number UNIQUE (number);

-- Numbers, links and the time are the database's, whatever the INSERT says: so older programs go on as they are.
CREATE FUNCTION audit_link() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  AS $$
DECLARE
  newest audit_head;
BEGIN
  SELECT * INTO newest FROM audit_head FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the head of the audit trail is gone: somebody deleted the row of audit_head'
      USING HINT = '''audit verify'' says what else is wrong; ops/docs/audit.md has the mend';
  END IF;
  NEW.at := qm_now();
  NEW.number := newest.number + 1;
  NEW.previous := newest.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET number = NEW.number, hash = NEW.hash;
  RETURN NEW;
END $$;
-- It runs with its owner's rights: nobody else's tables may come in the way of the head.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION audit_link() SET search_path = %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER audit_link BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_link();

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
  LANGUAGE plpgsql
  AS $$
BEGIN
  -- The head moves on from within the trigger of a new entry, and by nothing else.
  IF TG_TABLE_NAME = 'audit_head' AND TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege',
          HINT = 'what is wrong in an entry is put right by a further one';
END $$;

CREATE TRIGGER audit_head_moves_on BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Roles other than the owner may be given SELECT and INSERT on audit; they need none on its head.
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM PUBLIC;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_head FROM PUBLIC;
