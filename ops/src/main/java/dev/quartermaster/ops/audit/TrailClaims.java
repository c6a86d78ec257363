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
          SELECT format('the trigger %s is missing, off or another', name)
            FROM (VALUES
              ('audit', 'audit_is_append_only',
               'BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()'),
              ('audit', 'audit_link', 'BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_link()'),
              ('audit_head', 'audit_head_moves_on',
               'BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')
            ) AS guard (of_table, name, definition)
           WHERE NOT EXISTS (SELECT FROM pg_trigger
                              WHERE tgrelid = to_regclass(of_table) AND tgname = name AND tgenabled IN ('O', 'A')
                                AND pg_get_triggerdef(oid, true) = format('CREATE TRIGGER %s %s', name, definition))
          """);

  /** By the text of each function, as the migrations left it. */
  public static final Claim REWRITTEN =
      new Claim(
          "functions of the trail with another text than the migrations'",
          """
          SELECT format('the function %s is not what it was', name)
            FROM (VALUES ('refuse_change', '876188699f0a1c355693dcdf1b20770fe9231ce00df35a1480afd508b1c4878d'),
                         ('audit_link', '231d68ba2127f2ebbeb0f8d71ac25a54d823ac2e5c893092432933e4245a8f34'),
                         ('audit_hash', '894c09660cafd29f52c1da00aa450c3cabe97630c713f9d0a06daea3c7537733')) AS written (name, digest)
           WHERE NOT EXISTS (SELECT FROM pg_proc
                              WHERE proname = name AND pronamespace = current_schema()::regnamespace
                                AND encode(sha256(convert_to(prosrc, 'UTF8')), 'hex') = digest)
          """);

  /** Of I8, besides what {@link AuditChain} finds. */
  public static final List<Claim> ALL = List.of(UNGUARDED, REWRITTEN);

  private TrailClaims() {}
}
