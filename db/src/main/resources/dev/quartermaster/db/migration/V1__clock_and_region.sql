-- The clock that decides, and the one region a database belongs to.

-- The time the statement began. STABLE, so that it can bound an index scan; a function, so that tests can set it.
CREATE FUNCTION qm_now() RETURNS timestamptz
  LANGUAGE sql STABLE PARALLEL SAFE
  AS 'SELECT statement_timestamp()';

CREATE TABLE region (
  the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
  name     text NOT NULL
);
