package dev.quartermaster.ops.incident;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The fault of that night: triggers that stay ACQUIRED in Quartz's own tables, while no node has
 * them in hand. Whoever mends them is undone in the same transaction, as long as it is held.
 */
final class Fault {

  /** Some of the schedules; the others fire on. */
  static final List<String> SCHEDULES = List.of("cpu-reset", "plan-changes");

  /** Ours, whose triggers the nodes keep in their schema. */
  private static final String HOLD =
      """
      CREATE SCHEMA incident;
      CREATE TABLE incident.held (name text PRIMARY KEY);
      CREATE TABLE incident.undone (name text NOT NULL, state text NOT NULL);
      CREATE FUNCTION incident.hold() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.trigger_state <> 'ACQUIRED' AND EXISTS (SELECT FROM incident.held WHERE name = NEW.trigger_name) THEN
          INSERT INTO incident.undone VALUES (NEW.trigger_name, NEW.trigger_state);
          NEW.trigger_state = 'ACQUIRED';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER hold BEFORE INSERT OR UPDATE ON qrtz_triggers FOR EACH ROW EXECUTE FUNCTION incident.hold();
      """;

  private Fault() {}

  /** Once, in a database with Quartz's tables. */
  static void prepare(Handle handle) {
    handle.execute(HOLD);
  }

  /**
   * Strikes; returns when. Under Quartz's lock, so that no node has one of them half in hand.
   *
   * @param held until {@link #end}; else it strikes once, and may be mended
   */
  static Instant strike(Handle handle, boolean held) {
    lock(handle);
    if (held) {
      handle
          .createUpdate("INSERT INTO incident.held SELECT unnest(:names)")
          .bindArray("names", String.class, SCHEDULES.toArray())
          .execute();
    }
    handle
        .createUpdate("DELETE FROM qrtz_fired_triggers WHERE trigger_name = ANY (:names)")
        .bindArray("names", String.class, SCHEDULES.toArray())
        .execute();
    handle
        .createUpdate(
            "UPDATE qrtz_triggers SET trigger_state = 'ACQUIRED' WHERE trigger_name = ANY (:names)")
        .bindArray("names", String.class, SCHEDULES.toArray())
        .execute();
    return handle
        .createQuery("SELECT clock_timestamp()")
        .mapTo(OffsetDateTime.class)
        .one()
        .toInstant();
  }

  /** Strikes and holds it, unless a run goes on that would do its work; empty then. */
  static Optional<Instant> strikeBetweenRuns(Handle handle) {
    lock(handle);
    boolean runs =
        handle
            .createQuery(
                "SELECT EXISTS (SELECT FROM run WHERE state = 'running' AND schedule = ANY (:names))")
            .bindArray("names", String.class, SCHEDULES.toArray())
            .mapTo(Boolean.class)
            .one();
    return runs ? Optional.empty() : Optional.of(strike(handle, /* held= */ true));
  }

  private static void lock(Handle handle) {
    handle
        .createQuery(
            "SELECT lock_name FROM qrtz_locks WHERE lock_name = 'TRIGGER_ACCESS' FOR UPDATE")
        .mapTo(String.class)
        .list();
  }

  /** It is over, as it was after the reboot: the triggers wait for their time again. */
  static void end(Handle handle) {
    handle.execute("DELETE FROM incident.held");
    handle
        .createUpdate(
            "UPDATE qrtz_triggers SET trigger_state = 'WAITING' WHERE trigger_name = ANY (:names)")
        .bindArray("names", String.class, SCHEDULES.toArray())
        .execute();
  }

  /** How often somebody tried to mend it while it was held. */
  static long undone(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM incident.undone").mapTo(Long.class).one();
  }
}
