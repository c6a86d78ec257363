package dev.quartermaster.ops.audit;

import dev.quartermaster.db.proof.Claim;
import java.util.List;

/** The claims about the trail (I8). */
public final class TrailClaims {

  /** By the primary key. Entries that are written at once may differ by less. */
  public static final Claim OUT_OF_ORDER =
      new Claim(
          "entries that are earlier than one before them",
          """
          SELECT format('entry %s of %s is from %s, one before it from %s', id, actor, at, newest)
            FROM (SELECT id, actor, at,
                         max(at) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
                    FROM audit) AS a
           WHERE at < newest - interval '1 minute'
          """);

  /** Nobody who may not change the table itself can change an entry. */
  public static final Claim UNGUARDED =
      new Claim(
          "ways to edit the trail",
          """
          SELECT 'the trigger audit_is_append_only is missing or switched off'
           WHERE NOT EXISTS (SELECT FROM pg_trigger
                              WHERE tgrelid = to_regclass('audit') AND tgname = 'audit_is_append_only'
                                AND tgenabled IN ('O', 'A'))
          """);

  /** Of I8. */
  public static final List<Claim> ALL = List.of(OUT_OF_ORDER, UNGUARDED);

  private TrailClaims() {}
}
