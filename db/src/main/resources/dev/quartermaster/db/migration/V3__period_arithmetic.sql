-- When a period begins and ends: the same arithmetic as the program's PeriodRule and Timeline, held to them by a test.

-- The n-th boundary. A local time that does not exist moves on by the gap; one that comes twice is the later of the two.
CREATE FUNCTION boundary(anchor timestamp, zone text, months int, days int, n bigint) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT (anchor + make_interval(months => (months * n)::int, days => (days * n)::int)) AT TIME ZONE zone $$;

-- The greatest n whose boundary is not after the instant.
CREATE FUNCTION boundary_index(anchor timestamp, zone text, months int, days int, at timestamptz) RETURNS bigint
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
  AS $$
DECLARE
  wall timestamp := at AT TIME ZONE zone;
  n    bigint;
BEGIN
  IF months = 0 THEN
    n := floor(extract(epoch FROM wall - anchor) / (86400 * days));
    IF zone = 'UTC' THEN
      RETURN n;
    END IF;
  ELSE
    n := floor(((extract(year FROM wall) - extract(year FROM anchor)) * 12
                + extract(month FROM wall) - extract(month FROM anchor)) / months);
  END IF;
  -- The guess is by wall clock; a jump of the zone puts it off by two at most.
  n := n + 2;
  WHILE boundary(anchor, zone, months, days, n) > at LOOP
    n := n - 1;
  END LOOP;
  RETURN n;
END $$;

-- The period of an account that holds the instant: [period_start, period_end).
CREATE FUNCTION period_at(a account, at timestamptz, OUT period_start timestamptz, OUT period_end timestamptz)
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  AS $$
DECLARE
  r past_rule;
  n bigint;
BEGIN
  IF at >= a.rule_from THEN
    r := ROW(a.id, a.rule_from, 'infinity', a.anchor, a.zone, a.period_months, a.period_days);
  ELSE
    SELECT * INTO STRICT r FROM past_rule p
     WHERE p.account_id = a.id AND p.held_from <= at AND p.held_until > at;
  END IF;
  n := boundary_index(r.anchor, r.zone, r.period_months, r.period_days, at);
  period_start := greatest(boundary(r.anchor, r.zone, r.period_months, r.period_days, n), r.held_from);
  period_end := least(boundary(r.anchor, r.zone, r.period_months, r.period_days, n + 1), r.held_until);
  IF a.last_reset_at > period_start THEN
    IF at >= a.last_reset_at THEN
      period_start := a.last_reset_at;
    ELSE
      SELECT greatest(period_start, max(f.at) FILTER (WHERE f.at <= period_at.at)),
             least(period_end, min(f.at) FILTER (WHERE f.at > period_at.at))
        INTO period_start, period_end
        FROM forced_reset f
       WHERE f.account_id = a.id AND f.at > period_start AND f.at < period_end;
    END IF;
  END IF;
END $$;
