package dev.quartermaster.ops.audit;

import dev.quartermaster.db.proof.Claim;
import java.util.List;

/** The claims about the trail (I8). */
public final class TrailClaims {

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

  /** Of I8, besides what {@link AuditChain} finds. */
  public static final List<Claim> ALL = List.of(UNGUARDED);

  private TrailClaims() {}
}
