package dev.quartermaster.alerts.alert;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of which nobody is told. Of a storm they are thousands, and must not hold back the page
 * that tells of it: those that only say that an alert still holds are written together, of the
 * others so many at a look; the next look finds what is left.
 */
final class Quietly {

  private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

  /** Some tenths of a second. */
  static final int MOST = 500;

  private final Handle handle;
  private final String region;
  private final List<Alert> seen = new ArrayList<>();
  private final List<Step> news = new ArrayList<>();

  Quietly(Handle handle, String region) {
    this.handle = handle;
    this.region = region;
  }

  void add(Step step) {
    if (step.events().isEmpty() && step.next().id() != 0) {
      seen.add(step.next());
    } else if (news.size() < MOST) {
      news.add(step);
    }
  }

  void write() {
    if (!seen.isEmpty() && !isDone("all", () -> Alerts.seen(handle, seen))) {
      seen.forEach(alert -> isDone(words(alert), () -> Alerts.seen(handle, List.of(alert))));
    }
    news.forEach(
        step ->
            isDone(
                words(step.next()),
                () -> Alerts.write(handle, step, step.next().cause().dedupKey(region))));
  }

  private static String words(Alert alert) {
    return "%s of %s".formatted(alert.cause().name(), alert.cause().subject());
  }

  /** One that cannot be written keeps no other from being written. */
  private boolean isDone(String what, Runnable writing) {
    handle.savepoint("quietly");
    try {
      writing.run();
      handle.releaseSavepoint("quietly");
      return true;
    } catch (RuntimeException e) {
      handle.rollbackToSavepoint("quietly");
      LOG.error("How {} stands could not be written down", what, e);
      return false;
    }
  }
}
