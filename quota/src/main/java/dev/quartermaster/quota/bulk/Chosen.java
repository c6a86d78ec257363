package dev.quartermaster.quota.bulk;

import dev.quartermaster.db.BigintArray;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** Which accounts are meant. */
public sealed interface Chosen {

  /** As the command line has it: the same text for the same choice. */
  String text();

  /** A query for their ids, each once. */
  String query();

  /** Gives a statement what its {@link #query} asks for. */
  default <S extends SqlStatement<S>> S bind(S statement) {
    return statement;
  }

  /** Every account that there is. */
  record All() implements Chosen {
    @Override
    public String text() {
      return "--all";
    }

    @Override
    public String query() {
      return "SELECT id FROM account";
    }
  }

  /** Those on a plan now, also by a change that is due and not applied yet. */
  record OnPlan(String plan) implements Chosen {
    @Override
    public String text() {
      return "--plan " + plan;
    }

    /** Walks account_plan, and of account_pending the few that are due. */
    @Override
    public String query() {
      return """
             SELECT id FROM account WHERE plan = :plan AND (pending_from > qm_now()) IS NOT FALSE
             UNION ALL
             SELECT id FROM account WHERE pending_plan = :plan AND pending_from <= qm_now()
             """;
    }

    @Override
    public <S extends SqlStatement<S>> S bind(S statement) {
      return statement.bind("plan", plan);
    }
  }

  /** Those with a period that ended and is not settled, or whose release is not told. */
  record Overdue() implements Chosen {
    @Override
    public String text() {
      return "--overdue";
    }

    /** Walks usage_period_end from settled_through on, late_period, and tarpit_until. */
    @Override
    public String query() {
      return """
             SELECT account_id AS id FROM usage_period
              WHERE settled_at IS NULL AND period_end <= qm_now()
                AND period_end > (SELECT at FROM settled_through)
             UNION
             SELECT l.account_id FROM late_period l JOIN usage_period u USING (account_id, period_start)
              WHERE u.settled_at IS NULL AND u.period_end <= qm_now()
             UNION
             SELECT account_id FROM tarpit WHERE until <= qm_now()
             """;
    }
  }

  /** Those that listeners were told are in the tarpit. */
  record InTarpit() implements Chosen {
    @Override
    public String text() {
      return "--tarpit";
    }

    @Override
    public String query() {
      return "SELECT DISTINCT account_id AS id FROM tarpit";
    }
  }

  /** These. */
  record Named(List<Long> ids) implements Chosen {

    public Named {
      ids = ids.stream().distinct().sorted().toList();
    }

    @Override
    public String text() {
      ByteBuffer bytes = ByteBuffer.allocate(ids.size() * Long.BYTES);
      ids.forEach(bytes::putLong);
      return "%,d names (%s)".formatted(ids.size(), UUID.nameUUIDFromBytes(bytes.array()));
    }

    /** Lookups in the primary key. */
    @Override
    public String query() {
      return "SELECT id FROM account WHERE id = ANY (:ids)";
    }

    @Override
    public <S extends SqlStatement<S>> S bind(S statement) {
      return statement.bind(
          "ids", BigintArray.of(ids.stream().mapToLong(Long::longValue).toArray()));
    }
  }
}
