package dev.quartermaster.quota.model;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.testing.World;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The product and the model side by side, and what the last steps did to both. */
final class Play {

  private static final int REMEMBERED = 30;

  /** Work that was done and is to be forgotten. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  final World world;
  final Model model;
  final Chance chance;

  /** Accounts that the last step may have changed. */
  final Set<String> touched = new TreeSet<>();

  /** Since all was settled. */
  boolean clockWentBack;

  private final Map<String, Long> ids = new HashMap<>();
  private final Deque<String> told = new ArrayDeque<>();

  Play(World world, Model model, Chance chance) {
    this.world = world;
    this.model = model;
    this.chance = chance;
  }

  Database database() {
    return world.database();
  }

  /** The account's id in the database. */
  long id(String name) {
    return ids.computeIfAbsent(
        name,
        key ->
            database()
                .transaction(
                    handle ->
                        handle
                            .createQuery("SELECT id FROM account WHERE username = :key")
                            .bind("key", key)
                            .mapTo(Long.class)
                            .one()));
  }

  List<Long> ids(List<String> names) {
    return names.stream().map(this::id).toList();
  }

  String someone() {
    return chance.of(model.names());
  }

  void clockAt(Instant to) {
    clockWentBack |= to.isBefore(model.now());
    world.clockAt(to.toString());
    model.clockAt(to);
  }

  static CpuTime cpu(long micros) {
    return new CpuTime(micros);
  }

  /**
   * Does it in one transaction; now and then that crashes when all is done, and perhaps it is never
   * done again.
   *
   * @return whether it was done in the end
   */
  boolean lands(Database.Action work) {
    if (chance.once(12)) {
      crash(work);
      if (chance.once(2)) {
        return false;
      }
    }
    database().run(work);
    return true;
  }

  private void crash(Database.Action work) {
    tell("… crashed, and:");
    try {
      database()
          .run(
              handle -> {
                work.in(handle);
                throw new Crash();
              });
    } catch (Crash expected) {
      // As the work that crashed left nothing behind, the comparison finds nothing of it.
      return;
    }
    throw new IllegalStateException("a transaction that threw returned");
  }

  void tell(String what) {
    if (told.size() == REMEMBERED) {
      told.removeFirst();
    }
    told.add(model.now() + "  " + what);
  }

  /** What the last steps did, oldest first. */
  String lastSteps() {
    return String.join("\n  ", told);
  }
}
