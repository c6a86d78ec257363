package dev.quartermaster.ops.audit;

import dev.quartermaster.db.testing.TestDatabase;

/** A trail that was never written: for a test after another in the same schema. */
public final class EmptyTrail {

  private EmptyTrail() {}

  public static void in(TestDatabase test) {
    test.database()
        .run(
            handle -> {
              handle.execute("SET LOCAL session_replication_role = replica");
              handle.execute("TRUNCATE audit");
              handle.execute(
                  "UPDATE audit_head SET number = 0, hash = decode(?, 'hex')", Link.START);
            });
  }
}
